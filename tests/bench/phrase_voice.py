"""The voice's process, with a recording for a microphone that tells when it began: run by `tests.bench.phrase`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kiosk.lines import packed
from kiosk.voice.ears.ears import Ears, Room
from kiosk.voice.ears.microphone import Recording
from kiosk.voice.ears.opened import open_ear
from kiosk.voice.ears.phrases import phrases_from
from kiosk.voice.messages import Begin, FromVoice, to_voice
from kiosk.voice.mouth.samples import Samples
from kiosk.voice.mouth.sink import WavFile
from kiosk.voice.process import VoiceProcess


class _Noted(Recording):
    """Notes when it began, and who listens."""

    def __init__(self, samples: Samples, note: Path) -> None:
        super().__init__(samples)
        part = note.with_suffix(".part")
        part.write_text(f"{self.began} {os.getpid()}", encoding="utf-8")
        part.replace(note)


def main(sound: Path, note: Path) -> None:
    """The voice's process, with the recording in ``sound`` for a microphone, which ``note`` tells the begin of."""
    begin = to_voice(sys.stdin.buffer.readline())
    if not isinstance(begin, Begin) or begin.ears is None or begin.to is None:
        raise ValueError("must begin with ears, and a file for what is said")
    told, to, lock = begin.ears, begin.to, threading.Lock()
    phrases = phrases_from(told.phrases)

    def tell(message: FromVoice) -> None:
        with lock:
            os.write(1, packed(message))

    def make_ears(room: Room, complain: Callable[[str], None]) -> Ears:
        ear = open_ear(told.folder, told.strictness)
        samples = np.load(sound)
        return Ears(phrases, lambda: ear, lambda: _Noted(samples, note), room, tell, complain)

    VoiceProcess(begin, sys.stdin.buffer, tell, lambda: WavFile(to), make_ears).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
