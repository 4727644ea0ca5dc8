"""What a calibration came to, and what to check where it came to nothing, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.calibrate.file import SavedCalibration
from kiosk.calibrate.session import CROSSES
from kiosk.mirror.calibration import Solution, Verdict

MEANS = {
    "width": ("width of the lit area", "mm"),
    "bottom": ("its lower edge over the floor", "mm"),
    "gap": ("panel behind the mirror's surface", "mm"),
    "camera_x": ("camera right of the middle", "mm"),
    "camera_y": ("camera over the lower edge", "mm"),
    "camera_z": ("camera before the mirror's surface", "mm"),
    "tilt": ("camera looks down", "degrees"),
    "pan": ("camera looks to the right", "degrees"),
    "roll": ("camera leans to the right", "degrees"),
    "field_of_view": ("vertical field of view", "degrees"),
    "bend": ("bend of the lens, k1", ""),
}
"""Names and units of what is solved; the right is the viewer's."""


def rows(kept: SavedCalibration) -> list[tuple[str, str, str, str]]:
    """Of a table: what it is, by tape or guess, as solved, and one standard deviation of that."""
    camera, glass = kept.camera, kept.glass
    solved = {
        "width": glass.width_mm,
        "bottom": glass.bottom_above_floor,
        "gap": glass.gap,
        "camera_x": camera.x,
        "camera_y": camera.y,
        "camera_z": camera.z,
        "tilt": camera.tilt,
        "pan": camera.pan,
        "roll": camera.roll,
        "field_of_view": camera.field_of_view,
        "bend": camera.distortion[0],
    }
    told: list[tuple[str, str, str, str]] = []
    for name, (what, unit) in MEANS.items():
        digits = 3 if not unit else 0 if unit == "mm" else 1
        tape, sigma = kept.tape.get(name), kept.uncertainty.get(name)
        before, found, within = (
            "" if value is None else f"{value:.{digits}f}" for value in (tape, solved[name], sigma)
        )
        told.append((f"{what}, {unit}" if unit else what, before, found, within))
    return told


def what_to_check(solution: Solution, marks: Sequence[float]) -> list[str]:
    """One line each: what is wrong, and after its last semicolon what to do. Nothing where all is well. ``marks``:
    how far from the glass, millimetres."""
    residual = f"the noses were {solution.calibration.residual:.0f} mm beside their crosses"
    verdict, suspect = solution.verdict, solution.suspect
    if verdict is Verdict.SOUND:
        return []
    if verdict is Verdict.CROSS and isinstance(suspect, int):
        number, mark = suspect % len(CROSSES) + 1, suspect // len(CROSSES) + 1
        miss = max(abs(part) for part in solution.misses[suspect])
        return [f"cross {number} of mark {mark} does not fit the others ({miss:.0f} mm); {_AIM}"]
    if verdict is Verdict.TOES and isinstance(suspect, int):
        metres = f"{marks[suspect] / 1000.0:.2f} m"
        return [f"the toes were not on mark {suspect + 1}; measure {metres} from the glass to the tips of the shoes"]
    if verdict is Verdict.VALUE and isinstance(suspect, str):
        return [_of_value(suspect, marks)]
    return [f"{residual}, farther than aiming explains; {_AIM}"]


_AIM = "close the left eye, see the tip of the nose on the cross's middle, and hold still until the ring is full"


def _of_value(name: str, marks: Sequence[float]) -> str:
    if name == "eye":
        return "the crosses were seen with the left eye, or with both; close the left eye, and begin again"
    if name == "nose":
        return "the nose was not over the toes; stand upright with the tips of the shoes on the marks"
    if name.startswith("distance"):
        number = int(name.removeprefix("distance "))
        metres = f"{marks[number] / 1000.0:.2f} m"
        return f"mark {number + 1} is not where it should be; measure {metres} from the glass to the mark"
    what, unit = MEANS.get(name, (name, ""))
    return f"what was measured of this cannot be: {what}, {unit}; measure it again and begin again"
