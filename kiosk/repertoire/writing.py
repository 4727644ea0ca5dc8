"""Playlists written by a program: checked as they are typed, saved with their comments, put aside, duplicated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import SHIPPED, Playlist, check_playlist, load_playlist, overlap, playlist_files
from kiosk.locale.texts import Texts
from kiosk.repertoire.merging import merge
from kiosk.repertoire.naming import file_in, file_name
from kiosk.repertoire.opened import Problem, put, put_aside, split, version_of
from kiosk.repertoire.shelf import Shelf
from kiosk.toml import FileProblem


def check(name: str, tables: Mapping[str, Any], repertoire: Repertoire, shelf: Shelf) -> list[Problem]:
    """All that is wrong with ``tables`` as the playlist called ``name``, each with its key; hours that another one of
    ``shelf`` has are among it. What is None in them is left open."""
    try:
        playlist = check_playlist(_given(tables), name, repertoire)
    except FileProblem as error:
        return split(error, name)
    return split(FileProblem(_clashes(name, playlist, shelf)), name)


def save(
    folder: Path, name: str, tables: Mapping[str, Any], version: str, repertoire: Repertoire, shelf: Shelf
) -> str:
    """Write ``tables`` as the playlist ``name`` of ``folder`` over ``version`` of it, "" where it is new; its version
    then. Comments of the file stay.

    Raises:
        kiosk.repertoire.opened.Conflict: it was changed, removed or made since it was read.
        FileProblem: the tables are wrong (all that is), or it cannot be written.
    """
    path = file_in(folder, name)
    problems = check(name, tables, repertoire, shelf)
    if problems:
        raise FileProblem([f"{path}: {problem.key}: {problem.message}" for problem in problems])
    return put(path, _written(path, _given(tables)), version)


def remove(folder: Path, name: str, version: str) -> Path:
    """Put the playlist ``name`` of ``folder`` aside; where it is then. Raises as `save`."""
    return put_aside(file_in(folder, name), version)


def duplicate(
    source: Path, title: str, folder: Path, repertoire: Repertoire, texts: Texts | None = None
) -> tuple[str, str]:
    """Copy the playlist of the file ``source``, one of the owner's or a shipped one, into ``folder`` under a
    ``title`` of its own; the new name and version. A shipped one is copied in the words of
    ``texts``. The copy has no schedule: the hours are the original's. Raises as `save`."""
    playlist = load_playlist(source, repertoire, texts)
    name = file_name(title, [path.stem for path in (*playlist_files(folder), *playlist_files(SHIPPED))])
    document = tomlkit.parse(source.read_text(encoding="utf-8-sig"))
    document["name"] = title
    document.pop("schedule", None)
    for key in ("purpose", "for_whom"):
        if key in document:
            document[key] = getattr(playlist, key)
    for table, item in zip(document["items"], playlist.items, strict=True):
        if item.load is not None:
            table["load"] = item.load
    path, text = folder / f"{name}.toml", tomlkit.dumps(document)
    check_playlist(tomllib.loads(text), path, repertoire)
    return name, put(path, text, version_of(None))


def _clashes(name: str, playlist: Playlist, shelf: Shelf) -> list[str]:
    """By the names of the others, as a trainer knows no paths."""
    others = {Path(path.stem): other for path, other in shelf.playlists.items() if path.stem != name}
    return overlap(Path(name), playlist, others)


def _written(path: Path, tables: Mapping[str, Any]) -> str:
    """``tables`` as a file, with the comments of what is in ``path`` by now."""
    fresh = tomlkit.dumps(merge(tomlkit.document(), tables))
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
        text = tomlkit.dumps(merge(document, tables))
        kept = tomllib.loads(text) == tomllib.loads(fresh)
    except (OSError, ValueError, RecursionError, TOMLKitError):
        return fresh
    return text if kept else fresh  # rather without comments than with other values


def _given(tables: Mapping[str, Any]) -> dict[str, Any]:
    """``tables`` without what is None, as a form tells what is left open."""
    return {key: _each_given(value) for key, value in tables.items() if value is not None}


def _each_given(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _given(value)
    return [_each_given(item) for item in value] if isinstance(value, list | tuple) else value
