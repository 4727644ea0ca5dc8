"""Measures how far the glass and the bar lag behind the sensor, and whether every frame is kept up with."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

WINDOW = 5.0
"""Seconds that a reading looks back."""

_LONGEST_MS = 2000
"""Lags of a whole run are counted by the millisecond up to here; longer ones count as this."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of ``count`` samples were at most ``p50`` milliseconds, 95 of 100 at most ``p95``."""

    p50: float
    p95: float
    count: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured over ``seconds``.

    ``glass`` and ``bar``: from the sensor's time stamp until the frame's guidance was on the glass and on the LEDs;
    None where nothing was shown, or the source does not tell when it took its frames. ``work``: processing of a
    frame. ``frames`` were processed, ``rate`` a second; ``dropped`` is the share of the camera's frames that were
    replaced before they could be; ``strain`` the mean of the processing over the time between the camera's frames:
    above 1 not every frame can be processed. ``seen`` is the share of the frames with a person. For ``too_slow``
    seconds the frames came too rarely to coach.
    """

    seconds: float
    frames: int
    rate: float
    dropped: float
    seen: float
    too_slow: float
    strain: float | None
    work: Spread | None
    glass: Spread | None
    bar: Spread | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A frame was processed at ``at`` (seconds of the machine's clock), which took ``seconds``.

    ``time`` and ``number`` are the frame's; ``given`` and ``dropped`` the mailbox's counts by then. ``too_slow``: the
    coach had to wait for frames to come more often.
    """

    at: float
    seconds: float
    time: float
    number: int
    seen: bool
    given: int
    dropped: int
    too_slow: bool = False


class Gauge:
    """Takes samples from any thread, and gives a `Reading` of the last seconds or of the whole run to any thread.

    The clock is the caller's. Memory is bounded: the window's samples, and counts by the millisecond of all.
    """

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        self._lock = threading.Lock()
        self._worked: deque[Worked] = deque()
        self._glass: deque[tuple[float, float]] = deque()
        self._bar: deque[tuple[float, float]] = deque()
        self._since: float | None = None
        self._first: Worked | None = None
        self._last: Worked | None = None
        self._frames = self._seen = 0
        self._busy = self._too_slow = 0.0
        self._all_work, self._all_glass, self._all_bar = _Counts(), _Counts(), _Counts()

    def worked(self, sample: Worked) -> None:
        """A frame was processed."""
        with self._lock:
            if sample.too_slow and self._last is not None:
                self._too_slow += max(sample.at - self._last.at, 0.0)
            self._worked.append(sample)
            self._first = self._first or sample
            self._last = sample
            self._frames += 1
            self._seen += sample.seen
            self._busy += sample.seconds
            self._all_work.add(sample.seconds)
            self._trim(sample.at)

    def shown(self, at: float, lag: float) -> None:
        """At ``at`` the glass first showed a frame's guidance, ``lag`` seconds after the sensor took the frame."""
        with self._lock:
            self._glass.append((at, lag))
            self._all_glass.add(lag)
            self._trim(at)

    def lit(self, at: float, lag: float) -> None:
        """The same for the bar."""
        with self._lock:
            self._bar.append((at, lag))
            self._all_bar.add(lag)
            self._trim(at)

    def begin_again(self, at: float) -> None:
        """Readings look back to ``at`` at most: what came before was done otherwise."""
        with self._lock:
            self._since = at
            self._trim(at)

    def reading(self, at: float) -> Reading:
        """The last seconds, as of ``at``."""
        with self._lock:
            self._trim(at)
            worked = tuple(self._worked)
            glass = tuple(lag for _, lag in self._glass)
            bar = tuple(lag for _, lag in self._bar)
        span = worked[-1].at - worked[0].at if worked else 0.0
        return Reading(
            seconds=span,
            frames=len(worked),
            rate=(len(worked) - 1) / span if span > 0.0 else 0.0,
            dropped=_dropped(worked[0], worked[-1]) if worked else 0.0,
            seen=sum(item.seen for item in worked) / len(worked) if worked else 0.0,
            too_slow=sum(max(later.at - sooner.at, 0.0) for sooner, later in pairwise(worked) if later.too_slow),
            strain=_strain(sum(item.seconds for item in worked), len(worked), worked[0], worked[-1])
            if worked
            else None,
            work=_spread([item.seconds for item in worked]),
            glass=_spread(glass),
            bar=_spread(bar),
        )

    def whole(self) -> Reading:
        """Everything since the start; spreads to the millisecond."""
        with self._lock:
            first, last = self._first, self._last
            span = last.at - first.at if first is not None and last is not None else 0.0
            return Reading(
                seconds=span,
                frames=self._frames,
                rate=(self._frames - 1) / span if span > 0.0 else 0.0,
                dropped=last.dropped / last.given if last is not None and last.given else 0.0,
                seen=self._seen / self._frames if self._frames else 0.0,
                too_slow=self._too_slow,
                strain=_strain(self._busy, self._frames, first, last),
                work=self._all_work.spread(),
                glass=self._all_glass.spread(),
                bar=self._all_bar.spread(),
            )

    def _trim(self, at: float) -> None:
        start = at - self._window if self._since is None else max(self._since, at - self._window)
        while self._worked and self._worked[0].at < start:
            self._worked.popleft()
        for lags in (self._glass, self._bar):
            while lags and lags[0][0] < start:
                lags.popleft()


class _Counts:
    """How many lags there were of each millisecond."""

    def __init__(self) -> None:
        self._counts = [0] * (_LONGEST_MS + 1)
        self._total = 0

    def add(self, seconds: float) -> None:
        self._counts[min(max(round(1000.0 * seconds), 0), _LONGEST_MS)] += 1
        self._total += 1

    def spread(self) -> Spread | None:
        if not self._total:
            return None
        return Spread(self._at(0.5), self._at(0.95), self._total)

    def _at(self, share: float) -> float:
        below, rank = 0, _rank(share, self._total)
        for milliseconds, count in enumerate(self._counts):
            below += count
            if below > rank:
                return float(milliseconds)
        raise AssertionError("the rank lies within the total")


def _spread(seconds: Iterable[float]) -> Spread | None:
    ordered = sorted(seconds)
    if not ordered:
        return None
    p50, p95 = (round(1000.0 * ordered[_rank(share, len(ordered))], 2) for share in (0.5, 0.95))
    return Spread(p50, p95, len(ordered))


def _rank(share: float, count: int) -> int:
    """Place of the smallest sample that at least ``share`` of all do not exceed (nearest rank)."""
    return max(0, math.ceil(share * count - 1e-9) - 1)


def _dropped(first: Worked, last: Worked) -> float:
    given = last.given - first.given
    return (last.dropped - first.dropped) / given if given > 0 else 0.0


def _strain(busy: float, frames: int, first: Worked | None, last: Worked | None) -> float | None:
    """Mean processing over the camera's interval, which the frames' own times and numbers tell."""
    if first is None or last is None or last.number <= first.number or last.time <= first.time:
        return None
    interval = (last.time - first.time) / (last.number - first.number)
    return busy / frames / interval
