"""Ears at a microphone: opens it, and again when it has been away, listens, and tells what was asked for."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from kiosk.voice.cards import SoundProblem
from kiosk.voice.ears.ear import Ear
from kiosk.voice.ears.microphone import SoundSource
from kiosk.voice.ears.phrases import wanted
from kiosk.voice.ears.spotting import Phrase
from kiosk.voice.ears.trouble import EarsTrouble
from kiosk.voice.messages import FromVoice, Heard, Listens
from kiosk.voice.mouth.samples import Samples

_TRY_AGAIN = 5.0
"""Seconds after which a microphone that could not be opened is looked for again."""

_ANEW = 30.0
"""Seconds until ears that failed are opened anew."""

_DEAF_AFTER = 0.35
"""Seconds for which the mirror's own last word goes on in the card and in the room."""

_DOZE = 0.1
"""Seconds between two looks at the microphone while nobody speaks: to wake for each piece costs far more than to hear
three at once. Once somebody speaks each is heard as it comes, so that the end of what they say is."""

_TELL_EVERY = 0.1
_AMBIENT_EVERY = 1.0

_FULL = 30.0
"""Decibels over the background at which the meter is full: who speaks up, an arm's length away."""

_HUSH = 1e-10


@dataclass(frozen=True, slots=True)
class Room:
    """What the ears ask of the mouth and tell it: whether it ``speaks``, and how loud the room is, dB of full
    scale."""

    speaks: Callable[[], bool]
    ambient: Callable[[float], None]


class Ears:
    """Runs on a thread of its own. ``make_ear`` and ``open_source`` take a moment and may raise `EarsTrouble`,
    the latter `SoundProblem`; ``let_go`` asks for the microphone to be closed for a moment. What does not work is
    complained of, and where it may be mended by a plug it is tried again."""

    def __init__(
        self,
        phrases: Collection[Phrase],
        make_ear: Callable[[], Ear],
        open_source: Callable[[], SoundSource],
        room: Room,
        tell: Callable[[FromVoice], None],
        complain: Callable[[str], None],
        let_go: Callable[[], bool] = lambda: False,
    ) -> None:
        self._phrases = tuple(phrases)
        self._make_ear, self._open_source, self._room = make_ear, open_source, room
        self._tell, self._complain, self._let_go = tell, complain, let_go
        self._ear: Ear | None = None
        self._away = False
        self._wanted: tuple[Phrase, ...] = ()
        self._over = threading.Event()
        self._busy_since: float | None = None
        self._deaf_until = self._told = self._ambient = -math.inf
        self._level = 0.0
        self._thread = threading.Thread(target=self._run, name="ears", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End soon; a driver that hangs is left behind."""
        self._over.set()

    def listen_for(self, verbs: Collection[str], alike: Collection[str] = ()) -> None:
        """From now on, know what asks for ``verbs``, of which those ``alike`` do the same, and nothing else. On any
        thread."""
        self._wanted = tuple(wanted(self._phrases, verbs, alike))

    def hang_since(self, now: float) -> float:
        """Seconds, until ``now``, for which a driver or a network has not answered."""
        since = self._busy_since
        return 0.0 if since is None else now - since

    def _run(self) -> None:
        while not self._over.is_set():
            wait = _TRY_AGAIN
            try:
                self._listen()
            except SoundProblem as error:
                if not self._away:
                    self._complain(f"{error}; until then the mirror does not listen")
                self._away = True
            except EarsTrouble as error:
                self._complain(f"the mirror does not listen: {error}")
                return
            except Exception as error:  # of a network: the mouth goes on, and the ears are opened anew
                self._complain(f"the ears failed, and are opened anew: {type(error).__name__}: {error}")
                self._ear, wait = None, _ANEW
            finally:
                self._busy_since = None
            self._over.wait(0.0 if self._let_go() else wait)

    def _listen(self) -> None:
        """From when the microphone is opened until it goes, or is to be let go. The networks, which weigh the most,
        are opened once there is something to hear."""
        self._busy_since = time.monotonic()
        source = self._open_source()
        try:
            if self._ear is None:
                self._ear = self._make_ear()
            while not self._over.is_set() and not self._let_go():
                self._busy_since = time.monotonic()
                if not self._ear.hears_speech:
                    self._over.wait(_DOZE)
                samples = source.read()
                self._away = False
                self._hear(self._ear, samples, time.monotonic())
        finally:
            source.close()
            if self._ear is not None:
                self._ear.forget()

    def _hear(self, ear: Ear, samples: Samples, now: float) -> None:
        if self._room.speaks():
            self._deaf_until = now + _DEAF_AFTER
        ear.deaf = now < self._deaf_until
        ear.listen_for(self._wanted)
        for heard in ear(samples):
            phrase = heard.spotted.phrase
            if phrase is not None:
                self._tell(Heard(verb=phrase.verb, phrase=phrase.text))
        self._level = max(self._level, _share(samples, ear.background))
        if now - self._told >= _TELL_EVERY:
            self._tell(Listens(level=0.0 if ear.deaf else self._level, speaks=ear.hears_speech, deaf=ear.deaf))
            self._told, self._level = now, 0.0
        if now - self._ambient >= _AMBIENT_EVERY and not ear.deaf:
            self._ambient = now
            self._room.ambient(ear.background)


def _share(samples: Samples, background: float) -> float:
    """How far ``samples`` stand out of the ``background``, dB of full scale: 0 to 1."""
    if len(samples) == 0:
        return 0.0
    level = 10.0 * math.log10(float(np.mean(np.square(samples, dtype=np.float64))) + _HUSH)
    return min(1.0, max(0.0, (level - background) / _FULL))
