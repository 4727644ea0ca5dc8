"""The truth file of a clip: written beside the video, read by any test without the renderer's packages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FORMAT = 2
PIXEL, METRE, SHARE = 0.1, 0.001, 0.002
"""What one unit is worth of the packed columns: pixels, metres, torso lengths."""


@dataclass(frozen=True)
class Record:
    """A truth file read back. Angles in degrees, times in seconds; see README.md for every field."""

    about: dict[str, Any]
    """Everything but the frames: fps, size, facing, camera, reps and so on."""
    time: NDArray[np.float64]
    phase: list[str]
    measures: dict[str, NDArray[np.float64]]
    """(frames,) each; NaN where a frame has no such measure."""
    pixels: NDArray[np.float64]
    """(frames, joints, 2)"""
    metres: NDArray[np.float64]
    """(frames, joints, 3)"""
    profile: NDArray[np.float64]
    """The dorsal profile (frames, samples) in torso lengths."""

    @property
    def reps(self) -> list[dict[str, Any]]:
        """The repetitions in order."""
        reps: list[dict[str, Any]] = self.about["reps"]
        return reps

    @property
    def joints(self) -> list[str]:
        """Names of the joints in order."""
        names: list[str] = self.about["joint_names"]
        return names

    @property
    def standing(self) -> dict[str, float]:
        """The measures of the same figure standing."""
        standing: dict[str, float] = self.about["standing"]
        return standing

    @property
    def near(self) -> str:
        """The side towards the camera, `left` or `right`."""
        side: str = self.about["near_side"]
        return side

    def joint(self, name: str) -> NDArray[np.float64]:
        """Places (frames, 3) of one joint in metres."""
        return self.metres[:, self.joints.index(name)]

    def frame(self, time: float) -> int:
        """The frame nearest to a time."""
        return int(np.argmin(np.abs(self.time - time)))


def read_record(path: Path) -> Record:
    """Read a truth file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{path}: truth format {data.get('format')!r}, this code reads {FORMAT}")
    frames, packed = data.pop("frames"), data.pop("packed")
    count = len(frames["time"])
    return Record(
        about=data,
        time=np.array(frames["time"]),
        phase=frames["phase"],
        measures={name: np.array(values, float) for name, values in frames.items() if name not in ("time", "phase")},
        pixels=_unpacked(packed["joints_px"]).reshape(count, -1, 2),
        metres=_unpacked(packed["joints_m"]).reshape(count, -1, 3),
        profile=_unpacked(packed["profile"]),
    )


def write_record(
    path: Path, about: Mapping[str, Any], frames: Mapping[str, Sequence[Any]], packed: Mapping[str, dict[str, Any]]
) -> None:
    """Write a truth file: readable header, then one line for each column, and for each row of a packed table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header = json.dumps({"format": FORMAT, **about}, indent=1)
    columns = ",\n".join(f'  "{name}": {_short(values)}' for name, values in frames.items())
    tables = ",\n".join(
        f'  "{name}": {{"unit": {table["unit"]}, "steps": [\n   '
        + ",\n   ".join(map(_short, table["steps"]))
        + "\n  ]}"
        for name, table in packed.items()
    )
    path.write_text(
        f'{header[:-2]},\n "frames": {{\n{columns}\n }},\n "packed": {{\n{tables}\n }}\n}}\n', encoding="utf-8"
    )


def packed(values: ArrayLike, unit: float) -> dict[str, Any]:
    """A table (frames, n) as n rows of whole units: the first value, then the step from frame to frame."""
    table = np.asarray(values, float)
    units = np.rint(table.reshape(len(table), -1) / unit).astype(int)
    return {"unit": unit, "steps": np.diff(units, axis=0, prepend=0).T.tolist()}


def _unpacked(table: Mapping[str, Any]) -> NDArray[np.float64]:
    """The table (frames, n) that was packed."""
    steps: NDArray[np.int64] = np.array(table["steps"])
    return np.cumsum(steps, axis=1).T * float(table["unit"])


def _short(values: Any) -> str:
    return json.dumps(values, separators=(",", ":"), allow_nan=False)
