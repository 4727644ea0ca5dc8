"""The session: from nobody there to the summary, and what is said and shown on the way. Pure: time comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kiosk.coach.body import Body
from kiosk.coach.count import HoldCount
from kiosk.coach.course import Course, Progress, single
from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.faults import judge
from kiosk.coach.ghost.guide import Guide
from kiosk.coach.ghost.shown import shown
from kiosk.coach.guidance import (
    Agenda,
    Cue,
    Decision,
    Figure,
    Guidance,
    JudgedRep,
    Offer,
    Prompt,
    Shown,
    Stage,
    Summary,
)
from kiosk.coach.hand_up import HandUp
from kiosk.coach.pace import Pace
from kiosk.coach.pace_table import PaceTable, shipped_pace
from kiosk.coach.performance import TempoSection
from kiosk.coach.placement import Aisle, Placement, Step, check, step_onto_glass
from kiosk.coach.policy.advice import advice
from kiosk.coach.policy.corrections import decide
from kiosk.coach.policy.fading import Experience, ghost_light
from kiosk.coach.policy.ladder import offer
from kiosk.coach.policy.prompts import prompt
from kiosk.coach.policy.table import PolicyTable, shipped_policy
from kiosk.coach.rules.sides import SideBalance, compare_sides
from kiosk.coach.rules.verdict import with_rule
from kiosk.coach.rules.watch import DowelShown, RuleWatch
from kiosk.coach.session import (
    ANNOUNCED,
    GONE,
    LEFT_SET,
    Rules,
    Seen,
    State,
    advance,
    cautions_due,
    heeds_hand,
    introduces,
    opening,
)
from kiosk.coach.special import PerSide
from kiosk.coach.spine_bar import SpineBar
from kiosk.coach.verbs import OF_STATION, Verb
from kiosk.coach.wording import Wording, Words
from kiosk.locale.load import english
from kiosk.locale.texts import Texts
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase
from kiosk.motion.rep import Rep

_CUE_SHOWN = 3.5
"""Seconds a cue stays on the glass."""

_LAST_CUE = 1.5
"""Seconds for which the cue of the last rep can be read before the set ends."""

_WITHOUT_FIGURE = (Stage.TOO_SLOW, Stage.REST, Stage.CAUTION, Stage.NEXT_DRILL, Stage.PAUSED)
"""Stages in which nobody is drawn or measured: there is something to read, or nothing is seen well enough."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to be. ``hands_free`` starts it when a person stands well; ``gated`` False coaches
    from the first frame on, without set-up and without an end, as a replay does. ``pace``: how often frames must
    come to be judged. ``texts``: what is said. ``policy``: by what rules. ``drills``: what may be offered, by id.
    ``body_height``: of the person, metres, by which a special rule places things. ``dowel``: when the stick on the
    back is drawn.

    ``course``: the sets to be done; absent, one set of ``drill`` to ``goal``. ``cautions_for``: seconds for which a
    drill's cautions are shown before a person's first set of it, 0: they are not. ``introduced_for``: seconds for
    which it can be read at least, before its first set, how to set up for it. ``place_kept``: seconds for which the
    place in the course is kept for who has stepped away. ``aisle``: where the glass shows heads
    (`kiosk.coach.placement`); absent, nobody is told to step aside for it. ``raise_hand``: one hand held up starts
    what does not start by itself.
    """

    drill: Drill
    kinds: FaultTable
    goal: int
    hands_free: bool = True
    gated: bool = True
    bar_shows: str = "torso_inclination"
    pace: PaceTable = field(default_factory=shipped_pace)
    texts: Texts = field(default_factory=english)
    policy: PolicyTable = field(default_factory=shipped_policy)
    drills: Mapping[str, Drill] = field(default_factory=dict)
    body_height: float = 1.72
    dowel: DowelShown = "auto"
    course: Course | None = None
    cautions_for: float = 0.0
    introduced_for: float = 0.0
    place_kept: float = 60.0
    aisle: Aisle | None = None
    raise_hand: bool = False


class Coach:
    """Moments in, guidance out. ``verb`` takes what a button or a voice asks for."""

    def __init__(self, plan: Plan, resumed: Progress | None = None) -> None:
        """Coach by ``plan``; ``resumed``: how far its course had come when something cut it off, for who goes on."""
        course = plan.course or single(plan.drill, plan.goal)
        self._rules = Rules(
            course,
            plan.hands_free,
            plan.gated,
            plan.cautions_for,
            plan.introduced_for,
            plan.place_kept,
            plan.raise_hand,
        )
        self._hand = HandUp()
        self._resumed = resumed if plan.gated and resumed is not None and resumed.fits(course) else None
        kept = self._resumed
        self._state = opening(self._rules) if kept is None else opening(self._rules, kept.bout, amidst=kept.amidst)
        self._plan = plan  # of the moment: its drill and its goal are those of the set that is or comes
        # By drill, of who is there: whoever comes begins as new (`kiosk.coach.policy.fading` says why).
        self._experience = {} if self._resumed is None else dict(self._resumed.experience)
        self._body = Body(plan.drill)
        self._take_up(self._state.bout)
        self._started = False
        self._seen_since: float | None = None
        self._seen_last: float | None = None
        self._summary: Summary | None = None
        self._asked: list[Verb] = []
        self._held = 0.0
        self._step: Step | None = None
        self._pace = Pace(plan.pace)
        self._wording = Wording(plan.texts)
        self._bar = SpineBar(plan.kinds, plan.bar_shows)
        self.sets: list[Summary] = []
        """The sets that are over, of this session."""
        self.reps: list[JudgedRep] = []
        self.decisions: list[Decision] = []
        self._offered: Offer | None = None
        self._solved: dict[tuple[str, TempoSection], Shown | None] = {}
        self._guide = Guide(self._plan.drill, plan.body_height)

    @property
    def stage(self) -> Stage:
        """Where in the session we are."""
        return self._state.stage

    @property
    def drill(self) -> Drill:
        """The one of the set that is under way, or comes next."""
        return self._plan.drill

    @property
    def course(self) -> Course:
        """The sets that are gone through."""
        return self._rules.course

    @property
    def under_way(self) -> bool:
        """Whether a set is going, or waits until it can go on."""
        return self._state.under_way

    @property
    def count(self) -> int:
        """Reps counted in this set; whole seconds held, that of the hold under way included, where it is held."""
        if self._seconds is None:
            return self._counted
        return int(self._done + (self._held if self._state.stage is Stage.SET else 0.0))

    @property
    def cues(self) -> list[Cue]:
        """What was said in this set."""
        return [decision.cue for decision in self.decisions if decision.cue is not None]

    @property
    def progress(self) -> Progress | None:
        """How far the course has come, for who goes on after a restart; None where nothing has been begun."""
        state, course = self._state, self._rules.course
        if not self._rules.gated or not state.begun:
            return None
        counted = (self._counted if self._seconds is None else int(self._done)) if state.under_way else 0
        attempts = self._attempts if state.under_way else 0
        kept = self._resumed
        if kept is not None and kept.bout == state.bout and not state.under_way:
            counted, attempts = kept.counted, kept.attempts
        done = sum(summary.counted for summary in self.sets) + (0 if kept is None else kept.done)
        return Progress(course.key, state.bout, counted, attempts, done, self._experience_by_now())

    @property
    def _before(self) -> Experience:
        """What who is there did of this drill before this set."""
        return self._experience.get(self._plan.drill.id, Experience())

    def _experience_by_now(self) -> dict[str, Experience]:
        """By drill, with what was done of the set under way."""
        if not (self._state.under_way and self.reps):
            return dict(self._experience)
        by_now = self._before.after(self.reps, self._plan.policy.order)
        return self._experience | {self._plan.drill.id: by_now}

    @property
    def _carried(self) -> tuple[int, int]:
        """What was counted, and what was attempted, of the set under way before a restart."""
        kept = self._resumed
        return (0, 0) if kept is None or kept.bout != self._state.bout else (kept.counted, kept.attempts)

    @property
    def _counted(self) -> int:
        before = 0 if self._seconds is not None else self._carried[0]
        return before + sum(rep.counted for rep in self.reps)

    @property
    def _attempts(self) -> int:
        return self._carried[1] + sum(not rep.counted for rep in self.reps)

    @property
    def _done(self) -> float:
        """Seconds of the holds that are over."""
        return self._carried[0] + sum(rep.rep.tempo.pause for rep in self.reps if rep.counted)

    @property
    def _seconds(self) -> float | None:
        """Seconds to be held, where the drill is held."""
        drill = self._plan.drill
        return drill.dose.seconds if isinstance(drill.count, HoldCount) else None

    @property
    def _goal(self) -> int:
        """What `count` is to come to."""
        return self._plan.goal if self._seconds is None else round(self._seconds)

    def change(self, course: Course, drills: Mapping[str, Drill] | None = None) -> bool:
        """Coach by ``course`` from now on, and offer out of ``drills``, if given; False, and nothing changes, while
        somebody is in a session, or their place in it is kept."""
        state = self._state
        if not self._rules.gated or state.stage is not Stage.IDLE or state.begun:
            return False
        self._rules = replace(self._rules, course=course)
        self._plan = self._plan if drills is None else replace(self._plan, drills=drills)
        self._state = replace(opening(self._rules), since=state.since, halted=state.halted, pained=state.pained)
        self._resumed = None
        self._take_up(0)
        self._clear()
        return True

    def verb(self, verb: Verb) -> None:
        """Take what is asked for; it is acted on with the next frame, at the very first once the pace of the frames
        is known. What makes no sense in the stage changes nothing (`kiosk.coach.verbs.verbs_in`).

        Raises:
            ValueError: it is no verb, or one that only the station can answer.
        """
        known = Verb(verb)
        if known in OF_STATION:
            raise ValueError(f"{known!r} is not the coach's to answer")
        self._asked.append(known)

    def __call__(self, time: float, size: tuple[int, int], moment: Moment | None, stood_by: bool = False) -> Guidance:
        """The guidance at ``time`` for a picture of ``size``; ``moment`` None where nobody is followed. ``stood_by``:
        somebody is there all the same, who has to wait until the place of who was followed is given up."""
        self._pace(time)
        self._held = 0.0 if moment is None else moment.held
        self._rule(moment)
        self._step = self._aside(moment)
        seen = replace(self._see(time, moment), stood_by=stood_by, step=self._step)
        if not self._started:
            self._started = True
            if self._state.stage is Stage.IDLE:
                self._state = replace(self._state, since=time)
        self._move_to(advance(self._state, seen, self._rules), time)
        self._forget_who_left(seen)
        if moment is not None and self._state.stage is not Stage.TOO_SLOW:
            self._body(moment)
            if self._state.stage is Stage.SET and moment.rep is not None and self._pace.known_good:
                self._close_rep(moment.rep, time)
        if self._state.stage is Stage.SET:
            wanted = ghost_light(self.reps, self._before, self._plan.policy)
            self._guide(time, moment, self._body.limbs, wanted, self._body.depth)
        return self._guidance(time, size, moment, seen)

    # -- stages ------------------------------------------------------------------------------------------

    def _see(self, time: float, moment: Moment | None) -> Seen:
        """What this frame tells the machine."""
        came = moment is not None and (self._seen_last is None or time - self._seen_last > GONE)
        if came:
            self._seen_since = time
        if moment is not None:
            self._seen_last = time
        asked: list[Verb] = []
        if self._pace.rate is not None:
            asked, self._asked = self._asked, []
        return Seen(
            time=time,
            moment=moment,
            placement=self._placement(moment),
            absent=float("inf") if self._seen_last is None else time - self._seen_last,
            present=0.0 if self._seen_since is None else time - self._seen_since,
            came=came,
            reached=self._goal_reached(time, moment),
            worked=bool(self.reps),
            too_slow=self._pace.too_slow,
            known_good=self._pace.known_good,
            hand=self._hand_up(time, moment),
            asked=frozenset(asked),
        )

    def _hand_up(self, time: float, moment: Moment | None) -> float:
        """How far a hand has been held up that something waits for."""
        if not heeds_hand(self._state, self._rules):
            self._hand.forget()
            return 0.0
        return self._hand(time, None if moment is None else moment.hand)

    def _placement(self, moment: Moment | None) -> Placement | None:
        if moment is None:
            return None
        size_matters = self._state.stage is not Stage.SET
        return check(moment.posture, standing=size_matters, start=self._plan.drill.start)

    def _aside(self, moment: Moment | None) -> Step | None:
        """Which way who gets into place should step, so that the glass shows all of a rep."""
        aisle, height = self._plan.aisle, self._body.height
        if moment is None or aisle is None or height is None or self._plan.drill.start != "standing":
            return None
        shown = self._shown() if self._state.stage is Stage.SETUP else None
        if shown is None:
            return None
        ways = [step["ear"][0] for step in shown.steps]
        return step_onto_glass(moment.posture, height, max(ways) - ways[0], aisle, self._step)

    def _goal_reached(self, time: float, moment: Moment | None) -> bool:
        """The last rep has been counted and its cue has been readable for a moment."""
        # A hold that goes on is not cut off, however long it is by now.
        if (self._counted if self._seconds is None else self._done) < self._goal:
            return False
        return not self.reps or time - self.reps[-1].rep.end >= _LAST_CUE or moment is None

    def _move_to(self, state: State, time: float) -> None:
        """Do what goes with the step from the last state to ``state``."""
        before = self._state
        repeated = state.repeats != before.repeats
        if before.under_way and not state.under_way:
            if self.reps or (any(self._carried) if repeated else state.stage is not Stage.TOO_SLOW):
                self.sets.append(self.finish(time))
                self._experience = self._experience_by_now()
            self._resumed = None if self._resumed is None else replace(self._resumed, bout=-1)
        elif repeated:
            self._resumed = None if self._resumed is None else self._resumed.begun_anew()
        self._state = state
        if state.stage is Stage.SUMMARY and before.stage is not Stage.SUMMARY:
            self._summary = self._whole(time)
        if state.bout != before.bout:
            self._take_up(state.bout)
        if state.bout != before.bout or repeated:
            self._clear()
        if before.begun and not state.begun and state.stage is Stage.IDLE:
            self.sets, self._resumed = [], None
        if state.stage is before.stage:
            return
        if before.stage is Stage.SUMMARY:
            self.sets, self._resumed = [], None
        if state.stage is Stage.IDLE:
            self._body.forget()
        if state.stage is Stage.SET:
            self._guide = Guide(self._plan.drill, self._plan.body_height)
            if not before.under_way:
                self._clear()

    def _forget_who_left(self, seen: Seen) -> None:
        """What somebody did is theirs for as long as they are there, or their place in the course is kept."""
        gone = seen.absent > (GONE if self._state.stage is Stage.IDLE else LEFT_SET)
        if gone and not self._state.begun:
            self._experience = {}

    def _take_up(self, number: int) -> None:
        """The set ``number`` of the course is the one that is or comes."""
        bout, plan = self._rules.course.bouts[number], self._plan
        self._plan = replace(plan, drill=bout.drill, goal=bout.goal)
        self._rule = RuleWatch(bout.drill.special, plan.body_height, plan.dowel)
        self._body.take_up(bout.drill)

    def _clear(self) -> None:
        """A set begins: nothing was done or said in it."""
        self.reps, self.decisions = [], []
        self._offered = None

    # -- what is judged ----------------------------------------------------------------------------------

    def _close_rep(self, rep: Rep, time: float) -> None:
        # Numbered here: a set that had to wait goes on where it was, while the motion room begins anew.
        rep = replace(rep, number=len(self.reps) + 1)
        plan, before = self._plan, self._before
        judged = judge(rep, plan.drill, plan.kinds)
        self.reps.append(with_rule(judged, self._rule.judge(rep), plan.kinds))
        decision = decide(self.reps, self.decisions, plan.kinds, plan.texts, plan.policy, before, time)
        self.decisions.append(decision)
        self._offered = self._offer()

    def finish(self, time: float) -> Summary:
        """What the set came to, were it to end now."""
        advice_id, text = advice(self.reps, self._plan.kinds, self._plan.texts, self._plan.policy)
        started = self.reps[0].rep.start if self.reps else self._state.since
        ended = self.reps[-1].rep.end if self.reps else time
        return Summary(
            drill_name=self._plan.drill.name,
            counted=self._counted,
            attempts=self._attempts,
            seconds=max(0.0, ended - started),
            reps=tuple(self.reps),
            advice_id=advice_id,
            advice=text,
            offer=self._offered,
            sides=self._sides(self.reps),
        )

    def _sides(self, reps: Sequence[JudgedRep]) -> SideBalance | None:
        """Both sides of ``reps`` of the drill compared, where it asks for that."""
        drill = self._plan.drill
        if not isinstance(drill.special, PerSide):
            return None
        counted = [item.rep for item in reps if item.counted]
        return compare_sides(drill.special, counted, in_degrees=drill.count.by != "hip_height")

    def _offer(self) -> Offer | None:
        """The drill that the set so far speaks for."""
        plan, dose = self._plan, self._plan.drill.dose
        size = plan.goal if plan.gated else dose.repetitions or plan.goal
        return offer(self.reps, plan.drill, plan.drills, plan.kinds, plan.policy, plan.texts.offer, size)

    def _beginning(self, words: Words, ghost: Figure | None) -> Words:
        """``words``, or what to do for who stands in a set and has not begun: nothing else on the glass says it."""
        if not self._plan.gated or self.reps or self.count > 0:
            return words
        begin = self._plan.texts.session.begin
        return words._replace(headline=begin.alone if ghost is None or ghost.light <= 0.0 else begin.follow)

    def _prompt(self, phase: Phase, time: float, said: str) -> Prompt | None:
        """What is prompted where nothing else is ``said``."""
        plan = self._plan
        if said or self._cue(time) is not None:
            return None
        return prompt(phase, self.reps, plan.drill, plan.texts, plan.policy, self._before)

    def _whole(self, time: float) -> Summary:
        """What the session came to: its one set, or all of them together."""
        if len(self.sets) == 1 and len(self._rules.course.bouts) == 1:
            return self.sets[0]
        reps = [rep for done in self.sets for rep in done.reps]
        advice_id, text = advice(reps, self._plan.kinds, self._plan.texts, self._plan.policy)
        before = 0 if self._resumed is None else self._resumed.done
        return Summary(
            drill_name=self._rules.course.name,
            counted=before + sum(done.counted for done in self.sets),
            attempts=sum(done.attempts for done in self.sets),
            seconds=max(0.0, (reps[-1].rep.end if reps else time) - (reps[0].rep.start if reps else time)),
            reps=tuple(reps),
            advice_id=advice_id,
            advice=text,
            offer=self.sets[-1].offer if self.sets else None,
            # Two drills for one side at a time do not go into one comparison.
            sides=self._sides(reps) if len(self._sided_drills()) == 1 else None,
            sets=tuple(self.sets),
        )

    def _sided_drills(self) -> set[str]:
        """The names of the drills for one side at a time that were done in this session."""
        return {done.drill_name for done in self.sets if done.sides is not None}

    # -- guidance ----------------------------------------------------------------------------------------

    def _guidance(self, time: float, size: tuple[int, int], moment: Moment | None, seen: Seen) -> Guidance:
        plan, state, stage = self._plan, self._state, self._state.stage
        blind = stage in _WITHOUT_FIGURE
        counts = state.under_way or stage in (Stage.IDLE, Stage.APPROACH, Stage.SETUP, Stage.BASELINE, Stage.SUMMARY)
        # By then holds are counted, not seconds; and a course has no one goal.
        summed = stage is Stage.SUMMARY and (self._seconds is not None or len(self._rules.course.bouts) > 1)
        words = self._wording(state, seen, self._rules, plan.drill)
        posture = None if moment is None else moment.posture
        phase = Phase.STANDING if moment is None or blind else moment.phase
        last = self.reps[-1] if stage is Stage.SET and self.reps else None
        ghost = self._guide.ghost if stage is Stage.SET else None
        if stage is Stage.SET and moment is not None and phase is Phase.STANDING and not words.headline:
            words = self._beginning(words, ghost)
        return Guidance(
            time=time,
            stage=stage,
            drill_id=plan.drill.id,
            drill_name=plan.drill.name,
            picture_size=size,
            headline=words.headline,
            hint=words.hint,
            progress=words.progress,
            count=self.count if counts else 0,
            goal=self._goal if plan.gated and counts and not summed else 0,
            attempts=self._attempts if counts else 0,
            phase=phase,
            cue=self._cue(time) if stage is Stage.SET else None,
            faulty=frozenset() if last is None else frozenset(fault.id for fault in last.faults),
            facing=None if posture is None else posture.facing,
            user=None if posture is None or blind else self._body.figure(posture),
            ghost=ghost,
            track=self._guide.track if stage is Stage.SET else None,
            bar=None if moment is None or blind else self._bar(plan.drill, moment),
            posture=posture,
            last_rep=last,
            decision=None if last is None else self.decisions[-1],
            offer=None if last is None else self._offered,
            prompt=None if stage is not Stage.SET or moment is None else self._prompt(phase, time, words.headline),
            summary=self._shown_summary(),
            props=self._rule.props if stage is Stage.SET else (),
            stick=self._rule.stick if stage is Stage.SET else None,
            start=plan.drill.start,
            held=self._seconds is not None,
            unseen=plan.drill.unseen or "" if self._tells_unseen() else "",
            body_height_px=self._body.height,
            feet=self._body.feet,
            shown=self._shown() if stage is Stage.NEXT_DRILL or self._introduces() else None,
            agenda=self._agenda(time) if plan.gated else None,
        )

    def _shown_summary(self) -> Summary | None:
        """Of the session at its end, of the last set while resting."""
        if self._state.stage is Stage.SUMMARY:
            return self._summary
        return self.sets[-1] if self._state.stage is Stage.REST and self.sets else None

    def _introduces(self) -> bool:
        """Whether it is shown how to set up for the drill, beside who gets into place."""
        placing = self._state.stage in (Stage.APPROACH, Stage.SETUP, Stage.BASELINE)
        return self._plan.gated and placing and introduces(self._state, self._rules)

    def _tells_unseen(self) -> bool:
        """Whether it is said what the network cannot see of the drill: with cautions and announcement, and while
        setting up where neither was to be read or there is room for it."""
        state, rules = self._state, self._rules
        if state.stage in (Stage.CAUTION, Stage.NEXT_DRILL):
            return True
        read = rules.cautions_for > 0.0 or state.told == rules.course.bouts[state.bout].item
        return state.stage is Stage.SETUP and not (read and self._introduces())

    def _shown(self) -> Shown | None:
        """How the drill is done; solved once for each tempo."""
        drill = self._plan.drill
        key = drill.id, drill.tempo
        if key not in self._solved:
            self._solved[key] = shown(drill)
        return self._solved[key]

    def _agenda(self, time: float) -> Agenda:
        state, course = self._state, self._rules.course
        bout = course.bouts[state.bout]
        lines: tuple[str, ...] = ()
        if state.stage is Stage.CAUTION:
            lines = cautions_due(state, self._rules)
        elif self._introduces() or (
            state.stage in (Stage.NEXT_DRILL, Stage.REST) and course.changes_at(state.bout)
        ):
            lines = bout.drill.setup
        whole = {Stage.REST: state.rest, Stage.CAUTION: self._rules.cautions_for, Stage.NEXT_DRILL: ANNOUNCED}
        left = max(0.0, whole[state.stage] - (time - state.since)) if state.stage in whole else None
        return Agenda(
            course.name,
            bout.drill.name,
            bout.number,
            bout.sets,
            bout.item + 1,
            course.items,
            left,
            lines,
            course.spoken,
        )

    def _cue(self, time: float) -> Cue | None:
        said = self.cues
        return said[-1] if said and time - said[-1].time <= _CUE_SHOWN else None
