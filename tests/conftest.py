"""For every test: hypothesis tries the same cases each time, a busy machine is no failure, and how the tests are
shared out among processes (pytest-xdist). Plain `pytest` runs them one after the other, and needs no xdist."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

IN_ONE_PIECE = (
    "tests/actors/test_hands_up",
    "tests/trainer/test_whole_path",
    "tests/quantize/",
    "tests/station/test_k",
    "tests/station/",
    "tests/replay/",
)
"""Beginnings of names, what takes longest first: what has the first that fits goes to one process whole, before all
else; what has none goes file by file.

A station runs at the pace of its camera: it mostly waits, which costs no processor, but of three at once each would
find the machine busy. So they are two pieces, `kiosk run` and whether it keeps up being one. The tests of replays
read the same few clips, which a process replays once.
"""


def piece_of(test: str) -> str:
    """What of the tests goes to one process as a whole and has ``test``, named as pytest does."""
    return next((piece for piece in IN_ONE_PIECE if test.startswith(piece)), test.partition("::")[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process still has it when the others are done."""
    order = {piece: place for place, piece in enumerate(IN_ONE_PIECE)}
    items.sort(key=lambda item: order.get(piece_of(item.nodeid), len(order)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Name what is not there: the processes would say no more than that no tests ran."""
    for named in config.args:
        if not (config.invocation_params.dir / named.partition("::")[0]).exists():
            raise pytest.UsageError(f"file or directory not found: {named}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Half as many again as there are processors: half of the time tests wait, for a camera's pace or a process. As
    many as there are, where `-n logical` asks for it: for tests that measure themselves by a whole mirror's pace."""
    if config.option.numprocesses == "logical":
        return None
    there = os.cpu_count() or 1
    return there + (there + 1) // 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """For ``--dist loadfile``. Nobody asks where pytest-xdist is not installed."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False  # it would take files with many tests first, which are not those that last

    class Pieces(LoadFileScheduling):
        """Pieces, else files."""

        def _split_scope(self, nodeid: str) -> str:
            return piece_of(nodeid)

    return Pieces(config, log)
