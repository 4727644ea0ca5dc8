"""Tells the voice what to say of what the coach tells."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from kiosk.coach.coach import Plan
from kiosk.settings import VoiceSettings
from kiosk.station.worker import Told
from kiosk.voice.messages import Say, ToneAt, ToVoice
from kiosk.voice.mouth.narration import Manner, Narration
from kiosk.voice.mouth.tones import tone_of


class Listener(Protocol):
    """Whom it is told (`kiosk.voice.voice.Voice`)."""

    def send(self, message: ToVoice) -> None:
        """Tell it, without waiting."""
        ...


def manner_of(settings: VoiceSettings, plan: Plan) -> Manner:
    """How to speak, by the settings and by what ``plan`` coaches."""
    kinds = plan.kinds
    return Manner(
        counts=settings.counts,
        safety=frozenset(fault for fault in (*kinds.kinds, *kinds.of_rules) if kinds.kind(fault).care == "safety"),
    )


class Aloud:
    """Takes every step of the worker, on its thread."""

    def __init__(
        self,
        voice: Listener,
        settings: VoiceSettings,
        plan: Plan,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._voice, self._clock = voice, clock
        self._narration = Narration(plan.texts, manner_of(settings, plan))
        self._tones = settings.tones
        self._tone = ToneAt()

    def __call__(self, told: Told) -> None:
        """Take the next step."""
        guidance = told.step.guidance
        # From the frames' clock to that of the machine, on which the voice counts.
        ahead = (self._clock() if told.taken is None else told.taken) - guidance.time
        silent = guidance.agenda is not None and not guidance.agenda.spoken
        for utterance in self._narration(guidance):
            if silent:
                continue  # what would be said is known all the same, and is not said late once it may be
            self._voice.send(Say(text=utterance.text, rank=utterance.rank, until=utterance.until + ahead))
        if self._tones:
            tone = None if silent else tone_of(guidance)
            at = ToneAt() if tone is None else ToneAt(pitch=tone.pitch, inside=tone.inside)
            if at != self._tone:
                self._tone = at
                self._voice.send(at)
