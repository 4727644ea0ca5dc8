"""Every page in a real browser: accessible, light, whole on a phone, with nothing from elsewhere and no error."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.coach.guidance import Stage
from kiosk.release import Layout, Outcome
from kiosk.release.switch import Passed, State, Trial, save_state
from kiosk.trainer.messages import Doing, Fault, Health, Logged, Now
from tests.records.judged_reps import ROUNDED, TOO_FAST
from tests.release.test_switch import machine
from tests.trainer.browsing import DESK, PHONE, Tab, accessible, browser
from tests.trainer.past import add_set
from tests.trainer.served import Served
from tests.update.stage import lay_out

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

LOOKS_EVERY = 3000
"""Milliseconds, of the script that shows how the mirror is."""


OPEN = """() => {
    const shut = document.querySelectorAll("details:not([open])");
    shut.forEach((each) => (each.open = true));
    return shut.length;
}"""
"""Opens what can be opened, and tells how much that was."""


class Open:
    """A page's process that a pretended station feeds, of a mirror that is installed and updates itself, and a
    browser."""

    def __init__(self, served: Served, opened: Any, layout: Layout) -> None:
        self.served, self.opened, self.layout = served, opened, layout
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


def installed(root: Path) -> Layout:
    """A mirror that was updated, is about to be once more, and can go back."""
    layout = machine(lay_out(root).root, "1.0", "1.1", runs="1.1")
    layout.key.write_text("a key", encoding="utf-8")
    history = (
        Passed("1.1", Outcome.HELD, "1.0", "2026-03-01T12:00:00+00:00"),
        Passed("1.2", Outcome.RETURNED, "1.1", "2026-03-02T12:00:00+00:00", "it draws nothing"),
    )
    save_state(layout, State("1.1", "1.0", Trial("1.3"), history=history))
    return layout


@pytest.fixture(scope="module", params=["en", "es"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    with pytest.MonkeyPatch.context() as patch, browser() as opened:
        folder = tmp_path_factory.mktemp("house")
        layout = installed(folder / "machine")
        command = (sys.executable, "-m", "tests.trainer.installed_page", str(layout.root))
        served = Served(folder, patch, tables={"session": {"language": request.param}}, command=command)
        a_past(served)
        served.page.start()
        served.serves()
        made = Open(served, opened, layout)
        yield made
        made.over.set()
        served.page.close()


@pytest.fixture(scope="module")
def cookies(house: Open) -> Any:
    with Tab(house.opened, house.served.serves()) as tab:
        tab.pair(house.served)
        return tab.context.storage_state()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/pair", *PAGES])
def test_a_page_is_whole_light_and_accessible(
    house: Open, cookies: Any, path: str, viewport: dict[str, int], tmp_path: Path
) -> None:
    state = {} if path == "/pair" else {"storage_state": cookies}
    with Tab(house.opened, house.served.serves(), viewport, **state) as tab:
        tab.open(path)
        tab.page.wait_for_timeout(300)
        tab.picture(tmp_path / "page.png")
        assert accessible(tab.page) == []
        if tab.page.evaluate(OPEN):
            assert accessible(tab.page) == [], "and what can be opened"
        width = tab.page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], "nothing lies beside it"
        assert tab.weight() <= HEAVIEST
        assert [each for each in tab.wrong if "404" not in each] == []


@pytest.mark.parametrize("missing", ["key", "incoming"])
def test_who_can_bring_no_update_is_told_so_accessibly(house: Open, cookies: Any, missing: str) -> None:
    path: Path = getattr(house.layout, missing)
    away = path.rename(path.with_name("away"))
    try:
        with Tab(house.opened, house.served.serves(), storage_state=cookies) as tab:
            tab.open("/mirror/updates")
            assert tab.page.locator("input[type=file]").count() == (2 if missing == "key" else 0)
            assert accessible(tab.page) == []
            assert tab.wrong == []
    finally:
        away.rename(path)


def test_health_is_told_anew_while_somebody_looks(house: Open, cookies: Any) -> None:
    with Tab(house.opened, house.served.serves(), storage_state=cookies) as tab:
        tab.page.clock.install()
        tab.open("/mirror")
        for heat in (60, 61):
            house.served.page.send(Health(camera="demo", camera_works=True, heat=float(heat)))
            time.sleep(0.2)  # it is told; else it is seen at the look after
            tab.page.clock.fast_forward(LOOKS_EVERY)
            tab.page.get_by_text(f"{heat} °C").wait_for()
        assert tab.wrong == []
        tab.page.route("**/mirror/health", lambda route: route.abort())
        tab.page.clock.fast_forward(LOOKS_EVERY)
        tab.page.locator("#lost").wait_for(state="visible")
        tab.page.unroute("**/mirror/health")
        tab.page.clock.fast_forward(LOOKS_EVERY)
        tab.page.locator("#lost").wait_for(state="hidden")


def test_a_slider_says_what_it_is_at(house: Open, cookies: Any) -> None:
    with Tab(house.opened, house.served.serves(), storage_state=cookies) as tab:
        tab.open("/mirror/settings")
        slider = tab.page.locator("input[type=range]")
        slider.press("Home")
        assert tab.page.locator("output").inner_text() == "0 %"
        slider.press("ArrowRight")
        assert tab.page.locator("output").inner_text() == "5 %"
        assert tab.wrong == []
