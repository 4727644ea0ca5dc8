"""A pairing code that an owner asked for in a terminal: word from the command to the page's process.

It lies in the runtime folder, which goes with a restart, for the mirror's user alone.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from pydantic import Field, ValidationError

from kiosk.toml import Section
from kiosk.trainer.access.private_file import write_private
from kiosk.trainer.access.roles import Role

log = logging.getLogger(__name__)

NAME = Path("trainer", "pairing_code.json")
"""In the runtime folder, in a folder that nobody else may look into."""

LASTS = 600.0
"""Seconds: from a terminal at a desk it is further to the phone than from the glass."""

_LARGEST = 1024


class TerminalCode(Section):
    """``role``: of who pairs by it; None: as of any other code. ``until``: seconds of `time.monotonic`, which all
    processes of a machine share, as the date of a Pi may jump."""

    code: str = Field(pattern=r"^[0-9]{6}$")
    role: Role | None = None
    until: float


def put_code(code: TerminalCode, runtime: Path) -> None:
    """Leave ``code`` in the folder ``runtime`` instead of what was there. Raises `FileProblem`."""
    write_private(runtime / NAME, code.model_dump_json().encode() + b"\n")


def read_code(runtime: Path, now: float) -> TerminalCode | None:
    """The code that was left in ``runtime`` and holds at ``now``; None where there is none.

    What is malformed, holds for longer than such codes do, or may have been written by another user, is none.
    """
    path = runtime / NAME
    try:
        # Nor is it waited for what another user may have put there: a pipe, or a link to one.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found, content = os.fstat(file.fileno()), file.read(_LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("%s: cannot be read: %s; ignored", path, error.strerror)
        return None
    if found.st_uid not in {0, os.geteuid()} or found.st_mode & 0o077:
        log.warning("%s: others could have written it; ignored", path)
        return None
    try:
        code = TerminalCode.model_validate_json(content)
    except ValidationError:
        log.warning("%s: is no code; ignored", path)
        return None
    return code if now < code.until <= now + LASTS else None


def burn_code(runtime: Path) -> None:
    """Take away what was left in ``runtime``. Raises OSError, but not where there is nothing."""
    (runtime / NAME).unlink(missing_ok=True)
