"""Which utterance when: one at a time, the most important first, nothing stale. Pure: time comes in."""

from __future__ import annotations

from kiosk.voice.mouth.utterance import Rank, Utterance


class Lineup:
    """Takes utterances as they come, and says which one is to begin now.

    Times are seconds of one clock that never runs back.
    """

    def __init__(self) -> None:
        self._waiting: list[Utterance] = []
        self._spoken: Utterance | None = None

    @property
    def spoken(self) -> Utterance | None:
        """The one being spoken."""
        return self._spoken

    def add(self, utterance: Utterance) -> None:
        """Let ``utterance`` wait for its turn. The same text is not said twice in a row: who waits is replaced, and
        what is being spoken need not be said again."""
        if self._spoken is not None and self._spoken.text == utterance.text:
            return
        self._waiting = [other for other in self._waiting if other.text != utterance.text]
        self._waiting.append(utterance)

    def waits(self, now: float) -> bool:
        """Whether anything waits that is still worth hearing at ``now``."""
        return any(waiting.until >= now for waiting in self._waiting)

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting = []

    def ended(self) -> None:
        """What was spoken has been said, or cut off."""
        self._spoken = None

    def next(self, now: float) -> Utterance | None:
        """What is to begin at ``now``, instead of what is being spoken where something is; None: nothing."""
        self._waiting = [waiting for waiting in self._waiting if waiting.until >= now]
        if not self._waiting:
            return None
        first = max(self._waiting, key=lambda waiting: waiting.rank)  # of equals, who came first
        if self._spoken is not None and not (first.rank is Rank.SAFETY and self._spoken.rank < Rank.SAFETY):
            return None
        self._waiting.remove(first)
        self._spoken = first
        return first
