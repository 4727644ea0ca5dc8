"""Where `install` and `uninstall` begin: finds the mirror's own code, and goes on in `deploy.setup.command`.

Of a bundle that code is in the wheel, of a checkout beside this folder, of an installed release in its environment.
"""

from __future__ import annotations

import sys
from pathlib import Path

_BASE = Path(__file__).resolve().parents[2]


def _code() -> Path:
    places = [
        _BASE,
        *sorted(_BASE.glob("wheels/hinge_mirror-*.whl")),
        *sorted(_BASE.glob("venv/lib/python3*/site-packages")),
    ]
    for place in places:
        if place.suffix == ".whl" or (place / "kiosk" / "release").is_dir():
            return place
    sys.exit(f"{_BASE}: this is no whole bundle: unpack it again")


if __name__ == "__main__":
    sys.path[:0] = [str(_BASE), str(_code())]
    from deploy.setup.command import main

    sys.exit(main(sys.argv[1:], _BASE))
