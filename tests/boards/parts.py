"""What a board's system is put together from: Debian's packages, and wheels for its Python and processor.

Both are unpacked by this machine's tools, at its speed; nothing of the board's runs meanwhile.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.arm64.system import RUNTIME

from .commands import need, run
from .kept import ROOT

_LIMIT = 1200.0
"""Seconds that packages or wheels may take to come."""


@dataclass(frozen=True)
class Python:
    """For what wheels are chosen: ``version`` ("3.13"), ``machine`` as wheels name it, and the newest C library,
    2.``glibc``."""

    version: str
    machine: str
    glibc: int


def unpack_debian(root: Path, suite: str, architecture: str, packages: Sequence[str]) -> None:
    """Unpack ``packages`` and all they need into ``root``; none of their scripts is run."""
    need({"mmdebstrap": "mmdebstrap"})
    kind = ["--variant=extract", f"--architectures={architecture}", f"--include={','.join(packages)}"]
    run(["mmdebstrap", "--quiet", *kind, suite, str(root)], _LIMIT)


def install_wheels(target: Path, python: Python, wanted: Sequence[str], *, alone: bool = False) -> None:
    """Unpack the wheels of ``wanted`` into ``target``; with what they need, unless ``alone``."""
    number = python.version.replace(".", "")
    kind = ["--implementation", "cp", "--python-version", python.version]
    kind += [word for abi in (f"cp{number}", "abi3", "none") for word in ("--abi", abi)]
    ages = ["2014", *(f"_2_{minor}" for minor in range(17, python.glibc + 1))]
    kind += [word for age in ages for word in ("--platform", f"manylinux{age}_{python.machine}")]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    pip += ["--upgrade", "--only-binary", ":all:", *(["--no-deps"] if alone else [])]
    run([*pip, "--target", str(target), *kind, *wanted], _LIMIT)


def needs() -> list[str]:
    """What the project depends on, with the runtime that is shipped."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = RUNTIME.partition("==")[0]
    return [RUNTIME if wanted.startswith(name) else wanted for wanted in project["dependencies"]]
