"""A bundle is taken as it was signed, whole, or not at all."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest

from kiosk.release import BundleError, check_files, read_release, unpack, verify_signature
from tests.release.bundles import Owner, describe, have_minisign, make_folder, pack, pack_raw

signed = pytest.mark.skipif(not have_minisign(), reason="minisign is not installed")


def test_what_was_packed_is_what_is_unpacked(tmp_path: Path) -> None:
    made = make_folder(tmp_path / "made", "1.2.0", records=6, setup=2)
    folder = unpack(pack(made), tmp_path / "work")
    release = read_release(folder)
    check_files(folder, release)
    assert (release.version, release.records, release.setup) == ("1.2.0", 6, 2)
    assert {p.name: p.read_bytes() for p in made.rglob("*") if p.is_file()} == {
        p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    assert os.access(folder / "install", os.X_OK)


def test_every_file_that_is_not_as_it_was_is_named(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, "1.2.0")
    (folder / "install").write_text("#!/bin/sh\nrm -rf /\n", encoding="utf-8")
    (folder / "deploy/README.md").unlink()
    (folder / "deploy/extra").write_text("", encoding="utf-8")
    (folder / "systemd/link").symlink_to("/etc/passwd")
    with pytest.raises(BundleError) as caught:
        check_files(folder, read_release(folder))
    said = str(caught.value)
    for part in ("install: is damaged", "README.md: is missing", "extra: does not belong", "link: is neither"):
        assert part in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": "../1"}, "no version"),
        ({"version": 1}, "no version"),
        ({"records": 0}, "records: must be"),
        ({"records": True}, "records: must be"),
        ({"setup": "1"}, "setup: must be"),
        ({"machine": 64}, "machine: must name"),
        ({"files": []}, "files: must have"),
        ({"files": {"../x": "0" * 64}}, "leads out"),
        ({"files": {"/x": "0" * 64}}, "leads out"),
        ({"files": {"x": "0" * 63}}, "no SHA-256"),
        ({"files": {"x": None}}, "no SHA-256"),
    ],
)
def test_a_description_that_cannot_be_is_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    folder = make_folder(tmp_path, "1.2.0")
    data = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    (folder / "release.json").write_text(json.dumps({**data, **changed}), encoding="utf-8")
    with pytest.raises(BundleError, match=said):
        read_release(folder)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "\udcff"])
def test_what_is_no_description_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "release.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(BundleError):
        read_release(tmp_path)


def test_what_a_later_version_says_besides_is_no_obstacle(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, "1.2.0", notes={"en": "Quicker."})
    assert read_release(folder).version == "1.2.0"


def _member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mode = kind, link, 0o6777
    return member


@pytest.mark.parametrize(
    "member",
    [
        _member("../outside"),
        _member("/outside"),
        _member("hinge-mirror-1.0/../../outside"),
        _member("hinge-mirror-2.0/file"),
        _member("hinge-mirror-1.0/link", tarfile.SYMTYPE, "/outside"),
        _member("hinge-mirror-1.0/link", tarfile.LNKTYPE, "../outside"),
        _member("hinge-mirror-1.0/device", tarfile.CHRTYPE),
        _member("hinge-mirror-1.0/pipe", tarfile.FIFOTYPE),
    ],
)
def test_nothing_gets_out_of_the_folder(tmp_path: Path, member: tarfile.TarInfo) -> None:
    bundle = pack_raw(tmp_path / "hinge-mirror-1.0.tar", (member, b""))
    with pytest.raises(BundleError):
        unpack(bundle, tmp_path / "a/work")
    assert not [p for p in tmp_path.rglob("*") if p.name in {"outside", "link", "device", "pipe"}]


def test_rights_beyond_running_are_left_out(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "made", "1.0")
    member = _member("hinge-mirror-1.0/release.json")
    bundle = pack_raw(tmp_path / "hinge-mirror-1.0.tar", (member, (folder / "release.json").read_bytes()))
    assert (unpack(bundle, tmp_path / "work") / "release.json").stat().st_mode & 0o7777 == 0o755


def test_a_bundle_keeps_its_name(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, "1.2.0")
    describe(folder, version="9.0.0")
    with pytest.raises(BundleError, match=r"holds version 9\.0\.0"):
        unpack(pack(folder), tmp_path / "work")


def _unpacked(bundle: Path, into: Path) -> None:
    folder = unpack(bundle, into)
    check_files(folder, read_release(folder))


def test_a_bundle_cut_short_is_said(tmp_path: Path) -> None:
    bundle = pack(make_folder(tmp_path, "1.2.0"))
    whole = bundle.read_bytes()
    content = len(whole.rstrip(b"\0"))  # an archive ends with zeros
    for length in (0, 100, 700, content // 2, content - 100):
        bundle.write_bytes(whole[:length])
        with pytest.raises(BundleError):
            _unpacked(bundle, tmp_path / f"work{length}")


def test_a_bundle_that_fills_the_disk_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = pack(make_folder(tmp_path, "1.2.0"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 64 * 2**20 + 10})())
    with pytest.raises(BundleError, match="does not fit"):
        unpack(bundle, tmp_path / "work")


@signed
def test_only_what_the_owner_signed_is_verified(tmp_path: Path) -> None:
    owner, other = Owner(tmp_path / "owner"), Owner(tmp_path / "other")
    bundle = pack(make_folder(tmp_path, "1.2.0"))
    owner.sign(bundle)
    verify_signature(bundle, owner.key)
    with pytest.raises(BundleError, match="not signed for this mirror's key"):
        verify_signature(bundle, other.key)
    changed = bytearray(bundle.read_bytes())
    changed[3000] ^= 1
    bundle.write_bytes(changed)
    with pytest.raises(BundleError, match="not signed for this mirror's key"):
        verify_signature(bundle, owner.key)


def test_without_key_or_signature_the_way_out_is_said(tmp_path: Path) -> None:
    bundle = pack(make_folder(tmp_path, "1.2.0"))
    with pytest.raises(BundleError, match="minisign -G"):
        verify_signature(bundle, tmp_path / "release.pub")
    (tmp_path / "release.pub").write_text("untrusted comment\nRWQ=\n", encoding="utf-8")
    with pytest.raises(BundleError, match=r"put hinge-mirror-1\.2\.0\.tar\.minisig beside it"):
        verify_signature(bundle, tmp_path / "release.pub")


def test_without_minisign_its_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = pack(make_folder(tmp_path, "1.2.0"))
    for name in ("release.pub", f"{bundle.name}.minisig"):
        (tmp_path / name).write_text("", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BundleError, match="apt install minisign"):
        verify_signature(bundle, tmp_path / "release.pub")
