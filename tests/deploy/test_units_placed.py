"""Every file of `systemd` has its place, and what concerns the whole machine keeps to its bounds."""

from __future__ import annotations

import configparser
import subprocess
from pathlib import Path

import pytest

from deploy.setup.steps.units import place_of

SYSTEMD = Path(__file__).parents[2] / "systemd"

FILES = sorted(path for path in SYSTEMD.rglob("*") if path.is_file() and path.suffix != ".md")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_has_a_place_under_a_name_that_is_known_for_ours(path: Path) -> None:
    place = place_of(path.relative_to(SYSTEMD))
    assert place is not None
    assert place.startswith("/etc/")
    assert "hinge-mirror" in Path(place).name


@pytest.mark.parametrize("path", ["station.txt", "unknown.d/hinge-mirror.conf", "udev/deeper/hinge-mirror.rules"])
def test_what_is_unknown_has_none(path: str) -> None:
    assert place_of(Path(path)) is None


def test_a_drop_in_goes_beside_its_unit() -> None:
    path = Path("hinge-mirror-station.service.d/hinge-mirror-limits.conf")
    assert place_of(path) == "/etc/systemd/system/hinge-mirror-station.service.d/hinge-mirror-limits.conf"


def test_the_splash_is_the_mirrors_name_on_black() -> None:
    said = subprocess.run([SYSTEMD.parent / "deploy/splash"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("\033[2J"), "whatever the kernel wrote is gone"
    assert "HINGE MIRROR" in said
    assert not said.endswith("\n"), "nothing scrolls"


def section(path: str, name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    parser.read(SYSTEMD / path)
    return parser[name]


def test_the_hardware_watchdog_counts_no_further_than_a_pis_can() -> None:
    asked = section("system.conf.d/hinge-mirror.conf", "Manager")["RuntimeWatchdogSec"]
    assert 5 <= int(asked.removesuffix("s")) <= 15


def test_the_journal_is_small_and_seldom_written() -> None:
    journal = section("journald.conf.d/hinge-mirror.conf", "Journal")
    assert int(journal["SystemMaxUse"].removesuffix("M")) <= 64
    assert int(journal["SyncIntervalSec"].removesuffix("m")) >= 5
    assert int(journal["RateLimitBurst"]) <= 1000
