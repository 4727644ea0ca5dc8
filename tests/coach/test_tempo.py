"""The tempo that a playlist asks for: the ghost leads by it, and what is too fast moves with it."""

from __future__ import annotations

import pytest
from hinge_reps import KINDS, good_rep
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.count import HoldCount
from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.faults import judge
from kiosk.coach.ghost.lead import Lead
from kiosk.coach.tempo import LONGEST_PAUSE, PARTS, SLOWEST, AskedTempo, at_tempo, tempo_problems, told
from kiosk.motion.phases import RepRule
from kiosk.motion.posture import Phase
from tests.motion.signals import Leg, course, excursions, noisy, rep

DRILLS = load_repertoire().drills
HINGE = DRILLS["hip_hinge"]
PACED = [drill for drill in DRILLS.values() if not list(tempo_problems({}, drill))]


def least(drill: Drill, part: str) -> float:
    """The least that is allowed, as the complaint about less tells it."""
    problems = list(tempo_problems({part: 0.0}, drill))
    return float(problems[0].partition("give ")[2].split()[0]) if problems else 0.0


def test_what_has_no_tempo_is_refused_and_all_else_has_one() -> None:
    refused = {drill.id: next(tempo_problems({}, drill)) for drill in DRILLS.values() if drill not in PACED}
    assert refused.keys() == {"forearm_plank", "kettlebell_swing", "plyometric_jump"}
    assert "give seconds instead" in refused["forearm_plank"]
    assert "full speed" in refused["kettlebell_swing"]
    assert isinstance(DRILLS["forearm_plank"].count, HoldCount)


def test_the_ghost_leads_by_it() -> None:
    lead = Lead(at_tempo(HINGE, AskedTempo(down=4.0, pause=2.0, up=3.0)).tempo)
    depths = [lead(frame / 10, Phase.STANDING if frame < 9 else Phase.BOTTOM) for frame in range(120)]
    begun = next(frame for frame, depth in enumerate(depths) if depth > 0.0) - 1
    assert depths.index(1.0) - begun == pytest.approx(40, abs=1)
    down = [frame for frame, depth in enumerate(depths) if depth == 1.0]
    assert len(down) == pytest.approx(20, abs=2)
    assert depths.index(0.0, down[-1]) - down[-1] == pytest.approx(30, abs=1)


def test_what_is_too_fast_moves_with_it() -> None:
    quick = good_rep(down=1.2, up=1.6, pause=0.6)
    hinge = HINGE.model_copy(update={"faults": HINGE.faults.model_copy(update={"limits": {}})})
    slow = at_tempo(hinge, AskedTempo(down=5.0, pause=2.0))
    assert {fault.id for fault in judge(quick, hinge, KINDS).faults}.isdisjoint({"too_fast", "no_pause"})
    assert {"too_fast", "no_pause"} <= {fault.id for fault in judge(quick, slow, KINDS).faults}


def test_down_is_down_for_who_lies_on_the_floor_too() -> None:
    bridge = DRILLS["glute_bridge"]
    slow = at_tempo(bridge, AskedTempo(down=4.0))
    assert (slow.tempo.up, slow.tempo.down) == (4.0, bridge.tempo.down), "the file counts from the floor up"
    assert told(slow) == {"down": 4.0, "pause": bridge.tempo.pause, "up": bridge.tempo.down}
    assert told(at_tempo(HINGE, AskedTempo(down=4.0)))["down"] == 4.0
    assert {drill.id for drill in DRILLS.values() if drill.lifts_first} == {
        *("glute_bridge", "one_leg_glute_bridge", "bench_glute_bridge", "reverse_crunch", "stability_ball_curl_up")
    }


def test_what_is_absent_stays() -> None:
    assert at_tempo(HINGE, AskedTempo()) is HINGE
    paused = at_tempo(HINGE, AskedTempo(pause=3.0)).tempo
    assert (paused.down, paused.up, paused.shortest_down) == (2.5, 1.8, 1.3)


@given(st.sampled_from(PACED), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_nothing_passes_that_was_too_fast_before(drill: Drill, down: float, pause: float, up: float) -> None:
    asked = allowed(drill, down, pause, up)
    assert list(tempo_problems(asked.model_dump(), drill)) == []
    before, after = drill.tempo, at_tempo(drill, asked).tempo
    for part in PARTS:
        assert getattr(after, f"shortest_{part}") >= getattr(before, f"shortest_{part}")
        assert getattr(after, f"shortest_{part}") <= getattr(after, part)


def allowed(drill: Drill, down: float, pause: float, up: float) -> AskedTempo:
    """A tempo between the quickest and the slowest there may be, by the shares of the way between them."""
    low = {part: least(drill, part) for part in PARTS}
    return AskedTempo(
        down=low["down"] + down * (SLOWEST - low["down"]),
        pause=low["pause"] + pause * (LONGEST_PAUSE - low["pause"]),
        up=low["up"] + up * (SLOWEST - low["up"]),
    )


@pytest.mark.parametrize("shares", [(0.0, 0.0, 0.0), (1.0, 0.0, 1.0), (1.0, 1.0, 1.0), (0.5, 0.2, 0.5)])
@pytest.mark.parametrize("drill", PACED, ids=lambda drill: str(drill.id))
def test_who_follows_the_ghost_is_counted_and_never_told_that_they_hurry(
    drill: Drill, shares: tuple[float, float, float]
) -> None:
    """At any tempo that may be asked, and however little of the range they use."""
    tempo = at_tempo(drill, allowed(drill, *shares)).tempo
    rule = drill.rule()
    assert isinstance(rule, RepRule)
    depth, tolerance = rule.bottom[0] + 3.0, 0.15
    legs = [Leg(0.0, 1.0), *(rep(depth, tempo.down, tempo.pause, tempo.up, 2.0) * 3)]
    found = excursions(noisy(course(legs), 0.5, 1), rule)
    assert len(found) == 3
    for item in found:
        ways = (item.level_from - item.start, item.level_to - item.level_from, item.end - item.level_to)
        for seen, part in zip(ways, PARTS, strict=True):
            assert seen + 1 / 30 >= (1.0 - tolerance) * getattr(tempo, f"shortest_{part}")
