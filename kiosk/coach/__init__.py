"""Coach: from postures and reps to what to say. Pure: no clock, no I/O, no globals."""
