"""The last lines of the log, for who looks after the mirror from afar."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from kiosk.trainer.messages import Logged

_LONGEST = 400
"""Characters of a line that are passed on."""


class Journal(logging.Handler):
    """Passes each line of the log on to ``tell``: what else happens to it is the log's business."""

    def __init__(self, tell: Callable[[Logged], None]) -> None:
        super().__init__(logging.INFO)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on."""
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")
        for line in record.getMessage().splitlines() or [""]:
            self._tell(Logged(at=at, level=_level(record.levelno), line=line[:_LONGEST]))


def _level(number: int) -> Literal["debug", "info", "warning", "error"]:
    if number >= logging.ERROR:
        return "error"
    return "warning" if number >= logging.WARNING else "info"
