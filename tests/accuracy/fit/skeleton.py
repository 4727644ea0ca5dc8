"""Fits where joint centres lie off the landmarks: `python -m tests.accuracy.fit.skeleton [--write] [--cache DIR]`.

On the clips of the tune half that are in the cache (`make accuracy ARGS="--half tune"` renders them all): people on
their feet, clear to see, less than `SIDE_ON` degrees off side-on. Every person counts alike. What is printed is left
out by person: everybody is corrected by a table that was fitted without them.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import Orientation
from kiosk.motion.skeleton_table import SEGMENTS, SHIPPED, Offset, SkeletonTable
from kiosk.pose.pose import Joint, Pose
from tests.accuracy.frames import TRAINING, nearest_frames
from tests.accuracy.glass import Stage, eyes_of
from tests.accuracy.markdown import table
from tests.actors.record import Record

from . import command
from .examples import trusted

SIDE_ON = 35.0
"""Degrees."""

FEET = frozenset({"ankle", "heel", "toe"})
"""Drawn where they stood (`kiosk.coach.body`): fitted while standing alone."""

PLACES = (*SEGMENTS, "eyes")

_DIGITS = 3


@dataclass(frozen=True)
class Seen:
    """One clip: by joint the way (n,) from the landmark to the centre over the joint's segment, complex, and how far
    beside the body's middle the centre is, in body heights."""

    name: str
    person: str
    way: Mapping[str, NDArray[np.complex128]]
    segment: Mapping[str, NDArray[np.float64]]
    """Lengths (n,) of the segments in metres."""
    beside: Mapping[str, float]


def seen(name: str, person: str, poses: Sequence[Pose], record: Record) -> Seen | None:
    """What a clip teaches, or None where it shows nobody clearly from the side."""
    frames = nearest_frames(np.array([pose.time for pose in poses]), record.time)
    if not poses:
        return None
    stage = Stage.of(record)
    ways: dict[str, list[complex]] = defaultdict(list)
    lengths: dict[str, list[float]] = defaultdict(list)
    beside: dict[str, list[float]] = defaultdict(list)
    for (pose, orientation, sure), frame in zip(trusted(poses), frames, strict=True):
        usable = sure and orientation.turn < SIDE_ON and orientation.near_side == record.near
        if frame < 0 or not usable or record.phase[frame] not in TRAINING:
            continue
        pixels = _near(record, record.pixels[frame])
        metres = _near(record, record.metres[frame])
        found = _points(pose, orientation)
        middle, across = _hips(record, frame)
        for joint, (low, high) in SEGMENTS.items():
            if joint in FEET and record.phase[frame] != "standing":
                continue
            true = complex(pixels[joint][0] * orientation.facing.sign, -pixels[joint][1])
            ways[joint].append((true - found[joint]) / (found[high] - found[low]))
            lengths[joint].append(float(np.linalg.norm(metres[high] - metres[low])))
            beside[joint].append(abs(float((metres[joint] - middle) @ across)) / record.about["height_m"])
        eyes, head = _eyes(stage, record, int(frame), pose, orientation)
        ways["eyes"].append(eyes)
        lengths["eyes"].append(head)
        beside["eyes"].append(0.0)
    if not ways or any(joint not in ways for joint in SEGMENTS):
        return None
    return Seen(
        name,
        person,
        {joint: np.array(way) for joint, way in ways.items()},
        {joint: np.array(each) for joint, each in lengths.items()},
        {joint: float(np.median(each)) for joint, each in beside.items()},
    )


def fit(clips: Iterable[Seen]) -> SkeletonTable:
    """The table that serves people best: of each the median, of all the mean."""
    people: dict[str, list[Seen]] = defaultdict(list)
    for clip in clips:
        people[clip.person].append(clip)

    def offset(joint: str) -> Offset:
        own = [np.concatenate([clip.way[joint] for clip in theirs]) for theirs in people.values()]
        beside = [float(np.mean([clip.beside[joint] for clip in theirs])) for theirs in people.values()]
        return Offset(
            along=round(float(np.mean([np.median(way.real) for way in own])), _DIGITS),
            ahead=round(-float(np.mean([np.median(way.imag) for way in own])), _DIGITS),
            beside=round(float(np.mean(beside)), _DIGITS),
        )

    return SkeletonTable(**{joint: offset(joint) for joint in PLACES})


def misses(clip: Seen, fitted: SkeletonTable | None) -> dict[str, NDArray[np.float64]]:
    """Millimetres (n,) by joint from where it is drawn to its centre; without a table, from its landmark."""
    return {
        joint: 1000.0 * clip.segment[joint] * np.abs(way - (0.0 if fitted is None else fitted.offset(joint).turn))
        for joint, way in clip.way.items()
    }


def told(clips: Sequence[Seen]) -> str:
    """A table of misses without offsets, and with those of other people."""
    rows = []
    left_out = {
        person: fit([clip for clip in clips if clip.person != person]) for person in {clip.person for clip in clips}
    }
    for joint in PLACES:
        bare, moved = (
            np.concatenate([misses(clip, left_out[clip.person] if with_table else None)[joint] for clip in clips])
            for with_table in (False, True)
        )
        figures = (f"{np.percentile(miss, share):.0f}" for miss in (bare, moved) for share in (50, 95))
        rows.append((joint, *figures))
    heads = ("from landmark to centre, mm", "median", "95 %", "left out: median", "95 %")
    return table(heads, rows)


def written(clips: Sequence[Seen], about: Mapping[str, str]) -> str:
    """The file of a table fitted on `clips`."""
    return as_toml(fit(clips), about)


def as_toml(fitted: SkeletonTable, about: Mapping[str, str]) -> str:
    """The file that `kiosk.motion.skeleton_table.shipped_skeleton` reads."""
    lines = [
        "# From landmarks to joint centres, for drawing. Written by `python -m tests.accuracy.fit.skeleton --write`;",
        "# do not edit.",
    ]
    lines += [f"# {key}: {value}" for key, value in about.items()]
    for joint in PLACES:
        offset = fitted.offset(joint)
        lines += ["", f"[{joint}]"]
        lines += [f"{name} = {getattr(offset, name)}" for name in ("along", "ahead", "beside")]
    return "\n".join(lines) + "\n"


def _points(pose: Pose, orientation: Orientation) -> dict[str, complex]:
    """The near side's landmarks, x forward and y up, pixels."""
    sign = orientation.facing.sign
    return {
        name: complex(float(pose.landmarks[joint][0]) * sign, -float(pose.landmarks[joint][1]))
        for name, joint in NEAR_JOINTS[orientation.near_side].items()
    }


def _eyes(
    stage: Stage, record: Record, frame: int, pose: Pose, orientation: Orientation
) -> tuple[complex, float]:
    """The way from the eyes' landmarks to the eyes over that from the near ear's to the nose's, and this in
    metres."""
    sign, camera, size = orientation.facing.sign, stage.optics.camera, (pose.size[0], pose.size[1])
    x, y = camera.picture_point(stage.place(eyes_of(record, frame)), size)
    ear = NEAR_JOINTS[orientation.near_side]["ear"]
    left, right, nose, near = (
        complex(float(pose.landmarks[joint][0]) * sign, -float(pose.landmarks[joint][1]))
        for joint in (Joint.LEFT_EYE, Joint.RIGHT_EYE, Joint.NOSE, ear)
    )
    places = record.metres[frame]
    true_ear, true_nose = (places[record.joints.index(name)] for name in (f"{record.near}_ear", "nose"))
    way = complex(x * sign, -y) - (left + right) / 2.0
    return way / (nose - near), float(np.linalg.norm(true_nose - true_ear))


def _near(record: Record, places: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    called = {"toe": "foot_index"}
    return {
        joint: places[record.joints.index(f"{record.near}_{called.get(joint, joint)}")] for joint in SEGMENTS
    }


def _hips(record: Record, frame: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Their middle, and the level direction from the right one to the left, 1 long; room metres."""
    left, right = (record.metres[frame][record.joints.index(f"{side}_hip")] for side in ("left", "right"))
    across = (left - right) * (1.0, 0.0, 1.0)
    return (left + right) / 2.0, across / np.linalg.norm(across)


if __name__ == "__main__":
    sys.exit(command.run("skeleton", __doc__, seen, told, written, SHIPPED))
