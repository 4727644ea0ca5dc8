"""Courses of several sets: cautions, the next drill, rests, pauses, pain, and going on after a restart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hinge_reps import DRILL, KINDS, TEXTS
from standing_people import STILL
from test_coach_session import RATE, SQUAT, Session

from kiosk.coach.coach import Coach, Plan
from kiosk.coach.course import Bout, Course, Progress, by_dose, single
from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.ghost.shown import shown
from kiosk.coach.guidance import Stage
from kiosk.coach.policy.fading import Experience
from kiosk.coach.rules.sides import SideBalance
from kiosk.coach.special import PerSide
from kiosk.motion.rep import Rep

REPERTOIRE = load_repertoire()
OTHER = REPERTOIRE.drill("wall_touch")
HINGE = REPERTOIRE.drill("hip_hinge")
NO_CAUTIONS = DRILL.model_copy(update={"cautions": ()})


def clean(reps: int) -> dict[str, Experience]:
    """So many clean reps of the drill, and nothing else."""
    return {DRILL.id: Experience(reps, reps)}


def course(*, announced: bool = False, rest: float = 10.0, other: Drill = OTHER) -> Course:
    """Two sets of two reps of one drill, then one set of another."""
    return Course(
        "Two drills",
        (
            Bout(NO_CAUTIONS, 2, 0, 1, 2, rest),
            Bout(NO_CAUTIONS, 2, 0, 2, 2, rest),
            Bout(other, 2, 1, 1, 1),
        ),
        announced,
    )


class Going(Session):
    """A session that goes through a course; it may have been cut off before."""

    def __init__(self, of: Course | None = None, resumed: Progress | None = None, **plan: Any) -> None:
        super().__init__(**plan)
        self.course = course() if of is None else of
        given = {"drill": DRILL, "kinds": KINDS, "goal": 3, "texts": TEXTS, "course": self.course, **plan}
        self.coach = Coach(Plan(**given), resumed)

    def set_of(self, reps: int = 2) -> Going:
        """Do a set, until it is over."""
        for _ in range(reps):
            self.does()
        self.there(1.3)
        return self

    def does(self, in_range: bool = True, **given: Any) -> Going:
        super().does(in_range, **given)
        return self

    def rested(self) -> Going:
        """Let the rest pass, and come into the next set."""
        assert self.now.stage is Stage.REST
        self.there(11.0)
        return self


def test_a_course_goes_from_set_to_set_and_is_summed_up_whole() -> None:
    session = Going(course(announced=True))
    session.there(8.5 + 1.5).set_of().rested().set_of()
    assert session.now.stage is Stage.REST
    session.there(10.5)
    assert session.now.stage is Stage.NEXT_DRILL
    assert session.now.shown == shown(OTHER)
    session.there(10.0)
    assert session.now.shown is None
    session.set_of()
    assert session.stages == [
        *(Stage.IDLE, Stage.NEXT_DRILL, Stage.SETUP, Stage.BASELINE, Stage.SET),
        *(Stage.REST, Stage.SETUP, Stage.SET),
        *(Stage.REST, Stage.NEXT_DRILL, Stage.SETUP, Stage.SET, Stage.SUMMARY),
    ]
    summary = session.now.summary
    assert summary is not None
    assert (summary.drill_name, summary.counted, len(summary.reps)) == ("Two drills", 6, 6)
    assert session.now.drill_id == OTHER.id
    assert session.coach.progress is None


def test_rest_counts_down_and_says_what_comes() -> None:
    session = Going().in_set().set_of()
    assert (session.now.stage, session.now.headline, session.now.hint) == (Stage.REST, "Rest", "Next: set 2 of 2")
    agenda = session.now.agenda
    assert agenda is not None
    assert agenda.seconds_left is not None
    session.there(4.0)
    later = session.now.agenda
    assert later is not None
    assert later.seconds_left == pytest.approx(agenda.seconds_left - 4.0)
    assert session.now.summary is not None
    assert session.now.summary.counted == 2, "of the set just done"


@pytest.mark.parametrize("verb", ["start", "next", "resume"])
def test_rest_ends_early_for_who_asks_even_where_nothing_starts_by_itself(verb: str) -> None:
    session = Going(hands_free=False).there(1.0).verb("start").there(1.0)
    assert session.now.stage is Stage.SET
    session.set_of().verb(verb).there(1.0)
    assert session.now.stage is Stage.SET
    assert session.now.count == 0


def test_who_leaves_a_rest_keeps_their_place_for_a_while() -> None:
    session = Going(place_kept=30.0).in_set().set_of().gone(25.0)
    assert session.now.stage is Stage.SETUP, "the rest is over, and the set waits"
    session.there(3.0)
    assert session.now.stage is Stage.SET
    assert session.coach.progress == Progress(session.course.key, 1, done=2, experience=clean(2))


def test_who_does_not_come_back_from_a_rest_is_summed_up() -> None:
    session = Going(place_kept=30.0).in_set().set_of().gone(32.0)
    assert session.now.stage is Stage.SUMMARY
    assert session.now.summary is not None
    assert session.now.summary.counted == 2
    session.gone(16.0).there(3.0).does()
    assert session.now.stage is Stage.SET
    came = Progress(session.course.key, 0, 1, experience=clean(1))
    assert session.coach.progress == came, "who comes now begins at the beginning"


def test_a_pause_keeps_the_count() -> None:
    session = Going().in_set().does().verb("pause").there(40.0)
    assert (session.now.stage, session.now.headline, session.now.count) == (Stage.PAUSED, "Paused", 1)
    assert session.coach.under_way
    session.verb("resume").there(0.1)
    assert (session.now.stage, session.now.count) == (Stage.SET, 1)
    session.does().there(1.3)
    assert session.now.stage is Stage.REST
    assert session.now.summary is not None
    assert session.now.summary.counted == 2


def test_a_pause_stops_the_clock_of_a_rest() -> None:
    session = Going().in_set().set_of().there(5.0).verb("pause").there(30.0)
    assert session.now.stage is Stage.PAUSED
    session.verb("start").there(0.1)
    assert session.now.agenda is not None
    assert session.now.agenda.seconds_left == pytest.approx(10.0 - 5.0, abs=0.5)


def test_who_steps_out_of_a_set_of_a_course_finds_it_waiting() -> None:
    session = Going().in_set().does().gone(20.0)
    assert (session.now.stage, session.now.headline, session.now.count) == (Stage.PAUSED, "Step back in view", 1)
    session.there(0.5)
    assert (session.now.stage, session.now.count) == (Stage.SET, 1)


def test_next_ends_a_set_and_the_last_one_only_by_start() -> None:
    session = Going().in_set().does().verb("next").there(0.1)
    assert session.now.stage is Stage.REST
    session.rested().verb("next").there(11.0).verb("next").there(11.0)
    assert session.now.stage is Stage.SET
    assert session.now.drill_id == OTHER.id
    session.verb("next").there(0.5)
    assert session.now.stage is Stage.SET
    session.verb("start").there(0.1)
    assert session.now.stage is Stage.SUMMARY


def test_stop_ends_the_whole_course() -> None:
    session = Going().in_set().set_of().verb("stop").there(0.1)
    assert session.now.stage is Stage.SUMMARY
    session.there(30.0)
    assert session.now.stage is Stage.SETUP
    assert session.now.hint == "Press the button to start"


@pytest.mark.parametrize("where", ["set", "rest", "paused", "setup", "caution"])
def test_pain_ends_it_at_once_and_nothing_starts_by_itself(where: str) -> None:
    session = Going(cautions_for=6.0 if where == "caution" else 0.0, of=by_dose(HINGE))
    if where in {"setup", "caution"}:
        session.there(0.5)
    else:
        session.in_set().does()
        if where != "set":
            session.verb({"rest": "start", "paused": "pause"}[where]).there(0.1)
    assert session.now.stage == where
    session.verb("pain").there(0.1)
    assert (session.now.stage, session.now.headline) == (Stage.SUMMARY, TEXTS.session.pain.headline)
    session.there(30.0).gone(4.0).there(30.0)
    assert session.now.stage not in (Stage.SET, Stage.BASELINE)
    session.verb("start").there(10.0)
    assert session.now.stage is Stage.SET


def test_cautions_are_read_before_the_first_set_and_once_a_person() -> None:
    session = Going(by_dose(HINGE), cautions_for=6.0).there(2.0)
    assert (session.now.stage, session.now.headline) == (Stage.CAUTION, "Before you begin")
    assert session.now.agenda is not None
    assert session.now.agenda.lines == HINGE.cautions
    session.there(4.0)
    assert session.now.stage is Stage.CAUTION
    session.there(2.5)
    assert session.now.stage is Stage.SET
    session.verb("start").there(0.1).verb("next").there(2.0)
    assert session.now.stage is Stage.SET
    assert session.stages.count(Stage.CAUTION) == 1
    session.verb("stop").there(0.1).gone(30.0).there(1.0)
    assert session.now.stage is Stage.CAUTION, "somebody else"


def test_cautions_are_confirmed_by_the_button() -> None:
    session = Going(by_dose(HINGE), cautions_for=60.0).there(1.0).verb("start").there(0.1)
    assert session.now.stage is Stage.SETUP


def test_another_drill_brings_only_cautions_that_were_not_read() -> None:
    new = ("Not while pregnant",)
    first = DRILL.model_copy(update={"cautions": ("Not with pain",)})
    second = OTHER.model_copy(update={"cautions": ("Not with pain", *new)})
    both = Course("Both", (Bout(first, 1, 0, 1, 1, 0.0), Bout(second, 1, 1)))
    session = Going(both, cautions_for=5.0).there(7.0)
    assert session.now.stage is Stage.SET
    session.set_of(1)
    assert session.now.stage is Stage.CAUTION
    assert session.now.agenda is not None
    assert session.now.agenda.lines == new


def test_who_lies_down_for_the_next_drill_is_learnt_anew() -> None:
    session = Going(course(other=REPERTOIRE.drill("glute_bridge"))).in_set().set_of().rested().set_of()
    session.baseline = replace(STILL, provisional=True)
    session.there(12.0)
    assert session.now.stage is Stage.BASELINE
    assert session.now.headline == "Lie still"


def test_a_course_goes_on_where_a_restart_cut_it_off() -> None:
    before = Going().in_set().set_of().rested().does()
    place = before.coach.progress
    assert place == Progress(before.course.key, 1, counted=1, done=2, experience=clean(3))
    after = Going(resumed=place).there(1.5)
    assert (after.now.stage, after.now.count, after.now.goal) == (Stage.SET, 1, 2)
    after.does().there(1.3)
    assert after.now.stage is Stage.REST
    assert after.now.summary is not None
    assert after.now.summary.counted == 2
    assert after.coach.progress == Progress(after.course.key, 2, done=4, experience=clean(4))
    after.verb("stop").there(0.1)
    assert after.now.summary.counted == 4


def test_seconds_held_before_a_restart_count() -> None:
    plank = by_dose(REPERTOIRE.drill("forearm_plank"))
    session = Going(plank, Progress(plank.key, 0, counted=12)).there(1.5)
    assert (session.now.stage, session.now.count) == (Stage.SET, 12)


def test_a_place_nobody_comes_back_to_lapses() -> None:
    session = Going(resumed=Progress(course().key, 1, counted=1, done=2), place_kept=20.0).gone(21.0).there(1.5)
    assert (session.now.stage, session.now.count) == (Stage.SET, 0)
    assert session.coach.progress == Progress(session.course.key, 0)


def test_a_course_that_was_changed_begins_anew() -> None:
    place = Progress(course(rest=10.0, other=HINGE).key, 2)
    session = Going(resumed=place).there(1.5)
    assert session.coach.progress == Progress(session.course.key, 0)


class OneLegged(Going):
    """Somebody in a course of drills for one side at a time."""

    def of_sides(self, *reps: tuple[str, float]) -> OneLegged:
        """Reps of a side, and how far each of them went."""
        for side, reach in reps:
            self.side = side
            self.does(change={"torso_inclination": reach})
        self.there(1.3)
        return self

    def _ended(self, rep: Rep) -> Rep:
        return replace(super()._ended(rep), side=self.side)  # type: ignore[arg-type]


def test_sides_are_compared_after_each_set_and_over_all_sets_of_a_drill() -> None:
    special = PerSide(kind="per_side", reps=0, reach=10.0)
    one_leg = NO_CAUTIONS.model_copy(update={"special": special})
    two = Course("One leg", (Bout(one_leg, 2, 0, 1, 2, 5.0), Bout(one_leg, 2, 0, 2, 2)))
    session = OneLegged(two)
    session.in_set()
    session.of_sides(("left", 66.0), ("right", 50.0))
    assert session.now.stage is Stage.REST
    assert session.now.summary is not None
    assert session.now.summary.sides == SideBalance(
        {"left": 1, "right": 1}, {"left": 66.0, "right": 50.0}, False, None, "right"
    )
    session.there(6.5).of_sides(("left", 64.0), ("left", 62.0))
    assert session.now.stage is Stage.SUMMARY
    assert session.now.summary.sides == SideBalance(
        {"left": 3, "right": 1}, {"left": 64.0, "right": 50.0}, False, "right", "right"
    )


def test_two_drills_for_one_side_at_a_time_are_not_compared_with_each_other() -> None:
    special = PerSide(kind="per_side", reps=0, reach=10.0)
    drills = [drill.model_copy(update={"special": special}) for drill in (NO_CAUTIONS, OTHER)]
    session = OneLegged(Course("Both", tuple(Bout(drill, 2, item) for item, drill in enumerate(drills))))
    session.in_set()
    session.of_sides(("left", 66.0), ("right", 65.0)).there(2.5).of_sides(("left", 66.0), ("right", 65.0))
    assert session.now.stage is Stage.SUMMARY
    assert session.now.summary is not None
    assert len(session.now.summary.reps) == 4
    assert session.now.summary.sides is None


def learnt(session: Going) -> str:
    """The stage of learning in which the last rep was answered."""
    decision = session.now.decision
    assert decision is not None
    return decision.stage


def test_what_is_learnt_of_a_drill_is_kept_over_sets_and_other_drills() -> None:
    there_and_back = (Bout(DRILL, 4, 0, 1, 2), Bout(DRILL, 4, 0, 2, 2), Bout(OTHER, 1, 1), Bout(DRILL, 4, 2))
    session = Going(Course("There and back", there_and_back)).in_set().does()
    assert learnt(session) == "new"
    session.set_of(3).there(1.0).does()
    assert learnt(session) == "learning", "four good reps were done in the set before"
    session.set_of(3).there(1.0).does()
    assert session.now.drill_id == OTHER.id
    assert learnt(session) == "new", "of another drill nothing was learnt yet"
    session.there(2.5).does()
    assert session.now.drill_id == DRILL.id
    assert learnt(session) == "learning", "and nothing was forgotten meanwhile"


def test_a_restart_in_a_set_neither_loses_nor_doubles_what_was_learnt() -> None:
    before = Going().in_set().set_of().rested().does(**SQUAT)
    place = before.coach.progress
    assert place is not None
    assert place.experience == {DRILL.id: Experience(good=2, reps=3)}
    after = Going(resumed=place).there(1.5).does()
    assert learnt(after) == "new"
    assert after.coach.progress is not None
    assert after.coach.progress.experience == {DRILL.id: Experience(good=3, reps=4)}
    after.does().there(1.3).verb("stop").there(0.1)
    assert after.coach.progress is None
    again = Going(resumed=replace(place, experience=clean(3))).there(1.5).does()
    assert learnt(again) == "learning", "three good reps before the restart"


@pytest.mark.parametrize(("away", "stage"), [(3.0, "learning"), (25.0, "learning"), (40.0, "new")])
def test_who_keeps_their_place_is_no_beginner_and_who_comes_after_them_is(away: float, stage: str) -> None:
    session = Going(Course("Long", (Bout(DRILL, 9),) * 2), place_kept=30.0).in_set()
    for _ in range(4):
        session.does()
    session.gone(away).gone(16.0 if away > 30.0 else 0.0).there(3.0).does()
    assert learnt(session) == stage


def test_who_stays_after_the_summary_is_no_beginner_and_who_comes_then_is() -> None:
    for away, stage in ((3.0, "learning"), (6.0, "new")):
        session = Going(single(DRILL, 4)).in_set().set_of(4)
        assert session.now.stage is Stage.SUMMARY
        session.gone(away).there(20.0).does()
        assert learnt(session) == stage


def test_too_slow_a_pace_before_a_set_takes_nobody_for_somebody_else() -> None:
    session = Going(Course("Two", (Bout(DRILL, 4, 0, 1, 2), Bout(DRILL, 4, 0, 2, 2))), hands_free=False)
    session.there(1.0).verb("start").there(1.0).set_of(4)
    assert session.now.stage is Stage.SETUP
    for _ in range(8):
        session.frame += RATE
        session.there(1 / RATE)
    assert session.now.stage is Stage.TOO_SLOW
    session.there(6.0).verb("start").there(1.0).does()
    assert learnt(session) == "learning"


def test_a_single_drill_has_its_dose_or_the_reps_asked_for() -> None:
    dose = HINGE.dose
    whole = by_dose(HINGE)
    assert [bout.goal for bout in whole.bouts] == [dose.repetitions] * dose.sets
    assert [bout.rest for bout in whole.bouts] == [dose.rest] * (dose.sets - 1) + [0.0]
    assert [bout.goal for bout in single(DRILL, 5).bouts] == [5]
    sides = REPERTOIRE.drill("single_leg_rdl")
    assert by_dose(sides).bouts[0].goal == 2 * (sides.dose.repetitions or 0), "on either side"
    with pytest.raises(ValueError, match="no sets"):
        Course("Nothing", ())


def test_repeat_in_a_set_begins_it_from_zero_and_keeps_what_was_done() -> None:
    session = Going().in_set().does().there(1.0).verb("repeat").there(0.1)
    assert (session.now.stage, session.now.count) == (Stage.SETUP, 0)
    assert [done.counted for done in session.coach.sets] == [1], "a set of its own"
    session.there(1.5)
    assert (session.now.stage, session.now.count, session.now.goal) == (Stage.SET, 0, 2)
    assert session.coach.progress == Progress(session.course.key, 0, 0, done=1, experience=clean(1))
    session.set_of()
    assert [done.counted for done in session.coach.sets] == [1, 2]


def test_repeat_while_a_set_waits_begins_it_from_zero() -> None:
    session = Going().in_set().does().verb("pause").there(5.0).verb("repeat").there(1.5)
    assert (session.now.stage, session.now.count) == (Stage.SET, 0)
    assert [done.counted for done in session.coach.sets] == [1]


@pytest.mark.parametrize("where", ["rest", "paused", "setup"])
def test_repeat_between_two_sets_is_the_one_just_done(where: str) -> None:
    session = Going(course(), hands_free=True).in_set().set_of().rested().set_of()
    if where == "paused":
        session.there(2.0).verb("pause").there(2.0)
    elif where == "setup":
        session.there(10.0)
        session.there(0.2, height=350.0)
    assert session.now.stage == {"setup": Stage.SETUP}.get(where, Stage(where))
    session.verb("repeat").there(2.0)
    assert session.now.stage is Stage.SET
    assert (session.now.drill_id, session.now.count) == (DRILL.id, 0)
    assert session.now.agenda is not None
    assert session.now.agenda.number == 2
    session.set_of()
    assert session.now.stage is Stage.REST
    session.there(12.0)
    assert (session.now.stage, session.now.drill_id) == (Stage.SET, OTHER.id), "and on it goes"
    session.set_of()
    assert session.now.summary is not None
    assert session.now.summary.counted == 8


def test_repeat_before_the_first_set_is_nothing() -> None:
    session = Going(hands_free=False).there(2.0).verb("repeat").there(3.0)
    assert session.now.stage is Stage.SETUP


def test_repeat_puts_off_what_was_announced_until_it_comes() -> None:
    session = Going(course(announced=True), cautions_for=5.0).there(16.0).set_of().rested().set_of()
    session.there(11.0)
    assert session.now.stage is Stage.CAUTION
    assert session.now.drill_id == OTHER.id
    session.verb("start").there(0.1)
    assert session.now.stage is Stage.NEXT_DRILL
    session.verb("repeat").there(2.0)
    assert (session.now.stage, session.now.drill_id) == (Stage.SET, DRILL.id)
    session.set_of().there(10.5)
    assert session.now.stage is Stage.CAUTION, "they were skipped"
    session.there(5.5)
    assert session.now.stage is Stage.NEXT_DRILL


def test_repeat_in_the_summary_is_the_last_set() -> None:
    session = Going().in_set().set_of().rested().does().verb("stop").there(20.0)
    assert session.now.hint == "Press the button to start", "halted"
    session.verb("repeat").there(2.0)
    assert session.now.stage is Stage.SET
    assert session.now.agenda is not None
    assert session.now.agenda.number == 2
    session.set_of()
    assert session.now.stage is Stage.REST, "the course goes on from there"


@pytest.mark.parametrize("where", ["set", "rest", "paused", "setup", "summary"])
def test_repeat_right_after_start_undoes_it(where: str) -> None:
    """As a double press does: what its first press brought about is as if it had not been."""

    def brought() -> Going:
        session = Going(course(rest=10.0 if where != "setup" else 0.0), hands_free=where != "setup")
        session.there(0.5).verb("start").there(2.0)
        if where == "summary":
            session.set_of().rested().does().verb("stop")
        elif where != "set":
            session.set_of()
        else:
            session.does()
        if where == "paused":
            session.verb("pause")
        return session.there(1.0)

    double, plain = brought(), brought()
    assert double.now.stage == where
    double.verb("start").there(0.3).verb("repeat").there(2.0)
    plain.there(0.3).verb("repeat").there(2.0)
    assert double.now.stage is plain.now.stage is Stage.SET
    assert double.now.agenda == plain.now.agenda
    assert double.now.count == plain.now.count == 0
    assert [done.reps for done in double.coach.sets] == [done.reps for done in plain.coach.sets]


@pytest.mark.parametrize("moment", [0.4, 3.0])
def test_repeat_after_a_restart_within_a_set_begins_that_one(moment: float) -> None:
    before = Going(hands_free=False).there(1.0).verb("start").there(1.0).set_of().verb("start").there(1.5).does()
    kept = before.coach.progress
    assert kept is not None
    assert (kept.bout, kept.counted, kept.done) == (1, 1, 2)
    after = Going(before.course, kept).there(moment)
    assert after.now.stage is (Stage.SETUP if moment < 1.0 else Stage.SET)
    after.verb("repeat").there(2.0)
    assert (after.now.stage, after.now.count) == (Stage.SET, 0)
    progress = after.coach.progress
    assert progress is not None
    assert (progress.bout, progress.counted, progress.done) == (1, 0, 3), "nothing is lost"
