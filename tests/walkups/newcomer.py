"""Somebody at the mirror for the first time: does a thing, waits until the glass says what to do next, and does that.

What they do is a film; where they wait, they stand, and the film goes to and fro over a second of standing until the
glass has said what they wait for. So nobody reads faster than the mirror speaks, and nothing is timed by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.camera.frame import Frame, Image
from kiosk.coach.guidance import Guidance, Stage
from kiosk.coach.placement import Placement
from kiosk.locale.texts import Texts
from kiosk.pipeline import Pipeline, Step

REACTION = 1.5
"""Seconds for which something must be on the glass before it is read, understood and done."""

PATIENCE = 25.0
"""Seconds after which they give up waiting: the cautions, and then twice what they would stand there for."""

Heard = Placement | Literal["attract", "set"]
"""What they wait for: to be asked to step in front of the mirror, to be told what is wrong with where or how they
stand, or that the set begins."""

_STAGES: Mapping[str, Stage] = {"attract": Stage.IDLE, "set": Stage.SET}
"""What is told by the whole screen."""


@dataclass(frozen=True, slots=True)
class Pause:
    """From ``begin`` to ``end``, seconds of the film, somebody stands, and stays until the glass says ``until``."""

    begin: float
    end: float
    until: Heard


class LostPatience(Exception):
    """The glass did not say what was waited for; the message says what it said instead."""


class Newcomer:
    """Says which picture of the film comes next, by what the glass shows."""

    def __init__(self, pictures: int, rate: float, pauses: Sequence[Pause], texts: Texts) -> None:
        self._pictures, self._rate, self._texts = pictures, rate, texts
        self._pauses = [(round(each.begin * rate), round(each.end * rate), each.until) for each in pauses]
        self._at = -1
        self._way = 1
        self._since: float | None = None
        self._read: float | None = None

    def next(self, shown: Guidance | None) -> int | None:
        """The number of the next picture, after what is ``shown``; None where the film is over.

        Raises `LostPatience`.
        """
        if shown is not None and self._pauses and self._at >= self._pauses[0][0]:
            self._stand(shown)
        self._at += self._way
        return self._at if self._at < self._pictures else None

    def _stand(self, shown: Guidance) -> None:
        first, last, until = self._pauses[0]
        self._since = shown.time if self._since is None else self._since
        if not self._is_said(shown, until):
            self._read = None
        elif self._read is None:
            self._read = shown.time
        if self._read is not None and shown.time - self._read >= REACTION:
            self._pauses.pop(0)
            self._way, self._since, self._read = 1, None, None
            return
        if shown.time - self._since > PATIENCE:
            instead = shown.headline or shown.stage.value
            raise LostPatience(f"waited {PATIENCE:.0f} s for {self._words(until)!r}; the glass says {instead!r}")
        if self._at >= last:
            self._way = -1
        elif self._at <= first:
            self._way = 1

    def _is_said(self, shown: Guidance, until: Heard) -> bool:
        if until in _STAGES:
            return shown.stage is _STAGES[until]
        return shown.headline == self._words(until)

    def _words(self, until: Heard) -> str:
        if until == "attract":
            return self._texts.glass.attract
        return "set" if until == "set" else self._texts.placement.said(until).headline


def walk_up(
    newcomer: Newcomer, picture: Callable[[int], Image], pipeline: Pipeline, rate: float
) -> Iterator[tuple[Image, Step]]:
    """Every picture and what the mirror made of it, ``rate`` a second, to the end of the film.

    Raises `LostPatience`.
    """
    shown, number = None, 0
    while (place := newcomer.next(shown)) is not None:
        image = picture(place)
        step = pipeline(Frame(image, number / rate, number))
        shown, number = step.guidance, number + 1
        yield image, step
