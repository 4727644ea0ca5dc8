"""How well the ears hear: phrases in many packaged voices, in noise made here, and hours of what is no command."""
