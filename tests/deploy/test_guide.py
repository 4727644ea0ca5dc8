"""The guide: true to the mirror's words, settings and links, and its drawings are what the script makes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.drawings import book
from deploy.drawings.place import calibration_marks, metres
from deploy.drawings.site import Site
from kiosk import toml
from kiosk.cabinet.gestures import HOLD, LONG_HOLD, STUCK
from kiosk.coach.pace_table import shipped_pace
from kiosk.locale.load import english
from kiosk.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]
TEXT = book.GUIDE.read_text(encoding="utf-8")

SAID = re.compile(
    r"\.(headline|in_set|step_back|step_closer|moved|settings_refused|still\.(standing|seated|kneeling|lying|plank)|begin\.\w+)$"
)
"""Keys of what stands large on the glass."""


@pytest.fixture(scope="module")
def own() -> Settings:
    return load_settings(book.OWN)


def headlines() -> Iterator[tuple[str, str]]:
    """Of all that the glass says where something is to be done; what it fills in as any number."""
    for key, text in english().phrases():
        room = key.partition(".")[0]
        told = room in {"placement", "session", "machine", "calibrate", "glass"} and SAID.search(key)
        if told or key == "not_seen":
            yield key, re.sub(r"\\\{\w+\\\}", "[0-9]+", re.escape(text))


@pytest.mark.parametrize(("key", "pattern"), list(headlines()), ids=lambda value: str(value))
def test_all_that_stands_large_on_the_glass_is_in_a_table_of_troubles(key: str, pattern: str) -> None:
    tables = [line for line in TEXT.splitlines() if line.startswith("|")]
    assert any(re.search(rf"\*\*{pattern}\*\*", row) for row in tables), (
        f"{key}: tell in the guide what to do about it"
    )


def test_there_are_headlines_to_look_for() -> None:
    keys = {key for key, _ in headlines()}
    assert {"machine.camera_away.headline", "session.too_slow.in_set", "placement.turned.headline"} <= keys


def test_the_drawings_are_what_the_script_makes(own: Settings) -> None:
    made = {name: sheet.svg() for name, sheet in book.sheets(own).items()}
    there = {path.name: path.read_text(encoding="utf-8") for path in book.FOLDER.glob("*.svg")}
    assert there == made, "python -m deploy.drawings"


def test_the_tables_are_what_the_script_makes(own: Settings) -> None:
    assert book.filled(TEXT, own) == TEXT, "python -m deploy.drawings"


def test_the_pins_are_those_of_the_defaults(own: Settings) -> None:
    assert own.cabinet == Settings().cabinet
    rows = re.findall(r"^\| +(\d+) \| +(\d+) \| (LED|the)", TEXT, re.MULTILINE)
    told = {int(bcm) for _, bcm, _ in rows}
    cabinet = Settings().cabinet
    assert told == {*cabinet.bar_pins, cabinet.button_pin, cabinet.lamp_pin}


def test_a_table_without_a_place_is_told(own: Settings) -> None:
    with pytest.raises(ValueError, match="no place for cameras"):
        book.filled(TEXT.replace("made: cameras", "made: pins"), own)
    with pytest.raises(ValueError, match="nobody makes a table soup"):
        book.filled(f"{TEXT}<!-- made: soup -->\n<!-- /made -->", own)


def links() -> Iterator[str]:
    yield from re.findall(r"\]\(([^)\s]+)\)", TEXT)


@pytest.mark.parametrize("link", [link for link in sorted(set(links())) if not link.startswith("https://")])
def test_a_link_leads_somewhere(link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (book.GUIDE.parent / path).resolve() if path else book.GUIDE
    assert target.exists()
    assert target.is_relative_to(ROOT)
    if anchor:
        assert anchor in anchors(target.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """Of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_drawing_is_shown_or_linked() -> None:
    assert {path.name for path in book.FOLDER.glob("*.svg")} == {
        Path(link).name for link in links() if link.endswith(".svg")
    }


def test_the_settings_to_write_are_those_of_the_drawn_mirror(own: Settings) -> None:
    blocks = re.findall(r"(?:^ {7}\S.*\n|^\n)+", TEXT, re.MULTILINE)
    block = next(block for block in blocks if "[camera]" in block)
    told = tomllib.loads(re.sub(r"^ {7}", "", block, flags=re.MULTILINE))
    toml.check(Settings, told, "the guide")
    assert told["glass"].pop("rotation") == 90  # hung on its side, which the drawings need not know
    for section, values in told.items():
        for key, value in values.items():
            assert getattr(getattr(own, section), key) == value, f"{section}.{key}"
    differs = tomllib.loads(book.OWN.read_text(encoding="utf-8"))
    assert all(told[section].keys() >= values.keys() for section, values in differs.items())


def test_the_numbers_in_the_text_are_those_of_the_code(own: Settings) -> None:
    effort, pace = Settings().effort, shipped_pace()
    for told in (
        f"from {effort.hot:g} degrees",
        f"at {effort.too_hot:g} the glass",
        f"below {effort.cool:g} degrees",
        f"fewer than {pace.least:g} pictures a second",
        f"for {LONG_HOLD:g} seconds: from {HOLD:g} seconds on",
        f"After {STUCK:g} seconds the mirror leaves it alone",
        f"standing {metres(Site(own).mark)} before it",
        f"Mark 1 is {metres(calibration_marks()[0])} from the glass, mark 2 is {metres(calibration_marks()[1])}",
    ):
        assert told in TEXT.replace("\n   ", " ").replace("\n  ", " ").replace("\n", " "), told


def test_it_says_that_nobody_has_built_one() -> None:
    assert "No mirror has been built from this guide yet" in TEXT.partition("## 1.")[0]
