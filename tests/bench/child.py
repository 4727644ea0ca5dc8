"""Runs a program to its end and says what it used."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The project."""

MEGABYTE = 1e6


class BenchError(RuntimeError):
    """Something could not be measured; the message says why, on one line."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds, user and system, and peak resident memory of a program and all it waited for."""

    cpu_s: float
    peak_mb: float


def run(
    command: Sequence[str | Path], limit: float, folder: Path = ROOT, surroundings: Mapping[str, str] | None = None
) -> Usage:
    """Run ``command`` in ``folder``, with ``surroundings`` added to the environment; at most ``limit`` seconds.

    Linux counts the memory of the starting process as the least peak of the started one, so this process must
    stay small: nothing here may import numpy, OpenCV or the mirror.

    Raises:
        BenchError: it cannot be started, fails, or takes longer.
    """
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                words,
                cwd=folder,
                env={**os.environ, **(surroundings or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise BenchError(f"{words[0]}: {error.strerror}") from error
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            said = output.read().decode(errors="replace").strip().splitlines()
            why = f"not done after {limit:.0f} s" if late.is_set() else f"exit code {process.returncode}"
            raise BenchError(": ".join([why, *said[-1:]]))
    return Usage(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / MEGABYTE)
