"""What the recorder writes, and what it deletes while nobody is at the mirror."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from kiosk.coach.guidance import JudgedRep, Summary
from kiosk.motion.posture import Measures
from kiosk.motion.rep import Rep, Tempo
from kiosk.records import RecordError, Store
from kiosk.station.recorder import Recorder

SUMMARY = Summary("Hip hinge", 1, 0, 5.0, (), None, "")
YEAR = timedelta(days=365)
LONG_AGO = datetime.now(UTC) - timedelta(days=800)


def judged(number: int) -> JudgedRep:
    none = Measures()
    rep = Rep(number, 4.0 * number, 5.0, 7.0, Tempo(1.5, 0.25, 1.25, 80.0), none, none, none, none, True, True)
    return JudgedRep(rep, True, (), None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def recorder(path: Path) -> Iterator[Recorder]:
    with Store(path) as store:
        for number in range(45):
            begun = LONG_AGO + timedelta(days=number)
            store.end_session(store.begin_session("hip_hinge", begun), begun + timedelta(minutes=1))
        store.end_session(store.begin_session("hip_hinge", datetime.now(UTC)), datetime.now(UTC))
    recorder = Recorder(Store(path))
    yield recorder
    recorder.close()


def wait_for(holds: Callable[[], bool]) -> None:
    given_up = time.monotonic() + 30.0
    while not holds():
        assert time.monotonic() < given_up
        time.sleep(0.005)


def kept(path: Path) -> int:
    with Store(path, read_only=True) as reader:
        return len(reader.sessions())


def test_a_set_is_kept_with_the_playlist_it_was_done_in(path: Path, recorder: Recorder) -> None:
    recorder.rep(judged(1), "hip_hinge", "First hinge")
    recorder.rep(judged(2), "hip_hinge", "First hinge")
    recorder.end(SUMMARY)
    recorder.rep(judged(1), "wall_touch")
    recorder.tag(47, "Jo")
    recorder.tag(99, "Nobody")
    with pytest.raises(ValueError, match="at most 20"):
        recorder.tag(47, "x" * 21)
    recorder.close()
    with Store(path, read_only=True) as reader:
        second, first = reader.sessions(2)
    assert (first.id, first.playlist, first.nickname, first.counted) == (47, "First hinge", "Jo", 2)
    assert (second.drill_id, second.playlist, second.nickname) == ("wall_touch", None, None)


def test_old_sessions_go_while_nobody_is_there(path: Path, recorder: Recorder) -> None:
    somebody = threading.Event()
    asked = threading.Event()

    def nobody() -> bool:
        asked.set()
        return not somebody.is_set()

    somebody.set()
    recorder.tend(YEAR, nobody, after=0.02)
    assert asked.wait(30.0)
    asked.clear()
    assert asked.wait(30.0), "it is asked again"
    assert kept(path) == 46, "nothing is deleted while somebody is there"
    somebody.clear()
    wait_for(lambda: kept(path) == 1)
    assert recorder.trouble == ""


def test_nothing_is_deleted_during_a_set(path: Path, recorder: Recorder) -> None:
    asked = threading.Semaphore(0)

    def nobody() -> bool:
        asked.release()
        return True

    recorder.rep(judged(1), "hip_hinge")
    recorder.tend(YEAR, nobody, after=0.01)
    for number in range(2, 8):
        recorder.rep(judged(number), "hip_hinge")
        wait_for(partial(has_counted, path, number))
    assert kept(path) == 47
    assert not asked.acquire(blocking=False)
    recorder.end(SUMMARY)
    wait_for(lambda: kept(path) == 2)


def has_counted(path: Path, number: int) -> bool:
    with Store(path, read_only=True) as reader:
        return reader.sessions(1)[0].counted == number


def test_records_that_are_not_tended_are_kept_for_ever(path: Path, recorder: Recorder) -> None:
    recorder.rep(judged(1), "hip_hinge")
    recorder.close()
    assert kept(path) == 47


class Unwilling(Store):
    """A disk that has no room to vacuum."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked = threading.Event()

    def reclaim(self) -> None:
        self.asked.set()
        raise RecordError(f"{self.path}: no room to vacuum it")


def test_what_cannot_be_given_back_does_not_keep_reps_from_being_kept(path: Path) -> None:
    store = Unwilling(path)
    recorder = Recorder(store)
    recorder.tend(YEAR, lambda: True, after=0.0)
    assert store.asked.wait(30.0)
    recorder.rep(judged(1), "hip_hinge")
    recorder.close()
    assert recorder.trouble == ""
    assert kept(path) == 1


def test_a_full_disk_is_said_once_and_the_mirror_goes_on(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(path)
    recorder = Recorder(store)
    recorder.rep(judged(1), "hip_hinge")
    wait_for(lambda: kept(path) == 1 and has_counted(path, 1))
    (pages,) = store.read("PRAGMA page_count")[0]
    store.read(f"PRAGMA max_page_count = {pages}")
    for number in range(2, 400):
        recorder.rep(judged(number), "hip_hinge")
    wait_for(lambda: "full" in recorder.trouble)
    recorder.end(SUMMARY)
    store.read("PRAGMA max_page_count = 100000")
    recorder.rep(judged(1), "wall_touch")
    recorder.close()
    with Store(path, read_only=True) as reader:
        second, first = reader.sessions()
        assert len(reader.reps(first.id)) == first.counted
    assert 0 < first.counted < 399
    assert first.ended_at is not None
    assert (second.drill_id, second.counted) == ("wall_touch", 1)
    assert [record.getMessage() for record in caplog.records if "without records" in record.getMessage()] == [
        f"{path}: cannot be written: database or disk is full; going on without records"
    ]
