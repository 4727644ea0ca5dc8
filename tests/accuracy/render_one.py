"""Renders the case on standard input (pickled) into a cache: `python -m tests.accuracy.render_one FOLDER`.

A process each, so that a driver that crashes takes one clip with it and not the run.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from .cache import Cache
from .stage import render_gently, rendered_footage

if __name__ == "__main__":
    render_gently()
    rendered_footage(pickle.load(sys.stdin.buffer), Cache(Path(sys.argv[1])))
