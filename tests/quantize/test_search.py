"""The search parts a graph whole and without overlap, and takes what saves most for the least."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from tiny_network import run

from kiosk.pose.catalogue import ModelError

graph = pytest.importorskip("kiosk.quantize.graph", reason="needs ai-edge-litert")
calibrate = pytest.importorskip("kiosk.quantize.calibrate")
judge = pytest.importorskip("kiosk.quantize.judge")
search = pytest.importorskip("kiosk.quantize.search")
recipe = pytest.importorskip("kiosk.quantize.recipe")

SMALL = judge.Spread(0.001, 0.002)
GOOD = judge.Verdict(48, SMALL, SMALL, SMALL, SMALL, SMALL, SMALL, 0.999, 1.0, 1.0)
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
    detector=recipe.DetectorLimits(agreement=0.98, centre=0.01, side=0.02, rotation=1),
)


NO_CROPS = calibrate.Crops.of([], [])


@pytest.fixture
def folded(tiny):
    graph.fold(tiny)
    graph.name_operators(tiny)
    return tiny


def test_groups_cover_every_operator_once_and_all_the_work(folded):
    parts = search.groups(folded)
    assert [position for part in parts for position in part.positions] == list(range(6))
    assert sum(part.work for part in parts) == pytest.approx(1.0)
    # Behind the stem, which is read twice, and behind the sum; each output is its own.
    assert [(part.first, part.last) for part in parts] == [(0, 0), (1, 3), (4, 4), (5, 5)]
    assert [part.ends for part in parts] == [False, False, True, True]


def test_a_part_computes_what_the_whole_does(folded):
    image = np.random.default_rng(1).random((1, 8, 8, 3), dtype=np.float32)
    data = graph.write(folded)
    stem = run(search._part(graph.read(data), search.groups(folded)[0]), image)
    assert [values.shape for values in stem] == [(1, 8, 8, 6)]
    rest = search._part(graph.read(data), search.groups(folded)[1])
    (total,) = run(rest, stem[0])
    near = run(search._part(graph.read(data), search.groups(folded)[2]), total)
    np.testing.assert_allclose(near[0], run(data, image)[0], rtol=1e-5, atol=1e-5)


def group(first: int, last: int, work: float, weights: int = 50_000, channels: int = 32):
    return search.Group(first, last, work, weights, "8x8x6: conv", channels)


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

    def compare(_reference, hip, _people):
        return judge.Verdict(48, SMALL, judge.Spread(hip, hip), SMALL, SMALL, SMALL, SMALL, 1.0, 1.0, 1.0)

    monkeypatch.setattr(search, "groups", lambda _model: parts)
    monkeypatch.setattr(search, "quantize", SimpleNamespace(compose=compose))
    monkeypatch.setattr(
        search, "judge", SimpleNamespace(read=lambda model, _inputs: model, compare=compare, Verdict=judge.Verdict)
    )
    monkeypatch.setattr(search, "graph", SimpleNamespace(read=lambda model: model))
    monkeypatch.setattr(search, "_part", lambda _model, _part: b"")
    monkeypatch.setattr(search, "_timed", lambda models: [1.0, 0.5][: len(models)])
    return parts


def test_the_search_stays_below_its_share_of_the_limits(costs):
    found = search.search(b"", None, NO_CROPS, LIMITS, True, lambda _step: None)
    first, second, third, last = costs
    # 0.3 and 0.1 together stay below 0.8 x 0.6; with 0.5 they do not, but its weights alone may be int8.
    assert found.chosen == {first: "int8", second: None, third: None, last: None}
    assert found.verdict.hip.median <= LIMITS.margin * LIMITS.landmarks.hip
    assert found.kept() == {0: "int8", 1: "int8"}
    (span,) = search.spans(found)
    assert (span.first, span.last, span.weights) == (0, 1, "int8")
    assert "0.50 degrees" in span.why


def test_without_static_int8_only_weights_are_stored_in_it(costs):
    found = search.search(b"", None, NO_CROPS, LIMITS, False, lambda _step: None)
    assert set(found.chosen.values()) == {"int8"}
    assert all(trial.static is None and trial.static_ms is None for trial in found.trials)
    (span,) = search.spans(found)
    assert span.why == "int8 weights in one of these groups move the hip by up to 0.05 degrees"


def test_few_weights_are_not_worth_storing_smaller(costs):
    costs[0] = group(0, 1, 0.3, weights=100)
    found = search.search(b"", None, NO_CROPS, LIMITS, False, lambda _step: None)
    assert found.chosen[costs[0]] == "float16"
    first = search.spans(found)[0]
    assert (first.first, first.last, first.why) == (0, 1, "few weights")


def test_narrow_groups_stay_float(costs):
    costs[1] = group(2, 3, 0.4, channels=8)
    found = search.search(b"", None, NO_CROPS, LIMITS, True, lambda _step: None)
    assert found.chosen[costs[1]] == "int8"
    assert found.chosen[costs[2]] is None


def test_what_computes_an_output_stays_float(costs):
    costs[2] = replace(costs[2], ends=True)
    found = search.search(b"", None, NO_CROPS, LIMITS, True, lambda _step: None)
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


def test_behind_exact_operators_int8_goes_on_without_a_gap(costs):
    found = search.search(b"", None, NO_CROPS, LIMITS, True, lambda _step: None, frozenset({0, 1}))
    first, second, third, last = costs
    assert found.chosen == {first: "exact", second: None, third: None, last: None}
    (span,) = search.spans(found)
    assert (span.first, span.last, span.weights) == (0, 1, "exact")


def test_what_follows_a_gap_stays_float(costs):
    strict, steps = LIMITS.model_copy(update={"margin": 0.4}), list[str]()
    found = search.search(b"", None, NO_CROPS, strict, True, steps.append, frozenset({0, 1}))
    # The second moves the hip by more than 0.4 x 0.6; the third alone would not, and is not asked.
    assert None not in found.chosen.values()
    asked = [step.partition(":")[0] for step in steps if "static int8" in step]
    assert asked == ["operators 2-3 static int8"]


def test_a_narrow_group_is_a_gap(costs):
    costs[1] = replace(costs[1], channels=8)
    found = search.search(b"", None, NO_CROPS, LIMITS, True, lambda _step: None, frozenset({0, 1}))
    assert None not in found.chosen.values()


def test_exact_operators_must_end_with_a_group(costs):
    with pytest.raises(ModelError, match="must end with a group"):
        search.search(b"", None, NO_CROPS, LIMITS, True, lambda _step: None, frozenset({0}))
