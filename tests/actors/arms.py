"""Where arms and hands go, for any posture of one body. Figure frame, metres.

A style says where a wrist wants to be: hung from the shoulder, at a place of chest, pelvis or head, or on the
floor. Mixed styles mix their wishes, so that a hand can move from one to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .body import Body
from .posture import ArmStyle, Hand, Posture
from .ridge import Ridge
from .rotations import Array, about, about_x, align, frame, signed_angle, unit

__all__ = ["SIDES", "ArmStyle", "Arms"]

SIDES = ((".L", 1.0), (".R", -1.0))
OPEN, CURLED, GRIPPING = (22.0, 30.0, 18.0), (14.0, 18.0, 10.0), (72.0, 82.0, 48.0)
FLAT = (8.0, 12.0, 8.0)
CURL: Mapping[str, tuple[float, float, float]] = {
    "crossed": FLAT,
    "hips": CURLED,
    "behind_head": CURLED,
    "thighs": CURLED,
    "floor": FLAT,
    "forearms": CURLED,
    "mouth": (50.0, 60.0, 30.0),
    "talk_low": CURLED,
    "talk_high": CURLED,
    "left_foot": (45.0, 50.0, 20.0),
    "wave_in": FLAT,
    "wave_out": FLAT,
    "overhead": CURLED,
    "hanging": OPEN,
}
"""Finger flexion at the three joints, degrees; styles that are not named grip."""
STRETCH = 0.993
"""How straight a hanging arm is: its reach against its length. The elbow is 14 degrees off straight."""
HANGING = {
    "hanging": (0.08, 0.05),
    "dumbbells": (0.08, 0.0),
    "kettlebell": (-0.21, 0.0),
    "dumbbell_on_end": (-0.21, 0.0),
    "box": (0.02, 0.18),
}
"""Per style: how far a hanging hand goes outward and forward, in arm lengths."""
BAR_GRIP, MIDDLE_GRIP = 0.265, 0.045
"""Metres from the middle to each hand on a bar at the legs, and on what both hands hold in the middle."""
BAR_RADIUS, PIPE_RADIUS = 0.014, 0.0125
BAR_CLEAR = 0.012
"""Metres between a bar and the thighs it brushes, for the cloth."""
BETWEEN_LEGS = -0.05
"""Metres ahead of the line of the legs to which a cable draws the hands of who leans."""
LEANING = (15.0, 45.0)
"""Degrees of torso inclination over which it does."""


@dataclass(frozen=True)
class Reach:
    """A wish for one arm: the wrist's place, where elbow and hand point, where the palm faces."""

    wrist: Array
    elbow: Array
    hand: Array
    palm: Array


@dataclass(frozen=True)
class Trunk:
    """The bones that arms hang on, with the way the figure faces."""

    rotations: Array
    positions: Array
    heading: Array
    elbows: float | None = None
    """How far ahead elbows are planted on the floor, where they are."""


class Arms:
    """Turns a style into bone rotations for any posture of one body."""

    def __init__(self, body: Body, style: ArmStyle) -> None:
        self.body, self.style = body, style
        skin = body.vertices[body.groups["body"]]
        self._trunk = skin[np.abs(skin[:, 0]) < body.joint("upperarm01.L")[0] * 0.98]
        self.upper_length = float(np.linalg.norm(body.joint("lowerarm01.L") - body.joint("upperarm01.L")))
        self._lower = float(np.linalg.norm(body.joint("wrist.L") - body.joint("lowerarm01.L")))
        self._arm = self.upper_length + self._lower
        self.scale = body.height / 1.748
        self._fist = self._closed_hand()
        self._leg_front = {bone: self._ahead_of_leg(bone) for bone in ("upperleg01", "lowerleg01", "foot")}
        self._ridge = Ridge(body)
        self._pipe_line = self._ridge.lying()

    def rotations(self, trunk: Trunk, posture: Posture) -> dict[str, Array]:
        """Absolute rotations of arm, hand and finger bones."""
        turned: dict[str, Array] = {}
        for side, sign, hand in ((".L", 1.0, posture.left_hand), (".R", -1.0, posture.right_hand)):
            turned |= self._bones(side, sign, trunk, posture, self._known(hand))
        return turned

    def _known(self, hand: Hand) -> Hand:
        return tuple((self.style if style == "own" else style, share) for style, share in hand)

    def _bones(self, side: str, sign: float, trunk: Trunk, posture: Posture, hand: Hand) -> dict[str, Array]:
        body, index = self.body, self.body.index
        shoulder, elbow, wrist = (body.joint(name + side) for name in ("upperarm01", "lowerarm01", "wrist"))
        chest = trunk.rotations[index["spine01"]]
        start = trunk.positions[index["upperarm01" + side]]
        wishes = [(self._reach(style, side, sign, trunk, posture), share) for style, share in hand]
        reach = wishes[0][0] if len(wishes) == 1 else _mix(wishes)
        upper, lower = _two_bones(reach.wrist - start, reach.elbow, self.upper_length, self._lower)
        of_upper = align(chest @ (elbow - shoulder), upper) @ chest
        of_lower = align(of_upper @ (wrist - elbow), lower) @ of_upper

        middle, knuckles, palm = body.hand(side)
        of_hand = frame(reach.hand, reach.palm) @ frame(middle, palm).T
        twist = signed_angle(of_lower @ palm, of_hand @ palm, unit(lower))
        turned = {
            "upperarm01" + side: of_upper,
            "upperarm02" + side: of_upper,
            "lowerarm01" + side: about(lower, 0.3 * twist) @ of_lower,
            "lowerarm02" + side: about(lower, 0.75 * twist) @ of_lower,
            "wrist" + side: of_hand,
        }
        curl = sum(share * np.array(CURL.get(style, GRIPPING)) for style, share in hand)
        axis = unit(knuckles)
        for finger in "2345":
            bends = np.cumsum(curl)
            for joint, bend in zip("123", bends, strict=True):
                turned[f"finger{finger}-{joint}{side}"] = of_hand @ about(axis, -sign * bend)
        return turned

    def _reach(self, style: ArmStyle, side: str, sign: float, trunk: Trunk, posture: Posture) -> Reach:
        if style in HANGING:
            return self._hanging(style, side, sign, trunk, posture)
        match style:
            case "bar_hang":
                return self._bar_at_the_legs(side, sign, trunk, posture, BAR_GRIP)
            case "cable":
                return self._cable(side, sign, trunk, posture)
            case "left_foot" | "floor" | "forearms":
                return self._low(style, side, sign, trunk)
        reach = self._carried(style, sign, trunk)
        return replace(reach, wrist=reach.wrist + self._pipe_shift(trunk)) if style == "pipe" else reach

    def _carried(self, style: ArmStyle, sign: float, trunk: Trunk) -> Reach:
        """At a place of the body, which a bone carries along."""
        bone, wrist, elbow, hand, palm = self._on_body(style, sign)
        index = self.body.index[bone]
        turn, rest = trunk.rotations[index], self.body.head[index]
        return Reach(trunk.positions[index] + turn @ (wrist - rest), turn @ elbow, turn @ hand, turn @ palm)

    def _pipe_shift(self, trunk: Trunk) -> Array:
        """What a bent back pushes a pipe out of its place, or lets it in."""
        upper, lower = (self._carried("pipe", sign, trunk) for sign in (1.0, -1.0))
        high, low = (
            reach.wrist + self._fist[0] * unit(reach.hand) + self._fist[1] * unit(reach.palm)
            for reach in (upper, lower)
        )
        along, ahead = unit(high - low), trunk.rotations[self.body.index["spine03"]][:, 2]
        out = unit(along * (along @ ahead) - ahead)
        return (self._ridge.bulge(trunk, high, out) + PIPE_RADIUS) * out

    def _hanging(self, style: ArmStyle, side: str, sign: float, trunk: Trunk, posture: Posture) -> Reach:
        """Straight down from the shoulder, swung forward, the wrist drawn up by a pull."""
        swing = posture.left_swing if sign > 0 else posture.right_swing
        turn = trunk.heading @ about_x(-swing)
        out, ahead = HANGING[style]
        in_the_middle = style in ("kettlebell", "dumbbell_on_end")
        if in_the_middle:  # both hands meet there
            shoulder = abs(self.body.joint("upperarm01.L")[0])
            out = (MIDDLE_GRIP * self.scale - shoulder) / self._arm
        stretch = (0.97 if style == "box" else STRETCH) * (1.0 - posture.pull)
        wrist = trunk.positions[self.body.index["upperarm01" + side]] + stretch * self._arm * (
            turn @ unit((sign * out, -1.0, ahead))
        )
        if in_the_middle:  # and stay clear of the thighs, but for a swing between them
            clear = self._bar_at_the_legs(side, sign, trunk, posture, MIDDLE_GRIP).wrist
            short = float((clear - wrist) @ trunk.heading[:, 2])
            free = float(np.clip(1.0 + swing / 20.0, 0.0, 1.0))
            wrist = wrist + free * np.clip(short / 0.02 + 0.5, 0.0, 1.0) * (clear - wrist)
        inward, forward = {
            "hanging": (-1.0, -0.35), "dumbbells": (-1.0, -0.1), "box": (-1.0, 0.0),
            "kettlebell": (-0.15, -1.0), "dumbbell_on_end": (-1.0, 0.0),
        }[style]  # fmt: skip
        return Reach(
            wrist,
            turn @ np.array([sign * 0.3, 0.0, -1.0]),
            turn @ np.array([sign * 0.02, -1.0, 0.05]),
            turn @ np.array([sign * inward, 0.0, forward]),
        )

    def _cable(self, side: str, sign: float, trunk: Trunk, posture: Posture) -> Reach:
        """Before the thighs when upright, drawn back between them when leaning."""
        at, index = trunk.positions, self.body.index
        torso = at[index["upperarm01.L"]] + at[index["upperarm01.R"]] - at[index["upperleg01.L"]]
        torso = torso - at[index["upperleg01.R"]]
        lean = np.degrees(np.arctan2(torso @ trunk.heading[:, 2], torso[1]))
        share = float(np.clip((lean - LEANING[0]) / (LEANING[1] - LEANING[0]), 0.0, 1.0))
        share = share * share * (3.0 - 2.0 * share)
        reach = self._bar_at_the_legs(side, sign, trunk, posture, MIDDLE_GRIP, share)
        aside = trunk.heading @ np.array([sign, 0.0, 0.0])
        along = unit(reach.wrist - at[index["upperarm01" + side]]) - 0.35 * share * trunk.heading[:, 2]
        return Reach(reach.wrist, reach.elbow, along, -aside)

    def _bar_at_the_legs(
        self, side: str, sign: float, trunk: Trunk, posture: Posture, grip: float, between: float = 0.0
    ) -> Reach:
        """Fists on a bar that brushes thighs or shins, as low as the arms are long; or `between` the legs."""
        at, index = trunk.positions, self.body.index
        hip, knee, ankle = ((at[index[bone + ".L"]] + at[index[bone + ".R"]]) / 2.0
                            for bone in ("upperleg01", "lowerleg01", "foot"))  # fmt: skip
        shoulder = at[index["upperarm01" + side]]
        ahead, aside = trunk.heading @ np.array([0.0, 0.0, 1.0]), trunk.heading @ np.array([sign, 0.0, 0.0])
        length = STRETCH * (1.0 - posture.pull) * self._arm
        place = hip + grip * self.scale * aside
        fist = self._fist[0]
        front = self._leg_front
        wrist = shoulder - np.array([0.0, length, 0.0])
        for _ in range(4):  # the further ahead the legs, the less low the hand
            height = float(np.clip(wrist[1] - fist, ankle[1], hip[1]))
            low, high = (ankle, knee) if height < knee[1] else (knee, hip)
            below, above = ("foot", "lowerleg01") if height < knee[1] else ("lowerleg01", "upperleg01")
            share = (height - low[1]) / max(high[1] - low[1], 1e-6)
            line = low + share * (high - low)
            clear = front[below] + share * (front[above] - front[below]) + self._fist[1]
            clear = clear + between * (BETWEEN_LEGS * self.scale - clear)
            forward = (line + (clear + posture.reach) * ahead - shoulder) @ ahead
            sideways = (place - shoulder) @ aside
            drop = np.sqrt(max(length**2 - forward**2 - sideways**2, (0.3 * length) ** 2))
            wrist = shoulder + forward * ahead + sideways * aside - np.array([0.0, drop, 0.0])
        return Reach(wrist, 0.4 * aside - ahead, np.array([0.0, -1.0, 0.0]), -ahead)

    def _low(self, style: ArmStyle, side: str, sign: float, trunk: Trunk) -> Reach:
        """On the floor, or at the left foot."""
        at, index = trunk.positions, self.body.index
        ahead, aside = trunk.heading @ np.array([0.0, 0.0, 1.0]), trunk.heading @ np.array([1.0, 0.0, 0.0])
        down = np.array([0.0, -1.0, 0.0])
        shoulder = at[index["upperarm01" + side]]
        if style == "left_foot":
            foot = at[index["foot.L"]]
            wrist = foot + 0.13 * ahead + 0.05 * sign * aside - 0.02 * down
            return Reach(wrist, sign * aside - 0.4 * ahead, 0.5 * ahead + down, -sign * aside)
        if style == "floor":
            back = unit((at[index["root"]] - shoulder) * [1.0, 0.0, 1.0])
            wrist = shoulder + 0.95 * self._arm * back + 0.16 * sign * self.scale * aside
            wrist[1] = 0.056
            return Reach(wrist, sign * aside - 0.3 * down, back, down)
        elbow = shoulder + self.upper_length * down  # the forearm lies ahead of the shoulder on the floor
        if trunk.elbows is not None:
            back = shoulder[2] - trunk.elbows
            elbow = shoulder + np.array([0.0, -np.sqrt(max(self.upper_length**2 - back**2, 0.0)), -back])
        wrist = elbow + self._lower * unit(ahead - 0.25 * sign * aside - 0.07 * down)
        return Reach(wrist, elbow - shoulder, ahead - 0.25 * sign * aside, -sign * aside)

    def _on_body(self, style: ArmStyle, sign: float) -> tuple[str, Array, Array, Array, Array]:
        """A place of the resting body, on a bone: wrist, and where elbow and hand point and the palm faces."""
        joint, scale = self.body.joint, self.scale
        hip = joint("upperleg01.L")
        match style:
            case "hips":
                level = hip[1] + 0.115
                place = [sign * (self._widest(level) + 0.03), level, hip[2] - 0.035]
                return _wish("root", place, (sign, 0.1, -0.25), (-sign * 0.35, -0.30, 0.9), (-sign, 0.1, -0.4))
            case "crossed":
                height = joint("upperarm01.L")[1] - (0.125 if sign > 0 else 0.165)
                ahead = 0.060 if sign > 0 else 0.040
                place = [-sign * 0.035, height, self._front(height) + ahead]
                wish = ((sign * 0.55, -1.0, 0.1), (-sign * 0.85, 0.62, -0.12), (-sign * 0.12, 0.0, -1.0))
                return _wish("spine01", place, *wish)
            case "behind_head":
                head = joint("head")
                place = [sign * 0.085 * scale, head[1] + 0.02 * scale, head[2] - 0.105 * scale]
                return _wish("head", place, (sign, -0.1, 0.15), (-sign, 0.15, -0.15), (0.0, 0.1, 1.0))
            case "bar_back":
                neck = joint("neck01")
                level = neck[1] - 0.05 * scale
                bar = self._back(level) - BAR_RADIUS - BAR_CLEAR
                place = [sign * 0.36 * scale, level - 0.085 * scale, bar - 0.010 * scale]
                return _wish("spine01", place, (sign * 0.2, -1.0, -0.25), (-sign * 0.1, 1.0, -0.1), (0.0, 0.1, 1.0))
            case "pipe" if sign > 0:
                level = joint("neck03")[1] + 0.01 * scale
                place = [self._fist[0], level, self._pipe_at(level) - self._fist[1]]
                return _wish("neck01", place, (1.0, 0.5, 0.1), (-1.0, 0.05, 0.0), (0.0, 0.0, 1.0))
            case "pipe":
                level = joint("spine04")[1] + 0.01
                place = [-self._fist[0], level, self._pipe_at(level) + self._fist[1]]
                return _wish("spine05", place, (-1.0, 0.1, -0.5), (1.0, 0.05, 0.0), (0.0, 0.0, -1.0))
            case "thighs":
                place = [sign * 0.15 * scale, hip[1] + 0.03, self._front(hip[1] + 0.03) + 0.16 * scale]
                return _wish("root", place, (sign, -0.2, -0.3), (0.0, -0.35, 1.0), (0.0, -1.0, -0.3))
            case "mouth":
                head = joint("head")
                place = [sign * 0.05, head[1] - 0.015, head[2] + 0.185 * scale]
                return _wish("head", place, (sign * 0.6, -1.0, 0.3), (-sign * 0.35, 0.85, -0.2), (-sign, 0.0, -0.5))
            case "talk_low":
                place = [sign * 0.20 * scale, joint("spine03")[1] + 0.02, self._front(joint("spine03")[1]) + 0.22]
                return _wish("spine01", place, (sign * 0.5, -1.0, -0.4), (-sign * 0.3, 0.2, 1.0), (-sign, 0.5, 0.0))
            case "talk_high":
                place = [sign * 0.24 * scale, joint("spine01")[1] + 0.03, self._front(joint("spine01")[1]) + 0.24]
                return _wish("spine01", place, (sign * 0.8, -1.0, -0.2), (-sign * 0.2, 0.7, 0.8), (-sign, 0.2, 0.3))
            case "wave_in" | "wave_out":
                out = 0.16 if style == "wave_in" else 0.34
                shoulder = joint("upperarm01.L")
                place = [sign * (shoulder[0] + out * scale), shoulder[1] + 0.20 * scale, shoulder[2] + 0.16 * scale]
                lean = 0.35 if style == "wave_out" else -0.15
                return _wish("spine01", place, (sign, -1.0, -0.3), (sign * lean, 1.0, 0.1), (0.0, 0.0, 1.0))
            case "overhead":
                shoulder = joint("upperarm01.L")
                place = [sign * (shoulder[0] - 0.03), shoulder[1] + 0.93 * self._arm, shoulder[2] - 0.02]
                return _wish("spine01", place, (sign, 0.0, -0.6), (-sign * 0.1, 1.0, 0.0), (-sign, 0.0, 0.3))
        raise ValueError(f"no arm style {style!r}")

    def _closed_hand(self) -> tuple[float, float]:
        """Metres from the wrist to the middle of a gripping hand: along the hand, and out of the palm."""
        body, wrist = self.body, self.body.joint("wrist.L")
        middle, knuckles, palm = body.hand(".L")
        places = []
        for finger in "2345":
            bones = [body.index[f"finger{finger}-{joint}.L"] for joint in "123"]
            place = body.head[bones[0]] - wrist
            places.append(place)
            for bone, bend in zip(bones, np.cumsum(GRIPPING), strict=True):
                place = place + about(unit(knuckles), -float(bend)) @ (body.tail[bone] - body.head[bone])
                places.append(place)
        centre = np.mean(places, axis=0)
        return float(centre @ unit(middle)), float(centre @ unit(palm))

    def _ahead_of_leg(self, bone: str) -> float:
        """Metres from the line of the legs forward to a bar's middle that brushes the skin there."""
        body = self.body
        hip, knee, ankle = (body.joint(name + ".L") for name in ("upperleg01", "lowerleg01", "foot"))
        joint = body.joint(bone + ".L")
        level = joint[1] - 0.04 if bone == "upperleg01" else joint[1] + (0.10 if bone == "foot" else 0.0)
        low, high = (ankle, knee) if level < knee[1] else (knee, hip)
        line = low + (level - low[1]) / (high[1] - low[1]) * (high - low)
        return self._front(level) - float(line[2]) + BAR_RADIUS + BAR_CLEAR

    def _pipe_at(self, height: float) -> float:
        """The middle of a pipe on the back of the resting body at a height."""
        start, slope = self._pipe_line
        return start + slope * height - PIPE_RADIUS

    def _widest(self, height: float) -> float:
        return float(self._trunk[np.abs(self._trunk[:, 1] - height) < 0.02, 0].max())

    def _front(self, height: float) -> float:
        return float(self._trunk[np.abs(self._trunk[:, 1] - height) < 0.02, 2].max())

    def _back(self, height: float) -> float:
        """The furthest back near the middle of the body at a height."""
        near = (np.abs(self._trunk[:, 1] - height) < 0.02) & (np.abs(self._trunk[:, 0]) < 0.05)
        return float(self._trunk[near, 2].min())


def _wish(
    bone: str, wrist: object, elbow: object, hand: object, palm: object
) -> tuple[str, Array, Array, Array, Array]:
    place, points, along, faces = (np.array(value, float) for value in (wrist, elbow, hand, palm))
    return bone, place, points, along, faces


def _mix(wishes: list[tuple[Reach, float]]) -> Reach:
    def blend(name: str) -> Array:
        return np.sum([share * getattr(reach, name) for reach, share in wishes], axis=0)

    hand, palm = unit(blend("hand")), blend("palm")
    if np.linalg.norm(np.cross(hand, palm)) < 0.05:  # opposite wishes cancel out: keep the last one's palm
        palm = wishes[-1][0].palm + 0.1 * wishes[0][0].palm
    return Reach(blend("wrist"), blend("elbow"), hand, palm)


def _two_bones(reach: Array, elbow: Array, upper: float, lower: float) -> tuple[Array, Array]:
    """Directions of upper and lower arm that bring the wrist to `reach` from the shoulder."""
    distance = float(np.clip(np.linalg.norm(reach), abs(upper - lower) + 1e-3, 0.998 * (upper + lower)))
    straight = unit(reach)
    aside = unit(elbow - straight * (straight @ elbow))
    along = (distance**2 + upper**2 - lower**2) / (2.0 * distance)
    bent = along * straight + np.sqrt(max(upper**2 - along**2, 0.0)) * aside
    return bent / upper, (distance * straight - bent) / lower
