"""What the ears take of memory and time: `python -m tests.voice.hearing.weight DIR`, DIR as `kiosk voice fetch`
filled it.

Above the process that speaks, whose modules are loaded first; after a sentence of three seconds was held against
every phrase of the English language file.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import kiosk.voice.process  # noqa: F401  (weighed before the ears are)
from kiosk.locale.load import english
from kiosk.voice.ears.gate import RATE, Gate
from kiosk.voice.ears.network import give_back
from kiosk.voice.ears.phrases import phrases_of
from kiosk.voice.ears.recognizer import Recognizer
from kiosk.voice.ears.weights import check

SENTENCES = 5


def resident() -> float:
    """Megabytes of this process that lie in memory, what it shares with others included."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024.0


def main(words: Sequence[str]) -> int:
    """Load, score, print; the exit code."""
    if len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder, phrases = check(Path(words[0])), phrases_of(english())
    before = resident()
    gate, recognizer = Gate(folder / "silero_vad.onnx"), Recognizer(folder)
    loaded = resident()
    spelt = [way for phrase in phrases for way in recognizer.spell(phrase.text)]
    lot = np.random.default_rng(7)
    took: list[float] = []
    most = 0.0
    for _ in range(SENTENCES):
        samples = lot.normal(0.0, 0.05, 3 * RATE).astype(np.float32)
        gate(samples[:512])
        began = time.process_time()
        sound = recognizer.hear(samples)
        recognizer.likelihoods(sound, spelt)
        recognizer.write(sound, 10)
        took.append(time.process_time() - began)
        most = max(most, resident())
        give_back()
    print(f"{loaded - before:.0f} MB for the networks, {resident() - before:.0f} MB after {SENTENCES} sentences,")
    print(f"{most - before:.0f} MB while at one; each takes {1000.0 * float(np.median(took)):.0f} ms.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
