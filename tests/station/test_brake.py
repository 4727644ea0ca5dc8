"""The brake: a mirror that fails again and again waits longer, never for long, and says so."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from kiosk.health.heart import Heart, read_heart_beat
from kiosk.health.supervisor import Supervisor
from kiosk.locale.load import english
from kiosk.mirror import open_display
from kiosk.station.brake import FREE, LATELY, LONGEST, NAME, Brake, stand_by
from tests.station.stations import SETTINGS

TOO_OFTEN = english().machine.too_often


def starts(folder: Path, times: list[float], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each start waits, of processes of their own."""
    waits = []
    for number, at in enumerate(times):
        monkeypatch.setattr(os, "getpid", lambda number=number: 100 + number)
        waits.append(Brake(folder).began(at))
    return waits


def test_one_crash_costs_nobody_a_second_and_many_a_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = starts(tmp_path, [10.0 + 3.0 * number for number in range(12)], monkeypatch)
    assert waits[:FREE] == [0.0] * FREE
    assert waits[FREE] > 0.0
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST


def test_what_is_long_past_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = [10.0, 11.0, 12.0, 13.0, 13.0 + LATELY + 1.0]
    assert starts(tmp_path, times, monkeypatch)[-1] == 0.0


def test_a_clock_that_began_anew_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert starts(tmp_path, [5000.0, 5001.0, 5002.0, 5003.0, 3.0], monkeypatch)[-1] == 0.0


def test_who_begins_again_in_the_same_process_has_not_failed(tmp_path: Path) -> None:
    assert [Brake(tmp_path).began(10.0 + number) for number in range(20)] == [0.0] * 20


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '[{"pid": "x", "at": 1}]', '{"pid": 1}', "[[]]", "null"])
def test_a_damaged_file_is_no_reason_not_to_start(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert Brake(tmp_path).began(1.0) == 0.0
    assert json.loads((tmp_path / NAME).read_text()) == [{"pid": os.getpid(), "at": 1.0}]


def test_a_folder_that_cannot_be_written_is_none_either(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Brake(tmp_path / "file" / "run").began(1.0) == 0.0


def test_meanwhile_the_glass_says_so_and_the_supervisor_hears_it(tmp_path: Path) -> None:
    heart = Heart(tmp_path, Supervisor({}), "1", 3.0)
    with open_display(SETTINGS.glass) as display:
        stand_by(display, SETTINGS, TOO_OFTEN, heart, 0.3)
        assert display.picture().any()
    beat = read_heart_beat(tmp_path)
    assert beat is not None
    assert beat.trouble == TOO_OFTEN.headline
    assert beat.sound


def test_who_is_asked_to_end_does_not_wait(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    with open_display(SETTINGS.glass) as display, pytest.raises(SystemExit) as ended:
        stand_by(display, SETTINGS, TOO_OFTEN, Heart(None, Supervisor({}), "1", 3.0), 60.0)
    assert ended.value.code == 0
    assert signal.getsignal(signal.SIGTERM) is before
