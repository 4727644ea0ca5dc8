"""Copies the records while they are kept: as of one moment, whole, by SQLite's own way of doing so."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.records.opening import RecordError
from kiosk.whole import sync_folder

PAGES_AT_ONCE = 256
"""Copied without letting the keeper write in between: a megabyte."""


def back_up(path: Path, to: Path) -> None:
    """Copy the records at ``path``, of whatever version, into the file ``to``, instead of what was there. For the
    mirror's user alone.

    Raises:
        RecordError: they cannot be read, or are damaged, or the copy cannot be written; then ``to`` is as it was.
    """
    if not path.is_file():
        raise RecordError(f"{path}: no records yet")
    fresh = to.with_name(f".{to.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy, pages=PAGES_AT_ONCE)
            # A copy is one file: the log's own would be left beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise RecordError(f"{path}: is damaged: {verdict}")
        os.replace(fresh, to)
        sync_folder(to.parent)
    except sqlite3.Error as error:
        raise RecordError(f"{path}: cannot be copied: {error}") from error
    except OSError as error:
        raise RecordError(f"{to}: cannot be written: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)
