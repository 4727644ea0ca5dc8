"""One small adapter over the two LiteRT packages: same interpreter, different names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from kiosk.pose.catalogue import ModelError
from kiosk.pose.hush import hushed
from kiosk.pose.pose import Floats


def interpreter_class() -> tuple[Any, str]:
    """The interpreter of `ai-edge-litert`, else of `tflite-runtime`, and the package's name.

    Raises:
        ModelError: neither is installed.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter

        return Interpreter, "ai-edge-litert"
    except ImportError:
        pass
    try:
        from tflite_runtime.interpreter import Interpreter

        return Interpreter, "tflite-runtime"
    except ImportError as error:
        raise ModelError("no LiteRT runtime: install ai-edge-litert (or tflite-runtime on Python 3.11)") from error


class Network:
    """A model with one float input, run in place.

    Outputs are told apart by their number of elements, which is the same in every variant of a model.
    """

    def __init__(self, path: Path, threads: int) -> None:
        interpreter, self.runtime = interpreter_class()
        try:
            with hushed():
                self._interpreter = interpreter(model_path=str(path), num_threads=threads)
                self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError, OSError) as error:
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"{path}: not a usable model ({first}); run `kiosk models verify`") from error
        details = self._interpreter.get_input_details()[0]
        self._input: int = details["index"]
        self.input_shape: tuple[int, ...] = tuple(int(n) for n in details["shape"])
        if details["dtype"] is not np.float32:
            raise ModelError(f"{path}: input must be float32, found {details['dtype'].__name__}")
        self._outputs = {
            int(np.prod(item["shape"])): int(item["index"]) for item in self._interpreter.get_output_details()
        }

    @property
    def output_sizes(self) -> frozenset[int]:
        """Number of elements of each output."""
        return frozenset(self._outputs)

    def input(self) -> Floats:
        """The input tensor itself, to be written in place; do not keep it across `run`."""
        view: Floats = self._interpreter.tensor(self._input)()
        return view

    def run(self) -> None:
        """Run the network on what `input` holds."""
        self._interpreter.invoke()

    def output(self, size: int) -> Floats:
        """The output with ``size`` elements, flat; a view that the next `run` overwrites."""
        view: Floats = self._interpreter.tensor(self._outputs[size])().reshape(-1)
        return view
