"""Motion: from poses to postures and reps. Pure: no clock, no I/O, no globals."""
