"""The search takes what saves most for the least, and tells what it found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from kiosk.pose.catalogue import ModelError

search = pytest.importorskip("kiosk.quantize.search", reason="needs ai-edge-litert")
groups = pytest.importorskip("kiosk.quantize.groups")
search_table = pytest.importorskip("kiosk.quantize.search_table")
landmarks = pytest.importorskip("kiosk.quantize.judge_landmarks")
detector = pytest.importorskip("kiosk.quantize.judge_detector")
recipe = pytest.importorskip("kiosk.quantize.recipe")
verdict = pytest.importorskip("kiosk.quantize.verdict")

MODELS = Path(__file__).parents[2] / "models"
SMALL = verdict.Spread(0.001, 0.002)
LIMITS = recipe.Limits(
    megabytes=6,
    margin=0.8,
    landmarks=recipe.LandmarkLimits(
        torso=0.2,
        hip=0.6,
        knee=1,
        mask_iou=0.975,
        curvature=0.02,
        presence_agreement=0.98,
        presence_where_sure=0.8,
    ),
    detector=recipe.DetectorLimits(
        agreement=0.98, score=0.02, score_where_sure=0.8, centre=0.01, side=0.02, rotation=1
    ),
)


def group(first: int, last: int, work: float, weights: int = 50_000, channels: int = 32):
    return groups.Group(first, last, work, weights, "8x8x6: conv", channels)


class Hip(NamedTuple):
    """A judge for whom a model is by how much it moves the hip."""

    seen: str = "crops"
    compared: str = "48 crops"

    def __call__(self, hip):
        return landmarks.LandmarkVerdict(
            48, SMALL, verdict.Spread(hip, hip), SMALL, SMALL, SMALL, SMALL, 1.0, 1.0, 1.0
        )


class Centre(NamedTuple):
    """Another, for whom it is by how much it moves the detector's region, and who far off overlooks people."""

    seen: str = "pictures"
    compared: str = "200 pictures"

    def __call__(self, hip):
        centre = verdict.Spread(hip / 60, hip / 60)
        overlooked = 0.05 if hip > 0.45 else 0.0
        return detector.DetectorVerdict(200, 1.0 - overlooked, SMALL, 0.95, centre, SMALL, SMALL)


@pytest.fixture
def costs(monkeypatch):
    """Four groups; static int8 moves the hip by what is said here, and squares add up. Stored int8: a tenth."""
    parts = [group(0, 1, 0.3), group(2, 3, 0.4), group(4, 5, 0.29), group(6, 6, 0.01)]
    hips = {0: 0.5, 2: 0.3, 4: 0.1, 6: 0.0}

    def compose(_prepared, kept):
        moved = [
            hips[part.first] * (0.0 if kept.get(part.first) == "float16" else 0.1 if part.first in kept else 1.0)
            for part in parts
        ]
        return float(np.sqrt(np.sum(np.square(moved))))

    monkeypatch.setattr(search, "groups", lambda _model, **_apart: parts)
    monkeypatch.setattr(search, "quantize", SimpleNamespace(compose=compose))
    monkeypatch.setattr(search, "graph", SimpleNamespace(read=lambda model: model))
    monkeypatch.setattr(search, "alone", lambda _model, _part: b"")
    monkeypatch.setattr(search, "least_times", lambda models, _rounds: [1.0, 0.5][: len(models)])
    return parts


def searched(static: bool, judge=None):
    return search.search(b"", None, judge or Hip(), LIMITS, static, lambda _step: None)


def test_the_search_stays_below_its_share_of_the_limits(costs):
    found = searched(static=True)
    first, second, third, last = costs
    # 0.3 and 0.1 together stay below 0.8 x 0.6; with 0.5 they do not, but its weights alone may be int8.
    assert found.chosen == {first: "int8", second: None, third: None, last: None}
    assert found.verdict.hip.median <= LIMITS.margin * LIMITS.landmarks.hip
    assert found.kept() == {0: "int8", 1: "int8"}
    (span,) = search.spans(found)
    assert (span.first, span.last, span.weights) == (0, 1, "int8")
    assert "0.50 degrees" in span.why


def test_without_static_int8_only_weights_are_stored_in_it(costs):
    found = searched(static=False)
    assert set(found.chosen.values()) == {"int8"}
    assert all(trial.static is None and trial.static_ms is None for trial in found.trials)
    (span,) = search.spans(found)
    assert span.why == "int8 weights in one of these groups move the hip by up to 0.05 degrees"


def test_a_detector_is_searched_by_its_regions_and_its_answers(costs):
    found = searched(static=True, judge=Centre())
    first, second, third, last = costs
    # The region alone would let the second and third in; so would it the first but for those it overlooks.
    assert found.chosen == {first: "int8", second: None, third: None, last: None}
    assert found.verdict.centre.median <= LIMITS.margin * LIMITS.detector.centre
    (span,) = search.spans(found)
    assert span.why == (
        "static int8 in one of these groups moves the region by up to 0.0083 of its side, its rotation 0.00 degrees,"
        " 5.0% of the answers"
    )


@pytest.mark.parametrize(
    ("judge", "columns", "together"),
    [
        (Hip(), "torso, hip, knee, mask, curvature, presence", "hip 0.320 of 0.600"),
        (Centre(), "centre, side, rotation, score, lowest, other answers", "centre 0.005 of 0.010"),
    ],
)
def test_the_table_has_the_columns_of_what_was_judged(costs, judge, columns, together):
    found = searched(static=True, judge=judge)
    text = search_table.table(SimpleNamespace(limits_of=lambda _name: LIMITS), "some_int8", found, judge)
    assert f"compared with the float network on {judge.compared}." in text
    assert f"| static: {columns} | stored: the same | became |" in text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert [row[0] for row in rows] == ["| 0-1", "| 2-3", "| 4-5", "| 6-6"]
    assert all(row[6].count(",") == row[7].count(",") == columns.count(",") for row in rows)
    assert f"on the same {judge.seen}" in text
    assert together in text


def test_saved_spans_replace_the_old_ones_and_nothing_else(costs, tmp_path):
    shipped = (MODELS / recipe.FILE).read_text()
    (tmp_path / recipe.FILE).write_text(shipped)
    found = searched(static=True)
    for name in recipe.load(MODELS).quantized:
        search_table.save_spans(tmp_path, name, found)
    saved = (tmp_path / recipe.FILE).read_text()
    assert all(list(mixed.floats) == search.spans(found) for mixed in recipe.load(tmp_path).quantized.values())
    comments = [[line for line in text.splitlines() if "#" in line] for text in (shipped, saved)]
    assert comments[0] == comments[1]
    search_table.save_spans(tmp_path, name, found)
    assert (tmp_path / recipe.FILE).read_text() == saved


def test_few_weights_are_not_worth_storing_smaller(costs):
    costs[0] = group(0, 1, 0.3, weights=100)
    found = searched(static=False)
    assert found.chosen[costs[0]] == "float16"
    first = search.spans(found)[0]
    assert (first.first, first.last, first.why) == (0, 1, "few weights")


def test_narrow_groups_stay_float(costs):
    costs[1] = group(2, 3, 0.4, channels=8)
    found = searched(static=True)
    assert found.chosen[costs[1]] == "int8"
    assert found.chosen[costs[2]] is None


def test_what_computes_an_output_stays_float(costs):
    costs[2] = replace(costs[2], ends=True)
    found = searched(static=True)
    assert found.chosen[costs[1]] is None
    assert found.chosen[costs[2]] == "int8"


def test_small_islands_of_int8_are_given_up(costs):
    chosen = dict.fromkeys(costs, "float16") | {costs[3]: None}
    assert list(search._islands(costs, chosen)) == [costs[3]]
    chosen[costs[2]] = None
    assert list(search._islands(costs, chosen)) == []


def test_islands_with_wide_shores_are_given_up(costs):
    costs[1] = replace(costs[1], reads=frozenset({(7, 0.15)}), makes=frozenset({8}))
    costs[2] = replace(costs[2], reads=frozenset({(8, 0.1)}), makes=frozenset({9}))
    chosen = dict.fromkeys(costs, "float16") | {costs[1]: None}
    assert list(search._islands(costs, chosen)) == [costs[1]]
    assert list(search._islands(costs, chosen | {costs[2]: None})) == []


@pytest.mark.parametrize("judge", [Hip(), Centre()])
def test_behind_exact_operators_int8_goes_on_without_a_gap(costs, judge):
    found = search.search(b"", None, judge, LIMITS, True, lambda _step: None, frozenset({0, 1}))
    first, second, third, last = costs
    assert found.chosen == {first: "exact", second: None, third: None, last: None}
    (span,) = search.spans(found)
    assert (span.first, span.last, span.weights) == (0, 1, "exact")


@pytest.mark.parametrize("judge", [Hip(), Centre()])
def test_what_follows_a_gap_stays_float(costs, judge):
    strict, steps = LIMITS.model_copy(update={"margin": 0.4}), list[str]()
    found = search.search(b"", None, judge, strict, True, steps.append, frozenset({0, 1}))
    # The second moves hip and region by more than 0.4 of their limits; the third alone would not, and is not asked.
    assert None not in found.chosen.values()
    asked = [step.partition(":")[0] for step in steps if "static int8" in step]
    assert asked == ["operators 2-3 static int8"]


def test_a_narrow_group_is_a_gap(costs):
    costs[1] = replace(costs[1], channels=8)
    found = search.search(b"", None, Hip(), LIMITS, True, lambda _step: None, frozenset({0, 1}))
    assert None not in found.chosen.values()


def test_exact_operators_must_be_the_first(costs):
    with pytest.raises(ModelError, match=r"must be the first, and are \[1, 2\]"):
        search.search(b"", None, Hip(), LIMITS, True, lambda _step: None, frozenset({1, 2}))
