"""New values into an old TOML file, whose comments and order stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Table


def merge(document: TOMLDocument, tables: Mapping[str, Any]) -> TOMLDocument:
    """``document`` with what ``tables`` say, and nothing else. It is changed."""
    _fill(document, tables)
    return document


def _fill(old: Any, tables: Mapping[str, Any]) -> None:
    for key in [key for key in old if key not in tables]:
        del old[key]
    for key, value in tables.items():
        if key not in old:
            old[key] = _new(value)
        elif isinstance(old[key], AoT) and _is_list_of_tables(value):
            old[key] = _list(old[key], value)
        elif isinstance(value, Mapping) and isinstance(old[key], Mapping):
            _fill(old[key], value)
        elif _plain(old[key]) != value or type(_plain(old[key])) is not type(value):
            _replace(old, key, value)


def _new(value: Any) -> Any:
    """As a person would write it: a list of tables as [[tables]], a table in one of them on one line."""
    if _is_list_of_tables(value):
        return _list(tomlkit.aot(), value)
    if isinstance(value, Mapping):
        line = tomlkit.inline_table()
        line.update(value)
        return line
    return value


def _replace(old: Any, key: str, value: Any) -> None:
    """Put ``value`` under ``key``, with the comment behind what was there."""
    trivia = getattr(old[key], "trivia", None)
    comment = "" if trivia is None else trivia.comment
    old[key] = value
    if comment:
        old[key].comment(comment.lstrip("# "))


def _list(old: AoT, tables: Sequence[Mapping[str, Any]]) -> AoT:
    """The list of ``tables``, each made of the old one that is likest: the same, else of the same drill."""
    left = list(old.body)
    found: list[Table | None] = [None] * len(tables)
    for alike in (_same, _of_one_drill):
        for place, wanted in enumerate(tables):
            if found[place] is None:
                match = next((table for table in left if alike(table, wanted)), None)
                if match is not None:
                    left.remove(match)
                    found[place] = match
    merged = tomlkit.aot()
    for table, wanted in zip(found, tables, strict=True):
        if table is None:
            table = tomlkit.table()
        _fill(table, wanted)
        merged.append(table)
    return merged


def _same(table: Table, wanted: Mapping[str, Any]) -> bool:
    return bool(table.unwrap() == wanted)


def _of_one_drill(table: Table, wanted: Mapping[str, Any]) -> bool:
    return table.get("drill") == wanted.get("drill")


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _plain(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item
