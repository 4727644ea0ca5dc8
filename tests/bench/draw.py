"""What the mirror costs to draw: `python -m tests.bench.draw [--seconds S] [--size WxH]`.

Prints milliseconds of CPU a frame and frames a second, offscreen, for a person who hinges before the glass.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace

from kiosk.coach.guidance import Bar, Cue, CueKind, Guidance
from kiosk.mirror import Mirror, open_display
from kiosk.mirror.demonstration import depth
from tests.mirror import scenes

RATE = 30.0
"""Frames a second of the mirror's clock."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one screen: CPU milliseconds a frame (mean and worst) and the frames a second that drawing alone allows."""

    screen: str
    cpu_ms: float
    worst_ms: float
    rate: float


def measure(screen: str, seconds: float = 3.0, size: tuple[int, int] = (1080, 1920)) -> Cost:
    """Draw ``screen`` as fast as it goes for about ``seconds``."""
    settings = scenes.settings(*size)
    with open_display(settings.glass) as display:
        mirror = Mirror(display, settings)
        for number in range(int(RATE)):
            mirror.draw(_guidance(screen, number / RATE), number / RATE)
        frames, worst, number = 0, 0.0, int(RATE)
        began, used = time.perf_counter(), time.process_time()
        while time.perf_counter() - began < seconds:
            now = (number + frames) / RATE
            guidance = _guidance(screen, now)
            before = time.process_time()
            mirror.draw(guidance, now)
            display.show()
            worst = max(worst, time.process_time() - before)
            frames += 1
        wall, cpu = time.perf_counter() - began, time.process_time() - used
    return Cost(screen, cpu / frames * 1e3, worst * 1e3, frames / wall)


def _guidance(screen: str, now: float) -> Guidance | None:
    guidance = scenes.SCENES[screen]
    if guidance is None or guidance.user is None:
        return guidance
    ghost = None if guidance.ghost is None else scenes.curved(scenes.figure(depth(now + 0.2)))
    said = Cue(now - now % 4.0, "hips_not_back", "Push the wall away with your hips", CueKind.CORRECTION)
    moved = replace(guidance, time=now, user=scenes.curved(scenes.figure(depth(now))), ghost=ghost)
    return (
        moved if guidance.bar is None else replace(moved, cue=said, bar=Bar(depth(now), (0.5, 0.8), depth(now) > 0.5))
    )


def main() -> None:
    """Print one line a screen."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--size", default="1080x1920")
    given = options.parse_args()
    width, _, height = given.size.partition("x")
    print(f"{'screen':10} {'cpu ms':>8} {'worst':>8} {'frames/s':>9}")
    for screen in ("idle", "setup", "set", "cued", "led", "summary"):
        cost = measure(screen, given.seconds, (int(width), int(height)))
        print(f"{cost.screen:10} {cost.cpu_ms:8.2f} {cost.worst_ms:8.2f} {cost.rate:9.0f}")


if __name__ == "__main__":
    main()
