"""What was done, as the history's page tells it: totals, plots, what each says in a sentence, and in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from kiosk.records.history import (
    Day,
    DayOfFaults,
    FaultShare,
    Filter,
    History,
    Hour,
    Period,
    Plotted,
    Spread,
    shares_of,
)
from kiosk.trainer import plots
from kiosk.trainer.dates import Dates

ROWS = 5
"""Faults that a plot shows, the most frequent; the table has all."""

DIGITS: Mapping[Plotted, int] = {
    Plotted.HIP_FLEXION: 0,
    Plotted.TORSO_INCLINATION: 0,
    Plotted.BACK_CURVATURE: 2,
}


@dataclass(frozen=True)
class Totals:
    """Of all that is chosen."""

    sessions: int
    counted: int
    attempts: int
    days: int


@dataclass(frozen=True)
class Figure:
    """A plot of a ``kind``, which its template draws ``shape`` by; ``unit``: of what goes up, or is written in the
    cells. ``summary``: what it shows, in words. ``head`` and ``lines``: the same as a table."""

    key: str
    kind: Literal["stacked", "rows", "band", "cells"]
    title: str
    unit: str
    shape: plots.Stacked | plots.Rows | plots.Band | plots.Cells
    summary: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    asides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review:
    """Empty ``figures``: nothing of what was asked for was done."""

    totals: Totals
    figures: tuple[Figure, ...]


def review(history: History, chosen: Filter, words: Mapping[str, Any], several: bool = True) -> Review:
    """Of the sessions ``chosen``. ``several``: more than one drill was ever done.

    Raises:
        kiosk.records.RecordError: they cannot be read.
    """
    days = history.days(chosen)
    totals = Totals(
        sum(day.sessions for day in days),
        sum(day.counted for day in days),
        sum(day.attempts for day in days),
        len(days),
    )
    if not days:
        return Review(totals, ())
    teller = _Teller(words, plots.period_of(days[0].day, days[-1].day))
    figures = [teller.reps(days, totals)]
    of_faults = history.faults_by_day(chosen)
    if shares := shares_of(of_faults):
        figures.append(teller.faults(of_faults, shares))
    how = teller.how(several and not chosen.drill)
    for measure in Plotted:
        spreads = history.over_time(measure, chosen, teller.period)
        if spreads:
            figures.append(teller.measure(measure, spreads, how))
            how = ()  # said once
    figures.append(teller.hours(history.hours(chosen)))
    return Review(totals, tuple(figures))


class _Teller:
    """In the page's ``words``, of days or weeks."""

    def __init__(self, words: Mapping[str, Any], period: Period) -> None:
        self.period = period
        self._dates = Dates(words)
        self._plots: Mapping[str, Any] = words["history"]["plots"]
        self._terms: Mapping[str, Any] = words["terms"]

    def reps(self, days: Sequence[Day], totals: Totals) -> Figure:
        """What counted and what did not, over time."""
        counts = [(day.day, day.counted, day.attempts) for day in days]
        sums = _summed(counts, self.period)
        most = max(sums, key=lambda each: each[1] + each[2])
        said = self._plots["reps"]
        return Figure(
            *("reps", "stacked", said[f"title_{self.period}"], said["unit"]),
            shape=plots.stacked(sums, self.period, self._dates.short),
            summary=said["summary"].format(
                counted=totals.counted, attempts=totals.attempts, most=most[1] + most[2], when=self._when(most[0])
            ),
            head=(self._plots[self.period], said["counted"], said["attempts"]),
            lines=tuple((self._when(day), str(counted), str(attempts)) for day, counted, attempts in sums),
        )

    def faults(self, days: Sequence[DayOfFaults], shares: Sequence[FaultShare]) -> Figure:
        """What was seen in how many reps, over time."""
        sums: dict[date, Counter[str]] = {}
        reps: Counter[date] = Counter()
        for day in days:
            begins = _begins(day.day, self.period)
            sums.setdefault(begins, Counter()).update(day.faults)
            reps[begins] += day.reps
        said = self._plots["faults"]
        row = said["row"]
        in_all = sum(day.reps for day in days)
        names = [
            (
                each.fault,
                row.format(fault=self._fault(each.fault), reps=each.reps, all=in_all, share=_percent(each.share)),
            )
            for each in shares[:ROWS]
        ]
        shape = plots.rows(sorted(sums.items()), names, self.period, self._dates.short)
        return Figure(
            *("faults", "rows", said[f"title_{self.period}"], said["unit"].format(most=shape.most)),
            shape=shape,
            summary=said["summary"].format(fault=self._fault(shares[0].fault), share=_percent(shares[0].share)),
            head=(self._plots[self.period], said["reps"], said["seen"]),
            lines=tuple((self._when(day), str(reps[day]), self._seen(sums[day])) for day in sorted(sums)),
            asides=(said["more"].format(count=len(shares) - ROWS),) if len(shares) > ROWS else (),
        )

    def how(self, several: bool) -> tuple[str, ...]:
        """How plots of measures are read; ``several``: of more than one drill."""
        band = self._plots["measure"]["band"]
        return (band, self._plots["several"]) if several else (band,)

    def measure(self, measure: Plotted, spreads: Sequence[Spread], asides: tuple[str, ...]) -> Figure:
        """How deep, or how round: medians, and between what half of the reps lay."""
        digits, unit = DIGITS[measure], self._terms["units"][measure]
        said, first, last = self._plots["measure"], spreads[0], spreads[-1]

        def told(value: float) -> str:
            return f"{signless(value, digits)}{unit if unit == '°' else ''}"

        one = said["one"].format(median=told(first.median), when=self._when(first.day))
        course = said["course"].format(
            first=told(first.median), since=self._when(first.day), last=told(last.median), until=self._when(last.day)
        )
        signs = (self._plots["signs"],) if measure is Plotted.BACK_CURVATURE else ()
        title = said["title"].format(measure=self._terms["measures"][measure])
        return Figure(
            *(measure.value, "band", title, self._plots["degrees"] if unit == "°" else unit),
            shape=plots.band(spreads, self.period, digits, self._dates.short),
            summary=one if len(spreads) == 1 else course,
            head=(self._plots[self.period], said["reps"], said["lower"], said["median"], said["upper"]),
            lines=tuple(
                (self._when(each.day), str(each.reps), told(each.lower), told(each.median), told(each.upper))
                for each in spreads
            ),
            asides=(*signs, *asides),
        )

    def hours(self, hours: Sequence[Hour]) -> Figure:
        """When in the week the mirror is used."""
        said, most = self._plots["hours"], max(hours, key=lambda each: each.reps)
        day = self._dates.weekday(most.weekday)
        return Figure(
            *("hours", "cells", said["title"], said["unit"]),
            shape=plots.cells(hours, [self._dates.short_weekday(number) for number in range(plots.WEEK)]),
            summary=said["summary"].format(day=day, hour=most.hour, until=most.hour + 1),
            head=(said["day"], said["hour"], said["sessions"], said["reps"]),
            lines=tuple(
                (self._dates.weekday(each.weekday), f"{each.hour}:00", str(each.sessions), str(each.reps))
                for each in hours
            ),
        )

    def _when(self, day: date) -> str:
        told = self._dates.long(day)
        return str(self._plots["week_of"].format(day=told)) if self.period is Period.WEEK else told

    def _fault(self, fault: str) -> str:
        return str(self._terms["faults"].get(fault, fault))

    def _seen(self, faults: Mapping[str, int]) -> str:
        ranked = sorted(faults.items(), key=lambda each: (-each[1], each[0]))
        return ", ".join(f"{self._fault(fault)} {count}" for fault, count in ranked) or "–"


def _begins(day: date, period: Period) -> date:
    return day - timedelta(days=day.weekday()) if period is Period.WEEK else day


def _summed(counts: Sequence[tuple[date, int, int]], period: Period) -> list[tuple[date, int, int]]:
    sums: dict[date, tuple[int, int]] = {}
    for day, one, other in counts:
        before = sums.get(_begins(day, period), (0, 0))
        sums[_begins(day, period)] = (before[0] + one, before[1] + other)
    return [(day, *sums[day]) for day in sorted(sums)]


def signless(value: float, digits: int) -> str:
    """``value`` as text; what is rounded to nothing has no sign."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _percent(share: float) -> int:
    return round(100.0 * share)
