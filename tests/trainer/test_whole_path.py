"""A trainer's whole path, in a real browser at a whole mirror that watches a rendered person: pair, build a class of
five drills, try it, see what came of it, and take that away."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from kiosk.camera import Clip
from tests.trainer.browsing import Tab, accessible, browser
from tests.trainer.mirrors import LONGEST, Mirror

pytestmark = [pytest.mark.page, pytest.mark.timeout(360)]

DATA = Path(__file__).parents[1] / "data"
DRILLS = ("Hip hinge", "Good morning", "Glute bridge", "Romanian deadlift", "Forearm plank")
ALONE = 45.0
"""Seconds for which nobody is in the film: the trainer is at it meanwhile."""


def film(folder: Path, hinges: int) -> Path:
    """An empty room, and then somebody who hinges, for 23 seconds each time; nobody for twice as long where none."""
    with Clip(DATA / "empty_room.mp4") as clip:
        room, rate = next(iter(clip)).image, clip.rate
    with Clip(DATA / "hinge_good.mp4") as clip:
        there = [frame.image for frame in clip]
    height, width = room.shape[:2]
    path = folder / "film.mp4"
    made = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, (width, height))
    for picture in [room] * round(ALONE * rate) * (1 if hinges else 2) + [*there, *there[::-1]] * hinges:
        made.write(picture)
    made.release()
    return path


@pytest.fixture
def mirror(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror", camera=f"clip:{film(tmp_path, request.param)}")
    yield made
    made.process.terminate()
    made.process.wait(LONGEST)


def come_in(tab: Tab, mirror: Mirror) -> None:
    """By a code of the terminal: nobody sees the glass of a test."""
    mirror.visit().close()  # it is there
    tab.open("/")
    tab.page.get_by_label("Code on the mirror").fill(mirror.code())
    tab.page.get_by_label("Your name").fill("Bo")
    tab.page.get_by_role("button", name="Go in").click()


@pytest.mark.parametrize("mirror", [4], indirect=True)
def test_a_trainer_sets_up_a_class_and_sees_what_came_of_it(mirror: Mirror, tmp_path: Path) -> None:
    with browser() as opened:
        tab = Tab(opened, mirror.address)
        page = tab.page
        come_in(tab, mirror)
        began = time.monotonic()

        page.get_by_role("link", name="Playlists", exact=True).click()
        page.get_by_role("link", name="New playlist").click()
        page.get_by_label("Title").fill("Tuesday class")
        for drill in DRILLS:
            page.get_by_role("button", name=f"Add {drill}", exact=True).click()
        page.get_by_label("Sets").first.fill("1")
        page.get_by_label("Reps").first.fill("3")
        assert accessible(page) == []
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Tuesday class is saved").wait_for()
        tab.picture(tmp_path / "saved.png")
        page.get_by_role("button", name="Try Tuesday class now").click()
        page.wait_for_url("**/try")
        spent = time.monotonic() - began
        assert spent < ALONE - 10.0, "or the film must be longer"

        tab.open("/live")
        page.locator("[data-show=stage]", has_text="In a set").wait_for(timeout=90_000)
        page.locator("[data-show=count]", has_text=re.compile("[23]")).wait_for(timeout=60_000)
        tab.picture(tmp_path / "live.png")

        until = time.monotonic() + LONGEST
        while "Tuesday class" not in page.content() and time.monotonic() < until:
            time.sleep(1.0)
            tab.open("/history")
        assert "Tuesday class" in page.content()
        tab.picture(tmp_path / "history.png")
        assert accessible(page) == []
        with page.expect_download() as taken:
            page.get_by_role("link", name=re.compile("CSV")).click()
        rows = list(csv.DictReader(io.StringIO(Path(taken.value.path()).read_text())))
        assert {row["drill"] for row in rows} == {"hip_hinge"}
        assert {row["playlist"] for row in rows} == {"Tuesday class"}
        assert sum(row["counted"] == "1" for row in rows) >= 2
        assert tab.wrong == []


@pytest.mark.parametrize("mirror", [0], indirect=True)
def test_settings_changed_by_phone_are_taken_up_while_nobody_is_there(mirror: Mirror) -> None:
    with browser() as opened:
        tab = Tab(opened, mirror.address)
        come_in(tab, mirror)
        tab.open("/mirror/settings")
        tab.page.get_by_label("Language").select_option(label="Español")
        tab.page.get_by_role("button", name="Save").click()
        tab.page.get_by_text("Saved. The mirror takes it up").wait_for()
        assert 'language = "es"' in mirror.config.read_text()
        until = time.monotonic() + LONGEST
        while tab.page.locator("html").get_attribute("lang") != "es":
            assert time.monotonic() < until, "it never spoke Spanish"
            time.sleep(0.5)
            with contextlib.suppress(Exception):  # it is away for a moment
                tab.open("/mirror")
        assert mirror.process.poll() is None, "in the same process, for who watches it"
        assert tab.page.get_by_role("heading", level=1).inner_text() == "El espejo"
