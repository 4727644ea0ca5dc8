"""After a return: makes the data fit the release that runs again, before it runs.

A release that was on trial for a minute has brought the records up to its own format, and may have written settings
that the one before does not know. `kiosk.release.switch` leaves word of the return; whatever starts the station runs
this first. The records are brought back by the release that brought them up, which alone knows how; where it cannot,
the copy from before the update takes their place. Settings are the business of the release that has to read them.

As the mirror's user: the updater may not write what the mirror keeps.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import subprocess
import tomllib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kiosk.release.bundle import BundleError, Release, read_release
from kiosk.release.folder import releases_there
from kiosk.release.layout import Layout
from kiosk.release.switch import current
from kiosk.whole import sync_folder, write_whole

log = logging.getLogger(__name__)

DONE = "fitted.json"
"""In the state folder: for which return this was done."""

COPY = "records-{format}.sqlite"
"""Of records before an update, in the folder of backups, by their format."""

SETTINGS_COPY = "settings.toml"
"""Of the settings before an update, in the folder of backups."""

SET_ASIDE = ".later-"
"""Between the records' name and the time, in the name of those that no release at hand can bring back."""

_LONGEST = 300.0
"""Seconds for one program: a year of records on a slow card takes a few."""


def fit(layout: Layout) -> list[str]:
    """Do it where it is due; what was done, a line each. What fails is said, and costs no start: the mirror runs
    without records, or by its last good settings, rather than not at all. Raises OSError where it cannot be written
    that it was done."""
    asked = _asked(layout)
    if asked is None or _read(layout.state / DONE) == asked:
        return []
    version = current(layout)
    if version is None or asked.get("release") != version:
        return []
    try:
        release = read_release(layout.release(version))
    except BundleError as error:
        return [str(error)]
    said = _fit_records(layout, release) + _fit_settings(layout, version)
    write_whole(layout.state / DONE, json.dumps(asked).encode() + b"\n")
    return said


def records_in_use(layout: Layout) -> Path:
    """The records' file, which the settings may name; where they cannot be read, the usual one."""
    try:
        with layout.settings.open("rb") as file:
            named = tomllib.load(file).get("records", {}).get("database")
    except (OSError, ValueError, AttributeError):
        named = None
    return layout.root / named.lstrip("/") if isinstance(named, str) and named else layout.records


def records_format(path: Path) -> int | None:
    """Of a file of records; None where there is none. Raises `sqlite3.Error`."""
    if not path.is_file():
        return None
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=5.0)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        return int(version)


def _fit_records(layout: Layout, release: Release) -> list[str]:
    path = records_in_use(layout)
    try:
        kept = records_format(path)
    except sqlite3.Error as error:
        return [f"{path}: cannot be read: {error}"]  # damaged: the station sets it aside
    if kept is None or kept <= release.records:
        return []
    for version in reversed(releases_there(layout)):
        if _keeps(layout, version, kept):
            problem = _brought_back(layout, version, path, release.records)
            if not problem:
                return [f"{path}: brought back from format {kept} to {release.records} by {version}"]
            log.error("%s: %s", version, problem)
    return _copy_put_back(layout, path, kept, release.records)


def _keeps(layout: Layout, version: str, records: int) -> bool:
    try:
        return read_release(layout.release(version)).records >= records
    except BundleError:
        return False


def _brought_back(layout: Layout, version: str, path: Path, to: int) -> str:
    """What was wrong; empty: nothing."""
    problem = _run(layout, version, "-m", "kiosk", "records", "fit", "--to", str(to), "--database", str(path))
    try:
        kept = records_format(path)
    except sqlite3.Error as error:
        return f"the records cannot be read any more: {error}"
    return problem or ("" if kept is not None and kept <= to else f"the records are of format {kept} still")


def _copy_put_back(layout: Layout, path: Path, kept: int, wanted: int) -> list[str]:
    """The copy from before the update instead of what nobody can bring back, which is put aside."""
    for number in range(wanted, 0, -1):
        copy = layout.backups / COPY.format(format=number)
        if copy.is_file():
            break
    else:
        return [f"{path}: is of format {kept}, and nothing here leads back to {wanted}; no records until an update"]
    aside = path.with_name(f"{path.name}{SET_ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    try:
        fresh = path.with_name(f".{path.name}.back")
        _copied(copy, fresh)
        # The log first: over a power cut it must not be taken for that of the copy.
        for suffix in ("-wal", "-shm"):
            companion = path.with_name(path.name + suffix)
            if companion.exists():
                os.replace(companion, aside.with_name(aside.name + suffix))
        os.link(path, aside)
        os.replace(fresh, path)
        sync_folder(path.parent)
    except OSError as error:
        return [f"{path}: the copy {copy} cannot be put back: {error.strerror or error}"]
    return [f"{path}: is as before the update, from {copy}; what came after is in {aside}"]


def _copied(source: Path, to: Path) -> None:
    with to.open("wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    to.chmod(0o640)


def _fit_settings(layout: Layout, version: str) -> list[str]:
    if not layout.settings.is_file():
        return []
    copy = layout.backups / SETTINGS_COPY
    problem = _run(layout, version, "-m", "kiosk.update.fit_settings", str(layout.settings), str(copy))
    return [f"{layout.settings}: {problem}"] if problem else []


def _run(layout: Layout, version: str, *arguments: str) -> str:
    """What was wrong with a run of a release's own Python; empty: nothing."""
    command = [str(layout.release(version) / "venv/bin/python"), *arguments]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = done.stderr.decode(errors="replace").strip().splitlines()
    for line in said:
        log.info("%s: %s", version, line)
    return "" if done.returncode == 0 else (said[-1] if said else f"exit code {done.returncode}")


def _asked(layout: Layout) -> dict[str, object] | None:
    return _read(layout.fit_file)


def _read(path: Path) -> dict[str, object] | None:
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
