"""The mouth: utterances in, samples out. No clock of its own: time comes with each call."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.voice.mouth.lineup import Lineup
from kiosk.voice.mouth.mixer import Mixer, Tone
from kiosk.voice.mouth.samples import Samples
from kiosk.voice.mouth.utterance import Utterance
from kiosk.voice.mouth.volume import Ambient, gain_for


class Mouth:
    """Says what it is given, one thing at a time, by rank and while it is worth hearing.

    ``sound``: from a text to its samples at `RATE`, None where there is no speech for it. Texts, tones and loudness
    may come on any thread; samples are taken on one.
    """

    def __init__(self, sound: Callable[[str], Samples | None], volume: float) -> None:
        self._sound = sound
        self._volume = volume
        self._ambient = Ambient()
        self._lineup, self._mixer = Lineup(), Mixer(gain_for(volume, None))
        self._loaded: dict[str, Samples] = {}
        self._lock = threading.Lock()

    @property
    def speaking(self) -> bool:
        """Whether something is being said."""
        with self._lock:
            return self._lineup.spoken is not None

    def wanted(self, now: float) -> bool:
        """Whether anything would be heard: something is said, waits and is still worth hearing at ``now``, or
        sounds."""
        with self._lock:
            return self._lineup.waits(now) or not self._mixer.silent

    def say(self, utterance: Utterance) -> bool:
        """Let ``utterance`` wait for its turn; False where there is no speech for it. May take as long as reading or
        speaking it takes."""
        sound = self._sound(utterance.text)
        if sound is None or len(sound) == 0:
            return False
        with self._lock:
            self._loaded[utterance.text] = sound
            self._lineup.add(utterance)
        return True

    def tone(self, tone: Tone | None) -> None:
        """Let the tone follow."""
        with self._lock:
            self._mixer.tone(tone)

    def hush(self) -> None:
        """Be silent at once, and forget what waits."""
        with self._lock:
            self._lineup.clear()
            self._lineup.ended()
            self._mixer.hush()
            self._mixer.tone(None)

    def turn(self, volume: float) -> None:
        """Speak at ``volume``, 0 to 1."""
        with self._lock:
            self._volume = volume
            self._loudness()

    def hear(self, level: float, now: float) -> None:
        """The room is at ``level``, dB of full scale."""
        with self._lock:
            self._ambient.hear(level, now)
            self._loudness()

    def take(self, count: int, heard_at: float) -> Samples:
        """The next ``count`` samples, which will be heard at ``heard_at``."""
        with self._lock:
            if self._lineup.spoken is not None and not self._mixer.speaking:
                self._lineup.ended()
            begins = self._lineup.next(heard_at)
            if begins is not None:
                self._mixer.say(self._loaded[begins.text])
            if self._lineup.spoken is None and not self._lineup.waits(heard_at):
                self._loaded.clear()
            return self._mixer.take(count)

    def _loudness(self) -> None:
        self._mixer.gain = gain_for(self._volume, self._ambient.level)
