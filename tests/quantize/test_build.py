"""A build is judged before anything is written, and repeats exactly."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.pose import catalogue
from kiosk.quantize import commands, recipe

build = pytest.importorskip("kiosk.quantize.build", reason="needs ai-edge-litert")
landmarks = pytest.importorskip("kiosk.quantize.judge_landmarks")
detector = pytest.importorskip("kiosk.quantize.judge_detector")
verdict = pytest.importorskip("kiosk.quantize.verdict")
card = pytest.importorskip("kiosk.quantize.card")
quantize = pytest.importorskip("kiosk.quantize.quantize")

MODELS = Path(__file__).parents[2] / "models"
SMALL = verdict.Spread(0.001, 0.002)
GOOD = landmarks.LandmarkVerdict(160, SMALL, SMALL, SMALL, SMALL, SMALL, SMALL, 0.999, 0.995, 0.9)
GOOD_DETECTOR = detector.DetectorVerdict(100, 1.0, SMALL, 0.99, SMALL, SMALL, SMALL)


@pytest.fixture(scope="module")
def loaded() -> recipe.Recipe:
    return recipe.load(MODELS)


def product(loaded: recipe.Recipe, judged: verdict.Verdict = GOOD, size: int = 10):
    return build.Product(loaded.models[0], b"x" * size, 0.7, judged)


def test_a_good_model_passes(loaded):
    assert build._too_bad(loaded, product(loaded)) == []


def test_every_broken_limit_is_told(loaded):
    bad = verdict.Spread(9.0, 20.0)
    strayed = replace(GOOD, hip=bad, curvature=bad, presence_agreement=0.5, presence_lowest=0.79)
    told = build._too_bad(loaded, product(loaded, strayed, size=11_000_000))
    starts = [line.split(": ")[1].split()[0].rstrip(",") for line in told]
    assert starts == ["megabytes", "hip", "presence", "presence", "curvature"]
    assert all("nothing was written" in line for line in told)


def test_what_could_not_be_measured_does_not_pass(loaded):
    nothing = verdict.Spread(float("nan"), float("nan"))
    assert build._too_bad(loaded, product(loaded, replace(GOOD, torso=nothing)))


def test_a_detector_that_overlooks_people_does_not_pass(loaded):
    overlooking = replace(GOOD_DETECTOR, agreement=0.9, score_lowest=0.0)
    told = build._too_bad(loaded, build.Product(loaded.models[-1], b"x", 0.6, overlooking))
    assert len(told) == 2
    assert "disagreement 0.100" in told[0]
    assert "score lost where sure 1.000" in told[1]


def test_the_manifest_describes_what_was_written(loaded, tmp_path):
    products = [
        build.Product(built, built.file.encode(), 0.7, GOOD_DETECTOR if built.role == "detector" else GOOD)
        for built in loaded.models
    ]
    build._write(loaded, products, tmp_path)
    assert catalogue.verify(tmp_path) == []
    assert sorted(path.suffix for path in tmp_path.iterdir()) == (
        [".md"] * len(products) + [".tflite"] * len(products) + [".toml"]
    )


def test_the_card_tells_origin_and_loss(loaded):
    text = card.card(loaded, loaded.models[0], 5_250_000, 0.7, GOOD)
    for part in ("5.25 MB", "mediapipe 0.10.14", "LICENSE.mediapipe", "| 0-", "back curvature", "99.5%"):
        assert part in text


def test_the_card_of_a_detector_tells_regions_answers_and_where_its_search_is(loaded):
    built = next(built for built in loaded.models if built.quantized == "detector_int8")
    text = card.card(loaded, built, 3_900_000, 0.7, GOOD_DETECTOR)
    for part in ("| rotation of the region, degrees | 0.00 |", "the same answer in 100.0%", "never below 0.99"):
        assert part in text
    assert "`search_detector_int8.md`" in text


def test_later_rules_for_the_quantizer_are_the_narrower():
    rules = quantize.quantizer_recipe({0: "float16", 12: "int8"})
    assert [rule["algorithm_key"] for rule in rules] == [
        "min_max_uniform_quantize",
        "no_quantize",
        "float_casting",
        "float_casting",
        "min_max_uniform_quantize",
        "min_max_uniform_quantize",
        "no_quantize",
        "no_quantize",
    ]
    assert [rule["regex"] for rule in rules[1:5:2]] == ["^op(000|012)_", "(?:^op(000)_)"]
    assert rules[4]["op_config"]["compute_precision"] == "FLOAT"


def test_operators_beyond_the_graph_are_refused(tiny, loaded):
    from kiosk.quantize import graph

    graph.fold(tiny)
    data = graph.write(tiny)
    with pytest.raises(catalogue.ModelError, match="reaches operator 139, but the graph has only 6"):
        quantize.compose(quantize.Prepared(data, data, {}), {0: "float16", 139: "int8"})


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_build_repeats_the_shipped_models(tmp_path):
    """Bit for bit with the manifest's versions and processor; with others it must still pass its own judge."""
    pytest.importorskip("ai_edge_quantizer", reason="needs ai-edge-quantizer: pip install 'hinge-mirror[models]'")
    try:
        products = build.build(MODELS, tmp_path, (), lambda _step: None)
    except catalogue.ModelError as error:
        if "check the network" in str(error) or "npm is not installed" in str(error):
            pytest.skip(f"the published models cannot be had: {error}")
        raise
    assert catalogue.verify(tmp_path) == []
    built_with = tomllib.loads((MODELS / catalogue.MANIFEST).read_text())["built_with"]
    if built_with == build.built_with():
        shipped = {model.path.name: model.sha256 for model in catalogue.load(MODELS)}
        assert {item.built.file: item.sha256 for item in products} == shipped


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("name", "count"), [("landmark_lite_float", 130), ("detector_float", 111)])
def test_a_small_search_writes_its_table_and_a_recipe_that_holds(tmp_path, name, count):
    pytest.importorskip("ai_edge_quantizer", reason="needs ai-edge-quantizer: pip install 'hinge-mirror[models]'")
    shutil.copytree(MODELS / "calibration", tmp_path / "calibration")
    text = (MODELS / "recipe.toml").read_text()
    (tmp_path / "recipe.toml").write_text(re.sub(r"(?m)^inputs = \d+", "inputs = 4", text))
    result = CliRunner().invoke(commands.app, ["search", name, "--models", str(tmp_path), "--inputs", "6", "--save"])
    if "check the network" in result.stderr or "npm is not installed" in result.stderr:
        pytest.skip(f"the published models cannot be had: {result.stderr.splitlines()[-1]}")
    assert result.exit_code == 0, result.output
    kept = recipe.load(tmp_path).quantized[name].kept()
    assert list(kept) == list(range(count))
    assert set(kept.values()) == {"float16", "int8"}
    table = (tmp_path / f"search_{name}.md").read_text()
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ") and line[2].isdigit()]
    ends = [tuple(map(int, row[0].strip("| ").split("-"))) for row in rows]
    assert [position for first, last in ends for position in range(first, last + 1)] == list(range(count))
    assert {row[-1].strip(" |") for row in rows} == {"float, weights float16", "float, weights int8"}


def test_without_the_wheel_nothing_is_touched(tmp_path):
    for name in ("recipe.toml", "calibration"):
        source = MODELS / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    forged = tmp_path / "forged.whl"
    forged.write_bytes(b"no wheel")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(catalogue.ModelError, match="not a readable package"):
        build.build(tmp_path, tmp_path, [forged], lambda _step: None)
    assert sorted(tmp_path.iterdir()) == before
