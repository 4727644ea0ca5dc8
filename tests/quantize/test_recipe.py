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
    shipped = {(model.role, model.network, model.arithmetic): model for model in catalogue.load(MODELS)}
    assert {(built.role, built.network, built.arithmetic) for built in loaded.models} == set(shipped)
    for built in loaded.models:
        model, member = shipped[built.role, built.network, built.arithmetic], loaded.member_of(built)
        assert (model.path.name, model.source) == (built.file, loaded.source_of(built))
        assert {name: port.shape for name, port in model.outputs.items()} == {
            name: member.outputs[name] for name in built.outputs
        }


def test_every_typo_is_told_at_once(tables):
    tables["calibration"]["frame"] = tables["calibration"].pop("frames")
    tables["members"]["detector"]["sha256"] = "123"
    tables["quantized"]["landmark_full_int8"]["equalise"] = 2.0
    tables["quantized"]["landmark_full_int8"]["floats"][0]["last"] = -1
    del tables["limits"]["landmarks"]["hip"]
    told = "\n".join(problems_of(tables))
    for part in (
        'calibration.frame: unknown key; did you mean "frames"?',
        "members.detector.sha256",
        "equalise",
        "floats.0.last",
        "limits.landmarks.hip: missing",
    ):
        assert part in told


def test_names_that_lead_nowhere_are_told_at_once(tables):
    tables["models"][0]["quantized"] = "landmark_int8"
    tables["models"][1]["outputs"] = ["landmarks", "masc"]
    tables["quantized"]["detector_int8"]["member"] = "detektor"
    tables["members"]["landmark_lite"]["source"] = "elsewhere"
    told = "\n".join(problems_of(tables))
    assert "no entry 'landmark_int8'" in told
    assert "no output 'masc'" in told
    assert "no member 'detektor'" in told
    assert "no source 'elsewhere'" in told


def test_a_file_is_either_copied_or_quantized(tables):
    tables["models"][-1]["copied"] = "detector"
    assert "either copied or quantized" in problems_of(tables)[0]


def spans(*ends: tuple[int, int, str]) -> list[dict]:
    return [{"first": first, "last": last, "weights": how, "why": "measured"} for first, last, how in ends]


def test_spans_cover_both_ends(tables):
    entry = tables["quantized"]["landmark_full_int8"]
    entry["floats"] = spans((7, 8, "int8"), (0, 2, "float16"))
    mixed = toml.check(recipe.Recipe, tables, "recipe.toml").quantized["landmark_full_int8"]
    assert mixed.kept() == {0: "float16", 1: "float16", 2: "float16", 7: "int8", 8: "int8"}


def test_an_operator_in_two_spans_is_refused(tables):
    tables["quantized"]["landmark_full_int8"]["floats"] = spans((0, 3, "float16"), (3, 4, "int8"))
    assert "operator 3 is in two spans" in problems_of(tables)[0]


def test_the_limits_are_those_promised():
    limits = recipe.load(MODELS).limits
    mine = limits.landmarks
    assert (mine.torso, mine.hip, mine.knee) <= (0.2, 0.6, 1.0)
    assert mine.hip <= 0.6
    assert mine.knee <= 1.0
    assert mine.mask_iou >= 0.975
    assert mine.curvature <= 0.02
    assert mine.presence_where_sure >= 0.8
    assert limits.megabytes <= 6.0


def test_every_mixture_was_searched_for():
    for name in recipe.load(MODELS).quantized:
        assert f"`kiosk models search {name}`" in (MODELS / f"search_{name}.md").read_text()
