"""How long models take on this machine, one thread."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def least_times(models: Sequence[bytes], rounds: int) -> list[float]:
    """Least processor time of one run of each of ``models``, milliseconds, of ``rounds`` in turns."""
    runs = [Interpreter(model_content=model, num_threads=1) for model in models]
    least = [float("inf")] * len(runs)
    for run in runs:
        run.allocate_tensors()
        for item in run.get_input_details():
            values = np.random.default_rng(0).uniform(0, 100, item["shape"])
            run.set_tensor(item["index"], values.astype(item["dtype"]))
    for _ in range(rounds):
        for number, run in enumerate(runs):
            started = time.process_time()
            run.invoke()
            least[number] = min(least[number], (time.process_time() - started) * 1000)
    return least
