"""What an owner may do, and what a trainer may."""

from __future__ import annotations

import pytest

from kiosk.trainer.access.roles import MAY, Right, Role, may


def test_an_owner_may_do_all() -> None:
    assert all(may(Role.OWNER, right) for right in Right)


@pytest.mark.parametrize("right", [Right.DEVICES, Right.LOG, Right.UPDATE])
def test_what_is_the_owners_alone(right: Right) -> None:
    assert not may(Role.TRAINER, right)


@pytest.mark.parametrize(
    "right", [Right.LIVE, Right.PLAYLISTS, Right.TRY_NOW, Right.THRESHOLDS, Right.HISTORY, Right.NICKNAME]
)
def test_what_a_trainer_works_with(right: Right) -> None:
    assert may(Role.TRAINER, right)


def test_every_role_is_in_the_table() -> None:
    assert MAY.keys() == set(Role)
