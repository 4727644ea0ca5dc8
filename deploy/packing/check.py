"""Whether pyproject.toml can be installed with nothing but wheels, wherever the project says that it runs."""

from __future__ import annotations

from collections.abc import Callable

from deploy.packing.resolve import PackingError, project_needs, resolve
from deploy.packing.target import MACHINES, Target

PYTHONS = ((3, 11), (3, 12), (3, 13))

TOGETHER = (("pi", "voice", "trainer", "dev"), ("tflite",), ("models",), ("font", "speech"), ("page-tests",))
"""Extras that are resolved at once, each set with what the project always needs. The renderer's are left out: it
draws on a workstation, as `make test-actors` proves."""


def check_project(say: Callable[[str], None]) -> bool:
    """Resolve it for every Python and processor; whether all went well. ``say``: is told each."""
    well = True
    for python in PYTHONS:
        for machine in MACHINES:
            target = Target(python, machine)
            for extras in TOGETHER:
                name = f"{target} [{','.join(extras)}]"
                try:
                    pinned = resolve(project_needs(target, extras), target)
                    say(f"{name}: {len(pinned)} wheels")
                except PackingError as error:
                    well = False
                    say(f"{name}: {error}")
    return well
