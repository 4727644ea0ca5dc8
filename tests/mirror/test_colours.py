"""Colours by the published formulas: their contrast, and how they look to eyes that lack a kind of cone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.mirror.colours import BLINDNESS, as_seen, ciede2000, contrast, difference, too_alike

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)

SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
"""Of the test data of Sharma, Wu and Dalal (2005), table 1."""


@pytest.mark.parametrize(("one", "other", "apart"), SHARMA)
def test_differences_are_those_of_the_published_table(
    one: tuple[float, float, float], other: tuple[float, float, float], apart: float
) -> None:
    assert ciede2000(one, other) == pytest.approx(apart, abs=1e-4)
    assert ciede2000(other, one) == pytest.approx(apart, abs=1e-4)


@given(COLOUR, COLOUR)
def test_a_difference_is_one_in_either_direction_and_none_from_itself(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    assert difference(one, one) == 0.0
    assert difference(one, other) == pytest.approx(difference(other, one))
    assert difference(one, other) >= 0.0


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((255, 255, 255)) == pytest.approx(21.0)
    assert contrast((0, 0, 0)) == 1.0
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01), "the well-known #777 on white"
    assert contrast((255, 255, 255), (119, 119, 119)) == contrast((119, 119, 119), (255, 255, 255))


@given(st.integers(0, 255), st.sampled_from(sorted(BLINDNESS)))
def test_every_eye_sees_greys_as_they_are(level: int, blindness: str) -> None:
    seen = as_seen((level, level, level), blindness)
    assert max(abs(part - level) for part in seen) <= 1


@pytest.mark.parametrize(
    ("blindness", "one", "other"),
    [
        ("protanopia", (200, 0, 0), (60, 50, 0)),
        ("deuteranopia", (190, 90, 30), (120, 120, 30)),
        ("tritanopia", (80, 160, 255), (60, 176, 176)),
    ],
)
def test_colours_of_one_line_of_confusion_fall_together(
    blindness: str, one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    """Red and brown, orange and olive, sky and teal: told apart by who has all cones, hardly by who has not."""
    assert difference(as_seen(one, blindness), as_seen(other, blindness)) < 0.6 * difference(one, other)


def test_colours_that_some_eyes_take_for_each_other_are_named_with_the_kind() -> None:
    alike = {"good": (75, 227, 138), "warn": (255, 176, 32), "ghost": (56, 182, 255)}
    assert [line.rsplit(":", 1)[0] for line in too_alike(alike)] == [
        "good and warn: too alike in protanopia",
        "good and warn: too alike in deuteranopia",
        "good and ghost: too alike in tritanopia",
    ]
    assert "for every eye" in too_alike({"one": (255, 0, 0), "other": (250, 0, 0)})[0]
    assert too_alike({"black": (0, 0, 0), "white": (255, 255, 255)}) == []
