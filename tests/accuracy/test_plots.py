from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="plots need it (make actors)")

from tests.accuracy.drills import Part
from tests.accuracy.label import Label
from tests.accuracy.pieces import label, record, replayed, row, seen_rep, true_rep
from tests.accuracy.plots import MOST_BYTES, PLOTS, write_plots
from tests.accuracy.score import ClipScore, score_clip
from tests.accuracy.summary import GRADES, summarise

FAULTS = tuple(f"fault_number_{number}" for number in range(20))
ALL = Part("hip_hinge", True, frozenset(FAULTS))


def clip(number: int, name: Label) -> ClipScore:
    """A hinge seen with noise, with a fault that is found half of the time."""
    noise = np.random.default_rng(number)
    torso = np.concatenate([np.zeros(5), np.linspace(0.0, 90.0, 20)])
    truth = record(
        list(torso),
        ["standing"] * 5 + ["down"] * 20,
        heading=float(noise.uniform(0.0, 80.0)),
        knee_flexion=list(torso / 5.0),
    )
    truth.about["reps"] = [true_rep(2.0, FAULTS[number % 20], grade=GRADES[number % 3]), true_rep(6.0)]
    trace = [
        row(at / 10.0, float(value + noise.normal(0.0, 4.0)), knee_flexion=str(value / 5.0 + noise.normal()))
        for at, value in enumerate(torso)
    ]
    found = [FAULTS[number % 20], FAULTS[(number * 7) % 20]][: number % 3]
    return score_clip(
        name, ALL, truth, replayed([seen_rep(2.0, *found, sure=0.3 + 0.06 * (number % 11)), seen_rep(6.0)], trace)
    )


@pytest.fixture(scope="module")
def scores() -> list[ClipScore]:
    return [clip(number, label(f"c{number}")) for number in range(120)]


def test_every_plot_is_drawn_small_and_the_same_twice(scores: list[ClipScore], tmp_path: Path) -> None:
    main = summarise(scores)
    for folder in ("one", "two"):
        drawn = write_plots(tmp_path / folder, scores, main)
        assert [file for file, _ in drawn] == [f"{name}.svg" for name, _, _ in PLOTS]
    for file, _ in drawn:
        first = (tmp_path / "one" / file).read_bytes()
        assert first == (tmp_path / "two" / file).read_bytes()
        assert len(first) <= MOST_BYTES, file


def test_without_reps_only_the_measures_are_drawn(tmp_path: Path) -> None:
    bare = [score_clip(label(), ALL, record([0.0, 1.0]), replayed(trace=[row(0.0, 1.0), row(0.1, 2.0)]))]
    (tmp_path / "confusion.svg").write_text("of an older run")
    drawn = {file for file, _ in write_plots(tmp_path, bare, summarise(bare))}
    assert drawn == {"errors.svg", "by_inclination.svg", "by_turn.svg"} == {path.name for path in tmp_path.iterdir()}
