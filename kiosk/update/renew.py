"""Puts the check at boot that belongs to the release that holds in place of an older one."""

from __future__ import annotations

import logging
import subprocess

from kiosk.release.layout import Layout

log = logging.getLogger(__name__)

_LONGEST = 60.0


def renew_boot_check(layout: Layout) -> None:
    """Do so, by that release's own code. What fails is said: the older one goes on working."""
    python = layout.current / "venv/bin/python"
    command = [str(python), "-m", "kiosk.release.boot", "write", "--root", str(layout.root)]
    where = layout.home
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST, cwd=where)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("%s: is not renewed: %s", layout.boot_check, error)
        return
    if done.returncode:
        log.error("%s: is not renewed: %s", layout.boot_check, done.stderr.decode(errors="replace").strip())
