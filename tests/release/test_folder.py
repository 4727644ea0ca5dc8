"""A release's folder is whole, or it is rubbish and known to be."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.release import BundleError, Layout, ReleaseError, is_complete, make_release, releases_there
from kiosk.release.folder import clear_rubbish, remove_release
from tests.release.bundles import PYTHON, TAG, describe, make_folder
from tests.release.cuts import cuts, stand_in_python
from tests.release.power import contents


def test_a_release_runs_and_has_all_that_it_needs(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "root")
    folder = make_release(make_folder(tmp_path, "1.2.0"), layout, PYTHON)
    assert folder == layout.release("1.2.0")
    assert is_complete(folder)
    assert (folder / "systemd/hinge-mirror-station.service").is_file()
    assert (folder / "ears/network.ort").is_file()
    command = [folder / "venv/bin/python", "-m", "kiosk", "version"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=True)
    assert ran.stdout == "1.2.0\n"
    configured = (folder / "venv/pyvenv.cfg").read_text(encoding="utf-8")
    assert "include-system-site-packages = true" in configured
    # The same again changes nothing; another bundle of that version is no update.
    made = (folder / "complete").stat().st_mtime_ns
    assert make_release(tmp_path / "hinge-mirror-1.2.0", layout, PYTHON) == folder
    assert (folder / "complete").stat().st_mtime_ns == made
    with pytest.raises(ReleaseError, match="another bundle"):
        make_release(make_folder(tmp_path / "other", "1.2.0", records=6), layout, PYTHON)


def test_a_wheel_that_is_not_the_locked_one_is_not_installed(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "root")
    bundle = make_folder(tmp_path, "1.2.0")
    lock = bundle / f"requirements-{TAG}.txt"
    lock.write_text(f"tiny-need==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    describe(bundle, version="1.2.0")
    with pytest.raises(ReleaseError, match="packages cannot be installed"):
        make_release(bundle, layout, PYTHON)
    assert not layout.release("1.2.0").exists()


def test_a_damaged_bundle_is_not_begun(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "root")
    bundle = make_folder(tmp_path, "1.2.0")
    (bundle / "install").write_text("", encoding="utf-8")
    with pytest.raises(BundleError, match="install: is damaged"):
        make_release(bundle, layout, PYTHON)
    assert not layout.release("1.2.0").exists()


def test_a_bundle_for_another_python_says_so(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "root")
    bundle = make_folder(tmp_path, "1.2.0")
    (bundle / f"requirements-{TAG}.txt").rename(bundle / "requirements-cp39.txt")
    describe(bundle, version="1.2.0")
    with pytest.raises(BundleError, match=f"has nothing for {TAG}"):
        make_release(bundle, layout, stand_in_python(tmp_path))
    assert not layout.release("1.2.0").exists()


def test_a_cut_at_any_step_leaves_a_whole_release_or_rubbish(tmp_path: Path) -> None:
    bundle = make_folder(tmp_path, "1.2.0")
    python = stand_in_python(tmp_path)
    program = f"""
from pathlib import Path
from kiosk.release import Layout, make_release
make_release(Path({str(bundle)!r}), Layout(Path(ROOT)), Path({str(python)!r}))
"""
    layout = Layout(tmp_path / "root")
    layout.root.mkdir()
    rubbish, cut = 0, None
    for cut in cuts(program, layout.root):
        if is_complete(layout.release("1.2.0")):
            assert releases_there(layout) == ["1.2.0"]
            assert (layout.release("1.2.0") / "venv/bin/installed").is_file()
        else:
            assert not cut.done
            rubbish += layout.release("1.2.0").exists()
            clear_rubbish(layout)
            assert not layout.release("1.2.0").exists()
        assert make_release(bundle, layout, python) == layout.release("1.2.0")
    assert cut is not None
    assert cut.done
    assert rubbish > 10  # else nothing was cut in the middle


def test_who_is_killed_while_packages_are_installed_leaves_rubbish(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "root")
    bundle = make_folder(tmp_path, "1.2.0")
    python = stand_in_python(tmp_path, hangs=True)
    program = (
        "import sys; from pathlib import Path; from kiosk.release import Layout, make_release;"
        "make_release(*(kind(each) for kind, each in zip((Path, lambda p: Layout(Path(p)), Path), sys.argv[1:])))"
    )
    command = [PYTHON, "-c", program, bundle, layout.root, python]
    with subprocess.Popen(command, start_new_session=True) as maker:
        while not (layout.release("1.2.0") / "venv/bin/installing").exists():
            assert maker.poll() is None
            time.sleep(0.01)
        os.killpg(maker.pid, signal.SIGKILL)
    assert releases_there(layout) == []
    assert clear_rubbish(layout) == ["1.2.0"]
    assert not layout.release("1.2.0").exists()


def test_a_removal_that_is_cut_off_leaves_no_half_release(tmp_path: Path) -> None:
    bundle, python = make_folder(tmp_path, "1.2.0"), stand_in_python(tmp_path)
    program = """
from pathlib import Path
from kiosk.release import Layout, remove_release
remove_release(Layout(Path(ROOT)).release("1.2.0"))
"""
    layout = Layout(tmp_path / "root")
    folder = make_release(bundle, layout, python)
    whole = contents(folder)
    left = [contents(folder) for _ in cuts(program, layout.root)]
    assert left[0] == whole
    assert all(each == whole or "complete" not in each for each in left)
    assert len(left) > 10
    assert not folder.exists()


def test_what_is_no_release_is_not_taken_for_one(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    for name in ("1.0", "0.9", "1.0rc1", "notes", "0.8"):
        (layout.releases / name).mkdir(parents=True)
        if name != "0.8":
            (layout.releases / name / "complete").write_text("", encoding="utf-8")
    (layout.releases / "2.0").symlink_to("1.0")
    assert releases_there(layout) == ["0.9", "1.0rc1", "1.0"]
    assert clear_rubbish(layout) == ["0.8", "notes"]
    assert (layout.releases / "1.0").is_dir()


def test_what_cannot_be_removed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "1.0").mkdir()
    monkeypatch.setattr("shutil.rmtree", refuses)
    with pytest.raises(ReleaseError, match="Permission denied"):
        remove_release(tmp_path / "1.0")
