"""The guard: committed clips through the real `kiosk replay`, within bounds. And that it can fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.accuracy.guard import Bound, breaches, figure, load_guard, score_committed
from tests.accuracy.score import ClipScore
from tests.accuracy.summary import summarise

GUARD = load_guard()


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> list[ClipScore]:
    cache = tmp_path_factory.mktemp("replays")
    return [score_committed(name, drill, cache) for name, drill in GUARD.committed.items()]


def test_the_committed_clips_are_within_bounds(scores: list[ClipScore]) -> None:
    assert breaches(summarise(scores), GUARD.bounds) == []


def broken(scores: list[ClipScore]) -> str:
    return "\n".join(breaches(summarise(scores), GUARD.bounds))


def test_angles_ten_degrees_off_break_it(scores: list[ClipScore]) -> None:
    spoilt = []
    for score in scores:
        assert score.frames is not None
        torso = score.frames.measures["torso_inclination"]
        assert torso.settled is not None
        off = replace(torso, settled=torso.settled + 10.0)
        measures = score.frames.measures | {"torso_inclination": off}
        spoilt.append(replace(score, frames=replace(score.frames, measures=measures)))
    assert "torso_inclination" in broken(spoilt)


def test_a_lost_person_breaks_it(scores: list[ClipScore]) -> None:
    first = scores[0]
    assert first.frames is not None
    lost = replace(first, frames=replace(first.frames, found=0))
    assert "found.share" in broken([lost, *scores[1:]])


def test_a_lost_rep_breaks_it(scores: list[ClipScore]) -> None:
    first = scores[0]
    assert first.reps is not None
    reps = replace(first.reps, pairs=first.reps.pairs[1:], missed=(first.reps.pairs[0].true,))
    assert "counts.missed" in broken([replace(first, reps=reps), *scores[1:]])


def test_overlooked_faults_break_it(scores: list[ClipScore]) -> None:
    blind = [replace(score, faults=tuple(replace(rep, seen={}) for rep in score.faults)) for score in scores]
    assert "all_faults.recall" in broken(blind)


def test_false_alarms_break_it(scores: list[ClipScore]) -> None:
    crying = [
        replace(score, faults=tuple(replace(rep, seen={**rep.seen, "rounded_back": 0.9}) for rep in score.faults))
        for score in scores
    ]
    assert "all_faults.false_alarms" in broken(crying)


SUMMARY: dict[str, Any] = {"a": {"b": 0.5, "none": None}}


@pytest.mark.parametrize(
    ("bound", "line"),
    [
        (Bound("a.b", least=0.5), None),
        (Bound("a.b", most=0.5), None),
        (Bound("a.b", least=0.6), "a.b: 0.5, at least 0.6 is asked"),
        (Bound("a.b", most=0.4), "a.b: 0.5, at most 0.4 is allowed"),
        (Bound("a.c", most=0.4), "a.c: not measured"),
        (Bound("a.none", most=0.4), "a.none: not measured"),
    ],
)
def test_bounds(bound: Bound, line: str | None) -> None:
    assert breaches(SUMMARY, (bound,)) == ([line] if line else [])


def test_figures_are_found_by_their_path() -> None:
    assert figure(SUMMARY, "a.b") == 0.5
    assert figure(SUMMARY, "a.b.c") is None


def test_a_guard_without_sense_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "guard.toml"
    path.write_text('[committed]\n[rendered]\nnames = []\n[[bound]]\nwhat = "a"\nlest = 1.0\n')
    with pytest.raises(TypeError, match="lest"):
        load_guard(path)
