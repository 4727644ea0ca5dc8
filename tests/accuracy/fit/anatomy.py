"""Fits where a person's own joint centres lie off everybody's: `python -m tests.accuracy.fit.anatomy [--write]
[--cache DIR]`.

After `python -m tests.accuracy.fit.skeleton`, on the same clips, and on what that leaves: first what is constant of a
person, by how their outline lies about their landmarks while they stand; then what slides as they fold, against their
own standing. Every person counts alike. What is printed is left out by person: everybody is corrected by a table that
was fitted without them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.anatomy import anatomy_of, leans_from, shifts
from kiosk.motion.anatomy_table import LEANS, MOVED, SHIPPED, AnatomyTable, Centre, Way
from kiosk.motion.build import GAPS, Build, read_build, stature, typical_build
from kiosk.motion.chain import Chain, read_chain, typical_chain
from kiosk.motion.joints import near_places
from kiosk.motion.orientation import Orientation
from kiosk.motion.skeleton import skeleton
from kiosk.motion.skeleton_table import shipped_skeleton
from kiosk.pose.pose import Pose
from tests.accuracy.frames import FEW_STANDING, TRAINING, nearest_frames
from tests.accuracy.glass import Stage, eyes_of
from tests.accuracy.markdown import table
from tests.actors.record import Record

from . import command
from .examples import trusted
from .skeleton import FEET, SIDE_ON

OWN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ear": ((), ()),
    "shoulder": ((), ("trunk",)),
    "hip": ((), ()),
    "knee": ((), ("knee_height",)),
    "ankle": (("heel", "toe"), ("ankle",)),
    "heel": (("heel",), ("sole",)),
    "toe": (("heel", "toe"), ("sole",)),
    "eyes": ((), ("eyes", "nose")),
}
"""By joint the gaps that tell, of people left out, how far forward and how far up it is: no others do."""

NOISE = 0.0045
"""Body heights by which a gap is misread, which holds its weight back."""

MOST = 0.05
_DIGITS = 4

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One clip: by joint the way (n,) from where everybody's centre would be to where it is, x forward + 1j * up in
    body heights; `standing` (n,) which frames stand; `leans` (n, 3) against standing; `metres` of a body height."""

    name: str
    person: str
    way: Mapping[str, NDArray[np.complex128]]
    standing: NDArray[np.bool_]
    leans: Array
    build: Build
    reference: Chain
    chains: tuple[Chain, ...]
    orientations: tuple[Orientation, ...]
    metres: float

    def stood(self, joint: str) -> complex:
        """The way while standing."""
        return complex(self.way[joint][self.standing].mean())


def example(name: str, person: str, poses: Sequence[Pose], record: Record) -> Example | None:
    """The clip's; None where nobody is seen to stand in it from the side."""
    frames = nearest_frames(np.array([pose.time for pose in poses]), record.time)
    chosen = [
        (pose, orientation, int(frame))
        for (pose, orientation, sure), frame in zip(trusted(poses), frames, strict=True)
        if frame >= 0 and sure and orientation.turn < SIDE_ON and orientation.near_side == record.near
        if record.phase[frame] in TRAINING
    ]
    standing = np.array([record.phase[frame] == "standing" for _, _, frame in chosen], bool)
    stands = [(pose, orientation) for (pose, orientation, _), stood in zip(chosen, standing, strict=True) if stood]
    build = typical_build([each for item in stands if (each := read_build(*item)) is not None])
    if len(stands) < FEW_STANDING or build is None:
        return None
    chains = tuple(read_chain(pose, orientation) for pose, orientation, _ in chosen)
    reference = typical_chain([chain for chain, stood in zip(chains, standing, strict=True) if stood])
    stage = Stage.of(record)
    ways = [_ways(stage, record, *item) for item in chosen]
    return Example(
        name,
        person,
        {joint: np.array([way[joint] for way in ways]) for joint in OWN},
        standing,
        np.array([leans_from(chain, reference) for chain in chains]),
        build,
        reference,
        chains,
        tuple(orientation for _, orientation, _ in chosen),
        float(record.about["height_m"]),
    )


def fit(clips: Sequence[Example]) -> AnatomyTable:
    """The table that serves people best."""
    count = Counter(clip.person for clip in clips)
    weight = np.sqrt(np.array([1.0 / count[clip.person] for clip in clips]))
    usual = {name: round(_mean(clips, name, weight**2), _DIGITS) for name in GAPS}

    def constant(wanted: Array, names: Sequence[str]) -> dict[str, float]:
        known = [[clip.build.gaps.get(name, usual[name]) - usual[name] for name in names] for clip in clips]
        rows = np.column_stack([np.ones(len(clips)), np.array(known).reshape(len(clips), -1)]) * weight[:, None]
        held = np.diag([0.0] + [NOISE**2] * len(names)) * float((weight**2).sum())
        found = np.linalg.solve(rows.T @ rows + held, rows.T @ (wanted * weight))
        return {name: round(float(item), _DIGITS) for name, item in zip(("constant", *names), found, strict=True)}

    def moving(joint: str) -> tuple[dict[str, float], dict[str, float]]:
        if joint in FEET:
            return {}, {}
        each = [share / np.sqrt(len(clip.leans)) for clip, share in zip(clips, weight, strict=True)]
        rows = np.concatenate([clip.leans * share for clip, share in zip(clips, each, strict=True)])
        gone = np.concatenate(
            [(clip.way[joint] - clip.stood(joint)) * share for clip, share in zip(clips, each, strict=True)]
        )
        held = 1e-3 * len(count) * np.eye(len(LEANS))
        found = [np.linalg.solve(rows.T @ rows + held, rows.T @ part) for part in (gone.real, gone.imag)]
        ahead, up = (
            {name: round(float(item), _DIGITS) for name, item in zip(LEANS, part, strict=True)} for part in found
        )
        return ahead, up

    def centre(joint: str) -> Centre:
        if joint not in OWN:
            return Centre()
        stood = np.array([clip.stood(joint) for clip in clips])
        (ahead, up), (ahead_moving, up_moving) = OWN[joint], moving(joint)
        return Centre(
            ahead=Way(**constant(stood.real, ahead), **ahead_moving), up=Way(**constant(stood.imag, up), **up_moving)
        )

    return AnatomyTable(most=MOST, usual=usual, **{joint: centre(joint) for joint in MOVED})


def misses(clip: Example, fitted: AnatomyTable | None) -> dict[str, Array]:
    """Millimetres (n,) by joint from where it is drawn to its centre; without a table, as everybody's."""
    anatomy = None if fitted is None else anatomy_of(clip.build, clip.reference, fitted)
    moved = [
        {} if fitted is None else shifts(anatomy, chain, orientation, fitted)
        for chain, orientation in zip(clip.chains, clip.orientations, strict=True)
    ]
    return {
        joint: 1000.0 * clip.metres * np.abs(way - np.array([item.get(joint, 0j) for item in moved]))
        for joint, way in clip.way.items()
    }


def told(clips: Sequence[Example]) -> str:
    """A table of misses as everybody's, and as their own by a table of other people."""
    left_out = {
        person: fit([clip for clip in clips if clip.person != person]) for person in {clip.person for clip in clips}
    }
    rows = []
    for joint in OWN:
        chosen = [clip.standing | (joint not in FEET) for clip in clips]
        figures = []
        for own in (False, True):
            missed = [misses(clip, left_out[clip.person] if own else None)[joint] for clip in clips]
            together = np.concatenate([miss[frames] for miss, frames in zip(missed, chosen, strict=True)])
            figures += [f"{np.percentile(together, share):.0f}" for share in (50, 95)]
        rows.append((joint, *figures))
    heads = ("to the centre, mm", "as everybody's: median", "95 %", "left out, their own: median", "95 %")
    return table(heads, rows)


def written(clips: Sequence[Example], about: Mapping[str, str]) -> str:
    """The file of a table fitted on `clips`."""
    return as_toml(fit(clips), about)


def as_toml(fitted: AnatomyTable, about: Mapping[str, str]) -> str:
    """The file that `kiosk.motion.anatomy_table.shipped_anatomy` reads."""
    return "\n".join(_lines(fitted, about)) + "\n"


def _lines(fitted: AnatomyTable, about: Mapping[str, str]) -> Iterator[str]:
    yield "# From everybody's joint centres to a person's own, for drawing. Written by"
    yield "# `python -m tests.accuracy.fit.anatomy --write`; do not edit."
    yield from (f"# {key}: {value}" for key, value in about.items())
    yield f"\nmost = {fitted.most}"
    yield "\n[usual]"
    yield from (f"{name} = {gap}" for name, gap in fitted.usual.items())
    for joint in MOVED:
        yield f"\n[{joint}]"
        for name, way in (("ahead", fitted.centre(joint).ahead), ("up", fitted.centre(joint).up)):
            numbers = ", ".join(f"{key} = {value}" for key, value in way.model_dump(exclude_defaults=True).items())
            if numbers:
                yield f"{name} = {{ {numbers} }}"


def _ways(stage: Stage, record: Record, pose: Pose, orientation: Orientation, frame: int) -> dict[str, complex]:
    """From where everybody's centres would be to where they are, body heights."""
    sign = orientation.facing.sign
    drawn = skeleton(pose, orientation, shipped_skeleton())
    height = stature(near_places(pose.landmarks, orientation.near_side))
    eyes = stage.optics.camera.picture_point(stage.place(eyes_of(record, frame)), (pose.size[0], pose.size[1]))
    places = {**drawn.joints, "eyes": drawn.eyes}
    true = {
        joint: record.pixels[frame][record.joints.index(f"{record.near}_{'foot_index' if joint == 'toe' else joint}")]
        for joint in OWN
        if joint != "eyes"
    }
    return {
        joint: complex((x - places[joint][0]) * sign, places[joint][1] - y) / height
        for joint, (x, y) in {**true, "eyes": eyes}.items()
    }


def _mean(clips: Sequence[Example], name: str, weight: Array) -> float:
    gaps, shares = zip(
        *(
            (clip.build.gaps[name], share)
            for clip, share in zip(clips, weight, strict=True)
            if name in clip.build.gaps
        ),
        strict=True,
    )
    return float(np.average(gaps, weights=shares))


if __name__ == "__main__":
    sys.exit(command.run("anatomy", __doc__, example, told, written, SHIPPED))
