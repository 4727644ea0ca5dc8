"""Which phrases are listened for. Pure."""

from __future__ import annotations

from collections.abc import Collection

from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import alike_in, spoken_in
from kiosk.locale.texts import Texts
from kiosk.voice.ears.spotting import Phrase


def phrases_of(texts: Texts, verbs: Collection[str] | None = None) -> list[Phrase]:
    """The phrases of the language of ``texts``; those of ``verbs`` alone, where given."""
    return [
        Phrase(verb, text)
        for verb, ways in texts.voice.phrases.items()
        if verbs is None or verb in verbs
        for text in ways
    ]


def phrases_in(stage: Stage, texts: Texts) -> list[Phrase]:
    """The phrases that make sense in ``stage``, in the language of ``texts``."""
    alike = frozenset(map(str, alike_in(stage)))
    return [
        Phrase(phrase.verb, phrase.text, alike if phrase.verb in alike else frozenset())
        for phrase in phrases_of(texts, spoken_in(stage))
    ]
