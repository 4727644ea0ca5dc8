"""The units, as systemd itself reads them: no key that it does not know, and no more exposed than they must be."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
UNITS = sorted(path.name for path in SYSTEMD.iterdir() if path.suffix in {".service", ".socket", ".timer", ".path"})
SERVICES = [name for name in UNITS if name.endswith(".service")]
ASKED = 2.0
PROGRAMS = re.compile(r"/opt/hinge-mirror/\S+|/usr/local/bin/kiosk")

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def laid_out(folder: Path) -> list[Path]:
    """Copies of the units that start a program which is there: that ours is not installed here is no fault of theirs.
    An instance stands for each template."""
    paths = []
    for name in UNITS:
        path = folder / name
        path.write_text(PROGRAMS.sub("/bin/true", (SYSTEMD / name).read_text(encoding="utf-8")), encoding="utf-8")
        paths.append(path)
    return paths


def analyzed(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def complaints(paths: list[Path]) -> list[str]:
    """Of systemd about the units at ``paths``, and not about others of this machine."""
    done = analyzed("verify", "--recursive-errors=no", *paths)
    return [line for line in done.stderr.splitlines() if "hinge-mirror" in line or str(paths[0].parent) in line]


def test_systemd_has_nothing_to_say_about_them(tmp_path: Path) -> None:
    assert complaints(laid_out(tmp_path)) == []


@pytest.mark.parametrize("wrong", ["WatchdgoSec=3", "Restart=allways", "MemoryMax=lots"])
def test_and_it_would(tmp_path: Path, wrong: str) -> None:
    paths = laid_out(tmp_path)
    station = tmp_path / "hinge-mirror-station.service"
    station.write_text(station.read_text().replace("[Service]", f"[Service]\n{wrong}"))
    assert complaints(paths)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_exposed_no_more_than_it_must(tmp_path: Path, name: str) -> None:
    laid_out(tmp_path)
    instance = name.replace("@.", "@1.")
    (tmp_path / name).rename(tmp_path / instance)
    done = analyzed("security", "--offline=true", "--json=short", tmp_path / instance)
    assert done.returncode == 0, done.stderr
    rated = json.loads(done.stdout)
    assert len(rated) > 50, "something was rated"
    strict = analyzed("security", "--offline=true", f"--threshold={ASKED * 10:.0f}", tmp_path / instance)
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d)", strict.stdout)
    assert found is not None, strict.stdout[-500:]
    print(f"{name}: {found[1]}")
    assert float(found[1]) <= ASKED
    assert strict.returncode == 0


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_of_ours_runs_as_root(name: str) -> None:
    text = (SYSTEMD / name).read_text(encoding="utf-8")
    users = re.findall(r"^User=(.+)$", text, re.MULTILINE)
    assert len(users) == 1
    assert users[0] in {"hinge-mirror", "hinge-update"}
    assert not re.search(r"^Exec\w+=[-@:]*[+!]", text, re.MULTILINE), "nor does one of its commands"
