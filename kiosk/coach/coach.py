"""The session: from nobody there to the summary, and what is said and shown on the way. Pure: time comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kiosk.coach.count import HoldCount, RepCount
from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.faults import judge
from kiosk.coach.ghost import Lead, Limbs, ghost
from kiosk.coach.guidance import Bar, Cue, Decision, Figure, Guidance, JudgedRep, Offer, Prompt, Stage, Summary
from kiosk.coach.pace import Pace
from kiosk.coach.pace_table import PaceTable, shipped_pace
from kiosk.coach.placement import Placement, check
from kiosk.coach.policy.advice import advice
from kiosk.coach.policy.corrections import decide
from kiosk.coach.policy.fading import Experience
from kiosk.coach.policy.ladder import offer
from kiosk.coach.policy.prompts import prompt
from kiosk.coach.policy.table import PolicyTable, shipped_policy
from kiosk.coach.rules.sides import SideBalance, compare_sides
from kiosk.coach.rules.verdict import with_rule
from kiosk.coach.rules.watch import DowelShown, RuleWatch
from kiosk.coach.special import PerSide
from kiosk.locale.load import english
from kiosk.locale.texts import Said, Texts
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase, Posture
from kiosk.motion.rep import Rep
from kiosk.motion.standing import neutral_curvature

_PRESENT = 0.3
"""Seconds somebody must be there before the mirror speaks to them."""

_GONE = 2.0
"""Seconds without anybody after which the mirror is idle again."""

_LEFT_SET = 5.0
"""Seconds without anybody after which a set is over."""

_IN_PLACE = 0.6
"""Seconds of standing well before the baseline is taken."""

_STOOD = 0.4
"""Seconds of standing well that a baseline must have seen, at its end, to be taken as it is."""

_BASELINE_PATIENCE = 6.0
"""Seconds after which a provisional baseline must do."""

_SUMMARY = 15.0
"""Seconds the summary stays."""

_CUE_SHOWN = 3.5
"""Seconds a cue stays on the glass."""

_COMPLAINT = 1.0
"""Seconds something must be wrong during a set before it is said."""

_BACK_KEPT = 0.6
"""Seconds for which the last curvature of the back stands for the next on the bar: longer than the masks are ever
apart while nothing is judged. Not the hold of `kiosk.motion.dowel`, nor can it be: what that one holds is judged, so
it is short and only near the bottom; held as long, in every phase, stale readings would outvote the fresh ones in a
standing baseline. Here only an LED would flicker."""

_EAR_HEIGHT = 0.935
"""Height of the ear over the ground as a share of body height (Winter, table of body segment lengths)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to be. ``hands_free`` starts it when a person stands well; ``gated`` False coaches
    from the first frame on, without set-up and without an end, as a replay does. ``pace``: how often frames must
    come to be judged. ``texts``: what is said. ``policy``: by what rules. ``experience``: what of this drill was done
    before. ``drills``: what may be offered, by id. ``body_height``: of the person, metres, by which a special rule
    places things. ``dowel``: when the stick on the back is drawn."""

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
    experience: Experience = field(default_factory=Experience)
    body_height: float = 1.72
    dowel: DowelShown = "auto"


class _Words(NamedTuple):
    """What `Guidance` says: fields as there."""

    headline: str = ""
    hint: str = ""
    progress: float = 0.0

    @classmethod
    def of(cls, said: Said) -> _Words:
        """``said`` whole."""
        return cls(said.headline, said.hint)


_NO_WORDS = _Words()


class Coach:
    """Moments in, guidance out. ``verb`` takes what a button or a voice asks for."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._stage = Stage.IDLE if plan.gated else Stage.SET
        self._since = 0.0
        self._seen_since: float | None = None
        self._seen_last: float | None = None
        self._placed_since: float | None = None
        self._wrong: tuple[str, float] | None = None
        self._limbs: Limbs | None = None
        self._height: float | None = None
        self._back: tuple[float, float] | None = None
        self._summary: Summary | None = None
        self._asked: list[str] = []
        self._halted = False
        self._held = 0.0
        self._pace = Pace(plan.pace)
        self._under_way = not plan.gated
        self.reps: list[JudgedRep] = []
        self.cues: list[Cue] = []
        self.decisions: list[Decision] = []
        self._experience = plan.experience
        self._offered: Offer | None = None
        self._lead = Lead(plan.drill.tempo)
        self._rule = RuleWatch(plan.drill.special, plan.body_height, plan.dowel)

    @property
    def stage(self) -> Stage:
        """Where in the session we are."""
        return self._stage

    @property
    def under_way(self) -> bool:
        """Whether a set is going, or waits until frames come often enough again."""
        return self._under_way

    @property
    def count(self) -> int:
        """Reps counted in this set; whole seconds held, that of the hold under way included, where it is held."""
        if self._seconds is None:
            return self._counted
        return int(self._done + (self._held if self._stage is Stage.SET else 0.0))

    @property
    def _counted(self) -> int:
        return sum(rep.counted for rep in self.reps)

    @property
    def _done(self) -> float:
        """Seconds of the holds that are over."""
        return sum(rep.rep.tempo.pause for rep in self.reps if rep.counted)

    @property
    def _seconds(self) -> float | None:
        """Seconds to be held, where the drill is held."""
        drill = self._plan.drill
        return drill.dose.seconds if isinstance(drill.count, HoldCount) else None

    @property
    def _goal(self) -> int:
        """What `count` is to come to."""
        return self._plan.goal if self._seconds is None else round(self._seconds)

    def verb(self, name: str) -> None:
        """Take "start", "next" or "stop"; it is acted on with the next frame, at the very first once the pace of the
        frames is known. Others are ignored."""
        self._asked.append(name)

    def __call__(self, time: float, size: tuple[int, int], moment: Moment | None) -> Guidance:
        """The guidance at ``time`` for a picture of ``size``; ``moment`` None where nobody is seen."""
        self._pace(time)
        self._held = 0.0 if moment is None else moment.held
        self._watch_presence(time, moment)
        self._rule(moment)
        asked: list[str] = []
        if self._pace.rate is not None:
            asked, self._asked = self._asked, []
        placement = None
        if moment is not None:
            size_matters = self._stage is not Stage.SET
            placement = check(moment.posture, standing=size_matters, start=self._plan.drill.start)
        self._advance(time, moment, placement, asked)
        if moment is not None and self._stage is not Stage.TOO_SLOW:
            self._learn_body(moment)
            if self._stage is Stage.SET and moment.rep is not None and self._pace.known_good:
                self._close_rep(moment.rep, time)
        return self._guidance(time, size, moment, placement)

    # -- stages ------------------------------------------------------------------------------------------

    def _watch_presence(self, time: float, moment: Moment | None) -> None:
        if moment is not None:
            if self._seen_last is None or time - self._seen_last > _GONE:
                self._seen_since = time
                self._halted = False  # who comes now did not ask to stop
            self._seen_last = time

    def _absent_for(self, time: float) -> float:
        return float("inf") if self._seen_last is None else time - self._seen_last

    def _advance(self, time: float, moment: Moment | None, placement: Placement | None, asked: list[str]) -> None:
        plan, stage, absent = self._plan, self._stage, self._absent_for(time)
        if stage is Stage.TOO_SLOW:
            self._wait_for_pace(time, asked, absent)
        elif self._pace.too_slow and stage is not Stage.SUMMARY:
            # The rep under way is lost, as too little of it was seen; those before it are kept.
            self._enter(Stage.TOO_SLOW, time)
        elif not plan.gated:
            return
        elif stage is Stage.IDLE:
            if moment is not None and self._seen_since is not None and time - self._seen_since >= _PRESENT:
                self._enter(Stage.SETUP, time)
        elif stage in (Stage.SETUP, Stage.BASELINE) and (absent > _GONE or "stop" in asked):
            self._halted = "stop" in asked
            self._enter(Stage.IDLE, time)
        elif stage is Stage.SETUP:
            # Nor does it start while nobody knows whether somebody beside them is there to stay.
            well = moment is not None and placement is None and not moment.posture.undecided
            self._placed_since = (self._placed_since or time) if well else None
            held = self._placed_since is not None and time - self._placed_since >= _IN_PLACE
            wanted = "start" in asked or "next" in asked or (held and plan.hands_free and not self._halted)
            if wanted and self._pace.known_good:
                self._halted = False
                self._enter(Stage.SET if self._stood_in_place(moment) else Stage.BASELINE, time)
        elif stage is Stage.BASELINE:
            baseline = None if moment is None else moment.baseline
            patient = time - self._since < _BASELINE_PATIENCE
            # Straight is straight, in everybody: a hold needs no rest to be told from.
            known = baseline is not None and not (baseline.provisional and patient)
            if (known or isinstance(plan.drill.count, HoldCount)) and self._pace.known_good:
                self._enter(Stage.SET, time)
        elif stage is Stage.SET:
            ended = "stop" in asked or "start" in asked or absent > _LEFT_SET
            self._halted = "stop" in asked
            if ended or self._goal_reached(time, moment):
                self._sum_up(time)
        elif stage is Stage.SUMMARY:
            again = "start" in asked or "next" in asked
            self._halted = (self._halted or "stop" in asked) and not again
            if again or time - self._since >= _SUMMARY or "stop" in asked:
                self._enter(Stage.SETUP if again or absent < _GONE else Stage.IDLE, time)

    def _wait_for_pace(self, time: float, asked: list[str], absent: float) -> None:
        """Too few frames come to judge anything: a set that is under way waits, none begins.

        The set still ends for who asks, or leaves: what was counted is theirs. Where nothing was, the glass goes on
        saying why.
        """
        asked_to_end = "stop" in asked or "start" in asked
        if self._plan.gated and self._under_way and (asked_to_end or absent > _LEFT_SET):
            self._under_way = False
            self._halted = "stop" in asked
            if self.reps:
                self._sum_up(time)
        elif not self._pace.too_slow:
            self._enter(Stage.SET if self._under_way else Stage.IDLE, time)

    def _sum_up(self, time: float) -> None:
        self._summary = self.finish(time)
        self._experience = self._experience.after(self.reps, self._plan.policy.order)
        self._enter(Stage.SUMMARY, time)

    def _stood_in_place(self, moment: Moment | None) -> bool:
        """Whether the person stood still while standing well, so that nothing more need be learnt."""
        if moment is None or moment.baseline is None or self._placed_since is None:
            return False
        return not moment.baseline.provisional and moment.baseline.taken >= self._placed_since + _STOOD

    def _goal_reached(self, time: float, moment: Moment | None) -> bool:
        """The last rep has been counted and its cue has been readable for a moment."""
        # A hold that goes on is not cut off, however long it is by now.
        if (self._counted if self._seconds is None else self._done) < self._goal:
            return False
        return time - self.reps[-1].rep.end >= 1.5 or moment is None

    def _enter(self, stage: Stage, time: float) -> None:
        resumed = stage is Stage.SET and self._stage is Stage.TOO_SLOW
        self._stage, self._since = stage, time
        self._placed_since = None
        if stage is Stage.IDLE:
            self._limbs = self._height = None
            self._experience = self._plan.experience  # who comes next is somebody else
        if stage is Stage.SET:
            self._lead = Lead(self._plan.drill.tempo)
        if stage is Stage.SET and not resumed:
            self.reps, self.cues, self.decisions = [], [], []
        if stage is not Stage.TOO_SLOW:
            self._under_way = stage is Stage.SET

    # -- what is learnt and judged -----------------------------------------------------------------------

    def _learn_body(self, moment: Moment) -> None:
        """Limbs and height, taken while the person stands; the feet follow slow shifts between reps."""
        torso = moment.posture.measures.torso_inclination
        upright = torso is not None and abs(torso.value) < 15.0 and moment.posture.visibility > _LEGS_NEEDED
        if moment.phase is not Phase.STANDING or not upright:
            return
        limbs = Limbs.of(moment.posture.outline, moment.posture.facing)
        ear, heel = moment.posture.outline["ear"], moment.posture.outline["heel"]
        height = (heel[1] - ear[1]) / _EAR_HEIGHT
        if self._limbs is None or self._limbs.facing is not limbs.facing or self._height is None:
            self._limbs, self._height = limbs, height
        else:
            self._limbs = _towards(self._limbs, limbs)
            self._height += _SHIFT * (height - self._height)

    def _close_rep(self, rep: Rep, time: float) -> None:
        # Numbered here: a set that had to wait goes on where it was, while the motion room begins anew.
        rep = replace(rep, number=len(self.reps) + 1)
        plan, before = self._plan, self._experience
        judged = judge(rep, plan.drill, plan.kinds)
        self.reps.append(with_rule(judged, self._rule.judge(rep), plan.kinds))
        decision = decide(self.reps, self.decisions, plan.kinds, plan.texts, plan.policy, before, time)
        self.decisions.append(decision)
        self._offered = self._offer()
        if decision.cue is not None:
            self.cues.append(decision.cue)

    def finish(self, time: float) -> Summary:
        """What the set came to, were it to end now."""
        advice_id, text = advice(self.reps, self._plan.kinds, self._plan.texts, self._plan.policy)
        started = self.reps[0].rep.start if self.reps else self._since
        ended = self.reps[-1].rep.end if self.reps else time
        return Summary(
            drill_name=self._plan.drill.name,
            counted=self._counted,
            attempts=len(self.reps) - self._counted,
            seconds=max(0.0, ended - started),
            reps=tuple(self.reps),
            advice_id=advice_id,
            advice=text,
            offer=self._offer(),
            sides=self._sides(),
        )

    def _sides(self) -> SideBalance | None:
        """Both sides compared, where the drill asks for it."""
        special = self._plan.drill.special
        counted = [item.rep for item in self.reps if item.counted]
        return compare_sides(special, counted) if isinstance(special, PerSide) else None

    def _offer(self) -> Offer | None:
        """The drill that the set so far speaks for."""
        plan, dose = self._plan, self._plan.drill.dose
        size = plan.goal if plan.gated else dose.repetitions or plan.goal
        return offer(self.reps, plan.drill, plan.drills, plan.kinds, plan.policy, plan.texts.offer, size)

    def _prompt(self, phase: Phase, time: float, words: _Words) -> Prompt | None:
        """What is prompted where nothing else is said."""
        plan = self._plan
        if words.headline or self._cue(time) is not None:
            return None
        return prompt(phase, self.reps, plan.drill, plan.texts, plan.policy, self._experience)

    # -- guidance ----------------------------------------------------------------------------------------

    def _guidance(
        self, time: float, size: tuple[int, int], moment: Moment | None, placement: Placement | None
    ) -> Guidance:
        plan, stage = self._plan, self._stage
        blind = stage is Stage.TOO_SLOW
        counts = self._under_way or not blind
        summed = stage is Stage.SUMMARY and self._seconds is not None  # by then holds are counted, not seconds
        words = self._words(time, moment, placement)
        posture = None if moment is None else moment.posture
        phase = Phase.STANDING if moment is None or blind else moment.phase
        last = self.reps[-1] if stage is Stage.SET and self.reps else None
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
            attempts=len(self.reps) - self._counted if counts else 0,
            phase=phase,
            cue=self._cue(time) if stage is Stage.SET else None,
            faulty=frozenset() if last is None else frozenset(fault.id for fault in last.faults),
            facing=None if posture is None else posture.facing,
            user=None if posture is None or blind else Figure(dict(posture.outline)),
            ghost=self._ghost(time, phase) if stage is Stage.SET else None,
            bar=None if moment is None or blind else self._bar(moment.posture, moment),
            posture=posture,
            last_rep=last,
            decision=None if last is None else self.decisions[-1],
            offer=None if last is None else self._offered,
            prompt=None if stage is not Stage.SET or moment is None else self._prompt(phase, time, words),
            summary=self._summary if stage is Stage.SUMMARY else None,
            props=self._rule.props if stage is Stage.SET else (),
            stick=self._rule.stick if stage is Stage.SET else None,
            unseen=plan.drill.unseen or "" if stage is Stage.SETUP else "",
            body_height_px=self._height,
        )

    def _words(self, time: float, moment: Moment | None, placement: Placement | None) -> _Words:
        """What is to be read, and how far a hold has come."""
        stage, texts = self._stage, self._plan.texts.session
        if stage is Stage.TOO_SLOW:
            slow = texts.too_slow
            return _Words(slow.in_set if self._under_way else slow.headline, slow.hint)
        if stage is Stage.SETUP:
            return self._setup_words(time, moment, placement)
        if stage is Stage.BASELINE:
            if placement is not None:
                return self._placed(placement)
            waited = time - self._since > _BASELINE_PATIENCE
            still = texts.still
            hint = still.still_bent if waited else still.hint
            if not self._plan.drill.upright:
                hint = still.at_rest
            headline = getattr(still, self._plan.drill.start)
            return _Words(headline, hint, 0.0 if moment is None else moment.steady)
        if stage is Stage.SET:
            return self._complaint(time, moment, placement)
        return _NO_WORDS

    def _setup_words(self, time: float, moment: Moment | None, placement: Placement | None) -> _Words:
        texts = self._plan.texts.session
        if moment is None:
            return _Words.of(texts.nobody)
        if placement is not None:
            return self._placed(placement)
        held = 0.0 if self._placed_since is None else (time - self._placed_since) / _IN_PLACE
        waits = self._halted or not self._plan.hands_free
        return _Words(texts.ready.headline, texts.ready.hint if waits else "", min(1.0, held))

    def _placed(self, placement: Placement) -> _Words:
        return _Words.of(self._plan.texts.placement.said(placement))

    def _cue(self, time: float) -> Cue | None:
        return self.cues[-1] if self.cues and time - self.cues[-1].time <= _CUE_SHOWN else None

    def _ghost(self, time: float, phase: Phase) -> Figure | None:
        drill = self._plan.drill
        if self._limbs is None or not drill.upright:  # it stands on its feet
            return None
        return ghost(drill, self._limbs, self._lead(time, phase))

    def _complaint(self, time: float, moment: Moment | None, placement: Placement | None) -> _Words:
        """What keeps the mirror from seeing the set, once it has lasted."""
        if moment is None:
            gone = self._absent_for(time)
            return _Words.of(self._plan.texts.session.away) if gone > _COMPLAINT else _NO_WORDS
        if placement is None:
            self._wrong = None
            return _NO_WORDS
        if self._wrong is None or self._wrong[0] != placement:
            self._wrong = (placement, time)
        lasted = time - self._wrong[1] >= _COMPLAINT
        return self._placed(placement) if lasted else _NO_WORDS

    def _last_back(self, posture: Posture) -> float | None:
        """The back's curvature, kept over the frames between two masks, which must not make the bar flicker."""
        back = posture.measures.back_curvature
        if back is not None:
            self._back = (posture.time, back.value)
        if self._back is None or posture.time - self._back[0] > _BACK_KEPT:
            return None
        return self._back[1]

    def _bar(self, posture: Posture, moment: Moment) -> Bar | None:
        drill = self._plan.drill
        if self._plan.bar_shows == "back_curvature":
            back = self._last_back(posture)
            if back is None:
                return None
            kind = self._plan.kinds.kinds["rounded_back"]
            value = (back - neutral_curvature(moment.baseline)) / kind.extreme
            zone = (-kind.tolerance / kind.extreme, 0.6)
        elif not isinstance(drill.count, RepCount):
            return None  # a hold has no depth
        elif drill.count.by != "torso" or not drill.upright:
            if moment.signal is None:
                return None
            low, high = drill.count.bottom
            full = min(high, low + _BEYOND)
            value, zone = moment.signal / full, (low / full, 0.95)
        else:
            torso = posture.measures.torso_inclination
            if torso is None:
                return None
            full = drill.target.torso_inclination + 25.0
            value, zone = torso.value / full, (drill.rep.bottom[0] / full, 0.95)
        value = max(-1.0, min(1.0, value))
        return Bar(value, zone, zone[0] <= value <= zone[1])


_BEYOND = 40.0
"""Of the unit a drill is counted by: how far beyond the nearer end of its range the bar goes on, at most."""

_LEGS_NEEDED = 0.5
"""Trust in the near side that the ghost's limbs need."""

_SHIFT = 0.05
"""Share of each standing frame that goes into the person's limbs and place."""


def _towards(old: Limbs, new: Limbs) -> Limbs:
    def mixed(a: float, b: float) -> float:
        return a + _SHIFT * (b - a)

    def point(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
        return mixed(a[0], b[0]), mixed(a[1], b[1])

    return Limbs(
        shank=mixed(old.shank, new.shank),
        thigh=mixed(old.thigh, new.thigh),
        torso=mixed(old.torso, new.torso),
        neck=mixed(old.neck, new.neck),
        upper_arm=mixed(old.upper_arm, new.upper_arm),
        forearm=mixed(old.forearm, new.forearm),
        ankle=point(old.ankle, new.ankle),
        heel=point(old.heel, new.heel),
        toe=point(old.toe, new.toe),
        facing=old.facing,
    )
