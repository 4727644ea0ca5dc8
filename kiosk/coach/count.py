"""How a drill is counted: by reps of one measure, or by the seconds of a hold. Data, checked at load."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.motion.holds import HoldRule
from kiosk.motion.phases import RepRule
from kiosk.motion.rest import Start
from kiosk.motion.signals import RepsBy
from kiosk.toml import Section

Way = Annotated[float, Field(gt=0.0, le=180.0)]
"""How far from rest, in the unit of what is counted by."""

Seconds = Annotated[float, Field(ge=0.0, le=600.0)]

class RepCount(Section):
    """Thresholds of a rep, as ways from rest in the unit of ``by`` (see `kiosk.motion.signals`).

    ``begin`` starts a rep, ``rest`` ends it, ``bottom`` is the range that its far end must lie in to count: the
    lowest point of a hinge, the highest of a bridge. ``from_bottom``: the first rep may begin there. ``per_side``:
    the sides are counted apart. ``lands_within`` seconds of standing again, the hips sink once more, as who has
    jumped lands; without that it was no jump. ``down_within`` seconds of standing, the weight of a lift is back on
    the floor; the rise after which it is not was one with empty hands. ``rest_unseen``: seconds for which who rests
    may go unseen, as with the arms about the head, before rest must be seen again. ``still_short``: seconds of
    stillness after which a rep is over that stops short of rest, as the last of a set may. ``hands_above``: leg
    lengths over the ankle below which hands, on bent knees, are at the floor: something was picked up or set down.
    """

    by: RepsBy
    begin: Way
    rest: Way
    bottom: tuple[Way, Way]
    from_bottom: bool = False
    per_side: bool = False
    lands_within: Annotated[float, Field(gt=0.0, le=3.0)] | None = None
    down_within: Annotated[float, Field(gt=0.0, le=60.0)] | None = None
    rest_unseen: Annotated[float, Field(ge=1.0, le=10.0)] = 1.0
    still_short: Annotated[float, Field(ge=0.5, le=10.0)] | None = None
    hands_above: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> RepCount:
        if not self.rest < self.begin < self.bottom[0] < self.bottom[1]:
            raise ValueError("needs rest < begin < bottom[0] < bottom[1]")
        if self.down_within is not None and not (self.from_bottom and self.lands_within is None):
            raise ValueError("down_within is for lifts: needs from_bottom = true and no lands_within")
        return self

    def rule(self, start: Start) -> RepRule:
        """The same for the motion room, in a drill that begins at ``start``."""
        return RepRule(
            begin=self.begin,
            standing=self.rest,
            bottom=self.bottom,
            from_bottom=self.from_bottom,
            by=self.by,
            start=start,
            per_side=self.per_side,
            lands_within=self.lands_within,
            down_within=self.down_within,
            rest_unseen=self.rest_unseen,
            still_short=self.still_short,
            hands_above=self.hands_above,
        )


class HoldCount(Section):
    """A posture that is held: its seconds count while hip and knee are straight.

    ``bend``: degrees that the hip may be off the line from shoulder to ankle. ``least``: seconds below which it was
    no hold. ``slack``: seconds for which the line may be lost without the hold being over. ``off_rest``: degrees by
    which hips that hang further must have left how they hang at rest, to be held all the same. ``raised``: degrees
    that the hips may be too high.
    """

    by: Literal["hold"]
    bend: Way
    least: Seconds
    slack: Seconds = 0.5
    off_rest: Way | None = None
    raised: Way | None = None
    per_side: bool = False

    def rule(self, start: Start) -> HoldRule:
        """The same for the motion room, in a drill that begins at ``start``."""
        return HoldRule(self.bend, self.least, self.slack, start, self.off_rest, self.raised)


Count = Annotated[RepCount | HoldCount, Field(discriminator="by")]
