"""Work taken out of a graph must leave its results as they were."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_network import Drawing, run, schema

graph = pytest.importorskip("kiosk.quantize.graph", reason="needs ai-edge-litert")
trim = pytest.importorskip("kiosk.quantize.trim")

RANDOM = np.random.default_rng(11)
IMAGE = RANDOM.random((1, 8, 8, 6), dtype=np.float32)


def kinds(model) -> list[str]:
    return [graph.operator_name(model, operator) for operator in model.subgraphs[0].operators]


def values(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape).astype(np.float32)


def drawn(drawing: Drawing, image: int, result: int):
    drawing.graph.inputs, drawing.graph.outputs = np.array([image], np.int32), np.array([result], np.int32)
    return drawing.model


def narrow(outputs: int, relu6: bool = False):
    drawing = Drawing()
    image = drawing.tensor((1, 8, 8, 6))
    kernel = drawing.tensor((outputs, 3, 3, 6), values(outputs, 3, 3, 6))
    bias = drawing.tensor((outputs,), values(outputs))
    return drawn(drawing, image, drawing.convolution(image, kernel, bias, relu6))


def upsampled(outputs: int, relu6: bool):
    drawing = Drawing()
    image = drawing.tensor((1, 8, 8, 6))
    size = drawing.tensor((2,), np.array([16, 16], np.int32))
    drawing.graph.tensors[size].type = schema.TensorType.INT32
    large = drawing.tensor((1, 16, 16, 6))
    options = schema.ResizeBilinearOptionsT()
    options.alignCorners, options.halfPixelCenters = False, True
    drawing.operator("RESIZE_BILINEAR", [image, size], large, options)
    kernel = drawing.tensor((outputs, 1, 1, 6), values(outputs, 1, 1, 6))
    bias = drawing.tensor((outputs,), values(outputs))
    result = drawing.convolution(large, kernel, bias, relu6)
    drawing.graph.tensors[result].shape = np.array([1, 16, 16, outputs], np.int32)
    return drawn(drawing, image, result)


def assert_same(before: bytes, model) -> None:
    for old, new in zip(run(before, IMAGE), run(graph.write(model), IMAGE), strict=True):
        np.testing.assert_allclose(old, new, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("relu6", [False, True])
def test_a_convolution_to_one_channel_is_parted(relu6):
    model = narrow(1, relu6)
    before = graph.write(model)
    trim.trim(model)
    assert kinds(model) == ["DEPTHWISE_CONV_2D", "CONV_2D"]
    assert_same(before, model)


def test_a_convolution_to_more_channels_stays():
    model = narrow(2)
    before = graph.write(model)
    trim.trim(model)
    assert kinds(model) == ["CONV_2D"]
    assert_same(before, model)


def test_channels_are_mixed_before_they_are_upsampled():
    model = upsampled(4, relu6=False)
    before = graph.write(model)
    trim.trim(model)
    assert kinds(model) == ["CONV_2D", "RESIZE_BILINEAR"]
    assert_same(before, model)


def test_an_activation_stays_behind_the_upsampling():
    model = upsampled(4, relu6=True)
    before = graph.write(model)
    trim.trim(model)
    assert kinds(model) == ["CONV_2D", "RESIZE_BILINEAR", "RELU6"]
    assert_same(before, model)


def test_mixing_to_more_channels_stays_behind():
    model = upsampled(12, relu6=True)
    trim.trim(model)
    assert kinds(model) == ["RESIZE_BILINEAR", "CONV_2D"]
