"""Plots as shapes: where bars, bands, lines and ticks lie in a picture `WIDTH` wide, y down. The template
`plots.html` draws them, so that every text in them is escaped as any other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.records.history import Hour, Period, Spread

WIDTH = 340.0
"""Units; a phone of 360 px shows them nearly one to one."""

HEIGHT = 200.0
ROW = 44.0
"""Of a plot that has several, one below the other."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 8.0, 20.0, 24.0
_FEWEST = 7
"""Periods at least that an axis of time holds: a single day is a bar, and no wall."""

_DATES = 4
"""On an axis at most, else they run into each other on a phone."""

_GAP = 0.2
"""Of a bar's place."""

WEEK = 7


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at an axis, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A bar, or a cell with ``text``; ``strength`` 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    text: str = ""
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What every plot has: its size, the ends of its axes, and their ticks."""

    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars over time, ``upper`` ones on ``lower`` ones."""

    frame: Frame
    lower: tuple[Box, ...]
    upper: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Of `Rows`: its name, written at ``text_y``, its bars and the line that they stand on."""

    name: str
    text_y: float
    base: float
    bars: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Bars over time in rows of one scale; the highest stands for ``most``."""

    frame: Frame
    rows: tuple[Row, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Band:
    """A line over time between two others. ``area``: the points of what lies between these, in SVG's way; ``line``:
    those of the middle one, which are ``dots`` too; ``whisker``: from one to the other where there is but one dot and
    no area (a box without width)."""

    frame: Frame
    area: str
    line: str
    dots: tuple[tuple[float, float], ...]
    whisker: Box | None
    zero: float | None
    """Where 0 lies, if it is in the plot and not at its edge."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Hours down, weekdays to the right."""

    frame: Frame
    cells: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Time:
    """An axis of time. A period's place begins at `at`, and is ``step`` wide."""

    first: date
    step: float
    days: int

    def at(self, day: date) -> float:
        return _LEFT + (day - self.first).days / self.days * self.step

    def middle(self, day: date) -> float:
        return self.at(day) + self.step / 2.0


def period_of(first: date, last: date) -> Period:
    """What belongs together from ``first`` to ``last``: a bar stays wide enough to be seen."""
    return Period.DAY if (last - first).days < 93 else Period.WEEK


def stacked(
    counts: Sequence[tuple[date, int, int]], period: Period, named: Callable[[date], str]
) -> Stacked:
    """``counts``: of each period that has any, its first day, the lower and the upper bar; not empty, oldest first.
    ``named``: a day, as an axis says it."""
    step = whole_step(max(lower + upper for _, lower, upper in counts))
    top = max(step, _up_to(max(lower + upper for _, lower, upper in counts), step))
    time, ticks = _time([day for day, *_ in counts], period, named)
    frame = _frame(HEIGHT, ticks, [(value, str(value)) for value in range(0, top + 1, step)], 0.0, float(top))
    y = _scale(frame, 0.0, float(top))
    lower = tuple(_bar(time, day, y(low), y(0.0)) for day, low, _ in counts if low)
    upper = tuple(_bar(time, day, y(low + high), y(low)) for day, low, high in counts if high)
    return Stacked(frame, lower, upper)


def rows(
    counts: Sequence[tuple[date, Mapping[str, int]]],
    names: Sequence[tuple[str, str]],
    period: Period,
    named: Callable[[date], str],
) -> Rows:
    """A row for each of ``names``, a key of ``counts`` and what the row is called; neither is empty."""
    most = max(1, *(day.get(key, 0) for _, day in counts for key, _ in names))
    time, ticks = _time([day for day, _ in counts], period, named)
    height = _TOP + ROW * len(names) + _BOTTOM
    frame = Frame(height, _LEFT, WIDTH - _RIGHT, _TOP, height - _BOTTOM, ticks, ())
    found = []
    for number, (key, name) in enumerate(names):
        base = _TOP + ROW * (number + 1) - 4.0
        room = ROW - 22.0
        bars = tuple(
            _bar(time, day, base - room * count / most, base) for day, each in counts if (count := each.get(key, 0))
        )
        found.append(Row(name, base - room - 5.0, base, bars))
    return Rows(frame, tuple(found), most)


def band(spreads: Sequence[Spread], period: Period, digits: int, named: Callable[[date], str]) -> Band:
    """Medians over time within their quartiles; ``spreads`` is not empty, oldest first. ``digits`` of the values."""
    low, high = min(each.lower for each in spreads), max(each.upper for each in spreads)
    step = nice_step(max(high - low, 4.0 * 10.0**-digits))
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    if bottom == top:
        bottom, top = bottom - step, top + step
    time, ticks = _time([each.day for each in spreads], period, named)
    count = round((top - bottom) / step)
    values = [round(bottom + step * number, digits + 2) + 0.0 for number in range(count + 1)]  # no -0
    labels = [(value, f"{value:.{digits}f}") for value in values]
    frame = _frame(HEIGHT, ticks, labels, bottom, top)
    y = _scale(frame, bottom, top)
    over = [(time.middle(each.day), y(each.upper)) for each in spreads]
    under = [(time.middle(each.day), y(each.lower)) for each in spreads]
    dots = tuple((time.middle(each.day), y(each.median)) for each in spreads)
    (x, upper), (_, lower) = over[0], under[0]
    whisker = Box(x, upper, 0.0, lower - upper) if len(spreads) == 1 else None
    zero = y(0.0) if bottom < 0.0 < top else None
    return Band(frame, _points([*over, *reversed(under)]), _points(dots), dots, whisker, zero)


def cells(hours: Sequence[Hour], days: Sequence[str]) -> Cells:
    """What began in each hour of the week, by reps; ``hours`` is not empty. ``days``: the names from Monday on."""
    first, last = min(each.hour for each in hours), max(each.hour for each in hours)
    tall, left = 22.0, _LEFT
    wide = (WIDTH - _RIGHT - left) / WEEK
    most = max(1, *(each.reps for each in hours))
    height = _TOP + tall * (last - first + 1) + 6.0
    found = tuple(
        Box(
            *(left + wide * each.weekday + 1.0, _TOP + tall * (each.hour - first) + 1.0, wide - 2.0, tall - 2.0),
            str(each.reps),
            each.reps / most,
        )
        for each in hours
    )
    x_ticks = tuple(Tick(left + wide * (number + 0.5), name) for number, name in enumerate(days))
    y_ticks = tuple(Tick(_TOP + tall * (hour - first + 0.5), f"{hour}:00") for hour in range(first, last + 1))
    return Cells(Frame(height, left, WIDTH - _RIGHT, _TOP, height - 6.0, x_ticks, y_ticks), found)


def nice_step(span: float, most: int = 5) -> float:
    """The smallest of 1, 2 and 5 times a power of ten of which at most ``most`` lie in ``span`` > 0."""
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if span / (factor * power) <= most + 1e-9:
            return factor * power
    return 10.0 * power


def whole_step(most: int) -> int:
    """The same for counts from 0 to ``most``, which have no halves."""
    return max(1, round(nice_step(float(max(most, 1)))))


def _up_to(value: int, step: int) -> int:
    return -(-value // step) * step


def _time(days: Sequence[date], period: Period, named: Callable[[date], str]) -> tuple[_Time, tuple[Tick, ...]]:
    """The axis from the first to the last of ``days``, which are sorted, and its ticks."""
    each = 1 if period is Period.DAY else WEEK
    first, places = days[0], (days[-1] - days[0]).days // each + 1
    if places < _FEWEST:
        before = min((_FEWEST - places) // 2, (first - date.min).days // each)
        first, places = first - timedelta(days=each * before), _FEWEST
    time = _Time(first, (WIDTH - _RIGHT - _LEFT) / places, each)
    apart = -(-places // _DATES)
    offset = (places - 1) % apart // 2
    marked = [first + timedelta(days=each * place) for place in range(offset, places, apart)]
    return time, tuple(Tick(time.middle(day), named(day)) for day in marked)


def _frame(
    height: float, x_ticks: tuple[Tick, ...], labels: Sequence[tuple[float, str]], bottom: float, top: float
) -> Frame:
    frame = Frame(height, _LEFT, WIDTH - _RIGHT, _TOP, height - _BOTTOM, x_ticks, ())
    y = _scale(frame, bottom, top)
    ticks = tuple(Tick(y(value), text) for value, text in labels)
    return Frame(height, frame.left, frame.right, frame.top, frame.bottom, x_ticks, ticks)


def _scale(frame: Frame, bottom: float, top: float) -> Callable[[float], float]:
    return lambda value: frame.bottom - (value - bottom) / (top - bottom) * (frame.bottom - frame.top)


def _bar(time: _Time, day: date, top: float, bottom: float) -> Box:
    return Box(time.at(day) + time.step * _GAP / 2.0, top, time.step * (1.0 - _GAP), bottom - top)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
