"""The guided session, with somebody who does what it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.calibrate.advice import what_to_check
from kiosk.calibrate.check import own_lines
from kiosk.calibrate.guide import Guide, Guided
from kiosk.calibrate.session import Hint, Step
from kiosk.locale.load import english
from kiosk.mirror import open_display
from kiosk.mirror.calibration import Known, Solution, Tape, Verdict
from kiosk.settings import GlassSettings
from tests.calibrate.puppet import MARKS, RATE, Puppet, Watched
from tests.mirror.before_the_glass import SCREEN, Noise, World, errors, some_world

MIRRORS = range(4)


class Pressed:
    """Buttons pressed at given times."""

    def __init__(self, *verbs: tuple[int, str]) -> None:
        self._verbs, self._calls = dict(verbs), 0

    def pressed(self) -> list[str]:
        self._calls += 1
        verb = self._verbs.get(self._calls)
        return [] if verb is None else [verb]


def world_of(seed: int) -> World:
    return some_world(np.random.default_rng(seed))


def run(puppet: Puppet, session: Watched, buttons: Pressed | None = None, pages: Path | None = None) -> Guided:
    glass = GlassSettings(display="offscreen", width=SCREEN[0], height=SCREEN[1])
    with open_display(glass) as display:
        guide = Guide(session, display, glass, english().calibrate, buttons or Pressed(), pages)
        return guide.run(puppet, puppet.track, 1.0)


def solved(puppet: Puppet, session: Watched) -> Solution:
    found = run(puppet, session).solution
    assert found is not None
    return found


@pytest.mark.parametrize("seed", MIRRORS)
def test_who_does_as_they_are_told_is_done_within_two_minutes(seed: int) -> None:
    world = world_of(seed)
    session = Watched(world)
    guided = run(Puppet(world, session), session)
    assert guided.kept
    assert guided.solution is not None
    assert guided.solution.verdict is Verdict.SOUND
    assert np.percentile(errors(world, guided.solution.calibration), 95) < 30.0
    # Of two minutes this leaves a minute to walk, step aside and find the cross.
    assert guided.frames / RATE < 60.0


def test_each_step_can_be_looked_at(tmp_path: Path) -> None:
    world = world_of(0)
    session = Watched(world)
    run(Puppet(world, session), session, pages=tmp_path)
    steps = [path.stem.split("-")[2] for path in sorted(tmp_path.iterdir())]
    assert steps == ["mark", *["cross"] * 5, "mark", *["cross"] * 5, "check"]


def test_a_cross_that_was_missed_is_done_again() -> None:
    world = world_of(1)
    session = Watched(world)
    solution = solved(Puppet(world, session, Noise(aim=3.0), beside=(7, 75.0)), session)
    assert solution.verdict is Verdict.SOUND
    assert Hint.AGAIN in {scene.hint for scene in session.scenes}


def test_nothing_is_taken_of_who_stands_and_reads() -> None:
    world = world_of(2)
    session = Watched(world)
    guided = run(Puppet(world, session, seconds=60.0, idle=True), session)
    assert guided.solution is None
    # The mark, and a first cross at most: the others are elsewhere, and the nose is not.
    assert max(scene.number for scene in session.scenes if scene.step is Step.CROSS) <= 2


def test_a_button_takes_what_does_not_hold_still_enough() -> None:
    world = world_of(3)
    hurried, patient = Watched(world), Watched(world)
    presses = Pressed((5, "start"), (10, "start"))
    run(Puppet(world, hurried, seconds=1.0), hurried, presses)
    run(Puppet(world, patient, seconds=1.0), patient)
    assert patient.scenes[-1].step is Step.MARK
    assert (hurried.scenes[-1].step, hurried.scenes[-1].number) == (Step.CROSS, 2)


def test_nobody_is_told_to_face_the_mirror() -> None:
    session = Watched(world_of(0))
    assert session(None, 0.0).hint is Hint.UNSEEN
    assert session(None, 50.0).progress == 0.0


def test_who_is_too_near_for_the_far_mark_is_told_to_step_back() -> None:
    world = world_of(0)
    session = Watched(world)
    puppet = Puppet(world, session)
    while session.scene.distance == MARKS[0]:
        frame = puppet.read(1.0)
        assert frame is not None
        pose = puppet.track(frame)
        session(pose, frame.time)
    # The person has not moved yet.
    assert session(pose, frame.time + 0.1).hint is Hint.STEP_BACK


def test_stop_breaks_it_off() -> None:
    world = world_of(0)
    session = Watched(world)
    guided = run(Puppet(world, session), session, Pressed((30, "stop")))
    assert (guided.solution, guided.kept, guided.asked) == (None, False, True)


def test_what_cannot_be_is_refused_with_what_to_check() -> None:
    world = world_of(1)
    usual = Tape()
    session = Watched(world, Tape(camera_x=Known(usual.camera_x.value + 150.0, usual.camera_x.within)))
    puppet = Puppet(world, session, Noise(aim=3.0))
    guided = run(puppet, session)
    assert not guided.kept
    assert guided.solution is not None
    problems = what_to_check(guided.solution, MARKS)
    assert len(problems) == 1
    assert "camera right of the middle" in problems[0]
    assert "measure it again" in problems[0]


def test_the_check_lies_on_the_reflection() -> None:
    world = world_of(2)
    session = Watched(world)
    puppet = Puppet(world, session)
    solution = solved(puppet, session)
    frame = puppet.read(1.0)
    assert frame is not None
    lines = own_lines(solution.calibration, puppet.track(frame), MARKS[1])
    scale = SCREEN[0] / world.width
    # Both shoulders, as traced: half as far apart on the glass as they are, at about half the way up to the eyes.
    (left_x, left_y), (right_x, right_y) = lines[0]
    assert abs((right_x - left_x) / scale - 0.17 * world.height) < 12.0
    expected = SCREEN[1] - ((0.82 + 0.915) / 2.0 * world.height + 19.0 - world.bottom) * scale
    assert abs((left_y + right_y) / 2.0 - expected) < 40.0 * scale
