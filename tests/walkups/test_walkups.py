"""A stick figure walks up wrongly and does what the glass says: the right words, in the right order, then a rep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.coach.guidance import Stage
from kiosk.locale.load import english
from kiosk.pose.pose import Pose
from tests.motion.signals import course, rep
from tests.motion.stick_figure import Stick, pose_of
from tests.walkups.diary import Diary
from tests.walkups.newcomer import PATIENCE, REACTION, LostPatience, Newcomer, Pause, walk_up
from tests.walkups.station import pipeline_of, settings_of

RATE = 15.0
STANDS = Stick(torso=3.0, knee=5.0, shin=2.0)
REPS = [degrees for _, degrees in course(rep(60.0, down=2.0, hold=0.7, up=1.6, rest=1.2) * 2, RATE)]
"""Degrees of two hinges."""

Film = Callable[[float], tuple[Stick, int] | None]
"""The figure at a time of the film and how many stay beside it; None where nobody is there."""


def hinging(number: int) -> Stick:
    bent = REPS[min(number, len(REPS) - 1)]
    return replace(STANDS, torso=3.0 + bent, knee=5.0 + 0.25 * bent, shin=2.0 - 0.08 * bent)


def play(wrong: list[tuple[Stick, int]], pauses: list[Pause]) -> Diary:
    """Nobody for a second, two of each way of standing ``wrong``, two well, and two hinges."""
    well = 1.0 + 2.0 * len(wrong)
    begins = round((well + 2.0) * RATE)
    now = [0]

    def picture(number: int) -> np.ndarray:
        now[0] = number
        return np.zeros((640, 480, 3), np.uint8)

    def track(frame: Frame, mask: bool) -> Pose | None:
        time = now[0] / RATE
        if time < 1.0:
            return None
        if time < well:
            stick, others = wrong[int((time - 1.0) // 2.0)]
            return pose_of(stick, frame.time, others=others)
        return pose_of(hinging(max(0, now[0] - begins)), frame.time)

    pictures = begins + len(REPS) + round(RATE)
    newcomer = Newcomer(pictures, RATE, pauses, english())
    diary = Diary()
    for _, step in walk_up(newcomer, picture, pipeline_of(settings_of((270, 480)), track), RATE):
        diary.note(step.guidance)
    return diary


def waits(*until: str) -> list[Pause]:
    """A second of each way of standing, and of standing well before the set."""
    return [Pause(1.5 + 2.0 * number, 2.5 + 2.0 * number, what) for number, what in enumerate(until)]  # type: ignore[arg-type]


FACING = replace(STANDS, turn=90.0)
WRONGLY = {
    "faces the mirror": ([(FACING, 0)], ["turned"]),
    "turns the back to it": ([(replace(STANDS, turn=-90.0), 0)], ["turned"]),
    "too close, then face-on": (
        [(replace(FACING, scale=420.0, feet=660.0), 0), (FACING, 0)],
        ["too_close", "turned"],
    ),
    "too far, then face-on": ([(replace(FACING, scale=120.0, feet=420.0), 0), (FACING, 0)], ["too_far", "turned"]),
    "at the edge": ([(replace(STANDS, x=440.0), 0)], ["off_centre"]),
    "somebody stays beside them": ([(STANDS, 1)], ["others"]),
}


@pytest.mark.parametrize("how", WRONGLY)
def test_who_walks_up_wrongly_is_told_each_thing_in_turn_and_ends_in_a_counted_rep(how: str) -> None:
    wrong, told = WRONGLY[how]
    diary = play(wrong, waits(*told, "set"))
    said = english().placement
    placements = {said.said(name).headline for name in ("others", "too_close", "too_far", "off_centre", "turned")}  # type: ignore[arg-type]
    assert [words for words in diary.told() if words in placements] == [said.said(name).headline for name in told]  # type: ignore[arg-type]
    assert diary.counted is not None
    assert diary.attempts == 0


def test_who_stands_well_at_once_reads_the_cautions_and_nothing_else_to_mend() -> None:
    diary = play([], waits("set"))
    stages = [screen.stage for screen in diary.screens]
    assert stages[0] is Stage.IDLE
    assert Stage.CAUTION in stages
    cautions = next(screen for screen in diary.screens if screen.stage is Stage.CAUTION)
    assert cautions.end - cautions.begin == pytest.approx(settings_of((270, 480)).session.cautions_for, abs=0.2)
    assert diary.counted is not None


def test_whom_the_mirror_does_not_see_reads_that_they_should_step_in_front_of_it() -> None:
    diary = play([], [Pause(0.2, 0.8, "attract"), *waits("set")])
    assert diary.screens[0].stage is Stage.IDLE
    assert diary.screens[0].end >= REACTION
    assert diary.counted is not None


def test_who_never_mends_it_is_told_all_along_and_no_set_begins() -> None:
    with pytest.raises(LostPatience, match="Turn side-on"):
        play([(FACING, 0)], [Pause(1.5, 2.5, "set")])


def test_nothing_is_done_before_it_could_be_read() -> None:
    diary = play([(FACING, 0)], waits("turned", "set"))
    turned = next(screen for screen in diary.screens if screen.words.startswith("Turn side-on"))
    assert turned.end - turned.begin >= REACTION
    assert diary.set_began is not None
    assert diary.set_began < PATIENCE


def test_there_are_ten_walk_ups_each_with_a_set_to_wait_for() -> None:
    pytest.importorskip("tests.stage_packages", reason="the stage's packages are not installed: run `make actors`")
    from tests.walkups.cases import WALK_UPS, Wait

    assert len({each.name for each in WALK_UPS}) == len(WALK_UPS) == 10
    assert len({each.person for each in WALK_UPS}) == 10
    for each in WALK_UPS:
        assert [doing.until for doing in each.does if isinstance(doing, Wait)][-1] == "set"
    heard = {doing.until for each in WALK_UPS for doing in each.does if isinstance(doing, Wait)}
    assert heard == {"set", "attract", "others", "too_close", "too_far", "turned"}
