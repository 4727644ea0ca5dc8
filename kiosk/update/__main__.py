"""``python -m kiosk.update``: one run of the updater, as `hinge-mirror-update.service` starts it."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from kiosk.exits import Exit
from kiosk.release.folder import ReleaseError
from kiosk.release.layout import Layout
from kiosk.update.idle import FOR
from kiosk.update.machine import Systemd
from kiosk.update.updater import Means, Updater


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="kiosk.update", description="Take the updates that there are.")
    parser.add_argument("--root", type=Path, default=Path("/"), help="instead of /")
    parser.add_argument("--idle-for", type=float, default=FOR, help="seconds that nobody was there (%(default)g)")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname).1s %(message)s")
    try:
        Updater(Layout(given.root), Means(Systemd(), idle_for=given.idle_for)).run()
    except (ReleaseError, OSError) as error:
        logging.getLogger(__name__).error("%s", error)
        sys.exit(Exit.WRONG)


if __name__ == "__main__":
    main()
