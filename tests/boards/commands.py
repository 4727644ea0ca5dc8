"""Runs what the boards are made with, in bounded time."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class BoardError(RuntimeError):
    """A board could not be made, or what ran on it failed; the message says what to do."""


def need(tools: Mapping[str, str]) -> None:
    """Raises `BoardError` where one of ``tools`` is missing; by the Debian package that has it."""
    missing = sorted({package for tool, package in tools.items() if shutil.which(tool) is None})
    if missing:
        raise BoardError(f"not installed: apt install {' '.join(missing)}")


def run(
    words: Sequence[str], limit: float, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> str:
    """What the command printed on stdout.

    Raises:
        BoardError: it ended with another code than 0, or not within ``limit`` seconds.
    """
    try:
        done = subprocess.run(
            words,
            env=None if environment is None else dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        said = _end_of(error.stdout, error.stderr)
        raise BoardError(f"{words[0]}: not done after {limit:.0f} s\n{said}") from error
    if done.returncode:
        raise BoardError(f"{words[0]} ended with {done.returncode}:\n{_end_of(done.stdout, done.stderr)}")
    return done.stdout


def _end_of(*streams: str | bytes | None) -> str:
    texts = [stream.decode(errors="replace") if isinstance(stream, bytes) else stream or "" for stream in streams]
    return "\n".join("\n".join(text.strip().splitlines()[-40:]) for text in texts if text.strip())
