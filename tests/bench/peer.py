"""The peer: MediaPipe's Python `Pose`, in an environment of its own, since it needs an old numpy."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.arithmetic import Run
from tests.bench.child import ROOT, BenchError, run

HOME = ROOT / "build" / "bench-peer"
PEER = "mediapipe==0.10.14"
NEEDS = (
    "absl-py",
    "attrs",
    "flatbuffers",
    "matplotlib",
    "numpy<2",
    "opencv-contrib-python-headless<4.12",
    "protobuf>=4.25.3,<5",
)
"""What `Pose` imports. The rest of what the peer asks for (jax, sound) is half a gigabyte and never loaded."""

PYTHONS = ("3.11", "3.12")
"""Versions the peer is published for that the project knows too."""

_INSTALL_LIMIT = 900.0
_RUN_LIMIT = 900.0
"""Seconds."""


def install() -> Path:
    """The Python of the peer's environment, made at the first call.

    Raises:
        BenchError: there is no fitting Python, or a package cannot be had.
    """
    python = HOME / "bin" / "python"
    stamp = HOME / "installed"
    wanted = "\n".join([PEER, *NEEDS]) + "\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted and python.exists():
        return python
    base = _fitting_python()
    HOME.parent.mkdir(exist_ok=True)
    pip: list[str | Path] = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--only-binary", ":all:"]
    try:
        run([base, "-m", "venv", "--clear", HOME], _INSTALL_LIMIT)
        run([*pip, "--no-deps", PEER], _INSTALL_LIMIT)
        run([*pip, *NEEDS], _INSTALL_LIMIT)
    except BenchError as error:
        raise BenchError(f"{PEER} cannot be installed: {error}") from error
    stamp.write_text(wanted, encoding="utf-8")
    return python


def run_peer(python: Path, clip: Path) -> Run:
    """One run of the peer over ``clip``. Raises `BenchError`."""
    with tempfile.TemporaryDirectory() as folder:
        curve = Path(folder) / "curve.json"
        script = Path(__file__).with_name("peer_run.py")
        try:
            used = run([python, script, clip.absolute(), curve], _RUN_LIMIT)
        except BenchError as error:
            raise BenchError(f"the peer failed on {clip.name}: {error}") from error
        return Run(tuple(json.loads(curve.read_text(encoding="utf-8"))), used.cpu_s, used.peak_mb)


def _fitting_python() -> str:
    """The running Python where the peer is published for it, else one on the PATH. Raises `BenchError`."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running in PYTHONS:
        return sys.executable
    for version in PYTHONS:
        name = f"python{version}"
        try:
            # A version manager may offer the name without having the Python.
            subprocess.run([name, "-c", "import venv"], check=True, capture_output=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            continue
        return name
    raise BenchError(
        f"{PEER} cannot be installed: it needs Python {' or '.join(PYTHONS)}, this is {running} "
        f"and no python{PYTHONS[0]} is on the PATH"
    )
