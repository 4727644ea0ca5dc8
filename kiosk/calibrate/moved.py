"""That the camera seems to have moved, kept for `kiosk doctor` until somebody calibrates: a small file of numbers."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from kiosk import toml
from kiosk.calibrate.bump import Moved
from kiosk.calibrate.file import calibration_path
from kiosk.settings import RecordSettings

NAME = "camera_moved.json"


class MovedNote(toml.Section):
    """When it was noticed, and by what (`kiosk.calibrate.bump.Moved`)."""

    told_at: AwareDatetime
    people: int
    taller: float
    roll: float


def moved_path(records: RecordSettings) -> Path:
    """Beside the calibration."""
    return calibration_path(records).with_name(NAME)


def note_moved(moved: Moved, at: AwareDatetime, path: Path) -> None:
    """Keep it, whole or not at all. Raises OSError."""
    kept = MovedNote(told_at=at, people=moved.people, taller=round(moved.taller, 3), roll=round(moved.roll, 2))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(kept.model_dump_json(indent=2) + "\n", encoding="utf-8")
    os.replace(fresh, path)


def read_moved(path: Path) -> MovedNote | None:
    """What is kept; None where there is nothing. Raises `kiosk.toml.FileProblem` where it is damaged."""
    try:
        return MovedNote.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise toml.FileProblem([f"{path}: cannot be read: {error.strerror}"]) from error
    except ValidationError as error:
        raise toml.FileProblem([f"{path}: damaged; run `kiosk calibrate` anew"]) from error


def why(moved: Moved | MovedNote) -> str:
    """In a few words."""
    if moved.roll:
        return f"it leans {abs(moved.roll):.1f} degrees otherwise than calibrated"
    size = "tall" if moved.taller > 1.0 else "small"
    return f"by their feet the last {moved.people} people were {abs(moved.taller - 1.0):.0%} too {size}"
