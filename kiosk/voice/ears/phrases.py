"""Which phrases are listened for. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import alike_in, spoken_in
from kiosk.locale.texts import Texts
from kiosk.voice.ears.spotting import Phrase


def phrases_from(said: Mapping[str, Sequence[str]], verbs: Collection[str] | None = None) -> list[Phrase]:
    """All phrases of ``said``, by what they ask for; those of ``verbs`` alone, where given."""
    return [Phrase(verb, text) for verb, ways in said.items() if verbs is None or verb in verbs for text in ways]


def phrases_of(texts: Texts, verbs: Collection[str] | None = None) -> list[Phrase]:
    """The same of the language of ``texts``."""
    return phrases_from({str(verb): ways for verb, ways in texts.voice.phrases.items()}, verbs)


def wanted(phrases: Iterable[Phrase], verbs: Collection[str], alike: Collection[str]) -> list[Phrase]:
    """Those of ``phrases`` that ask for one of ``verbs``, of which those that are ``alike`` do the same just now."""
    same = frozenset(alike)
    return [
        replace(phrase, alike=same if phrase.verb in same else frozenset())
        for phrase in phrases
        if phrase.verb in verbs
    ]


def phrases_in(stage: Stage, texts: Texts) -> list[Phrase]:
    """The phrases that make sense in ``stage``, in the language of ``texts``."""
    return wanted(phrases_of(texts), spoken_in(stage), [str(verb) for verb in alike_in(stage)])
