"""The parts below Picamera2, put in place before anything imports it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.boards.below.sensor import Sensor

SCENE = Path("/srv/scene")

# Anywhere but in the board's system there is nothing to try here, and on a Pi nothing to stand in for.
if SCENE.is_dir():
    from tests.boards.below import install

    _SENSOR = install()
else:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def sensor() -> Iterator[Sensor]:
    """The sensor, whose cable is fast at the beginning of every test."""
    _SENSOR.fasten()
    yield _SENSOR
    _SENSOR.fasten()
