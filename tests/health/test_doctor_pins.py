"""`kiosk doctor` tries the box: gpiozero's mock pins tell what was lit, and press the buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.cabinet import Cabinet
from kiosk.cabinet.pins import simulated_pins
from kiosk.coach.verbs import Verb
from kiosk.doctor import pins as doctor
from kiosk.doctor.finding import Finding, State
from kiosk.doctor.pulse import Pulse
from kiosk.settings import ButtonSettings, CabinetSettings, Settings
from tests.health.machines import BEAT

BAR, BUTTON, PAUSES, LAMP = (5, 6, 13, 19), 17, 22, 27
BOX = CabinetSettings(
    bar_pins=BAR, button_pin=BUTTON, lamp_pin=LAMP, buttons=(ButtonSettings(pin=PAUSES, verb=Verb.PAUSE),)
)


class Owner:
    """Answers as ``says`` by words of the question, yes to others, and ``presses`` what is asked for."""

    there = True

    def __init__(self, box: Box, says: dict[str, bool | None] | None = None, presses: bool = True) -> None:
        self.box, self.says, self.presses = box, says or {}, presses
        self.told: list[str] = []

    def tell(self, line: str) -> None:
        self.told.append(line)
        if self.presses and line.startswith("Press the"):
            self.box.pins.pin(PAUSES if "pause" in line else BUTTON).drive_low()

    def ask(self, question: str) -> bool | None:
        self.told.append(question)
        return next((answer for word, answer in self.says.items() if word in question), True)


class Box:
    """The pins, and which LEDs were lit whenever somebody waited."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pins: MockFactory = simulated_pins()
        self.seen: list[tuple[float, ...]] = []
        self.lamps: list[bool] = []
        monkeypatch.setattr(doctor, "open_pins", object)
        monkeypatch.setattr(doctor, "open_cabinet", lambda settings, **_: Cabinet(settings, self.pins))

    def wait(self, _: float) -> None:
        self.seen.append(tuple(float(self.pins.pin(pin).state) for pin in BAR))
        self.lamps.append(bool(self.pins.pin(LAMP).state))


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Box:
    return Box(monkeypatch)


Touch = Callable[..., list[Finding]]


def touched(box: Box, owner: Owner | None = None) -> list[Finding]:
    findings = doctor.touch(Settings(cabinet=BOX), owner, wait=box.wait)
    assert all(bool(finding.do) == (finding.state is not State.WELL) for finding in findings)
    return findings


def test_each_led_is_lit_in_turn_then_all_and_nothing_is_left_lit(box: Box) -> None:
    (found,) = touched(box)
    assert box.seen == [*(tuple(float(pin == lit) for pin in BAR) for lit in BAR), (1.0,) * len(BAR)]
    assert box.lamps == [*([False] * len(BAR)), True]
    assert (found.state, found.numbers["asked"]) == (State.WELL, False)
    assert "nobody was asked" in found.found
    assert all(box.pins.pin(pin).function == "input" for pin in (*BAR, LAMP)), "they are let go"


def test_who_is_there_is_asked_and_presses_each_button(box: Box) -> None:
    owner = Owner(box)
    (found,) = touched(box, owner)
    assert (found.state, found.numbers["asked"]) == (State.WELL, True)
    assert "light up and answer" in found.found
    assert [line for line in owner.told if line.startswith("Press")] == [
        "Press the button, within 15 seconds.",
        "Press the button for pause, within 15 seconds.",
    ]
    assert owner.told.count("It answers.") == 2


@pytest.mark.parametrize(
    ("says", "states", "found"),
    [
        ({"Did all": False}, [State.BAD], "LED bar"),
        ({"lamp": False}, [State.BAD], "camera lamp"),
        ({"Did all": False, "lamp": False}, [State.BAD, State.BAD], "LED bar"),
        ({"Did all": None, "lamp": None}, [State.WELL], "bar, buttons"),
    ],
)
def test_what_was_not_to_be_seen_is_told(
    box: Box, says: dict[str, bool | None], states: list[State], found: str
) -> None:
    findings = touched(box, Owner(box, says))
    assert [finding.state for finding in findings] == states
    assert found in findings[0].found


def test_a_button_that_nobody_presses_is_told_after_a_while(box: Box) -> None:
    findings = touched(box, Owner(box, presses=False))
    assert [finding.state for finding in findings] == [State.NOTE, State.NOTE]
    assert "was not pressed, or does not answer" in findings[0].found


def test_the_pins_of_a_running_mirror_are_left_to_it(box: Box) -> None:
    (found,) = doctor.touch(Settings(cabinet=BOX), Owner(box), Pulse(BEAT), box.wait)
    assert (found.state, box.seen) == (State.WELL, [])
    assert "stop the mirror first" in found.found


def test_a_pin_that_cannot_be_had_is_named(box: Box) -> None:
    with Cabinet(BOX, box.pins):
        findings = touched(box)
    assert {finding.state for finding in findings} == {State.BAD}
    assert any(finding.found.startswith("LED bar") for finding in findings)


def test_a_bar_that_was_given_up_says_so() -> None:
    with Cabinet(BOX, None) as nothing:
        assert nothing.light([1.0] * len(BAR)) is False
        assert nothing.buttons == []
    with Cabinet(BOX, pins := simulated_pins()) as cabinet:
        assert cabinet.light([0.0, 1.0, 0.5, 0.0]) is True
        assert [float(pins.pin(pin).state) for pin in BAR] == [0.0, 1.0, 0.5, 0.0]
        assert cabinet.show(None) is True
        assert [float(pins.pin(pin).state) for pin in BAR] == [0.0] * 4, "the coach has them again"
