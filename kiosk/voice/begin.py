"""How the voice begins, by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.coach.drill import Drill
from kiosk.locale.texts import SpokenVerb, Texts
from kiosk.settings import Settings, VoiceSettings
from kiosk.toml import FileProblem
from kiosk.voice.ears.weights import FOLDER as EARS_FOLDER
from kiosk.voice.messages import Begin, EarsBegin
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.speech import Speech

FOLDER = "speech"
"""Of what espeak-ng has spoken, in the folder of the records."""


def beginning(
    settings: Settings,
    texts: Texts,
    drills: Mapping[str, Drill],
    state: Path,
    to: Path | None = None,
    ears: EarsBegin | None = None,
) -> Begin:
    """What the voice's process is told first. ``state``: the folder of what the mirror keeps; ``to``: a WAV file
    instead of a card; ``ears``: None where nobody is listened to."""
    language = settings.session.language
    return Begin(
        language=language,
        spoken_as=spoken_as(settings),
        kept=state / FOLDER,
        ahead=tuple(unspoken(language, texts, drills)),
        volume=settings.voice.volume,
        card=settings.voice.card,
        to=to,
        ears=ears,
    )


def ears_beginning(settings: Settings, texts: Texts, state: Path, recording: Path | None = None) -> EarsBegin:
    """How the ears listen. ``recording``: a file instead of a microphone. Raises `FileProblem` as `all_phrases`."""
    return EarsBegin(
        folder=state / EARS_FOLDER,
        strictness=settings.voice.strictness,
        phrases={str(verb): ways for verb, ways in all_phrases(settings.voice, texts).items()},
        microphone=settings.voice.microphone,
        recording=recording,
    )


def all_phrases(settings: VoiceSettings, texts: Texts) -> dict[SpokenVerb, tuple[str, ...]]:
    """What stands for each verb: the phrases of the language, and the owner's own behind them.

    Raises:
        FileProblem: an own one stands for something else already, there or among the own.
    """
    found = dict(texts.voice.phrases)
    means = {phrase.casefold(): verb for verb, ways in found.items() for phrase in ways}
    problems = []
    for verb, ways in settings.phrases.items():
        for phrase in ways:
            other = means.setdefault(phrase.casefold(), verb)
            if other != verb:
                problems.append(f"voice.phrases.{verb}: {phrase!r} stands for {other} already; take other words")
        found[verb] = tuple(dict.fromkeys((*found[verb], *ways)))
    if problems:
        raise FileProblem(problems)
    return found


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
