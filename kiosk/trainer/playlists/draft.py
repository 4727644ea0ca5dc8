"""What a form holds of a playlist: all as it was typed, right or wrong; made of a file's tables, and made into them.

The fields' names are the keys of the file, as ``items.2.tempo.down``, so that a problem finds its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import time
from typing import Any

from kiosk.coach.schedule import DAYS
from kiosk.coach.tempo import PARTS

_ROW = re.compile(r"(items|schedule)\.([0-9]{1,4})\.([a-z_]+(?:\.[a-z_]+)?)")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{0,6})?")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
MIDNIGHT = "24:00"

_AMOUNTS = frozenset({"sets", "repetitions"})
_SECONDS = frozenset({"seconds", "rest", "round_rest", *PARTS})


@dataclass(frozen=True, slots=True)
class Item:
    """A drill of it; "" is left open. ``down``, ``pause``, ``up``: its tempo."""

    drill: str
    sets: str = ""
    repetitions: str = ""
    seconds: str = ""
    rest: str = ""
    strictness: str = ""
    load: str = ""
    down: str = ""
    pause: str = ""
    up: str = ""

    @property
    def asks_more(self) -> bool:
        """Whether anything but the amount is asked for."""
        return any((self.strictness, self.load, self.down, self.pause, self.up))


@dataclass(frozen=True, slots=True)
class Time:
    """When it is due; "" of the clock is the day's begin and end."""

    days: tuple[str, ...] = ()
    begin: str = ""
    end: str = ""


_TEXTS = ("name", "purpose", "for_whom", "rest", "round_rest", "language")
"""Fields of the whole that are told as they are typed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole."""

    name: str = ""
    purpose: str = ""
    for_whom: str = ""
    order: str = "sets"
    rest: str = ""
    round_rest: str = ""
    voice: bool = True
    language: str = ""
    items: tuple[Item, ...] = ()
    schedule: tuple[Time, ...] = ()

    def with_drill(self, drill: str) -> Draft:
        """With ``drill`` at its end, by its dose."""
        return replace(self, items=(*self.items, Item(drill)))

    def moved(self, place: int, by: int) -> Draft:
        """With the drill at ``place`` that many places later; as it is where there is no such place."""
        items, to = list(self.items), place + by
        if 0 <= place < len(items) and 0 <= to < len(items):
            items.insert(to, items.pop(place))
        return replace(self, items=tuple(items))

    def without_drill(self, place: int) -> Draft:
        """Without the one at ``place``."""
        return replace(self, items=self.items[:place] + self.items[place + 1 :])

    def with_time(self, slot: Time) -> Draft:
        """Due then too."""
        return replace(self, schedule=(*self.schedule, slot))

    def without_time(self, place: int) -> Draft:
        """Without the one at ``place``."""
        return replace(self, schedule=self.schedule[:place] + self.schedule[place + 1 :])


def of_fields(pairs: Iterable[tuple[str, str]]) -> Draft:
    """What the fields of a form say; rows are in the order of their numbers. What is no field of it is let go."""
    alone: dict[str, str] = {}
    rows: dict[str, dict[int, dict[str, list[str]]]] = {"items": {}, "schedule": {}}
    for key, typed in pairs:
        value = typed.strip()
        row = _ROW.fullmatch(key)
        if row is None:
            alone[key] = value
        else:
            rows[row[1]].setdefault(int(row[2]), {}).setdefault(row[3].removeprefix("tempo."), []).append(value)
    items = [_item({key: found[-1] for key, found in row.items()}) for _, row in sorted(rows["items"].items())]
    times = [
        Time(
            tuple(row.get("days", ())), row.get("begin", [""])[-1], row.get("end", [""])[-1]
        )
        for _, row in sorted(rows["schedule"].items())
    ]
    texts = {key: alone.get(key, "") for key in _TEXTS}
    return Draft(
        **texts,
        order=alone.get("order", "sets"),
        voice="voice" in alone,
        items=tuple(items),
        schedule=tuple(times),
    )


def of_tables(tables: Mapping[str, Any]) -> Draft:
    """What can be shown of a file's ``tables``, sound or not."""
    texts = {key: _shown(tables.get(key)) for key in _TEXTS}
    items = []
    for table in _tables_in(tables.get("items")):
        tempo = table.get("tempo")
        items.append(_item({**_all_shown(table), **(_all_shown(tempo) if isinstance(tempo, Mapping) else {})}))
    times = []
    for table in _tables_in(tables.get("schedule")):
        days = table.get("days", DAYS)
        named = tuple(day for day in days if isinstance(day, str)) if isinstance(days, list | tuple) else ()
        end = _shown(table.get("end"))
        times.append(Time(named, _padded(_shown(table.get("begin"))), "" if end == MIDNIGHT else _padded(end)))
    return Draft(
        **texts,
        order=_shown(tables.get("order")) or "sets",
        voice=tables.get("voice") is not False,
        items=tuple(items),
        schedule=tuple(times),
    )


def tables_of(draft: Draft) -> dict[str, Any]:
    """The tables of its file, for `kiosk.repertoire.writing`: what is left open is not in them, and a number that is
    none is what was typed. Rests that its order has no use for stay in the form alone."""
    circuit = draft.order == "circuit"
    tables = {
        "name": draft.name,
        "purpose": draft.purpose or None,
        "for_whom": draft.for_whom or None,
        "order": draft.order,
        "rest": _read("rest", draft.rest),
        "round_rest": _read("round_rest", draft.round_rest) if circuit else None,
        "voice": draft.voice,
        "language": draft.language or None,
        "schedule": [_slot(each) for each in draft.schedule] or None,
        "items": [_table(each, circuit) for each in draft.items],
    }
    return _given(tables)


def _item(given: Mapping[str, str]) -> Item:
    known = {field.name for field in fields(Item)}
    return Item(**{"drill": "", **{key: value for key, value in given.items() if key in known}})


def _table(item: Item, circuit: bool) -> dict[str, Any]:
    tempo = {part: _read(part, getattr(item, part)) for part in PARTS if getattr(item, part)}
    amounts = {key: _read(key, getattr(item, key)) for key in ("sets", "repetitions", "seconds")}
    return _given(
        {
            "drill": item.drill,
            **amounts,
            "rest": None if circuit else _read("rest", item.rest),
            "strictness": item.strictness or None,
            "tempo": tempo or None,
            "load": item.load or None,
        }
    )


def _slot(slot: Time) -> dict[str, Any]:
    every = set(slot.days) == set(DAYS)
    return _given({"days": None if every else list(slot.days), "begin": slot.begin or None, "end": slot.end or None})


def _given(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _read(key: str, typed: str) -> Any:
    """The number of what was ``typed`` under ``key``; the text, where it is none."""
    if not typed:
        return None
    if key in _AMOUNTS and _WHOLE.fullmatch(typed):
        return int(typed)
    if key in _AMOUNTS | _SECONDS and _NUMBER.fullmatch(typed):
        return float(typed.replace(",", "."))
    return typed


def _shown(value: Any) -> str:
    """As it is typed into a field; nothing of what is no text and no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | time):
        return ""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e9:
        return str(int(value))
    return str(value)[:2000]


def _all_shown(table: Mapping[str, Any]) -> dict[str, str]:
    return {key: _shown(value) for key, value in table.items()}


def _padded(clock: str) -> str:
    return clock.zfill(5) if _CLOCK.fullmatch(clock) else clock


def _tables_in(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
