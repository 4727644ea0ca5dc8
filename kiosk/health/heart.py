"""The mirror's heartbeat: while it does what it is there for, and only then, its supervisor is told that it lives.

It lives while fresh frames reach the glass, or while the glass says, on purpose, why none do. A clock that ticks
beside a network that hangs would prove nothing; so whoever draws the glass beats the heart, once for every picture
shown, and the heart looks whether these pictures were of anything new.
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kiosk.health.supervisor import Supervisor
from kiosk.toml import Section
from kiosk.whole import leave_word

log = logging.getLogger(__name__)

NAME = "heart.json"

TOLD_EVERY = 1.0
"""Seconds between two versions of the file."""

FED_EVERY = 0.5
"""Seconds between two words to the supervisor, which loses patience after a few."""

OWED_FOR = 1.5
"""Seconds that a frame may lie unprocessed: beyond, what processes frames hangs."""

STARTING_FOR = 30.0
"""Seconds in which the first frame may come: networks are read, a camera is opened."""

FRESH_FOR = 4.0
"""Seconds, over those after which a camera counts as lost, without any frame: by then the glass should say so."""


class HeartBeat(Section):
    """How the mirror was ``at`` (seconds of `time.monotonic`), having begun at ``began``.

    ``release``: the folder it was installed in, None where it was not installed. ``drawn`` pictures of the glass,
    ``frames`` of the camera's processed. ``idle``: nobody is there. ``trouble``: what the glass says does not work.
    ``sound``: whether it did what it is there for.
    """

    pid: int
    version: str
    release: str | None
    began: float
    at: float
    drawn: int
    frames: int
    idle: bool
    trouble: str | None
    sound: bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What a heart goes by: pictures ``drawn``, frames ``processed``, and those that the camera has ``given``.

    ``told``: what the glass shows on purpose instead of what is seen, None for nothing of that kind. ``idle``: nobody
    is there.
    """

    drawn: int
    processed: int
    given: int
    told: str | None
    idle: bool


class Heart:
    """Beats for every picture that is shown; ``folder`` is where it leaves word of it, None for nowhere.

        heart = Heart(runtime_folder(), Supervisor(), version, stall_after=3.0)
        heart.beat(time.monotonic(), signs)

    ``stall_after``: seconds without a frame after which the camera counts as lost.
    """

    def __init__(self, folder: Path | None, supervisor: Supervisor, version: str, stall_after: float) -> None:
        self._folder, self._supervisor, self._version = folder, supervisor, version
        self._release = _release()
        self._longest = stall_after + FRESH_FOR
        self._began: float | None = None
        self._fresh_at = -math.inf
        self._given = -1
        self._processed = 0
        self._owed_since: float | None = None
        self._fed = self._left = -math.inf
        self._status: str | None = None
        self._complained = False

    def beat(self, now: float, signs: Signs) -> None:
        """A picture is before the eye. ``now``: seconds of `time.monotonic`."""
        if self._began is None:
            self._began = now
            self._supervisor.ready()
        sound = self._sound(now, signs)
        if sound and now - self._fed >= FED_EVERY:
            self._fed = now
            self._supervisor.alive()
        self._say(signs, sound)
        if now - self._left >= TOLD_EVERY:
            self._left = now
            self._leave_word(now, signs, sound)

    def grant(self, seconds: float) -> None:
        """Nothing will be shown for a while: the mirror is put together, ends or begins anew. It may take ``seconds``
        for that; the next picture is the first again."""
        self._supervisor.grant(seconds)
        self._began = None

    def stop(self) -> None:
        """The mirror has ended."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / NAME).unlink(missing_ok=True)

    def _sound(self, now: float, signs: Signs) -> bool:
        if signs.told is not None:
            self._fresh_at, self._owed_since = now, None
            self._processed, self._given = signs.processed, signs.given
            return True
        if signs.processed != self._processed:
            self._processed, self._given = signs.processed, signs.given
            self._fresh_at, self._owed_since = now, None
        elif signs.processed and signs.given != self._given and self._owed_since is None:
            self._owed_since = now
        if not signs.processed:
            return now - max(self._began or now, self._fresh_at) <= STARTING_FOR
        if self._owed_since is not None and now - self._owed_since > OWED_FOR:
            return False
        return now - self._fresh_at <= self._longest

    def _say(self, signs: Signs, sound: bool) -> None:
        if not sound:
            status = "hangs: no fresh frames reach the glass"
        elif signs.told is not None:
            status = f"the glass says: {signs.told}"
        elif not signs.processed:
            status = "starting"
        else:
            status = "well; nobody is there" if signs.idle else "well; somebody is there"
        if status != self._status:
            self._status = status
            self._supervisor.status(status)

    def _leave_word(self, now: float, signs: Signs, sound: bool) -> None:
        if self._folder is None:
            return
        word = HeartBeat(
            pid=os.getpid(),
            version=self._version,
            release=self._release,
            began=now if self._began is None else self._began,
            at=now,
            drawn=signs.drawn,
            frames=signs.processed,
            idle=signs.idle,
            trouble=signs.told,
            sound=sound,
        )
        try:
            leave_word(self._folder / NAME, word.model_dump_json() + "\n")
        except OSError as error:
            if not self._complained:
                self._complained = True
                log.warning("%s: %s; updates cannot tell how the mirror is", self._folder / NAME, error.strerror)


def read_heart_beat(folder: Path) -> HeartBeat | None:
    """What the mirror last left word of in ``folder``; None where there is none, or nothing that can be read."""
    try:
        return HeartBeat.model_validate_json((folder / NAME).read_bytes(), strict=True)
    except (OSError, ValidationError):
        return None


def _release() -> str | None:
    """The folder of the release that this program was installed as, made whole; None for any other installation."""
    folder = Path(sys.prefix).parent
    return str(folder) if (folder / "complete").is_file() else None
