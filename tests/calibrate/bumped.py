"""People who come to a mirror whose camera has moved, or has not.

`python -m tests.calibrate.bumped` prints when it is noticed.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import replace

import numpy as np

from kiosk.calibrate.bump import MOST, height_by_floor, too_tall
from kiosk.coach.guidance import Feet, Figure, Guidance, Stage
from kiosk.mirror.calibration import Calibration
from kiosk.mirror.lens import Camera
from kiosk.mirror.optics import EYE_HEIGHT, SOLE_MM
from kiosk.motion.level import Tilt
from kiosk.motion.posture import Facing, Measure, Measures, Posture, View

PICTURE = (480, 640)
AS_BUILT = Camera(66.0, 0.0, 160.0, -10.0)
CALIBRATION = Calibration(AS_BUILT, 530.0, 700.0, 5.0, PICTURE, (1080, 1920), 8.0)
USUAL = 1720.0
UNKNOWN = Tilt()


def standing(
    camera: Camera,
    height: float,
    depth: float = 2400.0,
    aside: float = 0.0,
    noise: np.ndarray | None = None,
    knees: float = 3.0,
    torso: float = 3.0,
) -> Guidance:
    """Somebody as ``camera`` sees them in a set."""
    off = np.zeros(2) if noise is None else noise
    u, v = camera.picture_point((aside, SOLE_MM - 700.0, depth), PICTURE)
    eyes = camera.picture_point((aside, EYE_HEIGHT * height - 700.0, depth), PICTURE)
    foot = Feet((u - 10.0, v + off[0]), (u + 10.0, v + off[0]), 0.0)
    user = Figure({}, {}, (eyes[0], eyes[1] + off[1]), 0.0)
    angles = {"torso_inclination": torso, "hip_flexion": knees, "knee_flexion": knees}
    measures = Measures(**{name: Measure(value, 1.0) for name, value in angles.items()})
    posture = Posture(0.0, measures, View.SIDE, 0.0, Facing.LEFT, "left", 1.0, {}, {}, PICTURE)
    return Guidance(0.0, Stage.SET, "", "", PICTURE, feet=foot, user=user, posture=posture)


GONE = Guidance(0.0, Stage.IDLE, "", "", PICTURE)


def people_until_noticed(rng: np.random.Generator, camera: Camera, most: int) -> int | None:
    """How many people come before it is noticed of ``camera``; None within ``most``."""
    there = rng.normal(1.0, 0.02)
    shares: deque[float] = deque(maxlen=MOST)
    for number in range(1, most + 1):
        height = USUAL * there * math.exp(rng.normal(0.0, 0.07))
        seen = standing(camera, height, rng.uniform(1900, 3200), rng.uniform(-300, 300), rng.normal(0.0, 1.5, 2))
        found = height_by_floor(CALIBRATION, seen)
        assert found is not None
        shares.append(found / USUAL)
        if too_tall(list(shares)):
            return number
    return None


def _table(mirrors: int) -> None:
    kinds = {
        f"tilted by {tilt:g} degrees": {"tilt": tilt} for tilt in (0.0, 1.0, 2.0, 3.0, 4.0, -1.0, -2.0, -3.0, -4.0)
    }
    kinds |= {f"sunk by {sunk:g} mm": {"y": 160.0 - sunk} for sunk in (50.0, 100.0, 150.0)}
    for name, moved in kinds.items():
        rng = np.random.default_rng(5)
        untouched = moved == {"tilt": 0.0}
        most = 200 if untouched else 60
        taken = []
        for _ in range(mirrors):
            camera = replace(AS_BUILT, **moved)
            # As well as a calibration knows it.
            camera = replace(camera, tilt=camera.tilt + rng.normal(0.0, 0.2), y=camera.y + rng.normal(0.0, 5.0))
            taken.append(people_until_noticed(rng, camera, most))
        noticed = [number for number in taken if number is not None]
        print(f"{name}: {len(noticed)} of {mirrors} within {most} people")
        if noticed:
            print(
                f"  half of them by person {np.median(noticed):.0f}, nine in ten by {np.percentile(noticed, 90):.0f}"
            )


if __name__ == "__main__":
    _table(400)
