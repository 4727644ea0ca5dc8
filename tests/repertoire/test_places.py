"""Where the owner's own files are, and that all commands read them there without a setting."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.drill import SHIPPED
from kiosk.repertoire.places import found_drills, found_playlists, own_drills, own_playlists
from kiosk.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.toml").write_text("")
    monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))


def test_beside_the_records_where_the_settings_name_nothing(tmp_path: Path) -> None:
    assert own_playlists(Settings()) == tmp_path / "state" / "own" / "playlists"
    assert own_drills(Settings()) == tmp_path / "state" / "own" / "drills"
    moved = Settings.model_validate({"records": {"database": tmp_path / "else" / "r.sqlite"}})
    assert own_drills(moved) == tmp_path / "else" / "own" / "drills"
    assert found_playlists(Settings()) is found_drills(Settings()) is None
    own_drills(Settings()).mkdir(parents=True)
    assert found_drills(Settings()) == own_drills(Settings())


def test_where_the_settings_say_made_or_not(tmp_path: Path) -> None:
    named = Settings.model_validate({"session": {"playlists": tmp_path / "p", "drills": tmp_path / "d"}})
    assert own_playlists(named) == found_playlists(named) == tmp_path / "p"
    assert own_drills(named) == found_drills(named) == tmp_path / "d"


def test_the_commands_read_what_is_there(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        return result.stdout

    playlists, drills = own_playlists(load_settings()), own_drills(load_settings())
    playlists.mkdir(parents=True)
    drills.mkdir()
    shipped = (SHIPPED / "hip_hinge.toml").read_text("utf-8")
    (drills / "mine.toml").write_text(shipped.replace('id = "hip_hinge"', 'id = "mine"'), "utf-8")
    (playlists / "tuesday.toml").write_text('name = "Tuesday"\n[[items]]\ndrill = "mine"\n')
    assert "mine" in run("drills", "list")
    assert "1 of them from" in run("drills", "check")
    assert str(drills / "mine.toml") in run("drills", "show", "mine")
    assert "Tuesday" in run("playlists", "list")
    assert "Tuesday" in run("playlists", "show", "tuesday")
    assert "15 playlists are sound" in run("playlists", "check")
