"""Gives the channels of linear activations like ranges, so that one int8 scale serves them all.

Where a tensor is the plain sum of convolutions and is read by convolutions only, a channel may be divided by any
number in the producers and multiplied by it in the consumers: the float network stays the same. Without this,
the widest channel sets the scale and the narrow ones drown in rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from numpy.typing import NDArray

from kiosk.quantize import graph, weights
from kiosk.quantize.graph import Model
from kiosk.quantize.weights import Convolution

_SMALLEST = 1e-3
"""No channel is scaled up by more than a thousand."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Tensors that additions tie to one set of channel scales, with the convolutions before and behind."""

    tensors: tuple[int, ...]
    producers: tuple[Convolution, ...]
    consumers: tuple[Convolution, ...]


def linked(model: Model) -> list[Linked]:
    """The groups of tensors of ``model`` that can be rescaled by channel without changing the result."""
    groups: dict[int, set[int]] = {}
    subgraph = model.subgraphs[0]
    adders = []
    for operator in subgraph.operators:
        if graph.operator_name(model, operator) == "ADD" and _linear(operator.builtinOptions):
            tied = {int(index) for index in (*operator.inputs, *operator.outputs)}
            adders.append((operator, tied))
            merged = tied.union(*(groups[index] for index in tied if index in groups))
            for index in merged:
                groups[index] = merged
    filters = weights.convolutions(model)
    for item in filters:
        groups.setdefault(item.result, {item.result})
    unique = {min(group): group for group in groups.values()}
    allowed = {id(operator) for operator, _ in adders} | {id(subgraph.operators[item.position]) for item in filters}
    found = []
    for group in unique.values():
        if _closed(model, group, allowed, filters):
            found.append(
                Linked(
                    tuple(sorted(group)),
                    tuple(item for item in filters if item.result in group),
                    tuple(item for item in filters if item.source in group),
                )
            )
    return found


def _linear(options: object) -> bool:
    return bool(getattr(options, "fusedActivationFunction", None) == schema.ActivationFunctionType.NONE)


def _closed(model: Model, group: set[int], allowed: set[int], filters: Sequence[Convolution]) -> bool:
    """Whether only linear convolutions and additions write ``group``, and only such operators read it."""
    subgraph = model.subgraphs[0]
    ports = {int(index) for index in (*subgraph.inputs, *subgraph.outputs)}
    if group & ports or not any(item.source in group for item in filters):
        return False
    written: set[int] = set()
    for operator in subgraph.operators:
        results = {int(index) for index in operator.outputs}
        touches = results | {int(index) for index in operator.inputs}
        if not group & touches:
            continue
        if id(operator) not in allowed:
            return False
        if group & results:
            if not _linear(operator.builtinOptions):
                return False
            written |= results
    return group <= written


def equalise(
    model: Model, widest: Mapping[str, NDArray[np.float32]], strength: float, upto: frozenset[int]
) -> dict[str, NDArray[np.float32]]:
    """Rescale in place every `linked` group that touches a convolution at the positions ``upto``.

    ``widest``: largest absolute value of each channel, by tensor name. With ``strength`` 1 all channels come
    to the same range; less leaves some of the difference, which spares the consumers' weights. Scales are powers
    of two, so that nothing is rounded and weights stored as float16 stay what they were.

    Returns what each channel was divided by, for the tensors rescaled, by name.
    """
    tensors = model.subgraphs[0].tensors
    scales: dict[str, NDArray[np.float32]] = {}
    for group in linked(model):
        if not any(item.position in upto for item in (*group.producers, *group.consumers)):
            continue
        names = [tensors[index].name.decode() for index in group.tensors]
        spread = np.max([widest[name] for name in names], axis=0)
        if spread.max() <= 0:
            continue
        wanted = np.maximum((spread / spread.max()) ** strength, _SMALLEST)
        scale = np.exp2(np.round(np.log2(wanted))).astype(np.float32)
        for item in group.producers:
            values = weights.load(model, item.weights)
            divided = values / (scale if item.depthwise else scale[:, None, None, None])
            weights.store(model, item.weights, divided)
            weights.store(model, item.bias, weights.load(model, item.bias) / scale)
        for item in group.consumers:
            weights.store(model, item.weights, weights.load(model, item.weights) * scale)
        scales |= dict.fromkeys(names, scale)
    graph.prune(model)
    return scales
