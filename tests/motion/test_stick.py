"""A stick laid on backs whose shape is known."""

from __future__ import annotations

import numpy as np
import pytest
from signals import HINGE, Leg, rep
from stick_figure import bowed, with_back
from test_motion import PERSON, follower, poses

from kiosk.motion.silhouette import DorsalProfile
from kiosk.motion.stick import LOST, Stick, lay_stick, typical_gaps
from kiosk.pose.pose import Floats

LINE = np.arange(-4, 37) / 24.0
"""Below the hip to above the head."""
BACK = LINE[4:29]
EAR = 1.35


def profile(away: Floats, covered: Floats | None = None) -> DorsalProfile:
    return DorsalProfile(BACK, away[4:29], 1.0, np.zeros(25) if covered is None else covered, LINE, away)


def laid(away: Floats, ear: float | None = EAR, standing: dict[str, float] | None = None) -> Stick:
    found = lay_stick(profile(away), ear, standing or {})
    assert found is not None
    return found


def hollow(depth: float) -> Floats:
    """A straight back with a hollow of this depth at the low back."""
    return 0.2 - depth * np.exp(-(((LINE - 0.4) / 0.12) ** 2))


def test_a_straight_back_touches_all_along() -> None:
    found = laid(0.2 + 0.1 * LINE)
    assert found.gaps == pytest.approx({"head": 0.0, "upper_back": 0.0, "tailbone": 0.0}, abs=1e-6)
    assert found.low_back == pytest.approx(0.0, abs=1e-6)
    assert found.lost(found.gaps) == frozenset()


@pytest.mark.parametrize("depth", [0.02, 0.06, 0.12])
def test_the_hollow_is_the_gap_at_the_low_back(depth: float) -> None:
    found = laid(hollow(depth))
    assert found.low_back == pytest.approx(depth, abs=0.005)
    assert max(found.gaps.values()) < 0.01


def test_a_head_that_hangs_loses_its_contact_and_nothing_else() -> None:
    standing = laid(hollow(0.05)).gaps
    hanging = hollow(0.05) - 0.6 * np.maximum(LINE - 1.1, 0.0)
    assert laid(hanging, standing=standing).lost(standing) == {"head"}


def test_a_bulging_low_back_lifts_the_stick_off_one_end() -> None:
    standing = laid(hollow(0.05)).gaps
    found = laid(0.2 + 0.25 * np.exp(-(((LINE - 0.45) / 0.25) ** 2)), standing=standing)
    assert "tailbone" in found.lost(standing)


def test_a_contact_is_lost_against_the_own_standing_only() -> None:
    forward = hollow(0.05) - 0.6 * np.maximum(LINE - 1.1, 0.0)
    standing = laid(forward).gaps
    assert standing["head"] > LOST
    assert laid(forward, standing=standing).lost(standing) == frozenset()


def test_an_unseen_ear_leaves_the_head_out() -> None:
    found = laid(hollow(0.05), ear=None)
    assert set(found.gaps) == {"upper_back", "tailbone"}
    assert found.ends[1][0] <= 1.0


def test_an_arm_s_edge_carries_no_stick() -> None:
    over = np.where(np.abs(BACK - 0.5) < 0.15, 1.0, 0.0)
    elbow = 0.2 + 0.15 * (np.abs(LINE - 0.5) < 0.15)
    found = lay_stick(profile(elbow, over), EAR, {})
    assert found is not None
    assert max(found.gaps.values()) < 0.01


def test_a_back_without_its_low_end_carries_none() -> None:
    cut = LINE > 0.25
    seen = DorsalProfile(BACK[6:], np.full(19, 0.2), 0.8, np.zeros(19), LINE[cut], np.full(int(cut.sum()), 0.2))
    assert lay_stick(seen, EAR, {}) is None


def test_typical_gaps_are_of_most_sticks() -> None:
    whole, headless = laid(hollow(0.05)), laid(hollow(0.05), ear=None)
    assert set(typical_gaps([whole, headless, headless])) == {"upper_back", "tailbone"}
    assert typical_gaps([]) == {}


def test_the_picture_s_line_lies_behind_the_back() -> None:
    motion = follower(HINGE)
    moments = [
        motion(with_back(pose, PERSON.facing, bowed(0.2)))
        for pose in poses([Leg(0.0, 1.2), *rep(60.0, 1.0, 0.5, 1.0, 0.6)], rate=12.0)
    ]
    bottom = moments[32].posture
    assert bottom.stick is not None
    assert bottom.stick.lost == frozenset()
    (low_x, low_y), (high_x, high_y) = bottom.stick.line
    hip, shoulder = (np.array(bottom.outline[name]) for name in ("hip", "shoulder"))
    assert high_x < low_x, "faces left: the head end of the stick is to the left of the tailbone's"
    middle = np.array([low_x + high_x, low_y + high_y]) / 2.0
    assert middle[1] < (hip[1] + shoulder[1]) / 2.0, "and it lies over the back"


def test_without_a_mask_there_is_no_stick() -> None:
    motion = follower(HINGE)
    assert all(motion(pose).posture.stick is None for pose in poses([Leg(0.0, 1.0)]))
