"""Writes what was proposed into the owner's settings file, and leaves everything else there as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kiosk import settings_file
from kiosk.bench.proposal import Proposal


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
    """Put the keys of ``proposal`` into ``path``, as `kiosk.settings_file.change` does. Raises `FileProblem`."""
    values = {(section, key): value for section, table in keys(proposal).items() for key, value in table.items()}
    settings_file.change(path, values)
