"""Every page in a real browser: accessible, light, whole on a phone, with nothing from elsewhere and no error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.coach.guidance import Stage
from kiosk.trainer.messages import Doing, Fault, Health, Logged, Now
from tests.records.judged_reps import ROUNDED, TOO_FAST
from tests.trainer.browsing import DESK, PHONE, Tab, accessible, browser
from tests.trainer.past import add_set
from tests.trainer.served import Served

pytestmark = pytest.mark.page

PAGES = (
    *("/", "/live", "/nowhere"),
    *("/playlists", "/playlists/new", "/playlists/hinge_class", "/try"),
    *("/drills", "/drills?q=xyz", "/drills/hip_hinge", "/drills/forearm_plank"),
    *("/history", "/history/1", "/history?from=&fault=too_fast"),
    *("/mirror", "/mirror/settings", "/mirror/devices", "/mirror/updates"),
)

HEAVIEST = 150 * 1024
"""Bytes that a page and all that belongs to it may have, but for plots."""


class Open:
    """A page's process that a pretended station feeds, and a browser."""

    def __init__(self, served: Served, opened: Any) -> None:
        self.served, self.opened = served, opened
        self.over = threading.Event()
        threading.Thread(target=self._happen, daemon=True).start()

    def _happen(self) -> None:
        self.served.page.send(Doing(stage=Stage.SUMMARY, course="Tuesday class", drill_id="hip_hinge"))
        self.served.page.send(Health(camera="demo", camera_works=True, rate=29.9, heat=51.0, free=10**9))
        self.served.page.send(Logged(at="2026-11-23T10:00:00+00:00", level="warning", line="the camera stalled"))
        while not self.over.wait(0.1):
            self.served.page.send(
                Now(
                    stage=Stage.SET,
                    drill="Hip hinge",
                    count=3,
                    goal=8,
                    sets=3,
                    number=1,
                    measures={"torso_inclination": 41.4, "back_curvature": -0.02},
                    stick={"hip": (0.4, 0.5), "knee": (0.42, 0.7), "ankle": (0.4, 0.9)},
                    tempo=(2.0, 0.5, 1.5),
                    faults=(Fault(id="too_fast", severity=0.4),),
                )
            )


def a_past(served: Served) -> None:
    """Enough for every plot, and for a day that stands alone."""
    for days, faults in ((1, (ROUNDED, TOO_FAST)), (2, ()), (9, (TOO_FAST,))):
        begun = datetime.now(UTC) - timedelta(days=days)
        add_set(served.folder / "records.sqlite", begun, attempts=days % 2, faults=faults, nickname="Jo")


@pytest.fixture(scope="module", params=["en", "es"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with pytest.MonkeyPatch.context() as patch, browser() as opened:
        tables = {"session": {"language": request.param}}
        served = Served(tmp_path_factory.mktemp("house"), patch, tables=tables)
        a_past(served)
        served.page.start()
        served.serves()
        made = Open(served, opened)
        yield made
        made.over.set()
        served.page.close()


@pytest.fixture(scope="module")
def cookies(house: Open) -> Any:
    tab = Tab(house.opened, house.served.serves())
    tab.pair(house.served)
    return tab.context.storage_state()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/pair", *PAGES])
def test_a_page_is_whole_light_and_accessible(
    house: Open, cookies: Any, path: str, viewport: dict[str, int], tmp_path: Path
) -> None:
    state = {} if path == "/pair" else {"storage_state": cookies}
    tab = Tab(house.opened, house.served.serves(), viewport, **state)
    tab.open(path)
    tab.page.wait_for_timeout(300)
    tab.picture(tmp_path / "page.png")
    assert accessible(tab.page) == []
    tab.page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert accessible(tab.page) == [], "and what can be opened"
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], "nothing lies beside it"
    assert tab.weight() <= HEAVIEST
    assert [each for each in tab.wrong if "404" not in each] == []


def test_health_is_told_anew_while_somebody_looks(house: Open, cookies: Any) -> None:
    tab = Tab(house.opened, house.served.serves(), storage_state=cookies)
    tab.open("/mirror")
    heats = iter(range(60, 120))
    for _ in range(2):
        heat = next(heats)
        house.served.page.send(Health(camera="demo", camera_works=True, heat=float(heat)))
        tab.page.get_by_text(f"{heat} °C").wait_for()
    assert tab.wrong == []
    tab.page.route("**/mirror/health", lambda route: route.abort())
    tab.page.locator("#lost").wait_for(state="visible")
    tab.page.unroute("**/mirror/health")
    tab.page.locator("#lost").wait_for(state="hidden")


def test_a_slider_says_what_it_is_at(house: Open, cookies: Any) -> None:
    tab = Tab(house.opened, house.served.serves(), storage_state=cookies)
    tab.open("/mirror/settings")
    slider = tab.page.locator("input[type=range]")
    slider.press("Home")
    assert tab.page.locator("output").inner_text() == "0 %"
    slider.press("ArrowRight")
    assert tab.page.locator("output").inner_text() == "5 %"
    assert tab.wrong == []
