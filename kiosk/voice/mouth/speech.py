"""Files of speech: those that come with the mirror, one for each text, made by `kiosk.voice.mouth.make`.

A folder has the files, named by what they say and in which voice, and a `manifest.toml` that says so in the open.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from kiosk import toml
from kiosk.toml import FileProblem, Section
from kiosk.voice.mouth.samples import RATE, Samples, resampled

SHIPPED = Path(__file__).parent / "speech"
"""The folder of the languages that come with the mirror; a folder in it is named as the language's code."""

MANIFEST = "manifest.toml"


class Line(Section):
    """A text, its file and how long that is, seconds."""

    text: str
    file: str
    seconds: float


class Manifest(Section):
    """What a folder of speech holds. ``voice``: whose it is, ``licence`` that of the speech."""

    voice: str
    licence: str
    lines: tuple[Line, ...]


class Speech:
    """The shipped speech of a language: the code of one, or the path of a language file, which has none.

        speech = Speech("en")
        speech.samples("Feel your heels")

    Raises:
        FileProblem: its manifest is damaged.
    """

    def __init__(self, language: str, shipped: Path = SHIPPED) -> None:
        self.folder = shipped / language if not Path(language).suffix else None
        found = self.folder is not None and (self.folder / MANIFEST).is_file()
        manifest = toml.load(Manifest, self.folder / MANIFEST) if found and self.folder is not None else None
        self.voice = "" if manifest is None else manifest.voice
        self._files = {} if manifest is None else {line.text: line.file for line in manifest.lines}

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those of ``texts`` for which there is no file."""
        return [text for text in texts if self._path(text) is None]

    def samples(self, text: str) -> Samples | None:
        """What ``text`` sounds like; None where there is no file of it.

        Raises:
            FileProblem: the file is damaged, or there is nothing to read it with.
        """
        path = self._path(text)
        return None if path is None else read(path)

    def _path(self, text: str) -> Path | None:
        name = self._files.get(text)
        if name is None or self.folder is None:
            return None
        path = self.folder / name
        return path if path.is_file() else None


def file_name(voice: str, text: str, ending: str = ".ogg") -> str:
    """The name of the file in which ``voice`` says ``text``: another text, or another voice, has another."""
    return hashlib.sha256(f"{voice}\n{text}".encode()).hexdigest()[:16] + ending


def sound_files() -> Any:
    """The soundfile module. Raises `FileProblem` where it is not installed."""
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: without its library
        raise FileProblem([f"speech: soundfile is not installed ({error}); install hinge-mirror[voice]"]) from error
    return soundfile


def decoded(data: bytes, rate: int = RATE) -> Samples:
    """The sound in ``data``, the content of a WAV, FLAC or Ogg file, its channels taken together, at ``rate``.

    Raises:
        FileProblem: there is nothing to read it with.
        RuntimeError: it is no such file, or damaged.
    """
    found, own = sound_files().read(io.BytesIO(data), dtype="float32", always_2d=True)
    return resampled(found.mean(axis=1, dtype=np.float32), own, rate)


def read(path: Path) -> Samples:
    """The sound of a file, at `RATE`. Raises `FileProblem` where it is damaged or cannot be read."""
    try:
        return decoded(path.read_bytes())
    except (OSError, RuntimeError) as error:
        raise FileProblem([f"{path}: cannot be read: {error}; install the mirror again"]) from error
