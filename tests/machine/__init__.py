"""A whole machine with the mirror on it, from the power on: a PC, as no emulator has a Pi 4 or 5 with its screen.

`make test-machine` needs root on Debian. It installs the mirror with its own installer into Debian Trixie, writes
that to a disk, and has qemu start it, on an emulated processor: with its own kernel, a screen that is drawn to
directly (KMS), control groups of the second kind and USB (`emulated_pc.py`). What runs in there as root
(`agent.py`) does what the host asks of it, and says what it saw; what is on the glass is looked at from outside, as
a screenshot.

Proved by that, beyond `make test-boot`: that the mirror comes up by itself on Trixie's own systemd, which finds
nothing wrong in its units; how long the glass is black after the power came, and by what; that the root can be made
read-only, that what is written to it then is gone with the power, and that what the mirror keeps is not; that a USB
stick which is put in is mounted to be read, and looked at for updates.

Not proved: a Pi's firmware, screen, camera and speed. An emulated processor is some thirty times slower than this
machine's: so the watchdogs are patient here (`system.py`), and there is neither voice nor page. How soon a mirror
is back, and what becomes of updates, is judged in the container.

It is skipped, and says so, where nothing that it depends on has changed since it last passed. Whoever changes
that runs it, with nothing else beside it, and commits the file `passed` that it leaves. It is no part of `.ci/run`,
for its time.
"""
