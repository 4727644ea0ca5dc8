"""What is shown of the ghost during one set: where it is, how bright, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.coach.drill import Drill
from kiosk.coach.ghost.back_line import back_depths
from kiosk.coach.ghost.lead import Lead
from kiosk.coach.ghost.leap import Leap, leap_of
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.ghost.solve import Shape
from kiosk.coach.ghost.track import is_reached, leading_joint, track_of
from kiosk.coach.guidance import Figure, Track
from kiosk.motion.baseline import Baseline
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Facing, Measures, Phase

_FADE = 0.8
"""Seconds in which the ghost comes, or goes, in full."""

_LONGEST = 0.2
"""Seconds that count of the time between two frames: after a gap it comes on as softly."""

_UNSEEN = 0.02
"""Light below which nothing is drawn."""

_MOVED = 1.5
"""Pixels that any joint at rest has moved by, until reach and track are found anew."""


class Guide:
    """Feed it every frame of the set."""

    def __init__(self, drill: Drill, height: float) -> None:
        """``height``: of the person, metres."""
        self._drill, self._height = drill, height
        count = drill.count
        self._lead = Lead(drill.tempo, from_bottom=count.by != "hold" and count.from_bottom, holds=count.by == "hold")
        self._shape: Shape | None = None
        self._laid: Limbs | None = None
        self._leap: Leap | None = None
        self._track: Track | None = None
        self._least = 0.0
        self._light = 0.0
        self._last: float | None = None
        self.ghost: Figure | None = None
        self.track: Track | None = None

    def __call__(
        self,
        time: float,
        moment: Moment | None,
        limbs: Limbs | None,
        wanted: float,
        depth: Mapping[str, float] | None = None,
    ) -> None:
        """Set ``ghost`` and ``track`` for ``time``. ``limbs``: of who is there, as far as known; ``wanted``: the
        light that the ghost is to come to, 0 to 1; ``depth``: of the joints, as in `Figure`."""
        at = self._lead(time, Phase.STANDING if moment is None else moment.phase)
        self._take(limbs)
        facing = None if moment is None else moment.posture.facing
        self._dim(time, wanted if self._follows(facing) else 0.0)
        self.ghost = self.track = None
        if self._shape is None or not self._shape.possible or self._light < _UNSEEN:
            return
        light = self._light * self._light * (3.0 - 2.0 * self._light)
        leapt = self._lead.leapt
        if leapt is None or self._leap is None:
            figure = self._shape.at(at, back=self._lead.back)
        else:
            figure = self._leap.at(leapt)
        near = depth or {}
        if figure is not None:
            self.ghost = replace(figure, light=light, depth=back_depths(figure.joints, near))
        if self._track is not None:
            reached = moment is not None and self._is_reached(moment.posture.measures, moment.baseline)
            self.track = replace(
                self._track,
                reached=reached,
                light=light,
                path_depth=near.get("hip", 0.0),
                zone_depth=near.get(leading_joint(self._drill), 0.0),
            )

    def _is_reached(self, measures: Measures, baseline: Baseline | None) -> bool:
        return is_reached(self._drill, measures, baseline, self._least)

    def _follows(self, facing: Facing | None) -> bool:
        """Whether there is a ghost for who is there: who has turned round has none until they have stood so."""
        shape = self._shape
        return shape is not None and shape.possible and facing in (None, shape.limbs.facing)

    def _take(self, limbs: Limbs | None) -> None:
        before = None if self._shape is None else self._shape.limbs
        if limbs is before:
            return
        if limbs is None:
            self._shape = self._laid = self._track = self._leap = None
            return
        if before is not None and before.facing is not limbs.facing:
            self._light = 0.0  # it does not jump over to the other side: it goes and comes
        moved = self._shape is None or self._laid is None or _apart(self._laid, limbs) > _MOVED
        known = None if moved or self._shape is None else self._shape.reach
        self._shape = Shape(self._drill, limbs, self._height, known)
        if moved:
            self._laid = limbs
            self._leap = leap_of(self._shape)
            self._lead.leap = 0.0 if self._leap is None else self._leap.lasts
            laid = track_of(self._shape)
            self._track, self._least = (None, 0.0) if laid is None else laid

    def _dim(self, time: float, wanted: float) -> None:
        spent = 0.0 if self._last is None else min(_LONGEST, max(0.0, time - self._last))
        self._last = time
        step = spent / _FADE
        self._light += max(-step, min(step, wanted - self._light))


def _apart(one: Limbs, other: Limbs) -> float:
    """The furthest that a joint at rest is from where it was, picture pixels."""
    if one.facing is not other.facing:
        return float("inf")
    places = zip(map(one.placed, one.joints.values()), map(other.placed, other.joints.values()), strict=True)
    return max(max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in places)
