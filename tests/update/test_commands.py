from __future__ import annotations

import os
from pathlib import Path

from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.release.switch import Outcome, Passed, State, save_state
from kiosk.update.maintenance import forget_bundles
from kiosk.update.wish import take_wish
from tests.release.test_switch import machine
from tests.update.stage import lay_out


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["update", *arguments], env={"COLUMNS": "200"})
    return result.exit_code, result.output


def test_status_tells_what_runs_and_what_became_of_updates(tmp_path: Path) -> None:
    layout = machine(tmp_path, "1.0", "1.1", runs="1.0")
    history = (
        Passed("1.0", Outcome.HELD, "0.9", "2026-03-01T12:00:00+01:00"),
        Passed("1.1", Outcome.RETURNED, "1.0", "2026-03-02T12:00:00+01:00", "it draws nothing"),
    )
    save_state(layout, State("1.0", "0.9", history=history))
    code, said = run("status", "--root", str(tmp_path))
    assert code == 0
    assert "Runs: 1.0" in said
    assert said.index("it draws nothing") < said.index("2026-03-01 12:00")


def test_going_back_is_asked_for_where_there_is_something_to_go_back_to(tmp_path: Path) -> None:
    layout = lay_out(tmp_path)
    machine(tmp_path, "1.0", "1.1", runs="1.0")
    code, _ = run("back", "--root", str(tmp_path))
    assert code == 2
    assert not take_wish(layout)
    machine(tmp_path, runs="1.1")
    code, said = run("back", "--root", str(tmp_path))
    assert (code, said.startswith("1.0 will run")) == (0, True)
    assert take_wish(layout)
    assert not take_wish(layout)


def test_what_was_left_over_goes_in_time(tmp_path: Path) -> None:
    layout = lay_out(tmp_path)
    layout.uploads.mkdir()
    for path, days in (
        (layout.incoming / "hinge-mirror-1.0.tar", 8),
        (layout.incoming / "hinge-mirror-1.1.tar", 6),
        (layout.uploads / "one", 2),
        (layout.uploads / "two", 0),
    ):
        path.touch()
        os.utime(path, (1e9 - days * 86_400, 1e9 - days * 86_400))
    assert forget_bundles(layout, 1e9) == ["hinge-mirror-1.0.tar", "one"]
    assert (layout.incoming / "hinge-mirror-1.1.tar").exists()
