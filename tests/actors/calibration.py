"""The calibration pictures: independent stills that cover people, postures, views, rooms and light.

A quantizer looks at these to learn the ranges of the pose network's values, so the spread matters, not the
story. Every still is drawn from a seeded generator with strata, so that the cover is even and repeatable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .arms import ArmStyle
from .camera import Camera, Picture
from .cast import FIRST
from .figure import Figure
from .people import Colour, Person
from .render import Renderer
from .scene import Room
from .script import Posture
from .staging import Place
from .stance import Stance
from .video import write_video

STILLS_EACH = 20
WIDTH, HEIGHT = 480, 640
CRF = 22
MID_HEIGHT = 0.86
"""Metres above the floor at which the camera aims, as it would for a standing person."""


@dataclass(frozen=True)
class Still:
    """One picture: who, how, from where, in what room and light."""

    number: int
    person: Person
    posture: Posture
    arms: ArmStyle
    place: Place
    camera: Camera
    room: Room
    picture: Picture


def stills(seed: int = 7) -> list[Still]:
    """All stills in the order of the clip, which mixes the people."""
    random = np.random.default_rng(seed)
    drawn = [_still(person, number, random) for person in FIRST for number in range(STILLS_EACH)]
    order = random.permutation(len(drawn))
    return [Still(number, *drawn[index]) for number, index in enumerate(order)]


def write_calibration(path: Path) -> None:
    """Render all stills into one video in which every frame is a key frame."""
    drawn = dict(pictures(stills()))
    write_video(path, (drawn[number] for number in sorted(drawn)), fps=5, crf=CRF, key_frame_every=1)


def pictures(chosen: list[Still]) -> Iterator[tuple[int, np.ndarray]]:
    """(number, picture) of stills, person by person since dressing one takes longer than drawing one."""
    for person in dict.fromkeys(still.person for still in chosen):
        figure = Figure(person)
        renderer = Renderer([figure], Picture(WIDTH, HEIGHT))
        stances = {style: Stance(figure, style) for style in ("hanging", "crossed", "hips")}
        for still in (still for still in chosen if still.person == person):
            renderer.picture = still.picture
            renderer.stage(still.room, still.camera)
            pose = stances[still.arms].pose(still.posture)
            yield still.number, renderer.draw([figure.placed(pose, still.place)], seed=still.number)
        renderer.close()


def _still(
    person: Person, number: int, random: np.random.Generator
) -> tuple[Person, Posture, ArmStyle, Place, Camera, Room, Picture]:
    posture = _posture(number, random)
    arms: ArmStyle = ("crossed", "hanging", "hips")[int(random.integers(3))]
    return (person, posture, arms, _place(posture, random), _camera(random), _room(random), _picture(random))


def _posture(number: int, random: np.random.Generator) -> Posture:
    """Of twenty: three standing, nine hinges of all depths, four rounded, four squats."""
    between = random.uniform
    neck = between(-18, 12)
    if number < 3:
        return Posture(torso=between(-2, 6), knee=between(2, 10), neck=neck / 2)
    if number < 12:
        low, high = ((12, 30), (30, 55), (55, 88))[number % 3]
        return Posture(between(low, high), between(6, 30), between(-6, 6), between(-4, 6), neck - 5)
    if number < 16:
        return Posture(between(45, 92), between(6, 30), between(25, 45), between(18, 34), neck + 6)
    return Posture(between(22, 48), between(55, 112), between(0, 10), between(0, 8), neck - 6)


def _place(posture: Posture, random: np.random.Generator) -> Place:
    """Three in four side on, left and right alike; the rest oblique or from the front."""
    off = random.normal(0, 7)
    if random.random() < 0.25:
        off = random.choice([random.uniform(25, 55), random.uniform(-45, -20), random.uniform(75, 90)])
    turned = off if random.random() < 0.5 else 180.0 - off
    place = Place(turned=float(turned))
    lean = 0.25 * np.sin(np.radians(posture.torso)) * place.forward()[2]  # a leaning body stays in the frame
    return Place(random.uniform(-0.25, 0.25), float(random.uniform(-0.12, 0.12) - lean), place.turned)


def _camera(random: np.random.Generator) -> Camera:
    away = random.choice([2.8, 3.0, 3.4, 4.0]) * random.uniform(0.94, 1.06)
    return Camera(
        eye=(float(away), random.uniform(0.45, 1.65), random.uniform(-0.45, 0.45)),
        target=(0.0, MID_HEIGHT + random.uniform(-0.02, 0.10), random.uniform(-0.06, 0.06)),
        vertical_view=random.uniform(41, 48),
    )


def _room(random: np.random.Generator) -> Room:
    def paint(low: float, high: float) -> Colour:
        tone = random.uniform(low, high) * random.uniform(0.72, 1.0, 3)
        return float(tone[0]), float(tone[1]), float(tone[2])

    wall = paint(0.06, 0.75)
    two_tone = random.random() < 0.6
    warm = random.uniform(-0.12, 0.12)
    power, sky = random.uniform(0.6, 1.15), random.uniform(0.75, 1.2)
    return Room(
        floor=paint(0.04, 0.45),
        floor_specks=paint(0.05, 0.6),
        wall=wall,
        dado=paint(0.06, 0.6) if two_tone else wall,
        dado_height=float(random.uniform(0.8, 1.5)),
        bricks=bool(random.random() < 0.5),
        plates=paint(0.03, 0.5),
        furniture="gym" if random.random() < 0.7 else "none",
        light=(1.7 * power * (1 + warm), 1.68 * power, 1.65 * power * (1 - warm)),
        ambient=(0.45 * sky, 0.465 * sky, 0.49 * sky),
        light_from=(float(random.uniform(-0.1, 0.5)), 0.95, float(random.uniform(-0.45, 0.45))),
    )


def _picture(random: np.random.Generator) -> Picture:
    exposure = random.choice([0.40, 0.70, 0.90, 1.15]) * random.uniform(0.85, 1.15)
    warm = random.uniform(-0.08, 0.08)
    return Picture(WIDTH, HEIGHT, float(exposure), (1 + warm, 1.0, 1 - warm), float(random.uniform(0.005, 0.02)))
