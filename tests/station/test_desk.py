"""What the station tells the trainer's page, and what comes of what the page asks for."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.coach.course import Course, by_dose
from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import Agenda, Figure, Guidance, Stage
from kiosk.coach.verbs import Verb
from kiosk.pipeline import Pipeline, Step
from kiosk.pose.tracker import Timing
from kiosk.station.desk import Code, Desk, now_of
from kiosk.station.timetable import TRIED_FOR
from kiosk.station.worker import Told
from kiosk.toml import FileProblem
from kiosk.trainer.messages import (
    Again,
    Ask,
    Doing,
    Health,
    Hush,
    Logged,
    Noted,
    Now,
    Serving,
    ShowCode,
    ToPage,
    Tried,
    Try,
    Volume,
    Watch,
)
from tests.station.hinging_figure import frame_at, plan, track

TRIED = by_dose(load_repertoire().drill("good_morning"))


class Page:
    def __init__(self) -> None:
        self.told: list[ToPage] = []

    def send(self, message: ToPage) -> None:
        self.told.append(message)


class At:
    """A desk with its page, by a clock that is set."""

    def __init__(self) -> None:
        self.now, self.woken = 100.0, 0
        self.page = Page()
        self.tried: list[Try] = []
        self.spoken: list[Volume | Hush] = []
        self.desk = Desk(Health, self.try_out, self.spoken.append, self.wake, lambda: self.now)
        self.desk.page = self.page

    def wake(self) -> None:
        self.woken += 1

    def try_out(self, wanted: Try) -> Course | None:
        self.tried.append(wanted)
        if wanted.drill == "nothing":
            raise FileProblem(["drill 'nothing': no such drill"])
        return None if wanted == Try() else TRIED

    def comes_to(self, stage: Stage, course: str = "", **what: object) -> None:
        agenda = Agenda(course, "Hip hinge", 1, 2, 1, 1) if course else None
        guidance = Guidance(self.now, stage, "hip_hinge", "Hip hinge", (480, 640), agenda=agenda, **what)  # type: ignore[arg-type]
        self.desk(Told(Step(None, None, guidance), 1, self.now, "full"))

    def told(self, kind: type[ToPage]) -> list[ToPage]:
        return [message for message in self.page.told if isinstance(message, kind)]


def at(stage: Stage, **done: int) -> Guidance:
    return Guidance(100.0, stage, "hip_hinge", "Hip hinge", (480, 640), **done)  # type: ignore[arg-type]


def test_what_happens_is_told_ten_times_a_second_at_most_and_only_to_who_watches() -> None:
    mirror = At()
    figure = Figure({"hip": (240.0, 320.0), "knee": (240.0, 480.0)})
    mirror.comes_to(Stage.SET, user=figure)
    assert mirror.told(Now) == []
    mirror.desk.told(Watch(on=True))
    for _ in range(31):
        mirror.comes_to(Stage.SET, user=figure, count=2)
        mirror.now += 1.0 / 30.0
    told = mirror.told(Now)
    assert 7 <= len(told) <= 11
    assert isinstance(told[0], Now)
    assert told[0].stick == {"hip": (0.375, 0.5), "knee": (0.375, 0.75)}
    mirror.desk.told(Watch(on=False))
    mirror.now += 1.0
    mirror.comes_to(Stage.SET)
    assert len(mirror.told(Now)) == len(told)


def test_what_reps_are_judged_by_is_told_against_how_they_stand() -> None:
    pipeline, rate = Pipeline(track, plan(gated=False), Timing()), 20.0
    steps = [pipeline(frame_at(number / rate, number)) for number in range(round(11.0 * rate))]
    told = [now_of(step.guidance, step.moment) for step in steps]
    last = told[-1].last
    assert last is not None
    assert last.counted
    assert last.way is None, "the torso tells it"
    assert last.bottom["torso_inclination"] == pytest.approx(60.0, abs=3.0), "as the figure hinges, however it stands"
    assert abs(last.end["torso_inclination"]) < 3.0
    before = [each.change for each in told if each.last is None and each.change]
    deepest = max(before, key=lambda change: change["torso_inclination"])
    for measure in ("torso_inclination", "knee_flexion", "hip_flexion"):
        assert deepest[measure] == pytest.approx(last.bottom[measure], abs=2.0)
    assert max(each.way or 0.0 for each in told) == pytest.approx(deepest["torso_inclination"], abs=2.0)
    assert min(abs(change["torso_inclination"]) for change in before) < 3.0
    assert now_of(steps[-1].guidance, None).change == {}


def test_what_is_done_is_told_when_it_changes() -> None:
    mirror = At()
    for stage in (Stage.IDLE, Stage.IDLE, Stage.SET, Stage.SET):
        mirror.comes_to(stage, "Class")
    assert [each.stage for each in mirror.told(Doing) if isinstance(each, Doing)] == [Stage.IDLE, Stage.SET]


def test_a_verb_wakes_the_station_and_is_asked_for_once() -> None:
    mirror = At()
    mirror.desk.told(Ask(verb=Verb.PAUSE))
    assert (mirror.desk.waits, mirror.woken) == (True, 1)
    assert (mirror.desk.asked(), mirror.desk.asked()) == ([Verb.PAUSE], [])


@pytest.mark.parametrize("verb", [Verb.SHUTDOWN, Verb.QUIT])
def test_the_page_cannot_end_the_mirror(verb: Verb, caplog: pytest.LogCaptureFixture) -> None:
    mirror = At()
    mirror.desk.told(Ask(verb=verb))
    assert not mirror.desk.waits
    assert "not its to ask for" in caplog.text


def test_a_code_is_shown_while_nobody_trains_and_goes_out() -> None:
    mirror = At()
    mirror.desk.told(ShowCode(code="482917", fingerprint="3F2A", seconds=120.0))
    code = Code("482917", "3F2A")
    assert mirror.desk.code(at(Stage.SET)) is mirror.desk.code(at(Stage.REST)) is None
    assert mirror.desk.code(None) == mirror.desk.code(at(Stage.IDLE)) == mirror.desk.code(at(Stage.SUMMARY)) == code
    mirror.now += 121.0
    assert mirror.desk.code(at(Stage.IDLE)) is None
    mirror.desk.told(ShowCode(code="1", seconds=60.0))
    mirror.desk.told(ShowCode())
    assert mirror.desk.code(at(Stage.IDLE)) is None


def test_who_reads_the_code_is_not_taken_for_who_trains() -> None:
    mirror = At()
    mirror.desk.told(ShowCode(code="482917", seconds=120.0))
    stages = (Stage.SETUP, Stage.BASELINE, Stage.SET)
    assert all(mirror.desk.code(at(stage)) is not None for stage in stages), "they only stand there"
    assert mirror.desk.code(at(Stage.SET, count=1)) is None
    assert mirror.desk.code(at(Stage.SET, attempts=1)) is None


def test_a_trial_is_over_once_who_tried_has_gone() -> None:
    mirror = At()
    mirror.desk.told(Try(drill="good_morning"))
    mirror.comes_to(Stage.IDLE, TRIED.name)
    mirror.comes_to(Stage.SET, TRIED.name)
    tried = [each.tried for each in mirror.told(Doing) if isinstance(each, Doing)]
    assert (tried, mirror.tried) == ([True, True], [Try(drill="good_morning")])
    mirror.comes_to(Stage.IDLE, TRIED.name)
    assert mirror.tried[-1] == Try(), "the next gets what is due"
    assert mirror.told(Tried) == [Tried(course=TRIED.name, seconds=TRIED_FOR), Tried()]


def test_what_cannot_be_tried_is_said(caplog: pytest.LogCaptureFixture) -> None:
    mirror = At()
    mirror.desk.told(Try(drill="nothing"))
    assert "no such drill" in caplog.text
    assert mirror.told(Tried) == [Tried(problems=("drill 'nothing': no such drill",))]
    mirror.desk.told(Try())
    assert mirror.told(Tried)[-1] == Tried()


def test_the_voice_the_address_and_the_settings_are_passed_on(caplog: pytest.LogCaptureFixture) -> None:
    mirror = At()
    assert (mirror.desk.address, mirror.desk.again) == (None, False)
    with caplog.at_level(logging.INFO):
        for message in (Volume(volume=0.3), Hush(), Serving(address="https://192.168.1.20:8443/"), Again()):
            mirror.desk.told(message)
        mirror.desk.told(Noted(line="Ana was paired as owner"))
    assert mirror.spoken == [Volume(volume=0.3), Hush()]
    assert (mirror.desk.address, mirror.desk.again) == ("https://192.168.1.20:8443/", True)
    assert "Ana was paired" in caplog.text


def test_the_log_is_told_while_it_runs(tmp_path: Path) -> None:
    mirror = At()
    mirror.desk.start()
    logging.getLogger("kiosk.camera").warning("no camera\nplug one in")
    assert mirror.desk.stop()
    logging.getLogger("kiosk.camera").warning("after the end")
    told = [each for each in mirror.told(Logged) if isinstance(each, Logged)]
    assert [(each.level, each.line) for each in told] == [("warning", "no camera"), ("warning", "plug one in")]
    assert mirror.told(Health) == [Health()]
