"""What comes of a trainer's wishes on a real station: its glass, its coach, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from stations import SETTINGS, Bench, Scripted, clip_frames
from test_notices import nobody, room

from kiosk.camera import Frame
from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import Verb
from kiosk.exits import Exit
from kiosk.station.desk import Desk
from kiosk.station.worker import Told
from kiosk.trainer.messages import Again, Ask, Health, ShowCode

SHOW = ShowCode(code="482917", fingerprint="3F2A 91BC", seconds=60.0)


@pytest.fixture
def desk() -> Desk:
    return Desk(Health, lambda _: None, lambda _: None)


def told_at(
    desk: Desk, number: int, message: Ask | Again | ShowCode, frames: Iterator[Frame | Exception]
) -> Scripted:
    """A camera of ``frames``, at one of which the page tells something."""

    def passed() -> Iterator[Frame | Exception]:
        for at, frame in enumerate(frames):
            if at == number:
                desk.told(message)
            yield frame

    return Scripted(passed())


def test_the_glass_shows_the_code_while_nobody_trains(tmp_path: Path, desk: Desk) -> None:
    source = told_at(desk, 8, SHOW, room(2.0))
    run = Bench(tmp_path, lambda: source, nobody, desk=desk, each=desk).run()
    assert set(run.mirrors[0].shown) == {"482917 3F2A 91BC"}
    assert len(run.mirrors[0].shown) >= 10


def test_who_trains_is_not_disturbed(tmp_path: Path, desk: Desk) -> None:
    """Neither by a code that another wants, nor by settings that have changed."""
    stages: list[Stage] = []

    def note(told: Told) -> None:
        desk(told)
        stage = told.step.guidance.stage
        if stage is Stage.SET and Stage.SET not in stages:
            desk.told(SHOW)
            desk.told(Again())
        stages.append(stage)

    source = Scripted(clip_frames("hinge_good"))
    run = Bench(tmp_path, lambda: source, desk=desk, each=note).run()
    assert stages.count(Stage.SET) > 50
    # Once the set is over there is the summary, for a second and a half at the clip's end.
    assert len(run.mirrors[0].shown) < 2.5 * SETTINGS.glass.rate
    assert run.outcome.code is Exit.DONE, "the clip came to its end first"
    assert run.reps > 0


def test_who_trains_is_stopped_by_phone_as_by_a_button(tmp_path: Path, desk: Desk) -> None:
    stages: list[Stage] = []

    def note(told: Told) -> None:
        desk(told)
        stage = told.step.guidance.stage
        if stage is Stage.SET and Stage.SET not in stages:
            desk.told(Ask(verb=Verb.STOP))
        stages.append(stage)

    source = Scripted(islice(clip_frames("hinge_good"), 100))
    Bench(tmp_path, lambda: source, desk=desk, each=note).run()
    after = stages[stages.index(Stage.SET) :]
    assert after.count(Stage.SET) < 15, "within a second"
    assert Stage.SUMMARY in after


def test_changed_settings_are_taken_up_where_nobody_is_there(tmp_path: Path, desk: Desk) -> None:
    source = told_at(desk, 15, Again(), room(20.0))
    run = Bench(tmp_path, lambda: source, nobody, desk=desk, each=desk).run()
    assert run.outcome.code is Exit.AGAIN
    assert run.seconds < 10.0
