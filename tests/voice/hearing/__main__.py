"""The command: `python -m tests.voice.hearing --models DIR [--half HALF] [--hours HOURS] [--voices N] [--raw FILE]`.

Says each phrase of the English language file in each voice of a half, in every room; lets the ears hear it, and hours
of what is no command besides; and prints how much was heard, what was mistaken, and how long it took. Thresholds are
chosen on the tune half alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np

from kiosk.locale.load import english
from kiosk.voice.ears.ear import Ear, Heard
from kiosk.voice.ears.gate import RATE, Gate
from kiosk.voice.ears.listen import listen
from kiosk.voice.ears.phrases import phrases_of
from kiosk.voice.ears.recognizer import Recognizer
from kiosk.voice.ears.spotting import SAFETY
from kiosk.voice.ears.table import shipped_ears
from kiosk.voice.ears.weights import check
from kiosk.voice.mouth.samples import Samples

from .scenes import ROOMS, Stage
from .voices import INSTALL, REPORT, TUNE, Speech, Voice

CACHE = Path.home() / ".cache" / "hinge-mirror" / "hearing"

Hear = Callable[[Samples], list[Heard]]


@dataclass
class Tally:
    """Of some commands: how many, heard right, taken for another, and not even cut out of the noise."""

    said: int = 0
    right: int = 0
    wrong: int = 0
    uncut: int = 0

    def add(self, verb: str, heard: Sequence[Heard]) -> None:
        """One more that asks for ``verb``."""
        verbs = [item.verb for item in heard if item.verb]
        self.said += 1
        self.right += verb in verbs
        self.wrong += any(other != verb for other in verbs)
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
    stage, phrases = Stage(speech), phrases_of(english())
    gate, recognizer = Gate(folder / "silero_vad.onnx"), Recognizer(folder)

    def hear(samples: Samples) -> list[Heard]:
        gate.forget()
        ear = Ear(gate, recognizer, shipped_ears(), options.strictness)
        ear.listen_for(phrases)
        return list(listen(ear, samples))

    with options.raw.open("w", encoding="utf-8") as raw:
        _print(_commands(voices, stage, hear, raw))
        if options.hours > 0.0:
            _talk(options.hours, voices, stage, hear, raw)
    return 0


def _commands(voices: Sequence[Voice], stage: Stage, hear: Hear, raw: TextIO) -> Result:
    result = Result()
    for voice in voices:
        for phrase in phrases_of(english()):
            for room in ROOMS:
                command = stage.command(phrase, voice, room)
                heard = hear(command.samples)
                tallies = [result.room[str(room)], result.phrase[phrase.text], result.voice[str(voice)]]
                if phrase.verb in SAFETY:
                    tallies.append(result.room[f"{room}, stop and pain"])
                for tally in tallies:
                    tally.add(phrase.verb, heard)
                others = {item.verb for item in heard if item.verb} - {phrase.verb}
                result.mistaken.update(f"{phrase.text} > {verb}" for verb in others)
                if not room.echoes:  # an echo goes on after the last word
                    result.late += [item.over_at / RATE - command.until for item in heard if item.verb == phrase.verb]
                _keep(raw, {"phrase": phrase.text, "verb": phrase.verb, "voice": str(voice), "room": str(room)},
                heard)
        print(f"{voice}: done", file=sys.stderr, flush=True)
    return result


def _print(result: Result) -> None:
    for name, table in (("room", result.room), ("phrase", result.phrase), ("voice", result.voice)):
        print(f"\n| {name} | said | right | another | not cut out |\n|---|---:|---:|---:|---:|")
        print("\n".join(tally.row(key) for key, tally in table.items()))
    common = ", ".join(f"{what} ({count})" for what, count in result.mistaken.most_common(12))
    print(f"\nMistaken: {common or 'none'}")
    if result.late:
        middle, most = np.quantile(result.late, [0.5, 0.95])
        print(f"Cut out {middle:.2f} s after the last sound of a phrase, 95 % within {most:.2f} s.")


def _talk(hours: float, voices: Sequence[Voice], stage: Stage, hear: Hear, raw: TextIO) -> None:
    """Hours of what is no command: what is taken for one, and the processor time it costs."""
    texts = english()
    cues = sorted({text for _, text in texts.phrases() if 6 <= len(text) <= 40 and "{" not in text})
    said = [phrase.text for phrase in phrases_of(texts)]
    seconds = busy = 0.0
    taken: list[str] = []
    for samples in stage.talk(hours, said, voices, cues):
        began = time.process_time()
        heard = hear(samples)
        busy += time.process_time() - began
        seconds += len(samples) / RATE
        taken += [f'{item.verb}: "{item.written.text}"' for item in heard if item.verb]
        _keep(raw, {"phrase": None}, heard)
    load = 100.0 * busy / seconds
    print(f"\n{seconds / 3600.0:.2f} hours of no command: {len(taken)} taken for one; {load:.1f} % of a core")
    print("\n".join(f"- {line}" for line in taken))


def _keep(raw: TextIO, about: dict[str, str | None], heard: Sequence[Heard]) -> None:
    """A line for a scene, with all by which its utterances were judged."""
    utterances = [
        {
            "nearest": item.spotted.nearest.verb,
            "likelihood": round(item.spotted.likelihood, 2),
            "behind": round(item.spotted.behind, 2),
            "ahead": round(item.spotted.ahead, 2),
            "tokens": item.written.tokens,
            "written": item.written.text,
        }
        for item in heard
    ]
    print(json.dumps(about | {"heard": utterances}), file=raw, flush=True)


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.voice.hearing", description=__doc__)
    parser.add_argument("--models", type=Path, required=True, metavar="DIR", help="what `kiosk voice fetch` got")
    parser.add_argument("--half", choices=("tune", "report"), default="report", help="thresholds: tune alone")
    parser.add_argument("--hours", type=float, default=4.0, metavar="H", help="of what is no command; 0: none")
    parser.add_argument("--voices", type=int, default=None, metavar="N", help="only so many")
    parser.add_argument("--strictness", default="standard")
    parser.add_argument("--raw", type=Path, default=Path("/dev/null"), metavar="FILE", help="a line for each scene")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
