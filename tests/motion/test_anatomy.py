"""A person's own joint centres: linear in what is told of them, nothing where nothing is known."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stick_figure import Stick, pose_of

from kiosk import toml
from kiosk.motion.anatomy import anatomy_of, leans_from, shifts
from kiosk.motion.anatomy_table import MOVED, AnatomyTable, Centre, Way, shipped_anatomy
from kiosk.motion.anatomy_table import SHIPPED as SHIPPED_FILE
from kiosk.motion.build import GAPS, Build
from kiosk.motion.chain import Chain
from kiosk.motion.orientation import Orientation, OrientationFilter
from kiosk.motion.posture import Facing, View
from kiosk.motion.skeleton import skeleton
from kiosk.motion.skeleton_table import shipped_skeleton

SHIPPED = shipped_anatomy()
STOOD = Chain((2.0, -1.0, 3.0), (2.0, -1.0, 3.0), (100.0, 80.0, 80.0))
USUAL = Build(dict(SHIPPED.usual), 1)
RIGHT = Orientation(View.SIDE, 0.0, Facing.RIGHT)
PLAIN = AnatomyTable(most=0.05, usual=dict.fromkeys(GAPS, 0.0), **{joint: Centre() for joint in MOVED})

small = st.floats(-0.03, 0.03)
degrees = st.floats(-20.0, 95.0)


def folded(torso: float, thigh: float, shank: float) -> Chain:
    return Chain((torso, thigh, shank), (torso, thigh, shank), STOOD.lengths)


@given(st.sampled_from(GAPS), small, small)
def test_a_gap_beyond_the_usual_moves_by_its_weight(gap: str, one: float, other: float) -> None:
    table = PLAIN.model_copy(update={"knee": Centre(ahead=Way(**{gap: 0.5}), up=Way(**{gap: -0.25}))})
    build = Build({**dict.fromkeys(GAPS, 0.0), gap: one}, 1)
    anatomy = anatomy_of(build, STOOD, table)
    found = shifts(anatomy, STOOD, RIGHT, table)
    assert found["knee"] == pytest.approx(complex(0.5 * one, -0.25 * one))
    assert found["hip"] == 0j
    assert anatomy_of(Build({}, 1), STOOD, table) == anatomy_of(Build(dict.fromkeys(GAPS, 0.0), 1), STOOD, table)


@given(degrees, degrees, degrees)
def test_a_segments_lean_beyond_standing_moves_by_its_weight(torso: float, thigh: float, shank: float) -> None:
    table = PLAIN.model_copy(update={"hip": Centre(ahead=Way(torso=0.01, shank=-0.02), up=Way(thigh=0.01))})
    now = folded(torso, thigh, shank)
    one, two, three = leans_from(now, STOOD)
    found = shifts(anatomy_of(Build({}, 1), STOOD, table), now, RIGHT, table)["hip"]
    assert found == pytest.approx(complex(0.01 * one - 0.02 * three, 0.01 * two))


@given(st.lists(st.floats(-1.0, 1.0), min_size=len(GAPS), max_size=len(GAPS)), degrees, degrees, degrees)
def test_nothing_is_moved_by_more_than_a_hands_width(
    gaps: list[float], torso: float, thigh: float, shank: float
) -> None:
    """Whatever a sleeve or another body makes of the outline: 0.05 of a body is 85 mm, and folding adds less."""
    build = Build(dict(zip(GAPS, gaps, strict=True)), 1)
    anatomy = anatomy_of(build, STOOD, SHIPPED)
    assert anatomy is not None
    assert max(abs(shift) for shift in anatomy.own.values()) <= SHIPPED.most + 1e-12
    found = shifts(anatomy, folded(torso, thigh, shank), RIGHT, SHIPPED)
    assert max(abs(shift) for shift in found.values()) < 0.12


def test_of_the_unknown_the_turned_and_the_turned_round_nothing_is_moved() -> None:
    assert anatomy_of(None, STOOD, SHIPPED) is None
    assert anatomy_of(USUAL, None, SHIPPED) is None
    known = anatomy_of(USUAL, STOOD, SHIPPED)
    assert shifts(None, STOOD, RIGHT, SHIPPED) == {}
    assert shifts(known, STOOD, replace(RIGHT, facing=Facing.LEFT), SHIPPED) == {}
    assert shifts(known, STOOD, replace(RIGHT, turn=55.0), SHIPPED) == {}


@given(st.floats(0.0, 60.0), st.floats(0.0, 0.5))
def test_who_turns_loses_it_by_and_by(turn: float, step: float) -> None:
    known = anatomy_of(USUAL, STOOD, SHIPPED)
    now = folded(60.0, -10.0, 5.0)
    one, other = (shifts(known, now, replace(RIGHT, turn=angle), SHIPPED) for angle in (turn, turn + step))
    for joint in MOVED:
        assert abs(one.get(joint, 0j) - other.get(joint, 0j)) < 0.01


@given(st.sampled_from(Facing), st.floats(0.0, 80.0))
def test_the_skeleton_moves_forward_and_up_in_body_heights(facing: Facing, torso: float) -> None:
    pose = pose_of(Stick(torso=torso, facing=facing))
    orientation = OrientationFilter()(pose)
    bare = skeleton(pose, orientation, shipped_skeleton())
    moved = skeleton(pose, orientation, shipped_skeleton(), {"knee": 0.02 + 0.01j, "eyes": 0.01j})
    x, y = (a - b for a, b in zip(moved.joints["knee"], bare.joints["knee"], strict=True))
    assert x * facing.sign == pytest.approx(-2.0 * y, abs=1e-6)
    assert x * facing.sign > 0.0
    assert moved.eyes[1] < bare.eyes[1]
    assert moved.joints["hip"] == bare.joints["hip"]


def test_a_table_that_lacks_a_gap_is_refused(tmp_path: Path) -> None:
    whole = SHIPPED_FILE.read_text(encoding="utf-8")
    path = tmp_path / "anatomy.toml"
    path.write_text(re.sub(r"^sole = .*$", "", whole, count=1, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(toml.FileProblem, match="usual"):
        toml.load(AnatomyTable, path)


def test_the_shipped_weights_follow_the_outline() -> None:
    """A shoe that ends further ahead takes toe and ankle along; who is seen to stand higher over the sole is brought
    down; and all by less than what is seen."""
    assert 0.0 < SHIPPED.toe.ahead.toe <= 1.1
    assert 0.0 < SHIPPED.heel.ahead.heel <= 1.1
    assert 0.0 < SHIPPED.ankle.ahead.heel <= 1.1
    for way in (SHIPPED.heel.up.sole, SHIPPED.toe.up.sole, SHIPPED.ankle.up.ankle, SHIPPED.knee.up.knee_height):
        assert -1.1 <= way < 0.0
