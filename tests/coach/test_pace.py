"""Frames that come too rarely: nothing is begun, counted or corrected, and what was counted stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hinge_reps import DRILL, KINDS, good_rep
from hypothesis import given
from hypothesis import strategies as st
from standing_people import PICTURE, moment_of, posture_at

from kiosk import toml
from kiosk.coach.coach import Coach, Plan
from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.pace_table import SHIPPED, PaceTable, shipped_pace
from kiosk.motion.posture import Phase
from kiosk.toml import FileProblem

PACE = shipped_pace()
SLOW, QUICK = 1.0 / (0.8 * PACE.least), 1.0 / 15.0
"""Seconds between frames."""


class Session:
    """A coach, and frames that come as they come."""

    def __init__(self, **plan: object) -> None:
        self.coach = Coach(Plan(**{"drill": DRILL, "kinds": KINDS, "goal": 8, **plan}))  # type: ignore[arg-type]
        self.time = 0.0
        self.seen: list[Guidance] = []

    @property
    def now(self) -> Guidance:
        return self.seen[-1]

    def frames(self, spacings: Iterable[float], there: bool = True, ending: bool = False) -> Session:
        """A frame after each of ``spacings``; with ``ending`` each of them ends a rep."""
        for spacing in spacings:
            self.time += spacing
            moment = None
            if there:
                rep = good_rep() if ending else None
                phase = Phase.DOWN if ending else Phase.STANDING
                moment = moment_of(posture_at(time=self.time), phase, rep=rep)
            self.seen.append(self.coach(self.time, PICTURE, moment))
        return self

    def last(self, seconds: float, spacing: float, there: bool = True) -> Session:
        return self.frames([spacing] * round(seconds / spacing), there)

    def in_set(self, reps: int = 2) -> Session:
        self.last(2.0, QUICK)
        assert self.now.stage is Stage.SET
        return self.frames([QUICK] * reps, ending=True).last(0.4, QUICK)

    @property
    def stages(self) -> list[Stage]:
        return [item.stage for i, item in enumerate(self.seen) if i == 0 or item.stage is not self.seen[i - 1].stage]


# -- before a set ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spacing", [SLOW, 0.3, 0.5, 1.0, 2.0, 10.0])
def test_no_set_begins_while_frames_come_too_rarely(spacing: float) -> None:
    session = Session().frames([spacing] * 40)
    assert Stage.SET not in session.stages
    assert Stage.BASELINE not in session.stages
    told = session.now
    assert told.stage is Stage.TOO_SLOW
    assert "too slow" in told.headline
    assert all(word in told.hint for word in ("air", "power supply", "kiosk doctor"))
    assert (told.bar, told.ghost, told.user, told.cue) == (None, None, None, None)
    assert (told.count, told.goal) == (0, 0), "there is no set to count in"


def test_the_button_starts_nothing_either() -> None:
    session = Session().last(4.0, SLOW)
    session.coach.verb("start")
    session.last(4.0, SLOW)
    assert session.stages[-1] is Stage.TOO_SLOW
    assert Stage.SET not in session.stages


def test_nothing_begins_before_the_pace_is_known() -> None:
    session = Session().frames([1.0, 1.0], there=True)
    session.coach.verb("start")
    session.frames([1.0] * 6)
    assert Stage.SET not in session.stages


def test_it_is_said_to_an_empty_room_too() -> None:
    assert Session().last(4.0, SLOW, there=False).now.stage is Stage.TOO_SLOW


def test_the_session_begins_by_itself_once_frames_come_quickly() -> None:
    session = Session().last(5.0, SLOW).last(PACE.enough_for - 0.2, QUICK)
    assert session.now.stage is Stage.TOO_SLOW, "only once it has lasted"
    session.last(3.0, QUICK)
    assert session.now.stage is Stage.SET


# -- in a set ----------------------------------------------------------------------------------------------


def test_a_set_waits_and_goes_on_with_its_count() -> None:
    session = Session().in_set(reps=2).frames([0.5] * 12)
    waiting = session.now
    assert waiting.stage is Stage.TOO_SLOW
    assert (waiting.count, waiting.goal) == (2, 8)
    assert (waiting.bar, waiting.ghost, waiting.cue) == (None, None, None)
    assert session.last(PACE.enough_for + 1.0, QUICK).now.stage is Stage.SET
    session.frames([QUICK], ending=True)
    assert session.now.count == 3
    assert [rep.rep.number for rep in session.coach.reps] == [1, 2, 3]
    assert Stage.SUMMARY not in session.stages


def test_reps_that_end_while_it_waits_are_neither_counted_nor_corrected() -> None:
    session = Session().in_set(reps=2).frames([0.5] * 4)
    session.frames([0.5] * 10, ending=True)
    assert len(session.coach.reps) == 2
    assert all(cue.time < session.time - 5.0 for cue in session.coach.cues)


@pytest.mark.parametrize("leaves", [True, False])
def test_a_waiting_set_is_summed_up_for_who_leaves_or_asks(leaves: bool) -> None:
    session = Session().in_set(reps=2).frames([0.5] * 6)
    if leaves:
        session.frames([0.5] * 12, there=False)
    else:
        session.coach.verb("stop")
        session.frames([0.5])
    assert session.now.stage is Stage.SUMMARY
    assert session.now.summary is not None
    assert session.now.summary.counted == 2
    session.frames([0.5] * 40)
    assert session.now.stage is Stage.TOO_SLOW
    assert (session.now.count, session.now.goal) == (0, 0)


def test_a_waiting_set_without_a_rep_leaves_no_summary() -> None:
    session = Session().in_set(reps=0).frames([0.5] * 6).frames([0.5] * 20, there=False)
    assert Stage.SUMMARY not in session.stages
    assert session.now.stage is Stage.TOO_SLOW
    session.last(PACE.enough_for + 1.0, QUICK, there=False)
    assert session.now.stage is Stage.IDLE


@pytest.mark.parametrize("hole", [0.4, 1.0, 1.8])
def test_a_single_hiccup_changes_nothing(hole: float) -> None:
    session = Session().in_set()
    for _ in range(5):
        session.frames([hole]).last(2.0, QUICK)
    assert session.now.stage is Stage.SET
    assert Stage.TOO_SLOW not in session.stages


def test_frames_of_uneven_cost_are_judged_by_their_mean() -> None:
    """Every second frame carries the mask, and takes twice as long."""
    mean = 1.0 / (PACE.least + 1.0)
    session = Session().in_set().frames([mean * 2 / 3, mean * 4 / 3] * 60)
    assert Stage.TOO_SLOW not in session.stages


def test_a_camera_whose_clock_begins_anew_is_no_reason_to_wait() -> None:
    session = Session().in_set()
    session.time = -100.0
    session.last(3.0, QUICK)
    assert Stage.TOO_SLOW not in session.stages
    session.frames([0.5] * 8)
    session.time = -200.0
    assert session.frames([QUICK] * 3).now.stage is Stage.TOO_SLOW, "nor to go on"


def test_it_does_not_come_and_go_between_the_limits() -> None:
    between = 2.0 / (PACE.least + PACE.enough)
    assert Stage.TOO_SLOW not in Session().in_set().last(20.0, between).stages
    slow = Session().in_set().frames([0.5] * 6).last(20.0, between)
    assert slow.now.stage is Stage.TOO_SLOW


# -- whatever comes ----------------------------------------------------------------------------------------


def trimmed_rate(times: Sequence[float]) -> float:
    """Frames a second over the last six spacings but the longest."""
    spacings = sorted(later - sooner for sooner, later in pairwise(times[-7:]))[:-1]
    return len(spacings) / sum(spacings)


STRETCHES = st.lists(st.tuples(st.floats(0.5, 30.0), st.integers(1, 30)), min_size=1, max_size=8)
"""(frames a second, how many of them)."""


@given(stretches=STRETCHES, gated=st.booleans())
def test_no_rep_is_counted_while_frames_come_too_rarely(stretches: list[tuple[float, int]], gated: bool) -> None:
    session = Session(gated=gated, goal=100)
    if gated:
        session.in_set(reps=0)
    times = [item.time for item in session.seen]
    kept = 0
    for rate, count in stretches:
        for _ in range(count):
            session.frames([1.0 / rate], ending=True)
            times.append(session.time)
            told, reps = session.now, len(session.coach.reps)
            assert reps >= kept or told.stage in (Stage.SUMMARY, Stage.SETUP), "no rep is lost"
            if reps > kept:
                assert told.stage is Stage.SET
                assert trimmed_rate(times) >= PACE.least - 1e-9
            if told.stage is Stage.TOO_SLOW:
                assert (told.bar, told.cue, told.ghost) == (None, None, None)
            kept = reps


@given(rate=st.floats(PACE.least * 1.01, 60.0))
def test_whatever_is_quick_enough_is_coached(rate: float) -> None:
    session = Session(gated=False).frames([1.0 / rate] * 50)
    session.frames([1.0 / rate], ending=True)
    assert session.stages == [Stage.SET]
    assert session.now.count == 1


# -- the table ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"least": 0.2}, "least: input should be greater than or equal to"),
        ({"enough": PACE.least}, "must lie above least"),
        ({"enough_for": 0.0}, "enough_for"),
        ({"lest": 7.0}, 'lest: unknown key; did you mean "least"'),
    ],
)
def test_a_wrong_table_is_named(change: dict[str, float], says: str, tmp_path: Path) -> None:
    path = tmp_path / "pace.toml"
    values = PACE.model_dump() | change
    path.write_text("\n".join(f"{key} = {value}" for key, value in values.items()))
    with pytest.raises(FileProblem) as told:
        toml.load(PaceTable, path)
    assert says in str(told.value)
    assert "pace.toml" in str(told.value)


def test_a_plan_may_bring_limits_of_its_own() -> None:
    assert toml.load(PaceTable, SHIPPED) == PACE
    strict = replace(Plan(DRILL, KINDS, 8), pace=PaceTable(least=12.0, enough=14.0, enough_for=2.0))
    assert Session(pace=strict.pace).last(5.0, 0.1).now.stage is Stage.TOO_SLOW
    assert Session().last(5.0, 0.1).now.stage is Stage.SET
