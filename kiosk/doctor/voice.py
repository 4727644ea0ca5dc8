"""The voice: the sound card, and whether there is speech for all that may be said."""

from __future__ import annotations

from kiosk.coach.drill import load_repertoire
from kiosk.doctor.finding import Finding, note, note_line, well
from kiosk.locale.load import english, load_texts
from kiosk.settings import Settings
from kiosk.toml import FileProblem
from kiosk.voice.begin import spoken_as
from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.mouth import espeak
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.speech import Speech


def speak(settings: Settings) -> list[Finding]:
    """Look for a sound card, and read the speech of every line; `kiosk voice say` plays one."""
    if not settings.voice.speaks:
        return [well("voice", "silent: voice.speaks is false")]
    return [_card(settings), _speech(settings)]


def _card(settings: Settings) -> Finding:
    part, named = "sound card", settings.voice.card
    try:
        found = Cards().names("plays")
    except SoundProblem as error:
        return note_line(part, str(error))
    told = ", ".join(found)
    if not found:
        return note(part, "none; the mirror is silent", "plug one in, or set voice.speaks = false", cards=0)
    chosen = [card for card in found if named is None or named.casefold() in card.casefold()]
    if not chosen:
        return note(part, f"none with {named!r} in its name; there are {told}", "mend voice.card", cards=len(found))
    return well(part, f'{chosen[0]}; `kiosk voice say "Good work"` plays on it', cards=len(found))


def _speech(settings: Settings) -> Finding:
    part = "speech"
    language = settings.session.language
    try:
        texts = load_texts(language)
        said = lines(texts, load_repertoire(settings.session.drills, texts).drills)
    except FileProblem:  # which is told with the settings
        said = lines(english(), load_repertoire().drills)
    try:
        speech = Speech(language)
        missing = speech.missing(said)
        for text in said:
            speech.samples(text)
    except FileProblem as error:
        return note_line(part, error.problems[0])
    numbers = {"lines": len(said), "missing": len(missing)}
    if not missing:
        return well(part, f"{len(said)} lines by {speech.voice}", **numbers)
    which = f"{len(missing)} of {len(said)} lines have no file, as {missing[0]!r}"
    if espeak.program() is None:
        return note(part, f"{which}, and espeak-ng is not installed", espeak.INSTALL, **numbers)
    return well(part, f"{which}: espeak-ng speaks them, in {spoken_as(settings)!r}", **numbers)
