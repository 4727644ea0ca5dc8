"""Which machines the mirror is installed on, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.setup.machine import Machine, look, refusals, remarks
from deploy.setup.options import Options, Removal, read_options, words_of
from tests.deploy.pretended import machine_root

PI = Machine(
    "aarch64", 64, "trixie", "Debian 13", (3, 13), 4000, 20000, "Raspberry Pi 4 Model B", Path("/b"), True, False
)


def test_a_pi_with_the_right_system_is_taken_without_a_word() -> None:
    assert refusals(PI) == []
    assert remarks(PI) == []


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (replace(PI, codename="bullseye", name="Debian 11"), "Bookworm or Trixie"),
        (replace(PI, codename="bookworm"), "bookworm's own is 3.11"),
        (replace(PI, processor="armv7l", bits=32), "64-bit"),
        (replace(PI, bits=32), "64-bit"),
        (replace(PI, overlaid=True), "overlayroot=disabled"),
    ],
)
def test_others_are_refused_with_a_way_out(machine: Machine, told: str) -> None:
    assert [line for line in refusals(machine) if told in line]


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (replace(PI, model=None), "no device tree"),
        (replace(PI, model="Raspberry Pi 3 Model B"), "slower than a Pi 4"),
        (replace(PI, memory_mb=450), "450 MB of memory"),
        (replace(PI, boot=None), "config.txt"),
        (replace(PI, processor="x86_64", model=None), "no Pi"),
    ],
)
def test_what_is_not_as_on_a_pi_is_only_told(machine: Machine, told: str) -> None:
    assert refusals(machine) == []
    assert [line for line in remarks(machine) if told in line]


@pytest.mark.parametrize("model", ["Raspberry Pi 400 Rev 1.0", "Raspberry Pi Compute Module 5", "Raspberry Pi 500"])
def test_those_as_fast_as_a_pi_4_are_well(model: str) -> None:
    assert remarks(replace(PI, model=model)) == []


def test_it_is_read_from_the_machines_files(tmp_path: Path) -> None:
    root = machine_root(tmp_path)
    found = look(root)
    assert (found.codename, found.model, found.running) == ("bookworm", "Raspberry Pi 5 Model B Rev 1.0", False)
    assert found.boot == root / "boot/firmware"
    (root / "proc/mounts").write_text("/dev/mmcblk0p2 / ext4 rw 0 0\noverlayroot / overlay rw,lowerdir=/x 0 0\n")
    (root / "run/systemd/system").mkdir(parents=True)
    assert (look(root).overlaid, look(root).running) == (True, True)


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(dry_run=True, page=True, key=Path("/k.pub"), language="es"),
        Options(read_only=True, offline=True),
    ],
)
def test_options_go_into_an_image_as_they_were_given(options: Options) -> None:
    assert read_options(words_of(options)) == options


def test_a_removals_options_do_too() -> None:
    assert words_of(Removal(purge=True)) == ["--purge"]
