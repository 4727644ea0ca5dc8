"""Installs the mirror on a Pi, and takes it off again: steps that each see what is left to do, do it, and undo it.

Runs with the system's own Python before anything of ours is there, so it needs the standard library alone, and of the
mirror `kiosk.release`, which keeps to that as well. Every step may be cut off by the power at any moment: what it
writes is there whole or not at all, and the next run does what is left.
"""
