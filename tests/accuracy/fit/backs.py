"""Fits how backs bend and stand: `python -m tests.accuracy.fit.backs [--write] [--cache DIR]`.

From the truths of the tune half alone: people on their feet, seen from the side. No network has a part in it: the
profile of the naked back, and by how much low and upper back are flexed, are both known.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.motion.back_table import SHIPPED
from tests.accuracy.cache import Cache, usual_folder
from tests.accuracy.on_feet import on_feet
from tests.actors import dorsal
from tests.actors.record import Record

Array = NDArray[np.float64]

INCLINED = 35.0
"""Degrees of torso inclination from which a frame teaches how a back bends."""
EVERY = 3
"""Neighbouring frames teach the same."""
_DIGITS = 4
_LINES = np.column_stack([np.ones(dorsal.SAMPLES), dorsal.ALONG])
_LEVEL: Array = np.eye(dorsal.SAMPLES) - _LINES @ np.linalg.pinv(_LINES)
"""Takes its straight line off a profile."""


def fit(records: Sequence[tuple[str, Record]]) -> dict[str, Array]:
    """The four shapes of `BackTable`, from the truths of people by name."""
    changes, flexions = [], []
    for _, record in records:
        still = record.profile[0]
        for frame in range(0, len(record.time), EVERY):
            profile = record.profile[frame]
            if record.measures["torso_inclination"][frame] >= INCLINED and np.isfinite(profile).all():
                changes.append((profile - still) @ _LEVEL)
                names = ("lumbar_flexion", "thoracic_flexion", "shoulder_protraction")
                flexions.append([1.0, *(float(record.measures[name][frame]) for name in names)])
    given = np.array(flexions) * [1.0, np.pi / 180.0, np.pi / 180.0, 1.0]
    # Shoulders drawn forward bulge as well, and come along with a bent upper back: told apart here.
    _, lumbar, thoracic, _ = np.linalg.lstsq(given, np.array(changes), rcond=None)[0]
    people = sorted({name for name, _ in records})
    stands = np.array(
        [np.median([record.profile[0] for name, record in records if name == who], axis=0) for who in people]
    )
    level = stands @ _LEVEL
    mean = level.mean(axis=0)
    _, spread, ways = np.linalg.svd(level - mean, full_matrices=False)
    hollow = ways[0] * spread[0] / np.sqrt(len(people))
    return {
        "lumbar": lumbar,
        "thoracic": thoracic,
        "standing": mean,
        "hollow": hollow * np.sign(dorsal.curvature(hollow)),
    }


def as_toml(shapes: dict[str, Array], clips: int, people: int) -> str:
    """The file that `kiosk.motion.back_table.shipped_backs` reads."""
    lines = [
        "# How backs bend and stand. Written by `python -m tests.accuracy.fit.backs --write`; do not edit.",
        f"# Clips: {clips}",
        f"# People: {people} of the tune half",
        "",
    ]
    for name, shape in shapes.items():
        numbers = [f"{value + 0.0:.{_DIGITS}f}" for value in np.round(shape, _DIGITS)]
        rows = [", ".join(numbers[first : first + 9]) for first in range(0, len(numbers), 9)]
        lines += [f"{name} = [", *(f"  {row}," for row in rows), "]"]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Fit, and write the table where asked."""
    from tests.accuracy.benchmark import cases  # needs the renderer's packages, which the fit itself does not

    parser = argparse.ArgumentParser(
        prog="python -m tests.accuracy.fit.backs", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--write", action="store_true", help=f"write {SHIPPED.name}")
    parser.add_argument("--cache", type=Path, default=usual_folder(), metavar="DIR")
    options = parser.parse_args()
    records = []
    for case in cases():
        wanted = case.half == "tune" and case.tags["view"] == "side"
        found = on_feet(case, Cache(options.cache / "clips")) if wanted else None
        if found is not None:
            records.append((repr(case.clip.cast[0].person), found[1]))
    people = len({name for name, _ in records})
    if people < 2:
        print(
            "fit: needs clips of two people at least; render them: make accuracy ARGS='--half tune'", file=sys.stderr
        )
        return 1
    text = as_toml(fit(records), len(records), people)
    print(text, end="")
    if options.write:
        SHIPPED.write_text(text, encoding="utf-8")
        print(f"wrote {SHIPPED}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
