"""People built from torso, hip and knee alone, wherever they rest: on the back, the knees or the forearms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from signals import Leg, course
from stick_figure import NECK, SHANK, THIGH, TORSO, Stick, _up, pose_of

from kiosk.motion.posture import Facing
from kiosk.pose.pose import Joint, Pose


@dataclass(frozen=True)
class Floored(Stick):
    """Degrees as `Measures` has them: ``torso`` from upright, ``hips`` and ``knee`` flexed; the lowest joint is on
    the ground."""

    hips: float = 0.0
    size: tuple[int, int] = (640, 480)
    x: float = 300.0
    feet: float = 430.0
    scale: float = 230.0

    def sagittal(self) -> dict[str, complex]:
        """Joints of either side, metres forward + 1j * up."""
        hip = 0j
        shoulder = hip + _up(TORSO, self.torso)
        thigh = self.torso - self.hips
        knee = hip - _up(THIGH, thigh)
        ankle = knee - _up(SHANK, thigh + self.knee)
        ear = shoulder + _up(NECK, self.torso)
        elbow = shoulder - _up(0.28, self.torso)
        wrist = elbow - _up(0.25, self.torso)
        nose = ear + 0.12 * _up(1.0, self.torso + 90.0)
        along, ahead = _up(1.0, thigh + self.knee), _up(1.0, thigh + self.knee + 90.0)
        joints = {
            "ankle": ankle, "knee": knee, "hip": hip, "shoulder": shoulder, "ear": ear, "eye": ear, "mouth": nose,
            "nose": nose, "elbow": elbow, "wrist": wrist, "hand": wrist, "heel": ankle - 0.06 * along - 0.03 * ahead,
            "foot_index": ankle - 0.06 * along + 0.13 * ahead,
        }  # fmt: skip
        low = min(point.imag for point in joints.values())
        return {name: point - 1j * low for name, point in joints.items()}


BRIDGE = Floored(torso=-98.0, hips=45.0, knee=105.0)
CRUNCH = Floored(torso=-92.0, hips=92.0, knee=92.0)
CURL = Floored(torso=-85.0, hips=0.0, knee=85.0)
KNEELING = Floored(torso=2.0, hips=0.0, knee=92.0)
PLANK = Floored(torso=80.0, hips=0.0, knee=2.0)


def bridged(stick: Floored, degrees: float) -> Floored:
    """Hips opened by ``degrees``, the trunk tilting on the shoulders."""
    return replace(
        stick, torso=stick.torso - 0.35 * degrees, hips=stick.hips - degrees, knee=stick.knee - 0.4 * degrees
    )


def crunched(stick: Floored, degrees: float) -> Floored:
    return replace(stick, torso=stick.torso - 0.25 * degrees, hips=stick.hips + degrees)


def curled(stick: Floored, degrees: float) -> Floored:
    return replace(stick, torso=stick.torso + degrees, hips=stick.hips + degrees)


def sat_back(stick: Floored, degrees: float) -> Floored:
    return replace(
        stick, torso=stick.torso + 0.4 * degrees, hips=stick.hips + degrees, knee=stick.knee + 0.55 * degrees
    )


def sagged(stick: Floored, degrees: float) -> Floored:
    return replace(stick, torso=stick.torso - 0.5 * degrees, hips=stick.hips - degrees)


Move = Callable[[Floored, float], Floored]


def moved(
    legs: Iterable[Leg], stick: Floored, move: Move, facing: Facing = Facing.LEFT, rate: float = 20.0
) -> list[Pose]:
    """Poses of ``stick`` as ``move`` has it at each of the degrees of ``legs``."""
    whole = replace(stick, facing=facing)
    return [pose_of(move(whole, degrees), time) for time, degrees in course(legs, rate)]


def lifted(pose: Pose, side: str, up: float) -> Pose:
    """``pose`` with the foot of one ``side`` higher by ``up`` pixels."""
    landmarks = pose.landmarks.copy()
    for joint in (Joint[f"{side}_ANKLE"], Joint[f"{side}_HEEL"], Joint[f"{side}_FOOT_INDEX"]):
        landmarks[joint, 1] -= up
    return replace(pose, landmarks=landmarks)
