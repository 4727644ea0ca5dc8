"""A replay on an emulated arm64 processor comes to what it comes to here."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import pytest

from .system import ROOT, System, make

pytestmark = [pytest.mark.arm64, pytest.mark.timeout(1800)]

CLIP = ROOT / "tests" / "data" / "hinge_rounded.mp4"
EVERY = 3
"""Every third frame of it: an emulated network takes seconds a picture."""

PROCESSORS = ("cortex-a72", "cortex-a76")
"""A Pi 4's, without the dot product instructions, and a Pi 5's, with them: other kernels of the runtime."""

ANGLES = ("torso_inclination", "hip_flexion", "knee_flexion", "shin_inclination")
WITHIN = 0.5
"""Degrees."""


@dataclass(frozen=True)
class Result:
    report: dict[str, Any]
    trace: list[dict[str, str]]


@pytest.fixture(scope="module")
def system() -> System:
    return make()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of few frames. Written once: both sides decode the same file."""
    path = tmp_path_factory.mktemp("clip") / "few.mp4"
    whole = cv2.VideoCapture(str(CLIP))
    rate, number, writer = whole.get(cv2.CAP_PROP_FPS) / EVERY, 0, None
    while True:
        good, image = whole.read()
        if not good:
            break
        if writer is None:
            size = (image.shape[1], image.shape[0])
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
        if number % EVERY == 0:
            writer.write(image)
        number += 1
    assert writer is not None
    writer.release()
    return path


def words_for(clip: Path, folder: Path) -> list[str]:
    settings = folder / "settings.toml"
    settings.write_text('[pose]\nnetwork = "full"\narithmetic = "int8"\nthreads = 1\n', encoding="utf-8")
    outputs = ["--report", str(folder / "report.json"), "--trace", str(folder / "trace.csv")]
    return ["-m", "kiosk", "replay", str(clip), "--config", str(settings), *outputs]


def result_in(folder: Path) -> Result:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    with (folder / "trace.csv").open(encoding="utf-8", newline="") as file:
        return Result(report, list(csv.DictReader(file)))


@pytest.fixture(scope="module")
def here(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    folder = tmp_path_factory.mktemp("here")
    subprocess.run([sys.executable, *words_for(clip, folder)], cwd=ROOT, check=True, capture_output=True, timeout=300)
    result = result_in(folder)
    assert result.report["counted"] == 2, "the clip must have something to compare"
    return result


@pytest.fixture(scope="module", params=PROCESSORS)
def there(
    request: pytest.FixtureRequest, system: System, clip: Path, tmp_path_factory: pytest.TempPathFactory
) -> Result:
    folder = tmp_path_factory.mktemp(request.param)
    system.run(words_for(clip, folder), request.param)
    return result_in(folder)


def test_it_really_is_arm64(system: System) -> None:
    said = system.run(["-c", "import platform; print(platform.machine())"], PROCESSORS[0])
    assert said.strip() == "aarch64"


def test_the_same_reps_are_counted_with_the_same_faults(here: Result, there: Result) -> None:
    for key in ("counted", "attempts", "frames", "view", "facing"):
        assert there.report[key] == here.report[key], key
    for mine, its in zip(here.report["reps"], there.report["reps"], strict=True):
        assert [fault["id"] for fault in its["faults"]] == [fault["id"] for fault in mine["faults"]]
        assert its["bottom"] == pytest.approx(mine["bottom"], abs=1.0 / 5.0)


def test_the_angles_of_every_rep_agree(here: Result, there: Result) -> None:
    for mine, its in zip(here.report["reps"], there.report["reps"], strict=True):
        for name in ANGLES:
            assert its["bottom_posture"][name] == pytest.approx(mine["bottom_posture"][name], abs=WITHIN), name


def test_the_angles_of_every_frame_agree(here: Result, there: Result) -> None:
    for name in ANGLES:
        pairs = [(mine[name], its[name]) for mine, its in zip(here.trace, there.trace, strict=True)]
        assert [bool(a) for a, _ in pairs] == [bool(b) for _, b in pairs], f"{name}: absent on one side only"
        apart = sorted(abs(float(a) - float(b)) for a, b in pairs if a and b)
        print(f"{name}: median {apart[len(apart) // 2]:.3f}, at most {apart[-1]:.3f} degrees apart")
        assert apart[-1] <= WITHIN, name
