"""What is old is deleted, and its space is given back; never while it would cost anything that is kept."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from judged_reps import LOST, ROUNDED, TOO_FAST, judged

from kiosk.records import RecordError, Store, upkeep
from kiosk.records.opening import LARGEST_LOG

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
VERSION_4 = Path(__file__).with_name("version_4.sqlite")
TABLES = ("sessions", "reps", "faults", "rules", "rule_parts")


def fill(store: Store, sessions: int, reps: int = 12) -> None:
    """Sessions a day apart from `NOON` on, that are over."""
    for number in range(sessions):
        begun = NOON + timedelta(days=number)
        session = store.begin_session("hip_hinge", begun, "First hinge")
        for rep in range(reps):
            store.add_rep(session, judged(rep, faults=(TOO_FAST, ROUNDED), rule=LOST, hip_flexion=80.0 + rep))
        store.end_session(session, begun + timedelta(minutes=2))


def rows(store: Store) -> list[int]:
    return [store.read(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]


def test_old_sessions_go_with_all_that_belongs_to_them(store: Store) -> None:
    fill(store, 5, reps=2)
    assert rows(store) == [5, 10, 20, 10, 20]
    assert store.forget(NOON) == 0, "one that began just then is kept"
    assert store.forget(NOON + timedelta(days=2), most=1) == 1
    assert store.forget(NOON + timedelta(days=2), most=10) == 1
    assert store.forget(NOON + timedelta(days=2)) == 0
    assert rows(store) == [3, 6, 12, 6, 12]
    assert [row.started_at for row in store.sessions()] == [NOON + timedelta(days=day) for day in (4, 3, 2)]


def test_a_session_that_runs_is_not_forgotten(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON - timedelta(days=900))  # by a clock that was set since
    assert store.forget(NOON) == 0
    store.add_rep(session, judged(1))
    store.recover()
    assert store.forget(NOON) == 1


def test_space_is_given_back(store: Store, path: Path) -> None:
    fill(store, 60)
    store.reclaim()
    full = path.stat().st_size
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size == 0
    while store.forget(NOON + timedelta(days=54)):
        pass
    store.reclaim()
    assert path.stat().st_size < full / 3
    assert log.stat().st_size == 0
    assert store.read("PRAGMA freelist_count") == [(0,)]
    assert store.read("PRAGMA quick_check") == [("ok",)]
    assert rows(store)[:2] == [6, 72]


def test_what_is_deleted_is_gone_from_the_disk(store: Store, path: Path) -> None:
    fill(store, 2, reps=1)
    store.tag(1, "Quetzalcoatl")
    store.reclaim()
    assert b"Quetzalcoatl" in path.read_bytes()
    store.forget(NOON + timedelta(days=1))
    store.reclaim()
    assert b"Quetzalcoatl" not in path.read_bytes()
    assert b"Quetzalcoatl" not in path.with_name(path.name + "-wal").read_bytes()


def test_a_file_of_an_earlier_format_is_made_smaller_too(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    shutil.copy(VERSION_4, path)
    with Store(path) as store:
        store.recover()
        assert store.read("PRAGMA auto_vacuum") == [(0,)]
        before = rows(store)
        store.reclaim()
        assert store.read("PRAGMA auto_vacuum") == [(2,)]
        assert rows(store) == before
        fill(store, 40)
        store.reclaim()
        full = path.stat().st_size
        while store.forget(NOON + timedelta(days=40)):
            pass
        store.reclaim()
        assert path.stat().st_size < full / 2
        assert rows(store)[0] == 0


def test_nothing_is_vacuumed_while_a_session_runs(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    with pytest.raises(RecordError, match=r"records\.sqlite: a session is running; vacuum it when nobody is"):
        store.vacuum()
    store.end_session(session, NOON)
    store.vacuum()


def test_a_disk_without_room_is_not_vacuumed(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, 3)
    before = path.read_bytes()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(upkeep.shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 4096, 4096))
    with pytest.raises(RecordError, match=r"no room to vacuum it: \d+\.\d MB are needed, 0\.0 MB are free"):
        store.vacuum()
    assert path.read_bytes() == before
    assert rows(store)[0] == 3


def test_damaged_files_that_were_set_aside_are_not_kept_longer(store: Store, path: Path) -> None:
    old, new = (path.with_name(f"{path.name}.corrupt-{name}") for name in ("20250101T000000Z", "20260228T000000Z"))
    for file, at in ((old, NOON - timedelta(days=400)), (new, NOON - timedelta(days=1))):
        file.write_bytes(b"damaged")
        os.utime(file, (at.timestamp(), at.timestamp()))
    other = path.with_name("last_run.json")
    other.touch()
    os.utime(other, (0, 0))
    store.forget(NOON - timedelta(days=365))
    assert (old.exists(), new.exists(), other.exists(), path.exists()) == (False, True, True, True)


def test_the_log_stays_bounded_over_a_long_day(store: Store, path: Path) -> None:
    log = path.with_name(path.name + "-wal")
    largest = 0
    for _ in range(12):
        fill(store, 1, reps=60)
        largest = max(largest, log.stat().st_size)
    assert 0.9 * LARGEST_LOG < largest < 1.25 * LARGEST_LOG, "it came to that, and no farther"


def test_a_reader_does_not_keep_old_sessions_from_going(store: Store, path: Path) -> None:
    fill(store, 30)
    with Store(path, read_only=True) as reader:
        assert len(reader.sessions()) == 30
        while store.forget(NOON + timedelta(days=29)):
            pass
        store.reclaim()
        assert len(reader.sessions()) == 1
