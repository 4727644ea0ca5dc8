"""A replay on an emulated arm64 processor comes to what it comes to here."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.boards.kept import ROOT

from . import readings
from .plain_video import write_plain_video
from .system import System, make
from .traces import ANGLES, Trace, apart, read_trace

pytestmark = [pytest.mark.arm64, pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Few:
    """Some pictures of a clip, with two reps to compare: an emulated network takes seconds for each. ``rate``: how
    many a second they count as."""

    clip: Path
    shown: slice
    rate: int

    def pictures(self) -> list[NDArray[np.uint8]]:
        whole, found = cv2.VideoCapture(str(self.clip)), []
        while (read := whole.read())[0]:
            found.append(np.asarray(read[1], np.uint8))
        return found[self.shown]


FEW = {
    "float": Few(ROOT / "kiosk" / "demo" / "hip_hinge.mp4", slice(75, 384, 8), 4),
    "int8": Few(ROOT / "tests" / "data" / "hinge_rounded.mp4", slice(None, None, 3), 5),
}
"""Int8 needs more: to be put elsewhere on the grid in a picture, and to go on from there, must weigh little."""

READ = 2
"""Of those of float, every so many are read by the int8 networks."""

PI_4, PI_5 = "cortex-a72", "cortex-a76"
"""Their processors, as qemu calls them. The Pi 5's has dot product instructions, and so other kernels for int8; but
integers are summed exactly by any kernel, and both gave the same bits in every operator of the network."""

WITHIN = 0.5
"""Degrees, as asked; of int8 half of all frames must, of float every one, and those a tenth of it."""

SAME = 0.01
"""Pixels: 0.001 to 0.003 were found. One step of int8 that is another anywhere would make some tenths."""


@dataclass(frozen=True)
class Result:
    report: dict[str, Any]
    trace: Trace


@dataclass(frozen=True)
class Pair:
    """The same replay here and there."""

    here: Result
    there: Result


@pytest.fixture(scope="module")
def system() -> System:
    return make()


@pytest.fixture(scope="module", params=list(FEW))
def arithmetic(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def words_for(clip: Path, folder: Path, arithmetic: str) -> list[str]:
    settings, pace = folder / "settings.toml", folder / "pace.toml"
    # So few pictures a second are too few to coach by, and enough to compare two processors by.
    pace.write_text("least = 1.0\nenough = 1.1\nenough_for = 0.5\n", encoding="utf-8")
    settings.write_text(
        f'[pose]\nnetwork = "full"\narithmetic = "{arithmetic}"\nthreads = 1\n[session]\npace = "{pace}"\n',
        encoding="utf-8",
    )
    outputs = ["--report", str(folder / "report.json"), "--trace", str(folder / "trace.csv")]
    return ["-m", "kiosk", "replay", str(clip), "--config", str(settings), *outputs]


def result_in(folder: Path) -> Result:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return Result(report, read_trace(folder / "trace.csv"))


@pytest.fixture(scope="module")
def pair(arithmetic: str, system: System, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    here, there = (tmp_path_factory.mktemp(name) for name in ("here", "there"))
    write_plain_video(clip := here / "few.avi", FEW[arithmetic].pictures(), FEW[arithmetic].rate)
    words = words_for(clip, here, arithmetic)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True, timeout=300)
    system.run(words_for(clip, there, arithmetic), PI_5)
    found = Pair(result_in(here), result_in(there))
    assert found.here.report["counted"] == 2, "the clip must have something to compare"
    return found


def test_it_really_is_arm64(system: System) -> None:
    said = system.run(["-c", "import platform; print(platform.machine())"], PI_4)
    assert said.strip() == "aarch64"


def test_the_same_reps_are_counted_with_the_same_faults(pair: Pair, arithmetic: str) -> None:
    here, there = pair.here.report, pair.there.report
    for key in ("counted", "attempts", "frames", "view", "facing"):
        assert there[key] == here[key], key
    for mine, its in zip(here["reps"], there["reps"], strict=True):
        assert [fault["id"] for fault in its["faults"]] == [fault["id"] for fault in mine["faults"]]
        assert its["bottom"] == pytest.approx(mine["bottom"], abs=1.0 / FEW[arithmetic].rate)


def test_the_angles_agree(pair: Pair, arithmetic: str) -> None:
    for angle in ANGLES:
        middle, worst = apart(pair.here.trace, pair.there.trace, angle)
        assert middle <= WITHIN, angle
        # A region between two places of the grid falls to one here and the other there. Float goes on as if nothing
        # had been; int8 reads the other crop as differently as it errs, and the next region is another as well.
        assert arithmetic == "int8" or worst <= WITHIN / 10.0, angle


def test_int8_reads_the_same_in_the_same_region(system: System, tmp_path: Path) -> None:
    write_plain_video(clip := tmp_path / "few.avi", FEW["float"].pictures()[::READ], FEW["float"].rate)
    regions, result = tmp_path / "regions.json", tmp_path / "readings.json"
    found = readings.regions_of(clip)
    readings.save_regions(found, regions)
    system.run(["-m", "tests.arm64.readings", str(clip), str(regions), str(result)], PI_5)
    here, there = readings.read(clip, found), json.loads(result.read_text(encoding="utf-8"))
    assert len(here) == len(there) >= 15
    far = [
        np.abs(np.subtract(mine["landmarks"], its["landmarks"])).max() for mine, its in zip(here, there, strict=True)
    ]
    print(f"landmarks: at most {max(far):.5f} pixels apart")
    assert max(far) <= SAME
    for key, within in (("presence", 1e-4), ("mask", 1e-4)):
        assert [item[key] for item in there] == [pytest.approx(item[key], abs=within) for item in here], key
