"""Makes the first, float layers of a graph come to the same bits on every processor.

A sum of floats depends on the order in which it is taken, and every processor, and every version of the runtime, has
its own. By itself that is a matter of the last digit. But where the result is turned into int8, a value that lies
between two steps falls to either side, and from layer to layer that one step grows to as much as int8 costs at all:
half a degree in the middle frame. Behind that point sums are of integers, which are exact in any order; before it
they can be made so. Weights are rounded to a grid, and what a convolution reads to another, such that no partial sum
has more than the 24 bits that a float holds: then nothing is rounded on the way.

What a convolution reads is rounded by adding 1.5 * 2**n and taking it away again, which leaves multiples of
2**(n - 23) (one value at a time, so the same everywhere). Channels that stay far below the bound are scaled up by a
power of two, and the weights that read them down: nothing changes but that the grid is finer for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema

from kiosk.quantize import graph, weights
from kiosk.quantize.graph import Model
from kiosk.quantize.weights import Convolution, Doubles

_BITS = 24
"""Of a float's significand: integers up to 2**24 are exact."""

_STORED_BITS = 11
"""The same of float16, in which the weights are stored."""

_WEIGHT_BITS = 8
"""A row's largest weight is at least so many bits long: twice as fine as int8."""

_FINEST = 12
"""No finer than 2**-12 need what is read be: a sixteenth of a step of a pixel."""

_PICTURE = 1.0
"""Pixels lie within -1..1 in every network here."""

_RELU6 = schema.ActivationFunctionType.RELU6
_LINEAR = schema.ActivationFunctionType.NONE


@dataclass(frozen=True, slots=True)
class _Range:
    """What the channels of an activation can be at most, and whether they can be below zero."""

    most: Doubles
    signed: bool


def settle(model: Model, positions: Iterable[int]) -> None:
    """Make the operators at ``positions`` exact, in place: the first of the graph, convolutions and paddings.

    Raises:
        ValueError: they are not such operators.
    """
    chosen = sorted(positions)
    if not chosen:
        return
    operators = list(model.subgraphs[0].operators)
    kinds = {graph.operator_name(model, operators[position]) for position in chosen}
    if chosen != list(range(len(chosen))) or not kinds <= {"PAD", *weights.CONVOLUTIONS}:
        raise ValueError(f"operators {chosen} cannot be made exact: only the first, convolutions and paddings, can")
    found = {item.position: item for item in weights.convolutions(model) if item.position in set(chosen)}
    picture = int(model.subgraphs[0].inputs[0])
    ranges = {picture: _Range(np.full(int(model.subgraphs[0].tensors[picture].shape[3]), _PICTURE), signed=True)}
    rounded: dict[int, int] = {}
    for position in chosen:
        item = found.get(position)
        if item is None:
            continue
        source = _unpadded(model, item.source)
        if source not in ranges:
            raise ValueError(f"operator {position} cannot be made exact: what it reads is not")
        if source in rounded:
            raise ValueError(f"operator {position} cannot be made exact: another reads what it reads")
        rounded[source] = _grid(model, item, ranges[source])
        ranges[item.result] = _settled(model, item, ranges[source], rounded[source])
        readers = [other for other in found.values() if _unpadded(model, other.source) == item.result]
        if len(readers) == 1 and item.activation == _RELU6:
            ranges[item.result] = _raised(model, item, readers[0], ranges[item.result])
    for source, grid in rounded.items():
        _round_values(model, source, grid)


def _unpadded(model: Model, tensor: int) -> int:
    """The activation that ``tensor`` is, without the zeros around it."""
    for operator in model.subgraphs[0].operators:
        if int(operator.outputs[0]) == tensor and graph.operator_name(model, operator) == "PAD":
            return int(operator.inputs[0])
    return tensor


def _sums(item: Convolution, rows: Doubles, read: _Range, bias: Doubles) -> tuple[Doubles, Doubles]:
    """For each row of weights, how high any partial sum can rise and how deep it can fall (both positive)."""
    most = read.most[:, None] if item.depthwise else np.tile(read.most, rows.shape[1] // len(read.most))[None]
    up, down = (np.maximum(sign * rows, 0.0) * most for sign in (1.0, -1.0))
    if read.signed:
        up = down = up + down
    return up.sum(axis=1) + np.maximum(bias, 0.0), down.sum(axis=1) + np.maximum(-bias, 0.0)


def _load(model: Model, item: Convolution) -> tuple[Doubles, Doubles]:
    return (
        item.rows(weights.load(model, item.weights)),
        weights.load(model, item.bias).astype(np.float64),
    )


def _room(item: Convolution, rows: Doubles, bias: Doubles, read: _Range) -> Doubles:
    """Bits behind the point that each row's products may have together, those of values and weights."""
    largest = np.maximum(np.maximum(*_sums(item, rows, read, bias)), np.finfo(np.float32).tiny)
    # A weight grows by rounding by less than one part in 2**_WEIGHT_BITS.
    room: Doubles = np.floor(_BITS - np.log2(largest * (1.0 + 2.0**-_WEIGHT_BITS)))
    return room


def _grid(model: Model, item: Convolution, read: _Range) -> int:
    """Bits behind the point of what ``item`` reads: as many as leave its weights theirs."""
    rows, bias = _load(model, item)
    largest = np.abs(rows).max(axis=1)
    used = largest > 0
    needed = np.ceil(_WEIGHT_BITS - np.log2(largest[used]))
    spare = _room(item, rows, bias, read)[used] - needed
    return int(min(_FINEST, spare.min()))


def _settled(model: Model, item: Convolution, read: _Range, grid: int) -> _Range:
    """Round the weights and the bias of ``item``, which reads multiples of 2**-``grid``; the range of its result."""
    rows, bias = _load(model, item)
    largest = np.maximum(np.abs(rows).max(axis=1), np.finfo(np.float32).tiny)
    bits = np.minimum(_room(item, rows, bias, read) - grid, np.floor(_STORED_BITS - np.log2(largest)))
    bits = np.minimum(bits, 24.0)  # the finest that float16 has
    steps = np.exp2(bits)[:, None]
    rows = np.round(rows * steps) / steps
    bias = np.round(bias * np.exp2(bits + grid)) / np.exp2(bits + grid)
    shape = weights.load(model, item.weights).shape
    weights.store(model, item.weights, item.unrows(rows, shape))
    weights.store(model, item.bias, bias)
    up, down = _sums(item, rows, read, bias)
    if np.any(np.maximum(up, down) * np.exp2(bits + grid) > 2.0**_BITS):
        raise ValueError(f"operator {item.position} cannot be made exact: its sums are too long")
    if item.activation == _RELU6:
        return _Range(np.minimum(up, 6.0), signed=False)
    if item.activation == _LINEAR:
        return _Range(np.maximum(up, down), signed=True)
    raise ValueError(f"operator {item.position} cannot be made exact: its activation is not supported")


def _raised(model: Model, item: Convolution, reader: Convolution, made: _Range) -> _Range:
    """Scale channels of ``item`` that never reach 3 up by a power of two, and down the weights that read them."""
    power = np.floor(np.log2(6.0 / np.maximum(made.most, np.finfo(np.float32).tiny)))
    factor = np.exp2(np.where(made.most > 0, np.maximum(power, 0.0), 0.0))
    rows, bias = _load(model, item)
    shape = weights.load(model, item.weights).shape
    weights.store(model, item.weights, item.unrows(rows * factor[:, None], shape))
    weights.store(model, item.bias, bias * factor)
    read = weights.load(model, reader.weights)
    weights.store(model, reader.weights, read / factor)  # channels run last in both kinds
    return _Range(made.most * factor, made.signed)


def _round_values(model: Model, tensor: int, grid: int) -> None:
    """Let all that read ``tensor`` read it rounded to multiples of 2**-``grid``."""
    subgraph = model.subgraphs[0]
    readers = [operator for operator in subgraph.operators if tensor in map(int, operator.inputs)]
    first = min(subgraph.operators.index(operator) for operator in readers)
    # By the operator that makes it, else by the first: the recipe says what becomes of operators by these names.
    maker = next((op for op in subgraph.operators if tensor in map(int, op.outputs)), subgraph.operators[first])
    stem = subgraph.tensors[maker.outputs[0]].name.decode().partition("_")[0]
    constant = 1.5 * 2.0 ** (_BITS - 1 - grid)
    shape = [int(size) for size in subgraph.tensors[tensor].shape]
    lifted = graph.add_activation(model, shape, f"{stem}_lifted")
    rounded = graph.add_activation(model, shape, f"{stem}_rounded")
    added = [
        _addition(model, tensor, constant, lifted, f"{stem}_lift"),
        _addition(model, lifted, -constant, rounded, f"{stem}_drop"),
    ]
    for operator in readers:
        operator.inputs = np.array([rounded if int(i) == tensor else int(i) for i in operator.inputs], np.int32)
    subgraph.operators[first:first] = added


def _addition(model: Model, source: int, constant: float, result: int, name: str) -> Any:
    operator = schema.OperatorT()
    operator.opcodeIndex = graph.code(model, "ADD")
    operator.inputs = np.array([source, graph.add_constant(model, np.array([constant], np.float32), name)], np.int32)
    operator.outputs = np.array([result], np.int32)
    options = schema.AddOptionsT()
    options.fusedActivationFunction = _LINEAR
    operator.builtinOptions, operator.builtinOptionsType = options, schema.BuiltinOptions.AddOptions
    return operator
