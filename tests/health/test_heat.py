"""Temperature and throttling, read from a machine's files; a machine that tells nothing is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.health.heat import Heat, Throttling, parse_throttled, read_heat

ALL_WELL = Throttling(False, False, False, False)


def put_zone(root: Path, number: int, kind: str, temp: str) -> None:
    zone = root / "sys/class/thermal" / f"thermal_zone{number}"
    zone.mkdir(parents=True)
    (zone / "type").write_text(kind + "\n")
    (zone / "temp").write_text(temp + "\n")


def put_firmware(root: Path, text: str) -> None:
    firmware = root / "sys/devices/platform/soc/soc:firmware"
    firmware.mkdir(parents=True)
    (firmware / "get_throttled").write_text(text + "\n")


def put_program(folder: Path, body: str) -> str:
    program = folder / "vcgencmd"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    return str(program)


def test_a_pi_tells_both(tmp_path: Path) -> None:
    put_zone(tmp_path, 0, "cpu-thermal", "67350")
    put_firmware(tmp_path, "0")
    assert read_heat(tmp_path, None) == Heat(67.35, ALL_WELL)


def test_the_processor_s_own_sensor_counts(tmp_path: Path) -> None:
    put_zone(tmp_path, 0, "acpitz", "27800")
    put_zone(tmp_path, 1, "x86_pkg_temp", "61000")
    put_zone(tmp_path, 2, "iwlwifi_1", "95000")
    assert read_heat(tmp_path, None).celsius == 61.0


def test_the_hottest_where_none_is_the_processor_s(tmp_path: Path) -> None:
    put_zone(tmp_path, 0, "board", "41000")
    put_zone(tmp_path, 1, "gpu", "44000")
    assert read_heat(tmp_path, None).celsius == 44.0


@pytest.mark.parametrize("temp", ["", "cold", "-274000", "500000"])
def test_a_broken_sensor_is_none(tmp_path: Path, temp: str) -> None:
    put_zone(tmp_path, 0, "cpu-thermal", temp)
    assert read_heat(tmp_path, None).celsius is None


def test_a_machine_without_sensors_tells_nothing(tmp_path: Path) -> None:
    assert read_heat(tmp_path, None) == Heat(None, None)
    assert read_heat(tmp_path, str(tmp_path / "no-such-program")) == Heat(None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("throttled=0x0", ALL_WELL),
        ("0", ALL_WELL),
        ("throttled=0x50005\n", Throttling(True, True, True, True)),
        ("0x50000", Throttling(False, False, True, True)),
        ("1", Throttling(True, False, False, False)),
        ("2", Throttling(False, True, False, False)),
        ("8", Throttling(False, True, False, False)),
        ("80000", Throttling(False, False, False, True)),
        ("error=1 error_msg=\"Command not registered\"", None),
        ("", None),
    ],
)
def test_the_firmware_s_number_is_understood(text: str, told: Throttling | None) -> None:
    assert parse_throttled(text) == told


def test_the_program_is_asked_where_no_file_tells(tmp_path: Path) -> None:
    program = put_program(tmp_path, 'test "$1" = get_throttled && echo throttled=0x4')
    assert read_heat(tmp_path, program).throttling == Throttling(False, True, False, False)
    put_firmware(tmp_path, "1")
    assert read_heat(tmp_path, program).throttling == Throttling(True, False, False, False)


@pytest.mark.parametrize("body", ["exit 1", "echo VCHI initialization failed", "sleep 30"])
def test_a_program_that_does_not_answer_is_no_answer(tmp_path: Path, body: str) -> None:
    assert read_heat(tmp_path, put_program(tmp_path, f"exec {body}" if "sleep" in body else body)).throttling is None
