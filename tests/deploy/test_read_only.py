"""A root that nothing writes to: only where it can work, turned on last, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.setup.options import Options
from deploy.setup.site import Site
from deploy.setup.steps.read_only import DATA, FOLDERS, OVERLAY, ReadOnlyRoot
from deploy.setup.trouble import Refusal, Trouble
from tests.deploy.pretended import Programs, bundle_folder, machine_root, pi_site

DEVICE = "/dev/mmcblk0p3"

FOUND = {"blkid -L hinge-data": f"{DEVICE}\n", f"blkid -o value -s TYPE {DEVICE}": "ext4\n"}


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    root = machine_root(tmp_path)
    for path in FOLDERS:
        (root / path.lstrip("/")).mkdir(parents=True)
        (root / path.lstrip("/") / "kept").write_text(path)
    return Programs(root, installed={"overlayroot"}, answers=dict(FOUND))


@pytest.fixture
def site(programs: Programs, tmp_path: Path) -> Site:
    return running(pi_site(programs.root, bundle_folder(tmp_path), Options(read_only=True), programs=programs))


def running(site: Site) -> Site:
    return replace(site, machine=replace(site.machine, running=True))


def fstab(site: Site) -> list[str]:
    return [line for line in site.at("/etc/fstab").read_text().splitlines() if not line.startswith("#")]


def test_what_the_mirror_keeps_moves_to_its_partition(site: Site, programs: Programs) -> None:
    step = ReadOnlyRoot(site)
    assert len(step.needed()) == len(FOLDERS) + 2
    step.do()
    assert step.needed() == []
    for path, name in FOLDERS.items():
        assert (site.at(DATA) / name / "kept").read_text() == path
        assert f"{DATA}/{name} {path} none bind 0 0" in fstab(site)
        assert str(site.at(path)) in programs.mounted
    assert fstab(site)[0] == "PARTUUID=1c2d-02 / ext4 defaults,noatime 0 1", "the owner's own stay"
    assert 'overlayroot="tmpfs:recurse=0"' in site.at(OVERLAY).read_text()
    assert "overlayroot=disabled" in site.at(OVERLAY).read_text(), "it says how to turn it off"


def test_what_overlayroot_does_not_ask_for_is_installed_with_it(site: Site, programs: Programs) -> None:
    ReadOnlyRoot(site).do()
    (install,) = [words for words in programs.asked if words[:2] == ["apt-get", "install"]]
    assert set(install[4:]) == {"busybox", "e2fsprogs"}, "overlayroot is there"
    assert programs.asked.index(["update-initramfs", "-u"]) == programs.asked.index(install) + 1
    ReadOnlyRoot(site).do()
    assert programs.asked.count(install) == 1


def test_it_is_not_turned_on_unless_all_else_is_done(site: Site, programs: Programs) -> None:
    class Failing(Programs):
        def run(self, words: Sequence[str]) -> str:
            if "--bind" in words and words[-1].endswith("/var/lib/hinge-mirror"):
                raise Trouble("mount: no")
            return super().run(words)

    failing = Failing(programs.root, installed={"overlayroot"}, answers=dict(FOUND))
    with pytest.raises(Trouble):
        ReadOnlyRoot(replace(site, shell=failing)).do()
    assert not site.at(OVERLAY).exists()
    ReadOnlyRoot(site).do()
    assert site.at(OVERLAY).exists()


def test_a_copy_that_was_cut_off_is_made_anew(site: Site) -> None:
    half = site.at(DATA) / ".state"
    half.mkdir(parents=True)
    (half / "half").write_text("written")
    ReadOnlyRoot(site).do()
    assert not half.exists()
    assert not (site.at(DATA) / "state/half").exists()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "needs a partition"),
        ({**FOUND, f"blkid -o value -s TYPE {DEVICE}": "vfat\n"}, "it must be ext4"),
    ],
)
def test_without_its_partition_it_is_refused(
    site: Site, programs: Programs, answers: dict[str, str], told: str
) -> None:
    programs.answers = answers
    with pytest.raises(Refusal, match=told):
        ReadOnlyRoot(site).needed()


def test_where_the_firmware_loads_no_initramfs_and_in_an_image_it_is_refused(site: Site) -> None:
    stopped = replace(site, machine=replace(site.machine, running=False))
    with pytest.raises(Refusal, match="not for an image"):
        ReadOnlyRoot(stopped).needed()
    site.at("/boot/firmware/config.txt").write_text("auto_initramfs=0\n")
    with pytest.raises(Refusal, match="auto_initramfs=1"):
        ReadOnlyRoot(site).needed()


@pytest.mark.parametrize("purge", [False, True])
def test_uninstalling_lets_the_root_be_written_again(site: Site, programs: Programs, purge: bool) -> None:
    before = fstab(site)
    ReadOnlyRoot(site).do()
    for undo in ReadOnlyRoot(replace(site, purge=purge)).undoing():
        undo.act()
    assert not site.at(OVERLAY).exists()
    assert not (site.at(DATA) / "releases").exists()
    assert (site.at(DATA) / "state").exists() is not purge
    assert (fstab(site) == before) is purge
    assert (f"{DATA}/state /var/lib/hinge-mirror none bind 0 0" in fstab(site)) is not purge
    assert programs.mounted == (set() if purge else {str(site.at(path)) for path in [DATA, *list(FOLDERS)[1:]]})
    assert ReadOnlyRoot(replace(site, purge=purge)).undoing() == []
