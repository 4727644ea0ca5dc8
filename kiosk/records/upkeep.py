"""Deletes what is old from the records' file, and gives the space back. On a connection that may write.

Everything here survives being cut off at any moment: each step is one transaction of SQLite's write-ahead log.
"""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from kiosk.records.opening import SET_ASIDE, RecordError
from kiosk.release.fit import SET_ASIDE as OF_A_LATER_RELEASE

PAGES_AT_ONCE = 500
"""Given back in one transaction, so that the write-ahead log stays small."""

SPARE = 8 * 2**20
"""Bytes of the disk that are left free by all means."""


def forget(database: sqlite3.Connection, before: str, most: int) -> int:
    """Delete the oldest sessions that are over and began before the time ``before`` (as it is kept), ``most`` at a
    time, with all that belongs to them; how many there were. Within a transaction."""
    return database.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE started_at < ? AND ended_at IS NOT NULL"
        " ORDER BY started_at LIMIT ?)",
        (before, most),
    ).rowcount


def forget_set_aside(path: Path, before: datetime) -> int:
    """Delete files that were set aside of the records at ``path``, as they were damaged or of a later release, and
    last written before ``before``; how many files there were. Raises `OSError`."""
    old = [
        each
        for kind in (SET_ASIDE, OF_A_LATER_RELEASE)
        for each in path.parent.glob(f"{path.name}{kind}*")
        if each.is_file() and each.stat().st_mtime < before.timestamp()
    ]
    for each in old:
        each.unlink()
    return len(old)


def gives_back(database: sqlite3.Connection) -> bool:
    """Whether the file can be made smaller page by page. One made before format 5 first needs `rewrite`."""
    (kind,) = database.execute("PRAGMA auto_vacuum").fetchone()
    return bool(kind == 2)


def give_back(database: sqlite3.Connection) -> None:
    """Cut the free pages off the file, where `gives_back`, and empty the write-ahead log into it."""
    while True:
        (free,) = database.execute("PRAGMA freelist_count").fetchone()
        database.execute(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})").fetchall()
        (left,) = database.execute("PRAGMA freelist_count").fetchone()
        empty_log(database)
        if left == 0 or left >= free:
            return


def rewrite(database: sqlite3.Connection, path: Path) -> None:
    """Write the whole file at ``path`` anew, without gaps, such that `gives_back` from then on.

    Raises:
        RecordError: the disk has no room for it, or a session is running.
    """
    if database.execute("SELECT 1 FROM sessions WHERE ended_at IS NULL").fetchone():
        raise RecordError(f"{path}: a session is running; vacuum it when nobody is at the mirror")
    need, free = 2 * path.stat().st_size + SPARE, shutil.disk_usage(path.parent).free
    if free < need:
        raise RecordError(f"{path}: no room to vacuum it: {_megabytes(need)} are needed, {_megabytes(free)} are free")
    database.execute("PRAGMA auto_vacuum = INCREMENTAL")
    database.execute("VACUUM")
    empty_log(database)


def empty_log(database: sqlite3.Connection) -> None:
    """Bring the write-ahead log into the file and cut it to nothing; where somebody reads, as far as that goes."""
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
