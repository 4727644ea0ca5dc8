"""A clip through the real command: what it cost is known, and what goes wrong is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.accuracy import replays
from tests.accuracy.cache import Cache
from tests.accuracy.guard import DATA
from tests.accuracy.replays import ReplayError, replay, run_replay


def test_a_program_is_run_and_its_cost_written(tmp_path: Path) -> None:
    cost = tmp_path / "cost.json"
    launcher = Path(replays.__file__).with_name("launch.py")
    code = "import sys; data = b'x' * 80_000_000; sys.exit(sum(data[::4096]) % 7 and 5)"
    done = subprocess.run([sys.executable, launcher, cost, sys.executable, "-c", code], check=False)
    assert done.returncode == 5
    found = json.loads(cost.read_text())
    assert 80.0 < found["peak_mb"] < 160.0
    assert 0.0 < found["cpu_s"] < 30.0


def test_an_empty_room_is_a_result_and_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = replay("room", DATA / "empty_room.mp4", "hip_hinge", Cache(tmp_path))
    assert found.report["tracked"] == 0.0
    assert len(found.trace) == found.report["frames"] == 60
    assert all(row["view"] == "" for row in found.trace)
    assert found.peak_mb > 50.0

    def never(*_words: object) -> None:
        raise AssertionError("replayed again")

    monkeypatch.setattr(replays, "run_replay", never)
    assert replay("room", DATA / "empty_room.mp4", "hip_hinge", Cache(tmp_path)) == found
    with pytest.raises(AssertionError, match="replayed again"):
        replay("another room", DATA / "empty_room.mp4", "hip_hinge", Cache(tmp_path))
    monkeypatch.setattr(replays, "mirror_digest", lambda: "another mirror")
    with pytest.raises(AssertionError, match="replayed again"):
        replay("room", DATA / "empty_room.mp4", "hip_hinge", Cache(tmp_path))


def test_a_broken_video_is_named(tmp_path: Path) -> None:
    video = tmp_path / "broken.mp4"
    video.write_bytes(b"no film")
    with pytest.raises(ReplayError, match=r"broken\.mp4"):
        run_replay(video, "hip_hinge", tmp_path)
