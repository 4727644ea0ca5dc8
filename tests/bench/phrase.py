"""How soon the glass answers a spoken command: `python -m tests.bench.phrase [--phrases N] [--noise DB]`.

The real station runs offscreen on the demo, its networks and the voice's process and all, and the ears listen to a
recording that comes as a microphone's sound would: commands again and again, in noise so many decibels softer.
Measured is from the last sound of a phrase to when the first picture that differs for it has been drawn and shown:
where the mark stands there was no light before. Ends with 1 where 95 of 100 take longer than was asked (`ASKED_MS`),
or fewer than nine of ten were answered. A sound card's and a panel's own lag are not in it.

What the voice's process weighs and costs is told with it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kiosk.cabinet import Cabinet
from kiosk.cabinet.pins import simulated_pins
from kiosk.camera import CameraFeed, CameraOpener, Mailbox
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.mirror import Mirror, open_display
from kiosk.pose.tracker import Tracker
from kiosk.records import NullStore
from kiosk.records.place import default_path
from kiosk.settings import Settings
from kiosk.station.attention import Attention
from kiosk.station.recorder import Recorder
from kiosk.station.station import Station
from kiosk.station.worker import Worker
from kiosk.voice.begin import beginning, ears_beginning
from kiosk.voice.ears.listen import read_recording
from kiosk.voice.mouth.samples import Samples
from kiosk.voice.voice import Voice
from tests.bench.watched_glass import WatchedGlass

ASKED_MS = 700.0
"""Most that 95 of 100 phrases may take."""

_ANSWERED = 0.9
"""Of all phrases, at least: how soon the easy ones are answered would say little."""

_SAID = ("repeat", "stop")
"""What makes sense in every stage that the demo comes to, whatever was heard before."""

_FOLDER = Path(__file__).parents[1] / "data" / "commands"
_RATE = 16_000
_WARM = 20.0
"""Seconds until the demo's first set goes."""

_APART = 2.5
_SEED = 7
_WITHIN = 1.5


@dataclass(frozen=True, slots=True)
class Said:
    """A recording at `_RATE`, and the seconds at which the phrases in it end."""

    samples: Samples
    ends: list[float]


@dataclass(slots=True)
class Answers:
    """Milliseconds from phrase to glass, of those that were answered, and the process's weight and cost."""

    ms: list[float] = field(default_factory=list)
    said: int = 0
    peak_mb: float = 0.0
    cores: float = 0.0


def recorded(phrases: int, noise_db: float) -> Said:
    """So many phrases, one after the other, among noise so many decibels below them."""
    chance = np.random.default_rng(_SEED)
    parts, ends, now = [np.zeros(round(_WARM * _RATE), np.float32)], [], _WARM
    for number in range(phrases):
        said = read_recording(_FOLDER / f"{_SAID[number % len(_SAID)]}.ogg")
        loud = np.flatnonzero(np.abs(said) > 0.02 * np.abs(said).max())
        said = said[loud[0] : loud[-1] + 1]
        wait = np.zeros(round((_APART + chance.random()) * _RATE), np.float32)
        parts += [said, wait]
        ends.append(now + len(said) / _RATE)
        now += (len(said) + len(wait)) / _RATE
    whole = np.concatenate(parts)
    power = np.mean(np.square(whole[np.abs(whole) > 0.02]))
    noise = chance.normal(0.0, np.sqrt(power * 10.0 ** (-noise_db / 10.0)), len(whole))
    return Said((whole + noise).astype(np.float32), ends)


def measure(said: Said, size: tuple[int, int]) -> Answers:
    """Say all of it to a mirror, at the pace it was recorded."""
    settings = Settings.model_validate(
        {
            "camera": {"source": "demo"},
            "glass": {"display": "offscreen", "width": size[0], "height": size[1]},
            "session": {"cautions_for": 0.0},
        }
    )
    repertoire = load_repertoire()
    plan = Plan(repertoire.drill("hip_hinge"), repertoire.kinds, 8, cautions_for=0.0)
    mailbox, recorder, answers = Mailbox(), Recorder(NullStore()), Answers(said=len(said.ends))
    ears = ears_beginning(settings, plan.texts, default_path().parent)
    attention = Attention(ears.phrases, lambda: worker.fresh.set())
    worker = Worker(
        mailbox, lambda timing: Tracker(settings.pose, timing, settings.zone), plan, recorder, attention
    )
    display = WatchedGlass(open_display(settings.glass))
    station = Station(
        CameraFeed(CameraOpener(settings.camera, True, None), settings.camera, mailbox),
        worker,
        recorder,
        Cabinet(settings.cabinet, simulated_pins()),
        lambda: display,
        lambda screen: Mirror(screen, settings, listening=attention.listening),
        settings.glass.rate,
        attention=attention,
    )
    with tempfile.TemporaryDirectory(prefix="phrase-") as folder:
        began = Path(folder) / "began"
        sound = Path(folder) / "said.npy"
        np.save(sound, said.samples)
        begin = beginning(settings, plan.texts, {}, Path(folder), Path(folder) / "spoken.wav", ears)
        command = [sys.executable, "-m", "tests.bench.phrase_voice", str(sound), str(began)]
        voice = Voice(begin, attention.told, command)
        attention.voice = voice
        listener = threading.Thread(target=lambda: _follow(said, began, display, answers, station.quit))
        listener.start()
        voice.start()
        try:
            station.run(display)
        finally:
            voice.close()
            listener.join()
    return answers


def _follow(
    said: Said, began: Path, display: WatchedGlass, answers: Answers, end: Callable[[], None]
) -> None:
    try:
        while not began.exists():
            time.sleep(0.05)
        first, _, pid = began.read_text(encoding="utf-8").partition(" ")
        busy, since = _busy(int(pid)), time.monotonic()
        for at in said.ends:
            due = float(first) + at
            time.sleep(max(0.0, due - 0.05 - time.monotonic()))
            display.answered.clear()
            while not display.answered and time.monotonic() < due + _WITHIN:
                time.sleep(0.005)
            if display.answered:
                answers.ms.append(1000.0 * (display.answered[0] - due))
        answers.cores = (_busy(int(pid)) - busy) / (time.monotonic() - since)
        answers.peak_mb = _peak(int(pid))
    finally:
        end()


def _busy(pid: int) -> float:
    """Seconds of a processor that the process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    """Megabytes that the process has had at most."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024.0 for line in lines if line.startswith("VmHWM"))


def main() -> int:
    """Print one line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--phrases", type=int, default=60)
    options.add_argument("--size", default="1080x1920")
    options.add_argument("--noise", type=float, default=20.0, metavar="DB", help="how far below the phrases")
    given = options.parse_args()
    width, _, height = given.size.partition("x")
    answers = measure(recorded(given.phrases, given.noise), (int(width), int(height)))
    heard = len(answers.ms)
    if heard < _ANSWERED * answers.said:
        print(f"{heard} of {answers.said} phrases were answered; at least {_ANSWERED:.0%} must be")
        return 1
    median, late = (float(each) for each in np.percentile(answers.ms, (50, 95)))
    kept = late <= ASKED_MS
    print(f"{'answered':>11} {'median':>8} {'95 %':>8} {'worst ms':>8} {'process MB':>11} {'of a core':>10}")
    print(
        f"{heard:>4} of {answers.said:<4} {median:8.0f} {late:8.0f} {max(answers.ms):8.0f} {answers.peak_mb:11.0f}"
        f" {answers.cores:10.1%}{'' if kept else '  late'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
