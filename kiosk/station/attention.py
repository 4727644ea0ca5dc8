"""Between ears and station: what is listened for, what was heard, and what of it the glass shows."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import Verb, alike_in, spoken_in
from kiosk.mirror.listening import Listening
from kiosk.station.aloud import Listener
from kiosk.station.worker import Told
from kiosk.voice.messages import FromVoice, Heard, ListenFor, Listens

_UNDERSTOOD_FOR = 1.5
"""Seconds for which the glass shows what was understood."""

_DEAD_AFTER = 1.5
"""Seconds without a word of the ears after which nobody listens: there is no sign on the glass then."""

_READY = (Verb.START, Verb.NEXT)
_WISHES: Mapping[Stage, tuple[Verb, ...]] = {
    Stage.CAUTION: _READY,
    Stage.NEXT_DRILL: _READY,
    Stage.SETUP: _READY,
    Stage.SET: (Verb.STOP, Verb.PAUSE),
    Stage.REST: (Verb.START, Verb.PAUSE),
    Stage.PAUSED: (Verb.RESUME, Verb.REPEAT, Verb.STOP),
    Stage.SUMMARY: (Verb.START, Verb.REPEAT),
}
"""What somebody is likely to wish, the likeliest first."""


class Attention:
    """``phrases``: what stands for each verb, the one to be shown first. ``wake`` is called where something has been
    heard. Told by the voice on a thread of its own, by the worker on another, and asked by the station."""

    def __init__(
        self,
        phrases: Mapping[str, Sequence[str]],
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.voice: Listener | None = None
        self._phrases, self._wake, self._clock = phrases, wake, clock
        self._stage: Stage | None = None
        self._heard: deque[Heard] = deque()
        self._listens: tuple[Listens, float] | None = None
        self._understood = ("", 0.0)

    def told(self, message: FromVoice) -> None:
        """Take what the voice tells."""
        if isinstance(message, Listens):
            self._listens = (message, self._clock())
        elif isinstance(message, Heard):
            self._heard.append(message)
            self._wake()

    def __call__(self, told: Told) -> None:
        """Take the worker's next step: what is listened for goes with the stage."""
        stage = told.step.guidance.stage
        if stage is self._stage:
            return
        self._stage = stage
        if self.voice is not None:
            verbs, alike = sorted(spoken_in(stage)), sorted(alike_in(stage))
            self.voice.send(ListenFor(verbs=tuple(verbs), alike=tuple(alike)))

    @property
    def waits(self) -> bool:
        """Whether something was heard that nobody has asked for yet."""
        return bool(self._heard)

    def asked(self) -> list[Verb]:
        """What was asked for since the last time, and still makes sense: the stage may have changed meanwhile."""
        verbs = []
        while self._heard:
            heard = self._heard.popleft()
            verb = Verb(heard.verb)
            if self._stage is not None and verb in spoken_in(self._stage):
                verbs.append(verb)
                self._understood = (heard.phrase, self._clock() + _UNDERSTOOD_FOR)
        return verbs

    def listening(self) -> Listening | None:
        """What the glass shows of it; None where nobody listens, or for nothing."""
        now = self._clock()
        if self._listens is None or self._stage is None or not spoken_in(self._stage):
            return None
        listens, at = self._listens
        if now - at > _DEAD_AFTER:
            return None
        phrase, until = self._understood
        return Listening(
            level=listens.level,
            speaks=listens.speaks,
            deaf=listens.deaf,
            understood=phrase if now < until else "",
            say=tuple(self._phrases[verb][0] for verb in _WISHES.get(self._stage, ())),
        )
