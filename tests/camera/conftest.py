from __future__ import annotations

from pathlib import Path

import pytest
from clip_files import write_clip


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "set.mp4")
