"""A trainer's copy of a drill or playlist file, with all its comments."""

from __future__ import annotations

import re
from pathlib import Path

import tomlkit

from kiosk.toml import FileProblem

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def copy_playlist(original: Path, named: str, folder: Path) -> Path:
    """Write the playlist file ``original`` into ``folder`` as ``named``, comments included, and return the new file.

    Raises:
        FileProblem: ``named`` is no id, the file is there already, or it cannot be written.
    """
    return _write(tomlkit.parse(original.read_text(encoding="utf-8-sig")), named, folder)


def copy_drill(original: Path, drill_id: str, folder: Path) -> Path:
    """Write the drill file ``original`` into ``folder`` as the drill ``drill_id``, and return the new file.

    Everything but the id stays as it is, comments included.

    Raises:
        FileProblem: ``drill_id`` is no id, the file is there already, or it cannot be written.
    """
    document = tomlkit.parse(original.read_text(encoding="utf-8-sig"))
    document["id"] = drill_id
    return _write(document, drill_id, folder)


def _write(document: tomlkit.TOMLDocument, named: str, folder: Path) -> Path:
    if not _ID.match(named):
        raise FileProblem([f"{named!r}: an id has small letters, digits and _, and begins with a letter"])
    path = folder / f"{named}.toml"
    if path.exists():
        raise FileProblem([f"{path}: is there already; take another id, or change that file"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as error:
        raise FileProblem([f"{path}: cannot be written: {error.strerror or error}"]) from error
    return path
