"""How long this process has been running, from the moment the system made it."""

from __future__ import annotations

import os
import time
from pathlib import Path

_LOADED = time.monotonic()


def process_age() -> float:
    """Seconds since the process was made; where the system does not tell, since this module was loaded."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        made = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return time.monotonic() - _LOADED
    return up - made
