"""Renders cases in a process of its own, one after another, so that a person dressed once is dressed for the next.

`python -m tests.accuracy.stagehand FOLDER` reads pickled cases on standard input, keeps their footage in the cache,
and answers each with a line of JSON: null, or what went wrong. A driver that crashes takes one clip with it only.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .cache import Cache
from .stage import ROOT, render_gently, rendered_footage

if TYPE_CHECKING:
    from .case import Case


COMMAND = (sys.executable, "-m", "tests.accuracy.stagehand")


class RenderError(RuntimeError):
    """A clip could not be rendered; the message says why, on one line."""


class Stagehand:
    """Has cases rendered into a cache; begins again with a new process where one died. For one thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    def render(self, case: Case) -> None:
        """Render a case and keep it. Raises RenderError."""
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(case, process.stdin)
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            code, self._process = process.wait(), None
            raise RenderError(": ".join([f"the renderer ended with {code}", *self._last_words()]))
        trouble = json.loads(answer)
        if trouble is not None:
            raise RenderError(f"the renderer: {trouble}")

    def close(self) -> None:
        """Let the process end."""
        if self._process is not None:
            self._process.communicate()
            self._process = None
        self._said.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._said.seek(0)
        self._said.truncate()
        return subprocess.Popen(
            [*COMMAND, str(self._folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
        )

    def _last_words(self) -> list[str]:
        self._said.seek(0)
        return self._said.read().decode(errors="replace").strip().splitlines()[-1:]


def _serve(cases: BinaryIO, answers: BinaryIO, kept: Cache) -> None:
    while True:
        try:
            case = pickle.load(cases)
        except EOFError:
            return
        trouble = None
        try:
            rendered_footage(case, kept)
        except Exception as error:  # whatever is wrong with one clip, the next can be rendered
            trouble = f"{type(error).__name__}: {error}".splitlines()[0]
        answers.write(json.dumps(trouble).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    render_gently()
    lines = sys.stdout.buffer
    sys.stdout = sys.stderr  # the answers' channel is not for what a library prints
    _serve(sys.stdin.buffer, lines, Cache(Path(sys.argv[1])))
