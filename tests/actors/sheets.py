"""Contact sheets to look at: every person of the cast, everything that is held, all kit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image

from .camera import Camera, Picture
from .cast import ADAM, CAST, KEMI
from .figure import Figure
from .kit import KINDS, build, put
from .people import Person
from .posture import ArmStyle, Posture
from .props import HELD
from .render import Renderer
from .scene import Room
from .staging import Place
from .stance import Stance
from .support import Support

PICTURE = Picture(240, 320)
CAMERA = Camera(eye=(3.6, 1.05, 0.0), target=(0.0, 0.99, 0.0), vertical_view=35.0)
ROOM = Room(furniture="none")
STAND, HINGE, SQUAT = Posture(), Posture(75.0, 20.0, neck=-8.0), Posture(38.0, 100.0, neck=-8.0)
ROUNDED = Posture(70.0, 20.0, lumbar=35.0, thoracic=25.0)


@dataclass(frozen=True)
class Shot:
    """One picture of a sheet."""

    posture: Posture
    turned: float = 0.0
    arms: ArmStyle | None = None
    support: Support = field(default_factory=Support)


STANDING_SHOTS = (Shot(STAND), Shot(STAND, 65.0), Shot(HINGE), Shot(SQUAT))
LOW_SHOTS = (
    Shot(Posture(10.0, 90.0), support=Support("hips", 0.45)),
    Shot(Posture(60.0, 120.0), support=Support("knees")),
    Shot(Posture(-85.0, 95.0), support=Support("back")),
    Shot(Posture(88.0, 4.0), support=Support("forearms"), arms="forearms"),
)
HELD_SHOTS = (Shot(STAND), Shot(STAND, 60.0), Shot(HINGE), Shot(ROUNDED))


def write_sheet(what: str, path: Path, names: Sequence[str] = ()) -> None:
    """One PNG: `people`, `low` (people sitting, kneeling, lying), `held` or `kit`; of some names only, if given."""
    if what == "kit":
        strips = [_kit_strip(list(KINDS)[n : n + 4]) for n in range(0, len(KINDS), 4)]
    else:
        rows = {"people": _people(STANDING_SHOTS), "low": _people(LOW_SHOTS), "held": _held()}[what]
        unknown = set(names) - set(rows)
        if unknown:
            raise ValueError(f"no row {', '.join(sorted(unknown))}; there is {', '.join(rows)}")
        strips = [np.concatenate(list(_strip(*rows[name])), axis=1) for name in names or rows]
    columns = 2 if len(strips) > 1 else 1
    if len(strips) % columns:
        strips.append(np.zeros_like(strips[0]))
    lines = [np.concatenate(strips[n : n + columns], axis=1) for n in range(0, len(strips), columns)]
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate(lines)).save(path)


def _kit_strip(kinds: Sequence[str]) -> np.ndarray:
    """Kit in an empty room, one kind a picture, half turned."""
    renderer = Renderer([], PICTURE)
    drawn = []
    for kind in kinds:
        renderer.stage(replace(ROOM, extra=put(build(kind), 0.0, 0.0, 0.0, 35.0)), CAMERA)
        drawn.append(renderer.draw([]).copy())
    renderer.close()
    return np.concatenate(drawn, axis=1)


def _people(shots: Sequence[Shot]) -> dict[str, tuple[Person, str | None, Sequence[Shot]]]:
    return {name: (person, None, shots) for name, person in CAST.items()}


def _held() -> dict[str, tuple[Person, str | None, Sequence[Shot]]]:
    return {name: (KEMI if number % 2 else ADAM, name, HELD_SHOTS) for number, name in enumerate(HELD)}


def _strip(person: Person, held: str | None, shots: Sequence[Shot]) -> Iterator[np.ndarray]:
    """The pictures of one figure."""
    figure = Figure(person, held)
    renderer = Renderer([figure], PICTURE)
    renderer.stage(ROOM, CAMERA)
    for shot in shots:
        own: ArmStyle = HELD[held].arms if held else "crossed"
        stance = Stance(figure, shot.arms or own, shot.support, HELD[held].load if held else None)
        yield renderer.draw([figure.placed(stance.pose(shot.posture), Place(turned=shot.turned))]).copy()
    renderer.close()
