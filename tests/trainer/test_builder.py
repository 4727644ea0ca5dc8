"""A playlist is built in a real browser: picked, moved by finger and by keys, checked as it is typed; and without a
script."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import load_playlist
from tests.trainer.browsing import Tab, accessible, browser
from tests.trainer.served import Served

pytestmark = pytest.mark.page

DRILLS = ("Hip hinge", "Good morning", "Glute bridge", "Romanian deadlift", "Forearm plank")
IDS = ["hip_hinge", "good_morning", "glute_bridge", "romanian_deadlift", "forearm_plank"]


class Gym:
    """A page's process, a browser, and the cookies of a phone that is paired."""

    def __init__(self, folder: Path, served: Served, opened: Any) -> None:
        self.folder, self.served, self.opened = folder, served, opened
        self._tabs = contextlib.ExitStack()
        with Tab(opened, served.serves()) as tab:
            tab.pair(served)
            self.cookies = tab.context.storage_state()

    def tab(self, path: str, **options: Any) -> Tab:
        tab = Tab(self.opened, self.served.serves(), storage_state=self.cookies, **options)
        self._tabs.enter_context(tab)
        tab.open(path)
        return tab

    def close_tabs(self) -> None:
        self._tabs.close()

    def drills(self, name: str) -> list[str]:
        """Of the playlist that was saved."""
        path = self.folder / "own" / "playlists" / f"{name}.toml"
        return [item.drill for item in load_playlist(path, load_repertoire()).items]


@pytest.fixture(scope="module")
def opened_gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gym]:
    folder = tmp_path_factory.mktemp("gym")
    with pytest.MonkeyPatch.context() as patch, browser() as opened:
        served = Served(folder, patch)
        served.page.start()
        served.serves()
        yield Gym(folder, served, opened)
        served.page.close()


@pytest.fixture
def gym(opened_gym: Gym) -> Iterator[Gym]:
    yield opened_gym
    opened_gym.close_tabs()


def shown(tab: Tab) -> list[str]:
    found: list[str] = tab.page.eval_on_selector_all("li.item h3", "all => all.map((each) => each.textContent)")
    return found


def pick(tab: Tab, title: str, *drills: str) -> None:
    tab.page.get_by_label("Title").fill(title)
    for drill in drills:
        tab.page.get_by_role("button", name=f"Add {drill}", exact=True).click()


def save(tab: Tab, title: str) -> None:
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.page.get_by_text(f"{title} is saved").wait_for()


def numbered(*drills: str) -> list[str]:
    return [f"{number}. {drill}" for number, drill in enumerate(drills, 1)]


def test_drills_come_in_the_order_in_which_they_were_picked_however_fast_and_all_are_saved(gym: Gym) -> None:
    tab = gym.tab("/playlists/new")
    tab.page.get_by_label("Title").fill("Fast")
    tab.page.evaluate(
        """(drills) => {
            for (const drill of drills) document.querySelector(`[value="add:${drill}"]`).click();
            document.querySelector('[value="save"]').click();
        }""",
        IDS,
    )
    tab.page.get_by_text("Fast is saved").wait_for()
    assert gym.drills("fast") == IDS
    assert tab.wrong == []


def test_a_drill_is_dragged_by_a_finger_beyond_what_the_screen_shows(gym: Gym) -> None:
    tab = gym.tab("/playlists/new", viewport={"width": 360, "height": 560}, has_touch=True, is_mobile=True)
    pick(tab, "By finger", *DRILLS)
    tab.page.locator("li.item").nth(4).wait_for()
    handle = tab.page.locator("li.item [data-handle]").nth(4)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    finger = tab.context.new_cdp_session(tab.page)
    x, y = box["x"] + 10.0, box["y"] + 20.0

    def touch(kind: str) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart")
    while y > 40.0:
        y -= 10.0
        touch("touchMove")
    tab.page.locator("li.item").first.get_by_text("Forearm plank").wait_for()  # as the page is scrolled meanwhile
    touch("touchEnd")
    assert shown(tab) == numbered("Forearm plank", *DRILLS[:4])
    save(tab, "By finger")
    assert gym.drills("by_finger") == [IDS[4], *IDS[:4]]
    assert tab.wrong == []


def test_a_drill_is_moved_by_keys_and_that_is_said(gym: Gym) -> None:
    tab = gym.tab("/playlists/new")
    pick(tab, "By keys", *DRILLS[:3])
    tab.page.locator("li.item").nth(2).wait_for()
    tab.page.locator('[id="items.2.sets"]').fill("5")
    tab.page.get_by_role("button", name="Move Glute bridge up").press("Enter")
    tab.page.keyboard.press("Enter")
    assert shown(tab) == numbered("Glute bridge", "Hip hinge", "Good morning")
    assert tab.page.locator("#said").inner_text() == "Glute bridge is now 1 of 3."
    assert tab.page.locator('[id="items.0.sets"]').input_value() == "5", "what was typed goes with it"
    tab.page.get_by_role("button", name="Take Hip hinge out").press("Enter")
    save(tab, "By keys")
    assert gym.drills("by_keys") == [IDS[2], IDS[1]]


def test_what_is_typed_is_told_beside_its_field_before_it_is_saved(gym: Gym) -> None:
    tab = gym.tab("/playlists/new")
    page = tab.page
    pick(tab, "Checked", *DRILLS[:2])
    page.get_by_text(re.compile(r"About \d+ minutes")).wait_for()
    page.locator("li.item").nth(1).locator("summary").click()
    page.locator('[id="items.1.tempo.down"]').fill("0.1")
    page.locator('[id="items.0.sets"]').fill("99")
    page.get_by_text("2 things to mend").wait_for()
    assert page.get_by_text("Down: too short for good_morning").is_visible()
    assert page.locator('[id="items.0.sets"]').get_attribute("aria-invalid") == "true"
    assert accessible(page) == []
    page.get_by_role("button", name="Move Good morning up").click()
    page.locator('[id="items.0.tempo.down"][aria-invalid]').wait_for()
    page.locator('[id="items.1.sets"]').fill("1")
    page.locator('[id="items.0.tempo.down"]').fill("")
    page.get_by_text(re.compile(r"About \d+ minutes")).wait_for()
    assert page.locator(".problem:visible").count() == 0
    assert [each for each in tab.wrong if "422" not in each] == []


def test_a_drill_is_found_by_what_it_is_for(gym: Gym) -> None:
    tab = gym.tab("/playlists/new")
    tab.page.get_by_label("Search the drills").fill("BRÍDGE mat")
    found = tab.page.locator("[data-pick]:visible strong").all_inner_texts()
    assert set(found) == {"Glute bridge", "One-leg glute bridge"}
    tab.page.get_by_label("Search the drills").fill("zzz")
    assert tab.page.get_by_text("No drill has that").is_visible()


def test_a_circuit_asks_for_its_own_rests(gym: Gym) -> None:
    tab = gym.tab("/playlists/new")
    pick(tab, "Circuit", DRILLS[0])
    tab.page.locator("li.item").wait_for()
    rest, between = tab.page.locator('[id="items.0.rest"]'), tab.page.get_by_label("Rest between rounds, s")
    rest.wait_for()
    assert not between.is_visible()
    tab.page.get_by_label("Circuit: one set of each").check()
    between.wait_for()
    assert not rest.is_visible()


def test_what_is_broken_clashes_or_is_to_go_is_accessible_too(gym: Gym) -> None:
    own = gym.folder / "own" / "playlists"
    own.mkdir(parents=True, exist_ok=True)
    (own / "broken.toml").write_text('name = "B"\ncolour = 1\n[[items]]\ndrill = "hip_hing"\nsets = 0\n')
    (own / "text.toml").write_text("name =")
    times = '[[schedule]]\nbegin = "4:00"\nend = "5:00"\n'
    (own / "two.toml").write_text(f'name = "Two"\n{times}[[items]]\ndrill = "hip_hinge"\n')
    for path in ("", "/broken", "/text", "/two", "/two/remove"):
        tab = gym.tab(f"/playlists{path}")
        tab.page.wait_for_timeout(700)  # as long as it takes to be checked
        assert accessible(tab.page) == [], path
        assert tab.wrong == []
    first, second = gym.tab("/playlists/two"), gym.tab("/playlists/two")
    first.page.get_by_label("Title").fill("First")
    save(first, "First")
    second.page.get_by_role("button", name="Save", exact=True).click()
    second.page.get_by_text("Ana saved it at").wait_for()
    assert accessible(second.page) == []
    second.page.get_by_role("button", name="Save mine over it").click()
    second.page.get_by_text("Two is saved").wait_for()


def test_all_of_it_works_without_a_script(gym: Gym) -> None:
    tab = gym.tab("/playlists/new", java_script_enabled=False)
    pick(tab, "No script", *DRILLS[:3])
    assert shown(tab) == numbered(*DRILLS[:3])
    tab.page.get_by_role("button", name="Move Glute bridge up").click()
    assert shown(tab) == numbered("Hip hinge", "Glute bridge", "Good morning")
    tab.page.get_by_role("button", name="Add a time").click()
    assert tab.page.get_by_label("From").input_value() == "17:00"
    tab.page.get_by_label("Title").press("Enter")
    assert tab.page.get_by_label("Title").input_value() == "No script", "Enter only has it looked at"
    assert shown(tab) == numbered("Hip hinge", "Glute bridge", "Good morning")
    save(tab, "No script")
    assert gym.drills("no_script") == [IDS[0], IDS[2], IDS[1]]
