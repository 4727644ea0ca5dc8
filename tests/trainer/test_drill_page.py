"""A drill's numbers in a real browser: sliders, what a number says of who is at the mirror, and saving without a
script."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.coach.guidance import Stage
from kiosk.trainer.messages import Doing, Fault, LastRep, Now
from tests.trainer.browsing import Tab, browser
from tests.trainer.served import Served

pytestmark = pytest.mark.page

DEEP = Now(
    stage=Stage.SET,
    drill_id="hip_hinge",
    drill="Hip hinge",
    count=3,
    goal=8,
    measures={"torso_inclination": 52.5, "knee_flexion": 14.0},
    change={"torso_inclination": 50.0, "back_curvature": -0.21, "hip_travel": 0.2, "knee_flexion": 12.0},
    way=50.0,
    stick={"hip": (0.4, 0.5), "knee": (0.42, 0.7), "ankle": (0.4, 0.9)},
    tempo=(2.0, 0.5, 0.9),
    faults=(Fault(id="too_fast", severity=0.4),),
    last=LastRep(
        counted=True,
        bottom={"torso_inclination": 61.0, "back_curvature": -0.1, "hip_travel": 0.14, "knee_flexion": 10.0},
        end={"torso_inclination": 1.4},
    ),
)
STANDING = DEEP.model_copy(update={"change": {**DEEP.change, "torso_inclination": 0.4}, "way": 0.4})
NOBODY = Now(stage=Stage.IDLE, drill_id="hip_hinge")


class Mirror:
    """A page's process, told ten times a second that ``happens``, and a browser that is paired."""

    def __init__(self, served: Served, opened: Any, state: Any) -> None:
        self.served, self.opened, self.state = served, opened, state
        self.happens = DEEP
        self._tabs = contextlib.ExitStack()
        self.over = threading.Event()
        threading.Thread(target=self._tell, daemon=True).start()

    def _tell(self) -> None:
        while not self.over.wait(0.1):
            self.served.page.send(Doing(stage=self.happens.stage, drill_id=self.happens.drill_id))
            self.served.page.send(self.happens)

    def tab(self, path: str, **options: Any) -> Tab:
        tab = Tab(self.opened, self.served.serves(), storage_state=self.state, **options)
        self._tabs.enter_context(tab)
        tab.open(path)
        return tab

    def close_tabs(self) -> None:
        self._tabs.close()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    with pytest.MonkeyPatch.context() as patch, browser() as opened:
        served = Served(tmp_path_factory.mktemp("house"), patch)
        served.page.start()
        with Tab(opened, served.serves()) as tab:
            tab.pair(served)
            state = tab.context.storage_state()
        made = Mirror(served, opened, state)
        yield made
        made.over.set()
        served.page.close()


@pytest.fixture
def mirror(kept: Mirror) -> Iterator[Mirror]:
    kept.happens = DEEP
    for path in (kept.served.folder / "own" / "drills").glob("*.toml"):
        path.unlink()
    yield kept
    kept.close_tabs()


def says(tab: Tab, place: str, text: str) -> None:
    """It does, by now or soon."""
    tab.page.locator(place).filter(has_text=text).wait_for()


def reading(block: str, when: str) -> str:
    return f"[data-block={block}] [data-at={when}]"


def test_a_number_is_judged_as_it_stands_in_the_form(mirror: Mirror) -> None:
    tab = mirror.tab("/drills/hip_hinge")
    says(tab, reading("depth", "now"), "50°")
    says(tab, reading("depth", "now"), "would count")
    says(tab, reading("depth", "last"), "61°")
    tab.page.locator("#count-bottom-0").fill("55")
    says(tab, reading("depth", "now"), "not far enough yet")
    says(tab, reading("depth", "last"), "would count")
    tab.page.locator("#count-bottom-0").fill("62")
    says(tab, reading("depth", "last"), "would not count")
    assert tab.page.locator("#save").inner_text() == "Save changes (1)"
    says(tab, reading("up", "last"), "quicker than that")
    tab.page.locator("#tempo-shortest_up").fill("0.8")
    says(tab, reading("up", "last"), "slow enough")
    says(tab, reading("knee", "now"), "14°")
    assert tab.wrong == []


def test_faults_are_judged_at_the_far_end_alone(mirror: Mirror) -> None:
    tab = mirror.tab("/drills/hip_hinge")
    back, hips = "[data-fault=rounded_back]", "[data-fault=hips_not_back]"
    for fault in (back, hips):
        tab.page.locator(f"{fault} summary").click()
    says(tab, f"{back} [data-at=now]", "beyond: a fault")
    tab.page.locator("#faults-limits-rounded_back-tolerance").fill("22")
    says(tab, f"{back} [data-at=now]", "within")
    says(tab, f"{hips} [data-at=last]", "14.0")
    says(tab, f"{hips} [data-at=last]", "beyond: a fault")
    tab.page.locator("#faults-limits-hips_not_back-tolerance").fill("13")
    says(tab, f"{hips} [data-at=last]", "within")
    mirror.happens = STANDING
    says(tab, f"{hips} [data-at=now]", "20.0")
    tab.page.locator(f"{back} [data-at=now] [data-verdict]:empty").wait_for(state="attached")
    says(tab, f"{back} [data-at=last]", "within")
    assert not tab.page.locator("[data-fault=too_fast] [data-told]").is_visible()
    tab.page.locator("[data-fault=too_fast] summary").click()
    assert tab.page.locator("[data-fault=too_fast] [data-told]").is_visible()
    assert tab.wrong == []


def test_who_does_another_drill_or_nobody_is_not_judged(mirror: Mirror) -> None:
    tab = mirror.tab("/drills/good_morning")
    says(tab, "#live", "They do another drill: Hip hinge")
    assert not tab.page.locator(reading("depth", "now")).is_visible()
    mirror.happens = NOBODY
    tab.page.locator("#live").wait_for(state="hidden")
    mirror.happens = DEEP.model_copy(update={"drill_id": "good_morning"})
    says(tab, reading("depth", "now"), "50°")
    assert tab.page.locator("#bones line").count() == 2
    assert tab.wrong == []


def test_a_slider_and_its_number_are_one_and_bounds_are_told_as_one_types(mirror: Mirror) -> None:
    tab = mirror.tab("/drills/hip_hinge")
    number, slider = tab.page.locator("#count-bottom-0"), tab.page.locator("[data-for=count-bottom-0]")
    slider.press("ArrowRight")
    assert number.input_value() == "43"
    assert tab.page.locator("[data-changed=count-bottom-0]").is_visible()
    number.fill("50")
    assert slider.input_value() == "50"
    number.fill("63")
    assert tab.page.locator("#count-bottom-0-problem").inner_text() == "Must be from 34 to 62°."
    assert number.get_attribute("aria-describedby") == "count-bottom-0-bounds count-bottom-0-problem"
    number.fill("42")
    assert not tab.page.locator("#count-bottom-0-problem").is_visible()
    assert tab.page.locator("#save").inner_text() == "Save"
    assert tab.wrong == []


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no_script"])
def test_what_is_saved_is_in_the_file_and_can_be_taken_back(mirror: Mirror, scripts: bool) -> None:
    tab = mirror.tab("/drills", java_script_enabled=scripts)
    tab.page.locator("#q").fill("hip hinge")
    tab.page.locator("[role=search] button").click()
    tab.page.locator("a[href='/drills/hip_hinge']").click()
    tab.page.locator("#dose-sets").fill("4")
    tab.page.locator("#save").click()
    says(tab, ".told.good", "Saved.")
    file: Path = mirror.served.folder / "own" / "drills" / "hip_hinge.toml"
    assert "sets = 4" in file.read_text()
    tab.page.locator("summary.button").click()
    tab.page.locator("button.bad").click()
    says(tab, ".told.good", "as shipped again")
    assert not file.exists()
    assert tab.wrong == []
