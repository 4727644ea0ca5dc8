"""The file in which a calibration is kept, beside the records: written whole or not at all, checked when read."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import tomlkit
from pydantic import AwareDatetime, Field

from kiosk import toml
from kiosk.mirror.calibration import Calibration, Solution, Tape
from kiosk.mirror.lens import Camera
from kiosk.records.place import records_path
from kiosk.settings import Distortion, RecordSettings
from kiosk.toml import FileProblem, Section

NAME = "calibration.toml"

FORMAT = 1
"""Of the file. Whoever changes what is in it counts this up, and brings older files up to date in `read`."""

Degrees = Annotated[float, Field(ge=-90.0, le=90.0)]
Millimetres = Annotated[float, Field(ge=-5000.0, le=5000.0)]
Side = Annotated[int, Field(ge=1, le=10000)]


class SavedCamera(Section):
    """Fields as of `kiosk.mirror.lens.Camera`; millimetres and degrees."""

    field_of_view: float = Field(ge=10.0, le=150.0)
    x: Millimetres
    y: Millimetres
    z: Millimetres
    tilt: Degrees
    pan: Degrees
    roll: Degrees
    distortion: tuple[Distortion, Distortion]


class SavedGlass(Section):
    """Millimetres."""

    width_mm: float = Field(ge=80.0, le=5000.0)
    bottom_above_floor: Millimetres
    gap: float = Field(ge=0.0, le=200.0)


class SavedCalibration(Section):
    """All of the file. ``tape`` and ``uncertainty`` are by the names of `kiosk.mirror.calibration.Tape`: what was
    measured, and one standard deviation of what was solved."""

    format: Literal[1]
    made_at: AwareDatetime
    picture_size: tuple[Side, Side]
    screen_size: tuple[Side, Side]
    residual_mm: float = Field(ge=0.0)
    expected_mm: float = Field(ge=0.0)
    camera: SavedCamera
    glass: SavedGlass
    marks_mm: tuple[float, ...]
    tape: dict[str, float]
    uncertainty: dict[str, float]

    @property
    def calibration(self) -> Calibration:
        """What the mirror draws by."""
        return Calibration(
            camera=Camera(**self.camera.model_dump()),
            width_mm=self.glass.width_mm,
            bottom_above_floor=self.glass.bottom_above_floor,
            gap=self.glass.gap,
            picture_size=self.picture_size,
            screen_size=self.screen_size,
            residual=self.residual_mm,
        )


def calibration_path(records: RecordSettings) -> Path:
    """Where it is kept: beside the records, whether or not those are."""
    return records_path(records).with_name(NAME)


def saved(solution: Solution, tape: Tape, marks: tuple[float, ...], made_at: datetime) -> SavedCalibration:
    """``solution`` as it is kept. ``made_at`` has a time zone; ``marks``: distances to the glass, millimetres."""
    found = solution.calibration
    camera = found.camera
    return SavedCalibration(
        format=FORMAT,
        made_at=made_at.replace(microsecond=0),
        picture_size=found.picture_size,
        screen_size=found.screen_size,
        residual_mm=round(found.residual, 2),
        expected_mm=round(solution.expected, 2),
        camera=SavedCamera(
            field_of_view=round(camera.field_of_view, 4),
            x=round(camera.x, 2),
            y=round(camera.y, 2),
            z=round(camera.z, 2),
            tilt=round(camera.tilt, 4),
            pan=round(camera.pan, 4),
            roll=round(camera.roll, 4),
            distortion=(round(camera.distortion[0], 6), round(camera.distortion[1], 6)),
        ),
        glass=SavedGlass(
            width_mm=round(found.width_mm, 2),
            bottom_above_floor=round(found.bottom_above_floor, 2),
            gap=round(found.gap, 2),
        ),
        marks_mm=tuple(round(mark, 1) for mark in marks),
        tape={name: round(known.value, 4) for name, known in tape.named()},
        uncertainty={name: round(value, 4) for name, value in solution.uncertainty.items()},
    )


def write(kept: SavedCalibration, path: Path) -> None:
    """Put ``kept`` in place of what was there, whole or not at all. Raises `FileProblem`."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Made by `kiosk calibrate`; it wins over the settings of camera and glass."))
    document.add(tomlkit.comment("`kiosk calibrate --reset` takes it away."))
    for key, value in kept.model_dump().items():
        document.add(key, list(value) if isinstance(value, tuple) else _plain(value))
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(document))
            file.flush()
            os.fsync(file.fileno())  # else the plug, pulled now, may leave an empty file under the new name
        os.replace(fresh, path)
    except OSError as error:
        fix = f"give the mirror's user the right to write in {path.parent}"
        raise FileProblem([f"{path}: cannot be written: {error.strerror}; {fix}"]) from error


def read(path: Path) -> SavedCalibration | None:
    """What is kept; None where there is nothing.

    Raises:
        FileProblem: the file is of another format, damaged, or wrong; each line ends with the way out.
    """
    if not path.exists():
        return None
    try:
        tables = toml.read(path)
    except FileProblem as error:
        raise FileProblem([f"{line}; {_ANEW}" for line in error.problems]) from error
    found = tables.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise FileProblem(
            [f"{path}: format {found} is of a newer mirror, this one knows {FORMAT}; update it, or {_ANEW}"]
        )
    if found != FORMAT:
        raise FileProblem([f"{path}: format: {found!r} is none that ever was; {_ANEW}"])
    try:
        return toml.check(SavedCalibration, _dated(tables), path)
    except FileProblem as error:
        raise FileProblem([f"{line}; {_ANEW}" for line in error.problems]) from error


def misfit(kept: SavedCalibration, picture_size: tuple[int, int], screen_size: tuple[int, int]) -> str:
    """Why ``kept`` cannot be used for pictures and a screen of these sizes (pixels), or nothing.

    A picture of another size but the same shape is the same view.
    """
    width, height = kept.picture_size
    # Sizes are rounded to even pixels where the camera is asked for less.
    if abs(picture_size[0] / picture_size[1] - width / height) > 0.01 * width / height:
        now = f"{picture_size[0]} x {picture_size[1]}"
        return f"it was made with a picture of {width} x {height}, and the camera gives {now}"
    if screen_size != kept.screen_size:
        before, now = (f"{size[0]} x {size[1]}" for size in (kept.screen_size, screen_size))
        return f"it was made with a screen of {before}, and the screen has {now}"
    return ""


_ANEW = "run `kiosk calibrate` anew"


def _plain(value: object) -> object:
    """Without tuples, which TOML has none of."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _dated(tables: dict[str, object]) -> dict[str, object]:
    """TOML has moments of its own; the check goes by way of JSON, which has not."""
    made = tables.get("made_at")
    return tables | {"made_at": made.isoformat()} if isinstance(made, datetime) else tables
