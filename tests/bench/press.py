"""How soon the glass answers a press: `python -m tests.bench.press [--presses N] [--size WxH]`.

The real station runs offscreen on the demo, its networks and all, and a pin of gpiozero's mock factory is pressed at
any time. Measured is from the moment the pin changes to when the first picture that differs for it has been drawn and
shown: where the mark stands there was no light before. Ends with 1 where 95 of 100 take longer than was asked
(`ASKED_MS`). The panel's own lag is not in it.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from dataclasses import dataclass

import numpy as np

from kiosk.cabinet import Cabinet
from kiosk.cabinet.pins import simulated_pins
from kiosk.camera import CameraFeed, CameraOpener, Mailbox
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.mirror import Mirror, open_display
from kiosk.pose.tracker import Tracker
from kiosk.records import NullStore
from kiosk.settings import Settings
from kiosk.station.recorder import Recorder
from kiosk.station.station import Station
from kiosk.station.worker import Worker
from tests.bench.watched_glass import WatchedGlass

ASKED_MS = 60.0
"""Most that 95 of 100 presses may take."""

_WARM = 5.0
"""Seconds until the networks run."""

_SEED = 7
_PIN = 17
_ANSWERED_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Answers:
    """Milliseconds from press to glass. ``lost``: presses that no picture answered. ``drawn``: pictures a second."""

    ms: list[float]
    lost: int
    drawn: float


def measure(presses: int, size: tuple[int, int] = (1080, 1920)) -> Answers:
    """Press so many times, at any time."""
    settings = Settings.model_validate(
        {"camera": {"source": "demo"}, "glass": {"display": "offscreen", "width": size[0], "height": size[1]}}
    )
    repertoire = load_repertoire()
    plan = Plan(repertoire.drill("hip_hinge"), repertoire.kinds, 8)
    mailbox, pins = Mailbox(), simulated_pins()
    recorder = Recorder(NullStore())
    worker = Worker(mailbox, lambda timing: Tracker(settings.pose, timing, settings.zone), plan, recorder)
    display = WatchedGlass(open_display(settings.glass))
    station = Station(
        CameraFeed(CameraOpener(settings.camera, True, None), settings.camera, mailbox),
        worker,
        recorder,
        Cabinet(settings.cabinet, pins),
        lambda: display,
        lambda screen: Mirror(screen, settings),
        settings.glass.rate,
    )
    done = Answers([], 0, 0.0)

    def press() -> None:
        nonlocal done
        chance = random.Random(_SEED)
        time.sleep(_WARM)
        ms, lost = [], 0
        for _ in range(presses):
            time.sleep(0.6 + chance.random())
            if not display.dark.wait(_ANSWERED_WITHIN):
                continue
            display.answered.clear()
            began = time.monotonic()
            pins.pin(_PIN).drive_low()
            time.sleep(0.06 + 0.1 * chance.random())
            pins.pin(_PIN).drive_high()
            until = began + _ANSWERED_WITHIN
            while not display.answered and time.monotonic() < until:
                time.sleep(0.01)
            if display.answered:
                ms.append(1000.0 * (display.answered[0] - began))
            else:
                lost += 1
        done = Answers(ms, lost, 0.0)
        station.quit()

    finger = threading.Thread(target=press, name="finger")
    finger.start()
    outcome = station.run(display)
    finger.join()
    return Answers(done.ms, done.lost, outcome.drawn_fps or 0.0)


def main() -> int:
    """Print one line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--presses", type=int, default=60)
    options.add_argument("--size", default="1080x1920")
    given = options.parse_args()
    width, _, height = given.size.partition("x")
    answers = measure(given.presses, (int(width), int(height)))
    if not answers.ms or answers.lost:
        print(f"{answers.lost} of {given.presses} presses were not answered")
        return 1
    median, late = (float(each) for each in np.percentile(answers.ms, (50, 95)))
    kept = late <= ASKED_MS
    print(f"{'presses':>8} {'median':>8} {'95 %':>8} {'worst ms':>8} {'frames/s':>9}")
    print(
        f"{len(answers.ms):8} {median:8.1f} {late:8.1f} {max(answers.ms):8.1f} {answers.drawn:9.1f}"
        f"{'' if kept else '  late'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
