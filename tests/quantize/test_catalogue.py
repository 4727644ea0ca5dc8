"""Models missing, cut short or changed by a single bit are named, all at once, with the way out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kiosk.pose import catalogue
from kiosk.pose.catalogue import ModelError

ROLES = ("detector", "landmarks_mask", "landmarks")


def entry(role: str, data: bytes, **changed: object) -> str:
    values = {
        "role": role,
        "file": f"{role}.tflite",
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "source": "a package",
    } | changed
    lines = [f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"' for key, value in values.items()]
    ports = "input = {index = 0, shape = [1, 8, 8, 3]}\noutputs = {all = {index = 0, shape = [1, 4]}}"
    return "\n".join(["[[models]]", *lines, ports])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = []
    for role in ROLES:
        data = role.encode() * 100
        (tmp_path / f"{role}.tflite").write_bytes(data)
        entries.append(entry(role, data))
    manifest = '[built_with]\na = "1"\n' + "\n".join(entries)
    (tmp_path / "manifest.toml").write_text(manifest)
    return tmp_path


def test_whole_models_have_no_problems(folder):
    assert catalogue.verify(folder) == []


def test_find_gives_path_shape_and_outputs(folder):
    model = catalogue.find("landmarks", folder)
    assert (model.path, model.input_shape) == (folder / "landmarks.tflite", (1, 8, 8, 3))
    assert model.outputs["all"].shape == (1, 4)
    assert model.sha256 == catalogue.sha256_of(model.path)


def test_a_flipped_bit_is_found(folder):
    path = folder / "detector.tflite"
    data = bytearray(path.read_bytes())
    data[5] ^= 1
    path.write_bytes(data)
    (problem,) = catalogue.verify(folder)
    assert str(path) in problem
    assert "damaged" in problem
    assert "kiosk models build" in problem


def test_everything_wrong_is_told_at_once(folder):
    (folder / "detector.tflite").unlink()
    with (folder / "landmarks.tflite").open("r+b") as file:
        file.truncate(10)
    problems = catalogue.verify(folder)
    assert len(problems) == 2
    assert "detector.tflite: missing" in problems[0]
    assert "10 bytes where 900 belong" in problems[1]
    with pytest.raises(ModelError, match="missing"):
        catalogue.find("detector", folder)
    with pytest.raises(ModelError, match="10 bytes"):
        catalogue.find("landmarks", folder)


def test_a_role_without_model_is_found(folder):
    text = (folder / "manifest.toml").read_text()
    (folder / "manifest.toml").write_text(text.split("[[models]]")[0] + "[[models]]" + text.split("[[models]]")[1])
    assert [("landmarks_mask" in line, "'landmarks'" in line) for line in catalogue.verify(folder)] == [
        (True, False),
        (False, True),
    ]
    with pytest.raises(ModelError, match="no model with the role 'landmarks'"):
        catalogue.find("landmarks", folder)


def test_no_folder_says_so(tmp_path):
    (problem,) = catalogue.verify(tmp_path / "nowhere")
    assert "manifest.toml: no such file" in problem
    with pytest.raises(ModelError, match="no such file"):
        catalogue.load(tmp_path)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"file": "../secret.tflite"}, "without a folder"),
        ({"sha256": "abc"}, "sha256"),
        ({"bytes": 0}, "bytes"),
        ({"rol": "detector"}, "did you mean"),
        ({"source": 3}, "source"),
    ],
)
def test_a_wrong_manifest_is_refused(folder, changed, told):
    (folder / "manifest.toml").write_text('[built_with]\na = "1"\n' + entry("detector", b"x", **changed))
    with pytest.raises(ModelError, match=told):
        catalogue.load(folder)


def test_two_models_for_one_role_are_refused(folder):
    both = entry("detector", b"x") + "\n" + entry("detector", b"x", file="b.tflite")
    (folder / "manifest.toml").write_text('[built_with]\na = "1"\n' + both)
    with pytest.raises(ModelError, match="role given twice: detector"):
        catalogue.load(folder)


def test_the_shipped_models_are_whole_small_and_licensed():
    shipped = catalogue.folder()
    assert catalogue.verify() == []
    for model in catalogue.load():
        assert model.bytes < 10_000_000
        assert model.path.with_suffix(".md").is_file()
    assert "Apache License" in (shipped / "LICENSE.mediapipe").read_text()
