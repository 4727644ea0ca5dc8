"""How every command ends: with one of few codes, and one clear line per error on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from kiosk.camera.source import CameraError
from kiosk.pose.catalogue import ModelError
from kiosk.records.store import RecordError
from kiosk.toml import FileProblem
from kiosk.voice.ears.trouble import EarsTrouble


class Exit(IntEnum):
    """Exit codes that others rely on."""

    DONE = 0
    DEFECT = 1
    """Something of ours is broken."""
    WRONG = 2
    """The command or a file is wrong."""
    NO_FRAME = 3
    """The camera or the clip gave no usable frame."""
    NO_PERSON = 4
    """No person was found."""
    NO_DISPLAY = 5
    """The display cannot be opened, or went away for good."""
    SWITCHED_OFF = 6
    """Somebody asked for the machine to be switched off: not to be started again."""
    AGAIN = 7
    """The settings were changed from the trainer's page: `kiosk run` begins again by itself, and nobody sees this."""


def complain(*lines: str) -> None:
    """One line per error on stderr."""
    for line in lines:
        print(f"kiosk: {line}", file=sys.stderr)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn the house's own errors into a line each and the right exit code; anything else is a defect."""
    try:
        yield
    except FileProblem as error:
        complain(*error.problems)
        raise SystemExit(Exit.WRONG) from None
    except (ModelError, RecordError, EarsTrouble) as error:
        complain(*str(error).splitlines())
        raise SystemExit(Exit.WRONG) from None
    except CameraError as error:
        complain(str(error))
        raise SystemExit(Exit.NO_FRAME) from None
