"""The buttons by their pins: gpiozero's mock factory drives the real wiring, and a clock that is set by hand tells it
how long that took."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from gpiozero import Button
from gpiozero.pins.mock import MockFactory

from kiosk.cabinet import Cabinet
from kiosk.cabinet.pins import simulated_pins
from kiosk.coach.verbs import Verb
from kiosk.doctor import pins as doctor
from kiosk.settings import ButtonSettings, CabinetSettings, Settings

PIN, PAUSES, HURTS = 17, 22, 23
MORE = (ButtonSettings(pin=PAUSES, verb=Verb.PAUSE), ButtonSettings(pin=HURTS, verb=Verb.PAIN))
SETTINGS = CabinetSettings(bar_pins=(5, 6), button_pin=PIN, buttons=MORE)


class Fingers:
    """A cabinet, and what presses its buttons; all that was asked for is in ``asked``."""

    def __init__(self) -> None:
        self.time = 100.0
        self.pins = simulated_pins()
        self.cabinet = Cabinet(SETTINGS, self.pins, lambda: self.time)
        self.asked: list[Verb] = []

    def wait(self, seconds: float) -> Fingers:
        """Let it pass, as the station would: asking thirty times a second."""
        until = self.time + seconds
        while self.time < until:
            self.time = min(until, self.time + 1.0 / 30.0)
            self.asked += self.cabinet.pressed()
        return self

    def press(self, pin: int = PIN, lasts: float = 0.1) -> Fingers:
        self.pins.pin(pin).drive_low()
        self.wait(lasts)
        self.pins.pin(pin).drive_high()
        return self.wait(0.1)

    def chatter(self, pin: int = PIN, times: int = 5) -> Fingers:
        """Every 4 ms the contact changes, and is as before in the end."""
        for _ in range(times):
            for drive in (self.pins.pin(pin).drive_high, self.pins.pin(pin).drive_low):
                self.time += 0.004
                drive()
        return self


@pytest.fixture
def fingers() -> Iterator[Fingers]:
    made = Fingers()
    yield made
    made.cabinet.close()


def test_a_press_starts_or_goes_on(fingers: Fingers) -> None:
    assert fingers.wait(1.0).asked == []
    assert fingers.press().asked == [Verb.START]
    assert fingers.wait(10.0).press().asked == [Verb.START, Verb.START]


def test_a_press_is_told_before_a_second_one_could_come(fingers: Fingers) -> None:
    assert fingers.press(lasts=0.1).asked == [Verb.START], "0.1 s after it was let go"


def test_a_double_press_repeats(fingers: Fingers) -> None:
    fingers.press().press()
    assert fingers.wait(3.0).asked == [Verb.START, Verb.REPEAT]


def test_two_seconds_stop_and_nothing_begins_before(fingers: Fingers) -> None:
    fingers.pins.pin(PIN).drive_low()
    assert fingers.wait(1.9).asked == []
    assert fingers.cabinet.held == pytest.approx(1.9)
    assert fingers.wait(0.2).asked == [Verb.STOP]
    fingers.pins.pin(PIN).drive_high()
    assert fingers.wait(3.0).asked == [Verb.STOP]
    assert fingers.cabinet.held is None


def test_eight_seconds_switch_off(fingers: Fingers) -> None:
    assert fingers.press(lasts=7.9).asked == [Verb.STOP], "let go in time"
    fingers.asked.clear()
    assert fingers.press(lasts=8.1).asked == [Verb.STOP, Verb.SHUTDOWN]


def test_chatter_counts_once(fingers: Fingers) -> None:
    fingers.pins.pin(PIN).drive_low()
    fingers.chatter().wait(0.2).chatter()
    fingers.pins.pin(PIN).drive_high()
    assert fingers.wait(2.0).asked == [Verb.START]


def test_a_press_of_a_hundredth_of_a_second_is_seen(fingers: Fingers) -> None:
    fingers.pins.pin(PIN).drive_low()
    fingers.time += 0.01
    fingers.pins.pin(PIN).drive_high()
    assert fingers.wait(0.1).asked == [Verb.START]


@pytest.mark.parametrize(("pin", "verb"), [(PAUSES, Verb.PAUSE), (HURTS, Verb.PAIN)])
def test_a_further_button_asks_for_its_verb_at_once(fingers: Fingers, pin: int, verb: Verb) -> None:
    fingers.pins.pin(pin).drive_low()
    assert fingers.cabinet.pressed() == [verb]
    assert fingers.cabinet.held is None, "nothing counts down"
    fingers.chatter(pin).wait(9.0)
    fingers.pins.pin(pin).drive_high()
    assert fingers.wait(1.0).asked == []
    assert fingers.press(pin).press(pin).asked == [verb, verb]


def stuck_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [text for record in caplog.records if "pressed for more than 30 s" in (text := record.getMessage())]


def test_a_button_that_is_stuck_is_said_once_and_left_alone(
    fingers: Fingers, caplog: pytest.LogCaptureFixture
) -> None:
    fingers.press(PAUSES, lasts=29.0)
    assert fingers.cabinet.troubles == {}
    fingers.pins.pin(PAUSES).drive_low()
    fingers.wait(120.0)
    assert list(fingers.cabinet.troubles) == ["button for pause"]
    assert fingers.asked == [Verb.PAUSE, Verb.PAUSE]
    fingers.pins.pin(PAUSES).drive_high()
    fingers.wait(1.0)
    assert fingers.cabinet.troubles == {}
    fingers.press(PAUSES)
    assert fingers.asked == [Verb.PAUSE] * 3
    assert len(stuck_lines(caplog)) == 1


def hanging(monkeypatch: pytest.MonkeyPatch) -> Fingers:
    """The button is pressed before the mirror starts: something lies on it, or its wires touch."""
    monkeypatch.setattr("kiosk.cabinet.push_button.Button", _hung)
    return Fingers()


def _hung(pin: int, *, bounce_time: float | None, pin_factory: MockFactory) -> Button:
    button = Button(pin, bounce_time=bounce_time, pin_factory=pin_factory)
    pin_factory.pin(pin).drive_low()
    return button


def test_a_button_that_hangs_from_the_start_never_switches_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fingers = hanging(monkeypatch)
    assert fingers.wait(120.0).asked == []
    assert "button" in fingers.cabinet.troubles
    assert fingers.cabinet.held is None
    fingers.pins.pin(PIN).drive_high()
    assert fingers.wait(5.0).asked == []
    assert fingers.press().asked == [Verb.START]
    assert len(stuck_lines(caplog)) == 3, "each button once"


def test_the_doctor_tells_of_a_button_that_is_pressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.cabinet.push_button.Button", _hung)
    pins = simulated_pins()
    monkeypatch.setattr(doctor, "open_pins", object)
    monkeypatch.setattr(doctor, "open_cabinet", lambda settings, **_: Cabinet(settings, pins))
    found = doctor.touch(Settings(cabinet=SETTINGS), wait=lambda _: None)
    assert next(finding.found for finding in found) == "the button is pressed, or stuck"
    assert all(finding.do for finding in found)
    monkeypatch.undo()
    monkeypatch.setattr(doctor, "open_pins", object)
    monkeypatch.setattr(doctor, "open_cabinet", lambda settings, **_: Cabinet(settings, simulated_pins()))
    found = doctor.touch(Settings(cabinet=SETTINGS), wait=lambda _: None)
    assert [finding.state for finding in found] == ["well"]


def test_edges_come_from_another_thread_in_real_time() -> None:
    """As a Pi's do. Waited for, not timed: a machine that is busy may take as long as it likes."""
    with Cabinet(SETTINGS, pins := simulated_pins()) as cabinet:

        def finger() -> None:
            pins.pin(PIN).drive_low()
            time.sleep(2.2)
            pins.pin(PIN).drive_high()

        threading.Thread(target=finger).start()
        until, asked = time.monotonic() + 60.0, []
        while not asked and time.monotonic() < until:
            asked = cabinet.pressed()
            time.sleep(0.01)
    assert asked == [Verb.STOP]
