"""How far the update is, for the trainer's page and `kiosk doctor`: a file in the runtime folder."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from kiosk.notices import is_alive
from kiosk.release.layout import Layout
from kiosk.whole import leave_word

log = logging.getLogger(__name__)

NAME = "update.json"


class Stage(StrEnum):
    """What is done at the moment."""

    CHECKING = "checking"
    INSTALLING = "installing"
    WAITING = "waiting"
    """Ready; until nobody is at the mirror."""
    TRYING = "trying"
    RETURNING = "returning"


@dataclass(frozen=True, slots=True)
class Progress:
    """``version``: what it is about; ``pid``: of who is at it."""

    stage: Stage
    version: str
    pid: int


def tell(layout: Layout, stage: Stage, version: str) -> None:
    """Leave word. That it cannot be left is said in the log."""
    log.info("%s: %s", version, stage)
    place = layout.runtime / NAME
    try:
        leave_word(place, json.dumps(asdict(Progress(stage, version, os.getpid()))) + "\n", mode=0o644)
    except OSError as error:
        log.warning("%s: %s", place, error.strerror)


def no_more(layout: Layout) -> None:
    """Nothing is done any more."""
    try:
        (layout.runtime / NAME).unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s: %s", layout.runtime / NAME, error.strerror)


def progress(layout: Layout) -> Progress | None:
    """What is done at the moment; None: nothing, or who did it is gone."""
    path: Path = layout.runtime / NAME
    try:
        data = json.loads(path.read_bytes())
        told = Progress(Stage(data["stage"]), str(data["version"]), int(data["pid"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return told if is_alive(told.pid) else None
