"""The truth file of a clip: written beside the video, read by any test without the renderer's packages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 1


@dataclass(frozen=True)
class Record:
    """A truth file read back. Angles in degrees, times in seconds; see README.md for every field."""

    about: dict[str, Any]
    """Everything but the frames: fps, size, yaw, facing, camera, reps and so on."""
    time: NDArray[np.float64]
    phase: list[str]
    measures: dict[str, NDArray[np.float64]]
    pixels: NDArray[np.float64]
    """(frames, joints, 2)"""
    metres: NDArray[np.float64]
    """(frames, joints, 3)"""

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

    def joint(self, name: str) -> NDArray[np.float64]:
        """Places (frames, 3) of one joint in metres."""
        return self.metres[:, self.joints.index(name)]


def read_record(path: Path) -> Record:
    """Read a truth file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{path}: truth format {data.get('format')!r}, this code reads {FORMAT}")
    frames = data.pop("frames")
    count = len(frames["time"])
    lists = ("time", "phase", "joints_px", "joints_mm")
    return Record(
        about=data,
        time=np.array(frames["time"]),
        phase=frames["phase"],
        measures={name: np.array(values, float) for name, values in frames.items() if name not in lists},
        pixels=np.array(frames["joints_px"], float).reshape(count, -1, 2),
        metres=np.array(frames["joints_mm"], float).reshape(count, -1, 3) / 1000.0,
    )


def write_record(path: Path, about: dict[str, Any], frames: dict[str, list[Any]]) -> None:
    """Write a truth file: readable header, frames packed one column to a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header = json.dumps({"format": FORMAT, **about}, indent=1)
    columns = ",\n".join(
        f'  "{name}": {json.dumps(values, separators=(",", ":"))}' for name, values in frames.items()
    )
    path.write_text(f'{header[:-2]},\n "frames": {{\n{columns}\n }}\n}}\n', encoding="utf-8")
