"""Fits the trust in joints against truth: `python -m tests.accuracy.confidence [--write] [--cache DIR]`.

On the tune half alone. Every clip is tracked twice: as it is, and with a thing put before a joint (`occluders.py`).
Each near-side joint of each frame, once with masks on every third frame and once without, is a sample: its doubts
(`kiosk.motion.trust_table.DOUBTS`) and whether it lies within `kiosk.motion.trust.NEAR` body heights of the true
joint. A logistic regression a joint, whose weights may not be negative, gives the table; what is told of it is
cross-validated by person. The same clips give the same table, digit for digit, on the same versions.

Left out: clips with a second person, since whoever is followed there is another question; views beyond 60 degrees,
in which nothing is measured.
"""

from __future__ import annotations

import argparse
import math
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.joints import NEAR_JOINTS
from kiosk.motion.orientation import FRONT_FROM, OrientationFilter
from kiosk.motion.trust import ABSENT, NEAR, DoubtFilter
from kiosk.motion.trust_table import DOUBTS, SHIPPED, JointWeights, TrustTable
from kiosk.pose.pose import Pose
from tests.actors.record import Record, read_record

from .cache import Cache, usual_folder
from .digest import digest, file_digest
from .frames import nearest_frames
from .markdown import table
from .occluders import KINDS, Occluder
from .poses import poses_of
from .reliability import Reliability, reliability
from .stage import Footage, kept_footage

if TYPE_CHECKING:
    from .case import Case

JOINTS = tuple(NEAR_JOINTS["left"])
TRUE_NAMES = {"toe": "foot_index"}
"""What the truth calls a joint, where that differs."""

MASK_EVERY = 3
FOLDS = 5
RIDGE = 1e-3
SCALES = (2.0, 0.1, 0.1, 0.01, 0.005, 1.0, 0.5)
"""Per sample, the ridge is on the square of a weight times what its doubt usually comes to: it keeps weights finite
where few joints are wrong."""

_OLD_RAMP = (0.35, 0.75)
"""Visibilities between which trust rose from 0 to 1 before there was a table: what the report compares with."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Samples:
    """Samples of one joint, or of one clip: `doubts` (n, 7), `error` (n,) in body heights, `visibility` (n,);
    `person` of each."""

    doubts: Array
    error: Array
    visibility: Array
    person: NDArray[np.str_]

    @property
    def right(self) -> Array:
        """1 where the joint lies near the true one, else 0."""
        return (self.error < NEAR).astype(np.float64)


def heights(record: Record) -> Array:
    """Pixels that a body height is worth at the hips in each frame, (frames,)."""
    camera = record.about["camera"]
    eye, target = np.array(camera["eye_m"]), np.array(camera["target_m"])
    ahead = (target - eye) / np.linalg.norm(target - eye)
    focal = record.about["size"][1] / 2.0 / math.tan(math.radians(camera["vertical_view_deg"]) / 2.0)
    hips = (record.joint("left_hip") + record.joint("right_hip")) / 2.0
    result: Array = focal / ((hips - eye) @ ahead) * record.about["height_m"]
    return result


def joint_error(record: Record, frame: int, side: str, joint: str, place: Sequence[float]) -> float:
    """How far `place` (x, y in pixels) is from the true joint of that side, in pixels."""
    true = record.pixels[frame, record.joints.index(f"{side}_{TRUE_NAMES.get(joint, joint)}")]
    return math.hypot(place[0] - true[0], place[1] - true[1])


def samples_of(poses: Sequence[Pose], record: Record) -> dict[str, Array]:
    """For each joint the rows (doubts..., error, visibility) of `poses`, with masks and then without."""
    frames = nearest_frames(np.array([pose.time for pose in poses]), record.time)
    scale = heights(record)
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in JOINTS}
    for masked in (True, False):
        orient, doubt = OrientationFilter(), DoubtFilter()
        for number, (pose, frame) in enumerate(zip(poses, frames, strict=True)):
            seen = pose if masked and number % MASK_EVERY == 0 else replace(pose, mask=None)
            orientation = orient(seen)
            joints = NEAR_JOINTS[orientation.near_side]
            doubts = doubt(seen, orientation)
            # The person's own lengths are learned where the network sees the joints: the table is not there yet.
            doubt.learn({name: float(pose.visibility[joint]) for name, joint in joints.items()})
            if frame < 0 or orientation.turn > FRONT_FROM:
                continue
            for name, joint in joints.items():
                error = joint_error(record, int(frame), orientation.near_side, name, pose.landmarks[joint, :2])
                rows[name].append((*doubts[name], error / float(scale[frame]), float(pose.visibility[joint])))
    return {name: np.array(item, float).reshape(-1, len(DOUBTS) + 2) for name, item in rows.items()}


def clip_samples(case: Case, footage: Footage, kind: str | None, kept: Cache) -> dict[str, Array]:
    """The samples of a case: as it is, or with a thing of that `kind` before the person."""
    if footage.truth is None:
        return {}
    record = read_record(footage.truth)
    if kind is None:
        return samples_of(poses_of(footage, kept), record)
    occluder = Occluder(case.name, kind, record, float(np.median(heights(record))))
    what = digest(kind, file_digest(Path(__file__).with_name("occluders.py")))
    return samples_of(poses_of(footage, kept, what, occluder.before), record)


def gathered(cases: Sequence[Case], folder: Path) -> Iterator[tuple[Case, dict[str, Array]]]:
    """The samples of every case of the tune half that is rendered and shows one person."""
    clips, kept = Cache(folder / "clips"), Cache(folder / "poses")
    for case in cases:
        if case.half != "tune" or len(case.clip.cast) != 1:
            continue
        footage = kept_footage(case, clips)
        if footage is None:
            print(f"confidence: {case.name} is not rendered: left out", file=sys.stderr)
            continue
        for kind in (None, KINDS[zlib.crc32(case.name.encode()) % len(KINDS)]):
            yield case, clip_samples(case, footage, kind, kept)


def fit(samples: Samples) -> Array:
    """`sure` and the weights (8,) that make what is there likeliest."""
    from scipy.optimize import minimize

    scaled, right, count = samples.doubts / np.array(SCALES), samples.right, len(samples.error)

    def loss(weights: Array) -> tuple[float, Array]:
        odds = weights[0] - scaled @ weights[1:]
        miss = float(np.mean(np.logaddexp(0.0, np.where(right > 0.5, -odds, odds))))
        off = (1.0 / (1.0 + np.exp(-odds)) - right) / count
        slope = np.concatenate([[off.sum()], 2.0 * RIDGE * weights[1:] - scaled.T @ off])
        return miss + RIDGE * float(weights[1:] @ weights[1:]), slope

    bounds = [(None, None), *[(0.0, None)] * len(DOUBTS)]
    found = minimize(loss, np.zeros(1 + len(DOUBTS)), jac=True, bounds=bounds, method="L-BFGS-B")
    result: Array = np.concatenate([[found.x[0]], found.x[1:] / np.array(SCALES)])
    return result


def trust(weights: Array, doubts: Array) -> Array:
    """What the weights make of doubts, (n,) 0..1."""
    result: Array = 1.0 / (1.0 + np.exp(-np.clip(weights[0] - doubts @ weights[1:], -50.0, 50.0)))
    return result


def cross_validated(samples: Samples) -> Array:
    """The trust in each sample by weights that were fitted without its person."""
    people = sorted(set(samples.person.tolist()))
    result = np.zeros(len(samples.error))
    for fold in range(min(FOLDS, len(people))):
        out = np.isin(samples.person, people[fold::FOLDS])
        rest = Samples(samples.doubts[~out], samples.error[~out], samples.visibility[~out], samples.person[~out])
        result[out] = trust(fit(rest), samples.doubts[out])
    return result


def table_text(weights: Mapping[str, Array]) -> str:
    """The file of the weights."""
    lines = [
        "# Weights of the reasons to doubt a joint; what they mean is in trust_table.py.",
        "# Written by `python -m tests.accuracy.confidence --write`; not to be edited by hand.",
    ]
    for name, values in weights.items():
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {round(float(value), 4)!r}" for key, value in zip(("sure", *DOUBTS), values, strict=True)]
    return "\n".join(lines) + "\n"


def main(words: Sequence[str] | None = None) -> int:
    """Gather, fit, tell, write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.confidence", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table in place of the committed one")
    parser.add_argument("--cache", type=Path, default=usual_folder(), metavar="DIR")
    options = parser.parse_args(words)
    from .benchmark import cases

    parts: dict[str, list[Array]] = {name: [] for name in JOINTS}
    people: dict[str, list[str]] = {name: [] for name in JOINTS}
    clips = 0
    for case, found in gathered(cases(), options.cache):
        clips += 1
        for name, rows in found.items():
            parts[name].append(rows)
            people[name] += [case.tags.get("person", case.name)] * len(rows)
    if not clips:
        print("confidence: no clip of the tune half is rendered: run `make accuracy` first", file=sys.stderr)
        return 2
    weights, lines = {}, []
    for name in JOINTS:
        rows = np.concatenate(parts[name])
        samples = Samples(rows[:, : len(DOUBTS)], rows[:, -2], rows[:, -1], np.array(people[name]))
        weights[name] = fit(samples)
        lines.append(_line(name, samples, cross_validated(samples)))
    TrustTable(**{name: JointWeights(**dict(zip(("sure", *DOUBTS), map(float, values), strict=True)))
                  for name, values in weights.items()})  # fmt: skip
    columns = ("joint", "samples", "wrong", "ECE", "ECE of the old ramp", "wrong ones absent", "right ones absent")
    print(f"{clips} replays of tune clips, half of them with something before a joint; by person, {FOLDS} folds.\n")
    print(table(columns, lines))
    if options.write:
        SHIPPED.write_text(table_text(weights), encoding="utf-8")
        print(f"\nWritten to {SHIPPED}; digest {file_digest(SHIPPED)[:12]}")
    return 0


def _line(name: str, samples: Samples, found: Array) -> tuple[str, ...]:
    right = samples.right > 0.5
    low, high = _OLD_RAMP
    old = np.clip((samples.visibility - low) / (high - low), 0.0, 1.0)

    def percent(share: float) -> str:
        return f"{100.0 * share:.1f} %"

    def ece(values: Array) -> str:
        result: Reliability = reliability(values, right)
        return f"{result.expected_error:.3f}"

    hidden = found < ABSENT
    wrong = float(np.mean(hidden[~right])) if (~right).any() else float("nan")
    return (
        name,
        str(len(right)),
        percent(float(np.mean(~right))),
        ece(found),
        ece(old),
        percent(wrong),
        percent(float(np.mean(hidden[right]))),
    )


if __name__ == "__main__":
    sys.exit(main())
