"""Tests that dress and draw people are a matter of minutes, and of packages that only `make test-actors` installs."""

from __future__ import annotations

from pathlib import Path

import pytest

STAGE = frozenset(
    f"test_{name}.py" for name in ("acts", "drills", "floor_drills", "hands_up", "people", "pictures", "truth_bodies")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of those files, so that `make test` leaves them to `make test-actors`."""
    for item in items:
        path = Path(item.path)
        if path.parent == Path(__file__).parent and path.name in STAGE:
            item.add_marker(pytest.mark.actors)
