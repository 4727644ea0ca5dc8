"""The session, from nobody there to the summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hinge_reps import DRILL, KINDS, TEXTS, good_rep
from standing_people import GLIMPSED, PICTURE, STILL, moment_of, outline_at, posture_at

from kiosk.coach.coach import Coach, Plan
from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.faults import judge
from kiosk.coach.guidance import CueKind, Guidance, Stage
from kiosk.coach.policy.table import shipped_policy
from kiosk.locale.load import load_texts
from kiosk.motion.baseline import Baseline
from kiosk.motion.posture import Facing, Measure, Phase, View
from kiosk.motion.rep import Rep

RATE = 20
SQUAT: dict[str, Any] = {"change": {"knee_flexion": 75.0}}
HURRIED: dict[str, Any] = {"down": 0.3}


class Session:
    """A coach, and time that passes before it."""

    def __init__(self, **plan: Any) -> None:
        self.coach = Coach(Plan(**{"drill": DRILL, "kinds": KINDS, "goal": 3, "texts": TEXTS, **plan}))
        self.frame = 0
        self.reps = 0
        self.baseline: Baseline | None = STILL
        self.seen: list[Guidance] = []

    @property
    def time(self) -> float:
        return self.frame / RATE

    @property
    def now(self) -> Guidance:
        return self.seen[-1]

    def _step(self, moment: Any, stood_by: bool = False) -> None:
        self.seen.append(self.coach(self.time, PICTURE, moment, stood_by))
        self.frame += 1

    def gone(self, seconds: float, stood_by: bool = False) -> Session:
        for _ in range(round(seconds * RATE)):
            self._step(None, stood_by)
        return self

    def there(self, seconds: float, phase: Phase = Phase.STANDING, steady: float = 1.0, **posture: Any) -> Session:
        for _ in range(round(seconds * RATE)):
            self._step(moment_of(posture_at(time=self.time, **posture), phase, self.baseline, steady))
        return self

    def does(self, in_range: bool = True, **given: Any) -> Session:
        """One rep: two seconds down and up, and the frame that closes it."""
        self.there(2.0, Phase.DOWN, torso=60.0)
        self.there(0.4)
        self.reps += 1
        self._step(
            moment_of(posture_at(time=self.time), rep=self._ended(good_rep(self.reps, in_range=in_range, **given)))
        )
        return self

    def _ended(self, rep: Rep) -> Rep:
        shift = self.time - 0.4 - rep.end
        return replace(rep, start=rep.start + shift, bottom=rep.bottom + shift, end=rep.end + shift)

    def verb(self, name: str) -> Session:
        self.coach.verb(name)
        return self

    def in_set(self) -> Session:
        """Bring somebody into a set."""
        self.there(1.5)
        assert self.now.stage is Stage.SET
        return self

    @property
    def stages(self) -> list[Stage]:
        """The stages gone through, in order."""
        return [item.stage for i, item in enumerate(self.seen) if i == 0 or item.stage is not self.seen[i - 1].stage]


def test_a_whole_session() -> None:
    session = Session().gone(1.0)
    assert session.now.headline == ""
    session.there(1.5).does().does(**SQUAT).does().does()
    session.there(2.0)
    summary = session.now.summary
    session.gone(16.0)
    assert session.stages == [Stage.IDLE, Stage.SETUP, Stage.BASELINE, Stage.SET, Stage.SUMMARY, Stage.IDLE]
    assert summary is not None
    assert (summary.drill_name, summary.counted, summary.attempts) == ("Bow", 3, 1)
    assert [rep.counted for rep in summary.reps] == [True, False, True, True]
    assert summary.reps[1].reason == "squatting"
    assert summary.seconds == pytest.approx(summary.reps[-1].rep.end - summary.reps[0].rep.start)
    assert (summary.advice_id, summary.advice) == ("squatting", "Hips back: 1 of 4 reps")


def test_who_stands_by_when_another_leaves_is_told_to_stay_and_nobody_else_is() -> None:
    """Before a set, and on the idle screen until the mirror turns to them. A set waits for whose it is."""
    texts = TEXTS.session
    for stood_by, told in ((True, texts.stood_by.headline), (False, texts.nobody.headline)):
        session = Session(hands_free=False).gone(0.5).there(1.0)
        session.gone(1.5, stood_by)
        assert (session.now.stage, session.now.headline) == (Stage.SETUP, told)
        session.gone(1.5, stood_by)
        assert (session.now.stage, session.now.headline) == (Stage.IDLE, told if stood_by else "")
        session.there(1.0)
        assert session.now.headline == texts.ready.headline
    session = Session().in_set().gone(2.0, stood_by=True)
    assert (session.now.stage, session.now.headline) == (Stage.SET, texts.away.headline)


def test_how_to_set_up_is_shown_before_the_first_set_for_a_while_and_no_longer() -> None:
    """Beside who gets into place. Who has had the time to read it meanwhile does not wait any more."""
    session = Session(introduced_for=2.5).gone(0.5)
    session.there(2.0)
    assert session.now.stage is Stage.SETUP
    assert 0.5 < session.now.progress < 1.0
    agenda = session.now.agenda
    assert agenda is not None
    assert agenda.lines == DRILL.setup
    assert session.now.shown is not None
    session.there(1.0)
    assert session.now.stage in (Stage.BASELINE, Stage.SET)
    session.there(2.0)
    assert session.now.stage is Stage.SET
    assert session.now.shown is None
    assert session.now.agenda is not None
    assert session.now.agenda.lines == ()
    turned = Session(introduced_for=2.5).gone(0.5).there(3.0, view=View.FRONT)
    assert turned.now.stage is Stage.SETUP
    turned.there(0.8)
    assert turned.now.stage in (Stage.BASELINE, Stage.SET)


def test_who_stands_where_the_glass_does_not_show_all_of_a_rep_is_told_to_step_and_nothing_waits_for_it() -> None:
    """A glass that ends before who bends, and one that does not. Where the button is waited for, that is said."""
    texts = TEXTS.session
    for aisle, told in (((-0.12, 0.4), texts.step_backward), ((-0.4, 0.4), texts.ready), (None, texts.ready)):
        session = Session(introduced_for=2.5, aisle=aisle).gone(0.5).there(2.0)
        assert (session.now.stage, session.now.headline) == (Stage.SETUP, told.headline)
        session.there(3.0)
        assert session.now.stage is Stage.SET
    waiting = Session(hands_free=False, aisle=(-0.12, 0.4)).gone(0.5).there(2.0)
    assert (waiting.now.headline, waiting.now.hint) == (texts.ready.headline, texts.ready.hint)


def eventful(language: str) -> Session:
    """Somebody who does much wrong, before a mirror of ``language`` that waits for its button."""
    session = Session(hands_free=False, texts=load_texts(language)).gone(1.0)
    wrong: list[dict[str, Any]] = [
        *({"others": 1}, {"height": 640.0}, {"height": 600.0, "feet": 639.0}, {"x": 40.0}, {"height": 200.0}),
        *({"view": View.FRONT}, {"visibility": 0.2}, {}),
    ]
    for posture in wrong:
        session.there(0.5, **posture)
    session.gone(0.5)
    session.baseline = None
    session.verb("start").there(7.0)
    session.baseline = STILL
    session.there(0.5).does(in_range=False, change={"torso_inclination": None}).does(**SQUAT).does().does(**HURRIED)
    session.there(2.0, view=View.FRONT).gone(2.0).there(0.5)
    for _ in range(8):
        session.frame += RATE
        session.there(1 / RATE)
    return session.verb("stop").there(0.5)


def test_all_that_the_coach_says_is_of_its_plans_language() -> None:
    def said(session: Session) -> set[str]:
        texts = {text for now in session.seen for text in (now.headline, now.hint)}
        texts |= {now.cue.text for now in session.seen if now.cue} | {
            now.summary.advice.partition(":")[0] for now in session.seen if now.summary
        }
        return texts - {""}

    spanish, english = eventful("es"), eventful("en")
    assert said(spanish) <= {text for _, text in load_texts("es").phrases()}
    assert len(said(spanish)) > 25
    assert {Stage.SETUP, Stage.BASELINE, Stage.SET, Stage.TOO_SLOW, Stage.SUMMARY} <= set(spanish.stages)
    assert not said(spanish) & said(english)

    def but_words(now: Guidance) -> Guidance:
        cue = now.cue and replace(now.cue, text="")
        decision = now.decision and replace(now.decision, cue=cue)
        hint = bool(now.hint) * "x"
        return replace(now, headline="", hint=hint, cue=cue, decision=decision, summary=None)

    assert [but_words(now) for now in spanish.seen] == [but_words(now) for now in english.seen]


def test_the_count_rises_rep_by_rep_and_attempts_are_counted_apart() -> None:
    session = Session().in_set()
    counts = []
    for given in ({}, SQUAT, {}):
        session.does(**given)
        counts.append((session.now.count, session.now.attempts, session.now.goal))
    assert counts == [(1, 0, 3), (1, 1, 3), (2, 1, 3)]
    assert session.now.last_rep is session.coach.reps[-1]


def test_who_only_passes_by_is_not_spoken_to() -> None:
    session = Session().gone(0.5).there(0.25).gone(1.0)
    assert session.stages == [Stage.IDLE]


def test_nobody_leaves_setup_before_they_stand_well() -> None:
    session = Session().there(3.0, height=200.0)
    assert (session.now.stage, session.now.headline) == (Stage.APPROACH, "Come closer")
    session.there(3.0, view=View.FRONT)
    assert (session.now.stage, session.now.headline) == (Stage.SETUP, "Turn side-on")
    session.there(0.3)
    assert (session.now.stage, session.now.headline) == (Stage.SETUP, "Good. Stay there")
    session.there(0.1, others=1)
    assert session.now.headline == "One at a time"
    session.there(0.55)
    assert session.now.stage is Stage.SETUP, "standing well begins anew"
    session.there(0.2)
    assert session.now.stage is not Stage.SETUP


def test_words_before_a_set_stand_long_enough_to_be_read_where_a_reading_is_on_the_border() -> None:
    session = Session(hands_free=False).there(1.0)
    assert session.now.headline == "Good. Stay there"
    began = len(session.seen)
    for _ in range(6):
        session.there(0.1, visibility=0.2).there(0.2)
    assert {now.headline for now in session.seen[began:]} == {"Good. Stay there"}
    session.there(0.6, visibility=0.2)
    assert session.now.headline == "Whole body in view", "what lasts is said"
    session.there(0.2, view=View.FRONT)
    assert session.now.headline == "Whole body in view"
    session.there(0.4, view=View.FRONT)
    assert session.now.headline == "Turn side-on"
    session.there(1 / RATE)
    assert session.now.headline == "Good. Stay there", "that all is well is said at once"
    session.gone(0.3)
    assert session.now.headline == "Good. Stay there"
    assert session.now.progress == 0.0
    session.gone(0.2)
    assert session.now.headline == "Step in front of the mirror"


def test_no_set_begins_while_it_is_unknown_whether_somebody_shares_the_zone() -> None:
    session = Session().there(3.0, undecided=True)
    assert (session.now.stage, session.now.headline) == (Stage.SETUP, "Good. Stay there")
    session.there(0.8)
    assert session.now.stage is not Stage.SETUP


def test_progress_fills_while_a_hold_is_awaited() -> None:
    session = Session()
    session.baseline = None
    session.there(0.9)
    filling = [item.progress for item in session.seen if item.stage is Stage.SETUP]
    assert filling == sorted(filling)
    assert filling[0] < 0.2
    assert filling[-1] > 0.8
    session.there(0.5, steady=0.4)
    assert (session.now.stage, session.now.progress) == (Stage.BASELINE, 0.4)
    assert session.now.headline == "Stand tall and still"


def test_the_set_waits_for_a_baseline() -> None:
    session = Session()
    session.baseline = None
    assert session.there(20.0).now.stage is Stage.BASELINE
    session.baseline = STILL
    assert session.there(0.1).now.stage is Stage.SET


def test_a_provisional_baseline_must_do_for_who_never_stands_still() -> None:
    session = Session()
    session.baseline = GLIMPSED
    assert session.there(5.0).now.stage is Stage.BASELINE
    assert session.there(3.0).now.stage is Stage.SET


def test_without_hands_free_the_start_is_waited_for() -> None:
    session = Session(hands_free=False).there(10.0)
    assert (session.now.stage, session.now.hint) == (Stage.SETUP, "Press the button to start")
    session.verb("start").there(0.1)
    assert session.now.stage is Stage.SET


@pytest.mark.parametrize("stage", [Stage.SETUP, Stage.BASELINE])
def test_who_leaves_before_the_set_leaves_the_mirror_idle(stage: Stage) -> None:
    session = Session()
    session.baseline = None
    session.there(0.5 if stage is Stage.SETUP else 3.0)
    assert session.now.stage is stage
    assert session.gone(1.9).now.stage is stage
    if stage is Stage.SETUP:
        assert session.now.headline == "Step in front of the mirror"
    assert session.gone(0.3).now.stage is Stage.IDLE


def test_stop_in_the_middle_gives_a_summary_of_what_was_done() -> None:
    session = Session().in_set().does().does(**SQUAT)
    session.there(1.0, Phase.DOWN, torso=50.0)
    session.verb("stop").there(1 / RATE)
    assert session.now.stage is Stage.SUMMARY
    summary = session.now.summary
    assert summary is not None
    assert (summary.counted, summary.attempts) == (1, 1)


def test_stop_before_any_rep_is_no_failure() -> None:
    summary = Session().in_set().verb("stop").there(0.1).now.summary
    assert summary is not None
    assert (summary.counted, summary.attempts, summary.reps, summary.advice_id) == (0, 0, (), None)
    assert summary.seconds >= 0.0


def test_a_verb_that_means_nothing_changes_nothing() -> None:
    session = Session().in_set().does().verb("resume").verb("next").there(0.5)
    assert session.now.stage is Stage.SET
    assert session.now.count == 1


@pytest.mark.parametrize("unknown", ["sing", "START", "quit", "shutdown"])
def test_what_is_no_verb_of_the_coach_is_refused(unknown: str) -> None:
    with pytest.raises(ValueError, match=unknown):
        Session().verb(unknown)


def test_who_leaves_a_set_is_waited_for_and_then_told_what_was_done() -> None:
    session = Session().in_set().does()
    assert session.gone(0.9).now.headline == ""
    assert session.gone(0.3).now.headline == "Step back in view"
    assert session.gone(3.5).now.stage is Stage.SET
    assert session.gone(0.5).now.stage is Stage.SUMMARY
    assert session.now.summary is not None
    assert session.now.summary.counted == 1
    assert session.gone(14.0).now.stage is Stage.SUMMARY
    assert session.gone(1.5).now.stage is Stage.IDLE


def test_who_steps_out_for_a_moment_goes_on_counting() -> None:
    session = Session().in_set().does().gone(4.0).does()
    assert (session.now.stage, session.now.count) == (Stage.SET, 2)


def test_who_stands_in_a_set_is_told_to_begin_until_they_do() -> None:
    begin = TEXTS.session.begin
    session = Session().in_set().there(3.0)
    assert session.now.ghost is not None
    assert session.now.headline == begin.follow
    assert session.now.prompt is None
    session.there(0.1, Phase.DOWN, torso=20.0)
    assert session.now.headline == ""
    session.there(0.2)
    assert session.now.headline == begin.follow, "one who thinks better of it has still not begun"
    session.does().there(8.0)
    assert {item.headline for item in session.seen[-100:]} == {""}, "who has done a rep knows how"


def test_without_a_ghost_nobody_is_told_to_follow_it() -> None:
    policy = shipped_policy()
    dark = [stage.model_copy(update={"ghost": 0.0}) for stage in policy.stages]
    session = Session(policy=policy.model_copy(update={"stages": dark})).in_set().there(3.0)
    assert session.now.headline == TEXTS.session.begin.alone


def test_two_people_cannot_start_and_are_told_during_a_set() -> None:
    session = Session().there(5.0, others=1)
    assert (session.now.stage, session.now.headline) == (Stage.SETUP, "One at a time")
    session.there(1.5)
    assert session.now.stage is Stage.SET
    assert session.there(0.8, others=1).now.headline != "One at a time", "a glance is not worth a word"
    assert session.there(0.4, others=1).now.headline == "One at a time"
    assert session.there(0.1).now.headline == TEXTS.session.begin.follow
    assert session.there(0.8, others=1).now.headline != "One at a time", "the complaint begins anew"


def test_the_goal_ends_the_set_once_the_last_cue_could_be_read() -> None:
    session = Session().in_set().does().does().does(**HURRIED)
    assert (session.now.count, session.now.stage) == (3, Stage.SET)
    assert session.now.cue is not None
    assert session.now.cue.id == "too_fast"
    assert session.there(1.0).now.stage is Stage.SET
    assert session.there(0.2).now.stage is Stage.SUMMARY


def test_attempts_do_not_reach_the_goal() -> None:
    session = Session(goal=1).in_set()
    session.does(**SQUAT).does(**SQUAT).there(4.0)
    assert (session.now.stage, session.now.count, session.now.attempts) == (Stage.SET, 0, 2)


@pytest.mark.parametrize("verb", ["start", "next"])
def test_again_begins_at_setup_and_counts_from_zero(verb: str) -> None:
    session = Session(goal=1).in_set().does().there(2.0)
    assert session.now.stage is Stage.SUMMARY
    session.verb(verb).there(0.1)
    assert session.now.stage is Stage.SETUP
    session.there(1.0)
    assert (session.now.stage, session.now.count, session.now.attempts) == (Stage.SET, 0, 0)
    assert session.now.last_rep is None
    assert session.now.cue is None


def test_the_summary_leads_to_the_next_set_for_who_stays() -> None:
    session = Session(goal=1).in_set().does().there(16.5)
    assert session.stages[-2:] == [Stage.SUMMARY, Stage.SETUP]


def test_a_cue_is_shown_for_a_while_and_one_rep_gives_one_at_most() -> None:
    session = Session(goal=9).in_set().does(**SQUAT, down=0.3)
    assert session.now.cue is not None
    assert (session.now.cue.id, session.now.cue.kind) == ("squatting", CueKind.ATTEMPT)
    assert session.now.faulty == {"squatting", "too_fast"}
    assert session.there(3.0).now.cue is not None
    assert session.there(1.0).now.cue is None
    session.does()
    assert session.now.cue is not None
    assert session.now.cue.kind is CueKind.PRAISE
    assert session.now.faulty == frozenset()
    assert len(session.coach.cues) == 2


@pytest.mark.parametrize("facing", list(Facing))
def test_the_ghost_stands_in_the_person_s_shoes_and_moves(facing: Facing) -> None:
    session = Session().there(1.5, facing=facing)
    assert session.now.stage is Stage.SET
    feet = outline_at(facing=facing)
    session.there(4.0, facing=facing)
    shown = [item for item in session.seen if item.stage is Stage.SET]
    ghosts = [item.ghost for item in shown if item.time > shown[0].time + 0.2]  # it comes on softly
    assert len(ghosts) > 0.9 * len(shown)
    hips = []
    for figure in ghosts:
        assert figure is not None
        for name in ("ankle", "heel", "toe"):
            assert figure.joints[name] == pytest.approx(feet[name], abs=0.1)
        hips.append((figure.joints["ankle"][0] - figure.joints["hip"][0]) * facing.sign)
    assert max(hips) - min(hips) > 30.0, "the hips go back"


def test_the_ghost_dims_with_the_stages_of_learning() -> None:
    session = Session(goal=8).in_set().there(2.0)
    assert session.now.ghost is not None
    assert session.now.ghost.light == 1.0
    for _ in range(3):
        session.does()
    session.there(2.0)
    assert session.now.ghost is not None
    assert 0.4 < session.now.ghost.light < 0.8
    session.does(change={"back_curvature": -0.3})
    assert session.there(2.0).now.ghost is not None
    assert session.now.ghost.light == 1.0, "it is back after a fault"


def test_the_ghost_and_the_height_are_the_person_s_own() -> None:
    session = Session().there(1.5, height=400.0)
    assert session.now.body_height_px == pytest.approx(400.0 / 0.935)
    assert session.now.ghost is not None
    joints = session.now.ghost.joints
    assert joints["ankle"][1] - joints["ear"][1] == pytest.approx(0.95 * 400.0, rel=0.02)


def test_another_person_gets_a_ghost_of_their_own() -> None:
    session = Session().there(1.5, height=500.0).verb("stop").there(0.1).gone(16.0).there(1.5, height=350.0)
    assert session.now.stage is Stage.SET
    assert session.now.body_height_px == pytest.approx(350.0 / 0.935)


def test_a_bow_does_not_teach_a_wrong_body() -> None:
    session = Session().there(1.5)
    before = session.now.body_height_px
    session.there(3.0, Phase.BOTTOM, height=250.0, torso=60.0)
    session.there(3.0, Phase.DOWN, height=250.0, torso=10.0)
    session.there(3.0, Phase.STANDING, height=250.0, torso=30.0)
    session.there(3.0, Phase.STANDING, height=250.0, visibility=0.3)
    assert session.now.body_height_px == before


def test_the_bar_shows_the_torso_and_the_zone_of_the_drill() -> None:
    session = Session().in_set()
    values = {}
    for torso in (-120.0, 0.0, 39.0, 41.0, 80.0, 84.0, 120.0):
        bar = session.there(0.1, torso=torso).now.bar
        assert bar is not None
        values[torso] = bar
    full = DRILL.target.torso_inclination + 25.0
    assert values[41.0].value == pytest.approx(41.0 / full)
    assert {torso for torso, bar in values.items() if bar.inside} == {41.0, 80.0}
    assert values[-120.0].value == -1.0
    assert values[120.0].value == 1.0
    assert session.there(0.1, torso=None).now.bar is None


def test_the_bar_can_show_the_back_instead() -> None:
    session = Session(bar_shows="back_curvature").in_set()
    flat, round_ = session.there(0.1, back=0.0).now.bar, session.there(0.1, back=-0.9).now.bar
    assert flat is not None
    assert round_ is not None
    assert flat.inside
    assert not round_.inside
    assert round_.value == -1.0
    kept = session.there(0.1, back=None).now.bar
    assert kept is not None, "a frame without a mask must not make the bar flicker"
    assert kept.value == -1.0
    assert session.there(1.0, back=None).now.bar is None


def test_a_replay_coaches_from_the_first_frame_and_has_no_end() -> None:
    session = Session(gated=False, goal=1).there(0.1)
    assert (session.now.stage, session.now.goal) == (Stage.SET, 0)
    session.does().does().gone(20.0).does().verb("stop").there(1.0)
    assert session.stages == [Stage.SET]
    assert session.now.count == 3
    assert session.coach.finish(session.time).counted == 3


def _told() -> list[Guidance]:
    session = Session().gone(0.5).in_set().does(**SQUAT).does(**HURRIED).does().does()
    return session.there(2.0).gone(16.0).seen


def test_the_same_moments_give_the_same_guidance() -> None:
    run: Callable[[], list[Guidance]] = _told
    assert run() == run()


def test_who_stood_still_in_place_need_not_stand_again() -> None:
    session = Session()
    session.baseline = replace(STILL, taken=0.9)
    session.there(1.2)
    stages = [guidance.stage for guidance in session.seen]
    assert stages[-1] is Stage.SET
    assert Stage.BASELINE not in stages


def test_a_baseline_from_before_they_took_their_place_is_taken_anew() -> None:
    session = Session()
    session.baseline = replace(STILL, taken=0.1)
    session.there(1.0)
    assert session.now.stage is Stage.BASELINE


def test_who_said_stop_is_not_started_again_until_they_ask_or_leave() -> None:
    session = Session().in_set()
    session.coach.verb("stop")
    session.there(20.0)
    assert session.now.stage is Stage.SETUP
    assert session.now.hint == "Press the button to start"
    session.coach.verb("start")
    session.there(1.0)
    assert session.now.stage is Stage.SET


def test_who_comes_after_one_who_stopped_is_started_hands_free() -> None:
    session = Session().in_set()
    session.coach.verb("stop")
    session.there(1.0).gone(20.0).there(3.0)
    assert session.now.stage is Stage.SET


def drill_from(drill_id: str) -> Drill:
    return load_repertoire().drill(drill_id)


def test_who_is_to_lie_is_told_to_lie_still_and_has_no_ghost() -> None:
    session = Session(drill=drill_from("glute_bridge"))
    session.baseline = None
    session.there(3.0)
    assert session.now.stage is Stage.BASELINE
    assert session.now.headline == "Lie still"
    session.baseline = STILL
    session.there(1.0)
    assert session.now.stage is Stage.SET
    assert session.now.ghost is None


def test_a_hold_needs_no_rest_to_be_told_from() -> None:
    session = Session(drill=drill_from("forearm_plank"))
    session.baseline = None
    session.there(3.0)
    assert session.now.stage is Stage.SET
    assert session.now.bar is None


def test_the_bar_follows_what_the_drill_is_counted_by() -> None:
    session = Session(drill=drill_from("barbell_squat")).in_set()
    drill = drill_from("barbell_squat")
    low, _ = drill.rep.bottom
    full = low + 40.0
    for signal, inside in ((low / 2.0, False), (low + 5.0, True)):
        session._step(replace(moment_of(posture_at(time=session.time), Phase.DOWN, STILL), signal=signal))
        bar = session.now.bar
        assert bar is not None
        assert bar.value == pytest.approx(signal / full)
        assert bar.inside is inside
    session._step(replace(moment_of(posture_at(time=session.time), Phase.DOWN, STILL), signal=None))
    assert session.now.bar is None


def test_depth_off_the_feet_is_judged_by_what_was_counted() -> None:
    drill = drill_from("glute_bridge")
    rep = replace(good_rep(1, pause=1.2), reach=Measure(9.0, 0.9), in_range=False)
    judged = judge(rep, drill, load_repertoire().kinds)
    assert (judged.counted, judged.reason) == (False, "too_shallow")
    deep = judge(replace(rep, reach=Measure(95.0, 0.9)), drill, load_repertoire().kinds)
    assert deep.reason == "too_deep"
    good = judge(replace(rep, reach=Measure(38.0, 0.9), in_range=True), drill, load_repertoire().kinds)
    assert good.counted
    assert good.faults == ()


def test_a_hold_is_timed_and_its_set_ends_with_the_seconds() -> None:
    drill = drill_from("forearm_plank")
    session = Session(drill=drill).in_set()
    assert session.now.goal == drill.dose.seconds == 20.0

    def hold(seconds: float) -> None:
        for number in range(round(seconds * RATE) + 1):
            held = replace(moment_of(posture_at(time=session.time), Phase.BOTTOM), held=number / RATE)
            session._step(held)
        assert session.now.count == int(done + seconds)
        rep = good_rep(1)
        over = replace(rep, tempo=replace(rep.tempo, down=0.0, pause=seconds, up=0.0), reach=Measure(seconds, 1.0))
        session._step(moment_of(posture_at(time=session.time), rep=session._ended(over)))

    done = 0.0
    hold(12.0)
    done = 12.0
    assert session.now.count == 12
    session.there(3.0)
    assert session.now.stage is Stage.SET
    hold(9.0)
    assert session.now.count == 21
    session.there(3.0)
    assert session.now.stage is Stage.SUMMARY
    assert session.now.summary is not None
    assert session.now.summary.counted == 2
    assert session.now.summary.attempts == 0
    assert session.now.goal == 0


def test_prompts_stand_where_nothing_else_is_said() -> None:
    session = Session(drill=drill_from("hip_hinge"), texts=load_texts("en"), goal=9).in_set()
    session.there(0.5, Phase.DOWN, torso=40.0)
    assert session.now.prompt is not None
    assert (session.now.prompt.what, session.now.prompt.breathe) == ("Send the hips back", "Breathe in")
    session.there(1.5, Phase.DOWN, torso=40.0, view=View.FRONT)
    assert (session.now.headline, session.now.prompt) == ("Turn side-on", None)
    session.does(**HURRIED)
    assert session.now.cue is not None
    assert session.now.prompt is None
    session.there(3.6)
    assert session.now.cue is None
    assert session.now.prompt is not None
    session.does(**HURRIED).does(**HURRIED).there(4.0, Phase.DOWN, torso=40.0)
    assert session.now.prompt is None, "after three reps"
    assert all(now.prompt is None or (now.cue is None and not now.headline) for now in session.seen)
    assert all(now.prompt is None for now in session.seen if now.stage is not Stage.SET)


def test_another_drill_is_offered_during_the_set_and_in_its_summary() -> None:
    repertoire = load_repertoire()
    session = Session(drill=repertoire.drill("hip_hinge"), kinds=repertoire.kinds, drills=repertoire.drills).in_set()
    assert session.does(**SQUAT).now.offer is None
    offer = session.does(**SQUAT).now.offer
    assert offer is not None
    assert (offer.drill_id, offer.text) == ("wall_touch", "Try: Wall touch")
    session.verb("stop").there(0.1)
    assert session.now.summary is not None
    assert session.now.summary.offer == offer
    assert Session().in_set().does(**SQUAT).does(**SQUAT).now.offer is None, "no others are known"


def test_what_was_learnt_lasts_from_set_to_set_but_not_to_the_next_person() -> None:
    session = Session(goal=4).in_set()
    for _ in range(4):
        session.does()
    session.there(2.0).verb("next").there(1.0)
    stages = [session.does(**HURRIED).now.decision for _ in range(3)]
    assert [decision.stage for decision in stages if decision is not None] == ["learning"] * 3
    session.verb("stop").there(0.1).gone(20.0).there(1.5)
    decision = session.does(**HURRIED).now.decision
    assert decision is not None
    assert decision.stage == "new"
