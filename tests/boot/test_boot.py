"""An installed mirror on a real systemd: it starts with the machine, and comes back whatever is done to it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import kiosk

from .bundles import make
from .container import STATION, boot, last
from .inside import BROKEN, FORGED, GOOD
from .root import installed

pytestmark = [pytest.mark.boot, pytest.mark.timeout(2400)]

BACK = 10.0
"""Seconds in which the attract screen is back, as asked."""

OURS = 8.0
"""Seconds of a start that may be ours, as asked."""

MISTREATMENTS = ("stops", "hangs", "fails", "crashes", "killed", "eats")
REST = ("again_and_again", "spoiled", "begins_anew", "companions", "processes", "rights", "commands")
UPDATES = ("update_holds", "update_forged", "update_returns")


@pytest.fixture(scope="module")
def root() -> Path:
    return installed()


@pytest.fixture(scope="module")
def bundles(root: Path) -> dict[str, Path]:
    made = {version: make(version) for version in (GOOD, BROKEN)}
    # The signed one under another version: its signature is not of what it says.
    folder = made[GOOD].parent / "forged"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    forged = folder / f"hinge-mirror-{FORGED}.tar"
    shutil.copy(made[GOOD], forged)
    shutil.copy(made[GOOD].with_name(f"{made[GOOD].name}.minisig"), f"{forged}.minisig")
    with forged.open("r+b") as file:
        file.seek(forged.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    return made | {FORGED: forged}


def whole(root: Path, names: Sequence[str], **boots: Any) -> dict[str, Any]:
    """What was seen of each of ``names``, none of which failed itself."""
    found = boot(root, names, **boots)
    for name, what in found.items():
        print(f"{name}: {what}" if len(str(what)) < 1000 else name)
        assert "error" not in what, f"{name}: {what['error']}\n{last(root)}"
    assert list(found) == list(names)
    return found


@pytest.fixture(scope="module")
def seen(root: Path) -> dict[str, Any]:
    """All in one boot."""
    return whole(root, ["boots", *MISTREATMENTS, *REST, "switched_off"])


@pytest.fixture(scope="module")
def updated(root: Path, bundles: dict[str, Path], seen: dict[str, Any]) -> dict[str, Any]:
    """In another one: a release that holds, one that was tampered with, one that never comes up."""
    return whole(root, UPDATES, bundles=bundles)


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


def test_it_begins_anew_in_its_own_process(seen: dict[str, Any]) -> None:
    what = seen["begins_anew"]
    assert what["took"] is not None, what
    assert what["returned"] is not None, what
    print(f"anew after {what['took']:.1f} s, and after {what['returned']:.1f} s")
    assert what["same"], "systemd saw nothing end"
    assert what["restarts"][0] == what["restarts"][1]


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


def test_what_an_owner_types_works_and_changes_no_rights(seen: dict[str, Any]) -> None:
    what = seen["commands"]
    doctor = what["typed"].pop("doctor --yes --only crashes")
    assert {name: typed["code"] for name, typed in what["typed"].items()} == dict.fromkeys(what["typed"], 0), what
    assert doctor["code"] in {0, 2}, doctor
    assert "may not be read" not in doctor["said"], "the doctor reads the journal, which tells of all the above"
    print(doctor["said"])
    assert what["typed"]["version"]["said"].strip() == kiosk.__version__
    assert "https://" in what["typed"]["trainer status"]["said"]
    assert what["settings_are"] == "hinge-mirror"


def test_an_update_comes_up_and_is_kept(updated: dict[str, Any]) -> None:
    what = updated["update_holds"]
    assert what["was_working"]
    assert what["took"] is not None, what["said"]
    print(f"an update took {what['took']:.0f} s")
    assert (what["runs"], what["link"]) == (GOOD, f"releases/{GOOD}")
    assert what["state"]["before"] == kiosk.__version__
    assert what["state"]["history"][-1]["outcome"] == "held"


def test_a_bundle_that_was_tampered_with_is_never_opened(updated: dict[str, Any]) -> None:
    what = updated["update_forged"]
    assert what["took"] is not None, what["said"]
    assert what["runs"] == GOOD
    assert what["state"]["history"][-1]["outcome"] == "refused"
    assert FORGED not in what["releases"]


def test_an_update_that_does_not_come_up_is_returned_from_with_no_hand(updated: dict[str, Any]) -> None:
    what = updated["update_returns"]
    assert what["took"] is not None, what["said"]
    print(f"returned from after {what['took']:.0f} s, back after {what['back']:.1f} more")
    assert what["back"] is not None
    assert (what["runs"], what["link"], what["state"]["good"]) == (GOOD, f"releases/{GOOD}", GOOD)
    assert what["state"]["history"][-1]["outcome"] == "returned"
    assert BROKEN not in what["releases"]


def test_a_power_cut_during_a_trial_leaves_a_mirror_that_starts(root: Path, bundles: dict[str, Path]) -> None:
    fresh = installed()
    assert fresh == root
    begun = boot(root, ["update_begins"], bundles=bundles, cut_after="update_begins")["update_begins"]
    assert begun["state"]["trying"], begun
    what = whole(root, ["after_a_cut"])["after_a_cut"]
    assert what["took"] is not None, what["said"]
    assert what["back"] is not None
    assert what["state"]["trying"] is None, what
    assert what["runs"] == what["state"]["good"]


def test_without_the_watchdog_a_hang_would_last(root: Path) -> None:
    """That what is proved above could fail."""
    what = whole(root, ["hangs"], drop_ins={STATION: "WatchdogSec=0"})["hangs"]
    assert what["was_working"], what
    assert what["seconds"] is None, "it came back by itself: then nothing above proves the watchdog"

