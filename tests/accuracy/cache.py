"""Results kept by what they were made from. An entry is a folder; it appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .digest import file_digest

SEAL = "seal.json"
"""Names and digests of an entry's files; written last."""

_FORGOTTEN = 24 * 3600.0
"""Seconds after which an unfinished entry belongs to a run that was killed."""


def usual_folder() -> Path:
    """`$HINGE_ACCURACY_CACHE`, or the user's own folder of caches."""
    named = os.environ.get("HINGE_ACCURACY_CACHE")
    if named:
        return Path(named)
    caches = os.environ.get("XDG_CACHE_HOME")
    return (Path(caches) if caches else Path.home() / ".cache") / "hinge-mirror" / "accuracy"


class Cache:
    """Entries of one kind under a folder, by key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, key: str) -> Path | None:
        """The entry's folder, or None where it is missing or damaged."""
        entry = self.folder / key
        return entry if _is_whole(entry) else None

    def make(self, key: str, fill: Callable[[Path], None]) -> Path:
        """Have `fill` write an entry's files into an empty folder, and keep them under `key`.

        Safe against being killed and against another process that makes the same entry: the last to finish finds
        the other's entry and keeps that.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        unfinished = self.folder / f".{key}.{os.getpid()}.{threading.get_ident()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        try:
            fill(unfinished)
            files = sorted(path for path in unfinished.rglob("*") if path.is_file())
            seal = {path.relative_to(unfinished).as_posix(): file_digest(path) for path in files}
            (unfinished / SEAL).write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")
            return self._put(unfinished, key)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _put(self, unfinished: Path, key: str) -> Path:
        entry = self.folder / key
        if entry.exists() and not _is_whole(entry):
            shutil.rmtree(entry)
        try:
            unfinished.rename(entry)
        except OSError:
            if not _is_whole(entry):
                raise
        return entry

    def _sweep(self) -> None:
        for path in self.folder.glob(".*"):
            try:
                if time.time() - path.stat().st_mtime > _FORGOTTEN:
                    shutil.rmtree(path, ignore_errors=True)
            except FileNotFoundError:
                continue  # another process swept it first


def _is_whole(entry: Path) -> bool:
    try:
        seal = json.loads((entry / SEAL).read_text(encoding="utf-8"))
        return bool(seal) and all(file_digest(entry / name) == known for name, known in seal.items())
    except (OSError, ValueError):
        return False
