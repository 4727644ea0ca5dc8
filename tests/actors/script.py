"""What a figure does: postures over time, rep by rep. Data and timing only, no body.

Angles in degrees as in the project's domain: torso inclination is hip to shoulder against vertical; knee
flexion is 0 for a straight leg; spine and neck flexion are against the standing figure, forward positive.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Literal

import numpy as np

Phase = Literal["standing", "down", "bottom", "up"]


@dataclass(frozen=True)
class Posture:
    """A posture of the whole body; the lean of the shins follows from keeping balance."""

    torso: float = 2.5
    knee: float = 4.0
    lumbar: float = 0.0
    thoracic: float = 0.0
    neck: float = 0.0

    def towards(self, other: Posture, share: float) -> Posture:
        """The posture a share of the way to another."""
        return Posture(
            **{
                item.name: getattr(self, item.name) * (1.0 - share) + getattr(other, item.name) * share
                for item in fields(self)
            }
        )


STANDING = Posture()


@dataclass(frozen=True)
class Fault:
    """A fault meant to be seen: an id of the project's fault list and how strong, 0..1."""

    id: str
    strength: float


@dataclass(frozen=True)
class Rep:
    """One repetition. Times in seconds; `top` is where it ends, `rest` the stillness after it."""

    bottom: Posture
    down: float = 2.0
    pause: float = 0.5
    up: float = 1.5
    rest: float = 1.0
    top: Posture = STANDING
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Slide:
    """The figure glides along the frame: from `start` seconds, over `seconds`, by `metres` along z."""

    start: float
    seconds: float
    metres: float


@dataclass(frozen=True)
class Span:
    """When a rep happens, in seconds: it starts, reaches its bottom, leaves it, ends."""

    start: float
    reached: float
    left: float
    end: float


@dataclass(frozen=True)
class Script:
    """A figure's whole part: still for `lead` seconds, then the reps."""

    lead: float = 1.5
    reps: tuple[Rep, ...] = ()
    standing: Posture = field(default=STANDING)
    sway: float = 1.0
    """Size of the small unrest of a living body; 1 is a quarter of a degree at the torso."""
    slide: Slide | None = None

    def spans(self) -> list[Span]:
        """When each rep happens."""
        spans, now = [], self.lead
        for rep in self.reps:
            reached = now + rep.down
            span = Span(now, reached, reached + rep.pause, reached + rep.pause + rep.up)
            spans.append(span)
            now = span.end + rep.rest
        return spans

    def posture(self, time: float) -> Posture:
        """The posture at a time: minimum-jerk movement between the postures of the reps."""
        posture = self.standing
        for rep, span in zip(self.reps, self.spans(), strict=True):
            if time < span.start:
                break
            posture = posture.towards(rep.bottom, minimum_jerk((time - span.start) / rep.down))
            posture = posture.towards(rep.top, minimum_jerk((time - span.left) / rep.up))
        unrest = 0.6 * np.sin(2 * np.pi * (0.31 * time + 0.2)) + 0.3 * np.sin(2 * np.pi * (0.83 * time + 0.6))
        return replace(
            posture,
            torso=posture.torso + 0.25 * self.sway * unrest,
            neck=posture.neck + 0.8 * self.sway * unrest,
        )

    def phase(self, time: float) -> Phase:
        """Where in a rep a time is; `standing` before, between and after reps."""
        for span in self.spans():
            if span.start <= time < span.end:
                return "down" if time < span.reached else "bottom" if time < span.left else "up"
        return "standing"

    def offset(self, time: float) -> float:
        """How far the figure has slid along z, in metres."""
        if self.slide is None:
            return 0.0
        return self.slide.metres * minimum_jerk((time - self.slide.start) / self.slide.seconds)


def minimum_jerk(progress: float) -> float:
    """The smoothest way from 0 to 1 for progress 0..1, at rest at both ends."""
    x = min(max(progress, 0.0), 1.0)
    return x**3 * (10.0 - 15.0 * x + 6.0 * x * x)
