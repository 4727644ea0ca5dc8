"""A button beside a station that runs: what a press does, and that a long hold ends it and loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hinging_figure import frame_at, frames_until, track
from stations import Bench, Scripted, Seen

from kiosk.cabinet import LONG_HOLD, Cabinet
from kiosk.cabinet.pins import simulated_pins
from kiosk.camera import Frame
from kiosk.coach.guidance import Stage
from kiosk.exits import Exit
from kiosk.notices import Board, Updating, put
from kiosk.settings import CabinetSettings
from kiosk.station.launch import switched_off
from kiosk.station.switch_off import switch_off
from kiosk.station.worker import Told

PIN = 17
QUICKLY = 4.0
"""A clock of the cabinet that runs so many times as fast: holds need not be waited for."""


class Finger(Seen):
    """On the button of a station, pressed and let go when it is told to."""

    def __init__(self, clock: float = 1.0) -> None:
        self.pins = simulated_pins()
        self.cabinet = Cabinet(CabinetSettings(), self.pins, lambda: clock * time.monotonic())
        self.stages: list[Stage] = []

    def note(self, told: Told) -> None:
        super().note(told)
        self.stages.append(told.step.guidance.stage)

    def down(self) -> None:
        self.pins.pin(PIN).drive_low()

    def up(self) -> None:
        self.pins.pin(PIN).drive_high()


def test_a_long_hold_counts_down_on_the_glass_and_ends_it_with_all_that_was_done(tmp_path: Path) -> None:
    finger = Finger(QUICKLY)

    def frames() -> Iterator[Frame | Exception]:
        for frame in frames_until(lambda: False):
            if finger.counted >= 1:
                finger.down()
            yield frame

    bench = Bench(
        tmp_path, lambda: Scripted(frames()), lambda _: track, each=finger.note, cabinet=finger.cabinet
    )
    run = bench.run()
    assert run.outcome.code is Exit.SWITCHED_OFF
    assert Stage.SUMMARY in finger.stages, "the hold stopped it first"
    shown = [text for mirror in run.mirrors for text in mirror.shown]
    counted = list(dict.fromkeys(shown))
    assert counted[-1] == "Switching off (None)"
    assert counted[:-1] == [f"Stopped ({left})" for left in range(6, 6 - len(counted[:-1]), -1)]
    assert len(counted) > 3
    assert run.reps >= 1
    assert run.sessions[0].ended_at is not None


def test_letting_go_in_time_stops_the_session_and_not_the_machine(tmp_path: Path) -> None:
    finger = Finger(QUICKLY)
    began: list[float] = []

    def frames() -> Iterator[Frame | Exception]:
        for frame in frames_until(lambda: bool(began) and time.monotonic() - began[0] > LONG_HOLD / QUICKLY + 1.0):
            if finger.counted >= 1 and not began:
                began.append(time.monotonic())
                finger.down()
            if Stage.SUMMARY in finger.stages:
                finger.up()
            yield frame

    bench = Bench(
        tmp_path, lambda: Scripted(frames()), lambda _: track, each=finger.note, cabinet=finger.cabinet
    )
    run = bench.run()
    assert run.outcome.code is Exit.DONE
    assert Stage.SUMMARY in finger.stages
    assert not any(text.startswith("Switching off") for mirror in run.mirrors for text in mirror.shown)


def test_a_press_starts_the_set_of_who_waits_for_it(tmp_path: Path) -> None:
    finger = Finger()
    pressed: list[float] = []

    def frames() -> Iterator[Frame | Exception]:
        for number in range(15 * 30):
            if Stage.SET in finger.stages:
                return
            if finger.stages[-1:] == [Stage.SETUP] and not pressed:
                pressed.append(number / 15)
                finger.down()
            elif pressed and number / 15 - pressed[0] > 0.3:
                finger.up()
            yield frame_at(number / 15, number)

    bench = Bench(
        tmp_path,
        lambda: Scripted(frames()),
        lambda _: track,
        each=finger.note,
        cabinet=finger.cabinet,
        hands_free=False,
    )
    bench.run()
    assert pressed
    assert finger.stages[-1] is Stage.SET


def test_nothing_is_switched_off_while_it_is_updated(tmp_path: Path) -> None:
    finger = Finger(QUICKLY)
    put(Updating(pid=os.getpid(), until=time.monotonic() + 600.0), tmp_path)

    def frames() -> Iterator[Frame | Exception]:
        finger.down()
        for number in range(15 * 4):
            yield frame_at(number / 15, number)

    board = Board(tmp_path)
    bench = Bench(tmp_path, lambda: Scripted(frames()), lambda _: track, cabinet=finger.cabinet, board=board)
    run = bench.run()
    assert run.outcome.code is Exit.DONE
    assert not any("Stopped" in text for mirror in run.mirrors for text in mirror.shown)


def test_the_command_that_switches_off_is_run_and_its_failure_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "off"
    assert switched_off([sys.executable, "-c", f"open({str(mark)!r}, 'w')"]) is Exit.SWITCHED_OFF
    assert mark.exists()
    assert switched_off([]) is Exit.SWITCHED_OFF, "only the mirror ends"
    assert capsys.readouterr().err == ""
    assert switched_off([sys.executable, "-c", "import sys; sys.exit('Access denied')"]) is Exit.WRONG
    said = capsys.readouterr().err
    assert "Access denied" in said
    assert "cabinet.shutdown" in said


def test_what_kept_the_machine_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "No such file" in switch_off([str(tmp_path / "nothing")])
    assert switch_off([sys.executable, "-c", "raise SystemExit(3)"]).endswith("ends with 3")
    monkeypatch.setattr("kiosk.station.switch_off._PATIENCE", 0.1)

    def hangs(*_: object, **given: float) -> None:
        raise subprocess.TimeoutExpired("systemctl", given["timeout"])

    monkeypatch.setattr(subprocess, "run", hangs)
    assert switch_off(["systemctl", "poweroff"]) == "systemctl poweroff: does not come back within 0.1 s"
