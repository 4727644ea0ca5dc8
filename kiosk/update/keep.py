"""Before an update: copies the records and the settings, as the mirror's user, by the release that wrote them.

``python -m kiosk.update.keep``; the copies are there for `kiosk.release.fit`, and go after a while (`FOR_DAYS`): what
somebody deletes from the records must not live on in a copy.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from kiosk.exits import clear_errors
from kiosk.records.backup import back_up
from kiosk.records.schema import MIGRATIONS
from kiosk.release.fit import COPY, SETTINGS_COPY, records_in_use
from kiosk.release.layout import Layout
from kiosk.toml import FileProblem
from kiosk.whole import write_whole

FOR_DAYS = 14


def keep(layout: Layout) -> None:
    """Copy what is there; older copies are replaced.

    Raises:
        kiosk.records.RecordError: the records cannot be copied.
        FileProblem: the settings cannot be copied.
    """
    records = records_in_use(layout)
    try:
        layout.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in layout.backups.glob(COPY.format(format="*")):
            old.unlink()
        if layout.settings.is_file():
            write_whole(layout.backups / SETTINGS_COPY, layout.settings.read_bytes(), mode=0o600)
    except OSError as error:
        raise FileProblem([f"{layout.backups}: cannot be written: {error.strerror or error}"]) from error
    if records.is_file():
        back_up(records, layout.backups / COPY.format(format=len(MIGRATIONS)))


def forget_copies(layout: Layout, now: float) -> list[str]:
    """Delete copies that are older than `FOR_DAYS`; their names. ``now``: seconds since 1970. Raises OSError."""
    if not layout.backups.is_dir():
        return []
    old = [each for each in layout.backups.iterdir() if now - each.stat().st_mtime > FOR_DAYS * 86_400]
    for each in old:
        each.unlink()
    return [each.name for each in old]


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="kiosk.update.keep", description="Copy records and settings.")
    parser.add_argument("--forget", action="store_true", help="delete old copies instead")
    parser.add_argument("--root", type=Path, default=Path("/"), help="instead of /")
    given = parser.parse_args()
    layout = Layout(given.root)
    with clear_errors():
        if given.forget:
            forget_copies(layout, time.time())
        else:
            keep(layout)


if __name__ == "__main__":
    main()
