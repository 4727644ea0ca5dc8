"""Puts in order what updates leave in the mirror's own folders: ``python -m kiosk.update.maintenance``, every night.

What runs and what ran before is the updater's business, as it owns them; old sessions are the station's, which
deletes them while nobody is there.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from pathlib import Path

from kiosk.exits import Exit
from kiosk.release.layout import Layout
from kiosk.update.keep import forget_copies

log = logging.getLogger(__name__)

KEPT_DAYS = 7
"""That a bundle may wait among what came by the page: for a key, for room, for somebody to leave."""

_ON_ITS_WAY = 86_400.0
"""Seconds after which what was on its way does not come any more."""


def forget_bundles(layout: Layout, now: float) -> list[str]:
    """Delete bundles that nothing came of, and uploads that were broken off; their names. ``now``: seconds since
    1970. Raises OSError."""
    old = _older(layout.incoming, now - KEPT_DAYS * 86_400) + _older(layout.uploads, now - _ON_ITS_WAY)
    for path in old:
        path.unlink(missing_ok=True)
    return [path.name for path in old]


def _older(place: Path, than: float) -> list[Path]:
    if not place.is_dir():
        return []
    return [path for path in sorted(place.iterdir()) if path.is_file() and path.stat().st_mtime < than]


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="kiosk.update.maintenance", description="Delete what updates left over.")
    parser.add_argument("--root", type=Path, default=Path("/"), help="instead of /")
    layout = Layout(parser.parse_args().root)
    logging.basicConfig(level=logging.INFO, format="%(levelname).1s %(message)s")
    now = time.time()
    try:
        for name in (*forget_copies(layout, now), *forget_bundles(layout, now)):
            log.info("%s: deleted", name)
    except OSError as error:
        log.error("%s", error)
        sys.exit(Exit.WRONG)


if __name__ == "__main__":
    main()
