"""A whole machine, from the power on: see the package's own words."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.boards.kept import ROOT, only_where_changed
from tests.boot.bundles import HOME, run

from .disks import stick
from .emulated_pc import HEIGHT, WIDTH, EmulatedPC
from .shown import OTHERS, REFERENCE, is_black, shows
from .system import machine

pytestmark = [
    pytest.mark.machine,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(os.geteuid() != 0, reason="a system is installed by root: sudo make test-machine"),
    pytest.mark.skipif(platform.machine() != "x86_64", reason="the machine that is emulated is a PC"),
]

LIMIT = 900.0
"""Seconds to wait for an answer."""

EXPOSED = 2.0

STRANGE = "9.9.9"
"""The version of an update that is on the stick, by somebody else."""


HERE = Path(__file__).parent

DEPENDS_ON = [
    *HERE.glob("*.py"),
    *(ROOT / "tests" / "boot" / f"{name}.py" for name in ("bundles", "inside", "root")),
    *(ROOT / "deploy" / name for name in ("install", "setup", "packing", "locks")),
    *(ROOT / "kiosk" / name for name in ("health", "release", "station", "update", "mirror/display.py")),
    ROOT / "systemd",
]
PASSED = HERE / "passed"
"""The digest of `DEPENDS_ON` of the last run that passed. Part of the project: it takes a quarter of an hour, and is
to be run where it could come to something else."""


@pytest.fixture(scope="module", autouse=True)
def only_where_something_changed(request: pytest.FixtureRequest) -> Iterator[None]:
    yield from only_where_changed(request, DEPENDS_ON, PASSED)


@dataclass
class Start:
    """``black_until``, ``attract_at``: seconds from the power on, as seen from outside."""

    black_until: float | None = None
    attract_at: float | None = None
    up: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, float]:
        """Seconds of each part of the start, by its name; together, all of it."""
        stamps = self.up["seconds"]
        began, drawn = stamps["ExecMainStartTimestampMonotonic"], stamps["ActiveEnterTimestampMonotonic"]
        # The kernel's clock began when it did; what is left until then is the emulator's firmware, and the loading.
        kernel = stamps["InitRDTimestampMonotonic"] or stamps["UserspaceTimestampMonotonic"]
        assert self.attract_at is not None
        parts = {
            "kernel": kernel,
            "initrd": stamps["UserspaceTimestampMonotonic"] - kernel,
            "the system, until the mirror is started": began - stamps["UserspaceTimestampMonotonic"],
            "the mirror, until its first picture": drawn - began,
        }
        return parts | {"the rest, with the firmware": self.attract_at - sum(parts.values())}


def start(pc: EmulatedPC, place: Path, name: str) -> Start:
    """Look at the glass until it invites somebody; leave pictures of it in ``place``."""
    found = Start()

    def attracts() -> bool:
        picture = pc.glass()
        # Until the kernel has the screen, it shows what the firmware says.
        if picture is None or picture.shape[:2] != (HEIGHT, WIDTH) or is_black(picture):
            return False
        if found.black_until is None:
            found.black_until = pc.until(lambda: True, LIMIT)
            cv2.imwrite(str(place / f"{name}-first.png"), picture)
        cv2.imwrite(str(place / f"{name}-last.png"), picture)
        return shows(picture, "idle")

    found.attract_at = pc.until(attracts, LIMIT)
    assert found.attract_at is not None, f"see {place / 'last.png'}\n{pc.last()}"
    found.up = pc.ask("up", LIMIT)
    return found


@pytest.fixture(scope="module")
def place() -> Path:
    folder = HOME / "machine"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Life:
    """What became of a machine whose root was made read-only."""

    first: Start
    verified: dict[str, Any]
    made: dict[str, Any]
    second: Start
    again: dict[str, Any]
    mounts: dict[str, Any]
    stick: dict[str, Any]
    looked_at: dict[str, Any]
    gone: dict[str, Any]
    third: Start
    marks: dict[str, Any]
    records: dict[str, Any]


@pytest.fixture(scope="module")
def life(place: Path) -> Life:
    """Installed; made read-only; started so, given a stick, the plug pulled; started once more."""
    trixie = machine("trixie", place)
    (bundle,) = (HOME / "bundles" / "as-it-is").glob("*.tar")
    installer = f"/root/{bundle.stem}/install"
    strange = stick(place / "stick.img", _by_somebody_else(place))
    with EmulatedPC(trixie, place) as pc:
        first = start(pc, place, "first")
        verified = pc.ask("verified", LIMIT)
        made = pc.ask("made_read_only", LIMIT, installer=installer)
    with EmulatedPC(trixie, place) as pc:
        second = start(pc, place, "second")
        again = pc.ask("made_read_only", LIMIT, installer=installer)
        mounts = pc.ask("mounts", LIMIT)
        pc.ask("write_marks", LIMIT)
        pc.plug_in(strange)
        stuck = pc.ask("mounted_stick", LIMIT)
        looked_at = pc.ask("looked_at", LIMIT, version=STRANGE)
        pc.pull_out()
        gone = pc.ask("stick_gone", LIMIT)
    with EmulatedPC(trixie, place) as pc:
        third = start(pc, place, "third")
        marks, records = pc.ask("marks", LIMIT), pc.ask("records", LIMIT)
    return Life(first, verified, made, second, again, mounts, stuck, looked_at, gone, third, marks, records)


def _by_somebody_else(place: Path) -> list[Path]:
    """An update that another key signed."""
    folder = place / "strange"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    bundle, key = folder / f"hinge-mirror-{STRANGE}.tar", folder / "key"
    bundle.write_bytes(b"whatever")
    run(["minisign", "-G", "-f", "-W", "-p", str(folder / "pub"), "-s", str(key)])
    run(["minisign", "-S", "-s", str(key), "-m", str(bundle)])
    return [bundle, bundle.with_name(f"{bundle.name}.minisig")]


def test_another_screen_is_not_taken_for_the_one_that_invites() -> None:
    for screen in ("idle", *OTHERS):
        picture = cv2.imread(str(REFERENCE / f"{screen}.png"))
        assert picture is not None
        assert shows(np.asarray(picture, np.uint8), "idle") is (screen == "idle"), screen


@pytest.mark.parametrize("which", ["first", "second", "third"])
def test_it_comes_up_by_itself_and_invites(life: Life, which: str) -> None:
    found: Start = getattr(life, which)
    assert found.up["draws"]
    # Debian's own cannot remount an overlay; nothing of the mirror waits for it.
    failed = {line.split()[0] for line in found.up["failed"]}
    assert failed <= (set() if which == "first" else {"systemd-remount-fs.service"})
    assert (int(found.up["systemd"]) >= 257, found.up["control_groups"]) == (True, True)
    longest = max(found.parts, key=lambda name: found.parts[name])
    print(f"{which}: black for {found.black_until:.0f} s, invites after {found.attract_at:.0f} s; longest: {longest}")
    print("; ".join(f"{name} {seconds:.1f} s" for name, seconds in found.parts.items()))
    print("; ".join(line.strip() for line in found.up["blame"]))
    assert all(seconds >= 0.0 for seconds in found.parts.values())


def test_trixies_systemd_finds_nothing_wrong_in_the_units(life: Life) -> None:
    assert life.verified["code"] == 0, life.verified["said"]
    assert "hinge-mirror" not in life.verified["said"], life.verified["said"]
    exposed = {name: re.search(r"(\d+\.\d)", said) for name, said in life.verified["exposed"].items()}
    assert len(exposed) >= 8
    for name, found in exposed.items():
        assert found is not None, life.verified["exposed"][name]
        print(f"{name}: {found[1]}")
        assert float(found[1]) <= EXPOSED, name


def test_the_root_is_read_only_and_what_the_mirror_keeps_is_not(life: Life) -> None:
    assert life.made["code"] == 0, life.made["said"]
    assert life.mounts["/"] == "overlay"
    assert {kind for place, kind in life.mounts.items() if place != "/"} == {"ext4"}
    assert life.again["code"] != 0, "what it installed now would be forgotten"
    assert "overlayroot=disabled" in life.again["said"]


def test_a_pulled_plug_takes_what_was_written_to_the_root_and_nothing_else(life: Life) -> None:
    assert life.marks == {mark: mark != "/etc/mark" for mark in life.marks}
    assert len(life.marks) == 4
    assert life.records["code"] == 0, life.records["said"]


def test_a_stick_is_mounted_to_be_read_looked_at_and_let_go(life: Life) -> None:
    assert life.stick["took"] is not None
    assert life.stick["kind"] == "vfat"
    assert {"ro", "nosuid", "nodev", "noexec"} <= set(life.stick["options"])
    print(f"mounted after {life.stick['took']:.1f} s, looked at after {life.looked_at['took']} s more")
    (passed,) = life.looked_at["passed"]
    assert passed["outcome"] == "refused", passed
    assert life.looked_at["runs"] != STRANGE
    assert life.gone["took"] is not None
