"""What an owner may do, and what a trainer may."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Of a device that is paired."""

    OWNER = "owner"
    TRAINER = "trainer"


class Right(StrEnum):
    """What the page can be asked for."""

    LIVE = "live"
    """Watch the current set: numbers and a stick line."""
    PLAYLISTS = "playlists"
    TRY_NOW = "try_now"
    """Run a playlist on the mirror at once."""
    THRESHOLDS = "thresholds"
    """Change a drill's numbers within their safe bounds."""
    HISTORY = "history"
    """Look at it, and take it away as CSV or JSON."""
    NICKNAME = "nickname"
    """Tag a session with one."""
    HEALTH = "health"
    SETTINGS = "settings"
    """Those that are offered to the role (`kiosk.trainer.offered`)."""
    LOG = "log"
    """Take it away: it names files and addresses of the gym's."""
    DEVICES = "devices"
    """See, rename and revoke them; let the next one be an owner's."""
    UPDATE = "update"
    """Bring another version of the mirror, or go back to the one before."""


MAY: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.TRAINER: frozenset(
        {
            Right.LIVE,
            Right.PLAYLISTS,
            Right.TRY_NOW,
            Right.THRESHOLDS,
            Right.HISTORY,
            Right.NICKNAME,
            Right.HEALTH,
            Right.SETTINGS,
        }
    ),
}
"""The whole table: what is not here, nobody may."""


def may(role: Role, right: Right) -> bool:
    """Whether a device of ``role`` may do that."""
    return right in MAY[role]
