"""Whatever is wrong with a file, the commands say so by file and key, all at once, and never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.drill import SHIPPED, load_drill, shipped_repertoire
from kiosk.exits import Exit
from kiosk.settings import Settings, load_settings
from kiosk.settings_template import template
from kiosk.toml import FileProblem
from tests.broken_files import DRILLS, MORE_DRILLS, PLAYLIST, PLAYLISTS, SETTINGS
from tests.damage import cut_or_filled, other_value

HINGE = (SHIPPED / "hip_hinge.toml").read_text("utf-8").replace('id = "hip_hinge"', 'id = "hinge"')


@pytest.fixture(autouse=True)
def _nobody_s_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "none.toml").write_text("")
    monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "none.toml"))


def told(path: Path, *arguments: str) -> list[str]:
    """What a command says of the broken file ``path``."""
    result = CliRunner().invoke(app, [*arguments], env={"COLUMNS": "200"})
    assert result.exit_code == Exit.WRONG, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    lines = result.stderr.splitlines()
    assert "Traceback" not in result.output
    assert any(str(path) in line for line in lines), lines
    return lines


def said_of(path: Path, lines: list[str], said: str) -> bool:
    return any(f"{path}: {said}" in line for line in lines)


def test_the_corpus_is_of_a_hundred_and_more() -> None:
    assert len(PLAYLISTS) + len(DRILLS) + len(MORE_DRILLS) + len(SETTINGS) >= 150


@pytest.mark.parametrize(("old", "new", "said"), PLAYLISTS)
def test_a_broken_playlist(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(PLAYLIST.replace(old, new, 1), "utf-8")
    lines = told(path, "playlists", "check", str(path))
    assert said_of(path, lines, said), lines


@pytest.mark.parametrize(("old", "new", "said"), [*DRILLS, *MORE_DRILLS])
def test_a_broken_drill(tmp_path: Path, old: str, new: str, said: str) -> None:
    old = old.replace('id = "hip_hinge"', 'id = "hinge"')
    assert old in HINGE
    path = tmp_path / "hinge.toml"
    path.write_text(HINGE.replace(old, new, 1), "utf-8")
    lines = told(path, "drills", "check", str(path))
    assert said_of(path, lines, said), lines


@pytest.mark.parametrize(("text", "said"), SETTINGS)
def test_broken_settings(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    for command in (("playlists", "list"), ("run", "--display", "offscreen")):
        lines = told(path, *command, "--config", str(path))
        assert said_of(path, lines, said), lines


# -- random damage -----------------------------------------------------------------------------------------

_MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_TEMPLATE = "\n".join(
    line.removeprefix("#") if " = " in line and '"..."' not in line else line for line in template().splitlines()
)


def _drill_or_told(path: Path) -> None:
    known = shipped_repertoire()
    try:
        drill = load_drill(path, "hinge", known.kinds, known.drills)
    except FileProblem as error:
        _names_file_and_key(path, error)
    else:
        assert drill.id == "hinge"


def _settings_or_told(path: Path) -> None:
    try:
        assert isinstance(load_settings(path), Settings)
    except FileProblem as error:
        _names_file_and_key(path, error)


def _names_file_and_key(path: Path, error: FileProblem) -> None:
    assert error.problems
    for line in error.problems:
        assert line.startswith(f"{path}: ")
        assert line.removeprefix(f"{path}: ").partition(": ")[2], line


@given(cut_or_filled(HINGE))
@_MANY
def test_a_damaged_drill_is_a_drill_or_a_message(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "hinge.toml").write_bytes(text)
    _drill_or_told(tmp_path / "hinge.toml")


@given(other_value(HINGE))
@_MANY
def test_any_value_for_any_key_of_a_drill_is_a_drill_or_a_message(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "hinge.toml").write_bytes(text)
    _drill_or_told(tmp_path / "hinge.toml")


@given(cut_or_filled(_TEMPLATE))
@_MANY
def test_damaged_settings_are_settings_or_a_message(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(text)
    _settings_or_told(tmp_path / "settings.toml")


@given(other_value(_TEMPLATE))
@_MANY
def test_any_value_for_any_setting_is_settings_or_a_message(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(text)
    _settings_or_told(tmp_path / "settings.toml")


def test_what_is_damaged_at_random_is_sound_before(tmp_path: Path) -> None:
    (tmp_path / "hinge.toml").write_text(HINGE, "utf-8")
    (tmp_path / "settings.toml").write_text(_TEMPLATE, "utf-8")
    known = shipped_repertoire()
    assert load_drill(tmp_path / "hinge.toml", "hinge", known.kinds, known.drills)
    assert load_settings(tmp_path / "settings.toml") == Settings()
