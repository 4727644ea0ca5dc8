"""The fit itself: ridge regression, segment by segment, and what it would do for people it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kiosk.motion.centres import correction
from kiosk.motion.centres_table import FEATURES, CentresTable, SegmentCoefficients
from tests.accuracy.spread import wrapped

from .examples import Array, Example

SEGMENTS = {"torso": ("metric",), "thigh": FEATURES, "shank": FEATURES}
"""What each segment is corrected by. How the shoulders shift with flexion differs from person to person: a torso
corrected by it gets worse for people who were not fitted, so it has the metric landmarks only."""

RIDGE = 0.01
"""Penalty on a coefficient times its feature's spread, as a share of the examples' weight."""

MOST = 15.0
"""Degrees by which a segment may be moved: the errors that are to be mended are of this size at most."""

FULL = 200
"""Frames from which a clip has its full weight; all clips have the same, however long."""

MEASURES = ("torso", "hip", "knee", "shin")
_DIGITS = 3


def fit(examples: Sequence[Example]) -> CentresTable:
    """The table that serves `examples` best. The same examples give the same table, digit for digit."""
    return CentresTable(
        most=MOST,
        **{name: _segment(index, by, examples) for index, (name, by) in enumerate(SEGMENTS.items())},
    )


def _segment(index: int, by: Sequence[str], examples: Sequence[Example]) -> SegmentCoefficients:
    columns = [FEATURES.index(name) for name in by]
    known = [(item.features[item.usable, index][:, columns], item.wanted[item.usable, index]) for item in examples]
    known = [(given, wanted) for given, wanted in known if len(wanted)]
    given = np.concatenate([given for given, _ in known])
    wanted = np.concatenate([wanted for _, wanted in known])
    weight = np.concatenate([np.full(len(item), min(1.0, FULL / len(item))) for _, item in known])
    spread = np.maximum(given.std(axis=0), 1e-9)
    scaled = given / spread
    normal = (scaled * weight[:, None]).T @ scaled + RIDGE * weight.sum() * np.eye(len(spread))
    found = np.linalg.solve(normal, (scaled * weight[:, None]).T @ wanted) / spread
    rounded = {name: round(float(value), _DIGITS) for name, value in zip(by, found, strict=True)}
    return SegmentCoefficients(**{**rounded, "metric": max(0.0, rounded["metric"])})


def left_out(examples: Sequence[Example]) -> dict[str, Array]:
    """By clip the errors (n, 4) of `MEASURES`, from standing, with a table fitted without the clip's person."""
    out: dict[str, Array] = {}
    for person in sorted({item.person for item in examples}):
        table = fit([item for item in examples if item.person != person and item.fitted])
        out |= {item.name: errors(item, table) for item in examples if item.person == person}
    return out


def errors(item: Example, table: CentresTable | None) -> Array:
    """Seen less true (n, 4) in degrees, from standing; without a table as the landmarks say."""
    moved = np.zeros_like(item.wanted)
    if table is not None:
        moved = np.array([correction(chain, item.reference, table) for chain in item.chains])
    torso, thigh, shank = wrapped(moved - item.wanted).T
    error = wrapped(np.stack([torso, torso - thigh, shank - thigh, shank], 1))
    return wrapped(error - np.median(error[item.standing], axis=0))


def rmse(parts: Sequence[Array]) -> Array:
    """Root mean square by column over all rows."""
    return np.asarray(np.sqrt(np.mean(np.concatenate(parts) ** 2, axis=0)), float)


def as_toml(table: CentresTable, about: Mapping[str, str]) -> str:
    """The file that `kiosk.motion.centres_table.shipped_centres` reads."""
    lines = ["# From landmarks to joint centres. Written by `python -m tests.accuracy.fit --write`; do not edit."]
    lines += [f"# {key}: {value}" for key, value in about.items()]
    lines += ["", "# Degrees by which a segment is moved at most.", f"most = {table.most}"]
    for name in SEGMENTS:
        segment: SegmentCoefficients = getattr(table, name)
        lines += ["", f"[{name}]"]
        lines += [f"{feature} = {getattr(segment, feature)}" for feature in SEGMENTS[name]]
    return "\n".join(lines) + "\n"
