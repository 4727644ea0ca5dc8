"""Exact operators compute what exact arithmetic does, to the last bit, so the order of a sum cannot matter."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_network import Drawing, run

graph = pytest.importorskip("kiosk.quantize.graph", reason="needs ai-edge-litert")
exact = pytest.importorskip("kiosk.quantize.exact")
weights = pytest.importorskip("kiosk.quantize.weights")

SIZES = np.array([1.0, 30.0, 1e-3, 0.2, 5.0, 1e-2])
"""Channels of the published networks differ as much."""


def drawn(seed: int):
    """A convolution of pixels, a depthwise one and a 1x1 one; some channels never reach the bound of 6."""
    random, drawing = np.random.default_rng(seed), Drawing()

    def constant(*shape: int, scale=1.0) -> int:
        return drawing.tensor(shape, (random.normal(size=shape) * scale).astype(np.float32))

    image = drawing.tensor((1, 8, 8, 3))
    wide = constant(6, 3, 3, 3, scale=SIZES[:, None, None, None])
    stem = drawing.convolution(image, wide, constant(6, scale=SIZES), relu6=True)
    deep = constant(1, 3, 3, 6, scale=2.0 / SIZES)
    inner = drawing.convolution(stem, deep, constant(6), relu6=True, depthwise=True)
    result = drawing.convolution(inner, constant(4, 1, 1, 6, scale=3.0), constant(4, scale=20.0), relu6=False)
    drawing.graph.inputs, drawing.graph.outputs = np.array([image], np.int32), np.array([result], np.int32)
    graph.name_operators(drawing.model)
    return drawing.model


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (1, 8, 8, 3)).astype(np.float32) / np.float32(255)


def constants(model, operator) -> np.ndarray:
    (index,) = (int(index) for index in operator.inputs[1:])
    return weights.load(model, index).astype(np.float64)


def by_hand(model, image: np.ndarray) -> np.ndarray:
    """The same in 53 bits, where nothing of it is rounded but what is lifted: that, as a float is."""
    convolutions = {item.result: item for item in weights.convolutions(model)}
    values = {int(model.subgraphs[0].inputs[0]): image.astype(np.float64)}
    for operator in model.subgraphs[0].operators:
        source, result = int(operator.inputs[0]), int(operator.outputs[0])
        item = convolutions.get(result)
        if item is None:
            values[result] = (values[source] + constants(model, operator)).astype(np.float32).astype(np.float64)
            continue
        seen = item.patches(values[source][0], np.arange(64), 8)
        sums = np.einsum(
            "gpk,gk->pg" if item.depthwise else "gpk,ok->po", seen, item.rows(weights.load(model, item.weights))
        )
        sums += weights.load(model, item.bias)
        values[result] = (np.clip(sums, 0, 6) if item.activation else sums).reshape(1, 8, 8, -1)
    return values[int(model.subgraphs[0].outputs[0])]


@pytest.mark.parametrize("seed", range(5))
def test_no_sum_is_rounded(seed):
    model, image = drawn(seed), picture(seed)
    exact.settle(model, [0, 1, 2])
    (found,) = run(graph.write(model), image)
    np.testing.assert_array_equal(found.astype(np.float64), by_hand(model, image))


def test_without_it_sums_are_rounded():
    model, image = drawn(1), picture(1)
    (found,) = run(graph.write(model), image)
    assert np.any(found.astype(np.float64) != by_hand(model, image))


@pytest.mark.parametrize("seed", range(5))
def test_little_is_lost(seed):
    before, model, image = drawn(seed), drawn(seed), picture(seed)
    exact.settle(model, [0, 1, 2])
    (found,), (wanted,) = run(graph.write(model), image), run(graph.write(before), image)
    step = (wanted.max() - wanted.min()) / 255
    assert np.abs(found - wanted).max() < step, "one step of int8"
    assert np.abs(found - wanted).mean() < step / 8


def test_weights_stay_what_they_are_in_float16():
    model = drawn(3)
    exact.settle(model, [0, 1, 2])
    for item in weights.convolutions(model):
        values = weights.load(model, item.weights)
        np.testing.assert_array_equal(values.astype(np.float16).astype(np.float32), values)


def test_new_operators_are_named_after_those_that_are_kept_float():
    model = drawn(3)
    exact.settle(model, [0, 1, 2])
    names = [model.subgraphs[0].tensors[op.outputs[0]].name.decode() for op in model.subgraphs[0].operators]
    assert [name[:5] for name in names] == ["op000"] * 5 + ["op001"] * 3 + ["op002"]


def test_only_the_first_operators_can_be_exact(tiny):
    graph.fold(tiny)
    graph.name_operators(tiny)
    with pytest.raises(ValueError, match="only the first"):
        exact.settle(tiny, [1, 2])
    with pytest.raises(ValueError, match="convolutions and paddings"):
        exact.settle(tiny, [0, 1, 2, 3])


def test_nothing_to_settle_changes_nothing():
    model = drawn(0)
    before = graph.write(model)
    exact.settle(model, [])
    assert graph.write(model) == before
