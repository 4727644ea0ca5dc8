"""The drawings' own sums and places: right by the mirror's own rules, by the Pi's limits, and readable."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory
from hypothesis import assume, given
from hypothesis import strategies as st
from typer import Typer
from typer.testing import CliRunner

from deploy.drawings import __main__ as program
from deploy.drawings import book
from deploy.drawings.box import hood_mm
from deploy.drawings.electric import ALL_PINS_MOST_MA, PIN_MA, PIN_MOST_MA, PIN_VOLTS, current, ohms, to_buy
from deploy.drawings.header import HEADER, ground_near, pin_of, uses
from deploy.drawings.parts import CAMERAS, fan_m3_h, off_wall_cm, opening_cm2
from deploy.drawings.sheet import Sheet
from deploy.drawings.site import SHORT, TALL, Site
from deploy.drawings.wiring import direct_ma, draw_direct, draw_driven
from kiosk.coach.placement import check
from kiosk.mirror.optics import EYE_HEIGHT, SOLE_MM
from kiosk.motion.posture import Facing, Measures, Posture, View
from kiosk.settings import CabinetSettings, Settings, load_settings

OTHERS: dict[str, dict[str, dict[str, Any]]] = {
    "the defaults": {},
    "above": {"camera": {"height_above_floor": 1.72, "tilt": 14.0}, "glass": {"camera_above_bottom_mm": 1250.0}},
    "below": {"camera": {"height_above_floor": 0.42, "tilt": -8.0}, "glass": {"camera_above_bottom_mm": -45.0}},
    "left": {"camera": {"pan": 10.0}, "glass": {"camera_right_of_centre_mm": -385.0}},
    "small": {"glass": {"width_mm": 535.0, "camera_right_of_centre_mm": 310.0, "camera_above_bottom_mm": 133.0}},
    "large": {"glass": {"width_mm": 809.0, "camera_right_of_centre_mm": 450.0, "camera_above_bottom_mm": 620.0}},
    "wide lens": {"camera": {"vertical_field_of_view": 85.6}},
    "narrow lens": {"camera": {"vertical_field_of_view": 30.0}},
    "many buttons": {
        "cabinet": {
            "buttons": [{"pin": 22, "verb": "pause"}, {"pin": 23, "verb": "pain"}, {"pin": 24, "verb": "repeat"}]
        }
    },
    "hardly a cabinet": {"cabinet": {"bar_pins": [2, 3], "button_pin": None, "lamp_pin": None}},
    "silent": {"voice": {"listens": False}, "session": {"hands_free": False}, "glass": {"take_away": False}},
}


def settings_of(tables: dict[str, dict[str, Any]]) -> Settings:
    own = load_settings(book.OWN).model_dump()
    for section, values in tables.items():
        own[section] |= values
    return Settings.model_validate(own)


@pytest.mark.parametrize("name", OTHERS)
def test_labels_are_on_the_paper_and_not_on_each_other(name: str) -> None:
    found = Settings() if name == "the defaults" else settings_of(OTHERS[name])
    clashes = {file: list(sheet.clashes()) for file, sheet in book.sheets(found).items()}
    assert not any(clashes.values()), clashes


def test_the_guides_own_labels_too() -> None:
    clashes = {file: list(sheet.clashes()) for file, sheet in book.sheets(settings_of({})).items()}
    assert not any(clashes.values()), clashes


def test_what_lies_on_another_is_found() -> None:
    sheet = Sheet("One", "Two labels, one on the other, and one off the paper.")
    sheet.text((50.0, 50.0), "here")
    sheet.text((52.0, 51.0), "and here")
    sheet.text((205.0, 100.0), "too far to the right")
    assert len(list(sheet.clashes())) == 2
    with pytest.raises(ValueError, match="cannot be read"):
        sheet.text((10.0, 200.0), "small", 2.0)


def test_every_drawing_is_sound_xml_in_black_grey_and_white() -> None:
    for path in book.FOLDER.glob("*.svg"):
        for part in ET.fromstring(path.read_text(encoding="utf-8")).iter():
            for paint in (part.get("fill", "none"), part.get("stroke", "none")):
                assert re.fullmatch(r"none|#(\w)\1\1|#(\w\w)\2\2", paint), path.name


# -- pins ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revision", ["c03111", "d04170"])  # Pi 4 and Pi 5
def test_the_header_is_that_of_gpiozero(revision: str) -> None:
    board = MockFactory(revision=revision).board_info.headers["J8"].pins
    assert len(HEADER) == len(board) == 40
    for pin in HEADER:
        said = {"3.3 V": "3V3", "5 V": "5V", "ground": "GND"}.get(pin.kind, f"GPIO{pin.bcm}")
        assert board[pin.number].name == said


def test_a_ground_pin_is_near_and_is_ground() -> None:
    for bcm in range(28):
        found = ground_near(bcm)
        assert found.kind == "ground"
        rows = abs((found.number - 1) // 2 - (pin_of(bcm).number - 1) // 2)
        assert rows <= 3


def test_every_pin_of_the_settings_is_drawn() -> None:
    cabinet = settings_of(OTHERS["many buttons"]).cabinet
    wanted = {*cabinet.bar_pins, 17, 22, 23, 24, 27}
    assert uses(cabinet).keys() == wanted
    for sheet in (draw_direct(cabinet), draw_driven(cabinet)):
        words = {label.words for label in sheet.labels}
        assert {f"GPIO {bcm}" for bcm in wanted} <= words
        assert {f"pin {pin_of(bcm).number}" for bcm in wanted} <= words


# -- currents ------------------------------------------------------------------------------------------------


@given(led=st.floats(1.5, 2.5), wanted=st.floats(1.0, 20.0))
def test_a_resistor_lets_no_more_through_than_wanted(led: float, wanted: float) -> None:
    bought = to_buy(ohms(PIN_VOLTS, led, wanted))
    assert current(PIN_VOLTS, led, bought) <= wanted * (1.0 + 1e-9)
    assert current(PIN_VOLTS, led, bought / 1.26) >= wanted * 0.99  # the next smaller one would be too small


@pytest.mark.parametrize(
    ("least", "bought"), [(433.3, 470), (470.0, 470), (153.3, 180), (82.0, 82), (82.1, 100), (1.0, 1)]
)
def test_resistors_that_are_sold(least: float, bought: int) -> None:
    assert to_buy(least) == bought


def test_an_led_that_wants_more_than_there_is() -> None:
    with pytest.raises(ValueError, match="too little"):
        ohms(3.3, 3.3, 3.0)


def test_the_default_bar_keeps_to_the_pins_limits() -> None:
    cabinet = Settings().cabinet
    assert direct_ma(cabinet) <= ALL_PINS_MOST_MA
    assert direct_ma(cabinet) / (len(cabinet.bar_pins) + 1) <= PIN_MA < PIN_MOST_MA


def test_too_many_leds_for_the_pins_are_refused() -> None:
    crowd = CabinetSettings(bar_pins=tuple(pin for pin in range(2, 24) if pin != 17))
    assert direct_ma(crowd) > ALL_PINS_MOST_MA
    with pytest.raises(ValueError, match="take drivers"):
        draw_direct(crowd)


# -- places --------------------------------------------------------------------------------------------------


def stands(site: Site, tall: float, z: float, facing: Facing = Facing.LEFT) -> Posture:
    """Who stands so far from the glass, before its middle, side-on, as the camera has them."""
    ahead = -facing.sign  # the camera's right is the viewer's left
    shares = {"ear": (20.0, EYE_HEIGHT * tall), "shoulder": (0.0, 0.8 * tall), "hip": (0.0, 0.53 * tall)}
    shares |= {"knee": (10.0, 0.29 * tall), "ankle": (0.0, 90.0), "heel": (-40.0, SOLE_MM), "toe": (110.0, SOLE_MM)}
    outline = {
        name: site.camera.picture_point((ahead * x, y - site.bottom, z), site.picture)
        for name, (x, y) in shares.items()
    }
    return Posture(
        time=0.0,
        measures=Measures(),
        view=View.SIDE,
        turn=0.0,
        facing=facing,
        near_side="left",
        visibility=1.0,
        outline=outline,
        trust={},
        picture_size=site.picture,
    )


@pytest.mark.parametrize("name", ["above", "below", "left", "wide lens", "the guide's"])
def test_where_the_drawing_lets_people_stand_the_mirror_does_too(name: str) -> None:
    site = Site(settings_of(OTHERS.get(name, {})))
    assert site.stands is not None
    near, far = site.stands
    assert near < site.mark < far or name == "wide lens"
    for z in (near, (near + far) / 2.0, far):
        for tall in (SHORT, 1720.0, TALL):
            assert {check(stands(site, tall, z, facing)) for facing in Facing} == {None}
    nearer = {check(stands(site, tall, near - 50.0, facing)) for tall in (SHORT, TALL) for facing in Facing}
    assert nearer & {"too_close", "cut_off"}
    assert {check(stands(site, SHORT, far + 50.0, facing)) for facing in Facing} & {"too_far", "cut_off"}


def test_nobody_fits_a_lens_that_is_too_narrow() -> None:
    site = Site(settings_of(OTHERS["narrow lens"]))
    assert site.stands is None or site.stands[0] > site.mark


def test_the_guides_camera_does_not_look_at_the_screens_back_and_the_defaults_does() -> None:
    assert not Site(settings_of({})).behind_the_screen
    assert Site(Settings()).behind_the_screen


def test_glass_covers_screen_and_camera() -> None:
    for name in OTHERS:
        site = Site(settings_of(OTHERS[name]))
        left, right, lower, upper = site.pane
        x, y = site.lens
        assert left < -site.lit[0] / 2.0
        assert right > site.lit[0] / 2.0
        assert lower < site.bottom < site.top < upper
        assert left < x < right
        assert lower < y < upper


@given(behind=st.floats(2.0, 60.0), angle=st.floats(30.0, 110.0))
def test_the_hood_cuts_off_no_corner(behind: float, angle: float) -> None:
    site = Site(settings_of({"camera": {"behind_glass_mm": behind, "vertical_field_of_view": angle, "pan": 0.0}}))
    width, height = site.picture
    for corner in ((0.0, 0.0), (float(width), float(height))):
        x, y, _ = site.camera.at_depth(corner, 0.0, site.picture)
        off = math.hypot(x - site.camera.x, y - site.camera.y)
        assert off <= hood_mm(site) / 2.0


# -- parts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", CAMERAS, ids=lambda module: module.name)
def test_a_picture_in_the_sensors_shape_sees_all_of_it(module: Any) -> None:
    up, across = module.angles(round(1000 / module.aspect), 1000)
    assert up == pytest.approx(module.long_angle, abs=0.1)
    pinhole = 2.0 * math.degrees(math.atan(math.tan(math.radians(module.long_angle) / 2.0) / module.aspect))
    assert across == pytest.approx(pinhole, abs=0.1)
    # What the makers publish of the short side is a pinhole's, but for the lens that bends.
    assert across == pytest.approx(module.short_angle, abs=3.0)


@given(width=st.integers(200, 1000), height=st.integers(200, 1000))
def test_no_picture_sees_more_than_the_sensor(width: int, height: int) -> None:
    assume(width <= height)
    for module in CAMERAS:
        up, across = module.angles(width, height)
        assert across - 1e-9 <= up <= module.long_angle + 1e-9
        # All of one side of the sensor is used.
        whole_short = 2.0 * math.degrees(math.atan(math.tan(math.radians(module.long_angle) / 2.0) / module.aspect))
        assert up == pytest.approx(module.long_angle) or across == pytest.approx(whole_short)
        assert across <= whole_short + 1e-9
        shape = math.tan(math.radians(up) / 2.0) / math.tan(math.radians(across) / 2.0)
        assert shape == pytest.approx(height / width)  # square pixels


def test_air_by_the_rule_of_thumb() -> None:
    # Ventilation's usual rule: cubic metres an hour = 3.1 times watts over kelvins (2.9 to 3.1, by the air).
    assert fan_m3_h(100.0, 10.0) == pytest.approx(30.0, rel=0.04)
    # What rises through the opening by itself is what the fan would have to move.
    area, height = opening_cm2(100.0, 1200.0) / 1e4, 1.2
    speed = 0.6 * math.sqrt(9.81 * height * 10.0 / 298.0)
    assert area * speed * 3600.0 == pytest.approx(fan_m3_h(100.0, 10.0))
    assert opening_cm2(100.0, 4800.0) == pytest.approx(opening_cm2(100.0, 1200.0) / 2.0)
    assert off_wall_cm(92.0, 920.0) == pytest.approx(1.0)  # 92 cm wide, 1 cm deep


# -- the program ---------------------------------------------------------------------------------------------


def run(*words: str) -> tuple[int, str]:
    app = Typer()
    app.command()(program.make)
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def test_another_mirror_is_drawn_elsewhere(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[cabinet]\nlamp_pin = 4\n[glass]\ncamera_right_of_centre_mm = 0.0\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in (book.GUIDE, *book.FOLDER.glob("*.svg"))}
    code, said = run("--config", str(mine), "--out", str(tmp_path / "out"))
    assert code == 0
    assert "behind the lit area" in said
    assert "GPIO 4: camera lamp" in (tmp_path / "out" / "header.svg").read_text(encoding="utf-8")
    assert before == {path: path.read_bytes() for path in before}


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[cabinet]\nlamp_pin = 17\n", encoding="utf-8")
    code, said = run("--config", str(mine), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "pin 17 is used twice" in said
    code, said = run("--config", str(mine))
    assert code == 2
    assert "--out" in said
