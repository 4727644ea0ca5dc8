"""Lets a station be mistreated from outside: what is put into the folder of its runtime as ``do`` is done to it.

Copied as ``sitecustomize.py`` to where the station's Python finds it, in the proofs alone.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

ASKED = Path("/run/hinge-mirror/do")
held: list[bytearray] = []


def _hang(*_: object, **__: object) -> None:
    time.sleep(3600)


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("made to fail")


def _eat() -> None:
    piece = 64 * 2**20
    while True:
        try:
            held.append(bytearray(piece))
        except MemoryError:
            piece = max(4096, piece // 2)
            time.sleep(0.001)


def _wait() -> None:
    while True:
        time.sleep(0.05)
        if not ASKED.exists():
            continue
        asked = ASKED.read_text(encoding="utf-8").strip()
        ASKED.unlink()
        if asked == "eat":
            _eat()
        from kiosk.pose.tracker import Tracker

        Tracker.__call__ = {"hang": _hang, "fail": _fail}[asked]  # type: ignore[method-assign,assignment]


if any(word.endswith("/kiosk") for word in sys.orig_argv) and "run" in sys.orig_argv:
    threading.Thread(target=_wait, name="mistreated", daemon=True).start()
