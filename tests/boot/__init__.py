"""A mirror that is installed, booted by a real systemd, and mistreated there.

`make test-boot` needs root on Debian, `systemd-container` and `mmdebstrap`. It installs the mirror with its own
installer into a Debian system in a folder, boots that as a container, and there hangs, kills, crashes and starves the
station (`inside.py`, which runs in the container and leaves word of what it saw; `mistreated.py` is how a station is
made to hang or to eat memory). What is missing in a container is a kernel of its own, a camera, a screen and sound:
the camera is the demo, the screen SDL's dummy driver. Times are this machine's, not a Pi's.
"""
