"""Where the sound of a text comes from: the shipped files, else espeak-ng."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.toml import FileProblem
from kiosk.voice.mouth.espeak import Espeak
from kiosk.voice.mouth.samples import Samples
from kiosk.voice.mouth.speech import Speech


class Source:
    """From a text to its sound at `RATE`, None where there is none. What each of the two fails with is given to
    ``complain``, once."""

    def __init__(self, speech: Speech | None, espeak: Espeak, complain: Callable[[str], None]) -> None:
        self._speech, self._espeak = speech, espeak
        self._complain = complain
        self._failed: set[str] = set()

    def __call__(self, text: str) -> Samples | None:
        """The sound of ``text``."""
        found = None if self._speech is None else self._tried("files", self._speech.samples, text)
        return self._tried("espeak", self._espeak.samples, text) if found is None else found

    def _tried(self, which: str, read: Callable[[str], Samples | None], text: str) -> Samples | None:
        try:
            return read(text)
        except FileProblem as error:
            if which not in self._failed:
                self._failed.add(which)
                self._complain(str(error))
            return None
