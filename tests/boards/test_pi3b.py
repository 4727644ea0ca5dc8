"""The cabinet and the networks on an emulated Raspberry Pi 3B; see `tests.boards` for what that proves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest

from kiosk.settings import CabinetSettings
from tests.arm64 import readings
from tests.arm64.plain_video import write_plain_video

from . import emulated_pi
from .kept import HOME, ROOT, only_where_changed
from .on_pi.__main__ import OTHER

pytestmark = [pytest.mark.pi3b, pytest.mark.timeout(1500)]

SETTINGS = CabinetSettings()
LIMIT = 600.0
"""Seconds for the whole of it; some forty were needed on two free cores."""

CLIP, PICTURE = ROOT / "tests" / "data" / "hinge_rounded.mp4", 62
SAME = 0.01
"""Pixels, as in `tests.arm64`: one step of int8 that is another anywhere would make some tenths."""

DEPENDS_ON = [
    *(ROOT / "kiosk" / name for name in ("cabinet", "coach/bar_light.py", "coach/guidance.py")),
    *(ROOT / "kiosk" / name for name in ("pose", "settings.py")),
    *(ROOT / "tests" / name for name in ("arm64", "boards")),
    *(ROOT / name for name in ("models/manifest.toml", "pyproject.toml")),
]
PASSED = HOME / "pi3b.passed"
"""The digest of `DEPENDS_ON` of the last run that passed."""


@pytest.fixture(scope="module", autouse=True)
def only_where_something_changed(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from only_where_changed(request, DEPENDS_ON, PASSED)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One picture, and the region in which somebody is."""
    folder = tmp_path_factory.mktemp("given")
    video = cv2.VideoCapture(str(CLIP))
    video.set(cv2.CAP_PROP_POS_FRAMES, PICTURE)
    there, picture = video.read()
    assert there
    write_plain_video(folder / "clip.avi", [picture], 1)
    readings.save_regions(readings.regions_of(folder / "clip.avi"), folder / "regions.json")
    return folder


@pytest.fixture(scope="module")
def found(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    pi, _ = emulated_pi.make()
    found = emulated_pi.boot(pi, given, tmp_path_factory.mktemp("board"), LIMIT)
    print(f"\n{found['machine']}; all told {found['all']:.0f} s after its start")
    return found


def test_it_is_a_pi_3b_and_gpiozero_speaks_to_its_chip_by_lgpio(found: dict[str, Any]) -> None:
    assert found["machine"] == {
        "machine": "aarch64",
        "model": "Raspberry Pi 3 Model B",
        "is_pi": True,
        "factory": "gpiozero.pins.lgpio.LGPIOFactory",
        "board": "3B",
        "chip": ["gpiochip0", "pinctrl-bcm2835", 54],
    }


def pins_of(told: list[dict[str, Any]], shown: str) -> dict[int, float]:
    (look,) = [look for look in told if look["shown"] == shown]
    assert look["troubles"] == {}
    return {int(pin): share for pin, share in look["pins"].items()}


def wired(settings: CabinetSettings, lit: tuple[int, ...], lamp: bool = False) -> dict[int, float]:
    """What the kernel is to see where those of the bar are lit whose place is in ``lit``."""
    assert settings.lamp_pin is not None
    bar = {pin: float(place in lit) for place, pin in enumerate(settings.bar_pins)}
    return bar | {settings.lamp_pin: float(lamp)}


SHOWN = [
    ("nothing", (), False),
    ("0.3 inside", (0, 1, 2), False),
    ("1.0 inside", tuple(range(10)), False),
    ("-0.3 inside", (7, 8, 9), False),
    ("dark", (), False),
    ("lamp", (), True),
    ("all", tuple(range(10)), True),
]


@pytest.mark.parametrize(("shown", "lit", "lamp"), SHOWN, ids=[each[0] for each in SHOWN])
def test_the_kernel_sees_the_bar_and_the_lamp_lit_pin_by_pin(
    found: dict[str, Any], shown: str, lit: tuple[int, ...], lamp: bool
) -> None:
    assert pins_of(found["bar"], shown) == wired(SETTINGS, lit, lamp)


def test_outside_the_target_the_bar_is_dimmed(found: dict[str, Any]) -> None:
    pins = pins_of(found["bar"], "0.5 outside")
    print(pins)
    for place, pin in enumerate(SETTINGS.bar_pins):
        if place < 5:
            assert 0.3 < pins[pin] < 1.0, "pulses, most of the time on"
        else:
            assert pins[pin] == 0.0


def test_once_closed_it_drives_nothing(found: dict[str, Any]) -> None:
    assert pins_of(found["bar"], "closed") == {}


def test_a_pin_wired_otherwise_is_seen_to_be_another(found: dict[str, Any]) -> None:
    """What is compared above can tell one pin from its neighbour."""
    other = SETTINGS.model_copy(update=OTHER)
    for shown, lit, lamp in SHOWN:
        assert pins_of(found["other"], shown) == wired(other, lit, lamp)
        assert pins_of(found["other"], shown) != wired(SETTINGS, lit, lamp)


def test_a_pin_that_another_program_has_costs_the_bar_and_nothing_else(found: dict[str, Any]) -> None:
    assert list(found["taken"]["troubles"]) == ["LED bar"]
    assert "GPIO busy" in found["taken"]["troubles"]["LED bar"]
    assert found["taken"]["pins"][str(SETTINGS.lamp_pin)] == 1.0


def test_a_button_between_pin_and_ground_is_down_where_the_pin_is_low(found: dict[str, Any]) -> None:
    assert found["button"] == {"low": ["button"], "high": []}


def test_presses_of_a_button_come_by_lgpio_from_a_chip_with_interrupts(given: Path, tmp_path: Path) -> None:
    _, with_button = emulated_pi.make()
    presses = emulated_pi.boot(with_button, given, tmp_path, LIMIT)["presses"]
    print(presses)
    assert presses["troubles"] == {}
    assert presses["down"] == ["button for pause"], "its pin is low until it is pressed, so that it begins as pressed"
    assert presses["verbs"] == ["pause"] * 2
    assert presses["stirred"] >= 4, "letting go is told as well"


def test_the_networks_read_a_picture_as_they_do_here(found: dict[str, Any], given: Path) -> None:
    regions = [readings.Region(**each) for each in json.loads((given / "regions.json").read_text(encoding="utf-8"))]
    here, there = readings.read(given / "clip.avi", regions), found["network"]
    assert len(here) == len(there) == 1
    (mine,), (its,) = here, there
    apart = max(
        abs(a - b)
        for one, other in zip(mine["landmarks"], its["landmarks"], strict=True)  # type: ignore[call-overload]
        for a, b in zip(one, other, strict=True)
    )
    print(f"landmarks at most {apart:.5f} pixels apart; {its['mask']:.4f} of the mask covered")
    assert apart < SAME
    assert its["presence"] == pytest.approx(mine["presence"], abs=1e-3)
    assert its["mask"] == pytest.approx(mine["mask"], abs=1e-3)


def test_a_board_that_does_not_come_to_its_end_is_told_with_its_last_words(given: Path, tmp_path: Path) -> None:
    with pytest.raises(emulated_pi.BoardError, match="did not come to its end"):
        emulated_pi.boot(emulated_pi.make()[0], given, tmp_path, 3.0)
