"""An installed mirror on a real systemd: it starts with the machine, and comes back whatever is done to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .container import boot, last
from .inside import SCENARIOS
from .root import installed

pytestmark = [pytest.mark.boot, pytest.mark.timeout(2400)]

BACK = 10.0
"""Seconds in which the attract screen is back, as asked."""

OURS = 8.0
"""Seconds of a start that may be ours, as asked."""

MISTREATMENTS = ("stops", "hangs", "fails", "crashes", "killed", "eats")


@pytest.fixture(scope="module")
def root() -> Path:
    return installed()


@pytest.fixture(scope="module")
def seen(root: Path) -> dict[str, Any]:
    """What was seen of everything, in one boot."""
    found = boot(root, list(SCENARIOS))
    for name, what in found.items():
        print(f"{name}: {what}" if len(str(what)) < 1000 else name)
        assert "error" not in what, f"{name}: {what['error']}\n{last(root)}"
    assert list(found) == list(SCENARIOS)
    return found


def test_it_starts_with_the_machine(seen: dict[str, Any]) -> None:
    boots = seen["boots"]
    assert boots["took"] is not None, boots
    assert boots["ActiveState"] == "active"
    assert boots["heart"]["release"].startswith("/opt/hinge-mirror/releases/")


def test_what_is_ours_of_a_start_stays_in_its_budget(seen: dict[str, Any]) -> None:
    boots = seen["boots"]
    before, up = (boots[f"{name}TimestampMonotonic"] for name in ("ExecMainStart", "ActiveEnter"))
    frames = boots["since_boot"] - up
    print(f"system {before:.1f} s, to the first picture {up - before:.1f} s, to the first frame {frames:.1f} s")
    assert boots["since_boot"] - before <= OURS


@pytest.mark.parametrize("name", MISTREATMENTS)
def test_it_is_back_soon(seen: dict[str, Any], name: str) -> None:
    what = seen[name]
    assert what["was_working"], what
    assert what["seconds"] is not None, what
    print(f"{name}: back after {what['seconds']:.1f} s")
    assert what["seconds"] <= BACK


def test_one_that_fails_all_the_time_is_never_given_up(seen: dict[str, Any]) -> None:
    what = seen["again_and_again"]
    assert all(took is not None and took <= BACK for took in what["took"]), "something is on the glass"
    assert what["said"] is not None, "and it says that it waits"
    assert what["back"] is not None


def test_damaged_files_do_not_keep_it_from_starting(seen: dict[str, Any]) -> None:
    what = seen["spoiled"]
    assert what["took"] is not None, what["journal"]
    for named in ("settings.toml: not valid TOML", "records.sqlite: damaged"):
        assert named in what["journal"]


def test_its_companions_are_units_of_their_own(seen: dict[str, Any]) -> None:
    what = seen["companions"]
    assert what["unit"].startswith("hinge-mirror-trainer@")
    assert what["voice"].startswith("hinge-mirror-voice@")
    assert what["took"] is not None
    assert what["same"], "the mirror went on"


def test_nothing_of_it_runs_as_root(seen: dict[str, Any]) -> None:
    owners = seen["processes"]["owners"]
    assert len(owners) >= 3, owners
    assert set(owners.values()) <= {"hinge-mirror", "hinge-update"}, owners


def test_each_user_may_do_its_own_and_no_more(seen: dict[str, Any]) -> None:
    assert seen["rights"] == {
        "update_restarts_the_mirror": True,
        "mirror_restarts_itself": False,
        "update_restarts_others": False,
        "update_switches_off": False,
        "mirror_writes_its_release": False,
        "update_writes_records": False,
        "update_writes_the_key": False,
        "mirror_writes_the_key": False,
        "mirror_writes_settings": True,
    }


def test_the_button_may_switch_the_machine_off(seen: dict[str, Any]) -> None:
    assert seen["switched_off"] == {"code": 0, "said": ""}


def test_without_the_watchdog_a_hang_would_last(root: Path) -> None:
    """That what is proved above could fail."""
    what = boot(root, ["hangs"], {"blind": "WatchdogSec=0"})["hangs"]
    assert what["was_working"], what
    assert what["seconds"] is None, "it came back by itself: then nothing above proves the watchdog"

