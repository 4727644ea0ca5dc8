from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def tiny() -> Any:
    """The model of `tiny_network.published`, fresh."""
    from tiny_network import published

    return published()
