"""The float weights of convolutions in a graph: where they are, and how they see their input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from kiosk.quantize import graph
from kiosk.quantize.graph import Model

Weights = NDArray[np.float32]
Doubles = NDArray[np.float64]

PLAIN, DEPTHWISE = "CONV_2D", "DEPTHWISE_CONV_2D"
CONVOLUTIONS = (PLAIN, DEPTHWISE)


def load(model: Model, tensor: int) -> Weights:
    """A copy of the constant float32 tensor number ``tensor``."""
    item = model.subgraphs[0].tensors[tensor]
    data = np.asarray(model.buffers[item.buffer].data, dtype=np.uint8)
    values: Weights = np.frombuffer(data.tobytes(), np.float32).reshape(item.shape).copy()
    return values


def store(model: Model, tensor: int, values: NDArray[Any]) -> None:
    """Put ``values`` in the place of constant ``tensor``, as float32, in a buffer of its own."""
    graph.set_constant(model, tensor, values.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Convolution:
    """A plain or depthwise convolution: tensor numbers, kernel and stride (rows, columns)."""

    position: int
    depthwise: bool
    source: int
    weights: int
    bias: int
    result: int
    kernel: tuple[int, int]
    stride: tuple[int, int]
    same: bool
    """Whether the input is padded with zeros to keep its size (divided by the stride)."""
    activation: int

    def rows(self, values: Weights) -> Doubles:
        """Weights as one row for each output channel, in the order of `patches`: (outputs, inputs of one)."""
        if self.depthwise:
            values = np.moveaxis(values, 3, 0)
        rows: Doubles = values.reshape(values.shape[0], -1).astype(np.float64)
        return rows

    def unrows(self, rows: Doubles, shape: Sequence[int]) -> Doubles:
        """The inverse of `rows`."""
        values: Doubles = (rows.T if self.depthwise else rows).reshape(shape)
        return values

    def patches(self, picture: Weights, places: NDArray[np.intp], width: int) -> Weights:
        """What the kernel sees of ``picture`` (rows, columns, channels) at ``places`` of the result.

        Places count row by row in a result ``width`` wide. The answer is (channels, places, kernel) for a
        depthwise convolution, else (1, places, kernel x channels).
        """
        (height_k, width_k), (down, right) = self.kernel, self.stride
        padded = self._padded(picture)
        row, column = places // width * down, places % width * right
        seen = np.stack([padded[row + i, column + j] for i in range(height_k) for j in range(width_k)], axis=1)
        if self.depthwise:
            return np.ascontiguousarray(np.moveaxis(seen, 2, 0))
        return seen.reshape(1, len(places), -1)

    def _padded(self, picture: Weights) -> Weights:
        if not self.same:
            return picture
        edges = []
        for size, kernel, stride in zip(picture.shape, self.kernel, self.stride, strict=False):
            lacking = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            edges.append((lacking // 2, lacking - lacking // 2))
        return np.pad(picture, [*edges, (0, 0)])


def convolutions(model: Model) -> list[Convolution]:
    """Every convolution of ``model`` with constant weights, in order.

    Raises:
        ValueError: two of them share weights, so that one could not be changed without the other.
    """
    found: list[Convolution] = []
    subgraph = model.subgraphs[0]
    for position, operator in enumerate(subgraph.operators):
        kind = graph.operator_name(model, operator)
        if kind not in CONVOLUTIONS or not graph.constant(model, int(operator.inputs[1])):
            continue
        options = operator.builtinOptions
        shape = subgraph.tensors[operator.inputs[1]].shape
        found.append(
            Convolution(
                position=position,
                depthwise=kind == DEPTHWISE,
                source=int(operator.inputs[0]),
                weights=int(operator.inputs[1]),
                bias=int(operator.inputs[2]),
                result=int(operator.outputs[0]),
                kernel=(int(shape[1]), int(shape[2])),
                stride=(int(options.strideH), int(options.strideW)),
                same=options.padding == schema.Padding.SAME,
                activation=int(options.fusedActivationFunction),
            )
        )
    owned = [tensor for item in found for tensor in (item.weights, item.bias)]
    if len(owned) != len(set(owned)):
        raise ValueError("convolutions that share weights are not supported")
    return found
