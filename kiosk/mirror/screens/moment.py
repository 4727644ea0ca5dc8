"""What every screen is given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.coach.guidance import Guidance
from kiosk.locale.texts import GlassTexts
from kiosk.mirror.figures import Joints
from kiosk.mirror.props import Placed, PlacedMat, PlacedStick, PlacedTrack
from kiosk.mirror.theme import Layout


@dataclass(frozen=True, slots=True)
class Moment:
    """The guidance to show now, with the figures already placed on the glass (screen pixels)."""

    guidance: Guidance
    now: float
    """Seconds of the mirror's clock."""
    layout: Layout
    texts: GlassTexts
    """What a screen says of itself."""
    user: Joints | None = None
    ghost: Joints | None = None
    props: Sequence[Placed] = ()
    stick: PlacedStick | None = None
    track: PlacedTrack | None = None
    counted_ago: float = math.inf
    """Seconds since the count last rose."""
    mat: PlacedMat | None = None
    link: str = ""
    """An address for a phone, while nobody is there."""
    leads_to: str = ""
    """What it is, in a few words."""
    result: str = ""
    """What a phone may take home, after a session."""
