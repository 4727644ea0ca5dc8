"""The machine that the doctor looks at: its files, below a root, and the few programs that are asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ANSWER_WITHIN = 10.0
"""Seconds for a program."""

_LONGEST = 1 << 20
"""Bytes that are read of a file at most: those of /proc and /sys are short, and what an owner wrote is too."""

Asked = Callable[[Sequence[str]], str | None]


def ask_program(command: Sequence[str]) -> str | None:
    """What ``command`` prints; None where there is no such program, or it fails, or says nothing in time."""
    program = shutil.which(command[0])
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_WITHIN,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class Machine:
    """Files below ``root``, named as from it ("sys/class/drm"); ``ask``: how a program is asked. Nothing raises."""

    root: Path = Path("/")
    ask: Asked = ask_program

    def text(self, *path: str | Path) -> str | None:
        """What the file says, without blanks and noughts around it; None where it cannot be read."""
        content = self.content(*path)
        return None if content is None else content.decode("utf-8", "replace").strip().strip("\0").strip()

    def content(self, *path: str | Path) -> bytes | None:
        """The file's first bytes, a million at most; None where it cannot be read."""
        try:
            with self.root.joinpath(*path).open("rb") as file:
                return file.read(_LONGEST)
        except OSError:
            return None

    def number(self, *path: str | Path) -> int | None:
        """The whole number that the file says, in tens or as 0x; None where it says none."""
        try:
            return int(self.text(*path) or "", 0)
        except ValueError:
            return None

    def found(self, pattern: str) -> list[Path]:
        """All that there is of ``pattern``, as in "sys/class/drm/card*", by name."""
        try:
            return sorted(self.root.glob(pattern))
        except OSError:
            return []
