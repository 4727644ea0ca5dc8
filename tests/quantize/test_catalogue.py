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
        **({} if role == "detector" else {"network": "full"}),
        "arithmetic": "int8",
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
    with pytest.raises(ModelError, match="role given twice: detector int8"):
        catalogue.load(folder)


@pytest.mark.parametrize(("role", "network"), [("detector", "full"), ("landmarks", "heavy")])
def test_a_network_is_named_where_there_is_one(folder, role, network):
    wrong = entry(role, b"x", network=network)
    (folder / "manifest.toml").write_text('[built_with]\na = "1"\n' + wrong)
    with pytest.raises(ModelError, match="network"):
        catalogue.load(folder)


def add(folder: Path, role: str, **named: str) -> Path:
    """One more model of ``role`` in the manifest of ``folder``, written there."""
    data = f"{role} {named}".encode()
    path = folder / ("_".join([role, *named.values()]) + ".tflite")
    path.write_bytes(data)
    with (folder / "manifest.toml").open("a") as manifest:
        manifest.write("\n" + entry(role, data, file=path.name, **named))
    return path


def test_each_choice_has_its_three_models(folder):
    lite = {role: add(folder, role, network="lite") for role in ("landmarks_mask", "landmarks")}
    floats = {role: add(folder, role, arithmetic="float") for role in ("landmarks_mask", "landmarks")}
    detector = folder / "detector.tflite"
    assert catalogue.choices(folder) == (("full", "int8"), ("full", "float"), ("lite", "int8"))
    for asked, wanted in (
        ({}, {role: folder / f"{role}.tflite" for role in ROLES}),
        ({"network": "lite"}, lite | {"detector": detector}),
        ({"arithmetic": "float"}, floats | {"detector": detector}),
    ):
        chosen = catalogue.choose(**asked, given=folder)
        assert {role: model.path for role, model in chosen.items()} == wanted
    assert catalogue.whole(folder) == catalogue.choose(given=folder)
    assert catalogue.find("landmarks", folder, "lite").path == lite["landmarks"]


def test_a_detector_of_the_same_arithmetic_goes_first(folder):
    other = add(folder, "detector", arithmetic="float")
    for role in ("landmarks_mask", "landmarks"):
        add(folder, role, arithmetic="float")
    assert catalogue.choose("full", "float", folder)["detector"].path == other
    assert catalogue.choose("full", "int8", folder)["detector"].path == folder / "detector.tflite"


def test_what_is_not_chosen_may_be_damaged(folder):
    path = add(folder, "landmarks", network="lite")
    add(folder, "landmarks_mask", network="lite")
    path.write_bytes(b"cut")
    assert set(catalogue.choose(given=folder)) == set(ROLES)
    with pytest.raises(ModelError, match=f"{path.name}: 3 bytes"):
        catalogue.choose("lite", given=folder)
    (problem,) = catalogue.verify(folder)
    assert path.name in problem


def test_a_choice_begun_must_be_complete(folder):
    add(folder, "landmarks", network="lite")
    (problem,) = catalogue.verify(folder)
    assert "no model with the role 'landmarks_mask' of the network 'lite' in 'int8'" in problem
    with pytest.raises(ModelError, match="landmarks_mask"):
        catalogue.choose("lite", given=folder)
    with pytest.raises(ModelError, match="'full' in 'float'"):
        catalogue.choose("full", "float", folder)


def test_the_shipped_models_are_whole_small_and_licensed():
    shipped = catalogue.folder()
    assert catalogue.verify() == []
    assert catalogue.choices() == (("full", "int8"), ("full", "float"), ("lite", "int8"), ("lite", "float"))
    for model in catalogue.load():
        assert model.bytes < 6_000_000
        assert model.path.with_suffix(".md").is_file()
    assert sum(model.bytes for model in catalogue.load()) < 34_000_000
    assert "Apache License" in (shipped / "LICENSE.mediapipe").read_text()
