"""Which playlist is due as the day goes on, and that a session is never changed under who is in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera import Frame, Mailbox
from kiosk.coach.course import Course, Progress, single
from kiosk.coach.drill import SHIPPED, Drill, load_repertoire
from kiosk.coach.guidance import Stage
from kiosk.locale.load import load_texts
from kiosk.pipeline import Pipeline
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing
from kiosk.records import NullStore
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.settings import SessionSettings
from kiosk.station.recorder import Recorder
from kiosk.station.timetable import Timetable
from kiosk.station.worker import Worker
from kiosk.toml import FileProblem
from tests.station.hinging_figure import frame_at, track
from tests.station.lesson import COURSE, PLAN, RATE

REPERTOIRE = load_repertoire()
MONDAY, TUESDAY = datetime(2026, 11, 23), datetime(2026, 11, 24)
OTHER = single(REPERTOIRE.drill("good_morning"), 4)


def text(name: str, *slots: str, drill: str = "good_morning") -> str:
    schedule = "".join(f"[[schedule]]\n{slot}\n" for slot in slots)
    return f'name = "{name}"\n{schedule}[[items]]\ndrill = "{drill}"\nsets = 1\n'


EVENING = 'days = ["monday"]\nbegin = "17:00"\nend = "20:00"'
NOON = 'begin = "12:00"\nend = "13:00"'


def put(folder: Path, named: str, content: str, version: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{named}.toml"
    path.write_text(content)
    os.utime(path, ns=(version * 10**9, version * 10**9))
    return path


class Wall:
    """A clock on the wall."""

    def __init__(self) -> None:
        self.at = MONDAY

    def __call__(self) -> datetime:
        return self.at


def table(tmp_path: Path, wall: Callable[[], datetime] = lambda: MONDAY, **session: object) -> Timetable:
    settings = SessionSettings.model_validate({"playlists": tmp_path / "mine", **session})
    return Timetable(settings, REPERTOIRE, kept=tmp_path / "kept", now=wall)


def test_the_language_is_that_of_what_is_due_and_not_of_what_is_tried(tmp_path: Path) -> None:
    put(tmp_path / "mine", "tarde", 'language = "es"\n' + text("Tarde", EVENING))
    put(tmp_path / "mine", "try", 'language = "es"\n' + text("Tried"))
    wall = Wall()
    made = table(tmp_path, wall)
    made.due()
    assert made.language is None
    made.try_out(tmp_path / "mine" / "try.toml")
    assert (made.due().name, made.language) == ("Tried", None)
    made.end_trial()
    wall.at = MONDAY.replace(hour=18)
    assert (made.due().name, made.language) == ("Tarde", "es")


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (MONDAY.replace(hour=16, minute=59), "First hinge"),
        (MONDAY.replace(hour=17), "Evening"),
        (MONDAY.replace(hour=19, minute=59, second=59), "Evening"),
        (MONDAY.replace(hour=20), "First hinge"),
        (TUESDAY.replace(hour=18), "First hinge"),
        (TUESDAY.replace(hour=12, minute=30), "Noon"),
    ],
)
def test_the_wall_clock_and_the_schedules_choose_else_the_settings_do(
    tmp_path: Path, at: datetime, wanted: str
) -> None:
    put(tmp_path / "mine", "evening", text("Evening", EVENING))
    put(tmp_path / "mine", "noon", text("Noon", NOON))
    put(tmp_path / "mine", "never", text("Never"))
    wall = Wall()
    timetable = table(tmp_path, wall, playlist="first_hinge")
    wall.at = at
    assert timetable.due().name == wanted
    alone = table(tmp_path, wall, drill="wall_touch")
    assert alone.due().name == (wanted if wanted != "First hinge" else REPERTOIRE.drill("wall_touch").name)


def test_one_of_your_own_goes_by_its_name_and_before_a_shipped_one(tmp_path: Path) -> None:
    put(tmp_path / "mine", "tuesday", text("Tuesday"))
    assert table(tmp_path, playlist="tuesday").due().name == "Tuesday"
    put(tmp_path / "mine", "first_hinge", text("Our own first hinge"))
    assert table(tmp_path, playlist="first_hinge").due().name == "Our own first hinge"
    with pytest.raises(FileProblem, match=r'did you mean "tuesday"\?'):
        table(tmp_path, playlist="tusday")


def test_a_shipped_one_is_in_the_language_of_the_mirror(tmp_path: Path) -> None:
    timetable = Timetable(SessionSettings(playlist="first_hinge"), REPERTOIRE, load_texts("es"))
    assert timetable.due().name == "Primera bisagra"


def test_what_is_broken_and_was_never_good_keeps_the_mirror_from_starting_and_names_all_problems(
    tmp_path: Path,
) -> None:
    path = put(tmp_path / "mine", "tuesday", text("Tuesday", drill="good_mornin") + "sets = 0\n")
    with pytest.raises(FileProblem) as caught:
        table(tmp_path, playlist="tuesday")
    assert all(line.startswith(f"{path}: ") for line in caught.value.problems)


@pytest.mark.parametrize("how", ["name", "path"])
@pytest.mark.parametrize("fate", ["broken", "away"])
def test_the_last_good_version_holds_over_a_restart(tmp_path: Path, how: str, fate: str) -> None:
    path = put(tmp_path / "mine", "tuesday", text("Tuesday"))
    session = {"playlist": "tuesday"} if how == "name" else {"playlist": str(path), "playlists": None}
    assert table(tmp_path, **session).due().name == "Tuesday"
    if fate == "broken":
        put(tmp_path / "mine", "tuesday", "name =", version=2)
    else:
        path.parent.rename(tmp_path / "away")
    restarted = table(tmp_path, **session)
    assert restarted.due().name == "Tuesday"
    assert restarted.shelf.broken


def test_the_one_that_the_settings_name_stays_when_its_file_is_removed(tmp_path: Path) -> None:
    path = put(tmp_path / "mine", "tuesday", text("Tuesday"))
    timetable = table(tmp_path, playlist="tuesday")
    timetable.due()
    path.unlink()
    timetable.shelf.look()
    timetable.shelf.look()
    assert not timetable.shelf.playlists
    assert timetable.due().name == "Tuesday"


def test_a_session_that_was_cut_off_finds_its_course_though_another_is_due(tmp_path: Path) -> None:
    put(tmp_path / "mine", "evening", text("Evening", EVENING, drill="wall_touch"))
    wall = Wall()
    timetable = table(tmp_path, wall, playlist="first_hinge")
    wall.at = MONDAY.replace(hour=18)
    begun = timetable.due()
    wall.at = MONDAY.replace(hour=20)
    assert timetable.due().name == "First hinge"
    assert timetable.left_off(Progress(begun.key, 0, counted=1)) == begun
    assert timetable.left_off(Progress(timetable.due().key, 1)) is timetable.due()
    assert timetable.left_off(Progress("0123456789abcdef", 0)) is None


def test_what_changes_is_told_while_the_mirror_runs(tmp_path: Path) -> None:
    wall, told, told_of = Wall(), [], threading.Event()

    def take_up(course: Course, _drills: Mapping[str, Drill]) -> None:
        told.append(course.name)
        told_of.set()

    def waited_for() -> str:
        assert told_of.wait(30.0)
        told_of.clear()
        return str(told[-1])

    put(tmp_path / "mine", "tuesday", text("Tuesday"))
    timetable = table(tmp_path, wall, playlist="tuesday")
    timetable.start(take_up)
    try:
        assert waited_for() == "Tuesday"
        put(tmp_path / "mine", "tuesday", text("Changed"), version=2)
        assert waited_for() == "Changed"
        put(tmp_path / "mine", "evening", text("Evening", EVENING))
        wall.at = MONDAY.replace(hour=17)
        assert waited_for() == "Evening"
        (tmp_path / "mine" / "evening.toml").unlink()
        assert waited_for() == "Changed"
    finally:
        assert timetable.stop()
    assert told == ["Tuesday", "Changed", "Evening", "Changed"], "and nothing besides"


# -- drills ------------------------------------------------------------------------------------------------


def drill(folder: Path, drill_id: str, *changes: tuple[str, str], version: int = 1) -> Path:
    """A changed copy of a shipped one, of that id."""
    folder.mkdir(exist_ok=True)
    content = (SHIPPED / f"{drill_id}.toml").read_text("utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return put(folder, drill_id, content, version)


def looked(timetable: Timetable) -> Timetable:
    timetable.look()
    timetable.look()
    return timetable


def test_a_changed_drill_changes_the_course_and_a_broken_one_does_not(tmp_path: Path) -> None:
    own = tmp_path / "drills"
    drill(own, "hip_hinge", ("sets = 3", "sets = 4"))
    timetable = Timetable(SessionSettings(), DrillShelf([own]))
    assert len(timetable.due().bouts) == 4
    drill(own, "hip_hinge", ("sets = 3", "sets = 2"), version=2)
    assert len(looked(timetable).due().bouts) == 2
    drill(own, "hip_hinge", ("sets = 3", "sets = 0"), version=3)
    assert len(looked(timetable).due().bouts) == 2
    assert timetable.drills is not None
    assert timetable.drills.broken
    (own / "hip_hinge.toml").unlink()
    assert looked(timetable).due() == Timetable(SessionSettings(), REPERTOIRE).due()


def test_playlists_follow_the_drills(tmp_path: Path) -> None:
    own = tmp_path / "drills"
    mine = drill(own, "hip_hinge")
    mine.write_text(mine.read_text("utf-8").replace('id = "hip_hinge"', 'id = "mine"'))
    mine = mine.rename(mine.with_name("mine.toml"))
    path = put(tmp_path / "mine", "tuesday", text("Tuesday", drill="mine"))
    settings = SessionSettings(playlists=tmp_path / "mine", playlist="tuesday")
    timetable = Timetable(settings, DrillShelf([own]))
    begun = timetable.due()
    mine.unlink()
    assert looked(timetable).due() is begun, "there is nothing else to go by"
    assert path in timetable.shelf.broken
    assert not timetable.shelf.playlists
    drill(own, "hip_hinge", ("repetitions = 8", "repetitions = 5"), version=9)
    put(tmp_path / "mine", "tuesday", text("Tuesday", drill="hip_hinge"), version=2)
    assert [bout.goal for bout in looked(timetable).due().bouts] == [5]
    assert not timetable.shelf.broken


def test_a_shipped_playlist_that_a_changed_drill_no_longer_goes_with_stays_as_it_was(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "drills"
    own.mkdir()
    timetable = Timetable(SessionSettings(playlist="progression_week_1"), DrillShelf([own]))
    begun = timetable.due()
    changed = ("shortest_down = 1.3", "shortest_down = 0.0"), ("shortest_up = 1.0", "shortest_up = 0.0")
    drill(own, "hip_hinge", *changed)
    for _ in range(3):
        assert looked(timetable).due() is begun
    assert sum("done at full speed" in message for message in caplog.messages) == 1


def test_drills_that_are_not_in_the_course_are_told_too(tmp_path: Path) -> None:
    """They may be offered."""
    own, told, told_of = tmp_path / "drills", [], threading.Event()

    def take_up(course: Course, drills: Mapping[str, Drill]) -> None:
        told.append((course.name, drills["good_morning"].dose.sets))
        told_of.set()

    timetable = Timetable(SessionSettings(), DrillShelf([own], to_come=[own]))
    timetable.start(take_up)
    try:
        assert told_of.wait(30.0)
        told_of.clear()
        drill(own, "good_morning", ("sets = 3", "sets = 9"))
        assert told_of.wait(30.0)
    finally:
        assert timetable.stop()
    assert told == [("Hip hinge", 3), ("Hip hinge", 9)]


def test_how_strictly_is_judged_is_the_settings_to_say_where_no_playlist_does(tmp_path: Path) -> None:
    def limit(**session: object) -> float:
        (first, *_) = table(tmp_path, **session).due().bouts
        return first.drill.faults.disqualify["squatting"]

    hinge = text("Mine", drill="hip_hinge")
    put(tmp_path / "mine", "open", hinge)
    put(tmp_path / "mine", "strict", hinge + 'strictness = "strict"\n')
    shipped = REPERTOIRE.drill("hip_hinge").faults.disqualify["squatting"]
    assert limit() == limit(playlist="open") == shipped
    for how in ({}, {"playlist": "open"}, {"repetitions": 3}):
        assert limit(strictness="beginner", **how) > shipped > limit(strictness="strict", **how)
    assert limit(playlist="strict") == limit(playlist="strict", strictness="beginner") < shipped


def test_the_folder_of_the_owner_need_neither_be_named_nor_be_there(tmp_path: Path) -> None:
    own = tmp_path / "own" / "playlists"
    timetable = Timetable(SessionSettings(), REPERTOIRE, now=lambda: MONDAY, own=own)
    assert not timetable.shelf.broken
    own.mkdir(parents=True)
    put(own, "always", text("Always", NOON.replace("12", "00").replace("13", "24")))
    assert looked(timetable).due().name == "Always"
    assert Timetable(SessionSettings(playlist="always"), REPERTOIRE, own=own).due().name == "Always"


def test_what_was_saved_this_moment_can_be_tried_out(tmp_path: Path) -> None:
    own, drills = tmp_path / "own", tmp_path / "drills"
    timetable = Timetable(SessionSettings(strictness="strict"), DrillShelf([drills], to_come=[drills]), own=own)
    before = timetable.due()
    path = put(own, "mine", text("Mine", drill="hip_hinge"))
    drill(drills, "hip_hinge", ("repetitions = 8", "repetitions = 5"))
    tried = timetable.try_out(playlist=path)
    assert tried is timetable.due() is not before
    (bout,) = tried.bouts
    assert bout.goal == 5
    shipped = REPERTOIRE.drill("hip_hinge").faults.disqualify["squatting"]
    assert bout.drill.faults.disqualify["squatting"] < shipped
    alone = timetable.try_out(drill="hip_hinge")
    assert alone is not None
    assert [each.goal for each in alone.bouts] == [5, 5, 5]
    assert alone.bouts[0].drill.faults == bout.drill.faults
    with pytest.raises(FileProblem, match="none of the playlists in use"):
        timetable.try_out(playlist=put(own, "broken", "name ="))
    timetable.end_trial()
    assert timetable.due().name == before.name


def test_nothing_is_watched_where_there_is_nothing_to_watch() -> None:
    told: list[Course] = []
    before = threading.active_count()
    timetable = Timetable(SessionSettings(playlist="first_hinge"), REPERTOIRE)
    timetable.start(lambda course, _drills: told.append(course))
    assert threading.active_count() == before
    assert timetable.stop()
    assert [course.name for course in told] == ["First hinge"]


# -- the worker --------------------------------------------------------------------------------------------


class Visitor:
    """Somebody who is there until ``leaves``, in seconds of the frames' clock, and comes back at ``returns``."""

    def __init__(self, leaves: float, returns: float = np.inf) -> None:
        self.leaves, self.returns = leaves, returns

    def __call__(self, frame: Frame, mask: bool) -> Pose | None:
        return None if self.leaves <= frame.time < self.returns else track(frame, mask)


def test_another_course_is_taken_up_once_nobody_is_in_a_session() -> None:
    """Neither in a set, nor while a place is kept, nor in the summary; and by the next who comes."""
    plan = replace(PLAN, place_kept=5.0)
    pipeline = Pipeline(Visitor(14.0, 60.0), plan, Timing())
    took, stages = [], []
    for number in range(int(75.0 * RATE)):
        now = number / RATE
        if now >= 10.0 and pipeline.coach.course is not OTHER and pipeline.change(OTHER):
            took.append(now)
        stages.append((now, pipeline(frame_at(now, number)).guidance))
    (when,) = took
    before = [guidance.stage for at, guidance in stages if at < when and at >= 10.0]
    assert Stage.SET in before
    assert Stage.SUMMARY in before
    assert {guidance.drill_id for at, guidance in stages if at < when} == {"hip_hinge"}
    idle = [guidance.stage for at, guidance in stages if at < 60.0][-1]
    assert idle is Stage.IDLE
    after = stages[-1][1]
    assert (after.drill_id, after.goal) == ("good_morning", 4)
    assert after.stage in (Stage.SET, Stage.SUMMARY)


def test_what_is_offered_is_of_the_new_drills() -> None:
    others = {drill_id: each.model_copy(update={"name": "Another"}) for drill_id, each in REPERTOIRE.drills.items()}
    pipeline = Pipeline(track, replace(PLAN, drills=REPERTOIRE.drills), Timing())
    assert pipeline.change(single(REPERTOIRE.drill("hip_hinge"), 8), others)
    offers = [pipeline(frame_at(number / RATE, number)).guidance.offer for number in range(int(60.0 * RATE))]
    texts = [offer.text for offer in offers if offer is not None]
    assert texts
    assert all("Another" in each for each in texts)


def test_a_place_that_is_kept_after_a_restart_is_not_taken_away() -> None:
    kept = Progress(COURSE.key, 1, counted=1)
    pipeline = Pipeline(Visitor(0.0), replace(PLAN, place_kept=20.0), Timing(), resumed=kept)
    took = None
    for number in range(int(25.0 * RATE)):
        pipeline(frame_at(number / RATE, number))
        if took is None and pipeline.change(OTHER):
            took = number / RATE
    assert took is not None
    assert took >= 20.0


def test_a_replay_keeps_its_course() -> None:
    pipeline = Pipeline(track, replace(PLAN, gated=False, course=None), Timing())
    assert not pipeline.change(OTHER)


def test_the_worker_takes_up_the_last_course_that_it_was_given() -> None:
    mailbox, recorder = Mailbox(), Recorder(NullStore())
    worker = Worker(mailbox, lambda _timing: Visitor(0.0), PLAN, recorder)
    worker.take_up(COURSE)
    worker.take_up(OTHER)
    worker.start()
    until = time.monotonic() + 30.0
    for number in range(50):
        mailbox.put(frame_at(number / RATE, number))
        while worker.running and (worker.told is None or worker.told.number < number) and time.monotonic() < until:
            time.sleep(0.0005)
    assert worker.stop()
    recorder.close()
    guidance = worker.guidance
    assert guidance is not None
    assert guidance.drill_id == "good_morning"
    assert worker.failure is None
