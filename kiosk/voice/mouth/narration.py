"""What to say aloud, from one guidance to the next. Pure: the time is that of the frames.

Who hinges side-on does not look: they hear what the glass would tell them at a glance, and no more. What is read by
who stops to read stays on the glass.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.coach.guidance import Cue, CueKind, Guidance, Stage
from kiosk.locale.texts import Texts
from kiosk.motion.posture import Phase
from kiosk.voice.mouth.lines import LAST, summed_up
from kiosk.voice.mouth.utterance import Rank, Utterance

BEHIND = 0.7
"""Seconds after the end of a rep within which what belongs to it must begin: the next rep has begun by then."""

_COUNTDOWN = 0.5
_PROMPTED = 0.5
"""Seconds for which a count of seconds, or a prompt for a phase, is worth hearing."""

_TOLD = 3.0
"""Seconds for which it is worth hearing where to stand."""

_READ = 6.0
"""Seconds for which it is worth hearing what a stage is about, after what was said before it."""

_AGAIN = 8.0
"""Seconds after which who still stands in the wrong place is told again."""

_HELD_EVERY = 10
"""Seconds of a hold between two that are told."""

Counts = Literal["all", "every_5", "last_3", "none"]
"""Which reps are counted aloud."""

_PLACING = frozenset({Stage.IDLE, Stage.APPROACH, Stage.SETUP, Stage.BASELINE})


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody wants to be spoken to. ``safety``: ids of the faults that may hurt."""

    counts: Counts = "all"
    safety: frozenset[str] = frozenset()


class Narration:
    """Guidance in, utterances out, in the words of ``texts``; remembers what it told last."""

    def __init__(self, texts: Texts, manner: Manner) -> None:
        self._texts, self._manner = texts, manner
        self._before: Guidance | None = None
        self._told: tuple[str, float] = ("", -math.inf)
        self._set_begun = False
        self._prompted = ""

    def __call__(self, now: Guidance) -> tuple[Utterance, ...]:
        """What to say at ``now``; `Utterance.until` is on the frames' clock."""
        before, self._before = self._before, now
        if now.stage in (Stage.IDLE, Stage.APPROACH, Stage.SETUP, Stage.BASELINE, Stage.REST, Stage.SUMMARY):
            self._set_begun = False
        entered = before is None or before.stage is not now.stage
        said = (
            *(self._entered(now) if entered or _hurts(before, now) else ()),
            *self._headline(now),
            *self._rep(before, now),
            *self._count(before, now),
            *self._countdown(before, now),
            *self._prompt(before, now),
        )
        return tuple(utterance for utterance in said if utterance.text)

    def _entered(self, now: Guidance) -> Iterator[Utterance]:
        """What a stage begins with."""
        stage, until = now.stage, now.time + _READ
        if stage is Stage.PAUSED:
            yield Utterance(now.headline, Rank.SAFETY, until)
        elif stage is Stage.NEXT_DRILL and now.agenda is not None:
            yield Utterance(now.agenda.drill, Rank.STAGE, until)
        elif stage in (Stage.CAUTION, Stage.REST):
            yield Utterance(now.headline, Rank.STAGE, until)
            yield Utterance(now.hint, Rank.STAGE, until)
        elif stage is Stage.TOO_SLOW:
            yield Utterance(now.headline, Rank.STAGE, until)
        elif stage is Stage.SUMMARY and now.headline:  # somebody said that it hurts
            yield Utterance(now.headline, Rank.SAFETY, until)
            yield Utterance(now.hint, Rank.SAFETY, until)
        elif stage is Stage.SUMMARY and now.summary is not None:
            yield Utterance(summed_up(now.summary, self._texts), Rank.STAGE, until)
            if now.summary.offer is not None:
                yield Utterance(now.summary.offer.text, Rank.STAGE, until)

    def _headline(self, now: Guidance) -> Iterator[Utterance]:
        """Where to stand; how to begin, once a set; and in a set, what keeps the mirror from seeing it."""
        text, (told, at) = now.headline, self._told
        if not text or (now.stage not in _PLACING and now.stage is not Stage.SET):
            return
        begin = self._texts.session.begin
        if now.stage is Stage.SET and text in (begin.follow, begin.alone):
            begun, self._set_begun = self._set_begun, True
            if not begun:
                yield Utterance(text, Rank.STAGE, now.time + _TOLD)
            return
        well = now.progress > 0.0
        if text == told and (well or now.time - at < _AGAIN):
            return
        self._told = (text, now.time)
        yield Utterance(text, Rank.STAGE, now.time + _TOLD)

    def _rep(self, before: Guidance | None, now: Guidance) -> Iterator[Utterance]:
        """What was decided to be said of a rep."""
        cue = now.cue
        if cue is None or (before is not None and before.cue == cue):
            return
        yield Utterance(cue.text, self._rank(cue), _end_of_rep(now, cue.time) + BEHIND)

    def _rank(self, cue: Cue) -> Rank:
        if cue.kind is CueKind.PRAISE:
            return Rank.PRAISE
        return Rank.SAFETY if cue.id in self._manner.safety else Rank.CORRECTION

    def _count(self, before: Guidance | None, now: Guidance) -> Iterator[Utterance]:
        if before is None or now.stage is not Stage.SET or before.drill_id != now.drill_id:
            return
        if before.stage is not Stage.SET or now.count <= before.count:
            return
        text = self._seconds(now) if now.held else self._reps(now)
        if text:
            end = now.time if now.held else _end_of_rep(now, now.time)
            yield Utterance(text, Rank.COUNT, end + (_COUNTDOWN if now.held else BEHIND))

    def _reps(self, now: Guidance) -> str:
        counts, left = self._manner.counts, now.goal - now.count
        if counts == "all" or (counts == "every_5" and now.count % 5 == 0):
            return f"{now.count}"
        return self._texts.voice.left.of(left) if counts == "last_3" and 1 <= left <= LAST else ""

    def _seconds(self, now: Guidance) -> str:
        counts, left = self._manner.counts, now.goal - now.count
        if counts != "none" and 1 <= left <= LAST:
            return f"{left}"
        every = {"all": _HELD_EVERY, "every_5": 5}.get(counts)
        return f"{now.count}" if every is not None and now.count % every == 0 else ""

    def _countdown(self, before: Guidance | None, now: Guidance) -> Iterator[Utterance]:
        """The last seconds of a rest."""
        if before is None or before.stage is not Stage.REST or now.stage is not Stage.REST:
            return
        was, left = _seconds_left(before), _seconds_left(now)
        if was is not None and left is not None and left < was and 1 <= left <= LAST:
            yield Utterance(f"{left}", Rank.COUNT, now.time + _COUNTDOWN)

    def _prompt(self, before: Guidance | None, now: Guidance) -> Iterator[Utterance]:
        """How to breathe in this phase of the rep, else what to do: that, the figure shows as well."""
        if now.phase is Phase.STANDING:
            self._prompted = ""
        if now.prompt is None or now.phase is Phase.STANDING or before is None or before.phase is now.phase:
            return
        text = now.prompt.breathe or now.prompt.what
        if text and text != self._prompted:
            self._prompted = text
            yield Utterance(text, Rank.PROMPT, now.time + _PROMPTED)


def _hurts(before: Guidance | None, now: Guidance) -> bool:
    """Whether somebody says that it hurts while the summary is shown."""
    return now.stage is Stage.SUMMARY and bool(now.headline) and (before is None or before.headline != now.headline)


def _end_of_rep(now: Guidance, otherwise: float) -> float:
    return otherwise if now.last_rep is None else now.last_rep.rep.end


def _seconds_left(guidance: Guidance) -> int | None:
    left = None if guidance.agenda is None else guidance.agenda.seconds_left
    return None if left is None else math.ceil(left)
