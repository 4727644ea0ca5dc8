"""Every text that may be spoken, out of the language file and the drills: what there must be speech for. Pure.

What a person only reads, who stops to, is not among them: set-up lines, cautions line by line, hints, the machine's
own troubles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.coach.drill import Drill
from kiosk.coach.guidance import Summary
from kiosk.locale.texts import Breath, FaultsTexts, PlacementTexts, Still, Texts

HIGHEST_COUNT = 60
"""Reps, and seconds of a hold."""

LAST = 3
"""Reps, or seconds, that are counted down."""

MOST_SETS = 6


def lines(texts: Texts, drills: Mapping[str, Drill]) -> tuple[str, ...]:
    """All that the mirror may say aloud in the words of ``texts`` while it coaches ``drills``, each once.

    Counts beyond `HIGHEST_COUNT`, sets beyond `MOST_SETS` and an owner's own drills are not among them.
    """
    return tuple(dict.fromkeys(_lines(texts, drills)))


def summed_up(summary: Summary, texts: Texts) -> str:
    """The one thing to work on, without the numbers that the glass shows beside it."""
    if summary.advice_id is not None:
        return texts.faults.of(summary.advice_id).cue
    return summary.advice or (texts.glass.next_time if summary.reps else texts.glass.no_reps)


def _lines(texts: Texts, drills: Mapping[str, Drill]) -> Iterator[str]:
    yield texts.not_seen
    for placement in PlacementTexts.model_fields:
        yield texts.placement.said(placement).headline
    yield from _stages(texts)
    for fault_id in FaultsTexts.model_fields:
        yield texts.faults.of(fault_id).cue
        yield texts.faults.of(fault_id).praise
    yield from (texts.advice.nothing_done, texts.advice.clean, texts.glass.next_time, texts.glass.no_reps)
    breaths: dict[Breath, str] = texts.breath
    yield from breaths.values()
    yield from (f"{count}" for count in range(1, HIGHEST_COUNT + 1))
    yield from (texts.voice.left.of(left) for left in range(1, LAST + 1))
    for drill in drills.values():
        yield drill.name
        if drill.phases is not None:
            yield from (drill.phases.down, drill.phases.bottom, drill.phases.up)
        offers = (texts.offer.corrective, texts.offer.progress, texts.offer.step_back)
        yield from (offer.format(drill=drill.name) for offer in offers)


def _stages(texts: Texts) -> Iterator[str]:
    session = texts.session
    for said in (
        session.nobody, session.stood_by, session.step_backward, session.step_forward,
        session.caution, session.paused, session.pain, session.away, session.too_slow,
    ):  # fmt: skip
        yield said.headline
    yield from (session.caution.hint, session.pain.hint, session.ready.headline, session.too_slow.in_set)
    still: Still = session.still
    yield from (still.standing, still.seated, still.kneeling, still.lying, still.plank)
    yield from (session.begin.follow, session.begin.alone, session.rest.headline)
    for sets in range(2, MOST_SETS + 1):
        yield from (session.rest.next_set.format(number=number, sets=sets) for number in range(2, sets + 1))

