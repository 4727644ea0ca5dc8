"""The command, with a hand-made run in the place of renderer and mirror."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.accuracy import __main__ as command
from tests.accuracy.pieces import leaning
from tests.accuracy.run import Outcome
from tests.accuracy.score import ClipScore

NAMES = [f"{half}_{number}" for half in ("report", "tune") for number in range(6)]


class Stand:
    """How far the torso is off, and what fails."""

    error = 2.0
    failed: dict[str, str]

    def __init__(self) -> None:
        self.failed = {}

    def scores(self, chosen: list[SimpleNamespace]) -> list[ClipScore]:
        names = [case.name for case in chosen if case.name not in self.failed]
        return [leaning(name, [self.error] * 9, half=name.partition("_")[0]) for name in names]


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stand:
    stand = Stand()
    benchmark = ModuleType("benchmark")
    cases = [
        SimpleNamespace(name=name, half=name.partition("_")[0], clip=SimpleNamespace(seconds=2.0)) for name in NAMES
    ]
    benchmark.cases = lambda: cases  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.accuracy.benchmark", benchmark)
    monkeypatch.setattr(
        command, "run_cases", lambda chosen, *_more: Outcome(stand.scores(chosen), dict(stand.failed))
    )
    monkeypatch.setattr(command, "score_real", lambda *_any: None)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(command, "HERE", home)
    monkeypatch.setattr(command, "LAST", home / "last.json")
    return stand


def run(tmp_path: Path, *words: str) -> int:
    return command.main(["--out", str(tmp_path / "out"), "--cache", str(tmp_path / "cache"), *words])


def report(tmp_path: Path) -> str:
    return (tmp_path / "out" / "REPORT.md").read_text(encoding="utf-8")


def test_a_run_prints_and_writes_one_report(stand: Stand, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--no-plots") == 0
    assert report(tmp_path) in capsys.readouterr().out
    data = json.loads((tmp_path / "out" / "report.json").read_text())
    assert data["halves"]["report"]["clips"] == 6
    assert "no last report" in report(tmp_path)
    assert not (tmp_path / "home" / "last.json").exists()


def test_what_is_kept_is_what_the_next_run_is_compared_with(stand: Stand, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need it (make actors)")
    assert run(tmp_path, "--keep") == 0
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"REPORT.md", "last.json", "plots"}
    stand.error = 4.0
    assert run(tmp_path, "--no-plots") == 0
    worse = report(tmp_path).partition("### Got worse")[2].partition("### Got better")[0]
    assert "torso_inclination, RMSE" in worse
    assert "Over the 12 clips" in report(tmp_path)


def test_of_floats_only_the_words_are_kept(stand: Stand, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need it (make actors)")
    assert run(tmp_path, "--keep") == 0
    home = tmp_path / "home"
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    stand.error = 4.0
    assert run(tmp_path, "--keep", "--arithmetic", "float") == 0
    kept = (home / "REPORT_float.md").read_text(encoding="utf-8")
    assert "Networks in float." in kept
    assert "plots/" not in kept
    assert {path: path.read_bytes() for path in before} == before


def test_a_part_is_compared_with_the_same_part(stand: Stand, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need it (make actors)")
    run(tmp_path, "--keep")
    assert run(tmp_path, "--no-plots", "--half", "tune") == 0
    assert "Over the 6 clips that both have.\n" in report(tmp_path)


@pytest.mark.parametrize("words", [["--half", "tune"], ["--only", "report_1"], ["--no-plots"]])
def test_only_a_whole_run_is_kept(words: list[str], stand: Stand, tmp_path: Path) -> None:
    assert run(tmp_path, "--keep", *words, "--no-plots") == 1
    assert list((tmp_path / "home").iterdir()) == []


def test_a_failed_clip_fails_the_run_by_name(
    stand: Stand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stand.failed = {"report_3": "RenderError: no"}
    assert run(tmp_path, "--no-plots") == 1
    assert "| report_3 | RenderError: no |" in report(tmp_path)
    assert "accuracy: report_3: RenderError: no" in capsys.readouterr().err
    assert run(tmp_path, "--no-plots", "--keep") == 1
    assert list((tmp_path / "home").iterdir()) == []


def test_nothing_chosen_and_nothing_scored(stand: Stand, tmp_path: Path) -> None:
    assert run(tmp_path, "--only", "nobody") == 2
    stand.failed = dict.fromkeys(NAMES, "broken")
    assert run(tmp_path) == 2
