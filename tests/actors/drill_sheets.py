"""Contact sheets of the drills: every drill through a rep, and every fault beside a good rep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from .camera import Camera, Picture
from .cast import ADAM, PAULA
from .drills import DRILLS, Plan, Wanted, perform
from .drills.drill import FAULT_IDS, Drill, FaultId, Performance
from .drills.faults import GRADES
from .figure import Figure
from .kit import build, put
from .people import Person
from .render import Renderer
from .scene import Room
from .staging import Place
from .witness import stance_of

PICTURE = Picture(192, 256)
CAMERA = Camera(eye=(3.4, 1.0, 0.0), target=(0.0, 0.86, 0.0), vertical_view=37.0)
MOMENTS = (0.0, 0.5, 1.0, 1.5)
"""When a rep is seen: begun, halfway there, turning, halfway back."""
TURNS = (0.0, 45.0)
FIRST_IN: dict[FaultId, str] = {"hips_rise_first": "barbell_deadlift", "arms_pulling": "cable_pull_through",
                                "bar_drift": "romanian_deadlift"}  # fmt: skip
"""The drill that shows a fault which the plain hinge has not."""
UNDER_WAY = ("hips_rise_first", "arms_pulling", "bar_drift")
AT_TOP = ("short_lockout", "leaning_back")


def write_drill_sheet(
    what: str, path: Path, names: Sequence[str] = (), people: Sequence[Person] = (ADAM, PAULA)
) -> None:
    """One PNG of `drills` or `faults`, of some names only if given; two bodies, from the side and half from it."""
    rows = []
    if what == "drills":
        for name in names or DRILLS:
            rows.append([*_tiles(DRILLS[name], Wanted(), MOMENTS, people, name)])
    else:
        for fault in names or FAULT_IDS:
            rows.append([*_fault(fault, people)])
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate([np.concatenate(row, axis=1) for row in rows])).save(path)


def _fault(fault: FaultId, people: Sequence[Person]) -> Iterator[np.ndarray]:
    """A good rep and three grades, where the fault shows."""
    drill = DRILLS[FIRST_IN.get(fault, "hip_hinge")]
    when = 1.5 if fault in UNDER_WAY else 2.0 if fault in AT_TOP else 1.0
    if drill.first == "up" and when == 1.5:
        when = 0.5
    for person in people:
        figure = Figure(person, drill.held.get(drill.arms[0]))
        for turned in TURNS:
            for grade in (None, *GRADES):
                wanted = Wanted(((fault, grade),) if grade else ())
                performance = perform(drill.id, figure, Plan((wanted,)), place=Place(turned=turned))
                yield from _pictures(figure, performance, (when,), f"{fault} {grade or 'good'}")


def _tiles(
    drill: Drill, wanted: Wanted, moments: Sequence[float], people: Sequence[Person], label: str
) -> Iterator[np.ndarray]:
    for person in people:
        figure = Figure(person, drill.held.get(drill.arms[0]))
        for turned in TURNS:
            performance = perform(drill.id, figure, Plan((wanted,)), place=Place(turned=turned))
            yield from _pictures(figure, performance, moments, label)


def _pictures(figure: Figure, performance: Performance, moments: Sequence[float], label: str) -> Iterator[np.ndarray]:
    """Pictures of the first rep at some of its moments."""
    actor = performance.actor
    stance, span = stance_of(figure, actor), actor.script.spans()[0]
    kit = [solid for thing in performance.things
           for solid in put(build(thing.kind, thing.size), thing.x, thing.y, thing.z, thing.turned)]  # fmt: skip
    renderer = Renderer([figure], PICTURE)
    renderer.stage(Room(furniture="none", extra=tuple(kit)), CAMERA)
    for moment in moments:
        time = float(np.interp(moment, (0.0, 1.0, 1.001, 2.0), (span.start, span.reached, span.left, span.end)))
        picture = Image.fromarray(
            renderer.draw([figure.placed(stance.at(actor.script.moment(time)), actor.place)]).copy()
        )
        ImageDraw.Draw(picture).text((3, 2), label, fill=(255, 0, 0))
        yield np.asarray(picture)
    renderer.close()
