"""Every drill can be shown before it is done."""

from __future__ import annotations

import math

import pytest

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.ghost.shown import shown
from kiosk.coach.guidance import Shown

DRILLS = load_repertoire().drills


def steps_of(drill: Drill) -> Shown:
    found = shown(drill)
    assert found is not None
    return found


@pytest.mark.parametrize("drill", DRILLS.values(), ids=list(DRILLS))
def test_every_drill_is_shown_by_one_body(drill: Drill) -> None:
    """Limbs keep their lengths, nothing jumps, and something moves but in a hold."""
    found = steps_of(drill)
    bones = (("ankle", "knee"), ("knee", "hip"), ("hip", "shoulder"), ("shoulder", "elbow"), ("elbow", "wrist"))
    for start, end in bones[:3]:
        lengths = [math.dist(step[start], step[end]) for step in found.steps]
        assert max(lengths) == pytest.approx(min(lengths), abs=0.01)
        assert 0.2 < lengths[0] < 0.3
    moved = {
        name: [math.dist(one[name], other[name]) for one, other in zip(found.steps, found.steps[1:], strict=False)]
        for name in ("hip", "shoulder", "knee", "wrist", "ear")
    }
    assert max(max(ways) for ways in moved.values()) < 0.2
    assert max(sum(ways) for ways in moved.values()) > 0.03
    assert (found.down, found.up) == (drill.tempo.down, drill.tempo.up)


def test_who_lies_lies_and_who_stands_stands() -> None:
    for drill_id, tall in (
        ("hip_hinge", 0.85),
        ("kneeling_squat", 0.6),
        ("glute_bridge", 0.25),
        ("forearm_plank", 0.3),
    ):
        first = steps_of(DRILLS[drill_id]).steps[0]
        heights = [y for _, y in first.values()]
        assert max(heights) - min(heights) == pytest.approx(tall, abs=0.12), drill_id


def test_the_hips_go_back_in_a_hinge_and_up_in_a_bridge() -> None:
    hinge, bridge = (steps_of(DRILLS[name]).steps for name in ("hip_hinge", "glute_bridge"))
    assert hinge[-1]["hip"][0] < hinge[0]["hip"][0] - 0.05
    assert bridge[-1]["hip"][1] > bridge[0]["hip"][1] + 0.08
    assert hinge[-1]["shoulder"][1] < hinge[0]["shoulder"][1] - 0.1


def test_the_shoulders_of_who_bridges_on_a_bench_are_higher_than_on_the_floor() -> None:
    bench, floor = (steps_of(DRILLS[name]).steps[-1] for name in ("bench_glute_bridge", "glute_bridge"))
    assert bench["shoulder"][1] > floor["shoulder"][1] + 0.1


def test_what_is_held_is_shown() -> None:
    assert "weight" in steps_of(DRILLS["barbell_deadlift"]).steps[0]
    assert "weight" not in steps_of(DRILLS["hip_hinge"]).steps[0]
