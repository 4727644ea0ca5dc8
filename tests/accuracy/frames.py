"""Every measure of every frame, as seen against as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.actors.record import Record

from .spread import Array, wrapped

ANGLES = frozenset({"torso_inclination", "hip_flexion", "knee_flexion", "shin_inclination", "neck_angle"})
"""Measures in degrees; the others are shares of a length of the body."""

TRAINING = frozenset({"standing", "down", "bottom", "up", "top", "hold"})
"""Truth phases that are scored. What belongs to no rep (walking, tying a shoe) is not."""

NEVER_SETTLED = frozenset({"hinge_ratio"})
"""Measures that nobody has while standing."""

AT_BOTTOM = frozenset({"bottom", "hold"})
FEW_STANDING = 3
"""Fewer standing frames than this give no standing offset."""

SIDE_UP_TO, OBLIQUE_UP_TO = 35.0, 60.0
"""Degrees off side-on at which the mirror calls a view oblique, and front (`kiosk.motion.orientation`)."""


@dataclass(frozen=True)
class MeasureErrors:
    """One measure over one clip.

    `error` is seen minus true in every frame that has both, `settled` the same less this clip's median error while
    standing (as the coach judges against standing), or None where nobody is seen standing. `lean` and `turn` are the
    true torso inclination and degrees off side-on of the same frames. `wanted` counts frames where the truth has the
    measure, `absent` those of them where the mirror has not; `..._bottom` the same at the bottom of reps;
    `absent_turn` is the turn of the frames where it is absent.
    """

    error: Array
    settled: Array | None
    lean: Array
    turn: Array
    wanted: int
    absent: int
    wanted_bottom: int
    absent_bottom: int
    absent_turn: Array


@dataclass(frozen=True)
class FrameScore:
    """The frames of one clip. `found` and `present`: frames where the person was seen, and where they are whole in
    the picture side-on; `view_right` and `facing_right` of `oriented` found frames."""

    measures: dict[str, MeasureErrors]
    found: int
    present: int
    oriented: int
    view_right: int
    facing_right: int
    rows: int
    rows_found: int


def nearest_frames(seen: Array, true: Array) -> np.ndarray:
    """For each seen time the index of the true frame nearest to it, or -1 where none is within half a frame."""
    if not len(true):
        return np.full(len(seen), -1)
    half = 0.5 * float(np.median(np.diff(true))) if len(true) > 1 else 0.05
    after = np.clip(np.searchsorted(true, seen), 1, max(1, len(true) - 1))
    before = after - 1
    after = np.minimum(after, len(true) - 1)
    nearest = np.where(np.abs(true[before] - seen) <= np.abs(true[after] - seen), before, after)
    return np.where(np.abs(true[nearest] - seen) <= half + 1e-6, nearest, -1)


def off_side(heading: Array) -> Array:
    """Degrees off side-on, 0..90, of headings (0 faces right in the picture, 90 the camera, 180 left)."""
    off: Array = np.degrees(np.arcsin(np.abs(np.sin(np.radians(heading)))))
    return off


def score_frames(record: Record, trace: Sequence[Mapping[str, str]]) -> FrameScore:
    """Compare a clip's trace with its truth."""
    times = np.array([float(row["time"]) for row in trace])
    frame = nearest_frames(times, record.time)
    known = frame >= 0
    index, rows = frame[known], [row for row, good in zip(trace, known, strict=True) if good]
    phase = np.array(record.phase, dtype=object)[index]
    training = np.isin(phase, list(TRAINING))
    turn = off_side(record.measures["heading"][index])
    lean = record.measures["torso_inclination"][index]
    seen_there = np.array([row["view"] != "" for row in rows], bool)
    measures = {}
    for name in _measures(trace, record):
        seen = np.array([float(row[name]) if row[name] else np.nan for row in rows])
        measures[name] = _errors(name, seen, record.measures[name][index], phase, training, lean, turn)
    side = training & (turn < SIDE_UP_TO) & whole_in_picture(record)[index]
    right_view = np.array([row["view"] for row in rows], dtype=object) == _views(turn)
    heading = record.measures["heading"][index]
    facing = np.where(np.abs(wrapped(heading)) < 90.0, "right", "left")
    right_way = np.array([row["facing"] for row in rows], dtype=object) == facing
    oriented = training & seen_there
    return FrameScore(
        measures=measures,
        found=int((side & seen_there).sum()),
        present=int(side.sum()),
        oriented=int(oriented.sum()),
        view_right=int((oriented & right_view).sum()),
        facing_right=int((oriented & right_way).sum()),
        rows=len(trace),
        rows_found=sum(row["view"] != "" for row in trace),
    )


def whole_in_picture(record: Record) -> np.ndarray:
    """Which frames show every joint, (frames,)."""
    width, height = record.about["size"]
    x, y = record.pixels[..., 0], record.pixels[..., 1]
    inside: np.ndarray = ((x >= 0) & (x <= width) & (y >= 0) & (y <= height)).all(axis=1)
    return inside


def _measures(trace: Sequence[Mapping[str, str]], record: Record) -> list[str]:
    """Measures that both have, in the order of the trace."""
    return [name for name in (trace[0] if trace else ()) if name in record.measures]


def _views(turn: Array) -> np.ndarray:
    return np.where(turn < SIDE_UP_TO, "side", np.where(turn < OBLIQUE_UP_TO, "oblique", "front")).astype(object)


def _errors(
    name: str, seen: Array, true: Array, phase: np.ndarray, training: np.ndarray, lean: Array, turn: Array
) -> MeasureErrors:
    wanted = training & ~np.isnan(true)
    there = wanted & ~np.isnan(seen)
    error = seen - true
    if name in ANGLES:
        error = wrapped(error)
    standing = error[there & (phase == "standing")]
    bottom = wanted & np.isin(phase, list(AT_BOTTOM))
    return MeasureErrors(
        error=error[there],
        settled=_settled(name, error[there], standing),
        lean=lean[there],
        turn=turn[there],
        wanted=int(wanted.sum()),
        absent=int((wanted & ~there).sum()),
        wanted_bottom=int(bottom.sum()),
        absent_bottom=int((bottom & ~there).sum()),
        absent_turn=turn[wanted & ~there],
    )


def _settled(name: str, error: Array, standing: Array) -> Array | None:
    if name in NEVER_SETTLED or len(standing) < FEW_STANDING:
        return None
    less = error - float(np.median(standing))
    return wrapped(less) if name in ANGLES else less
