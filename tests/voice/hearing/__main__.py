"""The command: `python -m tests.voice.hearing --models DIR [--half HALF] [--hours HOURS] [--no-commands]`.

Says each phrase of the English language file in each voice of a half, in every room; lets the ears hear it where it
makes sense, in a set or else in the rest between two; and hours of what is no command besides, in both. Prints how
much was heard, what was mistaken, and how long it took. Thresholds are chosen on the tune half alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np

from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import alike_in, spoken_in
from kiosk.locale.load import english
from kiosk.voice.ears.ear import Ear, Heard
from kiosk.voice.ears.gate import RATE, Gate
from kiosk.voice.ears.listen import listen
from kiosk.voice.ears.phrases import phrases_in, phrases_of
from kiosk.voice.ears.recognizer import Recognizer, Sound, Written
from kiosk.voice.ears.spotting import SAFETY, Phrase
from kiosk.voice.ears.table import shipped_ears
from kiosk.voice.ears.weights import check
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.samples import Samples

from .scenes import ROOMS, Studio
from .voices import INSTALL, REPORT, TUNE, Speech, Voice

CACHE = Path.home() / ".cache" / "hinge-mirror" / "hearing"

EarIn = Callable[[Stage], Ear]
"""An ear that has heard nothing yet and listens for what makes sense in a stage of the session; one a stage."""

STAGES = (Stage.SET, Stage.REST)


class Once:
    """A recognizer that remembers: what was said is held once against all phrases, whatever stage listens."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self._sounds: dict[bytes, Sound] = {}
        self._told: dict[tuple[int, tuple[int, ...]], float] = {}
        self._written: dict[int, Written] = {}

    def forget(self) -> None:
        """Remember nothing any more."""
        for memory in (self._sounds, self._told, self._written):
            memory.clear()

    def hear(self, samples: Samples) -> Sound:
        """The sound of ``samples``."""
        key = samples.tobytes()
        if key not in self._sounds:
            self._sounds[key] = self._recognizer.hear(samples)
        return self._sounds[key]

    def likelihoods(self, sound: Sound, phrases: Sequence[Sequence[int]]) -> list[float]:
        """How well each phrase fits."""
        keys = [(id(sound), tuple(phrase)) for phrase in phrases]
        for key in keys:
            if key not in self._told:
                (self._told[key],) = self._recognizer.likelihoods(sound, [key[1]])
        return [self._told[key] for key in keys]

    def write(self, sound: Sound, most: int) -> Written:
        """What was said by the network's own account."""
        if id(sound) not in self._written:
            self._written[id(sound)] = self._recognizer.write(sound, most)
        return self._written[id(sound)]

    def spell(self, text: str) -> list[list[int]]:
        """The ways in which the network may write a phrase."""
        return self._recognizer.spell(text)


@dataclass
class Tally:
    """Of some commands: how many, heard right, taken for another, and not even cut out of the noise."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    uncut: int = 0

    def add(self, right: frozenset[str], heard: Sequence[Heard]) -> None:
        """One more that asks for any verb of ``right``, which all do the same."""
        verbs = {item.verb for item in heard if item.verb}
        self.said += 1
        self.right += bool(verbs & right)
        self.wrong += bool(verbs - right)
        self.uncut += not heard

    def row(self, name: str) -> str:
        """As a row of a table."""
        shares = [f"{100.0 * count / max(1, self.said):.1f} %" for count in (self.right, self.wrong, self.uncut)]
        return f"| {name} | {self.said} | {' | '.join(shares)} |"


@dataclass
class Result:
    """Of all commands: by room, phrase and voice; what was mistaken, and how late each was known."""

    room: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    phrase: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    voice: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    mistaken: Counter[str] = field(default_factory=Counter)
    late: list[float] = field(default_factory=list)


def main(words: Sequence[str] | None = None) -> int:
    """Say, listen, print; the exit code."""
    options = _options(words)
    voices = {"tune": TUNE, "report": REPORT}[options.half][: options.voices]
    speech = Speech(CACHE)
    missing = speech.missing()
    if missing:
        print(f"hearing: not installed: {', '.join(missing)}: {INSTALL}; pip install hibari-tts", file=sys.stderr)
        return 2
    folder = check(options.models)
    studio, scorer = Studio(speech), Once(Recognizer(folder))
    gates = {stage: Gate(folder / "silero_vad.onnx") for stage in STAGES}

    def ear_in(stage: Stage) -> Ear:
        gates[stage].forget()
        ear = Ear(gates[stage], scorer, shipped_ears(), options.strictness)
        ear.listen_for(phrases_in(stage, english()))
        return ear

    with options.raw.open("w", encoding="utf-8") as raw:
        if options.commands:
            _print(_commands(voices, studio, ear_in, scorer, raw))
        if options.hours > 0.0:
            _talk(options.hours, voices, studio, ear_in, scorer, raw)
    return 0


def _commands(voices: Sequence[Voice], studio: Studio, ear_in: EarIn, scorer: Once, raw: TextIO) -> Result:
    result = Result()
    for voice in voices:
        for phrase in phrases_of(english()):
            stage = Stage.SET if phrase.verb in spoken_in(Stage.SET) else Stage.REST
            right = _right(phrase, stage)
            for room in ROOMS:
                command = studio.command(phrase, voice, room)
                heard = list(listen(ear_in(stage), command.samples))
                scorer.forget()
                tallies = [result.room[str(room)], result.phrase[phrase.text], result.voice[str(voice)]]
                if phrase.verb in SAFETY:
                    tallies.append(result.room[f"{room}, stop and pain"])
                for tally in tallies:
                    tally.add(right, heard)
                others = {item.verb for item in heard if item.verb} - right
                result.mistaken.update(f"{phrase.text} > {verb}" for verb in others)
                if not room.echoes:  # an echo goes on after the last word
                    result.late += [item.over_at / RATE - command.until for item in heard if item.verb in right]
                about = {"phrase": phrase.text, "verb": phrase.verb, "voice": str(voice), "room": str(room)}
                _keep(raw, about, heard)
        print(f"{voice}: done", file=sys.stderr, flush=True)
    return result


def _right(phrase: Phrase, stage: Stage) -> frozenset[str]:
    """The verbs that do in ``stage`` what ``phrase`` asks for."""
    alike = frozenset(map(str, alike_in(stage)))
    return alike if phrase.verb in alike else frozenset({phrase.verb})


def _print(result: Result) -> None:
    for name, table in (("room", result.room), ("phrase", result.phrase), ("voice", result.voice)):
        print(f"\n| {name} | said | right | another | not cut out |\n|---|---:|---:|---:|---:|")
        print("\n".join(tally.row(key) for key, tally in table.items()))
    common = ", ".join(f"{what} ({count})" for what, count in result.mistaken.most_common(12))
    print(f"\nMistaken: {common or 'none'}")
    if result.late:
        middle, most = np.quantile(result.late, [0.5, 0.95])
        print(f"Cut out {middle:.2f} s after the last sound of a phrase, 95 % within {most:.2f} s.")


def _talk(
    hours: float, voices: Sequence[Voice], studio: Studio, ear_in: EarIn, scorer: Once, raw: TextIO
) -> None:
    """Hours of what is no command, without a break: what is taken for one, by stage, and the processor time it costs,
    by kind."""
    texts = english()
    cues = lines(texts, load_repertoire().drills)
    said = [phrase.text for phrase in phrases_of(texts)]
    seconds: dict[str, float] = defaultdict(float)
    busy: dict[str, float] = defaultdict(float)
    taken: dict[Stage, list[str]] = {stage: [] for stage in STAGES}
    ears = {stage: ear_in(stage) for stage in STAGES}
    for piece in studio.talk(hours, said, voices, cues):
        scorer.forget()
        seconds[piece.kind] += len(piece.samples) / RATE
        for stage in reversed(STAGES):
            began = time.process_time()
            tenths = np.array_split(piece.samples, len(piece.samples) * 10 // RATE)
            heard = [item for tenth in tenths for item in ears[stage](tenth)]
            if stage is STAGES[-1]:  # the others find all scored
                busy[piece.kind] += time.process_time() - began
            taken[stage] += [f'{item.verb}: "{item.written.text}" ({piece.kind})' for item in heard if item.verb]
            _keep(raw, {"phrase": None, "kind": piece.kind, "stage": stage.name}, heard)
    load = ", ".join(f"{100.0 * busy[kind] / seconds[kind]:.1f} % in {kind}" for kind in seconds)
    print(f"\n{sum(seconds.values()) / 3600.0:.2f} hours of no command; of a core {load}.")
    for stage, things in taken.items():
        print(f"{stage.name.lower()}: {len(things)} taken for a command")
        print("\n".join(f"- {thing}" for thing in things))


def _keep(raw: TextIO, about: Mapping[str, str | None], heard: Sequence[Heard]) -> None:
    """A line for a scene, with all by which its utterances were judged."""
    utterances = [
        {
            "nearest": item.spotted.nearest.verb,
            "likelihood": round(item.spotted.likelihood, 2),
            "behind": round(item.spotted.behind, 2),
            "ahead": round(item.spotted.ahead, 2),
            "why": item.spotted.why,
            "tokens": item.written.tokens,
            "written": item.written.text,
        }
        for item in heard
    ]
    print(json.dumps({**about, "heard": utterances}), file=raw, flush=True)


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.voice.hearing", description=__doc__)
    parser.add_argument("--models", type=Path, required=True, metavar="DIR", help="what `kiosk voice fetch` got")
    parser.add_argument("--half", choices=("tune", "report"), default="report", help="thresholds: tune alone")
    parser.add_argument("--hours", type=float, default=4.0, metavar="H", help="of what is no command; 0: none")
    parser.add_argument("--commands", action=argparse.BooleanOptionalAction, default=True, help="or talk alone")
    parser.add_argument("--voices", type=int, default=None, metavar="N", help="only so many")
    parser.add_argument("--strictness", default="standard")
    parser.add_argument("--raw", type=Path, default=Path("/dev/null"), metavar="FILE", help="a line for each scene")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
