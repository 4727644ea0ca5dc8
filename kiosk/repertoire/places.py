"""Where the owner's own playlists and drills are: where the settings say, else beside what the mirror keeps."""

from __future__ import annotations

from pathlib import Path

from kiosk.records.place import records_path
from kiosk.settings import Settings

OWN = "own"
"""The folder of what is the owner's own, in that of what the mirror keeps."""


def own_playlists(settings: Settings) -> Path:
    """The folder of the owner's playlists; it need not be there yet, where the settings do not name it."""
    return (settings.session.playlists or _state(settings) / OWN / "playlists").absolute()


def own_drills(settings: Settings) -> Path:
    """The folder of the owner's drills, or a single file of one; it need not be there yet, as `own_playlists`."""
    return (settings.session.drills or _state(settings) / OWN / "drills").absolute()


def found_playlists(settings: Settings) -> Path | None:
    """The same where it is to be read: None where nobody has made or named it."""
    return _found(settings.session.playlists, own_playlists(settings))


def found_drills(settings: Settings) -> Path | None:
    """The same of drills."""
    return _found(settings.session.drills, own_drills(settings))


def _found(named: Path | None, own: Path) -> Path | None:
    return own if named is not None or own.is_dir() else None


def _state(settings: Settings) -> Path:
    return records_path(settings.records).parent
