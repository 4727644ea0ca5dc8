"""A Trixie system with libcamera's virtual camera and the real Picamera2, at this machine's own speed."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from deploy.packing.target import Target

from .enter import run_inside
from .kept import ROOT, digest_of, keep
from .parts import install_wheels, needs, unpack_debian

SUITE, TARGET = "trixie", Target((3, 13), platform.machine(), 41)
"""The Pi's current system: Debian's release, its Python and its C library (2.41)."""

DEBIAN = ("base-files", "python3", "python3-venv", "python3-libcamera", "python3-prctl")
"""libcamera 0.4, with its Python binding and the virtual pipeline; prctl has no wheels; base-files has the links
from `/lib` to `/usr/lib` and their like."""

PICAMERA2 = "picamera2==0.3.38"
BESIDE = ("piexif", "pillow", "simplejpeg", "videodev2", "av", "libarchive-c", "tqdm", "jsonschema", "OpenEXR")
"""What Picamera2 itself imports, and has wheels; `below.absent` stands in for the rest."""

CHECKS = ("pytest>=8.0", "pytest-timeout>=2.3", "hypothesis>=6.100")

_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
"""Debian's name of a processor, by Linux's."""

PROJECT, LENT = "/srv/project", "/srv/lent"
"""Where the system sees this project, and the folder that it may write to."""

_VENV = "/opt/venv"
_CAMERA = "usr/share/libcamera/pipeline/virtual"


@dataclass(frozen=True)
class Scene:
    """What the virtual camera sees: JPEG files of one size, one after the other, over and over."""

    folder: Path
    pictures: int
    size: tuple[int, int]


def make() -> Path:
    """The system's root, put together at the first call and whenever what it is made of changes."""
    made_of = "\n".join([SUITE, platform.machine(), *DEBIAN, PICAMERA2, *BESIDE, *CHECKS, *needs()])
    how = digest_of([Path(__file__), Path(__file__).with_name("parts.py")])
    return keep("trixie", f"{made_of}\n{how}", _fill)


def _fill(root: Path) -> None:
    unpack_debian(root, SUITE, _MACHINES[TARGET.machine], DEBIAN)
    # What came through Debian's tools is not needed again.
    for rubbish in ("var/cache/apt", "var/lib/apt", "usr/share/doc", "usr/share/locale", "usr/share/man"):
        shutil.rmtree(root / rubbish, ignore_errors=True)
    run_inside(root, ["/usr/bin/python3", "-m", "venv", "--system-site-packages", "--without-pip", _VENV], binds={})
    packages = root / _VENV.lstrip("/") / "lib" / "python{}.{}".format(*TARGET.python) / "site-packages"
    install_wheels(packages, TARGET, [*needs(), *BESIDE, *CHECKS])
    install_wheels(packages, TARGET, [PICAMERA2], alone=True)


def film(clip: Path, folder: Path, most: int | None = None) -> Scene:
    """The pictures of ``clip``, or the first ``most``, as a scene in ``folder``, at its size and in its order."""
    folder.mkdir()
    video, pictures, size = cv2.VideoCapture(str(clip)), 0, (0, 0)
    while pictures != most and (read := video.read())[0]:
        # Almost as good as the film: what differs is then the camera's way, and no compression.
        cv2.imwrite(str(folder / f"{pictures:04}.jpg"), read[1], [cv2.IMWRITE_JPEG_QUALITY, 98])
        pictures, size = pictures + 1, (read[1].shape[1], read[1].shape[0])
    return Scene(folder, pictures, size)


def python_inside(
    root: Path,
    words: Sequence[str],
    scene: Scene | None,
    lent: Path,
    *,
    limit: float,
) -> str:
    """What the system's Python prints, run with ``words`` where the camera sees ``scene`` (None: there is no camera),
    and the folder ``lent`` is `LENT`."""
    binds = {ROOT: PROJECT, lent: LENT}
    if scene is not None:
        camera = lent / "camera"
        camera.mkdir()
        (camera / "virtual.yaml").write_text(_yaml(scene), encoding="utf-8")
        binds |= {camera: f"/{_CAMERA}", scene.folder: "/srv/scene"}
    around = {"PYTHONPATH": PROJECT, "LIBCAMERA_LOG_LEVELS": "ERROR"}
    return run_inside(root, [f"{_VENV}/bin/python", *words], binds=binds, environment=around, limit=limit)


def _yaml(scene: Scene) -> str:
    width, height = scene.size
    return f"""%YAML 1.1
---
"Virtual0":
  supported_formats:
  - width: {width}
    height: {height}
    frame_rates:
    - 30
  frames:
    path: "/srv/scene/"
  location: "CameraLocationFront"
  model: "Virtual"
"""
