"""The installer in real systems: Bookworm and Trixie of arm64, emulated, as somebody's Pi has them; and, where the
plug is pulled at every step, Bookworm of this machine's own kind.

What a Pi has beyond Debian cannot be had here: the packages of its camera and its pins, and the firmware that reads
config.txt. Nor does apt go through a network in there: it has a folder of Debian's own packages (`archive.py`).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import pytest

from deploy.packing.bundle import make_bundle
from deploy.setup.plan import STEPS
from deploy.setup.steps.release import ReleaseFolder
from tests.arm64.plain_video import write_plain_video
from tests.arm64.traces import ANGLES, apart, read_trace
from tests.deploy.pretended import CMDLINE, CONFIG, tree
from tests.deploy.roots import (
    LIKE_PI_OS_LITE,
    PROJECT,
    Ran,
    System,
    archive_for,
    environment,
    machine_of,
    native,
    pristine,
    unpacked,
)

Made = TypeVar("Made")

pytestmark = [
    pytest.mark.deploy,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(os.geteuid() != 0, reason="a system is installed by root: sudo make test-deploy"),
]

BUNDLE, VERSION = "/srv/bundle", "0.1.0"

EVERY, SHOWN = 6, (2.5, 12.6)
"""Which of the demo's pictures, and between what seconds: its first two reps. An emulated network takes more than a
second for each."""

IN_HALF = 1.5
"""Degrees that an angle may be apart in half of the pictures; 0.3 to 0.9 were found."""

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


def install(system: System, bundle: Path, *options: str) -> Ran:
    """Run the installer in there, from a folder that it cannot write to."""
    return system.run([f"{BUNDLE}/install", *options], shown=[(bundle, BUNDLE)])


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def installed(
    request: pytest.FixtureRequest, bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    suite = str(request.param)
    bundle = bundle_for("arm64", bundles, tmp_path_factory.mktemp("bundle"))
    took: dict[str, float] = {}
    archive = timed(took, "packages", lambda: archive_for(suite, "arm64", [*LIKE_PI_OS_LITE, *needed(suite)]))
    bare = timed(took, "bare system", lambda: pristine(suite, "arm64", archive=archive))
    with unpacked(bare, suite, archive) as system:
        lay_out(system)
        before = tree(system.root)
        dry = timed(took, "dry run", lambda: install(system, bundle, "--dry-run"))
        after_dry = tree(system.root)
        first = timed(took, "first", lambda: install(system, bundle, "--language", "es"))
        assert first.code == 0, first.said
        after_first = tree(system.root)
        second = timed(took, "second", lambda: install(system, bundle, "--offline"))
        after_second = tree(system.root)
        print(f"{suite} arm64, emulated: {', '.join(f'{what} {took[what]:.0f} s' for what in took)}")
        yield Installed(system, suite, dry, first, second, before, after_dry, after_first, after_second, took)


def timed(took: dict[str, float], what: str, work: Callable[[], Made]) -> Made:
    began = time.monotonic()
    made = work()
    took[what] = time.monotonic() - began
    return made


def needed(suite: str) -> list[str]:
    """What the installer fetches there."""
    table = tomllib.loads((PROJECT / "deploy/setup/packages.toml").read_text(encoding="utf-8"))["needed"]
    return [*(name for name, why in table.items() if isinstance(why, str)), *table.get(suite, {})]


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


def test_the_second_run_found_nothing_to_do(installed: Installed) -> None:
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
    units = {
        unit.name: "enabled" if "\n[Install]" in unit.read_text(encoding="utf-8") else "static"
        for unit in sorted((PROJECT / "systemd").iterdir())
        if unit.is_file() and unit.suffix != ".md"
    }
    said = system.run(["systemctl", "is-enabled", *units]).said.split()
    assert dict(zip(units, said[-len(units) :], strict=True)) == units
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

    Another processor turns pictures with other last digits, and so does Bookworm's older OpenCV; int8 then reads
    other regions as differently as it errs (tests/arm64). So a rep's angles are within two degrees.
    """
    place = installed.system.root / "var/lib/hinge-mirror/proof"
    place.mkdir()
    clip, rate = few_pictures(place / "demo.avi")
    settings = '[pose]\nnetwork = "full"\narithmetic = "int8"\nthreads = 1\n[session]\npace = "{}/pace.toml"\n'
    for folder, seen in ((place, "/var/lib/hinge-mirror/proof"), (tmp_path, str(tmp_path))):
        (folder / "pace.toml").write_text("least = 1.0\nenough = 1.1\nenough_for = 0.5\n", encoding="utf-8")
        (folder / "settings.toml").write_text(settings.format(seen), encoding="utf-8")
    words = ["replay", "--config", "settings.toml", "--report", "report.json", "--trace", "trace.csv"]
    python = [sys.executable, "-m", "kiosk"]
    subprocess.run([*python, *words, clip], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)}, check=True)
    there = "/var/lib/hinge-mirror/proof"
    installed.system.run(["chown", "-R", "hinge-mirror:hinge-mirror", there])
    began = time.monotonic()
    at = [word if not word.endswith((".toml", ".json", ".csv")) else f"{there}/{word}" for word in words]
    ran = installed.system.run(["kiosk", *at, f"{there}/demo.avi"])
    assert ran.code == 0, ran.said
    ours, its = (json.loads((folder / "report.json").read_text()) for folder in (tmp_path, place))
    print(f"{its['frames']} pictures in {time.monotonic() - began:.0f} s; {its['counted']} counted")
    assert ours["counted"] == 2, "there must be something to compare"
    for key in ("counted", "attempts", "frames", "view", "facing", "drill"):
        assert its[key] == ours[key], key
    for mine, other in zip(ours["reps"], its["reps"], strict=True):
        assert [fault["id"] for fault in other["faults"]] == [fault["id"] for fault in mine["faults"]]
        assert other["bottom"] == pytest.approx(mine["bottom"], abs=1.0 / rate)
        for name in ("torso_inclination", "hip_flexion"):
            assert other["bottom_posture"][name] == pytest.approx(mine["bottom_posture"][name], abs=2.0), name
    traces = [read_trace(folder / "trace.csv") for folder in (tmp_path, place)]
    for name in ANGLES:
        assert apart(*traces, name)[0] <= IN_HALF, name


def few_pictures(path: Path) -> tuple[str, int]:
    """Some pictures of the demo, uncompressed, at ``path``; and how many a second."""
    video, pictures = cv2.VideoCapture(str(PROJECT / "kiosk/demo/hip_hinge.mp4")), []
    while (read := video.read())[0]:
        pictures.append(read[1])
    rate = round(video.get(cv2.CAP_PROP_FPS))
    first, last = (int(second * rate) for second in SHOWN)
    write_plain_video(path, pictures[first:last:EVERY], rate // EVERY)
    return str(path), rate // EVERY


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

READY = tuple(dict.fromkeys([*LIKE_PI_OS_LITE, *needed("bookworm")]))
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


@dataclass(frozen=True)
class Image:
    """A system that the installer was told the folder of. ``there``: what was in it then; ``in_run``: what was in its
    `/run` before."""

    system: System
    bundle: Path
    there: set[str]
    in_run: list[Path]


@pytest.fixture(scope="module")
def image(bundles: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    bundle = bundle_for(native(), bundles, tmp_path_factory.mktemp("bundle"))
    with unpacked(pristine("bookworm", native(), READY), "image") as system:
        lay_out(system)
        in_run = sorted((system.root / "run").iterdir())
        by_its_folder(system, bundle / "install", "--offline")
        yield Image(system, bundle, set(tree(system.root)), in_run)


def lay_out(system: System) -> None:
    """As a Pi has it, and with a place for the bundle."""
    (system.root / BUNDLE.lstrip("/")).mkdir()
    firmware = system.root / "boot/firmware"
    firmware.mkdir(parents=True)
    (firmware / "config.txt").write_text(CONFIG, encoding="utf-8")
    (firmware / "cmdline.txt").write_text(CMDLINE, encoding="utf-8")


def by_its_folder(system: System, program: Path, *options: str) -> None:
    """`--root`, as who builds a card's image runs it."""
    words = [str(program), "--root", str(system.root), *options]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_plug_is_pulled_at_every_step_and_the_next_run_finishes_it(image: Image) -> None:
    with unpacked(pristine("bookworm", native(), READY), "cut") as system:
        lay_out(system)
        cuts = []
        for step in STEPS:
            for after in IN_THE_RELEASE if step is ReleaseFolder else (0.02,):
                if pull_the_plug(system, image.bundle, step.TITLE, after):
                    cuts.append(f"{step.TITLE} +{after}")
        print(f"cut {len(cuts)} times: {', '.join(cuts)}")
        assert len(cuts) >= 12
        began = time.monotonic()
        done = install(system, image.bundle, "--offline")
        assert done.code == 0, done.said
        assert "Done." in done.said
        print(f"native: {time.monotonic() - began:.0f} s for what was left")
        # Environments have their making's dates in them, and the state what was done when.
        moving = re.compile(
            r"\.pyc$|__pycache__|/RECORD$|^var/(log|cache)/|^etc/(passwd|group|shadow|gshadow)-?$|^(run|tmp)/"
            r"|^etc/\.#"  # of systemd-sysusers, where it was cut
        )
        left, wanted = (
            {path for path in paths if not moving.search(path)} for paths in (tree(system.root), image.there)
        )
        assert left == wanted
        assert system.run(["kiosk", "models", "verify"]).code == 0
        assert install(system, image.bundle, "--offline").said.count("is so already") >= 10


def test_the_same_by_its_folder_for_an_image(image: Image, tmp_path: Path) -> None:
    """Nothing stays mounted; what is asked for later is done; and all of it goes."""
    root, key = image.system.root, tmp_path / "owner.pub"
    key.write_text(
        "untrusted comment: minisign public key 1\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n"
    )
    by_its_folder(image.system, image.bundle / "install", "--offline", "--key", str(key), "--page")
    assert str(root) not in Path("/proc/mounts").read_text()
    assert (root / "etc/hinge-mirror.pub").read_text() == key.read_text()
    assert "enabled = true" in (root / "etc/hinge-mirror/settings.toml").read_text()
    assert sorted((root / "run").iterdir()) == image.in_run
    by_its_folder(image.system, image.bundle / "deploy/uninstall", "--purge")
    left = [path for path in tree(root) if "hinge" in path]
    assert left == ["var/log/hinge-mirror-install.log"]
    for accounts in ("passwd", "group"):
        assert "hinge" not in (root / "etc" / accounts).read_text()
