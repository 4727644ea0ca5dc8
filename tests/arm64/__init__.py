"""The mirror on an arm64 processor, without one: the very replay, under emulation, against this machine's.

`make test-arm64` needs `qemu-user-static` and `mmdebstrap`, which it installs on Debian. It unpacks (never runs) the
packages of a Bookworm arm64 system and the aarch64 wheels of the project's dependencies into `build/boards`, and runs
Debian's own Python of that system on the emulator. Speed says nothing there; numbers do.

Both sides read the same pixels (`plain_video.py`), but not with the same version of the runtime: here it is the
installed one, there the newest that can be emulated (`tests.boards.parts.RUNTIME`). Neither version nor processor
matters: given the same input, every int8 operator of 2.1.6 and 2.3.0, on x86-64 and arm64, gives the same bits.
Convolutions and resizing in float differ in the last digits. Two things keep these last digits from growing: regions
are snapped to a grid (`kiosk.pose.roi.Region.snapped`), and where float becomes int8, what is turned was computed
exactly (`kiosk.quantize.exact`). In the same region int8 so reads the same to a thousandth of a pixel or two.

What is left are the heads, which compute in float behind int8. In some hundred frames they put one coordinate of a
region between two places of the grid, so that it falls to one here and to the other there. Float networks read both
alike. Int8 reads the two as differently as it errs anyhow, and the regions that follow differ as well: a replay is
the same up to such a frame, and from then on a torso is 0.1 degrees apart in the middle frame and at most 1.1, a knee
0.3 and at most 2.7. The int8 networks of `lite` have float before int8 that is not exact, and are not compared here.
The installed releases of `tests/deploy` replay the demo in int8, with the OpenCV that they bring: the same reps, more
widely.
"""
