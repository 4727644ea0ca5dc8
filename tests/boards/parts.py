"""What a board's system is put together from: Debian's packages, and wheels for its Python and processor.

Both are unpacked by this machine's tools, at its speed; nothing of the board's runs meanwhile.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from deploy.packing.locks import plans
from deploy.packing.target import Target

from .commands import need, run
from .kept import ROOT

RUNTIME = "ai-edge-litert"
"""Held to the version of `deploy/locks`: the newest that runs under user-mode emulation; 2.2 and 2.3 end in a
segmentation fault there (and run under emulation of a whole machine)."""

_LIMIT = 1200.0
"""Seconds that packages or wheels may take to come."""


def unpack_debian(root: Path, suite: str, architecture: str, packages: Sequence[str]) -> None:
    """Unpack ``packages`` and all they need into ``root``; none of their scripts is run."""
    need({"mmdebstrap": "mmdebstrap"})
    kind = ["--variant=extract", f"--architectures={architecture}", f"--include={','.join(packages)}"]
    run(["mmdebstrap", "--quiet", *kind, suite, str(root)], _LIMIT)


def install_wheels(folder: Path, target: Target, wanted: Sequence[str], *, alone: bool = False) -> None:
    """Unpack the wheels of ``wanted`` for ``target`` into ``folder``; with what they need, unless ``alone``."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-compile"]
    pip += ["--upgrade", "--target", str(folder), *target.pip_options(), *(["--no-deps"] if alone else [])]
    run([*pip, *wanted], _LIMIT)


def needs() -> list[str]:
    """What the project depends on, with the runtime that is shipped."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = f"{RUNTIME}{plans('aarch64')[0].pins[RUNTIME]}"
    return [runtime if wanted.startswith(RUNTIME) else wanted for wanted in project["dependencies"]]
