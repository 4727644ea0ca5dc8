"""The older runtime sees what the default one sees: an environment of its own, and one clip through both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT / "tests" / "data" / "hinge_good.mp4"

_INSTALL_LIMIT, _RUN_LIMIT = 1500.0, 600.0
"""Seconds."""

ANGLES = ("torso_inclination", "hip_flexion", "knee_flexion", "shin_inclination")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(_INSTALL_LIMIT + 2 * _RUN_LIMIT)]


def python_3_11() -> str | None:
    """A Python that `tflite-runtime` is published for, and that can make environments."""
    for name in (sys.executable, "python3.11"):
        question = "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))"
        if shutil.which(name) is None:
            continue
        # A version manager may offer the name without having the Python.
        if subprocess.run([name, "-c", question], capture_output=True, check=False, timeout=60).returncode == 0:
            return name
    return None


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment made from the extra `tflite`, as the README says."""
    base = python_3_11()
    if base is None:
        pytest.skip("tflite-runtime has wheels for Python 3.11 only, and there is no python3.11 here")
    home = tmp_path_factory.mktemp("older") / "venv"
    subprocess.run([base, "-m", "venv", str(home)], check=True, capture_output=True, timeout=300)
    python = home / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    had = subprocess.run(
        [*pip, "download", "--no-deps", "--dest", str(home / "wheel"), "tflite-runtime>=2.14"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if had.returncode != 0:
        pytest.skip(f"no wheel of tflite-runtime can be had: {had.stderr.strip().splitlines()[-1]}")
    installed = subprocess.run(
        [*pip, "install", f"{ROOT}[tflite]"], capture_output=True, text=True, check=False, timeout=_INSTALL_LIMIT
    )
    assert installed.returncode == 0, installed.stderr
    return python


def replayed(python: str | Path, runtime: str, folder: Path, arithmetic: str = "auto") -> dict[str, Any]:
    """The report of `CLIP`, run by ``python`` from this checkout in the ``runtime`` asked for."""
    settings, report = folder / "settings.toml", folder / "report.json"
    settings.write_text(f'[pose]\nruntime = "{runtime}"\narithmetic = "{arithmetic}"\n')
    words = [str(python), "-m", "kiosk", "replay", str(CLIP), "--config", str(settings), "--report", str(report)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=_RUN_LIMIT)
    assert done.returncode == 0, done.stderr
    data: dict[str, Any] = json.loads(report.read_text())
    return data


def test_the_environment_has_the_older_runtime_and_what_it_needs(older: Path) -> None:
    question = "import numpy, tflite_runtime; print(tflite_runtime.__version__, numpy.__version__)"
    said = subprocess.run([str(older), "-c", question], capture_output=True, text=True, check=True, timeout=60).stdout
    runtime, numpy = (tuple(int(part) for part in version.split(".")[:2]) for version in said.split())
    assert runtime >= (2, 14)
    assert numpy < (2, 0)


@pytest.mark.parametrize("arithmetic", ["auto", "int8"])
def test_both_runtimes_count_the_same_and_read_the_same_angles(older: Path, tmp_path: Path, arithmetic: str) -> None:
    ours = replayed(sys.executable, "ai-edge-litert", tmp_path, arithmetic)
    theirs = replayed(older, "tflite-runtime", tmp_path, arithmetic)
    for key in ("frames", "counted", "attempts", "view", "facing"):
        assert ours[key] == theirs[key], key
    assert ours["counted"] == 2
    assert theirs["tracked"] == pytest.approx(ours["tracked"], abs=0.02)
    for one, two in zip(ours["reps"], theirs["reps"], strict=True):
        assert [fault["id"] for fault in one["faults"]] == [fault["id"] for fault in two["faults"]]
        assert one["bottom"] == pytest.approx(two["bottom"], abs=0.1)
        for name in ANGLES:
            assert one["bottom_posture"][name] == pytest.approx(two["bottom_posture"][name], abs=1.5), name
