"""The program that runs before the station: ``python3 /opt/hinge-mirror/boot.pyz settle``, as the updater, once when
the machine has started, and ``... fit``, as the mirror's user, where a release was returned from.

It is one file beside the releases, made of this room by `write_boot_check`: the release that runs may be the one that
is broken. The installer makes it, and an update does once it has held.
"""

from __future__ import annotations

import argparse
import io
import logging
import sys
import zipfile
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from kiosk.release.fit import fit
from kiosk.release.folder import ReleaseError
from kiosk.release.layout import Layout
from kiosk.release.switch import settle
from kiosk.whole import write_whole

log = logging.getLogger(__name__)

_START = "from kiosk.release.boot import main\n\nmain()\n"

_ONCE = (1980, 1, 1, 0, 0, 0)
"""The time of all its files, so that it is the same whenever it is made."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The program; exit code 1 where no release can run."""
    parser = argparse.ArgumentParser(prog="boot.pyz", description="Settle what an update left half done.")
    parser.add_argument("what", choices=("settle", "fit", "write"))
    parser.add_argument("--root", type=Path, default=Path("/"), help="instead of /")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname).1s %(message)s")
    layout = Layout(given.root)
    try:
        if given.what == "settle":
            for line in settle(layout, now=local_time()):
                log.warning("%s", line)
        elif given.what == "fit":
            for line in fit(layout):
                log.warning("%s", line)
        else:
            write_boot_check(layout)
    except (ReleaseError, OSError) as error:
        log.error("%s", error)
        sys.exit(1)


def write_boot_check(layout: Layout) -> None:
    """Make the program of this very code, or put it in place of an older one. Raises OSError."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted({"__main__.py": _START.encode(), **_sources()}.items()):
            archive.writestr(zipfile.ZipInfo(name, _ONCE), text)
    content = whole.getvalue()
    try:
        if layout.boot_check.read_bytes() == content:
            return
    except FileNotFoundError:
        pass
    write_whole(layout.boot_check, content)


def local_time() -> str:
    """The date and time on the wall, as it is kept."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _sources() -> dict[str, bytes]:
    house = files("kiosk")
    room = {
        f"kiosk/release/{each.name}": each.read_bytes()
        for each in (house / "release").iterdir()
        if each.name.endswith(".py")
    }
    return room | {f"kiosk/{name}": (house / name).read_bytes() for name in ("__init__.py", "whole.py")}


if __name__ == "__main__":
    main()
