"""A posture of the whole body, as data that blends.

Angles in degrees as in the project's domain: torso inclination is hip to shoulder against vertical, forward
positive; knee flexion is 0 for a straight leg; spine and neck flexion are against the standing figure, forward
positive. Lengths in metres.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal

ArmStyle = Literal[
    "own",
    "hanging",
    "crossed",
    "hips",
    "behind_head",
    "pipe",
    "dumbbells",
    "bar_hang",
    "bar_back",
    "kettlebell",
    "dumbbell_on_end",
    "cable",
    "box",
    "thighs",
    "floor",
    "forearms",
    "mouth",
    "talk_low",
    "talk_high",
    "left_foot",
    "wave_in",
    "wave_out",
    "overhead",
]
"""Where a hand goes; `own` is the style the actor was given. See `arms.py` for each."""

Hand = tuple[tuple[ArmStyle, float], ...]
"""A mix of styles with their shares, which add up to 1."""

OWN: Hand = (("own", 1.0),)


@dataclass(frozen=True)
class Posture:
    """A posture; what a support decides (the lean of the shins, the height of the hips) is not in it."""

    torso: float = 2.5
    knee: float = 4.0
    lumbar: float = 0.0
    thoracic: float = 0.0
    neck: float = 0.0
    shoulders: float = 0.0
    """Shoulder girdle drawn forward (hunched); negative is drawn back."""
    hip_drop: float = 0.0
    """The left hip lower than the right."""
    turn: float = 0.0
    """Pelvis and trunk turned to the figure's left while the feet stay."""
    twist: float = 0.0
    """Chest turned to the left against the pelvis."""
    side_bend: float = 0.0
    """Chest bent sideways to the left against the pelvis."""
    look: float = 0.0
    """Head turned to the left against the chest."""
    balance: float = 0.0
    """Metres that the centre of mass is kept in front of the middle of the feet."""
    heels: float = 0.0
    """Feet pitched on their balls, heels up."""
    lift: float = 0.0
    """The whole figure off the floor, in metres."""
    left_free: float = 0.0
    """1 where the left leg is off its support and follows `free_hip` and `free_knee`; between, on the way."""
    right_free: float = 0.0
    free_hip: float = 0.0
    """Flexion of a free hip against the pelvis; negative reaches behind."""
    free_knee: float = 10.0
    left_swing: float = 0.0
    """A hanging arm swung forward from the plumb line."""
    right_swing: float = 0.0
    pull: float = 0.0
    """Share of the arm's length that bent elbows take back from a hanging hand."""
    reach: float = 0.0
    """Metres that hands which hold a bar at the legs drift forward of them."""
    left_hand: Hand = OWN
    right_hand: Hand = OWN

    def towards(self, other: Posture, share: float) -> Posture:
        """The posture a share of the way to another; beyond 0 and 1 it goes on."""
        if share == 0.0:
            return self
        if share == 1.0:
            return other
        values = {name: getattr(self, name) * (1.0 - share) + getattr(other, name) * share for name in NUMBERS}
        hands = {name: mixed(getattr(self, name), getattr(other, name), share) for name in HANDS}
        return Posture(**values, **hands)


HANDS = ("left_hand", "right_hand")
NUMBERS = tuple(item.name for item in fields(Posture) if item.name not in HANDS)
STANDING = Posture()


def both(style: ArmStyle) -> dict[str, Any]:
    """Both hands in one style, as fields of a posture."""
    return dict.fromkeys(HANDS, ((style, 1.0),))


def mixed(first: Hand, second: Hand, share: float) -> Hand:
    """A share of the way from one mix of styles to another."""
    if first == second:
        return first
    share = min(max(share, 0.0), 1.0)
    parts: dict[ArmStyle, float] = {}
    for hand, weight in ((first, 1.0 - share), (second, share)):
        for style, part in hand:
            parts[style] = parts.get(style, 0.0) + weight * part
    return tuple((style, part) for style, part in parts.items() if part > 1e-9)
