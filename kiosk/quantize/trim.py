"""Takes out work that the published graphs do for nothing. The result is the same but for the order of the sums.

Two rules, each found by timing the graphs operator by operator:

- A convolution to one channel keeps most of a processor's lanes idle (kernels compute eight or sixteen outputs at a
  time). As a depthwise convolution, whose sums over channels are then taken by a 1x1 convolution, it is done in
  half the time.
- A 1x1 convolution to fewer channels behind an upsampling commutes with it: mixing first, upsampling then, does a
  quarter of the multiplications and upsamples fewer channels. (Interpolation weights sum to one, so the bias commutes
  as well; the activation does not, and stays behind.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from kiosk.quantize import graph
from kiosk.quantize.graph import Model

_NONE = schema.ActivationFunctionType.NONE
_RELU6 = schema.ActivationFunctionType.RELU6


def trim(model: Model) -> None:
    """Apply both rules in place, wherever they fit; ``model`` has its constants folded (`graph.fold`)."""
    _part_narrow_convolutions(model)
    _mix_before_upsampling(model)
    graph.prune(model)


def _part_narrow_convolutions(model: Model) -> None:
    subgraph = model.subgraphs[0]
    operators: list[Any] = []
    for operator in subgraph.operators:
        if _narrow(model, operator):
            operators.extend(_parted(model, operator))
        else:
            operators.append(operator)
    subgraph.operators = operators


def _narrow(model: Model, operator: Any) -> bool:
    """Whether ``operator`` is a convolution of neighbourhoods, kept at its size, to one channel."""
    if graph.operator_name(model, operator) != "CONV_2D" or not graph.constant(model, int(operator.inputs[1])):
        return False
    outputs, height, width, _ = map(int, model.subgraphs[0].tensors[operator.inputs[1]].shape)
    options = operator.builtinOptions
    dense = options.strideH == options.strideW == 1 and options.dilationHFactor == options.dilationWFactor == 1
    return outputs == 1 and height * width > 1 and dense and options.padding == schema.Padding.SAME


def _parted(model: Model, operator: Any) -> list[Any]:
    tensors = model.subgraphs[0].tensors
    source, kernel, bias = map(int, operator.inputs)
    channels = int(tensors[source].shape[3])
    shape = [int(size) for size in tensors[source].shape]
    each = graph.add_activation(model, shape, "each channel")
    nothing = graph.add_constant(model, np.zeros(channels, np.float32), "no bias")
    ones = graph.add_constant(model, np.ones((1, 1, 1, channels), np.float32), "sum of channels")
    depthwise = schema.OperatorT()
    depthwise.opcodeIndex = graph.code(model, "DEPTHWISE_CONV_2D")
    depthwise.inputs, depthwise.outputs = _indices(source, kernel, nothing), _indices(each)
    options = schema.DepthwiseConv2DOptionsT()
    options.padding, options.strideH, options.strideW = schema.Padding.SAME, 1, 1
    options.depthMultiplier, options.fusedActivationFunction = 1, _NONE
    options.dilationHFactor = options.dilationWFactor = 1
    depthwise.builtinOptions = options
    depthwise.builtinOptionsType = schema.BuiltinOptions.DepthwiseConv2DOptions
    operator.inputs = _indices(each, ones, bias)
    return [depthwise, operator]


def _mix_before_upsampling(model: Model) -> None:
    subgraph = model.subgraphs[0]
    tensors = subgraph.tensors
    operators: list[Any] = []
    for operator in subgraph.operators:
        resize = next((item for item in operators if int(item.outputs[0]) == int(operator.inputs[0])), None)
        if resize is None or not _mixes_upsampled(model, operator, resize):
            operators.append(operator)
            continue
        options = operator.builtinOptions
        result = int(operator.outputs[0])
        small = int(resize.inputs[0])
        channels = int(tensors[result].shape[3])
        mixed = graph.add_activation(model, [*(int(n) for n in tensors[small].shape[:3]), channels], "mixed")
        ahead = schema.OperatorT()
        ahead.opcodeIndex, ahead.builtinOptions = operator.opcodeIndex, options
        ahead.builtinOptionsType = operator.builtinOptionsType
        ahead.inputs, ahead.outputs = _indices(small, *map(int, operator.inputs[1:])), _indices(mixed)
        active = options.fusedActivationFunction == _RELU6
        options.fusedActivationFunction = _NONE
        upsampled = (
            graph.add_activation(model, [int(n) for n in tensors[result].shape], "upsampled") if active else result
        )
        enlarge = schema.OperatorT()
        enlarge.opcodeIndex, enlarge.builtinOptions = resize.opcodeIndex, resize.builtinOptions
        enlarge.builtinOptionsType = resize.builtinOptionsType
        enlarge.inputs, enlarge.outputs = _indices(mixed, int(resize.inputs[1])), _indices(upsampled)
        operators += [ahead, enlarge]
        if active:
            clip = schema.OperatorT()
            clip.opcodeIndex = graph.code(model, "RELU6")
            clip.inputs, clip.outputs = _indices(upsampled), _indices(result)
            operators.append(clip)
    subgraph.operators = operators


def _mixes_upsampled(model: Model, operator: Any, resize: Any) -> bool:
    """Whether ``operator`` is a 1x1 convolution to fewer channels of what ``resize`` enlarged."""
    kinds = (graph.operator_name(model, resize), graph.operator_name(model, operator))
    if kinds != ("RESIZE_BILINEAR", "CONV_2D") or not graph.constant(model, int(operator.inputs[1])):
        return False
    tensors = model.subgraphs[0].tensors
    outputs, height, width, inputs = map(int, tensors[operator.inputs[1]].shape)
    options = operator.builtinOptions
    plain = height == width == options.strideH == options.strideW == 1
    small, large = (int(np.prod(tensors[index].shape[1:3])) for index in (resize.inputs[0], resize.outputs[0]))
    return plain and outputs < inputs and small < large and options.fusedActivationFunction in (_NONE, _RELU6)


def _indices(*numbers: int) -> Any:
    return np.array(numbers, dtype=np.int32)
