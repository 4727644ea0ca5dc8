"""Cuts a posture that is held into holds: how long hip and knee were straight, without a break."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.motion.baseline import Baseline
from kiosk.motion.phases import Excursion
from kiosk.motion.posture import Measures, Phase
from kiosk.motion.rest import Start, faces_down

_KNEE_SURE = 0.5

_TORSO = 0.6
"""Length of the torso, hip to shoulder, in leg lengths, hip to ankle (Winter, table of body segment lengths)."""

_PROPPED = 0.08
"""Leg lengths by which the shoulders of who is propped up on the forearms are above the ankles at least: of who lies
flat, and is as straight, they are as low."""


@dataclass(frozen=True, slots=True)
class HoldRule:
    """``bend``: degrees that hip and knee may be off the line from shoulder to ankle. ``least``: seconds below which
    it was no hold. ``slack``: seconds for which the line may be lost or not seen. ``off_rest``: degrees by which the
    hips must have left how they hang at rest, where they may hang further than ``bend``; None: they may not.
    ``raised``: degrees that the hips may be too high, as over a rounded back; None: ``bend``."""

    bend: float
    least: float
    slack: float = 0.5
    start: Start = "plank"
    off_rest: float | None = None
    raised: float | None = None

    def most(self, baseline: Baseline | None) -> float:
        """Degrees off the line up to which who rests as ``baseline`` says holds it.

        Hips that sag are a fault of a plank, and not its end, as long as they are off the floor; how they hang on it
        is known of who has rested on the forearms before.
        """
        rest = None if baseline is None else baseline.measures.value("hip_flexion")
        if rest is None or self.off_rest is None:
            return self.bend
        return max(self.bend, -rest - self.off_rest)


def off_line(measures: Measures, rule: HoldRule) -> float | None:
    """Degrees by which the body of a plank is off the straight line; None where it is not seen, or is no such body:
    who stands is straight as well.

    Hips that are raised count in the measure in which they may be further off than those that hang: a rounded back
    lifts them, while the body is still borne by forearms and toes.
    """
    hip, knee = measures.hip_flexion, measures.knee_flexion
    if hip is None or not faces_down(measures) or not _propped(measures):
        return None
    bent = 0.0 if knee is None or knee.confidence < _KNEE_SURE else abs(knee.value)
    weight = 1.0 if rule.raised is None or hip.value < 0.0 else rule.bend / rule.raised
    return max(weight * abs(hip.value), bent)


def _propped(measures: Measures) -> bool:
    torso, height = measures.value("torso_inclination"), measures.value("hip_height")
    if torso is None or height is None:
        return False
    return height + _TORSO * math.cos(math.radians(torso)) >= _PROPPED


class HoldMachine:
    """Feed it how far off the line the body is, frame by frame; it tells each hold once it is over."""

    def __init__(self, rule: HoldRule) -> None:
        self._rule = rule
        self.reset()

    def reset(self) -> None:
        """Forget the hold under way."""
        self._since: float | None = None
        self._last = 0.0
        self._worst = 0.0

    @property
    def phase(self) -> Phase:
        """The bottom while held."""
        return Phase.STANDING if self._since is None else Phase.BOTTOM

    @property
    def held(self) -> float:
        """Seconds of the hold under way."""
        return 0.0 if self._since is None else self._last - self._since

    def __call__(self, time: float, off: float | None, most: float) -> Excursion | None:
        """The hold that is over with this frame, or None. ``off`` None: not seen, or not in the posture at all; at
        ``most`` so many degrees are still on the line."""
        if off is not None and off <= most:
            over = self._over(time)
            if self._since is None:
                self._since, self._worst = time, 0.0
            self._last, self._worst = time, max(self._worst, off)
            return over
        return self._over(time)

    def _over(self, time: float) -> Excursion | None:
        since, last, worst = self._since, self._last, self._worst
        if since is None or time - last <= self._rule.slack:
            return None
        self.reset()
        if last - since < self._rule.least:
            return None
        return Excursion(
            start=since,
            level_from=since,
            bottom=(since + last) / 2.0,
            level_to=last,
            end=last,
            peak=worst,
            valley=worst,
            returned=True,
            from_bottom=False,
        )
