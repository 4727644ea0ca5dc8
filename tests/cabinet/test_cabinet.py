"""The cabinet on pins that only remember: what is lit, what is pressed, and what happens when a pin fails."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import LED, BadPinFactory, Device
from gpiozero.exc import PinFactoryFallback
from gpiozero.pins.mock import MockFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.cabinet import Cabinet, open_cabinet, pins
from kiosk.cabinet.pins import simulated_pins
from kiosk.coach.guidance import Bar, Guidance, Stage
from kiosk.settings import CabinetSettings

SETTINGS = CabinetSettings(bar_pins=(5, 6, 13, 19), bar_brightness=0.5, button_pin=17, lamp_pin=27)


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


class Box:
    """A cabinet and the pins behind it."""

    def __init__(self, settings: CabinetSettings = SETTINGS) -> None:
        self.settings = settings
        self.pins = simulated_pins()
        self.clock = Clock()
        self.cabinet = Cabinet(settings, self.pins, self.clock)

    def bar(self, value: float, inside: bool = False, wait: float = 1.0) -> list[float]:
        self.clock.time += wait
        self.cabinet.show(guidance(Bar(value, (0.4, 0.6), inside)))
        return self.lights()

    def lights(self) -> list[float]:
        return [self.pins.pin(pin).state for pin in self.settings.bar_pins]


def guidance(bar: Bar | None) -> Guidance:
    return Guidance(0.0, Stage.SET, "hip_hinge", "Hip hinge", (480, 640), bar=bar)


@pytest.fixture
def box() -> Iterator[Box]:
    made = Box()
    yield made
    made.cabinet.close()


def test_the_bar_follows_the_guidance(box: Box) -> None:
    assert box.lights() == [0, 0, 0, 0]
    assert box.bar(0.5) == [0.5, 0.5, 0, 0]
    assert box.bar(-0.5) == [0, 0, 0.5, 0.5]
    assert box.bar(0.625) == [0.5, 0.5, 0.25, 0]
    assert box.bar(9.0) == [0.5] * 4
    assert box.bar(float("nan")) == [0] * 4


def test_inside_the_target_it_shines_fully(box: Box) -> None:
    assert box.bar(0.5, inside=True) == [1, 1, 0, 0]
    assert box.bar(0.5, inside=False) == [0.5, 0.5, 0, 0]


def test_nothing_to_show_is_dark_at_once(box: Box) -> None:
    box.bar(1.0)
    box.cabinet.show(guidance(None))
    assert box.lights() == [0] * 4
    box.bar(1.0)
    box.cabinet.show(None)
    assert box.lights() == [0] * 4


def test_pins_are_written_on_a_change_only_and_not_too_often(box: Box) -> None:
    box.bar(0.5)
    for pin in SETTINGS.bar_pins:
        box.pins.pin(pin).clear_states()
    for _ in range(10):
        box.bar(0.5)
    assert [len(box.pins.pin(pin).states) for pin in SETTINGS.bar_pins] == [1] * 4, "as cleared"
    box.bar(0.75)
    assert [len(box.pins.pin(pin).states) for pin in SETTINGS.bar_pins] == [1, 1, 2, 1]
    assert box.bar(1.0, wait=0.001) == [0.5, 0.5, 0.5, 0], "too soon"
    assert box.bar(1.0, wait=0.05) == [0.5] * 4


def test_no_value_upsets_the_bar(box: Box) -> None:
    @settings(max_examples=200)
    @given(st.floats(), st.booleans())
    def show(value: float, inside: bool) -> None:
        assert all(0.0 <= level <= 1.0 for level in box.bar(value, inside))
        assert not box.cabinet.troubles

    show()


def test_forgotten_presses_do_not_pile_up(box: Box) -> None:
    for _ in range(1000):
        for drive in (box.pins.pin(17).drive_low, box.pins.pin(17).drive_high):
            drive()
            box.clock.time += 0.5
    assert len(box.cabinet.pressed()) == 128


def test_the_lamp(box: Box) -> None:
    lamp = box.pins.pin(27)
    for on in (True, True, False, True):
        box.cabinet.lamp(on)
        assert bool(lamp.state) is on
    assert len(lamp.states) == 4, "dark at first, then each change once"


def test_closing_twice_and_using_it_after(box: Box) -> None:
    box.bar(1.0)
    box.cabinet.lamp(True)
    box.cabinet.close()
    box.cabinet.close()
    assert not any(box.lights())
    assert not box.pins.pin(27).state
    box.bar(0.5)
    box.cabinet.lamp(False)
    assert box.cabinet.pressed() == []
    assert not box.cabinet.troubles


def test_closed_pins_can_be_opened_again(box: Box) -> None:
    box.cabinet.close()
    with Cabinet(SETTINGS, box.pins) as again:
        assert not again.troubles


@pytest.mark.parametrize(("pin", "name"), [(13, "LED bar"), (17, "button"), (27, "camera lamp")])
def test_a_busy_pin_costs_its_device_only(pin: int, name: str, caplog: pytest.LogCaptureFixture) -> None:
    factory = simulated_pins()
    with LED(pin, pin_factory=factory), Cabinet(SETTINGS, factory) as cabinet:
        assert list(cabinet.troubles) == [name]
        for value in (0.2, 0.4):
            cabinet.show(guidance(Bar(value, (0.0, 1.0), False)))
        cabinet.lamp(True)
        cabinet.pressed()
    (record,) = caplog.records
    assert record.getMessage().startswith(f"cabinet: the {name} is not used: ")
    assert str(pin) in record.getMessage()


def test_a_pin_that_fails_later_is_given_up(
    box: Box, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_state: float) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(box.pins.pin(6), "_set_state", broken)
    for value in (0.2, 0.4, 0.6, 0.8):
        box.bar(value)
    assert "Input/output error" in box.cabinet.troubles["LED bar"]
    assert [record.levelname for record in caplog.records].count("WARNING") <= 2
    box.cabinet.lamp(True)
    assert box.pins.pin(27).state


def test_no_gpio_is_said_in_one_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> None:
        for name in ("lgpio", "rpigpio", "pigpio", "native"):
            warnings.warn(PinFactoryFallback(f"Falling back from {name}"), stacklevel=2)
        raise BadPinFactory("Unable to load any default pin factory!")

    monkeypatch.setattr(Device, "ensure_pin_factory", staticmethod(nothing))
    before = Device.pin_factory
    caplog.set_level(logging.INFO)
    for on_a_pi, level, text in ((False, "INFO", "no GPIO"), (True, "WARNING", "install python3-lgpio")):
        monkeypatch.setattr(pins, "is_pi", lambda on_a_pi=on_a_pi: on_a_pi)
        caplog.clear()
        with warnings.catch_warnings(record=True) as warned, open_cabinet(SETTINGS) as cabinet:
            warnings.simplefilter("always")
            cabinet.show(guidance(Bar(0.5, (0.0, 1.0), True)))
            cabinet.lamp(True)
        assert warned == []
        assert not cabinet.troubles
        (record,) = caplog.records
        assert (record.levelname, text in record.getMessage()) == (level, True)
    assert Device.pin_factory is before, "the stand-in is this room's own"


def test_the_pis_pins_are_used_where_there_are_any(monkeypatch: pytest.MonkeyPatch) -> None:
    factory = simulated_pins()
    monkeypatch.setattr(Device, "pin_factory", factory)
    with open_cabinet(SETTINGS) as cabinet:
        cabinet.lamp(True)
        assert factory.pin(27).state


def test_a_pin_library_without_pwm_costs_the_bar_only(caplog: pytest.LogCaptureFixture) -> None:
    with Cabinet(SETTINGS, MockFactory()) as cabinet:
        assert list(cabinet.troubles) == ["LED bar"]


def test_disabled_touches_no_pin(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("kiosk.cabinet.open_pins", lambda: pytest.fail("asked for pins"))
    with open_cabinet(CabinetSettings(enabled=False)) as cabinet:
        cabinet.show(guidance(Bar(0.5, (0.0, 1.0), True)))
        cabinet.lamp(True)
        assert cabinet.pressed() == []
    assert not caplog.records


def test_which_machine_is_a_pi(tmp_path: Path) -> None:
    model = tmp_path / "model"
    assert not pins.is_pi(model)
    model.write_bytes(b"Raspberry Pi 5 Model B Rev 1.0\0")
    assert pins.is_pi(model)
    model.write_bytes(b"ODROID")
    assert not pins.is_pi(model)
