"""That a bumped camera is noticed while the mirror runs, and written down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.calibrate.bump import LEAST
from kiosk.calibrate.moved import read_moved
from kiosk.pipeline import Step
from kiosk.station.bumped import Bumped
from kiosk.station.worker import Told
from tests.calibrate.bumped import AS_BUILT, CALIBRATION, GONE, USUAL, standing


def people(bumped: Bumped, tilt: float) -> None:
    for _ in range(LEAST):
        for guidance in (*[standing(replace(AS_BUILT, tilt=tilt), USUAL)] * 20, GONE):
            bumped(Told(Step(None, None, guidance), 0, None, "full"))


def test_it_is_noted_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    note = tmp_path / "camera_moved.json"
    bumped = Bumped(CALIBRATION, USUAL, note)
    people(bumped, 0.0)
    assert (bumped.moved, read_moved(note), caplog.text) == (None, None, "")
    bumped = Bumped(CALIBRATION, USUAL, note)
    people(bumped, 5.0)
    assert bumped.moved is not None
    kept = read_moved(note)
    assert kept is not None
    assert kept.people == LEAST
    assert "kiosk calibrate" in caplog.text


def test_a_full_disk_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    bumped = Bumped(CALIBRATION, USUAL, tmp_path / "file" / "camera_moved.json")
    people(bumped, 5.0)
    assert bumped.moved is not None
    assert "cannot be written" in caplog.text
