"""Whether a release would do on this machine, without the glass: run by its own Python, before it is switched to.

``python -m kiosk.update.preflight SETTINGS``: its models load, and it reads the owner's settings.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

from kiosk.exits import clear_errors
from kiosk.release.folder import ReleaseError
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

_LONGEST = 300.0
"""Seconds for each look: ten models load in a few, on a slow card in many."""


def look_over(folder: Path, version: str, settings: Path) -> None:
    """See that the release in ``folder`` is of ``version``, that its models load and that it reads ``settings``, if
    this release does: what is broken anyway keeps no update from mending it.

    Raises:
        ReleaseError: it is not.
    """
    said = _run(folder, "kiosk", "version")
    if said != version:
        raise ReleaseError(f"{version}: says that it is {said[:60]!r}")
    _run(folder, "kiosk", "models", "verify")
    if settings.is_file() and reads(settings):
        _run(folder, "kiosk.update.preflight", str(settings))


def reads(settings: Path) -> bool:
    """Whether this release can use the settings file."""
    try:
        load_settings(settings)
    except FileProblem:
        return False
    return True


def _run(folder: Path, *module: str) -> str:
    command = [str(folder / "venv/bin/python"), "-m", *module]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KIOSK_"))}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST, env=environment, cwd=folder
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReleaseError(f"{folder.name}: {' '.join(module)}: {error}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = said[-1] if said else f"exit code {done.returncode}"
        raise ReleaseError(f"{folder.name}: {' '.join(module[:3])}: {why}")
    return done.stdout.decode(errors="replace").strip()


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="kiosk.update.preflight", description="Whether this release would do here.")
    parser.add_argument("settings", type=Path)
    given = parser.parse_args()
    with clear_errors():
        load_settings(given.settings)


if __name__ == "__main__":
    main()
