"""``kiosk models``: one line per error, exit 2, and a way out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.pose import catalogue
from kiosk.quantize.commands import app

RUN = CliRunner()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for model in catalogue.load():
        shutil.copy(model.path, tmp_path)
    shutil.copy(catalogue.folder() / catalogue.MANIFEST, tmp_path)
    return tmp_path


def test_list_names_every_model():
    result = RUN.invoke(app, ["list"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    for model in catalogue.load():
        assert model.path.name in result.stdout
        assert model.role in result.stdout


def test_verify_says_that_all_is_well():
    result = RUN.invoke(app, ["verify"])
    assert result.exit_code == 0
    assert f"{len(catalogue.load())} models are whole" in result.stdout


def test_verify_tells_every_damage(copy):
    models = {model.role: model.path for model in catalogue.load(copy)}
    models["detector"].unlink()
    data = bytearray(models["landmarks"].read_bytes())
    data[len(data) // 2] ^= 4
    models["landmarks"].write_bytes(data)
    result = RUN.invoke(app, ["verify", "--models", str(copy)])
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all("kiosk models build" in line for line in lines)


def test_verify_finds_a_model_that_is_another_than_it_says(copy):
    manifest = copy / catalogue.MANIFEST
    manifest.write_text(manifest.read_text().replace("[1, 195]", "[1, 165]"))
    result = RUN.invoke(app, ["verify", "--models", str(copy)])
    assert result.exit_code == 2
    assert "not as in the manifest" in result.stderr


def test_search_for_what_the_recipe_has_not_says_what_it_has(monkeypatch):
    workshop = pytest.importorskip("kiosk.quantize.workshop", reason="needs ai-edge-litert")
    pytest.importorskip("ai_edge_quantizer", reason="needs ai-edge-quantizer: pip install 'hinge-mirror[models]'")
    monkeypatch.setattr(workshop.fetch, "fetch", lambda *_: {})
    result = RUN.invoke(app, ["search", "detektor"])
    assert result.exit_code == 2
    assert "quantized.detektor: no such entry; there are landmark_full_int8" in result.stderr
    assert "detector_int8" in result.stderr


def test_build_without_a_recipe_says_so(tmp_path):
    result = RUN.invoke(app, ["build", "--models", str(tmp_path)])
    assert result.exit_code == 2
    assert "recipe.toml: no such file" in result.stderr
