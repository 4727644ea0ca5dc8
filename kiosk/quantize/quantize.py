"""Turns a float graph into the mixed one of the recipe: equalise, round, calibrate, quantize."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from typing import Any

import numpy as np

from kiosk.pose.catalogue import ModelError
from kiosk.quantize import calibrate, graph
from kiosk.quantize.calibrate import Tensor
from kiosk.quantize.equalise import equalise
from kiosk.quantize.recipe import Member, Mixed
from kiosk.quantize.rounding import round_weights

_INT8_WEIGHTS = {"num_bits": 8, "symmetric": True, "granularity": "CHANNELWISE", "dtype": "INT"}
_INT8_VALUES = {"num_bits": 8, "symmetric": False, "granularity": "TENSORWISE", "dtype": "INT"}
_FLOAT16_WEIGHTS = {"num_bits": 16, "symmetric": True, "granularity": "TENSORWISE", "dtype": "FLOAT"}

Tell = Callable[[str], None]
"""Told each step in a few words."""


def unfold(published: bytes, member: Member) -> bytes:
    """The published float16 graph as plain float32, its operators named and its ports signed.

    Raises:
        ModelError: it is not the graph that the recipe describes.
    """
    try:
        model = graph.read(published)
    except ValueError as error:
        raise ModelError(f"{member.path}: {error}") from error
    graph.fold(model)
    graph.name_operators(model)
    tensors, subgraph = model.subgraphs[0].tensors, model.subgraphs[0]
    shapes = [tuple(int(n) for n in tensors[index].shape) for index in subgraph.outputs]
    image = tuple(int(n) for n in tensors[subgraph.inputs[0]].shape)
    if shapes != list(member.outputs.values()) or image != member.input:
        raise ModelError(f"{member.path}: input {image} and outputs {shapes} are not those of the recipe")
    graph.sign(model, {name: place for place, name in enumerate(member.outputs)})
    return graph.write(model)


def mixed(float_model: bytes, recipe: Mixed, inputs: Sequence[Tensor], tell: Tell = lambda _: None) -> bytes:
    """The quantized graph of ``float_model`` (from `unfold`), with all its outputs."""
    model = graph.read(float_model)
    count = len(model.subgraphs[0].operators)
    kept = recipe.kept()
    if kept and kept[-1] >= count:
        raise ModelError(f"recipe: float16 reaches operator {kept[-1]}, but the graph has only {count}")
    integer = frozenset(range(count)) - frozenset(kept)
    if recipe.equalise > 0:
        tell("even out the channels")
        equalise(model, calibrate.channel_ranges(float_model, inputs), recipe.equalise, integer)
    tell("round the weights")
    sums = calibrate.moments(graph.write(model), inputs, integer, recipe.positions)
    round_weights(model, sums, recipe.damping, integer)
    tell("measure the activations")
    prepared = graph.write(model)
    limits = calibrate.ranges(prepared, inputs)
    tell("write int8")
    return _run_quantizer(prepared, kept, limits)


def outputs_of(model: bytes, member: Member, names: Sequence[str]) -> bytes:
    """``model`` with only the outputs ``names`` of ``member``; these stay the same, bit for bit."""
    parsed = graph.read(model)
    graph.keep_outputs(parsed, member.places(names))
    places = {name: place for place, name in enumerate(names)}
    graph.sign(parsed, places)
    graph.name_ports(parsed, places)
    return graph.write(parsed)


def quantizer_recipe(kept: Iterable[int]) -> list[dict[str, Any]]:
    """The rules for `ai-edge-quantizer`; of those that match an operator, the last one counts."""
    names = "^op(" + "|".join(f"{position:03d}" for position in kept) + ")_"
    integer = {
        "activation_tensor_config": _INT8_VALUES,
        "weight_tensor_config": _INT8_WEIGHTS,
        "compute_precision": "INTEGER",
        "explicit_dequantize": False,
    }
    half = {
        "weight_tensor_config": _FLOAT16_WEIGHTS,
        "compute_precision": "FLOAT",
        "explicit_dequantize": True,
    }
    rules = [_rule(".*", "*", "min_max_uniform_quantize", integer), _rule(names, "*", "no_quantize", {})]
    rules += [_rule(f"(?:{names})", kind, "float_casting", half) for kind in ("CONV_2D", "DEPTHWISE_CONV_2D")]
    return rules + [_rule("(?:.*)", port, "no_quantize", {}) for port in ("INPUT", "OUTPUT")]


def _rule(regex: str, operation: str, algorithm: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"regex": regex, "operation": operation, "algorithm_key": algorithm, "op_config": config}


def _run_quantizer(model: bytes, kept: Sequence[int], limits: Mapping[str, tuple[float, float]]) -> bytes:
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
