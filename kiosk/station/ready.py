"""Settings that hold and a glass that is open: all that a mirror needs to say anything at all.

Who tries the mirror wants to be told what is wrong with a file. A mirror on a gym's floor has nobody to tell: it
takes the last settings that worked, or those it was made with, and says on its glass that it did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.mirror import Display, DisplayError, open_display
from kiosk.records.place import default_path
from kiosk.settings import Settings, load_settings, usual_place
from kiosk.station.prepared import Options, Prepared, prepare
from kiosk.toml import FileProblem
from kiosk.whole import write_whole

log = logging.getLogger(__name__)

LAST_GOOD = "last_good_settings.toml"
"""Beside the records: the settings file as it was when a mirror came up with it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """``refused``: the settings file is not what the mirror goes by, as it is wrong."""

    prepared: Prepared
    glass: Display
    refused: bool = False


def as_asked(config: Path | None, options: Options) -> Ready:
    """By the settings and nothing else.

    Raises:
        FileProblem: something is wrong with them, or with a file that they name.
        DisplayError: the display that they name cannot be opened.
    """
    prepared = prepare(load_settings(config), options)
    return Ready(prepared, _opened(prepared.settings))


def make_ready(config: Path | None, options: Options) -> Ready:
    """By the settings, else by the last that a mirror came up with, else by those it was made with.

    What is wrong with the settings is in the log, line by line. Raises `DisplayError` where with none of them a
    display can be opened, and FileProblem where what was shipped is damaged.
    """
    file = config or usual_place()
    kept = default_path().with_name(LAST_GOOD)
    ways = list(_ways(file, kept))
    for number, settings in enumerate(ways):
        try:
            prepared = prepare(settings(), options)
            glass = _opened(prepared.settings)
        except (FileProblem, DisplayError) as error:
            problems = error.problems if isinstance(error, FileProblem) else [str(error)]
            for problem in problems:
                log.error("%s", problem)
            if number == len(ways) - 1:
                raise
            continue
        if file is not None and number == 0:
            _keep(file, kept)
        return Ready(prepared, glass, refused=number > 0)
    raise AssertionError("there is always a last way, which returns or raises")


def _ways(file: Path | None, kept: Path) -> Iterator[Callable[[], Settings]]:
    if file is not None:
        yield lambda: load_settings(file)
        if kept.is_file():
            yield lambda: load_settings(kept)
    yield Settings


def _opened(settings: Settings) -> Display:
    return open_display(settings.glass, rotation=settings.glass.rotation)


def _keep(file: Path, kept: Path) -> None:
    """Keep a copy of what a mirror came up with, where it differs from that kept."""
    try:
        text = file.read_bytes()
        if kept.is_file() and kept.read_bytes() == text:
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, text, mode=0o600)
    except OSError as error:
        log.warning("%s: cannot be written: %s; the settings have no copy to fall back on", kept, error.strerror)
