"""What is kept comes back, survives what happens to a box on a wall, and can hold nothing but numbers."""

from __future__ import annotations

import logging
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from judged_reps import KEPT, LOST, ROUNDED, TOO_FAST, UNSEEN, judged

from kiosk.coach.course import Progress
from kiosk.coach.policy.fading import Experience
from kiosk.motion.posture import MEASURE_NAMES, Measure, Measures
from kiosk.motion.rep import Tempo
from kiosk.records import NullStore, RecordError, Store, default_path, open_records, records_path, schema
from kiosk.settings import RecordSettings

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def test_a_session_comes_back(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    (running,) = store.sessions()
    assert (running.ended_at, running.counted, running.interrupted) == (None, 0, False)
    store.add_rep(session, judged(1, torso_inclination=58.9, back_curvature=-0.08))
    store.add_rep(session, judged(2, faults=(TOO_FAST, ROUNDED), hip_flexion=88.1))
    store.add_rep(session, judged(3, counted=False, reason="too_shallow"))
    store.end_session(session, NOON + timedelta(minutes=2), advice_id="slower")
    (row,) = store.sessions()
    assert (row.id, row.drill_id, row.started_at) == (session, "hip_hinge", NOON)
    assert row.ended_at == NOON + timedelta(minutes=2)
    assert (row.counted, row.attempts, row.advice_id, row.interrupted) == (2, 1, "slower", False)
    first, second, third = store.reps(session)
    assert (first.start, first.bottom, first.end) == (4.0, 5.5, 7.0)
    assert first.tempo == Tempo(1.5, 0.25, 1.25, 80.0)
    assert first.measures["torso_inclination"] == 58.9
    assert first.measures["back_curvature"] == -0.08
    assert first.measures["hip_flexion"] is None
    assert second.faults == (TOO_FAST, ROUNDED)
    assert (third.counted, third.reason, third.faults) == (False, "too_shallow", ())


def test_a_session_keeps_its_playlist_and_the_tag_of_a_trainer(store: Store, path: Path) -> None:
    alone = store.begin_session("hip_hinge", NOON)
    taught = store.begin_session("hip_hinge", NOON, "First hinge")
    assert [(row.playlist, row.nickname) for row in store.sessions()] == [("First hinge", None), (None, None)]
    with Store(path, amends=True) as trainer:
        trainer.tag(taught, "  Jose\u0301 3 ")
        trainer.tag(alone, "x" * 20)
    assert [row.nickname for row in store.sessions()] == ["José 3", "x" * 20]
    store.tag(alone, " ")
    assert store.sessions()[1].nickname is None
    with pytest.raises(RecordError, match=r"records\.sqlite: no session 99"):
        store.tag(99, "Jo")
    for wrong in ("x" * 21, "a\nb", "a\tb", "a\u202eb", "a\x00b"):
        with pytest.raises(ValueError, match="a nickname"):
            store.tag(taught, wrong)
    assert store.sessions()[0].nickname == "José 3"


def test_who_amends_makes_nothing_and_sets_nothing_aside(path: Path) -> None:
    with pytest.raises(RecordError, match="no records yet"):
        Store(path, amends=True)
    path.parent.mkdir()
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(RecordError, match="cannot be read"):
        Store(path, amends=True)
    assert [each.name for each in path.parent.iterdir()] == ["records.sqlite"]


def test_sessions_are_apart_and_newest_first(store: Store) -> None:
    ids = [store.begin_session(f"drill_{number}", NOON) for number in range(3)]
    for number, session in enumerate(ids):
        for rep in range(number):
            store.add_rep(session, judged(rep))
    assert [row.drill_id for row in store.sessions()] == ["drill_2", "drill_1", "drill_0"]
    assert [row.counted for row in store.sessions(limit=2)] == [2, 1]
    assert [len(store.reps(session)) for session in ids] == [0, 1, 2]


def test_times_are_kept_in_utc(store: Store) -> None:
    store.begin_session("hip_hinge", datetime(2026, 3, 1, 14, 0, tzinfo=timezone(timedelta(hours=2))))
    assert store.sessions()[0].started_at == NOON
    assert store.sessions()[0].started_at.utcoffset() == timedelta(0)
    with pytest.raises(ValueError, match="time zone"):
        store.begin_session("hip_hinge", datetime(2026, 3, 1, 12, 0))


def test_what_is_no_number_is_absent(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    store.add_rep(session, judged(1, balance=math.nan, hip_travel=math.inf))
    (rep,) = store.reps(session)
    assert rep.measures["balance"] is None
    assert rep.measures["hip_travel"] is None


def test_a_long_reason_does_not_lose_the_rep(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    store.add_rep(session, judged(1, counted=False, reason="x" * 500))
    assert store.reps(session)[0].reason == "x" * schema.LONGEST_ID


def test_a_rep_of_no_session_is_refused_whole(store: Store) -> None:
    with pytest.raises(RecordError, match="cannot be written"):
        store.add_rep(99, judged(1, faults=(TOO_FAST,)))
    assert store.reps(99) == []


def test_every_measure_has_a_column(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    values = {name: float(number) for number, name in enumerate(MEASURE_NAMES)}
    store.add_rep(session, judged(1, **values))
    assert store.reps(session)[0].measures == values


def test_no_column_can_hold_a_picture(store: Store, path: Path) -> None:
    database = sqlite3.connect(path)
    tables = database.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    ours = {name: strict for name, strict in tables if not name.startswith("sqlite_")}
    tables = ("sessions", "reps", "faults", "rules", "rule_parts", "progress", "experience")
    assert ours == dict.fromkeys(tables, 1)
    store.begin_session("hip_hinge", NOON)
    for table in ours:
        columns = database.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()
        assert {kind for _, kind in columns} <= {"INTEGER", "REAL", "TEXT"}
        texts = {name for name, kind in columns if kind == "TEXT"}
        ids = {"drill_id", "advice_id", "reason", "fault_id", "course", "side", "kind", "verdict", "unit", "says"}
        tags = {"playlist", "nickname"} if table == "sessions" else set()
        assert texts <= {"started_at", "ended_at", "kept_at", "part"} | ids | tags
        untagged = {name for name, _ in columns} - tags
        assert not [name for name in untagged if re.search("name|image|picture|audio|sound|face|mail", name)]
    for column, value in (
        *(("drill_id", b"\xff\xd8 a picture"), ("drill_id", "x" * 65)),
        *(("playlist", "x" * 65), ("playlist", ""), ("nickname", "x" * 21), ("nickname", ""), ("nickname", b"Jo")),
    ):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(f"UPDATE sessions SET {column} = ?", (value,))
    database.close()


def test_closing_twice_and_using_it_after(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(RecordError):
        store.begin_session("hip_hinge", NOON)
    with pytest.raises(RecordError):
        store.sessions()


def test_threads_share_a_store(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    threads = [threading.Thread(target=store.add_rep, args=(session, judged(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    assert store.sessions()[0].counted == 8


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from judged_reps import TOO_FAST, judged
from kiosk.records import Store

store = Store(Path(sys.argv[1]))
session = store.begin_session("hip_hinge", datetime(2026, 3, 1, 12, tzinfo=UTC))
for number in range(1, 6):
    store.add_rep(session, judged(number, counted=number != 2, faults=(TOO_FAST,), hip_flexion=90.0))
with store._writing() as database:
    database.execute("INSERT INTO reps (session_id, number, counted, start, bottom, end, tempo_down, tempo_pause,"
                     " tempo_up, peak_speed) VALUES (?, 6, 1, 0, 0, 0, 0, 0, 0, 0)", (session,))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_loses_only_the_rep_in_progress(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(Path(__file__).parent)],
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert done.returncode == -9, done.stderr
    with Store(path) as store:
        assert store.recover() == 1
        assert store.recover() == 0
        (row,) = store.sessions()
        assert (row.counted, row.attempts, row.interrupted) == (4, 1, True)
        assert row.ended_at == NOON + timedelta(seconds=19), "from the first rep's start to the last one's end"
        reps = store.reps(row.id)
        assert [rep.number for rep in reps] == [1, 2, 3, 4, 5]
        assert all(rep.faults == (TOO_FAST,) for rep in reps)


def test_recovery_leaves_closed_sessions_alone(store: Store) -> None:
    closed = store.begin_session("hip_hinge", NOON)
    store.end_session(closed, NOON + timedelta(minutes=1))
    store.begin_session("hip_hinge", NOON)
    assert store.recover() == 1
    empty, first = store.sessions()
    assert (first.ended_at, first.interrupted) == (NOON + timedelta(minutes=1), False)
    assert (empty.ended_at, empty.interrupted) == (NOON, True)


def test_recovery_counts_again(store: Store, path: Path) -> None:
    session = store.begin_session("hip_hinge", NOON)
    store.add_rep(session, judged(1))
    with sqlite3.connect(path) as database:
        database.execute("UPDATE sessions SET counted = 7")
    database.close()
    store.recover()
    assert store.sessions()[0].counted == 1


def test_a_rep_keeps_its_side_its_reach_and_what_its_rule_came_to(store: Store, path: Path) -> None:
    session = store.begin_session("single_leg_rdl", NOON)
    store.add_rep(session, judged(1, side="left", rule=UNSEEN))
    store.add_rep(session, judged(2, side="right", reach=61.5, rule=KEPT))
    store.add_rep(session, judged(3, faults=(TOO_FAST,), reach=math.nan, rule=LOST))
    with Store(path, read_only=True) as reader:
        reps = reader.reps(session)
    assert [(rep.side, rep.reach, rep.rule) for rep in reps] == [
        *(("left", None, UNSEEN), ("right", 61.5, KEPT), (None, None, LOST))
    ]
    hinges = store.begin_session("hip_hinge", NOON)
    change = Measures(torso_inclination=Measure(58.0, 0.9))
    hinge = judged(1)
    store.add_rep(hinges, replace(hinge, rep=replace(hinge.rep, change=change)))
    (kept,) = store.reps(hinges)
    assert (kept.side, kept.reach, kept.rule) == (None, 58.0, None), "the torso of who stands tells how far it went"


def test_a_rule_is_refused_with_its_rep_or_kept_with_it(store: Store) -> None:
    session = store.begin_session("dowel_hinge", NOON)
    wrong = replace(LOST, severity=math.nan)
    with pytest.raises(RecordError, match="cannot be written"):
        store.add_rep(session, judged(1, rule=wrong))
    assert store.reps(session) == []
    store.add_rep(session, judged(1, rule=replace(LOST, amount=math.inf)))
    assert store.reps(session)[0].rule == replace(LOST, amount=None)


VERSION_3 = Path(__file__).with_name("version_3.sqlite")
"""Written by the mirror as it was when its records were of version 3: a session of three reps, the first with every
measure and the second with faults, one that was cut off, and a place in a course."""


def table(path: Path, name: str, columns: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(path)
    try:
        return database.execute(f"SELECT {columns} FROM {name} ORDER BY rowid").fetchall()
    finally:
        database.close()


def test_a_file_of_version_3_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    shutil.copy(VERSION_3, path)
    assert table(path, "pragma_user_version", "*") == [(3,)]
    names = ("sessions", "reps", "faults", "progress")
    columns = {
        name: ", ".join(f'"{column}"' for (column,) in table(path, f"pragma_table_info('{name}')", "name"))
        for name in names
    }
    before = {name: table(path, name, columns[name]) for name in names}
    assert [len(rows) for rows in before.values()] == [2, 4, 2, 1]
    with pytest.raises(RecordError, match="is of version 3; start the mirror once to bring it to 5"):
        Store(path, read_only=True)
    with Store(path) as store:
        assert {name: table(path, name, columns[name]) for name in names} == before
        second, first = store.sessions()
        assert (first.drill_id, first.counted, first.attempts) == ("single_leg_rdl", 2, 1)
        assert first.advice_id == "too_fast"
        assert second.ended_at is None
        reps = store.reps(first.id)
        assert all(value is not None for value in reps[0].measures.values())
        assert reps[1].faults == (TOO_FAST, ROUNDED)
        assert [(rep.side, rep.reach, rep.rule) for rep in reps] == [(None, None, None)] * 3, "never made up"
        place = store.progress(NOON)
        assert place == Progress("0123456789abcdef", 1, 1, 0, 3)
        store.add_rep(second.id, judged(2, side="left", reach=58.0, rule=KEPT))
        assert store.recover() == 1
    with Store(path) as again:
        done = again.reps(second.id)
        assert [(rep.number, rep.side, rep.rule) for rep in done] == [(1, None, None), (2, "left", KEPT)]
        assert again.sessions()[0].counted == 2


VERSION_4 = Path(__file__).with_name("version_4.sqlite")
"""The same of version 4: a session of three reps with sides, faults and rules, one that was cut off, and a place in a
course with what was learnt."""


def test_a_file_of_version_4_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    shutil.copy(VERSION_4, path)
    names = ("sessions", "reps", "faults", "rules", "rule_parts", "progress", "experience")
    columns = {
        name: ", ".join(f'"{column}"' for (column,) in table(path, f"pragma_table_info('{name}')", "name"))
        for name in names
    }
    before = {name: table(path, name, columns[name]) for name in names}
    assert [len(rows) for rows in before.values()] == [2, 4, 2, 3, 2, 1, 1]
    with pytest.raises(RecordError, match="is of version 4; start the mirror once to bring it to 5"):
        Store(path, amends=True)
    with Store(path) as store:
        assert {name: table(path, name, columns[name]) for name in names} == before
        second, first = store.sessions()
        assert (first.drill_id, first.counted, first.attempts) == ("single_leg_rdl", 2, 1)
        assert [(row.playlist, row.nickname) for row in (first, second)] == [(None, None)] * 2, "never made up"
        assert second.ended_at is None
        assert [(rep.side, rep.rule) for rep in store.reps(first.id)] == [
            *(("left", KEPT), ("right", LOST), (None, UNSEEN))
        ]
        store.tag(first.id, "Jo")
    with Store(path) as again:
        assert again.sessions()[1].nickname == "Jo"


@pytest.mark.parametrize("version", [1, 2])
def test_files_older_still_are_brought_up_to_date(path: Path, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:version])
        Store(path).close()
    database = sqlite3.connect(path)
    database.execute("INSERT INTO sessions (started_at, drill_id) VALUES ('2026-03-01T12:00:00+00:00', 'hip_hinge')")
    database.execute(
        "INSERT INTO reps (session_id, number, counted, start, bottom, end, tempo_down, tempo_pause, tempo_up,"
        " peak_speed, hip_flexion) VALUES (1, 1, 1, 0, 1, 2, 1, 0, 1, 60, 88.1)"
    )
    database.commit()
    database.close()
    with Store(path) as store:
        assert store.reps(1)[0].measures["hip_flexion"] == 88.1
        store.add_rep(1, judged(2, rule=LOST))
        assert store.reps(1)[1].rule == LOST


def test_an_older_file_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as old:
        session = old.begin_session("hip_hinge", NOON)
        old.add_rep(session, judged(1, hip_flexion=90.0))
    step = "ALTER TABLE sessions ADD COLUMN load_kg REAL; UPDATE sessions SET load_kg = 16.0;"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    with pytest.raises(RecordError, match=f"is of version {len(schema.MIGRATIONS) - 1}; start the mirror once"):
        Store(path, read_only=True)
    for _ in range(2):
        with Store(path) as new:
            assert new.reps(session)[0].measures["hip_flexion"] == 90.0
    database = sqlite3.connect(path)
    assert database.execute("SELECT load_kg FROM sessions").fetchall() == [(16.0,)]
    assert database.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    database.close()


def test_a_failing_step_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as old:
        old.begin_session("hip_hinge", NOON)
    wrong = "ALTER TABLE sessions ADD COLUMN load_kg REAL; INSERT INTO nowhere VALUES (1);"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, wrong))
        with pytest.raises(RecordError, match="nowhere"):
            Store(path)
    with Store(path) as store:
        assert len(store.sessions()) == 1


def test_a_newer_file_is_left_alone(path: Path) -> None:
    Store(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    for read_only in (False, True):
        with pytest.raises(RecordError, match="is of version 99; update hinge-mirror"):
            Store(path, read_only=read_only)
    assert list(path.parent.glob("*.corrupt-*")) == []


@pytest.mark.parametrize("damage", ["not a database at all", "header", "pages"])
def test_a_damaged_file_is_set_aside(path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    with Store(path) as store:
        session = store.begin_session("hip_hinge", NOON)
        for number in range(50):
            store.add_rep(session, judged(number, faults=(TOO_FAST,)))
    content = bytearray(path.read_bytes())
    if damage == "header":
        content[:40] = os.urandom(40)
    elif damage == "pages":
        content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    else:
        content = bytearray(damage.encode() * 100)
    path.write_bytes(content)
    for _ in range(2):
        with Store(path) as fresh:
            assert len(fresh.sessions()) <= 1
            fresh.begin_session("hip_hinge", NOON)
            fresh.recover()
    (aside,) = path.parent.glob("records.sqlite.corrupt-*")
    assert re.fullmatch(r"records\.sqlite\.corrupt-\d{8}T\d{6}Z", aside.name)
    assert aside.read_bytes() == bytes(content)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert aside.name in record.getMessage()
    path.write_bytes(content)
    os.utime(path, (aside.stat().st_mtime, aside.stat().st_mtime))
    Store(path).close()
    assert len(list(path.parent.glob("records.sqlite.corrupt-*"))) == 2, "the first one is not overwritten"


def test_a_damaged_file_is_not_touched_by_a_reader(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database " * 100)
    with pytest.raises(RecordError, match="cannot be read"):
        Store(path, read_only=True)
    assert [each.name for each in path.parent.iterdir()] == ["records.sqlite"]


def fill(store: Store, session: int) -> None:
    for number in range(10_000):
        store.add_rep(session, judged(number, faults=(TOO_FAST,)))


def test_a_full_disk_is_an_error_and_not_the_end(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(RecordError, match="full"):
        fill(store, session)
    kept = len(store.reps(session))
    assert kept > 0
    assert store.sessions()[0].counted == kept, "what was kept is whole"
    store._connection.execute("PRAGMA max_page_count = 100000")
    store.add_rep(session, judged(kept))
    assert store.sessions()[0].counted == kept + 1


def test_a_disk_that_turned_read_only_is_an_error(store: Store) -> None:
    session = store.begin_session("hip_hinge", NOON)
    store._connection.execute("PRAGMA query_only = 1")
    with pytest.raises(RecordError, match=r"records\.sqlite: cannot be written: .*readonly"):
        store.add_rep(session, judged(1))
    assert store.reps(session) == []


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordError, match=r"records\.sqlite: its folder cannot be made: "):
        Store(tmp_path / "file" / "records.sqlite")
    (tmp_path / "folder" / "records.sqlite").mkdir(parents=True)
    with pytest.raises(RecordError, match="unable to open"):
        Store(tmp_path / "folder" / "records.sqlite")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RecordError):
            Store(tmp_path / "records.sqlite")
    finally:
        tmp_path.chmod(0o700)


def test_disabled_keeps_nothing(tmp_path: Path) -> None:
    records = open_records(RecordSettings(enabled=False, database=tmp_path / "records.sqlite"))
    assert isinstance(records, NullStore)
    session = records.begin_session("hip_hinge", NOON)
    records.add_rep(session, judged(1))
    records.end_session(session, NOON)
    assert records.recover() == 0
    records.close()
    assert list(tmp_path.iterdir()) == []


def test_reading_does_not_disturb_a_running_mirror(store: Store, path: Path) -> None:
    session = store.begin_session("hip_hinge", NOON)
    with Store(path, read_only=True) as reader:
        store.add_rep(session, judged(1))
        assert reader.sessions()[0].counted == 1
        with pytest.raises(RecordError, match="readonly"):
            reader.recover()


def test_where_the_records_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/hinge-mirror:/var/lib/other")
    assert default_path() == Path("/var/lib/hinge-mirror/records.sqlite")
    monkeypatch.delenv("STATE_DIRECTORY")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path() == tmp_path / ".local/share/hinge-mirror/records.sqlite"
    assert records_path(RecordSettings()) == default_path()
    assert records_path(RecordSettings(database=tmp_path / "x.sqlite")) == tmp_path / "x.sqlite"
    open_records(RecordSettings()).close()
    assert default_path().is_file()


def test_the_place_in_a_course_comes_back_while_it_is_recent(store: Store, path: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    assert store.progress(now - timedelta(hours=1)) is None
    store.keep_progress(Progress("abc", 1, 3, 1, 12), now - timedelta(minutes=5))
    store.keep_progress(Progress("abc", 2, 0, 0, 20), now - timedelta(minutes=4))
    with Store(path) as again:
        assert again.progress(now - timedelta(minutes=10)) == Progress("abc", 2, 0, 0, 20)
        assert again.progress(now - timedelta(minutes=3)) is None
    learnt = {"hip_hinge": Experience(5, 8), "single_leg_rdl": Experience(0, 2)}
    for experience in (learnt, learnt | {"hip_hinge": Experience(6, 9)}, {"hip_hinge": Experience(1, 1)}):
        place = Progress("abc", 2, 1, 0, 20, experience)
        store.keep_progress(place, now)
        assert store.progress(now - timedelta(minutes=10)) == place
    store.keep_progress(Progress("abc", 2, 1), now + timedelta(hours=1))
    assert store.progress(now - timedelta(minutes=10)) is None, "the clock was set back"
    store.keep_progress(None, now)
    assert store.progress(now - timedelta(days=1)) is None
    assert table(path, "experience", "*") == [], "what was learnt goes with the place"
    with pytest.raises(ValueError, match="time zone"):
        store.keep_progress(Progress("abc", 1), datetime(2026, 3, 1))


def test_records_that_are_disabled_keep_no_place() -> None:
    nothing = NullStore()
    nothing.keep_progress(Progress("abc", 1), NOON)
    assert nothing.progress(NOON - timedelta(days=1)) is None
