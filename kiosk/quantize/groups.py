"""Parts a graph into groups of operators that a search tries one by one, and cuts one out to be timed alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.quantize import graph, weights
from kiosk.quantize.graph import Model

_SMALLEST_SHARE = 0.015
"""Groups with less of the network's work than this are joined with the next."""

_PASSING = 16
"""Writing one value costs about as much as this many multiply-adds: small layers on large pictures are not free."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operators ``first`` to ``last``: their ``work`` (share of the network's) and number of ``weights``."""

    first: int
    last: int
    work: float
    weights: int
    kinds: str
    """What it is, in short: the size of its results and its operators."""
    channels: int
    """Most channels that one of its convolutions reads; 0 without any."""
    reads: frozenset[tuple[int, float]] = frozenset()
    """Activations from before it: number, and what passing it costs as a share of the network's work."""
    makes: frozenset[int] = frozenset()
    """Activations that it computes."""
    ends: bool = False
    """Whether it computes an output of the network."""

    @property
    def positions(self) -> range:
        """Positions of its operators."""
        return range(self.first, self.last + 1)


def groups(model: Model, apart: int = 0) -> list[Group]:
    """The groups of ``model``: cut behind every sum and every result that more than the next operator reads.

    The first ``apart`` operators share no group with others.
    """
    subgraph = model.subgraphs[0]
    readers: dict[int, list[int]] = {}
    for position, operator in enumerate(subgraph.operators):
        for index in operator.inputs:
            readers.setdefault(int(index), []).append(position)
    ports = {int(index) for index in subgraph.outputs}
    work = [_work(model, operator) for operator in subgraph.operators]
    total, parts, first = sum(work), list[range](), 0
    for position, operator in enumerate(subgraph.operators):
        result = int(operator.outputs[0])
        kind = graph.operator_name(model, operator)
        leads = readers.get(result, [])
        cut = kind != "PAD" and (kind == "ADD" or leads != [position + 1] or result in ports)
        if cut or position + 1 == apart:
            parts.append(range(first, position + 1))
            first = position + 1
    joined: list[range] = []
    for part in parts:
        ends = any(int(subgraph.operators[position].outputs[0]) in ports for position in part)
        small = bool(joined) and sum(work[p] for p in joined[-1]) < _SMALLEST_SHARE * total
        if small and not ends and part.start != apart:
            joined[-1] = range(joined[-1].start, part.stop)
        else:
            joined.append(part)
    return [
        Group(
            part.start,
            part.stop - 1,
            sum(work[position] for position in part) / total,
            sum(_weights(model, subgraph.operators[position]) for position in part),
            _kinds(model, [subgraph.operators[position] for position in part]),
            max(_channels(model, subgraph.operators[position]) for position in part),
            *_passed(model, part, total),
            ends=any(int(index) in ports for p in part for index in subgraph.operators[p].outputs),
        )
        for part in joined
    ]


def _work(model: Model, operator: object) -> int:
    """Multiply-adds of ``operator``, and what passing its results costs in the same unit."""
    tensors = model.subgraphs[0].tensors
    values = int(np.prod(tensors[operator.outputs[0]].shape))  # type: ignore[attr-defined]
    shape = tensors[operator.outputs[0]].shape  # type: ignore[attr-defined]
    return _weights(model, operator) * int(np.prod(shape[1:3])) + _PASSING * values


def _weights(model: Model, operator: object) -> int:
    if graph.operator_name(model, operator) not in weights.CONVOLUTIONS:
        return 0
    return int(np.prod(model.subgraphs[0].tensors[operator.inputs[1]].shape))  # type: ignore[attr-defined]


def _passed(model: Model, part: range, total: int) -> tuple[frozenset[tuple[int, float]], frozenset[int]]:
    """What the operators of ``part`` read and make, as in `Group`; the picture counts as made by the first."""
    subgraph = model.subgraphs[0]
    chosen = [subgraph.operators[position] for position in part]
    makes = {int(index) for item in chosen for index in item.outputs}
    reads = {int(index) for item in chosen for index in item.inputs if index >= 0} - makes
    reads -= {index for index in reads if graph.constant(model, index) or index in subgraph.inputs}
    costs = {index: _PASSING * int(np.prod(subgraph.tensors[index].shape)) / total for index in reads}
    return frozenset(costs.items()), frozenset(makes)


def _channels(model: Model, operator: object) -> int:
    if graph.operator_name(model, operator) not in weights.CONVOLUTIONS:
        return 0
    return int(model.subgraphs[0].tensors[operator.inputs[0]].shape[3])  # type: ignore[attr-defined]


def _kinds(model: Model, operators: Sequence[object]) -> str:
    shape = model.subgraphs[0].tensors[operators[-1].outputs[0]].shape  # type: ignore[attr-defined]
    short = {"CONV_2D": "conv", "DEPTHWISE_CONV_2D": "depthwise", "RESIZE_BILINEAR": "resize"}
    names = [graph.operator_name(model, operator) for operator in operators]
    counts = {name: names.count(name) for name in dict.fromkeys(names)}
    what = ", ".join(
        f"{count} {short.get(name, name.lower())}" if count > 1 else short.get(name, name.lower())
        for name, count in counts.items()
    )
    return f"{'x'.join(str(int(size)) for size in shape[1:])}: {what}"


def alone(model: Model, part: Group) -> bytes:
    """The operators of ``part`` as a graph of their own, with those that turn values into int8 and back."""
    subgraph = model.subgraphs[0]
    wanted = tuple(f"op{position:03d}_" for position in part.positions)
    names = [tensor.name.decode() for tensor in subgraph.tensors]
    constants = [
        operator
        for operator in subgraph.operators
        if all(graph.constant(model, int(index)) for index in operator.inputs if index >= 0)
    ]
    mine = [item for item in subgraph.operators if names[int(item.outputs[0])].startswith(wanted)]
    mine += [item for item in constants if any(int(item.outputs[0]) in map(int, other.inputs) for other in mine)]
    taken = {id(item) for item in mine}
    subgraph.operators = [item for item in subgraph.operators if id(item) in taken]
    made = {int(index) for item in subgraph.operators for index in item.outputs}
    read = [int(index) for item in subgraph.operators for index in item.inputs if index >= 0]
    inputs = dict.fromkeys(index for index in read if index not in made and not graph.constant(model, index))
    subgraph.inputs = np.array(list(inputs), np.int32)
    subgraph.outputs = np.array(sorted(made - set(read)), np.int32)
    model.signatureDefs = None
    graph.prune(model)
    return graph.write(model)
