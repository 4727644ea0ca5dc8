"""Surgery: what is cut away must not be missed, what stays must compute the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_network import run

graph = pytest.importorskip("kiosk.quantize.graph", reason="needs ai-edge-litert")
weights = pytest.importorskip("kiosk.quantize.weights")
equalise = pytest.importorskip("kiosk.quantize.equalise")
rounding = pytest.importorskip("kiosk.quantize.rounding")
calibrate = pytest.importorskip("kiosk.quantize.calibrate")
quantize = pytest.importorskip("kiosk.quantize.quantize")

MODELS = Path(__file__).parents[2] / "models"
IMAGE = np.random.default_rng(1).random((1, 8, 8, 3), dtype=np.float32)


def test_folding_changes_no_output(tiny):
    before = run(graph.write(tiny), IMAGE)
    graph.fold(tiny)
    kinds = [graph.operator_name(tiny, operator) for operator in tiny.subgraphs[0].operators]
    assert kinds == ["CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D", "ADD", "CONV_2D", "CONV_2D"]
    for old, new in zip(before, run(graph.write(tiny), IMAGE), strict=True):
        np.testing.assert_array_equal(old, new)


def test_folding_gives_each_operator_its_own_constants(tiny):
    graph.fold(tiny)
    owned = [t for item in weights.convolutions(tiny) for t in (item.weights, item.bias)]
    assert len(owned) == len(set(owned)) == 10


def test_shared_weights_are_refused(tiny):
    graph.fold(tiny)
    first, second = tiny.subgraphs[0].operators[-2:]
    second.inputs = first.inputs
    with pytest.raises(ValueError, match="share weights"):
        weights.convolutions(tiny)


def test_dropping_an_output_keeps_the_other_and_removes_what_only_it_needs(tiny):
    graph.fold(tiny)
    near, far = run(graph.write(tiny), IMAGE)
    whole = len(tiny.subgraphs[0].operators)
    graph.keep_outputs(tiny, [1])
    assert len(tiny.subgraphs[0].operators) == whole - 1
    only = run(graph.write(tiny), IMAGE)
    assert len(only) == 1
    np.testing.assert_array_equal(only[0], far)
    assert near.shape != far.shape


def test_outputs_can_be_put_in_another_order(tiny):
    near, far = run(graph.write(tiny), IMAGE)
    graph.keep_outputs(tiny, [1, 0])
    swapped = run(graph.write(tiny), IMAGE)
    np.testing.assert_array_equal(swapped[0], far)
    np.testing.assert_array_equal(swapped[1], near)


def test_names_say_position_and_kind(tiny):
    graph.fold(tiny)
    assert graph.name_operators(tiny)[:2] == ["op000_conv_2d", "op001_depthwise_conv_2d"]


def test_signature_names_the_ports(tiny):
    from ai_edge_litert.interpreter import Interpreter

    graph.sign(tiny, {"near": 0, "far": 1})
    runner = Interpreter(model_content=graph.write(tiny)).get_signature_runner(graph.SIGNATURE)
    assert {name: out.shape for name, out in runner(image=IMAGE).items()} == {
        "near": (1, 8, 8, 4),
        "far": (1, 8, 8, 2),
    }


def test_writing_is_repeatable_and_constants_are_aligned(tiny):
    data = graph.write(tiny)
    assert graph.write(graph.read(data)) == data
    for buffer in graph.read(data).buffers:
        if buffer.data is not None and len(buffer.data):
            assert (buffer.data.ctypes.data - np.frombuffer(data, np.uint8).ctypes.data) % 16 == 0


def test_not_a_model_is_refused():
    with pytest.raises(ValueError, match=r"not a \.tflite"):
        graph.read(b"PK\x03\x04 something else")


def _prepared(model) -> bytes:
    graph.fold(model)
    graph.name_operators(model)
    return graph.write(model)


def test_equalising_changes_no_output_but_evens_the_channels(tiny):
    data = _prepared(tiny)
    before = calibrate.statistics(data, [IMAGE], 64)
    names = list(before.lows)
    scales = equalise.equalise(tiny, {name: before.widest(name) for name in names}, 1.0, frozenset(range(6)))
    evened = graph.write(tiny)
    for old, new in zip(run(data, IMAGE), run(evened, IMAGE), strict=True):
        np.testing.assert_array_equal(old, new)
    assert all(np.array_equal(np.exp2(np.round(np.log2(scale))), scale) for scale in scales.values())
    after = calibrate.statistics(evened, [IMAGE], 64)
    told = before.scaled(scales, quantize._reads(graph.read(data)))
    for name in names:
        np.testing.assert_array_equal(told.highs[name], after.highs[name])
        np.testing.assert_array_equal(told.lows[name], after.lows[name])
    for name, moments in after.moments.items():
        np.testing.assert_array_equal(told.moments[name].products, moments.products)
    both = [np.maximum(found.widest("op000_conv_2d"), found.widest("op003_add")) for found in (before, after)]
    unevenness = [widths.max() / widths.min() for widths in both]
    assert unevenness[1] < unevenness[0] / 2


def test_only_linear_tensors_are_equalised(tiny):
    _prepared(tiny)
    names = [t.name.decode() for t in tiny.subgraphs[0].tensors]
    groups = [{names[index] for index in group.tensors} for group in equalise.linked(tiny)]
    assert groups == [{"op000_conv_2d", "op002_conv_2d", "op003_add"}]


def test_rounded_weights_lie_on_the_int8_grid_and_keep_their_largest():
    rows = np.random.default_rng(3).normal(size=(5, 9))
    rounded = rounding.to_grid(rows, np.eye(9)[None])
    steps = np.abs(rows).max(axis=1, keepdims=True) / 127
    np.testing.assert_allclose(rounded / steps, np.round(rounded / steps), atol=1e-9)
    np.testing.assert_allclose(np.abs(rounded).max(axis=1), np.abs(rows).max(axis=1))


def test_rounding_together_beats_rounding_each_on_what_is_seen():
    random = np.random.default_rng(5)
    seen = random.normal(size=(500, 1)) * 10 + random.normal(size=(500, 9))
    covariance = np.cov(seen.T)[None]
    rows = random.normal(size=(40, 9))
    steps = np.abs(rows).max(axis=1, keepdims=True) / 127
    nearest = np.round(rows / steps) * steps

    def loss(rounded: np.ndarray) -> float:
        error = rounded - rows
        return float(np.einsum("ok,kl,ol->", error, covariance[0], error))

    assert loss(rounding.to_grid(rows, covariance)) < 0.3 * loss(nearest)


def test_rounding_keeps_the_mean_of_each_layer(tiny):
    data = _prepared(tiny)
    images = [np.random.default_rng(seed).random((1, 8, 8, 3), dtype=np.float32) for seed in range(30)]
    sums = calibrate.statistics(data, images, 64).moments
    assert [int(name[2:5]) for name in sums] == [0, 1, 2, 4, 5]
    rounding.round_weights(tiny, sums, 0.01, [0])
    rounded = graph.write(tiny)
    means = [
        np.mean([values["op000_conv_2d"].mean(axis=(0, 1, 2)) for values in calibrate.layers(model, images)], axis=0)
        for model in (data, rounded)
    ]
    np.testing.assert_allclose(means[0], means[1], atol=2e-5)
    assert not np.array_equal(*(run(model, IMAGE)[0] for model in (data, rounded)))


def test_patches_are_what_a_convolution_sees(tiny):
    _prepared(tiny)
    for item in weights.convolutions(tiny)[:2]:
        values = next(calibrate.layers(graph.write(tiny), [IMAGE]))
        names = [t.name.decode() for t in tiny.subgraphs[0].tensors]
        patches = item.patches(values[names[item.source]][0], np.arange(64), 8)
        rows = item.rows(weights.load(tiny, item.weights))
        got = np.einsum("gnk,gk->ng", patches, rows) if item.depthwise else patches[0] @ rows.T
        expected = values[names[item.result]].reshape(64, -1)
        if item.activation:
            got = np.clip(got, 0, 6)
        np.testing.assert_allclose(got, expected, atol=1e-4)


@pytest.mark.skipif(not (MODELS / "manifest.toml").is_file(), reason="the models are not there")
@pytest.mark.parametrize("path", sorted(MODELS.glob("*.tflite")), ids=lambda path: path.stem)
def test_no_output_goes_through_one_int8_scale(path):
    """Coordinates, depths and logits would share it."""
    model = graph.read(path.read_bytes())
    made = {int(index): operator for operator in model.subgraphs[0].operators for index in operator.outputs}
    for index in model.subgraphs[0].outputs:
        operator = made[int(index)]
        while graph.operator_name(model, operator) in ("RESHAPE", "CONCATENATION"):
            operator = made[int(operator.inputs[0])]
        assert graph.operator_name(model, operator) in ("CONV_2D", "LOGISTIC")


@pytest.mark.skipif(not (MODELS / "manifest.toml").is_file(), reason="the models are not there")
def test_the_graph_without_mask_is_the_other_with_it_cut_off():
    whole = (MODELS / "pose_landmark_full_int8.tflite").read_bytes()
    model = graph.read(whole)
    graph.keep_outputs(model, [0, 1, 3])
    image = np.random.default_rng(2).random((1, 256, 256, 3), dtype=np.float32)
    shipped = run((MODELS / "pose_landmark_full_int8_nomask.tflite").read_bytes(), image)
    full = run(whole, image)
    for cut, same, out in zip(run(graph.write(model), image), shipped, [full[0], full[1], full[3]], strict=True):
        np.testing.assert_array_equal(cut, out)
        np.testing.assert_array_equal(same, out)
