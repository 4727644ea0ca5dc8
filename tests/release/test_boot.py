"""The program that runs at boot: one file that needs no release to be sound."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kiosk.release import Layout, current, load_state
from kiosk.release.boot import main, write_boot_check
from kiosk.release.switch import Trial, begin_trial
from tests.release.cuts import cuts
from tests.release.test_switch import machine

HOUSE = Path(__file__).parents[2]


def run(layout: Layout, what: str) -> subprocess.CompletedProcess[str]:
    """As systemd would: nothing but Python's own library, no environment."""
    command = [sys.executable, "-I", "-S", layout.boot_check, what, "--root", layout.root]
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env={"PATH": os.environ["PATH"]})


def test_it_settles_by_itself(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    begin_trial(layout, Trial("1.1", digest="d"))
    write_boot_check(layout)
    first, second, third = (run(layout, "settle") for _ in range(3))
    assert "1.1 is on trial, once more" in first.stderr
    assert "1.1 did not hold" in second.stderr
    assert (third.returncode, third.stderr) == (0, "")
    assert current(layout) == "1.0"
    assert load_state(layout).history[-1].at is not None
    fitted = run(layout, "fit")  # these releases say nothing of themselves
    assert "release.json: cannot be read" in fitted.stderr
    assert fitted.returncode == 0, "no reason not to start"


def test_without_a_release_it_says_so(tmp_path: Path) -> None:
    layout = machine(tmp_path)
    write_boot_check(layout)
    ran = run(layout, "settle")
    assert ran.returncode == 1
    assert ran.stderr.startswith("E ")
    assert "install the mirror again" in ran.stderr


def test_it_can_be_made_out_of_a_wheel(tmp_path: Path) -> None:
    layout = machine(tmp_path / "root", "1.0", runs="1.0")
    wheel = tmp_path / "hinge_mirror-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in [HOUSE / "kiosk/__init__.py", HOUSE / "kiosk/whole.py", *(HOUSE / "kiosk/release").glob("*.py")]:
            archive.write(path, path.relative_to(HOUSE))
    command = [sys.executable, "-S", "-m", "kiosk.release.boot", "write", "--root", layout.root]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(wheel)}, cwd=tmp_path)
    from_wheel = layout.boot_check.read_bytes()
    write_boot_check(layout)
    assert layout.boot_check.read_bytes() == from_wheel
    assert run(layout, "settle").returncode == 0


def test_it_is_whole_at_every_moment(tmp_path: Path) -> None:
    program = """
from pathlib import Path
from kiosk.release import Layout
from kiosk.release.boot import write_boot_check
write_boot_check(Layout(Path(ROOT)))
"""
    layout = machine(tmp_path / "machine", "1.0", runs="1.0")
    layout.boot_check.write_bytes(b"an older one")
    found = [layout.boot_check.read_bytes() for _ in cuts(program, layout.root)]
    whole = found[-1]
    assert set(found) == {b"an older one", whole}
    layout.boot_check.write_bytes(whole)
    assert zipfile.ZipFile(layout.boot_check).testzip() is None


def test_what_it_cannot_do_is_no_traceback(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for what in ("settle", "write"):
        with pytest.raises(SystemExit) as caught:
            main([what, "--root", str(tmp_path / "nowhere")])
        assert caught.value.code == 1
