"""What this machine can do: every network timed on it, and the settings that follow."""
