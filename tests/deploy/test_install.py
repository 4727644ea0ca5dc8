"""What an installation does to a machine, and that it can be done again, tried, cut off and taken back."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.setup.command import install, uninstall
from deploy.setup.options import Options
from deploy.setup.trouble import Refusal, Trouble
from tests.deploy.pretended import (
    CMDLINE,
    CONFIG,
    Programs,
    bundle_folder,
    machine_root,
    pi_site,
    state_of,
    times,
    tree,
)
from tests.release.bundles import describe


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return machine_root(tmp_path)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle_folder(tmp_path_factory.mktemp("bundle"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_machine_becomes_a_mirror(root: Path, source: Path) -> None:
    programs = Programs(root)
    install(pi_site(root, source, programs=programs))
    assert os.readlink(root / "opt/hinge-mirror/current") == "releases/1.0"
    assert (root / "opt/hinge-mirror/current/complete").is_file()
    assert state_of(root)["good"] == "1.0"
    assert (root / "opt/hinge-mirror/boot.pyz").is_file()
    assert (root / "etc/hinge-mirror.setup").read_text() == "1\n"
    assert (root / "etc/systemd/system/multi-user.target.wants/hinge-mirror-station.service").is_symlink()
    assert not (root / "etc/systemd/system/multi-user.target.wants/hinge-mirror-voice@.service").exists()
    assert (root / "etc/tmpfiles.d/hinge-mirror.conf").is_file()
    assert (root / "var/lib/hinge-mirror/ears/network.ort").is_file()
    assert os.readlink(root / "etc/systemd/system/default.target").endswith("multi-user.target")
    assert os.readlink(root / "etc/systemd/system/getty@tty1.service") == "/dev/null"
    assert os.access(root / "usr/local/bin/kiosk", os.X_OK)
    assert "dtparam=spi=on" in (root / "boot/firmware/config.txt").read_text().splitlines()
    assert (root / "boot/firmware/cmdline.txt").read_text().split()[-2:] == ["consoleblank=0", "cgroup_enable=memory"]
    installed = next(words for words in programs.asked if words[:2] == ["apt-get", "install"])
    assert {"minisign", "python3-picamera2"} <= set(installed)
    assert "python3-lgpio" not in installed, "the archive does not have it"
    assert ["/usr/local/bin/kiosk", "doctor"] in programs.asked


def test_nothing_that_updates_go_by_can_be_changed_by_what_the_mirror_runs_as(root: Path, source: Path) -> None:
    key = source.parent / "owner.pub"
    text = "untrusted comment: minisign public key 1\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n"
    key.write_text(text)
    install(pi_site(root, source, Options(key=key)))
    settings = root / "etc/hinge-mirror"
    assert mode(settings) == 0o2775
    there = root / "etc/hinge-mirror.pub"
    assert there.read_text() == key.read_text()
    for path in (there, root / "etc/hinge-mirror.setup"):
        assert mode(path) == 0o644
        assert path.parent == root / "etc", "in no folder that the mirror may write"
    assert mode(root / "var/lib/hinge-mirror") == 0o2750
    assert mode(root / "var/lib/hinge-mirror/incoming") == 0o2770
    if os.geteuid() == 0:
        assert there.stat().st_uid == 0
        assert settings.stat().st_uid == 0
        owners = {path.stat().st_uid for path in (root / "opt/hinge-mirror/releases").rglob("*")}
        users = {row.split(":")[0]: int(row.split(":")[2]) for row in (root / "etc/passwd").read_text().splitlines()}
        assert owners == {users["hinge-update"]}
        assert (root / "var/lib/hinge-mirror").stat().st_uid == users["hinge-mirror"]


def test_again_it_finds_nothing_to_do_and_writes_nothing(root: Path, source: Path) -> None:
    install(pi_site(root, source))
    whole, written = tree(root), times(root)
    programs = Programs(root)
    install(pi_site(root, source, programs=programs))
    assert tree(root) == whole
    assert times(root) == written
    assert not [words for words in programs.asked if words[0] in {"apt-get", "systemd-sysusers", "systemctl"}]


def test_a_dry_run_tells_it_all_and_changes_nothing(
    root: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, written = tree(root), times(root)
    programs = Programs(root)
    install(pi_site(root, source, Options(dry_run=True, page=True, language="es"), programs=programs))
    assert (tree(root), times(root)) == (before, written)
    said = capsys.readouterr().out
    for part in (
        "install minisign",
        "make the user hinge-mirror",
        "make /opt/hinge-mirror (hinge-update:hinge-mirror 755)",
        "releases/1.0",
        "config.txt: [all], dtoverlay=, dtparam=spi=on",
        "write /etc/systemd/system/hinge-mirror-station.service",
        "enable hinge-mirror-station.service",
        "turn the trainer's page on",
    ):
        assert part in said
    assert {words[0] for words in programs.asked} == {"dpkg-query"}


def test_what_the_owner_wrote_stays(root: Path, source: Path) -> None:
    install(pi_site(root, source))
    settings = root / "etc/hinge-mirror/settings.toml"
    settings.write_text('# mine\n[glass]\ndisplay = "kms"\n')
    install(pi_site(root, source))
    assert settings.read_text() == '# mine\n[glass]\ndisplay = "kms"\n'
    install(pi_site(root, source, Options(page=True, language="es")))
    assert settings.read_text().startswith('# mine\n[glass]\ndisplay = "kms"\n')
    assert "enabled = true" in settings.read_text()
    assert 'language = "es"' in settings.read_text()


def test_a_link_that_the_mirror_left_gives_nobody_a_file_of_roots(root: Path, source: Path) -> None:
    install(pi_site(root, source))
    victim = root / "etc/fstab"
    whole = tree(root)["etc/fstab"]
    settings = root / "etc/hinge-mirror/settings.toml"
    settings.unlink()
    settings.symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        install(pi_site(root, source))
    assert tree(root)["etc/fstab"] == whole


@pytest.mark.parametrize("text", ["[session\n", "session = 1\n", "trainer = []\n", "\xff"])
def test_settings_that_are_broken_are_left_to_the_mirror_to_tell_of(root: Path, source: Path, text: str) -> None:
    install(pi_site(root, source))
    settings = root / "etc/hinge-mirror/settings.toml"
    settings.write_bytes(text.encode("latin-1"))
    install(pi_site(root, source))
    assert settings.read_bytes() == text.encode("latin-1")


def test_a_damaged_unit_is_written_again_and_a_former_one_goes(root: Path, source: Path) -> None:
    install(pi_site(root, source))
    station = root / "etc/systemd/system/hinge-mirror-station.service"
    whole = station.read_text()
    station.write_text("")
    former = root / "etc/systemd/system/hinge-mirror-former.service"
    former.write_text("[Service]\n")
    former_addition = root / "etc/systemd/system/hinge-mirror-station.service.d/hinge-mirror-former.conf"
    former_addition.parent.mkdir()
    former_addition.write_text("[Service]\nNice=1\n")
    owners_addition = former_addition.with_name("override.conf")
    owners_addition.write_text("[Service]\nNice=2\n")
    others = root / "etc/systemd/system/others.service"
    others.write_text("[Service]\n")
    install(pi_site(root, source))
    assert station.read_text() == whole
    assert not former.exists()
    assert not former_addition.exists()
    assert owners_addition.exists(), "as systemctl edit leaves it"
    assert others.exists()


def test_a_later_bundle_takes_over_and_an_earlier_one_is_refused(root: Path, source: Path, tmp_path: Path) -> None:
    later = bundle_folder(tmp_path / "later", "1.1")
    install(pi_site(root, source))
    install(pi_site(root, later))
    assert os.readlink(root / "opt/hinge-mirror/current") == "releases/1.1"
    assert (state_of(root)["good"], state_of(root)["before"]) == ("1.1", "1.0")
    with pytest.raises(Refusal, match=r"1\.1 is installed"):
        install(pi_site(root, source))


def test_a_damaged_bundle_is_refused_before_it_reaches_the_releases(root: Path, source: Path, tmp_path: Path) -> None:
    damaged = tmp_path / source.name
    shutil.copytree(source, damaged)
    (damaged / "systemd/hinge-mirror-station.service").write_text("[Service]\nExecStart=/bin/false\n")
    before = tree(root)
    with pytest.raises(Refusal, match=r"station\.service: is damaged"):
        install(pi_site(root, damaged))
    assert tree(root) == before


def test_a_bundle_for_another_processor_is_refused(root: Path, tmp_path: Path) -> None:
    source = bundle_folder(tmp_path / "other")
    describe(source, version="1.0", machine="x86_64")
    with pytest.raises(Refusal, match="is for x86_64, and this is aarch64"):
        install(pi_site(root, source))


def test_a_full_card_is_refused(root: Path, source: Path) -> None:
    site = pi_site(root, source)
    with pytest.raises(Refusal, match="200 MB are free"):
        install(replace(site, machine=replace(site.machine, free_mb=200)))


def test_offline_says_what_is_missing(root: Path, source: Path) -> None:
    before = tree(root)
    with pytest.raises(Refusal, match=r"apt install .*minisign"):
        install(pi_site(root, source, Options(offline=True)))
    assert tree(root) == before


def test_without_a_network_it_says_so_and_can_go_on_later(root: Path, source: Path) -> None:
    with pytest.raises(Trouble, match="connected to the internet"):
        install(pi_site(root, source, programs=Programs(root, fails="update")))
    install(pi_site(root, source))
    assert state_of(root)["good"] == "1.0"


def test_a_key_that_is_none_is_refused(root: Path, source: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "secret.key"
    wrong.write_text("untrusted comment: minisign encrypted secret key\n" + "A" * 2000)
    with pytest.raises(Refusal, match=r"name the \.pub file"):
        install(pi_site(root, source, Options(key=wrong)))
    with pytest.raises(Refusal, match="cannot be read"):
        install(pi_site(root, source, Options(key=tmp_path / "none.pub")))


def test_uninstalling_leaves_the_owners_data_and_gives_the_machine_back(root: Path, source: Path) -> None:
    install(pi_site(root, source))
    records = root / "var/lib/hinge-mirror/records.sqlite"
    records.write_text("reps")
    uninstall(pi_site(root, source))
    assert records.read_text() == "reps"
    assert (root / "etc/hinge-mirror/settings.toml").is_file()
    for gone in ("opt/hinge-mirror", "usr/local/bin/kiosk", "etc/hinge-mirror.setup", "var/lib/hinge-mirror-setup"):
        assert not (root / gone).exists(), gone
    assert not list((root / "etc/systemd").rglob("hinge-mirror*"))
    assert (root / "boot/firmware/config.txt").read_text() == CONFIG
    assert (root / "boot/firmware/cmdline.txt").read_text() == CMDLINE
    assert not (root / "etc/systemd/system/default.target").is_symlink()
    assert not (root / "etc/systemd/system/getty@tty1.service").is_symlink()
    left = tree(root)
    uninstall(pi_site(root, source))
    assert tree(root) == left


def test_purging_leaves_nothing_of_ours(root: Path, source: Path) -> None:
    before = tree(root)
    programs = Programs(root)
    install(pi_site(root, source, programs=programs))
    uninstall(pi_site(root, source, programs=programs, purge=True))
    new = {path for path in tree(root).items() if before.get(path[0]) != path[1]}
    # The system's packages stay, and real programs remove the users.
    assert {path.split("/")[0] for path, _ in new} <= {"etc", "var"}
    assert {path for path, _ in new} <= {
        *("etc/passwd", "etc/group", "var/lib/packages"),
        *("etc/sysusers.d", "etc/tmpfiles.d", "etc/systemd/system/multi-user.target.wants"),
        "etc/systemd/system/sockets.target.wants",
    }
    assert ["userdel", "hinge-mirror"] in programs.asked


def test_trying_to_uninstall_tells_and_changes_nothing(
    root: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(pi_site(root, source))
    whole = tree(root)
    capsys.readouterr()
    uninstall(pi_site(root, source, Options(dry_run=True)))
    assert tree(root) == whole
    said = capsys.readouterr().out
    assert "leave /var/lib/hinge-mirror (--purge removes it)" in said
    assert "remove /opt/hinge-mirror" in said


def test_what_the_owner_set_before_us_comes_back(root: Path, source: Path) -> None:
    target = root / "etc/systemd/system/default.target"
    target.symlink_to("/lib/systemd/system/rescue.target")
    (root / "etc/systemd/system/getty@tty1.service").symlink_to("/dev/null")
    config = root / "boot/firmware/config.txt"
    config.write_text("dtparam=spi=on\n")
    install(pi_site(root, source))
    config.write_text(config.read_text() + "gpu_mem=64\n")
    install(pi_site(root, source))
    uninstall(pi_site(root, source))
    assert os.readlink(target) == "/lib/systemd/system/rescue.target"
    assert os.readlink(root / "etc/systemd/system/getty@tty1.service") == "/dev/null"
    assert config.read_text() == "dtparam=spi=on\ngpu_mem=64\n"
