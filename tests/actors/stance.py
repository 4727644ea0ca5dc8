"""From a posture to bones: a figure that rests on its support and, on its feet, keeps its balance.

On `feet` the torso's lean fixes the pelvis, the knees fix how far hips and ankles are apart, and the line
between them is tilted until the centre of mass stays where the posture wants it over the feet, which never move.
The other supports pin another part of the body: see `Support`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .arms import SIDES, Arms, ArmStyle, Trunk
from .balance import Balance, Load
from .figure import Figure, Pose
from .grounds import HALF_STANCE, Footing, Ground, Spot, standing_at
from .legs import Foot, Legs
from .posture import Posture
from .rotations import Array, about_x, about_y, about_z, unit
from .script import Moment
from .skeleton import places
from .support import FEET, Support

LUMBAR = {"spine05": 0.15, "spine04": 0.45, "spine03": 0.40}
THORACIC = {"spine02": 0.5, "spine01": 0.5}
NECK = {"neck01": 0.3, "neck02": 0.3, "neck03": 0.2, "head": 0.2}
"""How a flexion spreads over the bones."""
MIDFOOT = 0.045
"""Metres from the ankle forward to where the balance is kept."""
TILT_RANGE = (-42.0, 42.0)
KNEE_RADIUS, ELBOW_RADIUS = 0.036, 0.035
"""Metres from a knee's or an elbow's centre to the floor it rests on."""
TOE_STAND = 68.0
"""Degrees that feet are pitched when the toes alone bear, as in a plank."""


class Stance:
    """Poses one figure on one support."""

    def __init__(self, figure: Figure, arms: ArmStyle, support: Support = FEET, load: Load | None = None) -> None:
        self.body, self.support = figure.body, support
        self.arms, self.legs = Arms(figure.body, arms), Legs(figure.body)
        self._balance = Balance(figure.body, load)
        self._ankle_z = float(self.body.joint("foot.L")[2])
        self.scale = self.body.height / 1.748
        skin = self.body.vertices[self.body.groups["body"]]
        middle = np.abs(skin[:, 0]) < 0.16
        self._behind = {}
        for name, bone, low, high in (
            ("shoulders", "upperarm01.L", 0.04, 0.04),
            ("hips", "upperleg01.L", 0.02, 0.12),
        ):
            joint = self.body.joint(bone)
            level = (skin[:, 1] > joint[1] - low) & (skin[:, 1] < joint[1] + high)
            self._behind[name] = float(joint[2] - skin[middle & level, 2].min())
        """Metres from the joints back to the skin that lies on the floor."""
        self._solve: Callable[[Posture], _Frame] = {
            "feet": self._on_feet,
            "knees": self._on_knees,
            "back": self._on_back,
            "hips": self._on_hips,
            "forearms": self._on_forearms,
        }[support.kind]
        self._feet_z = 0.0
        if support.kind in ("back", "hips"):
            self._feet_z = self._place_feet()
        self._elbows_z: float | None = None
        if support.kind == "forearms":
            self._elbows_z = self._place_elbows()
        self._ahead = 0.0
        if support.kind in ("back", "hips", "forearms"):
            along = self._solve(support.rest).positions[:, 2]
            self._ahead = float(along.min() + along.max()) / 2.0 - self._ankle_z
        """Metres that the middle of a lying figure is ahead of where its feet would stand."""

    def pose(self, posture: Posture, ground: Ground | None = None) -> Pose:
        """The pose of a posture, standing at `ground` (its first place if none)."""
        ground = ground or standing_at(half_stance=self.support.half_stance)
        at_home = self._solve(posture)
        if self.support.kind == "feet" and not _is_home(ground):
            at_home = self._stepped(posture, at_home, ground)
        carrier = ground.carrier
        turn = carrier.rotation()
        pivot = np.array([0.0, 0.0, self._ankle_z])
        shift = np.array([carrier.x, posture.lift, carrier.z]) + pivot
        pivot = pivot + np.array([0.0, 0.0, self._ahead])
        rotations = np.einsum("ij,njk->nik", turn, at_home.rotations)
        positions = (at_home.positions - pivot) @ turn.T + shift
        return Pose(rotations, positions, hip_bend=at_home.hip_bend)

    def at(self, moment: Moment) -> Pose:
        """The pose of a script's moment."""
        return self.pose(moment.posture, moment.ground)

    # ---- the trunk

    def _spine(self, posture: Posture) -> dict[str, Array]:
        """Bone rotations against the parent: spine, neck and shoulder girdle."""
        bent = {
            bone: about_x(share * flexion)
            for spread, flexion in ((LUMBAR, posture.lumbar), (THORACIC, posture.thoracic), (NECK, posture.neck))
            for bone, share in spread.items()
        }
        for spread, turned, bend in (
            (LUMBAR, 0.25 * posture.twist, 0.6 * posture.side_bend),
            (THORACIC, 0.75 * posture.twist, 0.4 * posture.side_bend),
            (NECK, posture.look, 0.0),
        ):
            for bone, share in spread.items():
                if turned or bend:
                    bent[bone] = bent[bone] @ about_y(share * turned) @ about_z(-share * bend)
        for side, sign in SIDES:
            bent["clavicle" + side] = about_y(-sign * posture.shoulders)
            bent["shoulder01" + side] = about_z(-sign * 0.25 * posture.shoulders)
        return bent

    def _pelvis(self, posture: Posture, spine: dict[str, Array]) -> Array:
        """The pelvis's rotation that gives the torso its inclination: both turn together, so the rest is a sum."""
        _, positions = places(self.body, {}, spine)
        torso = self._middle(positions, "upperarm01") - self._middle(positions, "upperleg01")
        lean = posture.torso - float(np.degrees(np.arctan2(torso[2], torso[1])))
        return about_y(posture.turn) @ about_z(-posture.hip_drop) @ about_x(lean)

    def _assemble(
        self, posture: Posture, spine: dict[str, Array], pelvis: Array, root: Array, feet: dict[str, Foot]
    ) -> _Frame:
        """All bones, with the root at a place and the feet as wished."""
        relative = spine
        absolute: dict[str, Array] = {"root": pelvis}
        _, positions = places(self.body, absolute, relative)
        shift = root - positions[self.body.index["root"]]
        bend = []
        for side, _ in SIDES:
            hip = positions[self.body.index["upperleg01" + side]] + shift
            foot = feet[side]
            forward = unit(pelvis[:, 2] + foot.rotation[:, 2] + 1e-3 * np.array([0.0, 1.0, 1.0]))
            if foot.knee is not None:
                forward = unit(foot.knee - hip)
            absolute |= self.legs.rotations(side, hip, foot, forward)
            bend.append(self._bend(side, pelvis, absolute["upperleg01" + side]))
        rotations, positions = places(self.body, absolute, relative)
        positions = positions + shift
        absolute |= self.arms.rotations(Trunk(rotations, positions, np.eye(3), self._elbows_z), posture)
        rotations, positions = places(self.body, absolute, relative)
        return _Frame(rotations, positions + shift, (bend[0], bend[1]), pelvis, spine)

    def _bend(self, side: str, pelvis: Array, thigh: Array) -> float:
        """Degrees between pelvis and thigh against the resting body."""
        rest = unit(self.body.joint("lowerleg01" + side) - self.body.joint("upperleg01" + side))
        return float(np.degrees(np.arccos(np.clip((pelvis @ rest) @ (thigh @ rest), -1.0, 1.0))))

    def _hips(self, spine: dict[str, Array], pelvis: Array) -> tuple[Array, dict[str, Array]]:
        """The root's place against the middle of the hips, and each hip's against the middle."""
        _, positions = places(self.body, {"root": pelvis}, spine)
        middle = self._middle(positions, "upperleg01")
        index = self.body.index
        hips = {side: positions[index["upperleg01" + side]] - middle for side, _ in SIDES}
        return positions[index["root"]] - middle, hips

    # ---- supports

    def _on_feet(self, posture: Posture) -> _Frame:
        spine = self._spine(posture)
        pelvis = self._pelvis(posture, spine)
        root, hips = self._hips(spine, pelvis)
        planted = {
            side: self.legs.planted(side, sign * self.support.half_stance, self._ankle_z, sign * 3.0, posture.heels)
            for side, sign in SIDES
        }
        free = {".L": posture.left_free, ".R": posture.right_free}
        weight = {side: max(1.0 - free[side], 1e-3) for side, _ in SIDES}
        total = sum(weight.values())
        ankles = sum(weight[side] * planted[side].ankle for side, _ in SIDES) / total
        borne = sum(weight[side] * hips[side] for side, _ in SIDES) / total
        apart = sum(weight[side] * abs((ankles + hips[side] - planted[side].ankle)[0]) for side, _ in SIDES) / total
        reach = np.sqrt(self.legs.reach(posture.knee) ** 2 - apart**2)
        goal = self._ankle_z + MIDFOOT + posture.balance

        def tilted(degrees: float) -> tuple[float, _Frame]:
            """How far the centre of mass misses its place with the hips tilted from the ankles by some degrees."""
            tilt = np.radians(degrees)
            middle = np.array([ankles[0], ankles[1], ankles[2]]) - borne * [0.0, 1.0, 1.0]
            middle = middle + reach * np.array([0.0, np.cos(tilt), np.sin(tilt)])
            feet = {}
            for side, _ in SIDES:
                feet[side] = planted[side]
                if free[side] > 0.0:
                    aloft = self.legs.free(side, middle + hips[side], pelvis, posture.free_hip, posture.free_knee)
                    feet[side] = self.legs.between(planted[side], aloft, free[side])
            frame = self._assemble(posture, spine, pelvis, middle + root, feet)
            return self._balance.centre(frame.rotations, frame.positions)[2] - goal, frame

        return _root(tilted, -2.0, 4.0, TILT_RANGE)

    def _on_knees(self, posture: Posture) -> _Frame:
        """Knees and shins on the floor; the knees' flexion tilts the thighs back from upright."""
        spine = self._spine(posture)
        pelvis = self._pelvis(posture, spine)
        root, hips = self._hips(spine, pelvis)
        back = np.radians(posture.knee - 90.0)
        apart = self.support.half_stance - hips[".L"][0]
        reach = np.sqrt(self.legs.thigh**2 - apart**2)
        knee = np.array([0.0, KNEE_RADIUS * self.scale, self._ankle_z + 0.25 * self.scale])
        middle = knee + reach * np.array([0.0, np.cos(back), -np.sin(back)])
        feet = {}
        for side, sign in SIDES:
            place = knee + np.array([sign * self.support.half_stance, 0.012, 0.0])
            ankle = place + self.legs.shin * np.array([0.0, 0.004, -1.0])
            pointed = about_x(146.0)
            feet[side] = Foot(ankle, pointed, pointed, place)
        return self._assemble(posture, spine, pelvis, middle + root, feet)

    def _on_back(self, posture: Posture) -> _Frame:
        """Shoulders pinned, feet planted; the hips never sink through what the shoulders lie on."""
        return self._lying(posture, self._planted_lying(posture))

    def _lying(self, posture: Posture, planted: dict[str, Foot]) -> _Frame:
        posture = replace(posture, twist=posture.twist - posture.hip_drop)  # the shoulders stay level
        floor = self._behind["hips"] if self.support.height == 0.0 else 0.0
        for _ in range(3):
            spine = self._spine(posture)
            pelvis = self._pelvis(posture, spine)
            root, hips = self._hips(spine, pelvis)
            _, positions = places(self.body, {"root": pelvis}, spine)
            torso = self._middle(positions, "upperarm01") - self._middle(positions, "upperleg01")
            shoulders = np.array([0.0, self.support.height + self._behind["shoulders"], 0.0])
            middle = shoulders - torso
            if middle[1] >= floor - 1e-4 or floor == 0.0:
                break
            length = float(np.hypot(torso[1], torso[2]))  # lie down: lean back until the hips rest
            rise = float(np.clip((shoulders[1] - floor) / length, -1.0, 1.0))
            posture = replace(posture, torso=-90.0 + float(np.degrees(np.arcsin(rise))))
        feet = {}
        for side, free in ((".L", posture.left_free), (".R", posture.right_free)):
            feet[side] = planted[side]
            if free > 0.0:
                aloft = self.legs.free(side, middle + hips[side], pelvis, posture.free_hip, posture.free_knee)
                feet[side] = self.legs.between(planted[side], aloft, free)
        return self._assemble(posture, spine, pelvis, middle + root, feet)

    def _on_hips(self, posture: Posture) -> _Frame:
        """Hips pinned on something, feet planted."""
        spine = self._spine(posture)
        pelvis = self._pelvis(posture, spine)
        root, _ = self._hips(spine, pelvis)
        middle = np.array([0.0, self.support.height + self._behind["hips"], 0.0])
        return self._assemble(posture, spine, pelvis, middle + root, self._planted_lying(posture))

    def _on_forearms(self, posture: Posture) -> _Frame:
        """Elbows and toes planted: the hips' height follows from the lean, the shoulders rock over the elbows."""
        posture = replace(posture, turn=0.0, hip_drop=0.0)  # four planted points leave no turning
        spine = self._spine(posture)
        pelvis = self._pelvis(posture, spine)
        root, _ = self._hips(spine, pelvis)
        torso = self._torso(posture)
        feet = {
            side: self.legs.planted(side, sign * 0.8 * self.support.half_stance, self._ankle_z, 0.0, TOE_STAND)
            for side, sign in SIDES
        }
        ankle = (feet[".L"].ankle + feet[".R"].ankle) / 2.0
        reach, upper = self.legs.reach(posture.knee), self.arms.upper_length
        height = ELBOW_RADIUS + upper - torso[1] - ankle[1]
        middle = ankle + np.array([0.0, height, np.sqrt(max(reach**2 - height**2, 0.0))])
        if self._elbows_z is not None:
            # where the circles about elbows (the shoulders' on it, taken back by the torso) and ankles meet
            elbows = np.array([0.0, ELBOW_RADIUS, self._elbows_z]) - torso
            apart = (elbows - ankle) * [0.0, 1.0, 1.0]
            distance = float(np.linalg.norm(apart))
            along = (distance**2 + reach**2 - upper**2) / (2.0 * distance)
            ahead = apart / distance
            above = np.array([0.0, ahead[2], -ahead[1]])
            middle = ankle + along * ahead + np.sqrt(max(reach**2 - along**2, 0.0)) * above
        return self._assemble(posture, spine, pelvis, middle + root, feet)

    def _torso(self, posture: Posture) -> Array:
        """From the middle of the hips to the middle of the shoulders."""
        spine = self._spine(posture)
        _, positions = places(self.body, {"root": self._pelvis(posture, spine)}, spine)
        return self._middle(positions, "upperarm01") - self._middle(positions, "upperleg01")

    def _place_elbows(self) -> float:
        """Where the elbows are planted: under the shoulders of the resting posture."""
        frame = self._on_forearms(self.support.rest)
        return float(self._middle(frame.positions, "upperarm01")[2])

    def _planted_lying(self, posture: Posture) -> dict[str, Foot]:
        return {
            side: self.legs.planted(side, sign * self.support.half_stance, self._feet_z, sign * 3.0, posture.heels)
            for side, sign in SIDES
        }

    def _place_feet(self) -> float:
        """How far in front of the pinned part the feet stand, from the knee flexion of the resting posture."""
        rest = self.support.rest
        spine = self._spine(rest)
        _, positions = places(self.body, {"root": self._pelvis(rest, spine)}, spine)
        torso = self._middle(positions, "upperarm01") - self._middle(positions, "upperleg01")
        if self.support.kind == "back":
            hip = np.array([0.0, self.support.height + self._behind["shoulders"], 0.0]) - torso
            hip[1] = max(hip[1], self._behind["hips"])
        else:
            hip = np.array([0.0, self.support.height + self._behind["hips"], 0.0])
        reach, drop = self.legs.reach(self.support.knee), hip[1] - self.legs.ankle_height
        return float(hip[2] + np.sqrt(max(reach**2 - drop**2, 0.01)))

    # ---- steps

    def _stepped(self, posture: Posture, home: _Frame, ground: Ground) -> _Frame:
        """The posture carried along, its feet where the steps put them; the hips sink to reach a foot far away."""
        feet, carrier = {}, ground.carrier
        for side, footing in ((".L", ground.left), (".R", ground.right)):
            feet[side] = self._footing(side, footing, carrier)
        root = home.positions[self.body.index["root"]].copy()
        longest = self.legs.reach(2.0)
        soft = min(ground.sink, 0.012) ** 2  # without a kink where a leg gets too short
        sink = ground.sink
        for side, _ in SIDES:
            hip = home.positions[self.body.index["upperleg01" + side]]
            away = feet[side].ankle - hip
            flat = float(np.hypot(away[0], away[2]))
            highest = feet[side].ankle[1] + np.sqrt(max(longest**2 - flat**2, 0.0))
            missing = float(hip[1] - highest) - sink
            sink += (missing + np.sqrt(missing**2 + soft)) / 2.0
        root[1] -= sink
        return self._assemble(posture, home.spine, home.pelvis, root, feet)

    def _footing(self, side: str, footing: Footing, carrier: Spot) -> Foot:
        """A footing of the stage in the carrier's frame."""
        wider = footing.wide * (self.support.half_stance - HALF_STANCE)
        spot = footing.spot.at(wider if side == ".L" else -wider, 0.0)
        turned = about_y(-carrier.heading) @ np.array([spot.x - carrier.x, 0.0, spot.z - carrier.z])
        return self.legs.planted(
            side,
            float(turned[0]),
            float(turned[2]) + self._ankle_z,
            footing.spot.heading - carrier.heading,
            footing.pitch,
            footing.height,
        )

    def _middle(self, positions: Array, bone: str) -> Array:
        """Halfway between a left and a right joint."""
        left, right = (positions[self.body.index[bone + side]] for side in (".L", ".R"))
        return (left + right) / 2.0


@dataclass(frozen=True)
class _Frame:
    """All bones of a moment in the carrier's frame."""

    rotations: Array
    positions: Array
    hip_bend: tuple[float, float]
    pelvis: Array
    spine: dict[str, Array]


def _is_home(ground: Ground) -> bool:
    """Whether both feet stand flat side by side where the posture puts them."""
    for sign, foot in ((1.0, ground.left), (-1.0, ground.right)):
        home = ground.carrier.at(sign * HALF_STANCE, 0.0)
        if foot.pitch or foot.height or np.hypot(foot.spot.x - home.x, foot.spot.z - home.z) > 1e-9:
            return False
    return True


def _root(
    function: Callable[[float], tuple[float, _Frame]], first: float, second: float, within: tuple[float, float]
) -> _Frame:
    """Where a function of one number is nought, by the secant rule."""
    before = first
    error_before = function(before)[0]
    now = second
    error, frame = function(now)
    for _ in range(12):
        if abs(error) < 1e-5:
            break
        step = now - error * (now - before) / (error - error_before + 1e-12)
        before, error_before = now, error
        now = float(np.clip(step, *within))
        error, frame = function(now)
        if now == before:
            break
    return frame
