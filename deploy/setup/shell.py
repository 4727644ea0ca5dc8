"""Runs the system's own programs, with what they say in the log."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from typing import Protocol

from deploy.setup.log import Log
from deploy.setup.trouble import Trouble

_LAST = 12
"""Lines of what a program said that an error repeats."""


class Shell(Protocol):
    """How steps run programs."""

    def run(self, words: Sequence[str]) -> str:
        """Run it to its end; returns what it printed. Raises `Trouble` where it fails or is not there."""

    def ask(self, words: Sequence[str]) -> str | None:
        """What it prints, for questions; None: it fails, or is not there."""

    def works(self, words: Sequence[str]) -> bool:
        """Whether it ends with 0."""


class System:
    """Runs them for real."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def run(self, words: Sequence[str]) -> str:
        """Run it, its lines in the log as they come; returns them."""
        self._log.detail("$ " + " ".join(words))
        lines = []
        try:
            with subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env=_environment(),
            ) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    lines.append(line)
                    self._log.detail(line.rstrip())
        except OSError as error:
            raise Trouble(f"{words[0]}: cannot be run: {error.strerror}") from error
        if process.returncode:
            said = "".join(lines[-_LAST:]).rstrip()
            raise Trouble(f"{' '.join(words)}: ended with {process.returncode}\n{said}")
        return "".join(lines)

    def ask(self, words: Sequence[str]) -> str | None:
        """What it prints; nothing of it is kept."""
        try:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                env=_environment(),
                check=False,
            )
        except OSError:
            return None
        return done.stdout if done.returncode == 0 else None

    def works(self, words: Sequence[str]) -> bool:
        """Whether it ends with 0."""
        return self.ask(words) is not None


def _environment() -> dict[str, str]:
    """Ours, in plain English and with nothing asked of whoever sits there. The proxy that an owner set stays."""
    own = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **own}
