"""Opens the networks of the ears."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
from pathlib import Path
from typing import Any

from kiosk.voice.ears.trouble import EarsTrouble

RUNTIME = "pip install 'hinge-mirror[voice]'"


def session(path: Path) -> Any:
    """An onnxruntime session of the model at ``path``, on one thread: the other processors see and draw.

    Raises:
        EarsTrouble: the runtime is not installed, or the file is missing or damaged.
    """
    try:
        runtime = importlib.import_module("onnxruntime")
    except ImportError as error:
        raise EarsTrouble(f"the voice's networks need onnxruntime ({error}): {RUNTIME}") from error
    if not path.is_file():
        raise EarsTrouble(f"{path}: no such file; `kiosk voice fetch` gets it")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # An arena keeps the most that was ever needed; a longer sentence would stay in memory for good.
    options.enable_cpu_mem_arena = False
    try:
        return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own errors have no base but this
        raise EarsTrouble(f"{path}: cannot be opened: {str(error).splitlines()[0]}; fetch it again") from error


def give_back() -> None:
    """Give freed memory back to the system, where the C library is glibc: opening a network leaves 30 MB behind, and
    each sentence some."""
    with contextlib.suppress(AttributeError):  # another C library, which does so by itself
        ctypes.CDLL(None).malloc_trim(0)
