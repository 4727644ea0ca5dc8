"""How far the ghost lies from the reflection of who does it well: `python -m tests.accuracy.ghost_glass [--half H]
[--cache DIR] [--only RE]`.

The ghost leads at the drill's tempo, so that postures are compared and not times: for every frame of a rep without
fault the ghost is taken as far as the person has truly come since they stood, in what the drill is counted by, on its
way there or back as they are. Its joints are scored as `tests.accuracy.glass` scores those of the own line:
millimetres on the glass, for the true eyes, against the true joint centres. What it comes to is told in parts:

- at rest: where the ghost begins, which is where the network has the joints of who stands;
- over the rep: all of it;
- over the rep, on true limbs: the ghost of somebody whose joints at rest are exactly known. What is left there is the
  way that the ghost goes and they do not; people who do well go many ways, so that it is never nought.

Of the cases of a half whose footage is in the cache or committed: people on their feet, clear to see from the side.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kiosk.coach.body import Body
from kiosk.coach.drill import Drill
from kiosk.coach.ghost.back_line import back_depths
from kiosk.coach.ghost.limbs import JOINTS, Limbs
from kiosk.coach.ghost.solve import BEYOND, Shape
from kiosk.coach.guidance import Figure
from kiosk.mirror.optics import Reflection
from kiosk.motion.posture import Facing
from kiosk.pose.pose import Pose
from tests.actors.record import Record

from .frames import TRAINING, nearest_frames, off_side
from .glass import ARM, LINE, SIDE_ON, Array, Stage, eyes_of, plan_of, reflected, score, steps, true_joint
from .markdown import table

AT_REST = 0.2
"""Share of the way by which a rep begins within which who stands, or is back, is at rest."""

STOOD = 1.0
"""The same way, in its own units, within which the truth stands as it does before the first rep."""

_HALVINGS = 20

PARTS: Mapping[str, str] = {
    "rest": "at rest",
    "rep": "over the rep",
    "posture": "over the rep, on true limbs",
}

Misses = Mapping[str, Mapping[str, Array]]
"""Millimetres on the glass, by part and joint."""


def misses(poses: Sequence[Pose], record: Record, drill_id: str) -> Misses:
    """Of the ghost of everybody in `poses`, in every frame of their reps without fault."""
    plan = plan_of(drill_id)
    drill = plan.drill
    stage, body = Stage.of(record), Body(drill)
    frames = nearest_frames(np.array([pose.time for pose in poses]), record.time)
    side_on = off_side(record.measures["heading"]) < SIDE_ON
    way = _way(drill, record)
    scores: dict[str, dict[str, list[float]]] = {part: defaultdict(list) for part in PARTS}
    for step, frame in zip(steps(poses, plan), frames, strict=True):
        if step.moment is not None:
            body(step.moment)
        user, limbs = step.guidance.user, body.limbs
        if frame < 0 or not _is_clean(record, frame) or user is None or limbs is None or not side_on[frame]:
            continue
        guidance = step.guidance
        reflection = stage.optics.reflection(
            guidance.picture_size, guidance.body_height_px, user.eyes, feet=guidance.feet, eyes_depth=user.eyes_depth
        )
        right = reflected(stage, record, frame)
        shape = Shape(drill, limbs, plan.body_height)
        back = record.phase[frame] == "up"
        ghost = _ghost(shape, way[frame], body.depth, back)
        if ghost is None:
            continue  # they go further than any ghost
        off = _off(reflection, ghost, right)
        known = _true_limbs(stage, record, _rest_before(record, frame, way), frame)
        exact = _ghost(Shape(drill, known.limbs, record.about["height_m"]), way[frame], known.depth, back)
        found = {"rep": off, "posture": {} if exact is None else _off(known.reflection, exact, right)}
        if way[frame] < AT_REST * drill.rep.begin:
            found["rest"] = off
        for part, each in found.items():
            for joint, miss in each.items():
                scores[part][joint].append(miss)
    return {part: {joint: np.array(each) for joint, each in of.items()} for part, of in scores.items()}


def line(missed: Mapping[str, Array]) -> Array:
    """Of the body's line: all its joints together."""
    return np.concatenate([missed[joint] for joint in LINE])


def told(clips: Mapping[str, Misses]) -> str:
    """For each part a table by joint, over all clips; and one of all parts by clip."""

    def figures(missed: Array) -> tuple[str, ...]:
        return tuple(f"{np.percentile(missed, share):.0f}" for share in (50, 95, 100))

    heads = ("median", "95 %", "most")
    tables = []
    for part, name in PARTS.items():
        rows = [
            (joint, *figures(np.concatenate([missed[part][joint] for missed in clips.values()])))
            for joint in (*LINE, *ARM)
        ]
        rows.append(("the body's line", *figures(np.concatenate([line(missed[part]) for missed in clips.values()]))))
        tables.append(table((f"Ghost off the reflection {name}, mm on the glass", *heads), rows))
    columns = [f"{name}: {head}" for name in PARTS.values() for head in heads[:2]]
    each = [
        (name, *(figure for part in PARTS for figure in figures(line(missed[part]))[:2]))
        for name, missed in clips.items()
    ]
    tables.append(table(("The body's line by clip", *columns), each))
    return "\n\n".join(tables)


@dataclass(frozen=True)
class _Known:
    """A person whose joints at rest, whose eyes and whose distance are those of the truth."""

    limbs: Limbs
    depth: Mapping[str, float]
    reflection: Reflection


def _is_clean(record: Record, frame: int) -> bool:
    """Whether a frame of the truth is of a rep that counts and shows no fault."""
    return record.phase[frame] in TRAINING and any(
        rep["start"] <= record.time[frame] <= rep["end"] and rep["counted"] and not rep["faults"]
        for rep in record.reps
    )


def _rest_before(record: Record, frame: int, way: Array) -> int:
    """The last frame up to `frame` in which they truly stood, or the one nearest to that."""
    before = way[: frame + 1]
    still = np.flatnonzero(np.abs(before) < STOOD)
    return int(still[-1]) if len(still) else int(np.nanargmin(np.abs(before)))


def _way(drill: Drill, record: Record) -> Array:
    """How far from standing the truth is in every frame, in what the drill is counted by (`Shape.way`)."""
    if drill.rep.by == "hip_height":
        return 100.0 * (record.standing["hip_height"] - record.measures["hip_height"])
    return record.measures["torso_inclination"] - record.standing["torso_inclination"]


def _ghost(shape: Shape, way: float, depth: Mapping[str, float], back: bool) -> Figure | None:
    """Where it has come as far as `way`, there or `back`; None where it never does."""

    def come(share: float) -> float:
        joints = shape.joints(share, back=back)
        return 0.0 if joints is None else shape.way(joints)

    low, high = 0.0, BEYOND
    if come(high) < way:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if come(middle) < way else (low, middle)
    figure = shape.at((low + high) / 2.0, back=back)
    return None if figure is None else replace(figure, depth=back_depths(figure.joints, depth))


def _off(reflection: Reflection, ghost: Figure, right: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    drawn = reflection.place_figure(ghost)
    return {joint: math.dist(drawn[joint], place) for joint, place in right.items()}


def _true_limbs(stage: Stage, record: Record, rest: int, frame: int) -> _Known:
    """Of who stands as they do in the frame `rest`, seen by their own eyes of `frame`."""
    turn = float(off_side(record.measures["heading"][rest : rest + 1])[0])
    places = {joint: record.pixels[rest][true_joint(record, joint)].tolist() for joint in JOINTS}
    outline = {joint: (x, y) for joint, (x, y) in places.items()}
    size = (record.about["size"][0], record.about["size"][1])
    away = {joint: stage.place(record.metres[rest][true_joint(record, joint)])[2] for joint in JOINTS}
    distance = (away["hip"] + away["shoulder"]) / 2.0
    focal = stage.optics.camera.focal_length(size)
    depth = {joint: (z / distance - 1.0) * focal for joint, z in away.items()}
    eyes = stage.place(eyes_of(record, frame))
    reflection = Reflection(stage.optics.camera, stage.optics.glass, size, distance, eyes)
    return _Known(Limbs.of(outline, Facing(record.about["facing"]), turn), depth, reflection)


def _well_done(poses: Sequence[Pose], record: Record, drill: str) -> Misses | None:
    if not any(rep["counted"] and not rep["faults"] for rep in record.reps):
        return None
    missed = misses(poses, record, drill)
    return missed if all(missed[part] for part in PARTS) else None


if __name__ == "__main__":
    sys.exit(score("ghost_glass", __doc__, _well_done, told))
