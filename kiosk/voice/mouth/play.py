"""Plays what a mouth has to say, and nothing else: for who tries the voice out."""

from __future__ import annotations

import math

from kiosk.voice.mouth.mouth import Mouth
from kiosk.voice.mouth.samples import RATE
from kiosk.voice.mouth.sink import Sink
from kiosk.voice.mouth.utterance import Rank, Utterance

_BLOCK = RATE // 50


def play(text: str, mouth: Mouth, sink: Sink) -> bool:
    """Say ``text`` to its end; False where there is no speech for it. Raises `SoundProblem` where the card goes."""
    if not mouth.say(Utterance(text, Rank.SAFETY, math.inf)):
        return False
    while mouth.wanted(0.0):
        sink.write(mouth.take(_BLOCK, 0.0))
    for _ in range(math.ceil(sink.latency * RATE / _BLOCK)):  # what still lies in the card
        sink.write(mouth.take(_BLOCK, 0.0))
    return True
