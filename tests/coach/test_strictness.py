"""How strictly a drill is judged: limits that move, and never the wrong way."""

from __future__ import annotations

import pytest
from hinge_reps import good_rep

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.faults import judge
from kiosk.coach.strictness import StrictnessTable, ToleranceShift, at_strictness, shipped_strictness

REPERTOIRE = load_repertoire()
KINDS = REPERTOIRE.kinds
TABLE = shipped_strictness()
DRILLS = pytest.mark.parametrize("drill", REPERTOIRE.drills.values(), ids=lambda drill: str(drill.id))


@DRILLS
def test_standard_is_the_drill_itself(drill: Drill) -> None:
    assert at_strictness(drill, "standard", KINDS, TABLE) is drill


@DRILLS
def test_beginners_have_more_room_and_lose_fewer_reps_but_never_at_the_cost_of_safety(drill: Drill) -> None:
    easy = at_strictness(drill, "beginner", KINDS, TABLE)
    hard = at_strictness(drill, "strict", KINDS, TABLE)
    for fault_id in drill.faults.watch:
        tolerance, extreme = drill.faults.scale(fault_id, KINDS)
        wide, narrow = easy.faults.scale(fault_id, KINDS), hard.faults.scale(fault_id, KINDS)
        assert wide[1] == narrow[1] == extreme
        assert narrow[0] < tolerance
        if KINDS.kind(fault_id).care == "safety":
            assert wide[0] == tolerance
            assert hard.faults.disqualify[fault_id] <= 0.5
        else:
            assert tolerance < wide[0] < extreme
    for fault_id, severity in drill.faults.disqualify.items():
        assert severity <= easy.faults.disqualify[fault_id] <= 1.0
        assert hard.faults.disqualify[fault_id] <= severity
    assert Drill.model_validate(easy.model_dump()) == easy, "still a sound drill"
    assert Drill.model_validate(hard.model_dump()) == hard


def test_the_same_rep_counts_for_a_beginner_and_not_where_it_is_strict() -> None:
    drill = REPERTOIRE.drill("hip_hinge")
    judged = {
        strictness: judge(
            good_rep(1, change={"knee_flexion": 72.0}), at_strictness(drill, strictness, KINDS, TABLE), KINDS
        )
        for strictness in ("beginner", "standard", "strict")
    }
    severity = {
        name: next((fault.severity for fault in rep.faults if fault.id == "squatting"), 0.0)
        for name, rep in judged.items()
    }
    assert severity["beginner"] < severity["standard"] < severity["strict"]
    assert judged["beginner"].counted
    assert not judged["strict"].counted


def test_a_table_cannot_make_safety_wider() -> None:
    with pytest.raises(ValueError, match="less than or equal to 0"):
        ToleranceShift(safety=0.1)
    with pytest.raises(ValueError, match="strict"):
        StrictnessTable.model_validate({"beginner": {}})
