"""How the voice begins, by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.coach.drill import Drill
from kiosk.locale.texts import Texts
from kiosk.settings import Settings
from kiosk.toml import FileProblem
from kiosk.voice.messages import Begin
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.speech import Speech

FOLDER = "speech"
"""Of what espeak-ng has spoken, in the folder of the records."""


def beginning(
    settings: Settings, texts: Texts, drills: Mapping[str, Drill], state: Path, to: Path | None = None
) -> Begin:
    """What the voice's process is told first. ``state``: the folder of what the mirror keeps; ``to``: a WAV file
    instead of a card."""
    language = settings.session.language
    return Begin(
        language=language,
        spoken_as=spoken_as(settings),
        kept=state / FOLDER,
        ahead=tuple(unspoken(language, texts, drills)),
        volume=settings.voice.volume,
        card=settings.voice.card,
        to=to,
    )


def spoken_as(settings: Settings) -> str:
    """espeak-ng's code of the language."""
    return settings.voice.spoken_as or Path(settings.session.language).stem


def unspoken(language: str, texts: Texts, drills: Mapping[str, Drill]) -> list[str]:
    """What may be said and has no shipped file; all of it where the files are damaged."""
    said = lines(texts, drills)
    try:
        return Speech(language).missing(said)
    except FileProblem:
        return list(said)
