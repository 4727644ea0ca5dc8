"""The levels of effort are data, checked whole."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from kiosk.health.levels import load_levels
from kiosk.settings import load_settings
from kiosk.toml import FileProblem


def test_the_shipped_levels_leave_out_more_and_more() -> None:
    levels = load_levels()
    assert levels[0].is_whole
    assert not any(level.is_whole for level in levels[1:])
    asked = [(level.network == "lite", level.mask_stride, -level.camera, level.frame_stride) for level in levels]
    for more, less in itertools.pairwise(asked):
        assert all(a <= b for a, b in zip(more, less, strict=True)), "no level gives back what one before left out"
        assert more != less


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[level]]\nname = "all"\nmask_stride = 2\n', "must leave nothing out"),
        ('[[level]]\nname = "all"\n[[level]]\nname = "all"\nmask_stride = 2\n', "name given twice: all"),
        ('[[level]]\nname = "all"\nmask_strid = 2\n', 'did you mean "mask_stride"?'),
        ('[[level]]\nname = "all"\ncamera = 0.1\n', "greater than or equal to 0.25"),
        ("level = []\n", "at least 1"),
        ('[[level]]\nname = "all"\nnetwork = "tiny"\n', "'chosen'"),
    ],
)
def test_wrong_levels_are_named(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "effort.toml"
    path.write_text(text)
    with pytest.raises(FileProblem) as caught:
        load_levels(path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hot = 60.0\n", "cool (70) must lie below hot (60)"),
        ("up_after = 2.0\n", "up_after (2) must not lie below down_after (3)"),
        ("up_after_longest = 10.0\n", "up_after_longest (10) must not lie below up_after (20)"),
        ("lag_ms = 10.0\n", "greater than or equal to 50"),
    ],
)
def test_settings_without_a_margin_are_named(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"[effort]\n{text}")
    with pytest.raises(FileProblem) as caught:
        load_settings(path)
    assert says in str(caught.value)
