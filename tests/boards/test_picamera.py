"""The mirror behind the real Picamera2, on libcamera's virtual camera; see `tests.boards` for what that proves."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from . import virtual_pi
from .commands import BoardError
from .kept import ROOT
from .virtual_pi import LENT, PROJECT, Scene, film, python_inside

pytestmark = [pytest.mark.picamera, pytest.mark.timeout(1500)]

CLIP = ROOT / "kiosk" / "demo" / "hip_hinge.mp4"
"""As the camera of the settings gives it: 480 x 640, thirty a second."""

RATE, SHOWN, REPS = 30, 690, 4
"""So many of its pictures are shown, and so many reps are in them. The virtual camera reads all of them before it
opens, for which the mirror has but fifteen seconds of patience."""

FEW = 60
"""Pictures enough for what looks at single ones."""

DEGREES, SECONDS = 3.0, 0.25
"""How far a rep may lie from that of the clip. Where the machine is busy some pictures are lost on the way, and masks
are not made of the same ones; apart were at most 1.1 degrees and 0.1 s."""


@pytest.fixture(scope="module")
def root() -> Path:
    return virtual_pi.make()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return film(CLIP, tmp_path_factory.mktemp("clip") / "scene", SHOWN)


def settings_in(folder: Path, seen_as: Path | None = None) -> Path:
    """What a clip is replayed with, and what makes a camera's person be taken as one in a clip: nobody here reads.
    ``seen_as``: how who reads them sees ``folder``."""
    path, pace = folder / "settings.toml", folder / "pace.toml"
    # For a busy machine: what is not about the pace need not wait for it.
    pace.write_text("least = 1.0\nenough = 1.1\nenough_for = 0.5\n", encoding="utf-8")
    path.write_text(
        "[session]\ncautions_for = 0.0\nintroduced_for = 0.0\n"
        f'pace = "{(seen_as or folder) / pace.name}"\n'
        "[effort]\nadapt = false\n[cabinet]\nenabled = false\n[records]\nenabled = false\n",
        encoding="utf-8",
    )
    return path


def replayed(folder: Path) -> dict[str, Any]:
    """The report of the clip's file, as far as the camera shows it."""
    report = folder / "clip.json"
    words = ["replay", str(CLIP), "--config", str(settings_in(folder)), "--report", str(report)]
    subprocess.run([sys.executable, "-m", "kiosk", *words], cwd=ROOT, check=True, capture_output=True, timeout=300)
    told = dict(json.loads(report.read_text(encoding="utf-8")))
    reps = [rep for rep in told["reps"] if rep["end"] < SHOWN / RATE]
    return told | {"reps": reps, "counted": sum(rep["counted"] for rep in reps)}


def test_our_camera_gets_on_with_the_real_picamera2(root: Path, tmp_path: Path) -> None:
    scene = film(CLIP, tmp_path / "scene", FEW)
    lent = tmp_path / "lent"
    lent.mkdir()
    words = ["-m", "pytest", "-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning", "-rA"]
    words += [f"--junit-xml={LENT}/result.xml", f"{PROJECT}/tests/boards/inside"]
    print(python_inside(root, words, scene, lent, limit=300.0))
    suite = ET.parse(lent / "result.xml").getroot()[0]
    assert int(suite.attrib["tests"]) > 8
    assert suite.attrib["skipped"] == "0", "each must be run there"


def test_the_same_reps_are_counted_as_in_the_clip(root: Path, scene: Scene, tmp_path: Path) -> None:
    here = replayed(tmp_path)
    assert here["counted"] == REPS, "the clip must have something to compare"
    lent = tmp_path / "lent"
    lent.mkdir()
    settings_in(lent, Path(LENT))
    words = ["-m", "tests.boards.below", str(scene.pictures), "run", "--camera", "picamera2"]
    words += ["--display", "offscreen", "--config", f"{LENT}/settings.toml", "--out", f"{LENT}/out"]
    print(python_inside(root, words, scene, lent, limit=300.0))
    there = json.loads((lent / "out" / "report.json").read_text(encoding="utf-8"))
    print(f"{there['frames']} of {scene.pictures} pictures, {there['keeping_up']['measured']['rate']:.1f} a second")
    assert there["clip"] == "Pi camera"
    for key in ("counted", "view", "facing"):
        assert there[key] == here[key], key
    _same_reps(here["reps"], there["reps"])


def _same_reps(here: list[dict[str, Any]], there: list[dict[str, Any]]) -> None:
    # The sensor's clock began long ago: what counts is the time from the first rep on.
    begins = [reps[0]["start"] for reps in (here, there)]
    for mine, its in zip(here, there, strict=True):
        assert [fault["id"] for fault in its["faults"]] == [fault["id"] for fault in mine["faults"]]
        at = [rep["bottom"] - began for rep, began in zip((mine, its), begins, strict=True)]
        assert at[1] == pytest.approx(at[0], abs=SECONDS)
        for name in ("torso_inclination", "knee_flexion"):
            angles = [rep["bottom_posture"][name] for rep in (mine, its)]
            print(f"rep {mine['number']}: {name} {angles[0]:.1f} in the clip, {angles[1]:.1f} through the camera")
            assert angles[1] == pytest.approx(angles[0], abs=DEGREES)


def test_a_pi_without_a_camera_says_so(root: Path, tmp_path: Path) -> None:
    words = ["-c", "from tests.boards.below import install; install()\n" + _OPEN]
    said = python_inside(root, words, None, tmp_path, limit=60.0)
    assert "Pi camera: none found; check its cable" in said


_OPEN = """
from kiosk.camera.pi import open_pi
from kiosk.camera.source import NoCamera
from kiosk.settings import CameraSettings
try:
    open_pi(CameraSettings())
except NoCamera as error:
    print(error)
"""


def test_a_failure_inside_is_a_failure_here(root: Path, tmp_path: Path) -> None:
    with pytest.raises(BoardError, match="no such thing"):
        python_inside(root, ["-c", "raise SystemExit('no such thing')"], None, tmp_path, limit=60.0)
