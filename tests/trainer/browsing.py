"""A real browser on a phone: Chromium from the system's packages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.trainer.messages import ShowCode
from tests.trainer.served import Served

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
"""Root, in a container, runs it so; nothing but the page is to be asked for."""


def chromium() -> str:
    """Where it is; the test is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("there is no Chromium: make test-page installs it")
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """One, with nothing of before in it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="make test-page installs it")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()


class Tab:
    """A page in it. What goes wrong there is kept: errors of scripts and of the policy, answers that are defects, and
    whatever is asked of any other place than the mirror. One that is not closed goes on asking how the mirror is."""

    def __init__(self, opened: Any, origin: str, viewport: dict[str, int] | None = None, **options: Any) -> None:
        self.origin = origin.rstrip("/")
        self.context = opened.new_context(
            ignore_https_errors=True, viewport=viewport or PHONE, accept_downloads=True, **options
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.wrong: list[str] = []
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda asked: self._asked(asked.url))
        self.page.on("response", self._answered)

    def __enter__(self) -> Tab:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave, and forget. May be done twice."""
        self.context.close()

    def open(self, path: str) -> None:
        """Go there."""
        self.page.goto(self.origin + path)

    def pair(self, served: Served, name: str = "Ana") -> None:
        """Come in by the code that the glass is told to show."""
        self.open("/")
        before = len(served.codes())
        self.page.locator("form[action='/pair/show'] button").click()
        self.page.wait_for_load_state()
        served.until(lambda each: isinstance(each, ShowCode) and each.code is not None, before + 1)
        self.page.locator("#code").fill(served.codes()[-1])
        self.page.locator("#name").fill(name)
        self.page.locator("form[action='/pair'] button").click()
        self.page.wait_for_url(self.origin + "/")

    def weight(self) -> int:
        """Bytes that came for the page as it is: the page itself and all that it asked for, but for what goes on."""
        return int(
            self.page.evaluate(
                """() => performance.getEntriesByType("navigation")
                    .concat(performance.getEntriesByType("resource").filter((each) => !each.name.includes("/stream")))
                    .reduce((sum, each) => sum + each.transferSize, 0)"""
            )
        )

    def picture(self, path: Path) -> None:
        """For a person to look at."""
        self.page.screenshot(path=path, full_page=True)

    def _asked(self, url: str) -> None:
        if not re.match(rf"({re.escape(self.origin)}/|data:|blob:)", url):
            self.wrong.append(f"asks {url}")

    def _answered(self, answer: Any) -> None:
        if answer.status >= 500:
            self.wrong.append(f"{answer.status} {answer.url}")


def accessible(page: Any) -> list[str]:
    """What an automated check (axe-core, WCAG 2.2 A and AA, and good practice) finds wrong; nothing is best."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="make test-page installs it")
    found = axe.Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]
