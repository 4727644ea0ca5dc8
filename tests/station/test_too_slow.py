"""Frames that come too rarely, from the pipeline to the station: no nonsense is counted, and nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hinging_figure import EVERY, STOOD, frame_at, plan, track
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from stations import Bench, Scripted, Track

from kiosk.camera import Frame
from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.pace_table import shipped_pace
from kiosk.exits import Exit
from kiosk.health.last_run import summary
from kiosk.health.levels import load_levels
from kiosk.pipeline import Pipeline, Step
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.replay.trace import COLUMNS, row_of
from kiosk.settings import EffortSettings
from kiosk.station.prepared import quick_enough
from kiosk.station.worker import Told

PACE = shipped_pace()


class Watched:
    """A pipeline behind the stick figure, and every frame's guidance."""

    def __init__(self, gated: bool = True) -> None:
        self.pipeline = Pipeline(track, plan(gated, goal=100), Timing())
        self.steps: list[Step] = []
        self.time = 0.0

    def frames(self, spacings: Iterable[float]) -> Watched:
        for spacing in spacings:
            self.time += spacing
            self.steps.append(self.pipeline(frame_at(self.time, len(self.steps))))
        return self

    def last(self, seconds: float, rate: float) -> Watched:
        return self.frames([1.0 / rate] * round(seconds * rate))

    @property
    def seen(self) -> list[Guidance]:
        return [step.guidance for step in self.steps]

    @property
    def stages(self) -> list[Stage]:
        seen = self.seen
        return [item.stage for i, item in enumerate(seen) if i == 0 or item.stage is not seen[i - 1].stage]


@pytest.mark.parametrize("gated", [True, False])
@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0, 3.0, 4.0, 5.0, PACE.least - 0.1])
def test_nothing_is_counted_from_frames_that_come_too_rarely(rate: float, gated: bool) -> None:
    watched = Watched(gated).last(STOOD + 8 * EVERY, rate)
    assert watched.pipeline.coach.reps == []
    assert watched.stages[-1] is Stage.TOO_SLOW
    assert watched.seen[-1].bar is None


@pytest.mark.parametrize("rate", [PACE.least + 0.2, 10.0, 15.0, 30.0])
def test_whatever_is_quicker_counts_every_rep_and_finds_no_fault(rate: float) -> None:
    watched = Watched().last(STOOD + 6 * EVERY, rate)
    assert watched.stages[-1] is Stage.SET
    assert Stage.TOO_SLOW not in watched.stages
    assert watched.seen[-1].count == 6
    assert [rep.faults for rep in watched.pipeline.coach.reps] == [()] * 6


def test_a_set_that_had_to_wait_goes_on_and_counts_no_half_seen_rep() -> None:
    watched = Watched().last(STOOD + 2 * EVERY + 0.5, 15.0)
    assert watched.seen[-1].count == 2
    # Slow from the beginning of the third hinge on, quick again in the middle of the fifth.
    watched.last(11.0, 2.0).last(4.0, 15.0)
    assert watched.seen[-1].count == 2
    watched.last(2 * EVERY, 15.0)
    assert watched.stages == [Stage.IDLE, Stage.SETUP, Stage.SET, Stage.TOO_SLOW, Stage.SET]
    reps = watched.pipeline.coach.reps
    assert [rep.rep.number for rep in reps] == [*range(1, len(reps) + 1)]
    assert all(rep.counted and not rep.faults for rep in reps), "each was seen from its start to its end"
    assert len(reps) >= 3
    counts = [guidance.count for guidance in watched.seen]
    assert counts == sorted(counts), "none is lost"


@pytest.mark.parametrize("hole", [0.6, 1.0, 1.6])
def test_a_camera_that_is_opened_again_between_reps_costs_nothing(hole: float) -> None:
    watched = Watched().last(STOOD + EVERY - 1.1, 15.0).frames([hole]).last(2 * EVERY, 15.0)
    assert Stage.TOO_SLOW not in watched.stages
    assert watched.pipeline.coach.count >= 2


@given(
    st.lists(st.tuples(st.floats(0.5, 30.0), st.floats(0.3, 8.0)), min_size=2, max_size=6),
    st.booleans(),
)
@tries(max_examples=25)
def test_whatever_the_pace_a_rep_counts_only_while_it_is_quick_enough(
    stretches: list[tuple[float, float]], gated: bool
) -> None:
    watched = Watched(gated).last(STOOD, 15.0)
    for rate, seconds in stretches:
        watched.frames([1.0 / rate] * max(1, round(seconds * rate)))
    seen = watched.seen
    for number, (before, after) in enumerate(pairwise(seen), start=1):
        if after.count + after.attempts <= before.count + before.attempts:
            continue
        assert after.stage is Stage.SET
        times = [item.time for item in seen[max(0, number - 6) : number + 1]]
        spacings = sorted(later - sooner for sooner, later in pairwise(times))[:-1]
        assert len(spacings) / sum(spacings) >= PACE.least - 1e-6


def test_the_trace_tells_it() -> None:
    watched = Watched().last(8.0, 3.0)
    row = dict(zip(COLUMNS, row_of(watched.steps[-1]).cells, strict=True))
    assert row["stage"] == "too_slow"


def test_a_level_that_leaves_too_few_frames_is_no_way_out() -> None:
    levels = load_levels()
    assert quick_enough(levels, 30.0, PACE.enough) == levels
    slow_camera = quick_enough(levels, 1.5 * PACE.enough, PACE.enough)
    assert [level.name for level in slow_camera] == [level.name for level in levels if level.frame_stride == 1]
    assert quick_enough(levels, 5.0, PACE.enough) == levels[:1]


# -- the whole station -------------------------------------------------------------------------------------


def test_a_starved_station_waits_says_so_and_goes_on(tmp_path: Path) -> None:
    """The processor is taken away in the middle of a set, and given back."""
    starved = False
    told: list[Guidance] = []
    waited = went_on = 0

    def make_tracker(timing: Timing) -> Track:
        def slowed(frame: Frame, mask: bool) -> Pose | None:
            if starved:
                time.sleep(0.4)
            return track(frame, mask)

        return slowed

    def each(item: Told) -> None:
        nonlocal starved, waited, went_on
        guidance = item.step.guidance
        told.append(guidance)
        if guidance.stage is Stage.SET and guidance.count == 1 and not waited:
            starved = True
        # A machine that is busy for reasons of its own may have to wait before, which is no matter here.
        waited += starved and guidance.stage is Stage.TOO_SLOW
        starved = starved and waited < 6
        went_on += guidance.stage is Stage.SET and waited > 0

    def frames() -> Iterator[Frame | Exception]:
        began, number = time.monotonic(), 0
        while went_on < 15 and time.monotonic() - began < 100.0:
            yield frame_at(number / 20.0, number)
            number += 1

    stay = EffortSettings(adapt=False)
    run = Bench(tmp_path, lambda: Scripted(frames()), make_tracker, each=each, effort=stay, pace=PACE).run()
    assert run.outcome.code is Exit.DONE
    stages = [item.stage for i, item in enumerate(told) if i == 0 or item.stage is not told[i - 1].stage]
    assert stages[-3:] == [Stage.SET, Stage.TOO_SLOW, Stage.SET]
    since = next(index for index, item in enumerate(told) if item.stage is Stage.SET and item.count == 1)
    waiting = [item for item in told[since:] if item.stage is Stage.TOO_SLOW]
    assert {(item.count, item.goal) for item in waiting} == {(1, 8)}
    assert all("too slow" in item.headline and item.bar is None for item in waiting)
    assert told[-1].count >= 1
    assert len(run.sessions) == 1, "the set is one, and was kept"
    assert run.sessions[0].counted == run.reps >= 1
    assert run.kept_up is not None
    assert 1.0 < run.kept_up.measured.too_slow < run.kept_up.measured.seconds
    assert any("Too slow to coach for" in line for line in summary(run.kept_up))


def test_a_set_that_the_clip_s_end_cuts_off_while_it_waits_is_summed_up(tmp_path: Path) -> None:
    def frames() -> Iterator[Frame | Exception]:
        number, at = 0, 0.0
        while at < STOOD + EVERY + 1.0:
            yield frame_at(at, number)
            number, at = number + 1, at + 1.0 / 20.0
        for _ in range(6):
            at += 0.5
            number += 1
            yield frame_at(at, number)

    run = Bench(tmp_path, lambda: Scripted(frames()), lambda _timing: track, pace=PACE).run()
    assert run.outcome.code is Exit.DONE
    assert run.reps == 1
    assert run.sessions[0].ended_at is not None
    guidance = run.worker.guidance
    assert guidance is not None
    assert guidance.stage is Stage.SUMMARY
    assert guidance.summary is not None
    assert guidance.summary.counted == 1
