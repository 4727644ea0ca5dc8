"""Writes what was proposed into the owner's settings file, and leaves everything else there as it is."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk import toml
from kiosk.bench.proposal import Proposal
from kiosk.settings import Settings

USUAL = Path(".config/hinge-mirror/settings.toml")
"""In the owner's home: what is written where no file is in use yet."""


def keys(proposal: Proposal) -> dict[str, dict[str, Any]]:
    """The settings that ``proposal`` comes to, by section."""
    return {
        "pose": {
            "network": proposal.network,
            "arithmetic": proposal.arithmetic,
            "runtime": proposal.runtime,
            "threads": proposal.threads,
            "mask_every": proposal.mask_every,
        },
        "camera": {"width": proposal.size.width, "height": proposal.size.height},
    }


def save(proposal: Proposal, path: Path) -> None:
    """Put the keys of ``proposal`` into ``path``, made where it is missing; comments and other keys stay.

    The file is whole at every moment: a new one is written beside it and takes its place.

    Raises:
        kiosk.toml.FileProblem: it cannot be read or written, or is not a settings file.
    """
    path = path.resolve()
    text = _changed(path, proposal)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text)
    except OSError as error:
        raise toml.FileProblem(
            [f"{path}: cannot be written: {error.strerror}; run as its owner, or name another file with --config"]
        ) from error


def _changed(path: Path, proposal: Proposal) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise toml.FileProblem([f"{path}: cannot be read: {error}"]) from error
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise toml.FileProblem([f"{path}: not valid TOML: {error}"]) from error
    for section, values in keys(proposal).items():
        if section not in document:
            document[section] = tomlkit.table()
        table: Any = document[section]
        if not hasattr(table, "update"):
            raise toml.FileProblem([f"{path}: {section}: must be a table"])
        for key, value in values.items():
            table[key] = value
    toml.check(Settings, document.unwrap(), path)
    return tomlkit.dumps(document)


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
