"""The session as a machine: which stage follows which, and on what. Pure: a state and what is seen give the next.

    idle -> approach -> caution -> next drill -> set-up -> baseline -> set -> rest -> next drill ... -> summary

Cautions come before a person's first set of a drill that has any they have not read, the next drill is told of where
the course says so, the baseline is taken where it is not known, and rest follows a set where another one is to come.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kiosk.coach.count import HoldCount
from kiosk.coach.course import Bout, Course
from kiosk.coach.guidance import Stage
from kiosk.coach.placement import Placement, Step
from kiosk.coach.verbs import Verb
from kiosk.motion.motion import Moment

PRESENT = 0.3
"""Seconds somebody must be there before the mirror speaks to them."""

GONE = 2.0
"""Seconds without anybody after which the mirror is idle again, where nothing has been done yet."""

LEFT_SET = 5.0
"""Seconds without anybody after which a set is over, or waits where more is to come."""

IN_PLACE = 0.6
"""Seconds of standing well before the baseline is taken."""

STOOD = 0.4
"""Seconds of standing well that a baseline must have seen, at its end, to be taken as it is."""

BASELINE_PATIENCE = 6.0
"""Seconds after which a provisional baseline must do."""

SUMMARY = 15.0
"""Seconds the summary stays."""

ANNOUNCED = 8.0
"""Seconds in which the next drill and its set-up steps can be read."""

JUST_BEGUN = 1.0
"""Seconds from the beginning of a set in which nothing can have been done of it: who asks there for a set to be
repeated means the one before."""

_FROM_AFAR: frozenset[Placement] = frozenset(
    {"too_far", "too_close", "cut_off", "off_centre", "lying_too_close", "lying_off_centre"}
)
"""What is wrong where somebody has not reached their place yet."""

_UNHURRIED = frozenset({Stage.SUMMARY, Stage.CAUTION, Stage.REST, Stage.NEXT_DRILL, Stage.PAUSED})
"""Stages in which nothing is judged, so that frames may come rarely."""

GO = frozenset({Verb.START, Verb.NEXT, Verb.RESUME})
"""Verbs that ask for what comes next."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for a whole session. ``cautions_for``: seconds for which cautions are shown, 0: they are not.
    ``introduced_for``: seconds for which it can be read at least how to set up for a drill, before its first set.
    ``place_kept``: seconds for which the place in a course is kept for who has left. ``raise_hand``: a hand held up
    starts what does not start by itself."""

    course: Course
    hands_free: bool = True
    gated: bool = True
    cautions_for: float = 0.0
    introduced_for: float = 0.0
    place_kept: float = 60.0
    raise_hand: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame tells the machine. ``absent`` and ``present``: seconds for which nobody, or somebody, has been
    there; ``stood_by``: nobody is followed, but somebody waits to be; ``step``: which way
    they should, for all of a rep to be on the glass; ``came``: they are there for the first time
    since somebody left. ``reached``: the set has come to its goal; ``worked``: there is something in it.
    ``hand``: how far, 0 to 1, a hand has been held up that starts what waits (`heeds_hand`)."""

    time: float
    moment: Moment | None = None
    placement: Placement | None = None
    absent: float = 0.0
    present: float = 0.0
    came: bool = False
    reached: bool = False
    worked: bool = False
    too_slow: bool = False
    known_good: bool = True
    stood_by: bool = False
    step: Step | None = None
    hand: float = 0.0
    asked: frozenset[Verb] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """Where in a session we are.

    ``bout``: the set that is under way or comes next. ``begun``: so is the course, and the place in it is kept.
    ``under_way``: a set is going, or waits. ``halted``: who is there asked to stop; ``pained``: they said that it
    hurts; neither lets anything start by itself. ``willing``: they asked to go on. ``known``: the standing that is
    known is theirs. ``warned``: cautions they have been shown. ``told``: the item last announced. ``rest``: seconds
    of the rest under way. ``back_to``, ``spent``: the stage that is paused, and how long it had lasted; ``away``: it
    waits because nobody was there. ``last``: the set that was done last, if any; ``repeats``: how often one has been
    taken up again.
    """

    stage: Stage
    since: float = 0.0
    bout: int = 0
    begun: bool = False
    under_way: bool = False
    halted: bool = False
    pained: bool = False
    willing: bool = False
    known: bool = False
    placed_since: float | None = None
    warned: frozenset[str] = frozenset()
    told: int = -1
    rest: float = 0.0
    back_to: Stage = Stage.SET
    spent: float = 0.0
    away: bool = False
    last: int | None = None
    repeats: int = 0


def opening(rules: Rules, bout: int | None = None, *, amidst: bool = False) -> State:
    """Before the first frame; ``bout``: the set with which a course goes on that something cut off, ``amidst`` it or
    before it."""
    if not rules.gated:
        return State(Stage.SET, under_way=True)
    if bout is None:
        return State(Stage.IDLE)
    bouts = rules.course.bouts
    last = bout if amidst else bout - 1 if bout > 0 else None
    warned = frozenset(line for past in bouts[: bout + 1] for line in past.drill.cautions)
    return State(Stage.IDLE, bout=bout, begun=True, warned=warned, told=bouts[bout].item, last=last)


def advance(state: State, seen: Seen, rules: Rules) -> State:
    """The state after a frame: `HANDLERS` say it stage by stage, but for what holds in all of them."""
    if seen.came:
        state = replace(state, halted=False)  # who comes now did not ask to stop
    if seen.absent > LEFT_SET and state.known:
        state = replace(state, known=False)  # who comes back may be somebody else
    if state.pained and seen.absent > rules.place_kept:
        state = replace(state, pained=False)
    if rules.gated and Verb.PAIN in seen.asked and state.stage is not Stage.IDLE:
        return _enter(replace(state, pained=True, halted=True), Stage.SUMMARY, seen.time)
    if state.stage is Stage.TOO_SLOW:
        return _wait_for_pace(state, seen, rules)
    if seen.too_slow and state.stage not in _UNHURRIED:
        # The rep under way is lost, as too little of it was seen; those before it are kept.
        return _enter(state, Stage.TOO_SLOW, seen.time)
    if not rules.gated:
        return state
    return HANDLERS[state.stage](state, seen, rules)


def cautions_due(state: State, rules: Rules) -> tuple[str, ...]:
    """The cautions of the next set that who is there has not been shown."""
    lines = rules.course.bouts[state.bout].drill.cautions
    return tuple(line for line in lines if line not in state.warned) if rules.cautions_for > 0.0 else ()


def introduces(state: State, rules: Rules) -> bool:
    """Whether the set that comes is the first of its drill, so that it is shown how to set up for it."""
    return rules.course.bouts[state.bout].number == 1


def placed_for(state: State, seen: Seen, rules: Rules) -> float:
    """How much of the time is over, 0 to 1, for which somebody must have stood well, and how to set up for the drill
    must have been shown, before anything begins."""
    if state.placed_since is None:
        return 0.0
    shares = [(seen.time - state.placed_since) / IN_PLACE]
    # What was announced has been read.
    if introduces(state, rules) and state.told != _bout(state, rules).item and rules.introduced_for > 0.0:
        shares.append((seen.time - state.since) / rules.introduced_for)
    return min(1.0, *shares)


def is_last(state: State, rules: Rules) -> bool:
    """Whether no set comes after the one of ``state``."""
    return state.bout + 1 >= len(rules.course.bouts)


def waits(state: State, rules: Rules) -> bool:
    """Whether a set that is set up for does not begin by itself."""
    return (state.halted or state.pained or not rules.hands_free) and not state.willing


def heeds_hand(state: State, rules: Rules) -> bool:
    """Whether a hand held up means that something should start: only where nothing does by itself, as people stretch
    and wave. Who said that it hurts may mean help, and is not answered by a set."""
    if not (rules.gated and rules.raise_hand) or state.pained:
        return False
    if state.stage is Stage.PAUSED:
        return not state.away
    if state.stage is Stage.SUMMARY:
        return state.halted or not rules.hands_free or len(rules.course.bouts) > 1
    return state.stage is Stage.SETUP and waits(state, rules)


# -- stage by stage ------------------------------------------------------------------------------------------


def _idle(state: State, seen: Seen, rules: Rules) -> State:
    if seen.moment is not None and seen.present >= PRESENT:
        return _towards_set(state, seen, rules)
    kept = state.begun and seen.time - state.since <= rules.place_kept
    if seen.absent > GONE and not kept:
        return State(Stage.IDLE, state.since, halted=state.halted, pained=state.pained)
    return state


def _approach(state: State, seen: Seen, rules: Rules) -> State:
    ended = _left(state, seen, rules) or _again(state, seen, rules)
    if ended is not None or seen.moment is None:
        return ended or replace(state, placed_since=None)
    return state if _far(seen) else _towards_set(state, seen, rules)


def _caution(state: State, seen: Seen, rules: Rules) -> State:
    ended = _left(state, seen, rules) or _again(state, seen, rules)
    if ended is not None:
        return ended
    if seen.asked & GO or seen.time - state.since >= rules.cautions_for:
        read = state.warned | set(cautions_due(state, rules))
        return _towards_set(replace(state, warned=read), seen, rules)
    return state


def _next_drill(state: State, seen: Seen, rules: Rules) -> State:
    ended = _left(state, seen, rules) or _again(state, seen, rules)
    if ended is not None:
        return ended
    if seen.asked & GO or seen.time - state.since >= ANNOUNCED:
        return _towards_set(replace(state, told=rules.course.bouts[state.bout].item), seen, rules)
    return state


def _setup(state: State, seen: Seen, rules: Rules) -> State:
    ended = _left(state, seen, rules) or _again(state, seen, rules)
    if ended is not None:
        return ended
    # Nor does it start while nobody knows whether somebody beside them is there to stay.
    moment = seen.moment
    well = moment is not None and seen.placement is None and not moment.posture.undecided
    state = replace(state, placed_since=(state.placed_since or seen.time) if well else None)
    if seen.hand >= 1.0:
        # Not at once, as by a button: they lower it and take their place.
        state = replace(state, willing=True, placed_since=None)
    held = placed_for(state, seen, rules) >= 1.0
    asked = bool(seen.asked & {Verb.START, Verb.NEXT})
    if (asked or (held and not waits(state, rules))) and seen.known_good:
        known = _stood_in_place(state, moment) or _known(state, moment)
        state = replace(state, halted=False, pained=False, willing=False)
        return _enter(state, Stage.SET if known else Stage.BASELINE, seen.time)
    if _far(seen):
        return replace(state, stage=Stage.APPROACH)
    return state


def _baseline(state: State, seen: Seen, rules: Rules) -> State:
    ended = _left(state, seen, rules) or _again(state, seen, rules)
    if ended is not None:
        return ended
    baseline = None if seen.moment is None else seen.moment.baseline
    patient = seen.time - state.since < BASELINE_PATIENCE
    # Straight is straight, in everybody: a hold needs no rest to be told from.
    known = baseline is not None and not (baseline.provisional and patient)
    if (known or _held(_bout(state, rules))) and seen.known_good:
        return _enter(state, Stage.SET, seen.time)
    return state


def _set(state: State, seen: Seen, rules: Rules) -> State:
    state = replace(state, halted=Verb.STOP in seen.asked)
    alone = len(rules.course.bouts) == 1
    if state.halted or (alone and seen.absent > LEFT_SET):
        return _enter(state, Stage.SUMMARY, seen.time)
    again = _again(state, seen, rules)
    if again is not None:
        return again
    if Verb.START in seen.asked or seen.reached or (Verb.NEXT in seen.asked and not is_last(state, rules)):
        return _after_set(state, seen, rules)
    if Verb.PAUSE in seen.asked or seen.absent > LEFT_SET:
        return _pause(state, seen, away=Verb.PAUSE not in seen.asked)
    return state


def _rest(state: State, seen: Seen, rules: Rules) -> State:
    if Verb.STOP in seen.asked or seen.absent > rules.place_kept:
        return _enter(replace(state, halted=Verb.STOP in seen.asked), Stage.SUMMARY, seen.time)
    again = _again(state, seen, rules)
    if again is not None:
        return again
    if Verb.PAUSE in seen.asked:
        return _pause(state, seen, away=False)
    if seen.asked & GO or seen.time - state.since >= state.rest:
        return _towards_set(replace(state, willing=bool(seen.asked & GO)), seen, rules)
    return state


def _paused(state: State, seen: Seen, rules: Rules) -> State:
    if Verb.STOP in seen.asked or seen.absent > rules.place_kept:
        return _enter(replace(state, halted=Verb.STOP in seen.asked), Stage.SUMMARY, seen.time)
    again = _again(state, seen, rules)
    if again is not None:
        return again
    if Verb.NEXT in seen.asked and state.back_to is Stage.SET and not is_last(state, rules):
        return _after_set(state, seen, rules)
    back = state.away and seen.moment is not None and seen.present >= PRESENT
    if seen.asked & GO or seen.hand >= 1.0 or back:
        return _enter(replace(state, away=False), state.back_to, seen.time - state.spent)
    return state


def _summary(state: State, seen: Seen, rules: Rules) -> State:
    repeated = _again(state, seen, rules)
    if repeated is not None:
        return repeated
    again = bool(seen.asked & {Verb.START, Verb.NEXT}) or seen.hand >= 1.0
    stop = Verb.STOP in seen.asked
    state = replace(state, halted=(state.halted or stop) and not again, pained=state.pained and not again)
    if not (again or seen.time - state.since >= SUMMARY or stop):
        return state
    # A whole course does not begin again by itself for who stays; the one set of a drill does.
    halted = state.halted or (len(rules.course.bouts) > 1 and not again)
    anew = State(state.stage, halted=halted, pained=state.pained, willing=again, warned=state.warned)
    anew = replace(anew, last=state.last, repeats=state.repeats)
    if again or seen.absent < GONE:
        return _towards_set(anew, seen, rules)
    return _enter(anew, Stage.IDLE, seen.time)


HANDLERS: Mapping[Stage, Callable[[State, Seen, Rules], State]] = {
    Stage.IDLE: _idle,
    Stage.APPROACH: _approach,
    Stage.CAUTION: _caution,
    Stage.NEXT_DRILL: _next_drill,
    Stage.SETUP: _setup,
    Stage.BASELINE: _baseline,
    Stage.SET: _set,
    Stage.REST: _rest,
    Stage.PAUSED: _paused,
    Stage.SUMMARY: _summary,
}
"""What each stage makes of a frame; too slow a pace is above them all."""


# -- what several of them share ------------------------------------------------------------------------------


def _enter(state: State, stage: Stage, since: float) -> State:
    """``state`` in ``stage``, which began at ``since``."""
    under_way = state.under_way
    if stage is Stage.SET:
        under_way = True
    elif stage not in (Stage.TOO_SLOW, Stage.PAUSED):
        under_way = False
    return replace(
        state,
        stage=stage,
        since=since,
        under_way=under_way,
        placed_since=None,
        begun=(state.begun or stage is Stage.SET) and stage is not Stage.SUMMARY,
        last=state.bout if state.under_way and not under_way else state.last,
        known=stage is Stage.SET or (state.known and stage is not Stage.IDLE),
    )


def _towards_set(state: State, seen: Seen, rules: Rules) -> State:
    """On the way to the next set: the first of the stages before it that there is a reason for."""
    if seen.moment is not None and _far(seen) and state.stage in (Stage.IDLE, Stage.APPROACH):
        return _enter(state, Stage.APPROACH, seen.time)
    if cautions_due(state, rules):
        return _enter(state, Stage.CAUTION, seen.time)
    if _announces(state, rules):
        return _enter(state, Stage.NEXT_DRILL, seen.time)
    return _enter(state, Stage.SETUP, seen.time)


def _announces(state: State, rules: Rules) -> bool:
    """Whether it is to be told which drill comes."""
    bout = _bout(state, rules)
    if not rules.course.announced or state.told == bout.item:
        return False
    # In a circuit everybody has read it once: then the rest before it says what comes, where that is long enough.
    return bout.number == 1 or rules.course.bouts[state.bout - 1].rest < ANNOUNCED


def _after_set(state: State, seen: Seen, rules: Rules) -> State:
    """Rest, the next set, or the summary where there is none."""
    if is_last(state, rules):
        return _enter(state, Stage.SUMMARY, seen.time)
    past, coming = _bout(state, rules), rules.course.bouts[state.bout + 1]
    # Who has lain down stands no more as they stood: only feet stay where they were.
    known = state.known and past.drill.upright and coming.drill.upright
    state = replace(state, bout=state.bout + 1, last=state.bout, under_way=False, known=known, rest=past.rest)
    if past.rest > 0.0:
        return _enter(state, Stage.REST, seen.time)
    return _towards_set(state, seen, rules)


def _again(state: State, seen: Seen, rules: Rules) -> State | None:
    """Set up for the set that `Verb.REPEAT` asks for, which begins once they stand in place; None: nobody asks, or no
    set has been done yet.

    What was done is kept as a set of its own. It undoes what a first press of a double press has just brought about
    (`kiosk.cabinet.gestures`), wherever that led: a set that it ended, or skipped a rest after, is the last one done;
    one that it began has `JUST_BEGUN`; and cautions that it skipped are due again.
    """
    number = _repeated(state, seen)
    if number is None or Verb.REPEAT not in seen.asked or Verb.STOP in seen.asked:
        return None
    before, bout = _bout(state, rules), rules.course.bouts[number]
    skipped = frozenset(before.drill.cautions) - frozenset(bout.drill.cautions)
    upright = number == state.bout or (before.drill.upright and bout.drill.upright)
    return replace(
        _enter(state, Stage.SETUP, seen.time),
        bout=number,
        told=bout.item,
        warned=state.warned - skipped,
        known=state.known and upright,
        halted=False,
        pained=False,
        willing=True,
        away=False,
        last=number,
        repeats=state.repeats + 1,
    )


def _repeated(state: State, seen: Seen) -> int | None:
    """Which set would be done again; None: there is none."""
    if state.stage is Stage.SET:
        fresh = not seen.worked and seen.time - state.since < JUST_BEGUN
        return state.last if fresh and state.last is not None else state.bout
    if state.stage is Stage.PAUSED and state.back_to is Stage.SET:
        return state.bout
    return state.last


def _pause(state: State, seen: Seen, *, away: bool) -> State:
    spent = seen.time - state.since
    return _enter(replace(state, back_to=state.stage, spent=spent, away=away), Stage.PAUSED, seen.time)


def _left(state: State, seen: Seen, rules: Rules) -> State | None:
    """Where it leads that somebody has left, or asked to stop, before a set; None: they have not."""
    stop = Verb.STOP in seen.asked
    if not (stop or seen.absent > (rules.place_kept if state.begun else GONE)):
        return None
    state = replace(state, halted=stop)
    return _enter(state, Stage.SUMMARY if state.begun else Stage.IDLE, seen.time)


def _wait_for_pace(state: State, seen: Seen, rules: Rules) -> State:
    """Too few frames come to judge anything: a set that is under way waits, none begins.

    The set still ends for who asks, or leaves: what was counted is theirs. Where nothing was, the glass goes on
    saying why.
    """
    asked_to_end = bool(seen.asked & {Verb.STOP, Verb.START})
    if rules.gated and state.under_way and (asked_to_end or seen.absent > LEFT_SET):
        state = replace(state, under_way=False, last=state.bout, halted=Verb.STOP in seen.asked, begun=state.bout > 0)
        return _enter(state, Stage.SUMMARY, seen.time) if seen.worked else state
    if not seen.too_slow:
        return _enter(state, Stage.SET if state.under_way else Stage.IDLE, seen.time)
    return state


def _bout(state: State, rules: Rules) -> Bout:
    return rules.course.bouts[state.bout]


def _held(bout: Bout) -> bool:
    return isinstance(bout.drill.count, HoldCount)


def _far(seen: Seen) -> bool:
    return seen.placement in _FROM_AFAR


def _known(state: State, moment: Moment | None) -> bool:
    """Whether the standing of an earlier set holds."""
    return state.known and moment is not None and moment.baseline is not None and not moment.baseline.provisional


def _stood_in_place(state: State, moment: Moment | None) -> bool:
    """Whether the person stood still while standing well, so that nothing more need be learnt."""
    if moment is None or moment.baseline is None or state.placed_since is None:
        return False
    return not moment.baseline.provisional and moment.baseline.taken >= state.placed_since + STOOD
