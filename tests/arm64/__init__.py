"""The mirror on an arm64 processor, without one: the very replay, under emulation, against this machine's.

`make test-arm64` needs `qemu-user-static` and `mmdebstrap`, which it installs on Debian. It unpacks (never runs) the
packages of a Bookworm arm64 system and the aarch64 wheels of the project's dependencies into `build/arm64`, and runs
Debian's own Python of that system on the emulator. Speed says nothing there; numbers do.

Both sides read the same pixels (`plain_video.py`). With the float networks every angle of every frame is then the
same to 0.002 degrees; before regions were snapped to a grid (`kiosk.pose.roi.Region.snapped`) the last digit grew to
half a degree from frame to frame. The int8 networks do not reach that: their kernels round in their own way on each
processor, and in each version of the runtime, so that angles differ by half a degree in the middle frame.
"""
