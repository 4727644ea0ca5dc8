"""Where the records lie."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.settings import RecordSettings

NAME = "records.sqlite"


def default_path() -> Path:
    """``$STATE_DIRECTORY`` (set by systemd), else the user's own data folder."""
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return (Path(given) if given else Path.home() / ".local/share/hinge-mirror") / NAME


def records_path(settings: RecordSettings) -> Path:
    """Where the settings want the records."""
    return settings.database or default_path()
