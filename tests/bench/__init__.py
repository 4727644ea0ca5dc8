"""Benchmarks: the mirror against its peer, in one run and on one machine. Run `python -m tests.bench`.

The peer is MediaPipe's Python `Pose` solution: the same BlazePose network, with the person mask on every frame.
Both decode the same clip in a process of their own, by turns. How to read the figures:

- **CPU ms a frame** is processor time, user and system, of all threads; not time on the wall. It is the slope
  from the end of the clip's first third to its end, so imports and loading the models are not in it. In
  brackets the least and the most of the runs: a wide range means a busy machine.
- **plain** is all the processor time of the process over all frames: what a short clip costs. **start-up s** is
  what lies between the two.
- **ratio** is ours over the peer's. Milliseconds depend on the machine and on who else uses it; ratios of
  medians of interleaved runs hold. Both are on the same clip in the same run, ours on one thread. "ours" asks for
  the mask only on the frames that need it, as the station does; "ours, masks" has it on every frame, like the peer.
- **outside the interpreter** is the share of the processor time of all that the replay does for a frame, from the
  decoded picture to the report, that is not spent inside of `invoke` of the networks.
- **models to first pose**: from the begin of loading the models to the first pose, wall seconds.
- **jitter** is the root mean square of the torso inclination about the truth where the truth stands still, in
  committed clips whose truth is known; **lag** the delay that smoothing adds where the torso hinges, of the clip
  where it is longest.
- **peak MB** is the largest resident memory of the process (1 MB = 1000000 bytes).
- **stages** are wall milliseconds a frame as `kiosk replay --report` gives them; decoding the video is not among
  them.
- **first coached s** and **drawn a second** come from `kiosk run` on the demo clip: seconds from the start of the
  process to the first frame of the set, and frames drawn for each second of the run. The rate asked for is
  twice the target, since at the target itself rounding alone would miss it.

A target is met, missed, or not measured, with the reason; only a miss makes the run fail.
"""
