"""People who hold their noses to crosses before mirrors that are never quite as the tape says, and what it is worth.

`python -m tests.mirror.before_the_glass` prints how far off reflections are drawn after such a calibration.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from kiosk.mirror.calibration import Aim, Calibration, Known, Stand, Tape
from kiosk.mirror.lens import Camera
from kiosk.mirror.solve import solve

PICTURE, SCREEN = (480, 640), (1080, 1920)
CROSSES = ((0.0, 0.0), (-170.0, 0.0), (170.0, 0.0), (-120.0, -200.0), (120.0, -200.0), (0.0, -330.0), (0.0, -120.0))
"""Millimetres off the height of the nose."""
BODY = (0.97, 0.93, 0.82, 0.63, 0.53, 0.45, 0.28, 0.04, 0.01)
DEPTHS = (1500.0, 2000.0, 2500.0, 3000.0, 3500.0)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """A mirror as it is, and who stands before it."""

    camera: Camera
    width: float
    bottom: float
    gap: float
    height: float
    """Of the person."""
    eye: tuple[float, float, float]
    """Off the nose: to the right, up, back."""
    nose_behind_toes: float


@dataclass(frozen=True)
class Noise:
    """One standard deviation each."""

    aim: float = 5.0
    pixels: float = 1.5
    toes: float = 3.0
    sway: float = 20.0
    mark: float = 10.0


@dataclass(frozen=True)
class Session:
    """What the solver is given."""

    tape: Tape
    stands: list[Stand]
    aims: list[Aim]


def some_world(rng: np.random.Generator, tape: Tape | None = None, spread: float = 1.0) -> World:
    """A mirror off its ``tape`` by ``spread`` times what a tape is good for, and somebody before it."""
    given = Tape() if tape is None else tape

    def about(known: Known, share: float = 1.0) -> float:
        return rng.normal(known.value, known.within * share * spread)

    camera = Camera(
        field_of_view=about(given.field_of_view, 0.6),
        x=about(given.camera_x),
        y=about(given.camera_y),
        z=about(given.camera_z, 0.75),
        tilt=about(given.tilt, 0.9),
        pan=about(given.pan, 0.9),
        roll=about(given.roll, 0.7),
        distortion=(about(given.bend, 0.7), 0.0),
    )
    eye = (rng.normal(32.0, 2.0 * spread), rng.normal(38.0, 5.0 * spread), rng.normal(33.0, 6.0 * spread))
    return World(
        camera=camera,
        width=about(given.width),
        bottom=about(given.bottom),
        gap=max(0.0, about(given.gap)),
        height=rng.uniform(1550.0, 1900.0),
        eye=eye,
        nose_behind_toes=rng.normal(30.0, 35.0 * spread),
    )


def seen_by(eye: Floats, place: Floats, gap: float) -> Floats:
    """Where on the panel ``eye`` sees the mirror image of ``place``: traced, not by the mirror's own formula."""
    image = place * (1.0, 1.0, -1.0)
    ray = image - eye
    return (eye + ray * ((-gap - eye[2]) / ray[2]))[:2]


def session(
    world: World,
    rng: np.random.Generator,
    noise: Noise | None = None,
    crosses: int = 5,
    marks: tuple[float, ...] = (1500.0, 3000.0),
    tape: Tape | None = None,
) -> Session:
    """What comes of somebody who does their best before ``world``."""
    noise = noise or Noise()
    stands, aims = [], []
    for number, mark in enumerate(marks):
        true_mark = rng.normal(mark, noise.mark)
        stands.append(Stand(Known(mark, 10.0), _toes(world, true_mark, rng, noise)))
        behind = world.nose_behind_toes + rng.normal(0.0, noise.sway / 2.0)
        top = SCREEN[1] / SCREEN[0] * 530.0 - 40.0
        own = min(0.915 * world.height + 40.0 - world.bottom, top)
        for x, y in CROSSES[:crosses]:
            cross = (SCREEN[0] / 2.0 + x * SCREEN[0] / 530.0, SCREEN[1] - (own + y) * SCREEN[0] / 530.0)
            depth = true_mark + behind + rng.normal(0.0, noise.sway) - 0.1 * abs(y)
            aims.append(Aim(number, cross, _nose_on(world, cross, depth, rng, noise)))
    return Session(Tape() if tape is None else tape, stands, aims)


def _nose_on(
    world: World, cross: tuple[float, float], depth: float, rng: np.random.Generator, noise: Noise
) -> tuple[float, float]:
    """The nose in the picture of who sees it on ``cross``, found by moving it there."""
    scale = world.width / SCREEN[0]
    wanted = np.array([(cross[0] - SCREEN[0] / 2.0) * scale, (SCREEN[1] - cross[1]) * scale])
    wanted += rng.normal(0.0, noise.aim, 2)
    nose = np.array([wanted[0], wanted[1], depth])
    for _ in range(20):
        nose[:2] += wanted - seen_by(nose + world.eye, nose, world.gap)
    u, v = world.camera.picture_point((nose[0], nose[1], nose[2]), PICTURE)
    return u + rng.normal(0.0, noise.pixels), v + rng.normal(0.0, noise.pixels)


def _toes(world: World, mark: float, rng: np.random.Generator, noise: Noise) -> tuple[float, float] | None:
    """The middle of the toes in the picture, None where the picture ends above them."""
    share = noise.toes / 3.0
    place = (rng.normal(0.0, 20.0 * share), rng.normal(20.0, 8.0 * share) - world.bottom)
    u, v = world.camera.picture_point((*place, mark + rng.normal(25.0, 15.0 * share)), PICTURE)
    if v > PICTURE[1] - 5.0:
        return None
    return u + rng.normal(0.0, noise.toes), v + rng.normal(0.0, noise.toes)


def errors(world: World, found: Calibration, by_floor: bool = False) -> list[float]:
    """Millimetres on the glass by which the reflections of a body from head to feet are drawn off, each point that is
    in the picture from 1.5 to 3.5 m; its depth is known, or ``by_floor`` where it touches the floor."""
    off = []
    for depth in DEPTHS:
        eye = np.array([0.0, 0.93 * world.height - world.bottom, depth])
        taken = depth
        if by_floor:
            sole = world.camera.picture_point((0.0, -world.bottom, depth), PICTURE)
            floor = found.camera.on_level(sole, -found.bottom_above_floor, PICTURE)
            if floor is None:
                continue
            taken = floor[2]
        seen_from = np.array(found.camera.at_depth(_picture(world, eye), taken, PICTURE))
        for share in BODY:
            for aside in (-250.0, 0.0, 250.0):
                place = np.array([aside, share * world.height - world.bottom, depth])
                point = _picture(world, place)
                if not (0.0 <= point[0] < PICTURE[0] and 0.0 <= point[1] < PICTURE[1]):
                    continue
                drawn = seen_by(seen_from, np.array(found.camera.at_depth(point, taken, PICTURE)), found.gap)
                truth = seen_by(eye, place, world.gap)
                off.append(math.hypot(*(drawn * (world.width / found.width_mm) - truth)))
    return off


def _picture(world: World, place: Floats) -> tuple[float, float]:
    return world.camera.picture_point((float(place[0]), float(place[1]), float(place[2])), PICTURE)


def untouched(tape: Tape) -> Calibration:
    """What there is without a calibration."""
    return Calibration(tape.camera, tape.width.value, tape.bottom.value, tape.gap.value, PICTURE, SCREEN, 0.0)


def values(tape: Tape, found: Calibration) -> dict[str, float]:
    """What was found by the names of `Tape`."""
    camera = found.camera
    mirror = {"width": found.width_mm, "bottom": found.bottom_above_floor, "gap": found.gap}
    place = {"camera_x": camera.x, "camera_y": camera.y, "camera_z": camera.z}
    look = {"tilt": camera.tilt, "pan": camera.pan, "roll": camera.roll, "field_of_view": camera.field_of_view}
    found_ = mirror | place | look | dict(zip(("bend", "bend_more"), camera.distortion, strict=True))
    assert found_.keys() == {item.name for item in fields(tape)}
    return found_


def true_values(world: World) -> dict[str, float]:
    """What is so, by the names of `Tape`."""
    return values(Tape(), Calibration(world.camera, world.width, world.bottom, world.gap, PICTURE, SCREEN, 0.0))


def _table(count: int) -> None:
    noise = Noise()
    kinds = {
        "as shipped": {},
        "3 crosses a mark": {"crosses": 3},
        "7 crosses a mark": {"crosses": 7},
        "marks at 1.5 and 2.7 m": {"marks": (1500.0, 2700.0)},
        "nose to 2 px": {"noise": replace(noise, pixels=2.0)},
        "nose to 1 px": {"noise": replace(noise, pixels=1.0)},
    }
    for name, how in kinds.items():
        rng = np.random.default_rng(6)
        known: list[float] = []
        floor: list[float] = []
        before: list[float] = []
        residuals, verdicts, expected = [], {}, []
        for _ in range(count):
            world = some_world(rng)
            held = session(world, rng, **how)
            solution = solve(held.tape, held.stands, held.aims, PICTURE, SCREEN)
            known += errors(world, solution.calibration)
            floor += errors(world, solution.calibration, by_floor=True)
            before += errors(world, untouched(held.tape))
            residuals.append(solution.calibration.residual)
            expected.append(solution.expected)
            verdicts[solution.verdict.value] = verdicts.get(solution.verdict.value, 0) + 1
        parts = [
            f"{label} {np.median(data):.1f}, {np.percentile(data, 95):.1f}"
            for label, data in (("depth known", known), ("by floor", floor), ("tape alone", before))
        ]
        print(f"{name}: {'; '.join(parts)}; residual {np.median(residuals):.1f}, "
              f"expected {np.mean(expected):.1f}; {verdicts}")  # fmt: skip


if __name__ == "__main__":
    _table(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
