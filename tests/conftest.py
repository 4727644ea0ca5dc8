"""For every test: hypothesis tries the same cases each time, a busy machine is no failure, and how `make test` shares
the tests out among processes (pytest-xdist). Plain `pytest` runs them one after the other, and needs no xdist."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

IN_ONE_PIECE = ("tests/station/", "tests/replay/")
"""Rooms that one process takes whole, before all else; of the others it takes file by file.

A station runs at the pace of its camera: it mostly waits, which costs no processor, but of two at once each would
find the machine busy. The tests of replays read the same few clips, which a process replays once.
"""


def piece_of(test: str) -> str:
    """What of the tests goes to one process as a whole and has ``test``, named as pytest does: a room, or a file."""
    return next((room for room in IN_ONE_PIECE if test.startswith(room)), test.partition("::")[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no process still has it when the others are done."""
    order = {room: place for place, room in enumerate(IN_ONE_PIECE)}
    items.sort(key=lambda item: order.get(piece_of(item.nodeid), len(order)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Name what is not there: the processes would say no more than that no tests ran."""
    for named in config.args:
        if not (config.invocation_params.dir / named.partition("::")[0]).exists():
            raise pytest.UsageError(f"file or directory not found: {named}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """For ``--dist loadfile``. Nobody asks where pytest-xdist is not installed."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Pieces(LoadFileScheduling):
        """Rooms in one piece, else files."""

        def _split_scope(self, nodeid: str) -> str:
            return piece_of(nodeid)

    return Pieces(config, log)
