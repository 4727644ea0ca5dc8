"""Bundles to update with: this checkout under another version, whole or broken, signed by a key made for it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOME = PROJECT / "build" / "boot"
KEY, PUBLIC = HOME / "secret.key", HOME / "release.pub"

GOOD, BROKEN = "0.9.1", "0.9.2"
"""Versions: one that is as good as this checkout, and one that never comes up."""

_LEFT_OUT = ("build", "dist", "out", ".git", ".venv", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis")

_NEVER_UP = "\n\ndef launch(*_: object, **__: object) -> Exit:\n    raise RuntimeError('made to fail')\n"

_LIMIT = 900.0


class BundleNotMade(RuntimeError):
    """The message has the end of what was said."""


def make_key() -> None:
    """A key without a password, made at the first call."""
    HOME.mkdir(parents=True, exist_ok=True)
    if not (KEY.is_file() and PUBLIC.is_file()):
        run(["minisign", "-G", "-f", "-W", "-p", str(PUBLIC), "-s", str(KEY)])


def make(version: str | None = None) -> Path:
    """A signed bundle of this checkout, for this processor; ``version``: under another one, `BROKEN` if that."""
    make_key()
    project = PROJECT if version is None else _copy(version)
    out = HOME / "bundles" / (version or "as-it-is")
    shutil.rmtree(out, ignore_errors=True)
    words = ["--arch", platform.machine(), "--no-ears", "--out", str(out), "--key", str(KEY)]
    run([str(project / "deploy" / "bundle"), *words], {"PYTHON": sys.executable, "PYTHONPATH": str(project)})
    found = sorted(out.glob("*.tar"))
    if len(found) != 1:
        raise BundleNotMade(f"{out}: one bundle was to be made, not {len(found)}")
    return found[0]


def _copy(version: str) -> Path:
    copy = HOME / "checkout"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    about = copy / "kiosk" / "__init__.py"
    text, count = re.subn(r'__version__ = ".+"', f'__version__ = "{version}"', about.read_text(encoding="utf-8"))
    if count != 1:
        raise BundleNotMade(f"{about}: has no version to change")
    about.write_text(text, encoding="utf-8")
    if version == BROKEN:
        with (copy / "kiosk" / "station" / "launch.py").open("a", encoding="utf-8") as file:
            file.write(_NEVER_UP)
    return copy


def run(words: Sequence[str], environment: dict[str, str] | None = None) -> str:
    """What it says. Raises `BundleNotMade` where it fails."""
    done = subprocess.run(
        words,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_LIMIT,
        check=False,
    )
    if done.returncode:
        raise BundleNotMade(f"{words[0]} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout
