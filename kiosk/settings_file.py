"""Changes keys of the owner's settings file, and leaves all else in it as it is: order, comments, other keys."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk import toml
from kiosk.settings import Settings, usual_place
from kiosk.toml import FileProblem
from kiosk.whole import alone_in, write_whole

USUAL = Path(".config/hinge-mirror/settings.toml")
"""In the owner's home: what is written where no file is in use yet."""

Key: TypeAlias = tuple[str, str]
"""Section and key, as ("voice", "volume")."""


@dataclass(frozen=True)
class Change:
    """What a key said and says, as TOML has it; None: nothing, and its default is nothing either."""

    key: Key
    before: Any
    after: Any


def place_in_use(named: Path | None = None) -> Path:
    """The settings file that a change goes to: ``named``, else the one in use, else where one is looked for."""
    return named or usual_place() or Path.home() / USUAL


def change(path: Path, values: Mapping[Key, Any]) -> tuple[Change, ...]:
    """Put ``values`` into the settings file ``path``, made where it is missing; None takes a key out.

    The whole file is checked before anything is written, and is whole at every moment: a new one is written beside
    it and takes its place. Two that change it at once do so one after the other. Returns what is other than it was;
    where that is nothing, nothing is written.

    Raises:
        kiosk.toml.FileProblem: it cannot be read or written, or would be no sound settings file (all its errors).
    """
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(path.parent):
            text = _text(path)
            changed = _changed(text, values, path)
            told = _told(_tables(text, path), values)
            if told and changed != text:
                _replace(path, changed)
            return told
    except OSError as error:
        fix = f"give the mirror's user the right to write in {path.parent}, or name another file with --config"
        raise FileProblem([f"{path}: cannot be written: {error.strerror}; {fix}"]) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem([f"{path}: cannot be read: {error}"]) from error


def _tables(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomlkit.parse(text).unwrap()
    except (TOMLKitError, RecursionError) as error:
        raise FileProblem([f"{path}: not valid TOML: {error}"]) from error


def _told(before: Mapping[str, Any], values: Mapping[Key, Any]) -> tuple[Change, ...]:
    """What ``values`` make other than it was, defaults included."""
    defaults = Settings().model_dump(mode="json")
    changes = []
    for (section, key), value in values.items():
        default = defaults.get(section, {}).get(key)
        was, becomes = before.get(section, {}).get(key, default), default if value is None else value
        if was != becomes or isinstance(was, bool) is not isinstance(becomes, bool):
            changes.append(Change((section, key), was, becomes))
    return tuple(changes)


def _changed(text: str, values: Mapping[Key, Any], path: Path) -> str:
    """``text`` with ``values`` in it, checked as a whole."""
    for (section, key), value in values.items():
        tables = _tables(text, path)
        if not isinstance(tables.get(section, {}), dict):
            raise FileProblem([f"{path}: {section}: must be a table"])
        if value is None and key not in tables.get(section, {}):
            continue
        text = _with(text, section, key, value)
    toml.check(Settings, _tables(text, path), path)
    return text


def _with(text: str, section: str, key: str, value: Any) -> str:
    document = tomlkit.parse(text)
    if section not in document:
        document[section] = tomlkit.table()
    table: Any = document[section]
    new = key not in table
    if value is None:
        table.remove(key)
    else:
        table[key] = value
    simplest = tomlkit.dumps(document)
    if not new:
        return simplest
    # tomlkit puts a new key at the section's end: under a comment that is about what follows.
    placed = _in_its_place(text, section, key, value)
    return placed if placed is not None and _same(placed, document) else simplest


def _in_its_place(text: str, section: str, key: str, value: Any) -> str | None:
    """``text`` with a new line for ``key``: below the line that has it commented out, else below the section's head.

    None where there is no such head: the section is written another way.
    """
    head = re.search(rf"^[ \t]*\[[ \t]*{re.escape(section)}[ \t]*\][ \t]*(#.*)?$", text, re.MULTILINE)
    if head is None:
        return None
    next_head = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, head.end())
    end = next_head.start() if next_head else len(text)
    off = re.compile(rf"^#[ \t]*{re.escape(key)}[ \t]*=.*$", re.MULTILINE).search(text, head.end(), end)
    at = (off or head).end()
    written = tomlkit.document()
    written.add(key, value)
    return f"{text[:at]}\n{tomlkit.dumps(written).rstrip()}{text[at:]}"


def _same(text: str, document: tomlkit.TOMLDocument) -> bool:
    """Whether ``text`` says what ``document`` does: what looked like a section's head may be part of a value."""
    try:
        return tomlkit.parse(text).unwrap() == document.unwrap()
    except TOMLKitError:
        return False


def _replace(path: Path, text: str) -> None:
    there = path.stat() if path.exists() else None
    # By sudo: the file stays its owner's.
    owner = None if there is None or os.geteuid() != 0 else (there.st_uid, there.st_gid)
    write_whole(path, text.encode("utf-8"), mode=0o644 if there is None else there.st_mode & 0o777, owner=owner)
