"""The recipe: the committed one is right, and a wrong one is told whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kiosk import toml
from kiosk.pose import catalogue
from kiosk.quantize import recipe

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def tables() -> dict:
    return tomllib.loads((MODELS / "recipe.toml").read_text())


def problems_of(tables: dict) -> list[str]:
    with pytest.raises(toml.FileProblem) as caught:
        toml.check(recipe.Recipe, tables, "recipe.toml")
    return caught.value.problems


def test_manifest_and_recipe_agree():
    loaded = recipe.load(MODELS)
    shipped = {model.role: model for model in catalogue.load(MODELS)}
    assert {built.role for built in loaded.models} == set(shipped)
    for built in loaded.models:
        model, member = shipped[built.role], loaded.member_of(built)
        assert (model.path.name, model.source) == (built.file, loaded.source_of(built))
        assert {name: port.shape for name, port in model.outputs.items()} == {
            name: member.outputs[name] for name in built.outputs
        }


def test_every_typo_is_told_at_once(tables):
    tables["calibration"]["frame"] = tables["calibration"].pop("frames")
    tables["source"]["members"]["detector"]["sha256"] = "123"
    tables["quantized"]["landmark_full_int8"]["equalise"] = 2.0
    tables["quantized"]["landmark_full_int8"]["float16"][0]["last"] = -1
    del tables["limits"]["landmarks"]["hip"]
    told = "\n".join(problems_of(tables))
    for part in (
        'calibration.frame: unknown key; did you mean "frames"?',
        "source.members.detector.sha256",
        "equalise",
        "float16.0.last",
        "limits.landmarks.hip: missing",
    ):
        assert part in told


def test_names_that_lead_nowhere_are_told_at_once(tables):
    tables["models"][0]["quantized"] = "landmark_int8"
    tables["models"][1]["outputs"] = ["landmarks", "masc"]
    tables["quantized"]["detector_int8"]["member"] = "detektor"
    told = "\n".join(problems_of(tables))
    assert "no entry 'landmark_int8'" in told
    assert "no output 'masc'" in told
    assert "no member 'detektor'" in told


def test_a_file_is_either_copied_or_quantized(tables):
    tables["models"][2]["copied"] = "detector"
    assert "either copied or quantized" in problems_of(tables)[0]


def test_spans_cover_both_ends():
    mixed = recipe.load(MODELS).quantized["landmark_full_int8"]
    assert set(mixed.kept()) >= {0, 3, 71, 95, 96, 139}
    assert not {4, 70} & set(mixed.kept())
