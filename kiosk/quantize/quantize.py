"""Turns a float graph into the mixed one of the recipe: equalise, round, quantize."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from typing import Any

import numpy as np

from kiosk.pose.catalogue import ModelError
from kiosk.quantize import exact, graph, weights
from kiosk.quantize.calibrate import Statistics
from kiosk.quantize.equalise import equalise
from kiosk.quantize.recipe import Member, Mixed, Stored
from kiosk.quantize.rounding import round_weights
from kiosk.quantize.trim import trim

_INT8_WEIGHTS = {"num_bits": 8, "symmetric": True, "granularity": "CHANNELWISE", "dtype": "INT"}
_INT8_VALUES = {"num_bits": 8, "symmetric": False, "granularity": "TENSORWISE", "dtype": "INT"}
_FLOAT16_WEIGHTS = {"num_bits": 16, "symmetric": True, "granularity": "TENSORWISE", "dtype": "FLOAT"}

Tell = Callable[[str], None]
"""Told each step in a few words."""


def unfold(published: bytes, member: Member) -> bytes:
    """The published float16 graph as plain float32, without waste, its operators named and its ports signed.

    Raises:
        ModelError: it is not the graph that the recipe describes.
    """
    try:
        model = graph.read(published)
    except ValueError as error:
        raise ModelError(f"{member.path}: {error}") from error
    graph.fold(model)
    trim(model)
    graph.name_operators(model)
    tensors, subgraph = model.subgraphs[0].tensors, model.subgraphs[0]
    shapes = [tuple(int(n) for n in tensors[index].shape) for index in subgraph.outputs]
    image = tuple(int(n) for n in tensors[subgraph.inputs[0]].shape)
    if shapes != list(member.outputs.values()) or image != member.input:
        raise ModelError(f"{member.path}: input {image} and outputs {shapes} are not those of the recipe")
    graph.sign(model, {name: place for place, name in enumerate(member.outputs)})
    return graph.write(model)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A float graph ready to be quantized, in any mixture.

    ``evened``: its channels rescaled, else the same. ``rounded``: that with every convolution's weights on the int8
    grid. ``ranges``: lowest and highest value of each activation.
    """

    evened: bytes
    rounded: bytes
    ranges: Mapping[str, tuple[float, float]]


def prepare(float_model: bytes, statistics: Statistics, recipe: Mixed, tell: Tell = lambda _: None) -> Prepared:
    """Equalise and round the whole graph ``float_model`` (from `unfold`), of which ``statistics`` were taken."""
    model = graph.read(float_model)
    everywhere = frozenset(range(len(model.subgraphs[0].operators)))
    if recipe.equalise > 0:
        tell("even out the channels")
        reads = _reads(model)
        widest = {name: statistics.widest(name) for name in statistics.lows}
        statistics = statistics.scaled(equalise(model, widest, recipe.equalise, everywhere), reads)
    evened = graph.write(model)
    tell("round the weights")
    round_weights(model, statistics.moments, recipe.damping, everywhere)
    return Prepared(evened, graph.write(model), statistics.ranges())


def _reads(model: graph.Model) -> dict[str, str]:
    """For the result of each convolution, the name of what it reads."""
    names = [tensor.name.decode() for tensor in model.subgraphs[0].tensors]
    return {names[item.result]: names[item.source] for item in weights.convolutions(model)}


def compose(prepared: Prepared, kept: Mapping[int, Stored]) -> bytes:
    """The quantized graph with all its outputs: float at the positions ``kept``, weights stored so; else int8.

    Raises:
        ModelError: a position does not exist, or what is there cannot be made exact.
    """
    model, rounded = graph.read(prepared.evened), graph.read(prepared.rounded)
    count = len(model.subgraphs[0].operators)
    if kept and max(kept) >= count:
        raise ModelError(f"recipe: floats reaches operator {max(kept)}, but the graph has only {count}")
    for item, other in zip(weights.convolutions(model), weights.convolutions(rounded), strict=True):
        if kept.get(item.position) in (None, "int8"):
            weights.store(model, item.weights, weights.load(rounded, other.weights))
            weights.store(model, item.bias, weights.load(rounded, other.bias))
    try:
        exact.settle(model, [position for position, how in kept.items() if how == "exact"])
    except ValueError as error:
        raise ModelError(f"recipe: floats: {error}") from error
    graph.prune(model)
    return _run_quantizer(graph.write(model), kept, prepared.ranges)


def outputs_of(model: bytes, member: Member, names: Sequence[str]) -> bytes:
    """``model`` with only the outputs ``names`` of ``member``; these stay the same, bit for bit."""
    parsed = graph.read(model)
    graph.keep_outputs(parsed, member.places(names))
    places = {name: place for place, name in enumerate(names)}
    graph.sign(parsed, places)
    graph.name_ports(parsed, places)
    return graph.write(parsed)


def quantizer_recipe(kept: Mapping[int, Stored]) -> list[dict[str, Any]]:
    """The rules for `ai-edge-quantizer`; of those that match an operator, the last one counts."""
    integer = {
        "activation_tensor_config": _INT8_VALUES,
        "weight_tensor_config": _INT8_WEIGHTS,
        "compute_precision": "INTEGER",
        "explicit_dequantize": False,
    }
    rules = [_rule(".*", "*", "min_max_uniform_quantize", integer)]
    if kept:
        rules.append(_rule(_names(kept), "*", "no_quantize", {}))
    for stored, algorithm, weight in (
        (("float16", "exact"), "float_casting", _FLOAT16_WEIGHTS),
        (("int8",), "min_max_uniform_quantize", _INT8_WEIGHTS),
    ):
        positions = [position for position, how in kept.items() if how in stored]
        if positions:
            config = {"weight_tensor_config": weight, "compute_precision": "FLOAT", "explicit_dequantize": True}
            names = f"(?:{_names(positions)})"
            rules += [_rule(names, kind, algorithm, config) for kind in weights.CONVOLUTIONS]
    return rules + [_rule("(?:.*)", port, "no_quantize", {}) for port in ("INPUT", "OUTPUT")]


def _names(positions: Iterable[int]) -> str:
    return "^op(" + "|".join(f"{position:03d}" for position in positions) + ")_"


def _rule(regex: str, operation: str, algorithm: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"regex": regex, "operation": operation, "algorithm_key": algorithm, "op_config": config}


def _run_quantizer(model: bytes, kept: Mapping[int, Stored], limits: Mapping[str, tuple[float, float]]) -> bytes:
    try:
        from ai_edge_quantizer import quantizer
    except ImportError as error:
        raise ModelError("ai-edge-quantizer is not installed: pip install 'hinge-mirror[models]'") from error
    known = {name: {"min": _scalar(low), "max": _scalar(high)} for name, (low, high) in limits.items()}
    with _quiet():
        result = quantizer.Quantizer(model, quantizer_recipe(kept)).quantize(
            known, enable_progress_bar=False, enable_progress_report=False
        )
    if result.quantized_model is None:
        raise ModelError("ai-edge-quantizer gave no model")
    return graph.write(graph.read(bytes(result.quantized_model)))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the quantizer's progress bars, which cannot all be switched off, and its notes."""
    logger = logging.getLogger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with redirect_stderr(io.StringIO()):
            yield
    finally:
        logger.setLevel(level)


def _scalar(value: float) -> Any:
    """As the quantizer keeps a range: one number in four dimensions."""
    return np.full((1, 1, 1, 1), value, dtype=np.float32)
