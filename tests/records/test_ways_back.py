"""A release keeps the records that a later one left, when that one did not hold; nothing is lost by the way."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cut_writes import Disk, cut_checkpoints, cut_logs
from judged_reps import judged

from kiosk.records import RecordError, Store, schema
from kiosk.records.backup import back_up
from kiosk.records.opening import bring_back

NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

VERSION_4 = Path(__file__).with_name("version_4.sqlite")

LATER = (
    "ALTER TABLE sessions ADD COLUMN load_kg REAL;",
    "CREATE TABLE later_6 (session_id INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE, load_kg REAL)"
    " STRICT; INSERT INTO later_6 SELECT id, load_kg FROM sessions WHERE load_kg IS NOT NULL;"
    " ALTER TABLE sessions DROP COLUMN load_kg;",
    "UPDATE sessions SET load_kg = later_6.load_kg FROM later_6 WHERE session_id = id; DROP TABLE later_6;",
)
"""Of a version that is none yet: the step, its way back, and what is taken up again."""


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that is in the tables, and how they are."""
    database = sqlite3.connect(path)
    try:
        named = database.execute("SELECT name, type FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").fetchall()
        rows = {
            name: database.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
            for name, kind in named
            if kind == "table"
        }
        columns = {
            f"{name}()": database.execute(f"SELECT name, type FROM pragma_table_info('{name}')").fetchall()
            for name, kind in named
            if kind == "table"
        }
        indexes = {"indexes": sorted((name,) for name, kind in named if kind == "index")}
        return {**rows, **columns, **indexes, "version": database.execute("PRAGMA user_version").fetchall()}
    finally:
        database.close()


def tagged(path: Path) -> None:
    """Records of this version with all that there is in them."""
    shutil.copy(VERSION_4, path)
    with Store(path) as store:
        session = store.begin_session("hip_hinge", NOON, "Monday")
        store.add_rep(session, judged(1))
        store.tag(1, "Jo")
        store.tag(session, "Max")
        store.recover()


def test_every_version_that_was_released_has_a_way_back() -> None:
    versions = set(range(schema.FIRST_RELEASED, len(schema.MIGRATIONS) + 1))
    assert versions <= schema.WAYS_BACK.keys()
    for version, script in schema.WAYS_BACK.items():
        assert (f"later_{version}" in script) == (version in schema.TAKEN_UP_AGAIN)


def test_there_and_back_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    tagged(path)
    now = contents(path)
    assert bring_back(path, 4) == 4
    back = contents(path)
    released = tmp_path / "released.sqlite"
    shutil.copy(VERSION_4, released)
    older = contents(released)
    # To the release before it is as if it had made the file itself.
    assert {name: shape for name, shape in back.items() if name.endswith("()") and "later" not in name} == {
        name: shape for name, shape in older.items() if name.endswith("()")
    }
    assert back["indexes"] == older["indexes"]
    assert back["version"] == [(4,)]
    assert back["reps"] == now["reps"]
    assert back["faults"] == now["faults"]
    Store(path).close()
    assert contents(path) == now
    assert bring_back(path, 5) == 5
    assert bring_back(path, 9) == 5
    assert contents(path) == now


def test_what_is_deleted_meanwhile_is_not_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    tagged(path)
    bring_back(path, 4)
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = ON")  # as every release has it
    database.execute("DELETE FROM sessions WHERE id = 1")
    database.commit()
    assert [name for (name,) in database.execute("SELECT nickname FROM later_5")] == ["Max"]
    database.close()
    with Store(path) as store:
        assert [row.nickname for row in store.sessions()] == ["Max", None]


def test_a_later_version_comes_back_by_its_own_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "records.sqlite"
    tagged(path)
    now = contents(path)
    step, back, again = LATER
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
        patch.setattr(schema, "WAYS_BACK", {**schema.WAYS_BACK, 6: back})
        patch.setattr(schema, "TAKEN_UP_AGAIN", {**schema.TAKEN_UP_AGAIN, 6: again})
        Store(path).close()
        database = sqlite3.connect(path)
        database.execute("UPDATE sessions SET load_kg = 16.0 WHERE id = 1")
        database.commit()
        database.close()
        later = contents(path)
        bring_back(path, 5)
        bring_back(path, 4)
        Store(path).close()
        assert contents(path) == later
        bring_back(path, 5)
    kept = contents(path)
    assert {name: kept[name] for name in now} == now
    with Store(path) as store:  # the release of this version, which knows nothing of the later one
        store.add_rep(store.begin_session("hip_hinge", NOON), judged(1))


def test_a_version_without_a_way_back_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    tagged(path)
    before = path.read_bytes()
    with pytest.raises(RecordError, match="no way back from version 4"):
        bring_back(path, 3)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(RecordError, match="no way back from version 99"):
        bring_back(path, 5)
    assert path.stat().st_size == len(before)
    with pytest.raises(RecordError, match="no records yet"):
        bring_back(tmp_path / "none.sqlite", 4)


def test_a_file_cut_on_its_way_back_loses_nothing(tmp_path: Path) -> None:
    path, again = tmp_path / "records.sqlite", tmp_path / "cut" / "records.sqlite"
    again.parent.mkdir()
    tagged(path)
    now = contents(path)
    before = Disk.of(path)
    keeper = sqlite3.connect(path)  # as long as somebody else has it open, the log stays
    keeper.execute("SELECT count(*) FROM sessions").fetchone()
    reading = sqlite3.connect(path, isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM sessions").fetchone()
    bring_back(path, 4)
    after = Disk.of(path)
    reading.close()
    keeper.close()
    whole = Disk.of(path)
    assert len(after.log) > 0
    versions = set()
    cuts = [*cut_logs(before, after, 5), *cut_checkpoints(after, whole.file, 5)]
    for disk in random.Random(2).sample(cuts, min(60, len(cuts))):
        disk.lay(again)
        versions.add(contents(again)["version"][0][0])
        assert bring_back(again, 4) == 4
        Store(again).close()
        assert contents(again) == now
    assert versions == {4, 5}


def test_a_copy_is_of_one_moment_while_the_records_are_kept(tmp_path: Path) -> None:
    path, copy = tmp_path / "records.sqlite", tmp_path / "copy.sqlite"
    with Store(path) as store:
        session = store.begin_session("hip_hinge", NOON)
        store.add_rep(session, judged(1))
        copy.write_text("an older copy", encoding="utf-8")
        back_up(path, copy)
        store.add_rep(session, judged(2))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.glob("*copy*")] == ["copy.sqlite"]
    with Store(copy, read_only=True) as kept:
        assert [rep.number for rep in kept.reps(session)] == [1]


def test_a_copy_that_cannot_be_made_leaves_the_one_before(tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_text("an older copy", encoding="utf-8")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no records at all" * 500)
    for path in (broken, tmp_path / "none.sqlite"):
        with pytest.raises(RecordError):
            back_up(path, copy)
        assert copy.read_text(encoding="utf-8") == "an older copy"
    assert [each.name for each in tmp_path.glob(".*")] == []
    with pytest.raises(RecordError, match="cannot be written"):
        back_up(broken, tmp_path / "no/folder/copy.sqlite")


def test_the_commands_back_up_and_fit(tmp_path: Path) -> None:
    path, copy = tmp_path / "records.sqlite", tmp_path / "copy.sqlite"
    tagged(path)
    now = contents(path)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kiosk", "records", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True)

    assert run("backup", copy, "--database", path).returncode == 0
    assert contents(copy) == now
    assert run("fit", "--to", 4, "--database", path).stdout == "4\n"
    assert contents(path)["version"] == [(4,)]
    refused = run("fit", "--to", 1, "--database", path)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"kiosk: {path}: is of version 4; there is no way back")
