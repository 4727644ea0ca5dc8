"""Turns an excursion and the postures of its time into a rep."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from kiosk.motion.baseline import Baseline, typical
from kiosk.motion.past import Past
from kiosk.motion.phases import Excursion, RepRule
from kiosk.motion.posture import FROM_MASK, Measure, Measures, Posture
from kiosk.motion.rep import Rep, Tempo
from kiosk.motion.rest import REST_POSTURES, change_from_rest
from kiosk.motion.signals import RepSignal
from kiosk.motion.standing import LEGS_TRUSTED, change_of

_MOVED = 0.5
"""Feet and hips that travel this many leg lengths during a rep: the person walked."""

_DEEPEST = 2.0
"""Degrees of torso inclination within which the frames at the bottom tell the posture there."""

DEEP = 0.85
"""Share of the deepest inclination above which the back is judged."""

LIFT = 0.6
"""The same for a lift from the floor, which has no way down: its lower part is judged."""

RISING = 0.4
"""Share of the time up after which it is told which part of the body has gone ahead."""

_RISING_WINDOW = 0.08
"""Seconds before and after that moment, whose frames tell it."""

_RISING = (0.2, 0.85)
"""Shares of the deepest between which a person is in the middle of the way up: arms that pull are bent there, and who
stands may have let go."""

_SPEED_WINDOW = 0.1
"""Seconds over which the speed of the torso is taken."""


_FEW = 3
"""Frames that have a middle."""

Depth = Callable[[Posture], float | None]


def rep_of(
    excursion: Excursion, past: Past, baseline: Baseline | None, rule: RepRule, number: int, signal: RepSignal
) -> Rep | None:
    """The rep that ``excursion`` was, numbered ``number``, told by ``signal``; None where the person walked."""

    def depth(posture: Posture) -> float | None:
        return signal.depth(posture.measures, baseline)

    change = change_of if REST_POSTURES[rule.start].upright else change_from_rest
    whole = past.between(excursion.start, excursion.end)
    if _walked(whole):
        return None
    bottom = typical([item.measures for item in _around_bottom(excursion, past, depth)])
    back = typical([item.measures for item in _deep_part(excursion, past, depth)])
    bottom = replace(bottom, **{name: getattr(back, name) for name in FROM_MASK})
    top = typical([item.measures for item in _around_top(excursion, past, depth)])
    depths = [item for item in map(depth, whole) if item is not None]
    deepest = max(_calmed(depths), default=0.0) - signal.at_rest(baseline)
    return Rep(
        number=number,
        start=excursion.start,
        bottom=excursion.bottom,
        end=excursion.end,
        tempo=Tempo(
            down=excursion.level_from - excursion.start,
            pause=0.0 if excursion.from_bottom else excursion.level_to - excursion.level_from,
            up=excursion.end - excursion.level_to,
            peak_speed=_peak_speed(whole),
            step=(whole[-1].time - whole[0].time) / max(1, len(whole) - 1),
        ),
        bottom_posture=bottom,
        top_posture=top,
        change=change(bottom, baseline),
        top_change=change(top, baseline),
        in_range=rule.bottom[0] <= deepest <= rule.bottom[1],
        returned=excursion.returned,
        reach=signal.reach(bottom, baseline),
        part_way_up=_rising(excursion, past),
        way_up=typical([item.measures for item in _on_the_way_up(excursion, past, depth)]),
    )


def posture_at_bottom(excursion: Excursion, past: Past, baseline: Baseline | None, signal: RepSignal) -> Measures:
    """What was measured at the far end of ``excursion`` (medians)."""
    level = _around_bottom(excursion, past, lambda item: signal.depth(item.measures, baseline))
    return typical([item.measures for item in level])


def hold_of(excursion: Excursion, past: Past, number: int) -> Rep:
    """The hold that ``excursion`` was, numbered ``number``: its pause, and its reach, are the seconds held."""
    whole = past.between(excursion.start, excursion.end)
    held = excursion.end - excursion.start
    posture = typical([item.measures for item in whole])
    return Rep(
        number=number,
        start=excursion.start,
        bottom=excursion.bottom,
        end=excursion.end,
        tempo=Tempo(
            down=0.0,
            pause=held,
            up=0.0,
            peak_speed=_peak_speed(whole),
            step=(whole[-1].time - whole[0].time) / max(1, len(whole) - 1),
        ),
        bottom_posture=posture,
        top_posture=posture,
        change=Measures(),
        top_change=Measures(),
        in_range=True,
        returned=True,
        reach=Measure(held, 1.0),
    )


def _around_bottom(excursion: Excursion, past: Past, depth: Depth) -> list[Posture]:
    """The deepest frames of the level part, and at least a few."""
    level = past.between(
        min(excursion.level_from, excursion.bottom - 0.1), max(excursion.level_to, excursion.bottom + 0.1)
    )
    depths = _calmed([depth(item) or 0.0 for item in level])
    least = max(depths, default=0.0) - _DEEPEST
    return [item for item, deep in zip(level, depths, strict=True) if deep >= least]


def _deep_part(excursion: Excursion, past: Past, depth: Depth) -> list[Posture]:
    """The frames that tell the back: the bottom; where the rep began there, the lower part of the lift."""
    least = (LIFT if excursion.from_bottom else DEEP) * excursion.peak
    deep = [
        item
        for item in past.between(excursion.start, excursion.end)
        if (reached := depth(item)) is not None and reached >= least
    ]
    return deep or _around_bottom(excursion, past, depth)


def _on_the_way_up(excursion: Excursion, past: Past, depth: Depth) -> list[Posture]:
    """The middle of the way up; all of it where that is less than a few frames."""
    way = past.between(excursion.level_to, excursion.end)
    low, high = (share * excursion.peak for share in _RISING)
    middle = [item for item in way if (reached := depth(item)) is not None and low <= reached <= high]
    return middle if len(middle) >= _FEW else way


def _around_top(excursion: Excursion, past: Past, depth: Depth) -> list[Posture]:
    """The straightest frames after the bottom, up to now."""
    seen = [
        (reached, item) for item in past.between(excursion.level_to, math.inf) if (reached := depth(item)) is not None
    ]
    seen.sort(key=lambda pair: pair[0])
    return [item for _, item in seen[: max(3, len(seen) // 8)]]


def _rising(excursion: Excursion, past: Past) -> Measures | None:
    """What was measured on the way up (medians); None where no frame shows it."""
    moment = excursion.level_to + RISING * (excursion.end - excursion.level_to)
    seen = past.between(moment - _RISING_WINDOW, moment + _RISING_WINDOW)
    return typical([item.measures for item in seen]) if seen else None


def _calmed(values: list[float]) -> list[float]:
    """``values`` with single wild ones taken out: the running median of three."""
    return [median(values[max(0, i - 1) : i + 2]) for i in range(len(values))]


def _peak_speed(postures: list[Posture]) -> float:
    """Fastest change of torso inclination over `_SPEED_WINDOW`, degrees a second."""
    fastest, first = 0.0, 0
    for last, posture in enumerate(postures):
        while posture.time - postures[first].time > _SPEED_WINDOW and first < last - 1:
            first += 1
        before, after = (item.measures.torso_inclination for item in (postures[first], posture))
        step = posture.time - postures[first].time
        if before is not None and after is not None and step > 0.0:
            fastest = max(fastest, abs(after.value - before.value) / step)
    return fastest


def _walked(postures: list[Posture]) -> bool:
    """Whether feet and hips travelled together during ``postures``: then it was no rep.

    Feet alone do not tell: behind a weight plate the network guesses where they are.
    """
    seen = [item.outline for item in postures if item.visibility > LEGS_TRUSTED]
    if len(seen) < 2:
        return False
    leg = math.dist(seen[0]["hip"], seen[0]["knee"]) + math.dist(seen[0]["knee"], seen[0]["ankle"])
    quarter = len(seen) // 4 + 1
    shifts = [
        _mean([item[name][0] for item in seen[-quarter:]]) - _mean([item[name][0] for item in seen[:quarter]])
        for name in ("ankle", "hip")
    ]
    return min(shifts) > _MOVED * leg or max(shifts) < -_MOVED * leg


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
