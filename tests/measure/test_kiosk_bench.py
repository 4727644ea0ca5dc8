"""The command as its users run it, on the networks that are there; no figure is judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.pose.catalogue import choices
from kiosk.settings import load_settings


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A run that saves: the settings file, the figures, and what was printed."""
    folder = tmp_path_factory.mktemp("bench")
    settings, figures = folder / "settings.toml", folder / "figures.json"
    settings.write_text("[camera]\nwidth = 240  # small\nheight = 320\n")
    words = ["bench", "--seconds", "0.01", "--rate", "15", "--save"]
    result = CliRunner().invoke(app, [*words, "--json", str(figures), "--config", str(settings)])
    assert result.exit_code == 0, result.output
    return settings, figures, result.stdout


def test_every_network_there_is_was_timed_with_and_without_the_mask(found: tuple[Path, Path, str]) -> None:
    readings = json.loads(found[1].read_text())["measured"]["readings"]
    timed = {(item["network"], item["arithmetic"], item["mask"]) for item in readings if item["threads"] == 1}
    assert timed == {(*choice, mask) for choice in choices() for mask in (False, True)}
    for item in readings:
        assert item["frames"] >= 5
        assert 0.0 < item["usual_ms"] <= item["slow_ms"]
        assert item["cpu_ms"] > 0.0
        assert item["load_s"] > 0.0


def test_camera_sizes_go_down_from_the_owner_s(found: tuple[Path, Path, str]) -> None:
    pictures = json.loads(found[1].read_text())["measured"]["pictures"]
    sizes = [(item["size"]["width"], item["size"]["height"]) for item in pictures]
    assert sizes[0] == (240, 320)
    assert sizes == sorted(sizes, reverse=True)
    assert all(item["warp_ms"] > 0.0 and item["look_ms"] > 0.0 for item in pictures)


def test_what_was_proposed_is_what_was_saved_and_told(found: tuple[Path, Path, str]) -> None:
    settings, figures, told = found
    proposed = json.loads(figures.read_text())["proposed"]
    saved = load_settings(settings)
    assert saved.pose.network == proposed["network"]
    assert saved.pose.arithmetic == proposed["arithmetic"]
    assert saved.pose.threads == proposed["threads"]
    assert saved.pose.mask_every == proposed["mask_every"]
    assert (saved.camera.width, saved.camera.height) == (proposed["size"]["width"], proposed["size"]["height"])
    assert "# small" in settings.read_text()
    assert "15 frames a second" in told
    assert str(settings) in told.replace("\n", "")


def test_a_figures_file_that_cannot_be_is_told_before_minutes_are_spent(tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.touch()
    words = ["bench", "--json", str(tmp_path / "none" / "figures.json"), "--config", str(settings)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr
