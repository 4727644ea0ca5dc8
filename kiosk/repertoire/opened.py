"""An owner's file as a program edits it: read with its version, written only over that version, never lost."""

from __future__ import annotations

import errno
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from kiosk import toml
from kiosk.toml import FileProblem
from kiosk.whole import alone_in, sync_folder, write_whole

REMOVED = "removed"
"""The folder, in that of the files, of what was taken out of use."""

_LARGEST = 1_000_000
"""Bytes; what is larger is none of these files, and is not read for editing."""


class Conflict(FileProblem):
    """The file is not what it was when it was read: somebody else has changed it meanwhile."""


class Problem(NamedTuple):
    """One thing wrong: ``message`` is what to read beside the field of ``key``, "file" where it is of the whole."""

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to edit. ``tables``: what it says; None where it is no TOML: then ``problems`` say why, and there is
    only its ``text``. ``version`` is to be given back when it is written."""

    text: str
    version: str
    tables: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()


def read_for_edit(path: Path) -> Opened:
    """What is in ``path``, broken or not. Raises `FileProblem` where there is nothing that can be read."""
    content = _content(path)
    if content is None:
        raise FileProblem([f"{path}: no such file"])
    text = content.decode("utf-8-sig", errors="replace")
    try:
        return Opened(text, version_of(content), toml.read(path))
    except FileProblem as error:
        return Opened(text, version_of(content), None, tuple(split(error, path)))


def version_of(content: bytes | None) -> str:
    """Tells versions of a file apart; empty where there is none."""
    return "" if content is None else sha256(content).hexdigest()[:16]


def split(error: FileProblem, origin: Path | str) -> list[Problem]:
    """The lines of ``error``, about ``origin``, each as key and message."""
    found = []
    for line in error.problems:
        key, colon, message = line.removeprefix(f"{origin}: ").partition(": ")
        whole = not colon or key in ("not valid TOML", "cannot be read")
        found.append(Problem("file", line.removeprefix(f"{origin}: ")) if whole else Problem(key, message))
    return found


def current(path: Path, version: str) -> bytes | None:
    """What is in ``path`` now, None where there is no such file. Raises `Conflict` where that is not ``version``."""
    content = _content(path)
    if version_of(content) == version:
        return content
    if content is None:
        raise Conflict([f"{path}: was removed meanwhile; save it under a name of its own"])
    if not version:
        raise Conflict([f"{path}: is there already; take another name, or change that one"])
    raise Conflict([f"{path}: was changed meanwhile by somebody else; load it again, and change that"])


def put(path: Path, text: str, version: str) -> str:
    """Write ``text`` over ``version`` of ``path``; its new version.

    What was no TOML is put aside before. Raises `Conflict`, and `FileProblem` where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(path.parent):
            before = current(path, version)
            if before is not None and not _is_toml(before):
                write_whole(_aside(path), before)
            write_whole(path, text.encode(), new=before is None)
    except FileExistsError as error:
        if not path.parent.is_dir():
            raise FileProblem([f"{path}: cannot be written: {path.parent} is no folder"]) from error
        raise Conflict([f"{path}: is there already; take another name, or change that one"]) from None
    except OSError as error:
        raise FileProblem([f"{path}: cannot be written: {error.strerror or error}"]) from error
    return version_of(text.encode())


def put_aside(path: Path, version: str) -> Path:
    """Take ``path`` out of use, into the folder `REMOVED`; where it is then. Raises as `put`."""
    try:
        with alone_in(path.parent):
            if current(path, version) is None:
                raise FileNotFoundError(errno.ENOENT, "no such file")
            aside = _aside(path)
            path.rename(aside)
            sync_folder(path.parent)
    except FileNotFoundError:
        raise FileProblem([f"{path}: no such file"]) from None
    except OSError as error:
        raise FileProblem([f"{path}: cannot be removed: {error.strerror or error}"]) from error
    return aside


def _aside(path: Path) -> Path:
    """A place for ``path`` among what is removed, beside what is there."""
    folder = path.parent / REMOVED
    folder.mkdir(exist_ok=True)
    number, place = 1, folder / path.name
    while place.exists():
        number += 1
        place = folder / f"{path.stem}_{number}{path.suffix}"
    return place


def _content(path: Path) -> bytes | None:
    try:
        if path.stat().st_size > _LARGEST:
            raise FileProblem([f"{path}: cannot be read: larger than a million bytes"])
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileProblem([f"{path}: cannot be read: {error.strerror or error}"]) from error


def _is_toml(content: bytes) -> bool:
    try:
        tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True
