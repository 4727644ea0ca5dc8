"""Health: how far the mirror lags, how hot the machine is, and how much effort it can afford."""
