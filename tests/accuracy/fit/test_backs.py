"""The fit of backs, on people whose backs bend by known shapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk import toml
from kiosk.motion.back_table import BackTable
from tests.accuracy.fit.backs import as_toml, fit
from tests.actors import dorsal
from tests.actors.record import Record

FRAMES = 60
LINES = np.column_stack([np.ones(dorsal.SAMPLES), dorsal.ALONG])


def level(shape: np.ndarray) -> np.ndarray:
    return shape - LINES @ np.linalg.lstsq(LINES, shape, rcond=None)[0]


LOW, HIGH = (level(-np.abs(dorsal.ALONG - place)) for place in (0.3, 0.7))
STILL = level(0.2 * (dorsal.ALONG - 0.4) ** 2)


def person(seed: int, hollow: float) -> Record:
    random = np.random.default_rng(seed)
    lumbar, thoracic, forward = random.uniform([-20, -5, 0], [50, 25, 0.1], (FRAMES, 3)).T
    lumbar[0] = thoracic[0] = forward[0] = 0.0
    still = 0.2 + STILL + hollow * level((dorsal.ALONG - 0.5) ** 2)
    lines = random.normal(0.0, 0.1, (FRAMES, 2)) @ LINES.T
    bent = np.radians(lumbar)[:, None] * LOW + np.radians(thoracic)[:, None] * HIGH
    bulge = forward[:, None] * level(np.sin(3.0 * dorsal.ALONG))
    profile = still + bent + bulge + lines
    profile[0] = still
    measures = {
        "torso_inclination": np.full(FRAMES, 60.0),
        "lumbar_flexion": lumbar,
        "thoracic_flexion": thoracic,
        "shoulder_protraction": forward,
    }
    return Record({}, np.arange(FRAMES) / 15.0, ["down"] * FRAMES, measures, np.zeros(0), np.zeros(0), profile)


def test_the_shapes_that_people_bend_by_are_found() -> None:
    shapes = fit([("a", person(1, 0.0)), ("b", person(2, 0.3)), ("c", person(3, -0.3))])
    assert shapes["lumbar"] == pytest.approx(LOW, abs=1e-6)
    assert shapes["thoracic"] == pytest.approx(HIGH, abs=1e-6)
    assert shapes["standing"] == pytest.approx(STILL, abs=1e-6)
    assert dorsal.curvature(shapes["hollow"]) > 0.0


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    shapes = fit([("a", person(1, 0.0)), ("b", person(2, 0.3))])
    file = tmp_path / "back.toml"
    file.write_text(as_toml(shapes, 2, 2), encoding="utf-8")
    table = toml.load(BackTable, file)
    assert table.lumbar == pytest.approx(LOW, abs=1e-4)
    low, high = table.curvature
    assert low < 0.0
    assert high < 0.0
