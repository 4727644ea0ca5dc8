"""Which screen of the mirror's a screenshot shows, by its words."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

REFERENCE = Path(__file__).parents[1] / "mirror" / "reference" / "en-270x480"

_WORDS = slice(290, 400)
"""Rows of a reference with the headline, which stands still; above it the figure moves."""

_ALIKE = 0.6
"""Of 1.0. The same words drawn in another size are 0.7 to 0.9 alike, other words 0.2 to 0.5."""

_MORE_THAN = 0.15
"""By how much it is to be more alike than any other screen with other words."""

_DARK = 24
"""Of 255: what is no brighter is seen as a mirror."""

OTHERS = ("starting", "fault", "covered", "too_dark", "too_hot", "too_slow", "updating", "step_closer")


def shows(picture: NDArray[np.uint8], screen: str) -> bool:
    """Whether ``picture`` (height, width and blue, green, red; upright) shows the words of the screen that is called
    ``screen`` in the references, and not those of any of `OTHERS`."""
    found = alike(picture, screen)
    return found > _ALIKE and all(found > alike(picture, other) + _MORE_THAN for other in OTHERS if other != screen)


def alike(picture: NDArray[np.uint8], screen: str) -> float:
    """How alike its words are, up to 1.0. Raises ValueError where there is no such screen."""
    reference = cv2.imread(str(REFERENCE / f"{screen}.png"), cv2.IMREAD_GRAYSCALE)
    if reference is None:
        raise ValueError(f"{screen}: not among the references")
    height, width = reference.shape
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (width, height), interpolation=cv2.INTER_AREA)
    words = reference[_WORDS, 8 : width - 8]
    around = small[_WORDS.start - 4 : _WORDS.stop + 4]
    return float(cv2.matchTemplate(around, words, cv2.TM_CCOEFF_NORMED).max())


def is_black(picture: NDArray[np.uint8]) -> bool:
    """Whether nothing is seen on it."""
    return int(picture.max()) <= _DARK
