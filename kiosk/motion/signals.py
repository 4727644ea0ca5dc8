"""What a rep is told by: from the measures of a frame to how far the body is from its rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from kiosk.motion.baseline import Baseline
from kiosk.motion.posture import Measure, Measures
from kiosk.motion.rest import REST_POSTURES, Start
from kiosk.motion.standing import signal_of, standing_torso

RepsBy = Literal["torso", "hip_height", "hip_extension_lying", "hip_flexion_lying", "hip_knee"]
"""What a rep is told by; always the way from this person's own rest.

``torso``: degrees of torso inclination. ``hip_height``: hundredths of the standing leg that the hips have sunk.
``hip_extension_lying``: degrees by which hips that rest bent have opened (bridges). ``hip_flexion_lying``: degrees by
which they have closed further (crunches). ``hip_knee``: degrees of hip flexion, on the knees.
"""


class RepSignal(Protocol):
    """Tells how far a body is from its rest, in degrees or in hundredths of the leg."""

    def way(self, measures: Measures, baseline: Baseline | None, /) -> float | None:
        """What reps are cut by; None where it is not seen, or rest is not known yet."""

    def depth(self, measures: Measures, baseline: Baseline | None, /) -> float | None:
        """What tells the deepest frames of a rep, and whether its far end is in range; `at_rest` at rest."""

    def at_rest(self, baseline: Baseline | None, /) -> float:
        """What `depth` reads at rest."""

    def reach(self, measures: Measures, baseline: Baseline | None, /) -> Measure | None:
        """How far a rep went whose far end has ``measures``; None where that is the change of the torso."""


@dataclass(frozen=True, slots=True)
class TorsoFromStanding:
    """The torso of who stands on their feet; hips and knees too, where they bend further. See `signal_of`."""

    legs: bool

    def way(self, measures: Measures, baseline: Baseline | None) -> float | None:
        """As `signal_of`."""
        return signal_of(measures, baseline, self.legs)

    def depth(self, measures: Measures, _baseline: Baseline | None) -> float | None:
        """Torso inclination."""
        return measures.value("torso_inclination")

    def at_rest(self, baseline: Baseline | None) -> float:
        """Torso inclination of who stands."""
        return standing_torso(baseline)

    def reach(self, _measures: Measures, _baseline: Baseline | None) -> Measure | None:
        """None: `Rep.change` has it."""
        return None


@dataclass(frozen=True, slots=True)
class FromRest:
    """One measure against the person's own rest, times ``scale``. ``usual`` is what it reads at rest in everybody;
    where that is None, nothing is told until this person's own rest is known."""

    measure: str
    scale: float = 1.0
    usual: float | None = None

    def way(self, measures: Measures, baseline: Baseline | None) -> float | None:
        """The measure's way from rest."""
        value = measures.value(self.measure)
        rest = None if baseline is None else baseline.measures.value(self.measure)
        rest = self.usual if rest is None else rest
        return None if value is None or rest is None else self.scale * (value - rest)

    def depth(self, measures: Measures, baseline: Baseline | None) -> float | None:
        """The same."""
        return self.way(measures, baseline)

    def at_rest(self, _baseline: Baseline | None) -> float:
        """Nought."""
        return 0.0

    def reach(self, measures: Measures, baseline: Baseline | None) -> Measure | None:
        """The way, as far as the measure may be trusted."""
        way, item = self.way(measures, baseline), getattr(measures, self.measure)
        return None if way is None or item is None else Measure(way, item.confidence)


_FROM_REST: Mapping[RepsBy, FromRest] = {
    "torso": FromRest("torso_inclination"),
    "hip_height": FromRest("hip_height", scale=-100.0, usual=1.0),
    "hip_extension_lying": FromRest("hip_flexion", scale=-1.0),
    "hip_flexion_lying": FromRest("hip_flexion"),
    "hip_knee": FromRest("hip_flexion"),
}


def signal_for(by: RepsBy, start: Start, from_bottom: bool) -> RepSignal:
    """The signal of a drill that is counted ``by`` something and begins at ``start``.

    ``from_bottom``: the weight lies on the floor, and its plates hide the legs.
    """
    if by == "torso" and REST_POSTURES[start].upright:
        return TorsoFromStanding(legs=not from_bottom)
    return _FROM_REST[by]
