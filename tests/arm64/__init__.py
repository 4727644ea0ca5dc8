"""The mirror on an arm64 processor, without one: the very replay, under emulation, against this machine's.

`make test-arm64` needs `qemu-user-static` and `mmdebstrap`, which it installs on Debian. It unpacks (never runs) the
packages of a Bookworm arm64 system and the aarch64 wheels of the project's dependencies into `build/arm64`, and runs
Debian's own Python of that system on the emulator. Speed says nothing there; numbers do.

Both sides read the same pixels (`plain_video.py`), but not with the same version of the runtime: here it is the
installed one, there the newest that can be emulated (`system.RUNTIME`). Neither version nor processor matters: given
the same input, every int8 operator of 2.1.6 and 2.3.0, on x86-64 and arm64, gives the same bits. Convolutions and
resizing in float differ in the last digits. Two things keep these last digits from growing to half a degree: regions
are snapped to a grid (`kiosk.pose.roi.Region.snapped`), and where float becomes int8, what is turned was computed
exactly (`kiosk.quantize.exact`). The int8 networks of `lite` have float before int8 that is not exact, and do not
reach this: they are not compared here.
"""
