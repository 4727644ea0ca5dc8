"""How the emulated Pi tells what it found, and how that is read from its console. Needs nothing but Python."""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Callable
from typing import Any

_MARK = "@finding"
_LINE = re.compile(rf"{_MARK} (?P<name>\w+) (?P<told>.*?) {_MARK}")

READY = "@ready"
"""Said on the console by who waits for the button."""

LAST = "all"
"""The name of the last finding."""


def tell(name: str, find: Callable[[], Any]) -> None:
    """Print what ``find`` returns, or what it failed with. Each is a process of its own: gpiozero keeps the pins that
    it once had for as long as its process lives."""
    child = os.fork()
    if child:
        _, ended = os.waitpid(child, 0)
        if ended:
            _say(name, {"failed": f"it ended with {os.waitstatus_to_exitcode(ended)}"})
        return
    try:
        _say(name, {"found": find()})
    except Exception:
        _say(name, {"failed": traceback.format_exc()})
    os._exit(0)


def _say(name: str, told: dict[str, Any]) -> None:
    print(f"{_MARK} {name} {json.dumps(told)} {_MARK}", flush=True)


def is_all(console: str) -> bool:
    """Whether nothing more will come after ``console``."""
    return any(line["name"] == LAST for line in _LINE.finditer(console))


def read(console: str) -> dict[str, Any]:
    """What was told, by name.

    Raises:
        ValueError: something failed there, or cannot be read, as where the kernel, which speaks on the same console,
            cut in.
    """
    found: dict[str, Any] = {}
    for line in _LINE.finditer(console):
        told = json.loads(line["told"])
        if "failed" in told:
            raise ValueError(f"{line['name']} failed on the board:\n{told['failed']}")
        found[line["name"]] = told["found"]
    return found
