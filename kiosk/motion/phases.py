"""Cuts a signal (degrees away from standing) into reps: two thresholds, and hysteresis at every turn."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from kiosk.motion.posture import Phase
from kiosk.motion.rest import Start
from kiosk.motion.signals import RepsBy


@dataclass(frozen=True, slots=True)
class RepRule:
    """What makes a rep of a drill. Degrees are of the signal: the way from the person's own standing, or other rest.

    ``begin`` starts an excursion, ``standing`` ends it. ``bottom`` is the range the deepest point must reach to
    count. ``from_bottom``: the first rep may begin at the bottom, as a lift from the floor does. ``by`` and ``start``
    say what the signal is (`kiosk.motion.signals`); by hip height a degree is a hundredth of the leg. ``per_side``:
    which leg works is told. ``lands_within``: see `kiosk.motion.landing`; ``down_within``: see `kiosk.motion.lifts`.
    ``rest_unseen``: seconds for which who rests may go unseen and still be taken to rest: in some drills the arms
    hide the trunk then. ``still_short``: seconds of stillness after which a rep is over though it stopped short of
    rest: more than half-way back, or anywhere on the way back of who was not deep enough to count; None: it waits.
    ``hands_above``: see `kiosk.motion.reps`; None: hands may go anywhere.
    """

    begin: float
    standing: float
    bottom: tuple[float, float]
    from_bottom: bool = False
    by: RepsBy = "torso"
    start: Start = "standing"
    per_side: bool = False
    lands_within: float | None = None
    down_within: float | None = None
    rest_unseen: float = 1.0
    still_short: float | None = None
    hands_above: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.standing < self.begin < self.bottom[0] < self.bottom[1]:
            raise ValueError("needs 0 < standing < begin < bottom[0] < bottom[1]")


@dataclass(frozen=True, slots=True)
class Excursion:
    """One way out and back. Times in seconds; the level part is the bottom.

    ``start`` leaving standing, ``level_from`` and ``level_to`` the bottom's ends, ``bottom`` its middle, ``end``
    back at standing. ``peak`` the deepest, ``valley`` the shallowest afterwards, in degrees. ``returned``:
    standing was reached. ``from_bottom``: there was no way down.
    """

    start: float
    level_from: float
    bottom: float
    level_to: float
    end: float
    peak: float
    valley: float
    returned: bool
    from_bottom: bool


@dataclass(frozen=True, slots=True)
class WayDown:
    """A way to the bottom that has levelled out there: when it was begun and when it got there, in seconds, and how
    deep, in degrees."""

    begun: float
    reached: float
    depth: float


class _State(Enum):
    UNKNOWN = auto()
    STANDING = auto()
    DOWN = auto()
    UP = auto()
    SHORT = auto()
    LOCKOUT = auto()


_SETTLE = 0.4
"""Seconds at standing before a rep is closed, so that the lockout is seen to its end."""

_LEVEL = 0.15
"""The bottom, the start and the end lie within this share of the rep's height from its extremes."""

_CREEP = 0.1
"""A rep starts, levels and ends where its speed falls below this share of its fastest: as the eye sees it."""

_SLOWEST = 5.0
"""Degrees a second below which a person is still, whatever their fastest."""

_LEVEL_SPEED = 15.0
"""Degrees a second downwards, below which a deep person is at the bottom, as far as can be said then."""

_SPEED_SPAN = 0.1
"""Seconds before and after, over which a speed is taken."""

_TURN = 0.15
"""Share of the peak that the signal must give back before it has turned, but at least `_TURN_DEGREES`."""

_TURN_DEGREES = 8.0

_HALF_WAY = 0.55
"""Who turns down again above this share of the peak was bouncing at the bottom; below it, it was a lockout."""

_LONGEST = 30.0
"""Seconds after which an excursion is no rep: sitting down, tying a shoe, walking off bent."""

_SHORTEST = 0.6
"""Seconds below which an excursion is a jumping landmark, not a person; half of that for a way up alone."""

_GAP = 1.0
"""Seconds without a signal after which an excursion is given up; at rest see `RepRule.rest_unseen`."""

_SWAY = 3.0
"""Degrees within which a body is still, as far as `RepRule.still_short` asks."""

_SMOOTHED = 3
"""Samples of the running median that takes single wild frames out."""


class PhaseMachine:
    """Feed it the signal frame by frame; it tells the phase, and each excursion once it is over."""

    def __init__(self, rule: RepRule) -> None:
        self._rule = rule
        self.reset()

    def reset(self) -> None:
        """Forget everything, also whether the person stood."""
        self._state = _State.UNKNOWN
        self._times: list[float] = []
        self._values: list[float] = []
        self._raw: list[float] = []
        self._last: float | None = None
        self._from_bottom = False
        self._begin_excursion(0.0)
        self.phase = Phase.STANDING

    @property
    def resting(self) -> bool:
        """Standing between reps."""
        return self._state in (_State.STANDING, _State.LOCKOUT, _State.SHORT)

    @property
    def depth(self) -> float:
        """How deep the person is, as a share of the deepest of this excursion so far; 0 between reps."""
        if self.resting or self._state is _State.UNKNOWN or self._peak <= 0.0:
            return 0.0
        return self._values[-1] / self._peak

    @property
    def speed(self) -> float:
        """Degrees a second from the last sample to this; going down is positive."""
        if len(self._times) < 2:
            return 0.0
        return (self._values[-1] - self._values[-2]) / (self._times[-1] - self._times[-2])

    @property
    def levelled(self) -> WayDown | None:
        """The way down that has levelled out, in the last sample, within the range of a bottom; else None."""
        if self.phase is not Phase.BOTTOM or len(self._times) < 2:
            return None
        times, values = self._times, self._values
        speeds = _speeds(times, values)
        return WayDown(times[_leaving(values, speeds, len(values) - 1)], times[-1], values[-1])

    def __call__(self, time: float, signal: float | None) -> Excursion | None:
        """The excursion that ended with this sample, or None. ``signal`` None: not seen in this frame."""
        if signal is None:
            if self._gone(time):
                self.reset()
            return None
        if self._gone(time):
            self.reset()
        self._last = time
        value = self._median(signal)
        self._times.append(time)
        self._values.append(value)
        done = self._advance(time, value)
        self.phase = self._phase(value)
        self._trim(time)
        return done

    def _gone(self, time: float) -> bool:
        """Whether nothing has been seen for too long to go on from."""
        patience = self._rule.rest_unseen if self.resting else _GAP
        return self._last is not None and time - self._last > patience

    def _median(self, signal: float) -> float:
        self._raw = [*self._raw[1 - _SMOOTHED :], signal]
        return sorted(self._raw)[len(self._raw) // 2]

    def _advance(self, time: float, value: float) -> Excursion | None:
        rule = self._rule
        match self._state:
            case _State.UNKNOWN:
                del self._times[:-1], self._values[:-1]  # what came before belongs to no rep
                if value < rule.standing:
                    self._state = _State.STANDING
                elif rule.from_bottom and value >= rule.bottom[0]:
                    self._from_bottom = True
                    self._begin_excursion(value)
                    self._state = _State.DOWN
            case _State.STANDING:
                if value > rule.begin:
                    self._begin_excursion(value)
                    self._state = _State.DOWN
            case _State.SHORT:
                self._rest_short(value)
            case _State.DOWN:
                self._go_down(time, value)
            case _State.UP:
                return self._go_up(time, value)
            case _State.LOCKOUT:
                return self._settle(time, value)
        return None

    def _begin_excursion(self, value: float) -> None:
        self._peak = self._valley = value
        self._valley_time = self._crossed = 0.0
        self._still: tuple[float, float] | None = None

    def _go_down(self, time: float, value: float) -> None:
        self._peak = max(self._peak, value)
        if value < self._peak - max(_TURN_DEGREES, _TURN * self._peak):
            self._valley, self._valley_time = value, time
            self._still = None
            self._state = _State.UP
            if value < self._rule.standing:
                self._crossed = time
                self._state = _State.LOCKOUT
        elif self._too_long(time) and not self._from_bottom:
            self.reset()

    def _go_up(self, time: float, value: float) -> Excursion | None:
        if value < self._valley:
            self._valley, self._valley_time = value, time
        if value < self._rule.standing:
            self._crossed = time
            self._state = _State.LOCKOUT
        elif value > self._valley + max(_TURN_DEGREES, _TURN * self._peak):
            if self._valley >= _HALF_WAY * self._peak:
                self._peak = max(self._peak, value)
                self._state = _State.DOWN
                return None
            return self._close(returned=False, next_state=_State.DOWN, value=value)
        elif self._stopped_short(time, value):
            return self._close(returned=False, next_state=_State.SHORT, value=value)
        elif self._too_long(time):
            self.reset()
        return None

    def _rest_short(self, value: float) -> None:
        """Who stopped short of rest may still come to it, which is no rep, or go down again from where they are."""
        self._valley = min(self._valley, value)
        if value < self._rule.begin:
            self._state = _State.STANDING
        elif value > self._valley + max(_TURN_DEGREES, self._rule.begin):
            self._begin_excursion(value)
            self._state = _State.DOWN

    def _stopped_short(self, time: float, value: float) -> bool:
        """Whether the way back ended before rest: the last rep of a set is not followed by a way down."""
        patience = self._rule.still_short
        # Who was in the range may be pausing on the way; a shallow bow that is still has nothing to go on with.
        back = _HALF_WAY * self._peak if self._peak >= self._rule.bottom[0] else self._peak
        if patience is None or value > back:
            self._still = None
            return False
        if self._still is None or abs(value - self._still[1]) > _SWAY:
            self._still = time, value
        return time - self._still[0] >= patience

    def _settle(self, time: float, value: float) -> Excursion | None:
        if value < self._valley:
            self._valley, self._valley_time = value, time
        if value > self._rule.begin:
            return self._close(returned=True, next_state=_State.DOWN, value=value)
        if time - self._crossed >= _SETTLE and value < self._rule.begin:
            return self._close(returned=True, next_state=_State.STANDING, value=value)
        return None

    def _close(self, returned: bool, next_state: _State, value: float) -> Excursion | None:
        excursion = self._excursion(returned)
        shortest = _SHORTEST * (0.5 if excursion.from_bottom else 1.0)
        cut = bisect_left(self._times, self._valley_time)
        self._times, self._values = self._times[cut:], self._values[cut:]
        self._from_bottom = False
        self._begin_excursion(value)
        self._state = next_state
        return excursion if excursion.end - excursion.start >= shortest else None

    def _excursion(self, returned: bool) -> Excursion:
        times, values = self._times, self._values
        speeds = _speeds(times, values)
        deepest = max(range(len(values)), key=values.__getitem__)
        peak = values[deepest]
        before, after = min(values[: deepest + 1]), min(values[deepest:])
        fastest_down = max(range(deepest + 1), key=speeds.__getitem__)
        fastest_up = min(range(deepest, len(values)), key=speeds.__getitem__)
        slow_down = _still_down(speeds[fastest_down])
        slow_up = max(_SLOWEST, -_CREEP * speeds[fastest_up])
        level_from = _first(
            range(min(fastest_down, deepest), deepest + 1),
            lambda i: speeds[i] <= slow_down and values[i] >= peak - _LEVEL * (peak - before),
            deepest,
        )
        level_to = _first(
            range(max(fastest_up, deepest), deepest - 1, -1),
            lambda i: speeds[i] >= -slow_up and values[i] >= peak - _LEVEL * (peak - after),
            deepest,
        )
        start = _leaving(values, speeds, deepest)
        end = _first(
            range(fastest_up, len(values)),
            lambda i: speeds[i] >= -slow_up and values[i] <= after + _LEVEL * (peak - after),
            len(values) - 1,
        )
        if self._from_bottom:
            # Whoever starts at the bottom waits there as long as they like: the lift is what is judged.
            level_from = start = level_to
        return Excursion(
            start=times[start],
            level_from=times[level_from],
            bottom=(times[level_from] + times[level_to]) / 2.0,
            level_to=times[level_to],
            end=times[end],
            peak=peak,
            valley=after,
            returned=returned,
            from_bottom=self._from_bottom,
        )

    def _phase(self, value: float) -> Phase:
        if self._state is _State.UP:
            return Phase.UP
        if self._state is _State.DOWN:
            # Rising is still the bottom until it is sure to be the way up.
            level = value >= self._rule.bottom[0] and self.speed <= _LEVEL_SPEED
            return Phase.BOTTOM if level else Phase.DOWN
        return Phase.STANDING

    def _too_long(self, time: float) -> bool:
        return bool(self._times) and time - self._times[0] > _LONGEST

    def _trim(self, time: float) -> None:
        """Keep no more of the past than a rep can need."""
        waits_at_the_bottom = self._state is _State.DOWN and self._from_bottom
        if self._state is _State.STANDING or waits_at_the_bottom:
            cut = bisect_left(self._times, time - 3.0)
        else:
            cut = bisect_left(self._times, time - _LONGEST - 1.0)
        if cut > 30:
            del self._times[:cut], self._values[:cut]


def _speeds(times: list[float], values: list[float]) -> list[float]:
    """Degrees a second at each sample, over `_SPEED_SPAN` to either side."""
    speeds = []
    first = last = 0
    for i, time in enumerate(times):
        while times[first] < time - _SPEED_SPAN:
            first += 1
        while last + 1 < len(times) and times[last + 1] <= time + _SPEED_SPAN:
            last += 1
        low, high = min(first, max(0, i - 1)), max(last, min(len(times) - 1, i + 1))
        span = times[high] - times[low]
        speeds.append((values[high] - values[low]) / span if span > 0.0 else 0.0)
    return speeds


def _still_down(fastest: float) -> float:
    """Degrees a second below which a way down whose fastest are ``fastest`` has not begun yet, or is over."""
    return max(_SLOWEST, _CREEP * fastest)


def _leaving(values: list[float], speeds: list[float], deepest: int) -> int:
    """Where the way down to the sample ``deepest`` begins."""
    fastest = max(range(deepest + 1), key=speeds.__getitem__)
    slow, before = _still_down(speeds[fastest]), min(values[: deepest + 1])
    high = before + _LEVEL * (values[deepest] - before)
    return _first(range(fastest, -1, -1), lambda i: speeds[i] <= slow and values[i] <= high, 0)


def _first(indices: range, fits: Callable[[int], bool], default: int) -> int:
    return next((i for i in indices if fits(i)), default)
