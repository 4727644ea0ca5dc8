"""What of the history is asked for: read from an address that can be bookmarked, and written into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from kiosk.records.history import Filter

FIELDS = ("from", "to", "drill", "playlist", "nickname", "fault")
"""Names in the address, and in the form that makes it."""

SHOWN_DAYS = 90
"""Up to today, where an address names no first day at all; one that leaves it empty asks for all there is."""

_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)
_LONGEST = 64


@dataclass(frozen=True)
class Asked:
    """``texts``: of the `FIELDS`, as typed. ``problems``: of those that make no sense, the key of what is wrong; they
    are not asked for then."""

    texts: Mapping[str, str]
    first: date | None = None
    last: date | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> Self:
        """Of an address."""
        texts = {name: query.get(name, "").strip() for name in FIELDS}
        if "from" not in query:
            texts["from"] = (today - timedelta(days=SHOWN_DAYS)).isoformat()
        problems = {name: "long" for name in FIELDS if len(texts[name]) > _LONGEST}
        days = {name: _day(texts[name]) for name in ("from", "to")}
        problems |= {name: "day" for name, day in days.items() if day is None and texts[name]}
        first, last = days["from"], days["to"]
        if first is not None and last is not None and first > last:
            problems["to"] = "order"
            first = last = None
        return cls(texts, first, last, problems)

    def chosen(self) -> Filter:
        """The sessions that are asked for, by the wall clock of this machine."""
        drill, playlist, nickname, fault = (
            None if name in self.problems else self.texts[name] for name in FIELDS[2:]
        )
        return Filter.of_days(self.first, self.last, drill, playlist, nickname, fault)

    @property
    def narrowed(self) -> bool:
        """Whether anything but days is asked for."""
        return any(self.texts[name] for name in FIELDS[2:])

    def query(self, **more: object) -> str:
        """The part of an address behind its question mark; always with the first day, which may be empty."""
        used = {name: text for name, text in self.texts.items() if text or name == "from"}
        return urlencode({**used, **{name: str(value) for name, value in more.items()}})



def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST <= day <= _LATEST else None
