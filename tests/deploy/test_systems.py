"""The installer in real systems: Bookworm and Trixie of arm64, emulated, as somebody's Pi has them; and, where the
plug is pulled at every step, Bookworm of this machine's own kind.

What a Pi has beyond Debian cannot be had here: the packages of its camera and its pins, and the firmware that reads
config.txt.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import pytest

from deploy.packing.bundle import make_bundle
from deploy.setup.plan import STEPS
from deploy.setup.steps.release import ReleaseFolder
from tests.arm64.plain_video import write_plain_video
from tests.deploy.pretended import CMDLINE, CONFIG, tree
from tests.deploy.roots import (
    LIKE_PI_OS_LITE,
    PROJECT,
    Ran,
    System,
    environment,
    machine_of,
    native,
    pristine,
    unpacked,
)

pytestmark = [
    pytest.mark.deploy,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(os.geteuid() != 0, reason="a system is installed by root: sudo make test-deploy"),
]

BUNDLE, VERSION = "/srv/bundle", "0.1.0"

EVERY, SHARE = 6, 0.4
"""Which of the demo's pictures, and how much of it: an emulated network takes seconds for each."""

OF_A_RELEASE = (
    *(
        "ai_edge_litert.interpreter",
        "cv2",
        "numpy",
        "pygame",
        "pydantic",
        "tomlkit",
        "typer",
        "rich",
        "segno",
        "gpiozero",
    ),
    *(
        "onnxruntime",
        "sounddevice",
        "soundfile",
        "soxr",
        "cryptography",
        "fastapi",
        "jinja2",
        "uvicorn",
        "itsdangerous",
    ),
)
"""What must be found in it, by the names that programs import."""


@dataclass
class Installed:
    """A system in which the installer ran twice. ``took``: seconds by what was done."""

    system: System
    suite: str
    dry: Ran
    first: Ran
    second: Ran
    before: dict[str, str]
    after_dry: dict[str, str]
    after_first: dict[str, str]
    after_second: dict[str, str]
    took: dict[str, float]


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The unpacked bundle by architecture, made when it is asked for first."""
    return {}


def bundle_for(arch: str, bundles: dict[str, Path], place: Path) -> Path:
    if arch not in bundles:
        bundle = make_bundle(machine_of(arch), place / arch, lambda line: print(f"  {line}"))
        print(f"bundle for {arch}: {bundle.stat().st_size / 1e6:.0f} MB")
        with tarfile.open(bundle) as archive:
            archive.extractall(place / arch, filter="tar")
        bundles[arch] = place / arch / bundle.stem
    return bundles[arch]


def install(system: System, bundle: Path, *options: str, network: bool = False) -> Ran:
    """Run the installer in there, from a folder that it cannot write to."""
    return system.run([f"{BUNDLE}/install", *options], shown=[(bundle, BUNDLE)], network=network)


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def installed(
    request: pytest.FixtureRequest, bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    suite = str(request.param)
    bundle = bundle_for("arm64", bundles, tmp_path_factory.mktemp("bundle"))
    with unpacked(pristine(suite, "arm64"), suite) as system:
        firmware = system.root / "boot/firmware"
        firmware.mkdir(parents=True)
        (firmware / "config.txt").write_text(CONFIG, encoding="utf-8")
        (firmware / "cmdline.txt").write_text(CMDLINE, encoding="utf-8")
        shutil.copyfile("/etc/resolv.conf", system.root / "etc/resolv.conf")
        (system.root / BUNDLE.lstrip("/")).mkdir()
        took: dict[str, float] = {}
        before = tree(system.root)
        dry = timed(took, "dry run", lambda: install(system, bundle, "--dry-run"))
        after_dry = tree(system.root)
        first = timed(took, "first", lambda: install(system, bundle, "--language", "es", network=True))
        assert first.code == 0, first.said
        after_first = tree(system.root)
        second = timed(took, "second", lambda: install(system, bundle, "--offline"))
        after_second = tree(system.root)
        print(f"{suite} arm64, emulated: {', '.join(f'{what} {took[what]:.0f} s' for what in took)}")
        yield Installed(system, suite, dry, first, second, before, after_dry, after_first, after_second, took)


def timed(took: dict[str, float], what: str, work: Any) -> Ran:
    began = time.monotonic()
    ran: Ran = work()
    took[what] = time.monotonic() - began
    return ran


def test_a_dry_run_changed_nothing(installed: Installed) -> None:
    assert installed.dry.code == 0, installed.dry.said
    assert installed.after_dry == installed.before
    assert "install minisign" in installed.dry.said
    assert "write /etc/systemd/system/hinge-mirror-station.service" in installed.dry.said


def test_one_command_was_enough_and_told_what_only_a_pi_has(installed: Installed) -> None:
    for name in ("python3-picamera2", "python3-lgpio"):
        assert f"left out: {name}" in installed.first.said
    assert "the networks are whole" in installed.first.said
    assert "Done." in installed.first.said


def test_the_second_run_found_nothing_to_do_without_a_network(installed: Installed) -> None:
    assert installed.second.code == 0, installed.second.said
    log = "var/log/hinge-mirror-install.log"
    changed = {
        path
        for path in installed.after_first.keys() | installed.after_second.keys()
        if installed.after_first.get(path) != installed.after_second.get(path)
    }
    assert {path for path in changed if not path.startswith("var/lib/hinge-mirror/")} <= {log}


def test_users_have_only_their_own(installed: Installed) -> None:
    system = installed.system
    assert "nologin" in system.run(["getent", "passwd", "hinge-mirror"]).said
    assert system.run(["id", "-gn", "hinge-update"]).said.strip() == "hinge-mirror"
    for user, path, may in (
        ("hinge-mirror", "/etc/hinge-mirror/settings.toml", True),
        ("hinge-mirror", "/var/lib/hinge-mirror", True),
        ("hinge-mirror", "/opt/hinge-mirror", False),
        ("hinge-mirror", f"/opt/hinge-mirror/releases/{VERSION}/venv/bin/kiosk", False),
        ("hinge-mirror", "/usr/local/bin/kiosk", False),
        ("hinge-update", "/opt/hinge-mirror/releases", True),
        ("hinge-update", f"/opt/hinge-mirror/releases/{VERSION}/venv/bin", True),
        ("hinge-update", "/var/lib/hinge-mirror", False),
        ("hinge-update", "/var/lib/hinge-mirror/incoming", True),
        ("hinge-update", "/etc/systemd/system", False),
    ):
        ran = system.run(["test", "-w", path], user=user)
        assert (ran.code == 0) is may, f"{user} {'cannot' if may else 'can'} write {path}"
    for user in ("hinge-mirror", "hinge-update"):
        for forged in (
            "echo 9 > /etc/hinge-mirror.setup",
            "mv /etc/hinge-mirror.setup /tmp",
            "touch /etc/hinge-mirror.pub",
        ):
            assert system.run(["sh", "-c", forged], user=user).code != 0, "what updates go by is root's"


def test_units_start_by_themselves_and_the_screen_is_free(installed: Installed) -> None:
    system = installed.system
    for unit in sorted((PROJECT / "systemd").iterdir()):
        if unit.is_file() and unit.suffix != ".md":
            said = system.run(["systemctl", "is-enabled", unit.name]).said.split()[-1:]
            wanted = "enabled" if "\n[Install]" in unit.read_text(encoding="utf-8") else "static"
            assert said == [wanted], unit.name
    assert system.run(["systemctl", "get-default"]).said.strip() == "multi-user.target"
    assert "masked" in system.run(["systemctl", "is-enabled", "getty@tty1.service"]).said
    verified = system.run(["systemd-analyze", "verify", "--recursive-errors=no", "hinge-mirror-station.service"])
    assert verified.code == 0, verified.said


def test_the_firmware_is_told(installed: Installed) -> None:
    firmware = installed.system.root / "boot/firmware"
    assert (firmware / "config.txt").read_text().startswith(CONFIG)
    assert "dtparam=spi=on" in (firmware / "config.txt").read_text().splitlines()
    assert (firmware / "cmdline.txt").read_text().startswith(CMDLINE.strip())


def test_every_wheel_can_be_imported(installed: Installed) -> None:
    python = "/opt/hinge-mirror/current/venv/bin/python"
    words = "import importlib, numpy; [importlib.import_module(name) for name in NAMES]; print(numpy.__file__)"
    ran = installed.system.run([python, "-c", words.replace("NAMES", repr(OF_A_RELEASE))], user="hinge-mirror")
    assert ran.code == 0, ran.said
    own = "/opt/hinge-mirror" in ran.said.splitlines()[-1]
    assert own is (installed.suite == "bookworm"), (
        "Trixie's numpy is the system's, for its camera is built against it"
    )


def test_the_command_answers_as_the_mirrors_user(installed: Installed) -> None:
    helped = installed.system.run(["kiosk", "--help"])
    assert helped.code == 0
    assert "calibrate" in helped.said
    said = installed.system.run(["sh", "-c", "cd /root && kiosk records list"])
    assert said.code == 0, said.said
    refused = installed.system.run(["kiosk", "--help"], user="nobody")
    assert (refused.code, "sudo kiosk --help" in refused.said) == (2, True)


def test_int8_on_the_demo_comes_to_what_it_comes_to_here(installed: Installed, tmp_path: Path) -> None:
    """The very release, as the mirror's own user: the same reps with the same faults.

    Its OpenCV is older on Bookworm, and another processor's on both: pictures are turned with other last digits;
    int8 then reads other regions as differently as it errs (tests/arm64). So angles are within two degrees.
    """
    place = installed.system.root / "var/lib/hinge-mirror/proof"
    place.mkdir()
    clip, rate = few_pictures(place / "demo.avi")
    settings = '[pose]\nnetwork = "full"\narithmetic = "int8"\nthreads = 1\n[session]\npace = "{}/pace.toml"\n'
    for folder, seen in ((place, "/var/lib/hinge-mirror/proof"), (tmp_path, str(tmp_path))):
        (folder / "pace.toml").write_text("least = 1.0\nenough = 1.1\nenough_for = 0.5\n", encoding="utf-8")
        (folder / "settings.toml").write_text(settings.format(seen), encoding="utf-8")
    words = ["replay", "--config", "settings.toml", "--report", "report.json"]
    python = [sys.executable, "-m", "kiosk"]
    subprocess.run([*python, *words, clip], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)}, check=True)
    there = "/var/lib/hinge-mirror/proof"
    installed.system.run(["chown", "-R", "hinge-mirror:hinge-mirror", there])
    began = time.monotonic()
    at = [word if not word.endswith((".toml", ".json")) else f"{there}/{word}" for word in words]
    ran = installed.system.run(["kiosk", *at, f"{there}/demo.avi"])
    assert ran.code == 0, ran.said
    ours, its = (json.loads((folder / "report.json").read_text()) for folder in (tmp_path, place))
    print(f"{its['frames']} pictures in {time.monotonic() - began:.0f} s; {its['counted']} counted")
    assert ours["counted"] >= 2, "there must be something to compare"
    for key in ("counted", "attempts", "frames", "view", "facing", "drill"):
        assert its[key] == ours[key], key
    for mine, other in zip(ours["reps"], its["reps"], strict=True):
        assert [fault["id"] for fault in other["faults"]] == [fault["id"] for fault in mine["faults"]]
        assert other["bottom"] == pytest.approx(mine["bottom"], abs=1.0 / rate)
        angles = "torso_inclination", "hip_flexion"
        for name in angles:
            assert other["bottom_posture"][name] == pytest.approx(mine["bottom_posture"][name], abs=2.0), name


def few_pictures(path: Path) -> tuple[str, int]:
    """Some pictures of the demo, uncompressed, at ``path``; and how many a second."""
    video, pictures = cv2.VideoCapture(str(PROJECT / "kiosk/demo/hip_hinge.mp4")), []
    while (read := video.read())[0]:
        pictures.append(read[1])
    rate = round(video.get(cv2.CAP_PROP_FPS)) // EVERY
    write_plain_video(path, pictures[: int(len(pictures) * SHARE) : EVERY], rate)
    return str(path), rate


def test_it_goes_and_leaves_the_owners_data(installed: Installed) -> None:
    """The last of them: nothing is installed after it."""
    system = installed.system
    ran = system.run(["/opt/hinge-mirror/current/deploy/uninstall"])
    assert ran.code == 0, ran.said
    assert (system.root / "etc/hinge-mirror/settings.toml").is_file()
    assert (system.root / "var/lib/hinge-mirror").is_dir()
    assert not (system.root / "opt/hinge-mirror").exists()
    left = {path.relative_to(system.root).as_posix() for path in (system.root / "etc").rglob("*hinge*")}
    assert left == {"etc/hinge-mirror"}
    assert (system.root / "boot/firmware/config.txt").read_text() == CONFIG
    assert (system.root / "boot/firmware/cmdline.txt").read_text() == CMDLINE
    assert "masked" not in system.run(["systemctl", "is-enabled", "getty@tty1.service"]).said


# From here on: this machine's own kind, so that many runs take little time.

_NEEDED = tomllib.loads((PROJECT / "deploy/setup/packages.toml").read_text(encoding="utf-8"))["needed"]

READY = tuple(dict.fromkeys([*LIKE_PI_OS_LITE, *(name for name, why in _NEEDED.items() if isinstance(why, str))]))
"""With all that the installer would fetch."""

IN_THE_RELEASE = (1.0, 4.0, 9.0)
"""Seconds into the longest step at which it is cut as well: its environment, its packages, its compiling."""


def pull_the_plug(system: System, bundle: Path, title: str, after: float) -> bool:
    """Install until it tells of the step of this ``title``, and kill all of it ``after`` so many seconds; False: it
    was done before."""
    words = system.command([f"{BUNDLE}/install", "--offline"], shown=[(bundle, BUNDLE)])
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(), start_new_session=True
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith(title):
                time.sleep(after)
                break
        if running.poll() == 0:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.stdout.read()
    return running.returncode != 0


def test_the_plug_is_pulled_at_every_step_and_the_next_run_finishes_it(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    bundle = bundle_for(native(), bundles, tmp_path)
    archive = pristine("bookworm", native(), READY)
    with unpacked(archive, "cut") as system, unpacked(archive, "whole") as undisturbed:
        for each in (system, undisturbed):
            (each.root / BUNDLE.lstrip("/")).mkdir()
            (each.root / "boot/firmware").mkdir(parents=True)
            (each.root / "boot/firmware/config.txt").write_text(CONFIG, encoding="utf-8")
            (each.root / "boot/firmware/cmdline.txt").write_text(CMDLINE, encoding="utf-8")
        cuts = []
        for step in STEPS:
            for after in IN_THE_RELEASE if step is ReleaseFolder else (0.02,):
                if pull_the_plug(system, bundle, step.TITLE, after):
                    cuts.append(f"{step.TITLE} +{after}")
        print(f"cut {len(cuts)} times: {', '.join(cuts)}")
        assert len(cuts) >= 12
        began = time.monotonic()
        for each in (system, undisturbed):
            done = install(each, bundle, "--offline")
            assert done.code == 0, done.said
            assert "Done." in done.said
        print(f"native: {time.monotonic() - began:.0f} s for a whole one and what was left of the other")
        # Environments have their making's dates in them, and the state what was done when.
        moving = re.compile(
            r"\.pyc$|__pycache__|/RECORD$|^var/(log|cache)/|^etc/(passwd|group|shadow|gshadow)-?$|^(run|tmp)/"
            r"|^etc/\.#"  # of systemd-sysusers, where it was cut
        )
        left, wanted = (
            {path for path in tree(each.root) if not moving.search(path)} for each in (system, undisturbed)
        )
        assert left == wanted
        assert system.run(["kiosk", "models", "verify"]).code == 0
        assert install(system, bundle, "--offline").said.count("is so already") >= 10


def test_the_same_by_its_folder_for_an_image(bundles: dict[str, Path], tmp_path: Path) -> None:
    """`--root`, as who builds a card's image runs it; nothing stays mounted."""
    bundle, key = bundle_for(native(), bundles, tmp_path), tmp_path / "owner.pub"
    key.write_text(
        "untrusted comment: minisign public key 1\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n"
    )
    with unpacked(pristine("bookworm", native(), READY), "image") as system:
        in_run = sorted((system.root / "run").iterdir())
        words = [str(bundle / "install"), "--root", str(system.root), "--offline", "--key", str(key), "--page"]
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert str(system.root) not in Path("/proc/mounts").read_text()
        assert (system.root / "etc/hinge-mirror.pub").read_text() == key.read_text()
        assert "enabled = true" in (system.root / "etc/hinge-mirror/settings.toml").read_text()
        assert sorted((system.root / "run").iterdir()) == in_run
        gone = [str(bundle / "deploy/uninstall"), "--root", str(system.root), "--purge"]
        assert subprocess.run(gone, capture_output=True, text=True).returncode == 0
        left = [path for path in tree(system.root) if "hinge" in path]
        assert left == ["var/log/hinge-mirror-install.log"]
        for accounts in ("passwd", "group"):
            assert "hinge" not in (system.root / "etc" / accounts).read_text()
