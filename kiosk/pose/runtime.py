"""One small adapter over the two LiteRT packages: same interpreter, different names."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from kiosk.pose.catalogue import ModelError
from kiosk.pose.hush import hushed
from kiosk.pose.pose import Floats

Runtime: TypeAlias = Literal["ai-edge-litert", "tflite-runtime"]
"""A package that runs networks."""

Wish: TypeAlias = Runtime | Literal["auto"]
"""The package asked for; auto takes the first that is installed, in the order of `RUNTIMES`."""

RUNTIMES: dict[Runtime, str] = {
    "ai-edge-litert": "ai_edge_litert.interpreter",
    "tflite-runtime": "tflite_runtime.interpreter",
}
"""The packages, best first, and where each keeps its interpreter."""


def interpreter_class(wish: Wish = "auto") -> tuple[Any, Runtime]:
    """The interpreter of the package wished for, and the package's name.

    Raises:
        ModelError: it is not installed, or cannot be loaded.
    """
    if wish == "auto":
        wish = installed()
    try:
        return importlib.import_module(RUNTIMES[wish]).Interpreter, wish
    except ImportError as error:
        where = " on Python 3.11 (extra `tflite`)" if wish == "tflite-runtime" else ""
        raise ModelError(
            f'pose.runtime = "{wish}": cannot be loaded ({error}); install {wish}{where}, or set it to "auto"'
        ) from error


def installed() -> Runtime:
    """The first of `RUNTIMES` that is installed; nothing is loaded.

    Raises:
        ModelError: none is.
    """
    for package, module in RUNTIMES.items():
        if importlib.util.find_spec(module.partition(".")[0]) is not None:
            return package
    raise ModelError("no LiteRT runtime: install ai-edge-litert (or tflite-runtime on Python 3.11)")


class Network:
    """A model with one float input, run in place.

    Outputs are told apart by their number of elements, which is the same in every variant of a model.
    """

    def __init__(self, path: Path, threads: int, runtime: Wish = "auto") -> None:
        interpreter, self.runtime = interpreter_class(runtime)
        try:
            with hushed():
                self._interpreter = interpreter(model_path=str(path), num_threads=threads)
                self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError, OSError) as error:
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"{path}: not a usable model ({first}); run `kiosk models verify`") from error
        details = self._interpreter.get_input_details()[0]
        # The interpreter's functions that make a view may be kept, the views themselves may not.
        self._input = self._interpreter.tensor(details["index"])
        self.input_shape: tuple[int, ...] = tuple(int(n) for n in details["shape"])
        if details["dtype"] is not np.float32:
            raise ModelError(f"{path}: input must be float32, found {details['dtype'].__name__}")
        self._outputs = {
            int(np.prod(item["shape"])): self._interpreter.tensor(item["index"])
            for item in self._interpreter.get_output_details()
        }

    @property
    def output_sizes(self) -> frozenset[int]:
        """Number of elements of each output."""
        return frozenset(self._outputs)

    def input(self) -> Floats:
        """The input tensor itself, to be written in place; do not keep it across `run`."""
        view: Floats = self._input()
        return view

    def run(self) -> None:
        """Run the network on what `input` holds."""
        self._interpreter.invoke()

    def output(self, size: int) -> Floats:
        """The output with ``size`` elements, flat; a view that the next `run` overwrites."""
        view: Floats = self._outputs[size]().reshape(-1)
        return view
