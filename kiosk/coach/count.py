"""How a drill is counted: by reps of one measure, or by the seconds of a hold. Data, checked at load."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.motion.phases import RepRule
from kiosk.toml import Section

Way = Annotated[float, Field(gt=0.0, le=180.0)]
"""How far from rest, in the unit of what is counted by."""

Seconds = Annotated[float, Field(ge=0.0, le=600.0)]

RepsBy = Literal["torso", "hip_height", "hip_extension_lying", "hip_flexion_lying", "hip_knee"]
"""What a rep is told by; always the way from this person's own rest.

``torso``: degrees of torso inclination. ``hip_height``: hundredths of the standing leg that the hips have sunk.
``hip_extension_lying``: degrees by which hips that rest bent have opened (bridges). ``hip_flexion_lying``: degrees by
which they have closed, and the trunk has curled up (crunches). ``hip_knee``: degrees of hip flexion, on the knees.
"""


class RepCount(Section):
    """Thresholds of a rep, as ways from rest in the unit of ``by`` (see `RepsBy`).

    ``begin`` starts a rep, ``rest`` ends it, ``bottom`` is the range that its far end must lie in to count: the
    lowest point of a hinge, the highest of a bridge. ``from_bottom``: the first rep may begin there. ``per_side``:
    the sides are counted apart. ``lands_within`` seconds of standing again, the hips sink once more, as who has
    jumped lands; without that it was no jump.
    """

    by: RepsBy
    begin: Way
    rest: Way
    bottom: tuple[Way, Way]
    from_bottom: bool = False
    per_side: bool = False
    lands_within: Annotated[float, Field(gt=0.0, le=3.0)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> RepCount:
        if not self.rest < self.begin < self.bottom[0] < self.bottom[1]:
            raise ValueError("needs rest < begin < bottom[0] < bottom[1]")
        return self

    def rule(self) -> RepRule:
        """The same for the motion room."""
        return RepRule(self.begin, self.rest, self.bottom, self.from_bottom)


class HoldCount(Section):
    """A posture that is held: its seconds count while hip and knee are straight.

    ``bend``: degrees that the hip may be off the line from shoulder to ankle. ``least``: seconds below which it was
    no hold. ``slack``: seconds for which the line may be lost without the hold being over.
    """

    by: Literal["hold"]
    bend: Way
    least: Seconds
    slack: Seconds = 0.5
    per_side: bool = False


Count = Annotated[RepCount | HoldCount, Field(discriminator="by")]
