"""When a playlist is the one that whoever walks up gets: weekdays and hours. Pure: the time of day comes in."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Field, model_validator

from kiosk.toml import Section

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = get_args(Day)
"""From monday on, as the calendar counts them."""

MIDNIGHT = 24 * 60
"""Minutes of a day."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:00(\.0+)?)?\Z")


def _minute_of(value: object) -> int:
    found = _CLOCK.match(value) if isinstance(value, str) else None
    minute = MIDNIGHT + 1 if found is None or int(found[2]) > 59 else 60 * int(found[1]) + int(found[2])
    if minute > MIDNIGHT:
        raise ValueError('must be a time of day, as "17:30"')
    return minute


Minute = Annotated[int, BeforeValidator(_minute_of)]
"""Minutes since midnight; in a file a time of day."""


class Slot(Section):
    """From ``begin`` to ``end`` on each of ``days``; absent: on every day, all day."""

    days: tuple[Day, ...] = Field(DAYS, max_length=len(DAYS))
    begin: Minute = 0
    end: Minute = MIDNIGHT

    @model_validator(mode="after")
    def _some_time(self) -> Slot:
        if not self.days:
            raise ValueError("days names none; name some, or take days out for every day")
        if self.begin >= self.end:
            raise ValueError("end must lie after begin; a night takes two entries, one to 24:00 and one from 0:00")
        return self

    def __str__(self) -> str:
        """As a trainer reads it."""
        days = "every day" if set(self.days) == set(DAYS) else ", ".join(day for day in DAYS if day in self.days)
        return f"{days} {_clock(self.begin)} to {_clock(self.end)}"

    def has(self, day: Day, minute: int) -> bool:
        """Whether ``minute`` of ``day`` lies in it; its end does not."""
        return day in self.days and self.begin <= minute < self.end


Key = TypeVar("Key", bound=Hashable)


def due(schedules: Mapping[Key, Sequence[Slot]], day: Day, minute: int) -> Key | None:
    """Whose schedule has ``minute`` of ``day``; None: nobody's. Of schedules that overlap, the first."""
    return next((key for key, slots in schedules.items() if any(slot.has(day, minute) for slot in slots)), None)


def clash(ours: Sequence[Slot], theirs: Sequence[Slot]) -> tuple[Slot, Slot] | None:
    """One of ``ours`` and one of ``theirs`` that have a minute in common; None where there are none."""
    return next((pair for one in ours for other in theirs if _meet(*(pair := (one, other)))), None)


def clash_within(slots: Sequence[Slot]) -> tuple[Slot, Slot] | None:
    """The same of two entries of one schedule."""
    pairs = ((one, other) for place, one in enumerate(slots) for other in slots[place + 1 :])
    return next((pair for pair in pairs if _meet(*pair)), None)


def _meet(one: Slot, other: Slot) -> bool:
    return not set(one.days).isdisjoint(other.days) and one.begin < other.end and other.begin < one.end


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
