"""The plug is pulled at every single effect of an installation: the next run finishes it, as if nothing had been.

What is killed is a process, so what it wrote is there. That what it had not waited for is not needed is another test:
whatever takes a name has been synced, and so is its folder before anything else goes on.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from deploy.setup.command import install, uninstall
from deploy.setup.options import Options
from tests.deploy.pretended import Programs, bundle_folder, machine_root, pi_site, tree

EFFECTS = {
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.mkdir",
    "os.symlink",
    "os.link",
    "os.chmod",
    "os.chown",
    "os.truncate",
}

LEFT_BEHIND = re.compile(r"\.hinge-mirror-new$|/\.[^/]+\.new$")
"""What a cut may leave: files that have not taken their place."""

EVERY = pytest.mark.parametrize("every", [11, pytest.param(1, marks=[pytest.mark.deploy, pytest.mark.timeout(900)])])
"""Which effects are cut at: a few each time, all of them by `make test-deploy`."""

OPTIONS = Options(page=True, language="es")


class Cutter:
    """Counts effects on the disk from `arm` on, and kills its process at the ``at``-th, before it is done."""

    def __init__(self) -> None:
        self.at: int | None = None
        self.seen = 0
        sys.addaudithook(self._hear)

    def arm(self, at: int) -> None:
        self.at, self.seen = at, 0

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if self.at is None:
            return
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if event in EFFECTS or event == "subprocess.Popen" or writes:
            self.seen += 1
            if self.seen == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


CUTTER = Cutter()
"""One for all: a hook cannot be taken out again, and hears nothing until it is armed in a child."""


class CutPrograms(Programs):
    """The system's programs, before and after each of which the plug may be pulled too."""

    def run(self, words: Sequence[str]) -> str:
        sys.audit("os.rename", "before a program", "", -1, -1)
        said = super().run(words)
        sys.audit("os.rename", "after a program", "", -1, -1)
        return said


def cut(work: Callable[[], None], at: int) -> bool:
    """Do ``work`` in a child until its ``at``-th effect; whether it was killed there."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            CUTTER.arm(at)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the work itself failed"
    return False


def what_counts(root: Path) -> dict[str, str]:
    """All but what a cut may leave, and what tells of the runs."""
    return {path: said for path, said in tree(root).items() if not LEFT_BEHIND.search(path)}


@pytest.fixture
def no_syncing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A killed process has written what it wrote: waiting for the disk hundreds of times would tell nothing."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(os, "sync", lambda: None)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return bundle_folder(tmp_path / "bundle")


@EVERY
def test_an_installation_cut_off_anywhere_is_finished_by_the_next(
    every: int, source: Path, tmp_path: Path, no_syncing: None
) -> None:
    fresh = machine_root(tmp_path)
    whole = tmp_path / "whole"
    shutil.copytree(fresh, whole, symlinks=True)
    install(pi_site(whole, source, OPTIONS))
    wanted, root = what_counts(whole), tmp_path / "cut"
    for at in count(1, every):
        shutil.copytree(fresh, root, symlinks=True)
        if not cut(lambda: install(pi_site(root, source, OPTIONS, programs=CutPrograms(root))), at):
            break
        starts(root)
        install(pi_site(root, source, OPTIONS))
        assert what_counts(root) == wanted, f"after a cut at effect {at}"
        shutil.rmtree(root)
    assert at > 100, "it has more effects than that"


def starts(root: Path) -> None:
    """A machine must start whatever was cut: what starts by itself is whole, and so are the firmware's files."""
    for name, least in (("config.txt", "dtparam=audio=on"), ("cmdline.txt", "root=PARTUUID=1c2d-02")):
        assert least in (root / "boot/firmware" / name).read_text()
    units = root / "etc/systemd/system"
    if (units / "multi-user.target.wants/hinge-mirror-station.service").is_symlink():
        assert (units / "hinge-mirror-station.service").read_text().endswith("multi-user.target\n")
        assert (root / "opt/hinge-mirror/current/complete").is_file()


@EVERY
def test_an_uninstallation_cut_off_anywhere_is_finished_by_the_next(
    every: int, source: Path, tmp_path: Path, no_syncing: None
) -> None:
    installed = machine_root(tmp_path)
    install(pi_site(installed, source))
    whole = tmp_path / "whole"
    shutil.copytree(installed, whole, symlinks=True)
    uninstall(pi_site(whole, source))
    wanted, root = what_counts(whole), tmp_path / "cut"
    for at in count(1, every):
        shutil.copytree(installed, root, symlinks=True)
        if not cut(lambda: uninstall(pi_site(root, source, programs=CutPrograms(root))), at):
            break
        starts_without(root)
        uninstall(pi_site(root, source))
        assert what_counts(root) == wanted, f"after a cut at effect {at}"
        shutil.rmtree(root)
    assert at > 20, "it has more effects than that"


def starts_without(root: Path) -> None:
    link = root / "etc/systemd/system/multi-user.target.wants/hinge-mirror-station.service"
    assert not link.is_symlink() or (root / "opt/hinge-mirror/current/complete").is_file()


def test_what_takes_a_name_is_on_the_disk_before_and_its_folder_after(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, synced, owed = machine_root(tmp_path), set[int](), dict[str, str]()
    real_replace, real_fsync = os.replace, os.fsync

    def replace(old: Any, new: Any) -> None:
        if not os.path.islink(old) and not str(new).startswith("/dev"):
            assert os.stat(old).st_ino in synced, f"{new}: named before it was written"
        assert not owed, f"{new}: {owed} are not on the disk yet"
        real_replace(old, new)
        owed[os.path.dirname(new)] = str(new)

    def fsync(handle: int) -> None:
        real_fsync(handle)
        synced.add(os.fstat(handle).st_ino)
        owed.pop(os.readlink(f"/proc/self/fd/{handle}"), None)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "fsync", fsync)
    install(pi_site(root, source, OPTIONS))
    assert not owed
    assert len(synced) > 20
