"""Turns an excursion and the postures of its time into a rep."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from statistics import median

from kiosk.motion.back import believed
from kiosk.motion.baseline import Baseline, typical
from kiosk.motion.leg_edge import told_by_edge, typical_leg_edge
from kiosk.motion.past import Past
from kiosk.motion.phases import Excursion, RepRule
from kiosk.motion.posture import FROM_MASK, LegEdge, Measure, Measures, Posture
from kiosk.motion.rep import Rep, Tempo
from kiosk.motion.rest import REST_POSTURES, change_from_rest
from kiosk.motion.signals import RepSignal
from kiosk.motion.soles import over_soles, standing_soles
from kiosk.motion.standing import LEGS_TRUSTED, change_of

_MOVED = 0.5
"""Feet and hips that travel this many leg lengths during a rep: the person walked."""

_DEEPEST = 2.0
"""Degrees of torso inclination within which the frames at the bottom tell the posture there."""

DEEP = 0.85
"""Share of the deepest inclination above which the back is judged."""

LIFT = 0.6
"""The same for a lift from the floor, which has no way down: its lower part is judged."""

RISING = 0.25
"""Share of the torso's way up after which it is told which part of the body has gone ahead. Not of the time: a torso
that stays down seems to begin late, and what went ahead of it would be part of the bottom."""

_ON_BENT_KNEES = 35.0
"""Degrees of knee flexion gained, beyond which hands that are at the floor have been brought there by the knees: a
deep hinge leaves them under that (ours: rendered good ones read up to 37, with the hands at the hips; up to 26 with a
weight in them)."""

_HANDS_SEEN = 0.4
"""Trust in wrist and ankle below which it is not told where the hands are."""

_RISING_WINDOW = 0.08
"""Seconds before and after that moment, whose frames tell it."""

_RISING_GAP = 0.35
"""Seconds between frames over that moment, from which on nobody has seen it."""

_RISING_BEFORE = 1.0
"""Seconds before the torso rises, in which hips may have gone ahead of it."""

_HIPS_LEAST = 0.22
"""Torso lengths that hips have to rise, below which a share of their way is noise."""

_RISING = (0.2, 0.85)
"""Shares of the deepest between which a person is in the middle of the way up: arms that pull are bent there, and who
stands may have let go."""

_STOOD = 0.3
"""Seconds before a rep in which its owner stands where they will do it."""

_AROUND_BOTTOM = 0.35
"""Seconds before and after the bottom whose masks tell the legs there: more than one or two of them in a fast rep."""

_SPEED_WINDOW = 0.1
"""Seconds over which the speed of the torso is taken."""


_BEFORE = 0.1
"""Seconds about the bottom whose frames tell it, however short it was."""

_FEW = 3
"""Frames that have a middle."""

Depth = Callable[[Posture], float | None]


def rep_of(
    excursion: Excursion, past: Past, baseline: Baseline | None, rule: RepRule, number: int, signal: RepSignal
) -> Rep | None:
    """The rep that ``excursion`` was, numbered ``number``, told by ``signal``; None where the person walked, or
    reached for the floor in a drill whose hands stay above it."""

    def depth(posture: Posture) -> float | None:
        return signal.depth(posture.measures, baseline)

    upright = REST_POSTURES[rule.start].upright
    change = change_of if upright else change_from_rest
    whole = past.between(excursion.start, excursion.end)
    if _walked(whole):
        return None
    lowest, straightest = _around_bottom(excursion, past, depth), _around_top(excursion, past, depth)
    bottom = typical([item.measures for item in lowest])
    deep = _deep_part(excursion, past, depth)
    back = believed(typical([item.measures for item in deep]))
    bottom = replace(bottom, **{name: getattr(back, name) for name in FROM_MASK})
    top = typical([item.measures for item in straightest])
    changed, by_edge = change(bottom, baseline), False
    if _reached_down(lowest, changed, rule):
        return None
    if upright and baseline is not None:
        before = past.between(excursion.start - _STOOD, excursion.start)
        soles = standing_soles([] if excursion.from_bottom else before, straightest)
        changed = over_soles(changed, lowest, soles, baseline.measures.value("balance"))
        by_landmarks, stood = changed, None if baseline.stance is None else baseline.stance.edge
        changed = told_by_edge(by_landmarks, _legs_at_bottom(excursion, deep), stood)
        by_edge = changed is not by_landmarks  # or doubted by it, which no judge of legs believes
    # From a moment before: a rise begins with the last frame of its bottom, and plates hide those after it.
    seen = past.between(min(excursion.start, excursion.bottom - _BEFORE), excursion.end)
    depths = [item for item in map(depth, seen) if item is not None]
    deepest = max(_calmed(depths), default=0.0) - signal.at_rest(baseline)
    moment = _rising(excursion, past)
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
            step=_longest_gap([item.time for item in whole if depth(item) is not None]),
        ),
        bottom_posture=bottom,
        top_posture=top,
        change=changed,
        top_change=change(top, baseline),
        in_range=rule.bottom[0] <= deepest <= rule.bottom[1],
        returned=excursion.returned,
        reach=signal.reach(bottom, baseline),
        part_way_up=None if moment is None else _measured_about(moment, past),
        arm_lean=_arm_lean(lowest),
        hips_risen=None if moment is None else _hips_risen(excursion, moment, past),
        way_up=typical([item.measures for item in _on_the_way_up(excursion, past, depth)]),
        knee_by_edge=by_edge,
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
        min(excursion.level_from, excursion.bottom - _BEFORE), max(excursion.level_to, excursion.bottom + _BEFORE)
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


def _legs_at_bottom(excursion: Excursion, deep: list[Posture]) -> LegEdge | None:
    """The edge behind the legs in those of the ``deep`` frames that are near the bottom (medians)."""
    near = [item for item in deep if abs(item.time - excursion.bottom) <= _AROUND_BOTTOM]
    return typical_leg_edge([item.leg_edge for item in near if item.leg_edge is not None])


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


def _way_up(excursion: Excursion, past: Past) -> list[Posture]:
    """The frames of the way up, and those before it in which hips may rise under a torso that does not."""
    before = excursion.level_to - _RISING_BEFORE
    return past.between(before if excursion.from_bottom else max(before, excursion.level_from), excursion.end)


def _rising(excursion: Excursion, past: Past) -> float | None:
    """When the torso has done `RISING` of its way up, for good; None where that is not seen."""
    seen = [
        (item.time, torso.value)
        for item in _way_up(excursion, past)
        if (torso := item.measures.torso_inclination) is not None
    ]
    if len(seen) < _FEW:
        return None
    leans = _calmed([lean for _, lean in seen])
    asked = max(leans) + RISING * (leans[-1] - max(leans))
    last = max((n for n, lean in enumerate(leans) if lean >= asked), default=0)
    if last + 1 >= len(seen):
        return None
    (before, _), (after, _) = seen[last], seen[last + 1]
    if after - before > _RISING_GAP or leans[last] == leans[last + 1]:
        return None
    return before + (leans[last] - asked) / (leans[last] - leans[last + 1]) * (after - before)


def _measured_about(moment: float, past: Past) -> Measures | None:
    """What was measured about ``moment`` (medians); None where no frame shows it."""
    seen = past.between(moment - _RISING_WINDOW, moment + _RISING_WINDOW)
    return typical([item.measures for item in seen]) if seen else None


def _hips_risen(excursion: Excursion, moment: float, past: Past) -> Measure | None:
    """Share of their way up that the hips have done at ``moment``, by where they are in the picture: plates hide the
    feet and knees against which they are measured else. None where they are not seen, or hardly rise."""
    way = [item for item in _way_up(excursion, past) if item.trust["hip"] > 0.0]
    about = [item for item in way if abs(item.time - moment) <= _RISING_WINDOW]
    if len(way) < _FEW or not about:
        return None
    heights = _calmed([-item.outline["hip"][1] for item in way])
    torso = median([math.dist(item.outline["hip"], item.outline["shoulder"]) for item in way])
    low, high = min(heights), max(heights)
    if high - low < _HIPS_LEAST * torso:
        return None
    done = (median([-item.outline["hip"][1] for item in about]) - low) / (high - low)
    return Measure(done, min(item.trust["hip"] for item in about))


def _longest_gap(times: list[float]) -> float:
    """Seconds for which nothing was seen of the way, at most."""
    return max((after - before for before, after in pairwise(times)), default=0.0)


def _arm_lean(seen: list[Posture]) -> Measure | None:
    """Degrees of the near upper arm against the vertical (median), elbow ahead of the shoulder positive: it is seen
    where plates hide hands and legs. None where no frame shows it."""
    told = [
        Measure(_hangs(item), sure)
        for item in seen
        if (sure := min(item.trust["shoulder"], item.trust["elbow"])) > 0.0
    ]
    if not told:
        return None
    return Measure(median([item.value for item in told]), median([item.confidence for item in told]))


def _hangs(posture: Posture) -> float:
    (x, y), (elbow_x, elbow_y) = (posture.outline[name] for name in ("shoulder", "elbow"))
    ahead = (elbow_x - x) * posture.facing.sign / math.cos(math.radians(posture.turn))
    return math.degrees(math.atan2(ahead, elbow_y - y))


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
    leg = _leg_of(seen[0])
    quarter = len(seen) // 4 + 1
    shifts = [
        _mean([item[name][0] for item in seen[-quarter:]]) - _mean([item[name][0] for item in seen[:quarter]])
        for name in ("ankle", "hip")
    ]
    return min(shifts) > _MOVED * leg or max(shifts) < -_MOVED * leg


def _reached_down(bottom: list[Posture], change: Measures, rule: RepRule) -> bool:
    """Whether the hands were at the floor at the ``bottom``, and the knees had bent to bring them there: who picks
    something up, or sets it down, does no rep of a drill that has nothing in the hands."""
    knee = change.knee_flexion
    if rule.hands_above is None or knee is None or knee.confidence < LEGS_TRUSTED or knee.value < _ON_BENT_KNEES:
        return False
    heights = [
        (item.outline["ankle"][1] - item.outline["wrist"][1]) / leg
        for item in bottom
        if min(item.trust["wrist"], item.trust["ankle"]) >= _HANDS_SEEN and (leg := _leg_of(item.outline)) > 0.0
    ]
    return len(heights) > len(bottom) / 2 and median(heights) < rule.hands_above


def _leg_of(outline: Mapping[str, tuple[float, float]]) -> float:
    """Length of thigh and shank, pixels."""
    hip, knee, ankle = (outline[name] for name in ("hip", "knee", "ankle"))
    return math.dist(hip, knee) + math.dist(knee, ankle)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
