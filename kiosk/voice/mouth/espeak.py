"""The fallback: texts without a file of their own, spoken by espeak-ng where that is installed, and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from kiosk.toml import FileProblem
from kiosk.voice.mouth.loudness import evened
from kiosk.voice.mouth.samples import RATE, Samples, resampled
from kiosk.voice.mouth.speech import file_name, read, sound_files

PROGRAM = "espeak-ng"
INSTALL = f"sudo apt install {PROGRAM}"

_PACE = 150
"""Words a minute: espeak's own 175 is hard to follow across a room."""

_KEPT_RATE = 24000
"""Samples a second of what is kept: espeak-ng makes 22050."""

_PATIENCE = 5.0
"""Seconds that a text may take; a Pi takes a tenth of one."""


def program() -> str | None:
    """Where espeak-ng is; None where it is not installed."""
    return shutil.which(PROGRAM)


class Espeak:
    """Speaks in ``language``, a code of two letters, and keeps every text it has once spoken in ``folder``."""

    def __init__(self, language: str, folder: Path) -> None:
        self._language = language
        self._folder = folder

    def samples(self, text: str) -> Samples:
        """What ``text`` sounds like, at `RATE`; spoken now, where it never was before.

        Raises:
            FileProblem: espeak-ng is missing, fails, or its file cannot be kept.
        """
        path = self._folder / file_name(f"{PROGRAM} {self._language} {_PACE}", text)
        if not path.is_file():
            self._render(text, path)
        return read(path)

    def _render(self, text: str, path: Path) -> None:
        where = program()
        if where is None:
            raise FileProblem([f"{text!r}: no speech for it, and {PROGRAM} is not installed; {INSTALL}"])
        soundfile = sound_files()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._folder, prefix=".espeak-") as scratch:
                raw, fresh = Path(scratch) / "raw.wav", Path(scratch) / "fresh.ogg"
                # After "--" a text is a text, whatever it begins with.
                command = [where, "-v", self._language, "-s", str(_PACE), "-w", str(raw), "--", text]
                done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
                if done.returncode != 0 or not raw.is_file():
                    why = done.stderr.strip().splitlines()
                    raise FileProblem([f"{text!r}: {PROGRAM}: {why[-1] if why else 'made no sound'}; {INSTALL}"])
                sound = np.clip(resampled(evened(read(raw)), RATE, _KEPT_RATE), -1.0, 1.0)
                soundfile.write(str(fresh), sound, _KEPT_RATE, format="OGG", subtype="OPUS")
                os.replace(fresh, path)  # whole or not at all
        except subprocess.TimeoutExpired:
            raise FileProblem([f"{text!r}: {PROGRAM} did not end within {_PATIENCE:g} s; {INSTALL}"]) from None
        except (OSError, RuntimeError) as error:  # RuntimeError: soundfile's own
            raise FileProblem([f"{path}: cannot be kept: {error}; make room, or see the folder's rights"]) from error
