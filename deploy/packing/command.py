"""`deploy/bundle`, behind its options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.packing.bundle import make_bundle
from deploy.packing.check import check_project
from deploy.packing.locks import make_lock, plans, read_lock, write_lock
from deploy.packing.resolve import PROJECT, PackingError
from deploy.packing.target import MACHINES
from kiosk.pose.catalogue import ModelError
from kiosk.voice.ears.trouble import EarsTrouble


def main(words: Sequence[str]) -> int:
    """``words``: of the command line. Returns the exit code: 0, or 2 where something is wrong."""
    given = _options(words)
    try:
        if given.what == "lock":
            _lock()
        elif given.what == "resolve":
            return 0 if check_project(print) else 2
        else:
            bundle = make_bundle(given.arch, given.out, _say, key=given.key, ears=not given.no_ears)
            print(f"{bundle}: {bundle.stat().st_size / 1e6:.0f} MB, {'signed' if given.key else 'not signed'}")
    except (PackingError, ModelError, EarsTrouble, OSError) as error:
        print(f"bundle: {error}", file=sys.stderr)
        return 2
    return 0


def _lock() -> None:
    """Lock the Pi's first: other machines keep its versions."""
    for plan in plans("aarch64"):
        pinned = make_lock(plan)
        print(f"{write_lock(plan.target, pinned)}: {len(pinned)} packages")
    for machine in MACHINES:
        for plan in plans(machine):
            if machine != "aarch64":
                first = next(each for each in plans("aarch64") if each.target.python == plan.target.python)
                pinned = make_lock(plan, held=read_lock(first.target))
                print(f"{write_lock(plan.target, pinned)}: {len(pinned)} packages")


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bundle", description="Make what a mirror is installed and updated from.")
    parser.add_argument(
        "what",
        nargs="?",
        default="make",
        choices=("make", "lock", "resolve"),
        help="make: a bundle (as when nothing is said); lock: choose the packages anew; resolve: see that every "
        "Python and processor of the project has wheels",
    )
    parser.add_argument(
        "--arch", default="aarch64", choices=MACHINES, help="the machine it is for (default: %(default)s)"
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "dist", metavar="DIR", help="where to (default: dist)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="your secret key (minisign), to sign it with")
    parser.add_argument("--no-ears", action="store_true", help="without the networks that the mirror listens with")
    return parser.parse_args(words)


def _say(line: str) -> None:
    print(f"  {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
