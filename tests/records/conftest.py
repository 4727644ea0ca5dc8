from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.records import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "records.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened
