"""What the mirror costs to draw: `python -m tests.bench.draw [--seconds S] [--size WxH]`.

Prints milliseconds of CPU a frame and frames a second, offscreen, for a person who hinges before the glass. Ends with
1 where a frame at 1080 x 1920 takes longer than was asked (`MEDIAN_MS`, `LATE_MS`).
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass, replace

import numpy as np

from kiosk.coach.guidance import Bar, Cue, CueKind, Guidance
from kiosk.mirror import Listening, Mirror, open_display
from kiosk.mirror.demonstration import depth
from tests.mirror import scenes

RATE = 30.0
"""Frames a second of the mirror's clock."""

ASKED_AT = "1080x1920"
MEDIAN_MS, LATE_MS = 8.0, 16.0
"""Most that the median frame, and 99 of 100, may take on two cores."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one screen: CPU milliseconds a frame (median, 99th percentile and worst) and the frames a second that
    drawing alone allows."""

    screen: str
    median_ms: float
    late_ms: float
    worst_ms: float
    rate: float

    @property
    def kept(self) -> bool:
        """It is drawn as quickly as was asked."""
        return self.median_ms <= MEDIAN_MS and self.late_ms <= LATE_MS


EARS = " ears"
"""After the name of a screen: the mirror has ears."""


def measure(screen: str, seconds: float = 3.0, size: tuple[int, int] = (1080, 1920)) -> Cost:
    """Draw ``screen`` as fast as it goes for about ``seconds``."""
    settings = scenes.settings(*size)
    now, eared = 0.0, screen.endswith(EARS)
    with open_display(settings.glass) as display:
        mirror = Mirror(display, settings, listening=lambda: _listening(now) if eared else None)
        for number in range(int(RATE)):
            now = number / RATE
            mirror.draw(_guidance(screen, now), now)
        spent: list[float] = []
        number = int(RATE)
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            now = (number + len(spent)) / RATE
            guidance = _guidance(screen, now)
            before = time.process_time()
            mirror.draw(guidance, now)
            display.show()
            spent.append((time.process_time() - before) * 1e3)
        wall = time.perf_counter() - began
    median, late = (float(each) for each in np.percentile(spent, (50, 99)))
    return Cost(screen, median, late, max(spent), len(spent) / wall)


def _listening(now: float) -> Listening:
    """Talk that gets louder and softer; in every fifth second a phrase was understood."""
    said = SAID[int(now / 5.0) % len(SAID)] if now % 5.0 >= 4.0 else ""
    return Listening(0.5 + 0.5 * math.sin(9.0 * now), now % 2.0 < 1.0, now % 3.0 < 0.5, said, SAID)


SAID = ("stop", "take a break", "one more time")


def _guidance(screen: str, now: float) -> Guidance | None:
    guidance = scenes.SCENES[screen.removesuffix(EARS)]
    if guidance is None or guidance.user is None:
        return guidance
    ghost = None if guidance.ghost is None else scenes.curved(scenes.figure(depth(now + 0.2)))
    said = Cue(now - now % 4.0, "hips_not_back", "Push the wall away with your hips", CueKind.CORRECTION)
    moved = replace(guidance, time=now, user=scenes.curved(scenes.figure(depth(now))), ghost=ghost)
    return (
        moved if guidance.bar is None else replace(moved, cue=said, bar=Bar(depth(now), (0.5, 0.8), depth(now) > 0.5))
    )


def main() -> int:
    """Print one line a screen."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--size", default=ASKED_AT)
    given = options.parse_args()
    width, _, height = given.size.partition("x")
    print(f"{'screen':10} {'median':>8} {'99 %':>8} {'worst ms':>8} {'frames/s':>9}")
    kept = True
    for screen in ("idle", "setup", "set", "cued", "led", f"led{EARS}", "summary"):
        cost = measure(screen, given.seconds, (int(width), int(height)))
        kept = kept and cost.kept
        times = f"{cost.median_ms:8.2f} {cost.late_ms:8.2f} {cost.worst_ms:8.2f}"
        print(f"{cost.screen:10} {times} {cost.rate:9.0f}{'' if cost.kept else '  late'}")
    return 0 if kept or given.size != ASKED_AT else 1


if __name__ == "__main__":
    sys.exit(main())
