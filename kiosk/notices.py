"""What other processes of this machine tell the mirror: that a trainer is attached, that an update is under way.

Each has a file of its own in the runtime folder, which it writes anew before it expires and removes in the end
(`put`, `withdraw`); the station reads them (`Board`). A notice whose writer has died, or which has expired, is none:
nothing that crashed stays on the glass. Times are of the clock that all processes of a machine share
(`time.monotonic`), as the date of a Pi may jump.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, Field, PositiveInt, ValidationError

from kiosk.toml import Section
from kiosk.whole import leave_word

log = logging.getLogger(__name__)

LONGEST = 600.0
"""Seconds ahead that a notice may last at most. What lasts longer is written anew meanwhile."""

LOOK_EVERY = 0.5
"""Seconds between looks into the folder."""

_LARGEST = 4096
"""Bytes of a notice at most: more was not written by who should."""


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("must be one line with something in it")
    return text.strip()


class Notice(Section):
    """``pid``: of the process that tells it. ``until``: when it expires, seconds of `time.monotonic`."""

    NAME: ClassVar[str]
    """Of its file."""

    pid: PositiveInt
    until: float


class TrainerAttached(Notice):
    """A trainer watches what the mirror does, or ``steers`` it. ``who``: their name, where it is known."""

    NAME = "trainer.json"

    who: Annotated[str, AfterValidator(_one_line), Field(max_length=20)] | None = None
    steers: bool = False


class Updating(Notice):
    """An update is under way: nobody must pull the plug. ``share`` of it that is done, 0 to 1, where it is known."""

    NAME = "updating.json"

    share: Annotated[float, Field(ge=0.0, le=1.0)] | None = None


class Updated(Notice):
    """An update is over: ``version`` runs and holds, or was returned from, or was not taken."""

    NAME = "updated.json"

    version: Annotated[str, AfterValidator(_one_line), Field(max_length=40)]
    outcome: Literal["held", "returned", "refused"]


_Kind = TypeVar("_Kind", bound=Notice)


def runtime_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """``$RUNTIME_DIRECTORY`` (set by systemd), else a folder of the user's own that goes with a restart."""
    given = environment.get("RUNTIME_DIRECTORY", "").split(":")[0]
    if given:
        return Path(given)
    own = environment.get("XDG_RUNTIME_DIR", "")
    return Path(own) / "hinge-mirror" if own else Path(tempfile.gettempdir()) / f"hinge-mirror-{os.getuid()}"


def put(notice: Notice, folder: Path) -> None:
    """Tell it, whole or not at all, instead of what was told before. Raises OSError."""
    leave_word(folder / notice.NAME, notice.model_dump_json() + "\n")


def withdraw(kind: type[Notice], folder: Path) -> None:
    """It is over. Raises OSError, but not where nothing was told."""
    (folder / kind.NAME).unlink(missing_ok=True)


class Board:
    """What is told at the moment: ``trainer``, ``updating`` and ``updated``, each None where nothing is. Feed `look`
    the time.

    What is malformed is said once in the log, and is none. ``lives``: whether there is a process of a number.
    """

    def __init__(self, folder: Path, lives: Callable[[int], bool] | None = None) -> None:
        self.trainer: TrainerAttached | None = None
        self.updating: Updating | None = None
        self.updated: Updated | None = None
        self._folder = folder
        self._lives = is_alive if lives is None else lives
        self._looked = float("-inf")
        self._complained: dict[str, str] = {}

    def look(self, now: float) -> None:
        """Look into the folder where that is due; ``now`` in seconds of `time.monotonic`."""
        if now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        self.trainer = self._read(TrainerAttached, now)
        self.updating = self._read(Updating, now)
        self.updated = self._read(Updated, now)

    def _read(self, kind: type[_Kind], now: float) -> _Kind | None:
        path = self._folder / kind.NAME
        try:
            notice = _written(kind, path, now)
        except ValueError as error:
            if self._complained.get(kind.NAME) != str(error):
                self._complained[kind.NAME] = str(error)
                log.warning("%s: %s; ignored", path, error)
            return None
        self._complained.pop(kind.NAME, None)
        return notice if notice is not None and notice.until > now and self._lives(notice.pid) else None


def _written(kind: type[_Kind], path: Path, now: float) -> _Kind | None:
    """What ``path`` says; None where it is not there. Raises ValueError where it says nothing that can be."""
    try:
        with path.open("rb") as file:
            written = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from error
    if len(written) > _LARGEST:
        raise ValueError("is far too long for a notice")
    try:
        notice = kind.model_validate_json(written, strict=True)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}" for each in error.errors())
        raise ValueError("; ".join(wrong)) from error
    if notice.until - now > LONGEST:
        # Not told with the time that has passed since: the complaint is one and the same.
        raise ValueError(f"until: {notice.until:g} is more than {LONGEST:g} seconds ahead")
    return notice


def is_alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # somebody else's
    return True
