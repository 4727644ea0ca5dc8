"""An arm64 system to run the mirror in: unpacked Debian packages and aarch64 wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "arm64"

SUITE, PYTHON = "bookworm", "3.11"
PACKAGES = ("python3", "libstdc++6", "libgomp1")

RUNTIME = "ai-edge-litert==2.1.6"
"""The newest that loads under user-mode emulation; 2.2 and 2.3 end in a segmentation fault there (and run under
emulation of a whole machine)."""

GLIBC = ("2014", "_2_17", "_2_24", "_2_26", "_2_27", "_2_28", "_2_31", "_2_34", "_2_35", "_2_36")
"""What wheels may ask of Bookworm's C library."""

_LIMIT = 1500.0
"""Seconds that any one step may take."""


class Arm64Error(RuntimeError):
    """The system could not be made, or what was run in it failed; the message says what to do."""


@dataclass(frozen=True)
class System:
    """Where the packages and the wheels are unpacked."""

    root: Path
    wheels: Path

    def run(self, words: Sequence[str], processor: str) -> str:
        """Run Python with ``words`` as on ``processor`` (qemu's name for it); returns what it printed.

        Raises:
            Arm64Error: it ended with another code than 0.
        """
        python = self.root / "usr" / "bin" / f"python{PYTHON}"
        environment = {
            "HOME": str(HOME),
            "PATH": os.defpath,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHOME": str(self.root / "usr"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(self.wheels)]),
            "QEMU_CPU": processor,
            "QEMU_LD_PREFIX": str(self.root),
        }
        return _run(["qemu-aarch64-static", str(python), *words], environment)


def make() -> System:
    """The system, unpacked at the first call.

    Raises:
        Arm64Error: a tool is missing, or packages cannot be had.
    """
    missing = [tool for tool in ("qemu-aarch64-static", "mmdebstrap") if shutil.which(tool) is None]
    if missing:
        raise Arm64Error(f"{' and '.join(missing)}: not found: apt install qemu-user-static mmdebstrap")
    needs = _needs()
    system = System(HOME / "root", HOME / "wheels")
    stamp, wanted = HOME / "made", "\n".join([SUITE, *PACKAGES, *needs])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return system
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    include = ",".join(PACKAGES)
    words = ["--quiet", "--variant=extract", "--architectures=arm64", f"--include={include}", SUITE]
    _run(["mmdebstrap", *words, str(system.root)])
    _run([*_pip(system.wheels), *needs])
    stamp.write_text(wanted, encoding="utf-8")
    return system


def _needs() -> list[str]:
    """What the project depends on, with the runtime that can be emulated in place of the newest."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = RUNTIME.partition("==")[0]
    return [RUNTIME if need.startswith(name) else need for need in project["dependencies"]]


def _pip(target: Path) -> list[str]:
    number = PYTHON.replace(".", "")
    kind = ["--implementation", "cp", "--python-version", number]
    kind += [word for abi in (f"cp{number}", "abi3", "none") for word in ("--abi", abi)]
    kind += [word for age in GLIBC for word in ("--platform", f"manylinux{age}_aarch64")]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    return [*pip, "--only-binary", ":all:", "--target", str(target), *kind]


def _run(words: Sequence[str], environment: dict[str, str] | None = None) -> str:
    try:
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, errors="replace", timeout=_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Arm64Error(f"{words[0]}: not done after {_LIMIT:.0f} s") from error
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-15:])
        raise Arm64Error(f"{words[0]} ended with {done.returncode}:\n{said}")
    return done.stdout
