"""What counts as understood."""

from __future__ import annotations

import pytest

from tests.voice.understood import letters, number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stay side-on", "stay side on."),
        ("2 more", "Two more!"), ("21", "twenty-one"),
        ("Next: set 2 of 6", "next set two of six"),
    ],
)
def test_spelling_is_no_difference(one: str, other: str) -> None:
    assert letters(one) == letters(other)


@pytest.mark.parametrize(("one", "other"), [("4", "forty"), ("Neck in line", "Neck and line"), ("3 more", "30 more")])
def test_another_word_is(one: str, other: str) -> None:
    assert letters(one) != letters(other)


def test_every_count_is_another_word() -> None:
    assert len({number(count) for count in range(100)}) == 100
