"""The mirror on an arm64 processor, without one: the very replay, under emulation, against this machine's.

`make test-arm64` needs `qemu-user-static` and `mmdebstrap`, which it installs on Debian. It unpacks (never runs) the
packages of a Bookworm arm64 system and the aarch64 wheels of the project's dependencies into `build/arm64`, and runs
Debian's own Python of that system on the emulator. Speed says nothing there; numbers do.

Not met yet: counts, faults, view and facing agree, but the int8 networks round otherwise there: torso inclination is
0.27 degrees apart in the median of frames and 1.1 at most, where 0.5 is asked, on a Pi 4's and a Pi 5's processor
alike. So the target is not part of CI.
"""
