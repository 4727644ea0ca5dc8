"""The policy's file: typed, checked, all errors at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.coach.drill import load_repertoire
from kiosk.coach.policy.table import SHIPPED, load_policy, shipped_policy
from kiosk.toml import FileProblem


def problems(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem) as error:
        load_policy(path, load_repertoire().drills)
    return [line.removeprefix(f"{path}: ") for line in error.value.problems]


def test_the_shipped_policy_knows_its_drills() -> None:
    assert load_policy(None, load_repertoire().drills) is shipped_policy()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("often = 2", "often = 4", "order: often (4) must not lie above window (3)"),
        ("worth_saying = 0.1", 'worth_saying = "much"', "order.worth_saying: input should be a valid number"),
        ("sure = 0.4", "shure = 0.4", 'order.shure: unknown key; did you mean "sure"?'),
        ("said = 2", "said = 4", "stages.1: said (4) must not lie above of (3)"),
        ("after_good = 0", "after_good = 1", "stages: new, the first, must have after_good = 0 and no after_reps"),
        ("after_good = 16", "after_good = 3", "stages: after_good of practised (3) must lie above"),
        ('"wall_touch"', '"wal_touch"', "ladder.at_hand: no such drill; did you mean \"wall_touch\"?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    lines = problems(tmp_path, (old, new))
    assert any(said in line for line in lines), lines


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, ("often = 2", "often = -1"), ("apart_share = 0.75", "apart_share = 2.0"))) == 2
