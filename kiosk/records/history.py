"""What was done, looked at over time: sessions, days, faults, depth, hours of use. Reads only, in short transactions,
so that a mirror that keeps its records meanwhile never waits for it.

Days, weekdays and hours are by the wall clock of where the mirror hangs, of each moment by itself: a day on which the
clocks change has 23 or 25 hours, and a session at nine is one at nine in summer and in winter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from statistics import quantiles
from typing import Self

from kiosk.records.rows import SessionRow
from kiosk.records.store import SESSION_COLUMNS, Store, session_row, time_text

PAGE = 100
"""Sessions read at once where all are."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions: those that began from ``since`` on and before ``until`` (to the second; both know their time
    zones), of one drill, playlist or nickname, and in which a fault was seen. What is absent or empty is any."""

    since: datetime | None = None
    until: datetime | None = None
    drill: str | None = None
    playlist: str | None = None
    nickname: str | None = None
    fault: str | None = None

    @classmethod
    def of_days(
        cls,
        first: date | None = None,
        last: date | None = None,
        drill: str | None = None,
        playlist: str | None = None,
        nickname: str | None = None,
        fault: str | None = None,
        zone: tzinfo | None = None,
    ) -> Self:
        """From the beginning of the day ``first`` to the end of ``last``; ``zone`` as in `History`."""
        after = None if last is None or last == date.max else last + timedelta(days=1)
        return cls(_midnight(first, zone), _midnight(after, zone), drill, playlist, nickname, fault)


class Period(StrEnum):
    """What belongs together on a plot."""

    DAY = "day"
    WEEK = "week"


class Plotted(StrEnum):
    """Measures at the bottom of a rep that are looked at over time: degrees, and torso lengths the last
    (`kiosk.motion.posture`)."""

    HIP_FLEXION = "hip_flexion"
    TORSO_INCLINATION = "torso_inclination"
    BACK_CURVATURE = "back_curvature"


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the sessions, newest first, of ``total``."""

    sessions: tuple[SessionRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which something was done: its sessions, reps that counted, and attempts."""

    day: date
    sessions: int
    counted: int
    attempts: int


@dataclass(frozen=True, slots=True)
class FaultShare:
    """In how many reps and attempts a fault was seen, and the ``share`` of all that they are, 0 to 1."""

    fault: str
    reps: int
    share: float


@dataclass(frozen=True, slots=True)
class DayOfFaults:
    """A day: all its reps and attempts, and in how many each fault was seen."""

    day: date
    reps: int
    faults: dict[str, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a measure lay in a period that begins with ``day``: of ``reps`` that counted and showed it, a quarter lies
    below ``lower``, half below ``median``, a quarter above ``upper``."""

    day: date
    reps: int
    lower: float
    median: float
    upper: float


@dataclass(frozen=True, slots=True)
class Hour:
    """What began in an hour of a weekday, 0 Monday to 6 Sunday: sessions, and their reps and attempts."""

    weekday: int
    hour: int
    sessions: int
    reps: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to filter by, each in the order of the alphabet."""

    drills: tuple[str, ...]
    playlists: tuple[str, ...]
    nicknames: tuple[str, ...]
    faults: tuple[str, ...]


class History:
    """Questions to the records of ``store``, which may be read-only. ``zone``: of its days and hours; absent, that of
    the machine.

    Raises:
        kiosk.records.RecordError: from every method, where they cannot be read.
    """

    def __init__(self, store: Store, zone: tzinfo | None = None) -> None:
        self._store, self._zone = store, zone

    def sessions(self, chosen: Filter | None = None, limit: int = 50, offset: int = 0) -> Page:
        """``limit`` sessions, newest first, after the ``offset`` newest."""
        where, values = _where(chosen)
        ((total,),) = self._store.read(f"SELECT count(*) FROM sessions {where}", *values)
        newest = f"SELECT {SESSION_COLUMNS} FROM sessions {where} ORDER BY id DESC LIMIT ? OFFSET ?"
        rows = self._store.read(newest, *values, limit, offset)
        return Page(tuple(session_row(row) for row in rows), total)

    def session(self, number: int) -> SessionRow | None:
        """One session, where it is there."""
        rows = self._store.read(f"SELECT {SESSION_COLUMNS} FROM sessions WHERE id = ?", number)
        return session_row(rows[0]) if rows else None

    def each_session(self, chosen: Filter | None = None) -> Iterator[SessionRow]:
        """All of them, oldest first, read `PAGE` at a time: nothing is held open between two."""
        where, values = _where(chosen, "id > ?")
        last = 0
        while rows := self._store.read(
            f"SELECT {SESSION_COLUMNS} FROM sessions {where} ORDER BY id LIMIT ?", *values, last, PAGE
        ):
            yield from map(session_row, rows)
            last = rows[-1][0]

    def days(self, chosen: Filter | None = None) -> tuple[Day, ...]:
        """Each day on which something was done, oldest first."""
        sums: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
        for began, counted, attempts in self._began(chosen):
            of_day = sums[began.date()]
            of_day[0] += 1
            of_day[1] += counted
            of_day[2] += attempts
        return tuple(Day(day, *sums[day]) for day in sorted(sums))

    def hours(self, chosen: Filter | None = None) -> tuple[Hour, ...]:
        """Each hour of the week in which something began, from Monday's first."""
        sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for began, counted, attempts in self._began(chosen):
            of_hour = sums[began.weekday(), began.hour]
            of_hour[0] += 1
            of_hour[1] += counted + attempts
        return tuple(Hour(*hour, *sums[hour]) for hour in sorted(sums))

    def faults(self, chosen: Filter | None = None) -> tuple[FaultShare, ...]:
        """Each fault that was seen, the most frequent first."""
        return shares_of(self.faults_by_day(chosen))

    def faults_by_day(self, chosen: Filter | None = None) -> tuple[DayOfFaults, ...]:
        """Each day on which something was done, oldest first."""
        where, values = _where(chosen)
        rows = self._store.read(
            "SELECT started_at, fault_id, count(DISTINCT rep_id) FROM sessions JOIN reps ON session_id = sessions.id"
            f" JOIN faults ON rep_id = reps.id {where} GROUP BY sessions.id, fault_id",
            *values,
        )
        seen: dict[date, Counter[str]] = defaultdict(Counter)
        for began, fault, reps in rows:
            seen[self._local(began).date()][fault] += reps
        return tuple(
            DayOfFaults(each.day, each.counted + each.attempts, dict(sorted(seen[each.day].items())))
            for each in self.days(chosen)
        )

    def over_time(
        self, measure: Plotted, chosen: Filter | None = None, period: Period = Period.DAY
    ) -> tuple[Spread, ...]:
        """How ``measure`` lay in reps that counted, by day or by week (from Monday on), oldest first. Of one drill it
        tells how somebody does it; of several together only which were done."""
        where, values = _where(chosen, "counted_rep", f"{measure.value} IS NOT NULL")
        rows = self._store.read(
            f"SELECT started_at, {measure.value} FROM sessions JOIN"
            f" (SELECT session_id, counted AS counted_rep, {measure.value} FROM reps) ON session_id = sessions.id"
            f" {where}",
            *values,
        )
        found: dict[date, list[float]] = defaultdict(list)
        first_days: dict[str, date] = {}
        for began, value in rows:
            if began not in first_days:
                first_days[began] = _first_day(self._local(began).date(), period)
            found[first_days[began]].append(value)
        return tuple(_spread(day, found[day]) for day in sorted(found))

    def choices(self) -> Choices:
        """What there is to filter by."""
        drills, playlists, nicknames = (self._all_of(column) for column in ("drill_id", "playlist", "nickname"))
        return Choices(drills, playlists, nicknames, self._all_faults())

    def _all_of(self, column: str) -> tuple[str, ...]:
        rows = self._store.read(f"SELECT DISTINCT {column} FROM sessions WHERE {column} IS NOT NULL")
        return tuple(sorted((row[0] for row in rows), key=str.casefold))

    def _all_faults(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._store.read("SELECT DISTINCT fault_id FROM faults ORDER BY fault_id"))

    def _began(self, chosen: Filter | None) -> Iterator[tuple[datetime, int, int]]:
        """When each session began, and its reps and attempts."""
        where, values = _where(chosen)
        rows = self._store.read(f"SELECT started_at, counted, attempts FROM sessions {where}", *values)
        return ((self._local(began), counted, attempts) for began, counted, attempts in rows)

    def _local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(self._zone)


def shares_of(days: Iterable[DayOfFaults]) -> tuple[FaultShare, ...]:
    """Each fault that was seen on ``days``, the most frequent first."""
    reps, seen = 0, Counter[str]()
    for day in days:
        reps += day.reps
        seen.update(day.faults)
    ranked = sorted(seen.items(), key=lambda each: (-each[1], each[0]))
    return tuple(FaultShare(fault, count, count / reps) for fault, count in ranked)


_WITH_FAULT = "SELECT session_id FROM faults JOIN reps ON reps.id = rep_id WHERE fault_id = ?"


def _where(chosen: Filter | None, *more: str) -> tuple[str, list[object]]:
    """The condition, and what goes into it; ``more`` conditions come last, and so does what goes into them."""
    given = Filter() if chosen is None else chosen
    conditions: list[tuple[str, object]] = [
        ("started_at >= ?", None if given.since is None else time_text(given.since)),
        ("started_at < ?", None if given.until is None else time_text(given.until)),
        ("drill_id = ?", given.drill),
        ("playlist = ?", given.playlist),
        ("nickname = ?", given.nickname),
        (f"sessions.id IN ({_WITH_FAULT})", given.fault),
    ]
    used = [(text, value) for text, value in conditions if value]
    texts = [text for text, _ in used] + list(more)
    return (f"WHERE {' AND '.join(texts)}" if texts else ""), [value for _, value in used]


def _spread(day: date, values: list[float]) -> Spread:
    lower, median, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return Spread(day, len(values), lower, median, upper)


def _first_day(day: date, period: Period) -> date:
    return day - timedelta(days=day.weekday()) if period is Period.WEEK else day


def _midnight(day: date | None, zone: tzinfo | None) -> datetime | None:
    if day is None:
        return None
    start = datetime.combine(day, time())
    return start.astimezone() if zone is None else start.replace(tzinfo=zone)
