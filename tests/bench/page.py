"""What serving the trainer's page costs the mirror: `python -m tests.bench.page [--rounds N] [--views PER_MINUTE]`.

The real mirror runs offscreen on the demo, its networks and all, by turns with its page off and with its page on: one
phone watches what happens all the time, another opens page after page. Compared is what each run measured of itself:
the share of the camera's frames that were dropped, how late the glass was, how often it was drawn. Effort is not
adapted meanwhile. Ends with 1 where more frames were dropped, beyond what differs between runs of one kind.

How soon the page is seen is measured last, in a real browser (Chromium from the system's packages, `make test-page`
installs what drives it): from the wish to go there to the first painted content, of a phone that has never been there
and of one that has.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from tests.trainer.browsing import Tab, browser
from tests.trainer.mirrors import LONGEST, Mirror

PAGES = ("/", "/playlists", "/playlists/new", "/drills", "/history", "/mirror", "/live")
ASKED_MS = 300.0
"""Most that a first view may take."""

_NOISE = 0.005
"""Share of frames by which two runs of one kind may differ on a machine that does other things as well."""


@dataclass(frozen=True, slots=True)
class Run:
    """``dropped``: share of the camera's frames; ``late_ms``: of 95 in 100 at most; ``views``: of pages."""

    dropped: float
    late_ms: float
    drawn_fps: float
    views: int


def measure(folder: Path, page: bool, views_a_minute: float) -> Run:
    """One run, and what it came to."""
    mirror = Mirror(folder, page)
    over, views = threading.Event(), 0

    def watch(client: httpx.Client) -> None:
        try:
            with client.stream("GET", "/live/stream") as happening:
                for _ in happening.iter_lines():
                    if over.is_set():
                        return
        except httpx.TransportError:
            return  # the mirror has ended

    if page:
        client = mirror.visit()
        threading.Thread(target=watch, args=(client,), daemon=True).start()
        while mirror.process.poll() is None:
            try:
                if client.get(PAGES[views % len(PAGES)]).status_code == 200:
                    views += 1
            except httpx.TransportError:
                break
            over.wait(60.0 / views_a_minute)
    mirror.process.wait(LONGEST)
    over.set()
    report = json.loads((folder / "out" / "report.json").read_text())
    measured = report["keeping_up"]["measured"]
    return Run(measured["dropped"], measured["glass_ms"]["p95"], report["drawn_fps"], views)


def first_views(folder: Path) -> tuple[float, float]:
    """Milliseconds to the first painted content of the first page: of a browser that has never been there, and of the
    same again; medians of seven, while the mirror coaches the demo."""
    mirror = Mirror(folder, page=True)
    try:
        client = mirror.visit()
        cookie = client.cookies.get("__Host-device")
        cold, warm = [], []
        with browser() as opened:
            for _ in range(7):
                tab = Tab(opened, mirror.address)
                known = {"name": "__Host-device", "value": cookie, "url": mirror.address, "secure": True}
                tab.context.add_cookies([known])
                for times in (cold, warm):
                    tab.open("/")
                    times.append(_painted(tab))
                tab.context.close()
        return median(cold), median(warm)
    finally:
        mirror.process.terminate()
        mirror.process.wait(LONGEST)


def _painted(tab: Tab) -> float:
    """Milliseconds from the wish to go there to the first painted content."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        at = tab.page.evaluate("performance.getEntriesByName('first-contentful-paint').map((each) => each.startTime)")
        if at:
            return float(at[0])
        time.sleep(0.02)
    raise TimeoutError("nothing was painted")


def main() -> int:
    """Print a line for each kind of run, and how soon the page is seen."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--views", type=float, default=60.0, metavar="PER_MINUTE")
    given = options.parse_args()
    runs: dict[bool, list[Run]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.rounds):
            for page in (False, True):
                runs[page].append(measure(Path(folder) / f"{number}-{page}", page, given.views))
        print(f"{'page':>6} {'dropped':>9} {'95 % late':>10} {'drawn':>7} {'views':>6}")
        for page, each in runs.items():
            dropped, late = median(run.dropped for run in each), median(run.late_ms for run in each)
            drawn, views = median(run.drawn_fps for run in each), sum(run.views for run in each)
            print(f"{'on' if page else 'off':>6} {dropped:>8.2%} {late:>7.0f} ms {drawn:>7.2f} {views:>6}")
        more = median(run.dropped for run in runs[True]) - median(run.dropped for run in runs[False])
        cold, warm = first_views(Path(folder) / "views")
    print(f"first view: {cold:.0f} ms of a new phone, {warm:.0f} ms of one that comes again (asked {ASKED_MS:.0f})")
    return int(more > _NOISE or cold > ASKED_MS)


if __name__ == "__main__":
    sys.exit(main())
