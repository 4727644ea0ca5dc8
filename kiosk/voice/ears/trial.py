"""Lets somebody try what the ears make of a recording, or of what is said to them on the spot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from kiosk.locale.load import load_texts
from kiosk.locale.texts import SpokenVerb
from kiosk.settings import Settings, VoiceSettings
from kiosk.toml import FileProblem, check, hint
from kiosk.voice.begin import all_phrases
from kiosk.voice.cards import Cards, SoundProblem
from kiosk.voice.ears.ear import Ear, Heard
from kiosk.voice.ears.gate import RATE
from kiosk.voice.ears.listen import listen, read_recording
from kiosk.voice.ears.microphone import Microphone
from kiosk.voice.ears.opened import open_ear
from kiosk.voice.ears.phrases import phrases_from
from kiosk.voice.ears.spotting import Phrase
from kiosk.voice.ears.table import shipped_ears


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to listen for: ``verbs`` alone, all where there are none, besides ``phrases`` to be tried, each as
    "verb=words", and how surely (None: as the settings say)."""

    verbs: Sequence[str] = ()
    phrases: Sequence[str] = ()
    strictness: str | None = None


def try_recording(file: Path, wanted: Wanted, settings: Settings, networks: Path) -> None:
    """Print what is heard in ``file``. Raises `FileProblem` or `EarsTrouble`."""
    known = _known(wanted, settings)
    samples = read_recording(file)
    ear = open_ear(networks, wanted.strictness or settings.voice.strictness)
    ear.listen_for(known)
    if not _tell(listen(ear, samples)):
        print(f"{file}: {len(samples) / RATE:.1f} s, in which nobody is heard to say anything short")


def try_microphone(
    seconds: float, wanted: Wanted, settings: Settings, networks: Path, clock: Callable[[], float] = time.monotonic
) -> None:
    """Print what is said to the microphone, as it is said, for so many seconds. Raises `FileProblem` or
    `EarsTrouble`."""
    known = _known(wanted, settings)
    ear = open_ear(networks, wanted.strictness or settings.voice.strictness)
    ear.listen_for(known)
    try:
        microphone = Microphone(Cards(), settings.voice.microphone)
        try:
            said = " / ".join(f'"{phrase.text}"' for phrase in known)
            print(f"Say, for {seconds:g} s (Ctrl-C ends): {said}", flush=True)
            if not _tell(_until(clock() + seconds, microphone, ear, clock)):
                print("nobody is heard to say anything short; `kiosk doctor` tries the microphone")
        finally:
            microphone.close()
    except SoundProblem as error:
        raise FileProblem([str(error)]) from error
    except KeyboardInterrupt:
        print()


def _until(end: float, microphone: Microphone, ear: Ear, clock: Callable[[], float]) -> Iterator[Heard]:
    while clock() < end:
        yield from ear(microphone.read())


def _known(wanted: Wanted, settings: Settings) -> list[Phrase]:
    verbs, kinds = list(get_args(SpokenVerb)), list(shipped_ears().strictness)
    problems = [f"--verb {verb}: {hint(verb, verbs)}" for verb in wanted.verbs if verb not in verbs]
    if wanted.strictness is not None and wanted.strictness not in kinds:
        problems.append(f"--strictness {wanted.strictness}: {hint(wanted.strictness, kinds)}")
    own: dict[str, list[str]] = {verb: list(ways) for verb, ways in settings.voice.phrases.items()}
    for phrase in wanted.phrases:
        verb, _, words = phrase.partition("=")
        if not words or verb not in verbs:
            problems.append(f"--phrase {phrase}: write VERB=WORDS; verbs are {', '.join(verbs)}")
        own.setdefault(verb, []).append(words)
    if problems:
        raise FileProblem(problems)
    voice = check(VoiceSettings, settings.voice.model_dump() | {"phrases": own}, "--phrase")
    found = all_phrases(voice, load_texts(settings.session.language))
    return phrases_from({str(verb): ways for verb, ways in found.items()}, wanted.verbs or None)


def _tell(utterances: Iterator[Heard]) -> bool:
    """A few lines for each; False where there was none."""
    any_heard = False
    for heard in utterances:
        any_heard, spotted = True, heard.spotted
        nearest = f'"{spotted.nearest.text}", {spotted.likelihood:.1f}'
        print(f"{heard.spoke_until / RATE:6.2f} s  {heard.verb or f'no command: {spotted.why}'}")
        print(f'          sounds like "{heard.written.text}"; nearest is {nearest},')
        ahead = f"{spotted.behind:.1f} behind what it sounds like, {spotted.ahead:.1f} ahead of others"
        print(f"          {ahead}", flush=True)
    return any_heard
