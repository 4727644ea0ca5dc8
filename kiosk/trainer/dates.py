"""Days and hours as the page says them, by the wall clock of where the mirror hangs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Dates:
    """In the words of the page (`kiosk.trainer.words`)."""

    words: Mapping[str, Any]

    def weekday(self, number: int) -> str:
        """0: Monday."""
        return str(self.words["terms"]["days"][DAYS[number]])

    def short_weekday(self, number: int) -> str:
        """A few letters, for a plot."""
        return str(self.words["dates"]["days"][DAYS[number]])

    def short(self, day: date) -> str:
        """Day and month, for a plot."""
        return str(self.words["dates"]["short"].format(day=day.day, month=self._month(day)))

    def long(self, day: date) -> str:
        """Day, month and year."""
        return str(self.words["dates"]["long"].format(day=day.day, month=self._month(day), year=day.year))

    def moment(self, moment: datetime) -> str:
        """Weekday, date and time of day of ``moment``, which knows its time zone."""
        there = moment.astimezone()
        weekday, day, hour = self.weekday(there.weekday()), self.long(there.date()), f"{there:%H:%M}"
        return str(self.words["dates"]["moment"].format(weekday=weekday, date=day, time=hour))

    def _month(self, day: date) -> str:
        return str(self.words["dates"]["months"][day.month - 1])
