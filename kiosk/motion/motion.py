"""Poses in, postures and reps out: the one entry point of the motion room."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from statistics import median

from kiosk.motion.baseline import Baseline, BaselineFinder, typical
from kiosk.motion.measures import joint_trust, measure, outline
from kiosk.motion.orientation import OrientationFilter
from kiosk.motion.phases import Excursion, PhaseMachine, RepRule
from kiosk.motion.posture import Measure, Measures, Phase, Posture
from kiosk.motion.rep import Rep, Tempo
from kiosk.pose.pose import Pose

STANDING_LEAN = 2.5
"""Degrees by which shoulder joints lie ahead of hip joints in who stands tall: the mean of the rendered people,
whose joints are known. A standing person is taken to read this."""

_TILT_LIMIT = 15.0
"""Degrees off that which are laid to the camera and the landmarks, and taken off; the rest is posture."""

_KEPT = 40.0
"""Seconds of posture kept, longer than the longest rep."""

_LEGS_TRUSTED = 0.5
"""Confidence that hips and knees need before they may start a rep by themselves."""

_MOVED = 0.5
"""Feet and hips that travel this many leg lengths during a rep: the person walked."""

_DEEPEST = 2.0
"""Degrees of torso inclination within which the frames at the bottom tell the posture there."""

_DEEP = 0.85
"""Share of the deepest inclination above which the back is judged."""

_LIFT = 0.6
"""The same for a lift from the floor, which has no way down: its lower part is judged."""

_MASK_MARGIN = 0.04
"""Share of depth by which the mask is asked for earlier than the back is judged."""

_DROPPING = 45.0
"""Degrees a second downwards: the bottom is still to come."""

_COMPARED = (
    "hip_flexion",
    "knee_flexion",
    "shin_inclination",
    "hip_travel",
    "hip_height",
    "neck_angle",
    "balance",
)
"""Measures whose change is simply the difference from standing."""

_SPEED_WINDOW = 0.1
"""Seconds over which the speed of the torso is taken."""

_TYPICAL_STANDING_CURVE = 0.20
_TYPICAL_HINGE_CURVE = 0.03
_OWN_SHARE = 0.5
"""What a flat back reads in a hinge is guessed from what the same back reads standing: a typical flat back, moved
half as far as the person's standing profile is from a typical one. Half, since a single stand tells clothes and
sway as well as the back."""

_UNKNOWN_HINGE_CURVE = -0.05
"""The same for who has not been seen standing: lenient, as builds and clothes differ this much."""

_BACKS_DIFFER = 0.15
"""How far a standing profile may be from a typical one and still be a back: beyond it is hair or a hood."""

_CLEAR_STANDING = 0.4
"""Confidence in the standing profile from which it is trusted fully; hair or a hood over the back lowers it."""

_WITHOUT_BASELINE = 0.6
"""Trust in a back judged without the person's own standing."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one frame came to. ``rep`` is set on the frame that closes a rep. ``steady`` is how far a first
    baseline has been held, 0..1."""

    posture: Posture
    phase: Phase
    signal: float | None
    baseline: Baseline | None
    steady: float
    rep: Rep | None


class Motion:
    """Follows one person through a drill. Holds memory, but no clock: time is the poses' own."""

    def __init__(self, rule: RepRule) -> None:
        self._phases = PhaseMachine(rule)
        self._rule = rule
        self._orientation = OrientationFilter()
        self._standing = BaselineFinder()
        self._past: list[Posture] = []
        self._reps = 0

    @property
    def wants_mask(self) -> bool:
        """Whether the next pose should carry the person mask.

        The mask doubles the cost of a pose, so it is asked for where the back is judged: near the deepest of a
        rep so far, unless still dropping fast towards a deeper one; and while a first baseline is being taken.
        """
        if self._standing.baseline is None and self._standing.progress > 0.0:
            return True
        share = _LIFT if self._rule.from_bottom else _DEEP
        return self._phases.depth >= share - _MASK_MARGIN and self._phases.speed < _DROPPING

    @property
    def baseline(self) -> Baseline | None:
        """The person's standing, once known."""
        return self._standing.baseline

    def begin_set(self) -> None:
        """Count from one again; the person and their baseline stay."""
        self._reps = 0
        self._phases.reset()

    def learn_standing(self) -> None:
        """Take the person's baseline anew: they have only now taken their place."""
        self._standing = BaselineFinder()

    def forget(self) -> None:
        """The person left: whoever comes next has another body."""
        self._phases.reset()
        self._orientation = OrientationFilter()
        self._standing = BaselineFinder()
        self._past = []
        self._reps = 0

    def absent(self, time: float) -> None:
        """No person in the frame at ``time``."""
        self._phases(time, None)

    def __call__(self, pose: Pose) -> Moment:
        """What ``pose`` comes to."""
        orientation = self._orientation(pose)
        raw = measure(pose, orientation)
        baseline = self._standing(pose.time, raw, self._phases.resting)
        measures = _against(raw, baseline)
        trust = joint_trust(pose, orientation)
        posture = Posture(
            time=pose.time,
            measures=measures,
            view=orientation.view,
            turn=orientation.turn,
            facing=orientation.facing,
            near_side=orientation.near_side,
            visibility=min(trust[name] for name in ("shoulder", "hip", "knee", "ankle")),
            outline=outline(pose, orientation),
            picture_size=pose.size,
            others=pose.others,
        )
        self._remember(posture)
        signal = _signal(measures, baseline, legs=not self._rule.from_bottom)
        excursion = self._phases(pose.time, signal)
        rep = None if excursion is None else self._rep(excursion, baseline)
        return Moment(posture, self._phases.phase, signal, baseline, self._standing.progress, rep)

    def _remember(self, posture: Posture) -> None:
        self._past.append(posture)
        if posture.time - self._past[0].time > 2 * _KEPT:
            cut = bisect_left(self._past, posture.time - _KEPT, key=lambda item: item.time)
            del self._past[:cut]

    def _between(self, start: float, end: float) -> list[Posture]:
        times = self._past
        return times[
            bisect_left(times, start, key=lambda item: item.time) : bisect_right(
                times, end, key=lambda item: item.time
            )
        ]

    def _rep(self, excursion: Excursion, baseline: Baseline | None) -> Rep | None:
        whole = self._between(excursion.start, excursion.end)
        if _walked(whole):
            return None
        bottom = typical([item.measures for item in self._around_bottom(excursion)])
        back = typical([item.measures for item in self._deep_part(excursion)])
        bottom = replace(bottom, back_curvature=back.back_curvature, dowel_gap=back.dowel_gap)
        top = typical([item.measures for item in self._around_top(excursion)])
        torsos = [item.value for item in (posture.measures.torso_inclination for posture in whole) if item]
        deepest = max(_calmed(torsos), default=0.0)
        self._reps += 1
        return Rep(
            number=self._reps,
            start=excursion.start,
            bottom=excursion.bottom,
            end=excursion.end,
            tempo=Tempo(
                down=excursion.level_from - excursion.start,
                pause=0.0 if excursion.from_bottom else excursion.level_to - excursion.level_from,
                up=excursion.end - excursion.level_to,
                peak_speed=_peak_speed(whole),
            ),
            bottom_posture=bottom,
            top_posture=top,
            change=_change(bottom, baseline),
            top_change=_change(top, baseline),
            in_range=self._rule.bottom[0] <= deepest - _standing_torso(baseline) <= self._rule.bottom[1],
            returned=excursion.returned,
        )

    def _around_bottom(self, excursion: Excursion) -> list[Posture]:
        """The deepest frames of the level part, and at least a few."""
        level = self._between(
            min(excursion.level_from, excursion.bottom - 0.1), max(excursion.level_to, excursion.bottom + 0.1)
        )
        torsos = _calmed([item.measures.value("torso_inclination") or 0.0 for item in level])
        least = max(torsos, default=0.0) - _DEEPEST
        return [item for item, torso in zip(level, torsos, strict=True) if torso >= least]

    def _deep_part(self, excursion: Excursion) -> list[Posture]:
        """The frames that tell the back: the bottom; where the rep began there, the lower part of the lift."""
        share = _LIFT if excursion.from_bottom else _DEEP
        deep = [
            item
            for item in self._between(excursion.start, excursion.end)
            if (torso := item.measures.value("torso_inclination")) is not None and torso >= share * excursion.peak
        ]
        return deep or self._around_bottom(excursion)

    def _around_top(self, excursion: Excursion) -> list[Posture]:
        """The straightest frames after the bottom, up to now."""
        after = self._between(excursion.level_to, math.inf)
        seen = [item for item in after if item.measures.torso_inclination is not None]
        seen.sort(key=lambda item: item.measures.value("torso_inclination") or 0.0)
        return seen[: max(3, len(seen) // 8)]


def _against(raw: Measures, baseline: Baseline | None) -> Measures:
    """``raw`` as seen from the person's own standing: torso tilt and heel taken off, hinge ratio added."""
    ratio = _hinge_ratio(raw, *_standing_legs(baseline))
    if baseline is None:
        return replace(raw, heel_height=None, hinge_ratio=ratio)
    tilt = max(-_TILT_LIMIT, min(_TILT_LIMIT, baseline.value("torso_inclination", 0.0) - STANDING_LEAN))
    heel = baseline.measures.heel_height
    return replace(
        raw,
        torso_inclination=_shifted(raw.torso_inclination, -tilt),
        heel_height=None if heel is None else _shifted(raw.heel_height, -heel.value),
        hinge_ratio=ratio,
    )


def _standing_torso(baseline: Baseline | None) -> float:
    """What the torso inclination reads when the person stands, degrees."""
    return 0.0 if baseline is None else STANDING_LEAN


def _standing_legs(baseline: Baseline | None) -> tuple[float, float]:
    """Hip and knee flexion of the person standing, degrees."""
    if baseline is None:
        return 0.0, 0.0
    return baseline.value("hip_flexion", 0.0), baseline.value("knee_flexion", 0.0)


def _shifted(item: Measure | None, by: float) -> Measure | None:
    return None if item is None else Measure(item.value + by, item.confidence)


def _hinge_ratio(measures: Measures, standing_hip: float, standing_knee: float) -> Measure | None:
    hip, knee = measures.hip_flexion, measures.knee_flexion
    if hip is None or knee is None:
        return None
    gained_hip, gained_knee = hip.value - standing_hip, max(0.0, knee.value - standing_knee)
    if gained_hip < 15.0:
        return None
    return Measure(gained_hip / (gained_hip + gained_knee), min(hip.confidence, knee.confidence))


def _signal(measures: Measures, baseline: Baseline | None, legs: bool) -> float | None:
    """Degrees away from standing: of the torso, or of hips and knees together where those bend further.

    Without ``legs`` the torso alone: a barbell's plates hide the legs, and make them jump.
    """
    torso, hip, knee = measures.torso_inclination, measures.hip_flexion, measures.knee_flexion
    candidates = []
    if torso is not None:
        candidates.append(torso.value - _standing_torso(baseline))
    if legs and hip is not None and knee is not None and min(hip.confidence, knee.confidence) >= _LEGS_TRUSTED:
        standing = (
            (0.0, 0.0)
            if baseline is None
            else (baseline.value("hip_flexion", 0.0), baseline.value("knee_flexion", 0.0))
        )
        candidates.append(min(hip.value - standing[0], knee.value - standing[1]))
    return max(candidates, default=None)


def _change(bottom: Measures, baseline: Baseline | None) -> Measures:
    """``bottom`` minus standing, measure by measure; the back against what this back should read in a hinge."""
    result: dict[str, Measure | None] = {}
    for name in (
        "hip_flexion",
        "knee_flexion",
        "shin_inclination",
        "hip_travel",
        "hip_height",
        "neck_angle",
        "balance",
    ):
        item: Measure | None = getattr(bottom, name)
        standing = None if baseline is None else baseline.measures.value(name)
        result[name] = None if item is None or standing is None else _shifted(item, -standing)
    result["torso_inclination"] = _shifted(bottom.torso_inclination, -_standing_torso(baseline))
    neutral, trust = neutral_curvature(baseline)
    back = bottom.back_curvature
    result["back_curvature"] = None if back is None else Measure(back.value - neutral, back.confidence * trust)
    return Measures(**result)


def neutral_curvature(baseline: Baseline | None) -> tuple[float, float]:
    """The back curvature that this person's flat back should read in a hinge, and the trust in that, 0..1."""
    own = None if baseline is None else baseline.measures.back_curvature
    if own is None:
        return _UNKNOWN_HINGE_CURVE, _WITHOUT_BASELINE
    trust = min(1.0, own.confidence / _CLEAR_STANDING)
    unlike = max(-_BACKS_DIFFER, min(_BACKS_DIFFER, own.value - _TYPICAL_STANDING_CURVE))
    return _TYPICAL_HINGE_CURVE + _OWN_SHARE * unlike, trust


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
    seen = [item.outline for item in postures if item.visibility > _LEGS_TRUSTED]
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
