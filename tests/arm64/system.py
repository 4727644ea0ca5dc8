"""An arm64 system to run the mirror in: unpacked Debian packages and aarch64 wheels."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.packing.target import Target
from tests.boards.commands import need, run
from tests.boards.kept import HOME, ROOT, digest_of, keep
from tests.boards.parts import install_wheels, needs, unpack_debian

SUITE, TARGET = "bookworm", Target((3, 11), "aarch64")
PACKAGES = ("python3", "libstdc++6", "libgomp1")

_LIMIT = 1500.0
"""Seconds that any one run may take."""


@dataclass(frozen=True)
class System:
    """Where the packages and the wheels are unpacked."""

    root: Path
    wheels: Path

    def run(self, words: Sequence[str], processor: str) -> str:
        """Run Python with ``words`` as on ``processor`` (qemu's name for it); returns what it printed.

        Raises:
            tests.boards.commands.BoardError: it ended with another code than 0.
        """
        python = self.root / "usr" / "bin" / "python{}.{}".format(*TARGET.python)
        environment = {
            "HOME": str(HOME),
            "PATH": os.defpath,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHOME": str(self.root / "usr"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(self.wheels)]),
            "QEMU_CPU": processor,
            "QEMU_LD_PREFIX": str(self.root),
        }
        return run(["qemu-aarch64-static", str(python), *words], _LIMIT, environment)


def make() -> System:
    """The system, unpacked at the first call, and whenever what it is made of changes.

    Raises:
        tests.boards.commands.BoardError: a tool is missing, or packages cannot be had.
    """
    need({"qemu-aarch64-static": "qemu-user-static", "mmdebstrap": "mmdebstrap"})
    how = digest_of([Path(__file__), ROOT / "tests" / "boards" / "parts.py"])
    folder = keep("arm64", "\n".join([SUITE, *PACKAGES, *needs(), how]), _fill)
    return System(folder / "root", folder / "wheels")


def _fill(folder: Path) -> None:
    unpack_debian(folder / "root", SUITE, "arm64", PACKAGES)
    install_wheels(folder / "wheels", TARGET, needs())
