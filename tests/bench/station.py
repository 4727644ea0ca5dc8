"""How soon the mirror coaches after its start, and how fast it draws."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.child import ROOT, BenchError, run

_RUN_LIMIT = 300.0
"""Seconds; the demo clip runs at its own speed."""

_SETTINGS = "[glass]\nrate = 60\n\n[records]\nenabled = false\n"
"""Asks for twice the drawing rate that is the target: at the target itself, rounding alone would miss it."""


@dataclass(frozen=True, slots=True)
class Start:
    """``first_coached_s``: seconds from the start of the process to the first frame of the set.
    ``drawn_fps``: frames drawn for each second of the run. None where the run's report does not say."""

    first_coached_s: float | None
    drawn_fps: float | None


def measure_start() -> Start:
    """Run the mirror on the demo clip, offscreen, to the clip's end, and read its report.

    `kiosk run --camera demo --display offscreen --out FOLDER` must leave FOLDER/report.json with the numbers
    ``first_coached_s`` and ``drawn_fps``, null or missing where they are not known.

    Raises:
        BenchError: the run fails or leaves no report.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = folder / "settings.toml"
        settings.write_text(_SETTINGS, encoding="utf-8")
        words: list[str | Path] = ["run", "--camera", "demo", "--display", "offscreen"]
        words += ["--config", settings, "--out", folder]
        try:
            run([sys.executable, "-m", "kiosk", *words], _RUN_LIMIT, folder, {"PYTHONPATH": str(ROOT)})
            data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        except BenchError as error:
            raise BenchError(f"kiosk run: {error}") from error
        except (OSError, ValueError) as error:
            raise BenchError(f"kiosk run left no report: {error}") from error
    return Start(_number(data, "first_coached_s"), _number(data, "drawn_fps"))


def _number(data: object, key: str) -> float | None:
    value = data.get(key) if isinstance(data, dict) else None
    return float(value) if isinstance(value, int | float) else None
