"""A course before a worker of real parts, and what is left of it when the process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.coach.course import Bout, Course, Progress
from kiosk.coach.guidance import Guidance, Stage
from kiosk.pipeline import Pipeline
from kiosk.pose.tracker import Timing
from kiosk.records import RecordError, Store
from tests.station.hinging_figure import frame_at, track
from tests.station.lesson import COURSE, HINGE, PLAN, RATE, REPERTOIRE, resumed, take_part

ROOT = Path(__file__).parents[2]


def killed_in(records: Path, bout: int, counted: int) -> None:
    """Let a process take part until so much is counted in the set ``bout``, and kill it: it can close nothing."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.station.lesson", str(records), "60"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        until = time.monotonic() + 60.0
        while not _reached(records, bout, counted) and time.monotonic() < until and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10.0) == -signal.SIGKILL


def _reached(records: Path, bout: int, counted: int) -> bool:
    try:
        with Store(records, read_only=True) as store:
            place = store.progress(datetime.now(UTC) - timedelta(minutes=10))
    except RecordError:
        return False  # not made yet
    return place is not None and place.bout == bout and place.counted >= counted


def gone_through(seconds: float) -> list[Guidance]:
    pipeline = Pipeline(track, PLAN, Timing())
    return [pipeline(frame_at(number / RATE, number)).guidance for number in range(int(seconds * RATE))]


def test_a_course_changes_drills_and_keeps_the_person_s_standing() -> None:
    seen = gone_through(70.0)
    stages = [now.stage for i, now in enumerate(seen) if i == 0 or now.stage is not seen[i - 1].stage]
    assert stages.count(Stage.SET) >= 3
    assert stages.count(Stage.BASELINE) <= 1, "who stays on their feet is learnt once"
    assert stages[-1] in (Stage.SUMMARY, Stage.SETUP)
    drills = [now.drill_id for i, now in enumerate(seen) if i == 0 or now.drill_id != seen[i - 1].drill_id]
    assert drills[:2] == ["hip_hinge", "good_morning"]
    summary = next(now.summary for now in seen if now.stage is Stage.SUMMARY)
    assert summary is not None
    assert (summary.drill_name, summary.counted) == ("Lesson", 7)
    assert gone_through(70.0) == seen, "the same frames give the same guidance"


def test_who_lies_down_next_is_followed_as_one_who_lies() -> None:
    down = Course("Down", (COURSE.bouts[0], Bout(REPERTOIRE.drill("glute_bridge"), 2, 1)))
    pipeline = Pipeline(track, replace(PLAN, course=down), Timing())
    seen = [pipeline(frame_at(number / RATE, number)).guidance for number in range(int(40 * RATE))]
    on_floor = [now.stage for now in seen if now.drill_id == "glute_bridge"]
    assert Stage.SETUP in on_floor
    assert Stage.SET not in on_floor, "nobody has lain down: what was learnt standing does not hold"


def test_a_killed_process_loses_no_rep_of_the_course(tmp_path: Path) -> None:
    """Killed in the second set: the next process goes on in it, with its count."""
    records = tmp_path / "records.sqlite"
    killed_in(records, bout=1, counted=1)
    place = resumed(records)
    assert place is not None
    assert (place.key, place.bout, place.done) == (COURSE.key, 1, 2)
    assert place.counted >= 1
    with Store(records, read_only=True) as store:
        assert store.sessions()[0].ended_at is None, "it could close nothing"
    worker = take_part(records, 8.5)
    told = worker.told
    assert told is not None
    assert told.step.guidance.stage is Stage.SET
    assert (told.step.guidance.count, told.step.guidance.goal) == (place.counted + 1, 3)
    with Store(records) as store:
        assert [row.interrupted for row in store.sessions()] == [False, True, False]
    after = resumed(records)
    assert after is not None
    assert after == Progress(COURSE.key, 1, place.counted + 1, 0, 2, after.experience)
    done = {drill: experience.reps for drill, experience in after.experience.items()}
    assert done == {"hip_hinge": 2 + place.counted + 1}, "who goes on is no beginner"


def test_a_rep_is_kept_with_its_reach_and_what_its_drill_s_rule_came_to(tmp_path: Path) -> None:
    records = tmp_path / "records.sqlite"
    wall = REPERTOIRE.drill("wall_touch")
    course = Course("Wall", (Bout(HINGE, 1, 0), Bout(wall, 2, 1)))
    take_part(records, 24.0, plan=replace(PLAN, course=course))
    with Store(records, read_only=True) as store:
        walls, hinges = store.sessions()
        assert (hinges.drill_id, walls.drill_id) == ("hip_hinge", "wall_touch")
        reps = store.reps(hinges.id) + store.reps(walls.id)
        assert len(reps) >= 2
        assert all(rep.reach is not None and rep.reach > 40.0 for rep in reps)
        rules = [rep.rule for rep in store.reps(walls.id)]
        assert rules
        assert all(rule is not None and rule.kind == "imaginary_wall" for rule in rules)
        assert [rep.rule for rep in store.reps(hinges.id)] == [None]


def test_what_is_not_recent_is_not_taken_up(tmp_path: Path) -> None:
    records = tmp_path / "records.sqlite"
    take_part(records, 11.0)
    assert resumed(records) is not None
    assert resumed(records, minutes=-1.0) is None


@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_nothing_is_kept_of_who_has_not_begun(tmp_path: Path, seconds: float) -> None:
    records = tmp_path / "records.sqlite"
    take_part(records, seconds)
    assert resumed(records) is None
