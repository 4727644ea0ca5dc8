"""The plug may be pulled at any moment: at most the rep in progress is lost."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cut_writes import Disk, checked, cut_checkpoints, cut_logs
from judged_reps import LOST, ROUNDED, TOO_FAST, judged

from kiosk.records import Store, schema

HERE = Path(__file__).parent
NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
VERSION_4 = HERE / "version_4.sqlite"
FAULTS = (TOO_FAST, ROUNDED)


def child(script: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of its own that does ``script`` with ``store``, the records at its first argument."""
    head = """
        import signal, sys
        from datetime import UTC, datetime, timedelta
        from pathlib import Path
        sys.path.insert(0, sys.argv[2])
        from judged_reps import LOST, ROUNDED, TOO_FAST, judged
        from kiosk.records import RecordError, Store

        NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
        path = Path(sys.argv[1])
    """
    code = textwrap.dedent(head) + textwrap.dedent(script)
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments[:1]), str(HERE), *map(str, arguments[1:])],
        cwd=HERE.parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(process: subprocess.Popen[str], lines: int, pause: float) -> list[str]:
    """What a child said until it was killed: ``pause`` seconds after its so many lines."""
    said = []
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        for _ in range(lines):
            said.append(process.stdout.readline().rstrip())
        time.sleep(pause)
        process.kill()
        # By the same reader: `communicate` would pass over what this one has read ahead.
        rest, errors = process.stdout.read(), process.stderr.read()
    assert process.wait(60) == -signal.SIGKILL, errors
    whole = rest[: rest.rfind("\n") + 1]  # the last line may be cut, too
    return said + whole.splitlines()


ADDS = """
    store = Store(path)
    session = store.begin_session("hip_hinge", NOON)
    for number in range(1, 100_000):
        store.add_rep(session, judged(number, counted=number % 3 > 0, faults=(TOO_FAST, ROUNDED), rule=LOST))
        print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(6))
def test_a_process_killed_at_any_moment_keeps_every_rep_it_told_of(path: Path, seed: int) -> None:
    rng = random.Random(seed)
    told = killed(child(ADDS, path), rng.randrange(1, 400), rng.uniform(0.0, 0.004))
    assert told == [str(number) for number in range(1, len(told) + 1)]
    (kept,) = checked(path)
    assert kept[: len(told)] == [int(number) for number in told]
    assert len(kept) - len(told) in {0, 1}, "one more may have been kept, and not told of yet"
    with Store(path, read_only=True) as store:
        (row,) = store.sessions()
        assert row.interrupted
        assert row.ended_at == NOON + timedelta(seconds=4 * (len(kept) - 1) + 3)
        assert all(rep.faults == FAULTS and rep.rule == LOST for rep in store.reps(row.id))


TIDIES = """
    store = Store(path)
    print("open", flush=True)
    while store.forget(NOON + timedelta(days=30), most=3):
        print("less", flush=True)
    store.vacuum()
    store.reclaim()
    print("done", flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_process_killed_while_it_tidies_loses_nothing_else(path: Path, seed: int) -> None:
    with Store(path) as store:
        for day in range(40):
            session = store.begin_session("hip_hinge", NOON + timedelta(days=day))
            for number in range(20):
                store.add_rep(session, judged(number, faults=FAULTS, rule=LOST))
            store.end_session(session, NOON + timedelta(days=day, minutes=2))
    rng = random.Random(seed)
    told = killed(child(TIDIES, path), 1 + rng.randrange(12), rng.uniform(0.0, 0.02))
    found = checked(path)
    assert all(reps == list(range(20)) for reps in found), "a session is there whole, or not at all"
    gone = 40 - len(found)
    deleted = told.count("less")
    assert gone in {3 * deleted, 3 * (deleted + 1)}
    with Store(path, read_only=True) as store:
        assert store.sessions()[0].started_at == NOON + timedelta(days=39), "the newest are there"


def grown(path: Path, reps: int) -> tuple[list[Disk], bytes]:
    """The disk after each commit of a session of ``reps``, from its beginning on; and the log's index at last."""
    states = []
    store = Store(path)
    session = store.begin_session("hip_hinge", NOON)
    states.append(Disk.of(path))
    for number in range(1, reps + 1):
        store.add_rep(session, judged(number, faults=FAULTS, rule=LOST, hip_flexion=80.0 + number))
        states.append(Disk.of(path))
    index = path.with_name(path.name + "-shm").read_bytes()
    store.close()
    return states, index


def test_a_commit_whose_write_is_cut_takes_none_before_it_along(path: Path, tmp_path: Path) -> None:
    states, index = grown(path, 9)
    again = tmp_path / "cut" / "records.sqlite"
    again.parent.mkdir()
    outcomes = set()
    for done in (0, 1, 4, 8):
        for number, disk in enumerate(cut_logs(states[done], states[done + 1], done)):
            disk.lay(again, index if number % 2 else b"")
            (kept,) = checked(again)
            assert kept[:done] == list(range(1, done + 1))
            assert len(kept) - done in {0, 1}
            outcomes.add(len(kept) - done)
    assert outcomes == {0, 1}, "some cuts came before the commit was whole, and some after"


def test_a_log_half_brought_into_the_file_loses_nothing(path: Path, tmp_path: Path) -> None:
    states, index = grown(path, 12)
    file = path.read_bytes()  # closed: the log is in it
    assert file != states[-1].file
    again = tmp_path / "cut" / "records.sqlite"
    again.parent.mkdir()
    for number, disk in enumerate(cut_checkpoints(states[-1], file, 7)):
        disk.lay(again, index if number % 2 else b"")
        assert checked(again) == [list(range(1, 13))]


def test_a_log_that_begins_anew_over_an_old_one_is_cut(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "cut" / "records.sqlite"
    again.parent.mkdir()
    with Store(path) as store:
        session = store.begin_session("hip_hinge", NOON)
        for number in range(1, 9):
            store.add_rep(session, judged(number, faults=FAULTS))
        store.read("PRAGMA wal_checkpoint(RESTART)")
        before = Disk.of(path)
        store.add_rep(session, judged(9, faults=FAULTS))
        after = Disk.of(path)
    assert not after.log.startswith(before.log)
    assert len(after.log) == len(before.log), "old frames lie behind the new ones"
    kept = set()
    for disk in cut_logs(before, after, 3):
        disk.lay(again)
        (reps,) = checked(again)
        assert reps[:8] == list(range(1, 9))
        kept.add(len(reps))
    assert kept == {8, 9}


def test_a_file_cut_while_it_is_brought_up_to_date_loses_nothing(tmp_path: Path) -> None:
    path, again = tmp_path / "records.sqlite", tmp_path / "cut" / "records.sqlite"
    again.parent.mkdir()
    shutil.copy(VERSION_4, path)
    before = Disk.of(path)
    store = Store(path)
    after = Disk.of(path)
    store.close()
    whole = Disk.of(path)
    assert len(after.log) > 0
    versions = set()
    for disk in (*cut_logs(before, after, 5), *cut_checkpoints(after, whole.file, 5)):
        disk.lay(again)
        database = sqlite3.connect(again)
        versions.add(database.execute("PRAGMA user_version").fetchone()[0])
        database.close()
        disk.lay(again)
        assert checked(again) == [[1, 2, 3], [1]]
        with Store(again) as store:
            store.tag(1, "Jo")
    assert versions == {4, len(schema.MIGRATIONS)}


def test_a_file_cut_while_it_is_vacuumed_loses_nothing(tmp_path: Path) -> None:
    path, again = tmp_path / "records.sqlite", tmp_path / "cut" / "records.sqlite"
    again.parent.mkdir()
    shutil.copy(VERSION_4, path)
    with Store(path) as store:
        store.recover()
    before = Disk.of(path)
    with Store(path) as store:
        # As `Store.vacuum` does, but for the last step, which brings the log into the file.
        store.read("PRAGMA auto_vacuum = INCREMENTAL")
        store.read("VACUUM")
        after = Disk.of(path)
        store.reclaim()
        file = path.read_bytes()
    for disk in (*cut_logs(before, after, 6), *cut_checkpoints(after, file, 6)):
        disk.lay(again)
        assert checked(again) == [[1, 2, 3], [1]]


FULL = """
    import resource

    store = Store(path)
    session = store.begin_session("hip_hinge", NOON)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), hard))
    kept = 0
    try:
        while kept < 10_000:
            store.add_rep(session, judged(kept + 1, faults=(TOO_FAST, ROUNDED), rule=LOST))
            kept += 1
    except RecordError as error:
        print(kept, error, sep=";", flush=True)
    try:
        store.vacuum()
    except RecordError:
        print("not vacuumed", flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    store.add_rep(session, judged(kept + 1, faults=(TOO_FAST, ROUNDED), rule=LOST))
    print("again", flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("size", [250_000, 400_001, 1_000_000])
def test_a_disk_that_is_full_costs_nothing_that_was_kept(path: Path, size: int) -> None:
    said = killed(child(FULL, path, size), 3, 0.0)
    kept, trouble = said[0].split(";")
    assert f"{path}: cannot be written: " in trouble
    assert said[1:] == ["not vacuumed", "again"]
    assert int(kept) > 0
    assert checked(path) == [list(range(1, int(kept) + 2))], "and as soon as there is room, it goes on"
