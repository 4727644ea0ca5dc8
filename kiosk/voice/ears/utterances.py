"""Cuts what a microphone brings into utterances: what somebody says between two silences. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf, log10
from statistics import median

import numpy as np
from numpy.typing import NDArray

from kiosk.voice.ears.gate import RATE, WINDOW
from kiosk.voice.ears.table import Cutting

_ONSET = 3
"""Windows before an utterance that may hold its first sound."""

_HUSH = 1e-10
"""Mean power that stands for silence: -100 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """``samples``: (n,), at 16 kHz, with a little of the silences. ``spoke_from``, ``spoke_until``: the samples, of
    all that came, between which the speech in it lies; ``over_at``: at which its end was known. ``pause``: seconds
    since anything else was said, ``calm``: since somebody about as near was heard in the background; endless where
    that never was."""

    samples: NDArray[np.float32]
    spoke_from: int
    spoke_until: int
    over_at: int
    pause: float
    calm: float

    @property
    def seconds(self) -> float:
        """How long it took to say."""
        return (self.spoke_until - self.spoke_from) / RATE


class Utterances:
    """Windows in, with how likely each holds speech; an utterance out where one has just ended.

    Who commands stands before the mirror, and is louder than what was there before: where the room is quiet a little,
    where others talk all the time, so that likeliness alone tells nothing, far more. What goes on for longer than any
    command is talk: it is let go, and nothing is kept of it.
    """

    def __init__(self, cutting: Cutting) -> None:
        self._cutting = cutting
        self._lead_in = _windows(cutting.lead_in)
        self._silence = _windows(cutting.silence)
        self._shortest = _windows(cutting.shortest)
        self._longest = _windows(cutting.longest)
        self._windows = 0
        self._last = -inf
        self._background: deque[tuple[float, float]] = deque(maxlen=_windows(cutting.background))
        self.forget()

    def forget(self) -> None:
        """Let go of what has been heard of an utterance that is under way; the background is remembered."""
        self._kept: deque[NDArray[np.float32]] = deque(maxlen=self._lead_in)
        self._said: list[NDArray[np.float32]] = []
        self._under_way: list[tuple[float, float]] = []
        self._spoken = 0
        self._quiet = 0
        self._talk = False
        self._from = 0

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks just now."""
        return bool(self._said) or self._talk

    @property
    def level(self) -> float:
        """Of the background: decibels below full scale, so at most 0."""
        return median(level for level, _ in self._background) if self._background else 10.0 * log10(_HUSH)

    def __call__(self, window: NDArray[np.float32], speech: float) -> Utterance | None:
        """Take the next ``window``, (512,), which holds ``speech`` with that likelihood."""
        self._windows += 1
        level = 10.0 * log10(float(np.mean(np.square(window, dtype=np.float64))) + _HUSH)
        if self._said:
            self._under_way.append((level, speech))  # a command is no background to itself; talk becomes one
        else:
            self._background.append((level, speech))
        chance = median(chance for _, chance in self._background)
        margin = self._cutting.among_talk if chance >= self._cutting.begins else self._cutting.in_quiet
        over = level - self.level
        begins = speech >= self._cutting.begins and over >= margin
        goes_on = speech >= self._cutting.goes_on and over >= margin / 2.0
        if self._talk:
            self._quiet = 0 if goes_on else self._quiet + 1
            if self._quiet >= self._silence:
                self._last = self._windows - self._quiet
                self.forget()
            return None
        if not self._said:
            if begins:
                self._said = [*self._kept, window]
                self._spoken, self._quiet = 1, 0
                self._from = self._windows - 1
            else:
                self._kept.append(window)
            return None
        self._said.append(window)
        if goes_on:
            self._spoken += 1 + self._quiet
            self._quiet = 0
        else:
            self._quiet += 1
        if self._spoken > self._longest:
            self._background.extend(self._under_way)
            self.forget()
            self._talk = True
            return None
        return self._ended() if self._quiet >= self._silence else None

    def _ended(self) -> Utterance | None:
        said, spoken, begun, levels = self._said, self._spoken, self._from, [level for level, _ in self._under_way]
        until = self._windows - self._quiet
        self.forget()
        self._kept.extend(said[-self._lead_in :])
        if spoken < self._shortest:
            return None
        pause, calm = begun - self._last, self._calm(float(np.quantile(levels, 0.8)))
        self._last = until
        ends = begun * WINDOW, until * WINDOW, self._windows * WINDOW
        return Utterance(np.concatenate(said), *ends, pause * WINDOW / RATE, calm * WINDOW / RATE)

    def _calm(self, level: float) -> float:
        """For how many windows nobody was heard who is about as near as somebody who speaks at ``level``: in talk
        that goes on and on, which has become background."""
        near = level - self._cutting.as_near
        for back, (heard, chance) in enumerate(reversed(self._background)):
            if back >= _ONSET and chance >= self._cutting.certain and heard >= near:
                return back
        return inf


def _windows(seconds: float) -> int:
    return max(1, round(seconds * RATE / WINDOW))
