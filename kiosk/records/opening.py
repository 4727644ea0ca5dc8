"""Opens the records' file: checked and brought up to date, or only to be read, or to be amended beside its keeper."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from kiosk.records import schema

PATIENCE = 2.0
"""Seconds to wait for another process that writes."""

CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

LARGEST_LOG = 4 * 2**20
"""Bytes: a write-ahead log that grew beyond is cut back to them as soon as its pages are in the file."""

SET_ASIDE = ".corrupt-"
"""Between the name of the records' file and the time, in the name of a damaged one."""


class RecordError(RuntimeError):
    """Records cannot be kept or read; the message names file and reason. The station goes on without."""


class OldRecords(RecordError):
    """The file is of an earlier version, which the next run brings up to date: a reader changes nothing."""


class CorruptError(Exception):
    """The file is no database, or a damaged one."""


def open_to_keep(path: Path) -> sqlite3.Connection:
    """Connect, check and bring up to date; the file is made where there is none.

    Raises:
        CorruptError: it is damaged.
        RecordError: it cannot be opened or written, or is of a later version.
    """
    try:
        database = _connect(str(path))
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be opened: {error}") from error
    try:
        _begin(database, path)
        database.execute("PRAGMA journal_mode = WAL")
        _settle(database)
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise CorruptError(str(verdict))
        _migrate(database, path)
    except sqlite3.Error as error:
        database.close()
        if error_code(error) in CORRUPT:
            raise CorruptError(str(error)) from error
        raise RecordError(f"{path}: cannot be written: {error}") from error
    except BaseException:
        database.close()
        raise
    return database


def open_to_read(path: Path) -> sqlite3.Connection:
    """Connect to a file that is there; nothing can be changed. Raises `RecordError`."""
    return _open_beside(path, "ro")


def open_to_amend(path: Path) -> sqlite3.Connection:
    """Connect to a file that is there and that another process may keep: it is not made, checked through, brought up
    to date or set aside. Raises `RecordError`."""
    database = _open_beside(path, "rw")
    _settle(database)
    return database


def bring_back(path: Path, version: int) -> int:
    """Bring the records at ``path`` from a later version back to ``version``, for a release that keeps that one,
    while nobody has them open; of which version they are then. Where they are of it, or older, nothing is changed.

    Raises:
        RecordError: there is no such way back, or the file cannot be read or written; each step that was done is
            whole, and may be gone on from.
    """
    if not path.is_file():
        raise RecordError(f"{path}: no records yet")
    try:
        database = _connect(f"{path.absolute().as_uri()}?mode=rw")
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be opened: {error}") from error
    try:
        is_now = _version(database)
        if lacking := [step for step in range(version + 1, is_now + 1) if step not in schema.WAYS_BACK]:
            raise RecordError(f"{path}: is of version {is_now}; there is no way back from version {lacking[-1]}")
        _settle(database)
        for step in range(is_now, version, -1):
            _step(database, schema.WAYS_BACK[step], step - 1)
        if is_now > version:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return min(version, is_now)
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be brought back to version {version}: {error}") from error
    finally:
        database.close()


def set_aside(path: Path) -> Path:
    """Move the damaged file at ``path`` and what belongs to it out of the way; where it is then."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        aside = path.with_name(f"{path.name}{SET_ASIDE}{written:%Y%m%dT%H%M%SZ}")
        again = 1
        while aside.exists():
            again += 1
            aside = aside.with_name(f"{path.name}{SET_ASIDE}{written:%Y%m%dT%H%M%SZ}-{again}")
        path.rename(aside)
        for suffix in ("-wal", "-shm"):
            companion = path.with_name(path.name + suffix)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise RecordError(f"{path}: damaged, and cannot be set aside: {error.strerror or error}") from error
    return aside


def error_code(error: sqlite3.Error) -> int:
    """The primary code of SQLite's error, or 0 where the error is Python's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _connect(name: str) -> sqlite3.Connection:
    return sqlite3.connect(
        name, timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=name.startswith("file:")
    )


def _begin(database: sqlite3.Connection, path: Path) -> None:
    """Let what will be deleted be given back page by page, without writing the whole file anew: this can only be
    said of a file that is still empty."""
    if path.stat().st_size == 0:
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")


def _settle(database: sqlite3.Connection) -> None:
    """How a connection that writes does so."""
    # A mirror is switched off at the wall: wait for the disk at every rep.
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    # What is deleted is gone, and not only out of sight.
    database.execute("PRAGMA secure_delete = ON")
    database.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG}")


def _open_beside(path: Path, mode: str) -> sqlite3.Connection:
    if not path.is_file():
        raise RecordError(f"{path}: no records yet")
    try:
        database = _connect(f"{path.absolute().as_uri()}?mode={mode}")
        version = _version(database)
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be read: {error}") from error
    if version != len(schema.MIGRATIONS):
        database.close()
        kind = OldRecords if version < len(schema.MIGRATIONS) else RecordError
        raise kind(f"{path}: is of version {version}; {_way_out(version)}")
    return database


def _migrate(database: sqlite3.Connection, path: Path) -> None:
    version = _version(database)
    if version > len(schema.MIGRATIONS):
        raise RecordError(f"{path}: is of version {version}; {_way_out(version)}")
    for step, script in enumerate(schema.MIGRATIONS[version:], start=version + 1):
        _step(database, script + (schema.TAKEN_UP_AGAIN[step] if _waits(database, step) else ""), step)


def _waits(database: sqlite3.Connection, step: int) -> bool:
    """Whether the file was brought back from version ``step`` once, and has kept what only that one has."""
    return database.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (f"later_{step}",)).fetchone() is not None


def _step(database: sqlite3.Connection, script: str, to: int) -> None:
    """One transaction a step: a step that fails leaves the file as it was."""
    try:
        database.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {to};\nCOMMIT;")
    except sqlite3.Error:
        if database.in_transaction:
            database.rollback()
        raise


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def _way_out(version: int) -> str:
    known = len(schema.MIGRATIONS)
    return "update hinge-mirror" if version > known else f"start the mirror once to bring it to {known}"
