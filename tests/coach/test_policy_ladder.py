"""Which drill is offered after a set, and what is prompted during it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hinge_reps import judged

from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import JudgedRep, Offer, OfferKind, Prompt
from kiosk.coach.policy.fading import Experience
from kiosk.coach.policy.ladder import offer, suits
from kiosk.coach.policy.prompts import prompt
from kiosk.coach.policy.table import shipped_policy
from kiosk.locale.load import english, load_texts
from kiosk.motion.posture import Phase

REPERTOIRE = load_repertoire()
POLICY = shipped_policy()
TEXTS = english()


def reps(*wrong: dict[str, float] | str | None) -> list[JudgedRep]:
    """Reps with faults of those severities; a word is why one was not counted, None a clean one."""
    return [
        judged(number, reason=item) if isinstance(item, str) else judged(number, **(item or {}))
        for number, item in enumerate(wrong, start=1)
    ]


def offered(done: list[JudgedRep], drill_id: str = "hip_hinge", size: int = 8) -> Offer | None:
    return offer(done, REPERTOIRE.drill(drill_id), REPERTOIRE.drills, REPERTOIRE.kinds, POLICY, TEXTS.offer, size)


SQUAT = {"squatting": 0.5}
ROUND = {"rounded_back": 0.5}
WORST = {"rounded_back": 0.95}


@pytest.mark.parametrize(
    ("wrong", "drill_id"),
    [
        ([SQUAT], None),
        ([SQUAT, SQUAT], "wall_touch"),  # the roller is not there, a wall always is
        ([SQUAT, None, SQUAT], "wall_touch"),
        ([SQUAT, None, None, SQUAT], None),
        ([SQUAT, SQUAT, None, None], "wall_touch"),
        ([SQUAT, SQUAT, None, None, None], None),  # mended
        ([{"squatting": 0.05}] * 4, None),
        ([SQUAT, "not_seen", "not_seen", SQUAT], "wall_touch"),  # what was not seen is no rep between
        ([ROUND | SQUAT, ROUND | SQUAT], "dowel_hinge"),  # care order
        ([{"too_shallow": 0.5}] * 3, None),  # no cable there
        ([{"too_fast": 0.5}] * 3, None),  # it is the drill that teaches it
        ([{"short_lockout": 0.5}] * 3, "glute_bridge"),
    ],
)
def test_the_same_fault_in_two_of_three_reps_offers_the_drill_that_mends_it(
    wrong: list[dict[str, float] | str | None], drill_id: str | None
) -> None:
    found = offered(reps(*wrong))
    assert (None if found is None else found.drill_id) == drill_id


def test_an_offer_says_what_and_why() -> None:
    assert offered(reps(SQUAT, SQUAT)) == Offer(OfferKind.CORRECTIVE, "wall_touch", "Try: Wall touch", "squatting")


def test_what_is_there_may_be_used() -> None:
    roller, cable = REPERTOIRE.drill("foam_roller"), REPERTOIRE.drill("cable_pull_through")
    assert not suits(roller, REPERTOIRE.drill("hip_hinge"), POLICY)
    assert suits(roller, roller, POLICY)
    assert not suits(cable, roller, POLICY)
    assert suits(replace_equipment("romanian_deadlift"), roller, POLICY), "a drill that needs nothing"


def replace_equipment(drill_id: str) -> object:
    return REPERTOIRE.drill(drill_id).model_copy(update={"equipment": ()})


def test_with_no_other_drills_nothing_is_offered() -> None:
    drill = REPERTOIRE.drill("hip_hinge")
    assert offer(reps(SQUAT, SQUAT), drill, {}, REPERTOIRE.kinds, POLICY, TEXTS.offer, 8) is None


def test_unsure_faults_move_nobody() -> None:
    unsure = [
        replace(rep, faults=tuple(replace(fault, confidence=0.3) for fault in rep.faults))
        for rep in reps(SQUAT, SQUAT, SQUAT)
    ]
    assert offered(unsure) is None


@pytest.mark.parametrize(
    ("wrong", "size", "kind"),
    [
        ([None] * 8, 8, OfferKind.PROGRESS),
        ([None] * 7, 8, None),
        ([SQUAT] + [None] * 8, 8, OfferKind.PROGRESS),
        ([None] * 8 + [SQUAT], 8, None),
        ([None] * 4, 3, None),  # too short a set to tell
        ([None] * 5, 3, OfferKind.PROGRESS),
        ([None] * 4 + ["not_seen"] + [None] * 4, 8, OfferKind.PROGRESS),
    ],
)
def test_a_whole_set_clean_offers_the_next_drill(
    wrong: list[dict[str, float] | str | None], size: int, kind: OfferKind | None
) -> None:
    found = offered(reps(*wrong), size=size)
    assert (None if found is None else found.kind) is kind
    assert found is None or found.drill_id == "good_morning"


@pytest.mark.parametrize(
    ("wrong", "fault_id"),
    [
        ([SQUAT, {"too_fast": 0.5}, "too_shallow", None, {"locked_knees": 0.4}, "too_deep"], None),
        ([WORST, None, None, None, WORST], "rounded_back"),
    ],
)
def test_form_that_falls_apart_steps_back(wrong: list[dict[str, float] | str | None], fault_id: str | None) -> None:
    assert offered(reps(*wrong)) == Offer(OfferKind.STEP_BACK, "dowel_hinge", "Back to: Dowel hinge", fault_id)


def test_form_has_not_fallen_apart_for_a_fault_or_two_or_for_what_was_not_seen() -> None:
    few = [SQUAT, {"too_fast": 0.5}, None, None, {"locked_knees": 0.4}, "too_deep"]
    assert offered(reps(*few)) is None
    assert offered(reps(*["not_seen"] * 6, SQUAT, {"too_fast": 0.5})) is None
    assert offered(reps(WORST, None, None, None)) is None


def test_where_there_is_no_step_back_the_corrective_drill_is_offered() -> None:
    found = offered(reps(*[SQUAT] * 6), "wall_touch")
    assert found is not None
    assert (found.kind, found.drill_id) == (OfferKind.CORRECTIVE, "kneeling_squat")


def test_every_fault_teaches_some_drill_that_needs_nothing() -> None:
    """But depth, whose one drill needs a cable."""
    without = {
        fault_id
        for fault_id, kind in REPERTOIRE.kinds.kinds.items()
        if not any(taught in POLICY.ladder.at_hand for taught in kind.teaches)
    }
    assert "too_shallow" in without
    assert not {"rounded_back", "squatting", "hips_not_back"} & without


# -- prompts -----------------------------------------------------------------------------------------------

HINGE = REPERTOIRE.drill("hip_hinge")


def prompted(
    phase: Phase, done: int = 0, before: Experience | None = None, drill_id: str = "hip_hinge"
) -> Prompt | None:
    return prompt(phase, reps(*[None] * done), REPERTOIRE.drill(drill_id), TEXTS, POLICY, before or Experience())


def test_each_phase_has_its_prompt_and_its_breath() -> None:
    assert [prompted(phase) for phase in (Phase.DOWN, Phase.BOTTOM, Phase.UP, Phase.STANDING)] == [
        Prompt("Send the hips back", "Breathe in"),
        Prompt("Feel the stretch, back long", ""),
        Prompt("Drive the hips forward", "Breathe out"),
        Prompt("Stand tall", ""),
    ]
    texts = load_texts("es")
    drill = load_repertoire(None, texts).drill("hip_hinge")
    assert prompt(Phase.DOWN, [], drill, texts, POLICY, Experience()) == Prompt("Lleva la cadera atrás", "Toma aire")


def test_who_holds_is_told_to_breathe_on() -> None:
    assert prompted(Phase.BOTTOM, drill_id="forearm_plank") == Prompt("One straight line", "Keep breathing")


@pytest.mark.parametrize(
    ("before", "most"), [(Experience(), 3), (Experience(3, 3), 1), (Experience(20, 20), 0), (Experience(0, 6), 1)]
)
def test_prompts_fade_by_stage(before: Experience, most: int) -> None:
    shown = [prompted(Phase.DOWN, done, before) is not None for done in range(5)]
    assert shown == [done < most for done in range(5)]


def test_a_drill_without_words_prompts_nothing() -> None:
    bare = HINGE.model_copy(update={"phases": None, "breathing": None})
    assert prompt(Phase.DOWN, [], bare, TEXTS, POLICY, Experience()) is None
    silent = HINGE.model_copy(update={"phases": None})
    assert prompt(Phase.BOTTOM, [], silent, TEXTS, POLICY, Experience()) is None
