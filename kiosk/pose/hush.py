"""Keeps the runtime's own chatter off stderr, where one line per error is promised."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_CHATTER = (b"INFO: Created TensorFlow Lite", b"INFO: Initialized TensorFlow Lite", b"VERBOSE:")


@contextmanager
def hushed() -> Iterator[None]:
    """Let nothing but real messages of the native code through to stderr; they come out when the block ends.

    The runtime writes to the descriptor itself, so that is what is turned aside. What other threads write in
    the meantime is kept and passed on too.
    """
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (OSError, ValueError, AttributeError):
        yield  # there is no stderr to keep clean
        return
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            aside.seek(0)
            for line in aside.read().splitlines(keepends=True):
                if not line.startswith(_CHATTER):
                    os.write(2, line)
