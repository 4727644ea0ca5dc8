"""Switches the machine off, once everything that must be kept has been written."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

_PATIENCE = 20.0
"""Seconds; who switches off asks for it and comes back at once."""


def switch_off(command: Sequence[str]) -> str:
    """Run ``command``; one line on what kept it from being done, empty where it was, or there is none."""
    if not command:
        return ""
    told = " ".join(command)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except OSError as error:
        return f"{told}: {error.strerror or error}"
    except subprocess.TimeoutExpired:
        return f"{told}: does not come back within {_PATIENCE:g} s"
    if done.returncode == 0:
        return ""
    said = done.stderr.strip() or done.stdout.strip()
    return f"{told}: {said.splitlines()[-1] if said else f'ends with {done.returncode}'}"
