"""Which phrases are listened for. Pure."""

from __future__ import annotations

from collections.abc import Collection

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
