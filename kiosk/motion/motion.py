"""Poses in, postures and reps out: the one entry point of the motion room."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from kiosk.motion.anatomy import Anatomy, anatomy_of, shifts
from kiosk.motion.anatomy_table import shipped_anatomy
from kiosk.motion.baseline import Baseline, BaselineFinder, stands
from kiosk.motion.build import read_build
from kiosk.motion.centres import at_centres
from kiosk.motion.centres_table import CentresTable, shipped_centres
from kiosk.motion.chain import Chain, read_chain
from kiosk.motion.counter import counter_for
from kiosk.motion.dowel import Dowel
from kiosk.motion.holds import HoldRule
from kiosk.motion.joints import near_places
from kiosk.motion.leg_edge import Footing, Stance, leg_edge
from kiosk.motion.level import LEVEL, LevelFinder, Tilt, levelled
from kiosk.motion.measures import outline, read
from kiosk.motion.orientation import Orientation, OrientationFilter
from kiosk.motion.past import Past
from kiosk.motion.phases import RepRule
from kiosk.motion.posture import LaidStick, Measures, Phase, Posture, View, without_back
from kiosk.motion.raised import RaisedHand, raised_hand
from kiosk.motion.rep import Rep
from kiosk.motion.reps import DEEP, LIFT
from kiosk.motion.rest import REST_POSTURES
from kiosk.motion.silhouette import DorsalProfile
from kiosk.motion.skeleton import skeleton
from kiosk.motion.skeleton_table import shipped_skeleton
from kiosk.motion.standing import against_standing
from kiosk.motion.stick import Stick, lay_stick
from kiosk.motion.trust import Trust, TrustFilter
from kiosk.motion.trust_table import shipped_trust
from kiosk.pose.pose import Pose

_MASK_MARGIN = 0.04
"""Share of depth by which the mask is asked for earlier than the back is judged."""

_DROPPING = 45.0
"""Degrees a second downwards: the bottom is still to come."""

_MORE_AT_REST = 1.0
"""Seconds of lying or kneeling further at rest than what was taken for it, after which that is taken anew."""


def _stick(
    pose: Pose, orientation: Orientation, trust: Trust, profile: DorsalProfile, baseline: Baseline | None
) -> Stick | None:
    near = near_places(pose.landmarks, orientation.near_side)
    torso = near["shoulder"] - near["hip"]
    ear = ((near["ear"] - near["hip"]) / torso).real if trust["ear"] > 0.0 else None
    return lay_stick(profile, ear, {} if baseline is None else baseline.gaps)


def _laid(stick: Stick, pose: Pose, orientation: Orientation, baseline: Baseline | None) -> LaidStick:
    """``stick`` in the picture."""
    near = near_places(pose.landmarks, orientation.near_side)
    torso = near["shoulder"] - near["hip"]

    def placed(point: tuple[float, float]) -> tuple[float, float]:
        along, away = point
        place = near["hip"] + complex(along, -orientation.facing.sign * away) * torso
        return place.real, place.imag

    standing = {} if baseline is None else baseline.gaps
    low, high = map(placed, stick.ends)
    contacts = {name: placed(point) for name, point in stick.touches.items()}
    return LaidStick((low, high), stick.lost(standing), stick.low_back, contacts, stick.beyond(standing))


def _stance(pose: Pose, orientation: Orientation, trust: Trust, standing: Baseline | None) -> Stance | None:
    """Where ``pose`` stands, and the edge behind the legs as from where its owner stood; None where ankle, knee or
    hip is not seen, or the person is turned so far that what is behind may be the other leg."""
    if orientation.view is not View.SIDE or min(trust[name] for name in ("hip", "knee", "ankle")) <= 0.0:
        return None
    near = near_places(pose.landmarks, orientation.near_side)
    own = Footing(near["ankle"], abs(near["hip"] - near["knee"]) + abs(near["knee"] - near["ankle"]))
    known = None if standing is None or standing.stance is None else standing.stance.footing
    if pose.mask is None:
        return Stance(own)
    stretch = 1.0 / math.cos(math.radians(orientation.turn))
    return Stance(own, leg_edge(pose.mask, known or own, orientation.facing.sign, stretch))


class MaskNeed(Enum):
    """What the person mask of the next pose, which doubles its cost, is worth."""

    NOW = auto()
    """A decision waits for it."""
    WATCH = auto()
    """The back is told by now: one every few frames sees it give way."""
    CHEAP = auto()
    """It keeps fresh what is known: now and then, where the processor has time for it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What one frame came to. ``rep`` is set on the frame that closes a rep. ``steady`` is how far a first
    baseline has been held, 0..1. ``tilt`` is what is known of the camera's. ``held``: seconds of a hold under way.
    ``hand``: the one hand that is held up."""

    posture: Posture
    phase: Phase
    signal: float | None
    baseline: Baseline | None
    steady: float
    rep: Rep | None
    tilt: Tilt = LEVEL
    held: float = 0.0
    hand: RaisedHand | None = None


class Motion:
    """Follows one person through a drill. Holds memory, but no clock: time is the poses' own."""

    def __init__(
        self, rule: RepRule | HoldRule, centres: CentresTable | None = None, lays_stick: bool = True
    ) -> None:
        """Follow reps as ``rule`` says; ``centres`` lead from landmarks to joint centres, those shipped if absent.
        ``lays_stick`` False spares the stick on the back, where nothing is judged or drawn by it."""
        self._lays_stick = lays_stick
        self._take_up(rule)
        self._orientation = OrientationFilter(self._rest.pointers)
        self._trust = TrustFilter(shipped_trust())
        self._level = LevelFinder()
        self._standing = BaselineFinder(self._rest.taken)
        self._beyond: float | None = None
        self._centres = shipped_centres() if centres is None else centres
        self._past = Past()
        self._dowel = Dowel()
        self._reps = 0
        self._anatomy: Anatomy | None = None
        self._anatomy_of: Baseline | None = None

    @property
    def mask_need(self) -> MaskNeed:
        """Whether the next pose should carry the person mask.

        Needed where the back is judged: near the deepest of a rep so far, unless still dropping fast towards a
        deeper one; and while a first baseline is being taken. Needed less often once the back is sure (`Dowel`).
        """
        if not self._judges_back:
            return MaskNeed.CHEAP
        return MaskNeed.WATCH if self._dowel.sure else MaskNeed.NOW

    @property
    def _judges_back(self) -> bool:
        if not self._rest.upright:
            return False  # how a back reads off the feet is not known
        baseline = self._standing.baseline
        if (baseline is None or baseline.carried) and self._standing.progress > 0.0:
            return True
        return self._counter.depth >= self._deep - _MASK_MARGIN and self._counter.speed < _DROPPING

    @property
    def baseline(self) -> Baseline | None:
        """The person's standing, once known."""
        return self._standing.baseline

    def follow(self, rule: RepRule | HoldRule, lays_stick: bool = True) -> None:
        """From now on, follow another drill as ``rule`` says; ``lays_stick`` as at the start. The person stays, and
        their baseline where they begin both drills on their feet; else how they rest is learnt anew."""
        before = self._rest
        self._lays_stick = lays_stick
        self._take_up(rule)
        self._reps = 0
        self._beyond = None
        if self._rest is not before:
            self._orientation = OrientationFilter(self._rest.pointers)
            self._standing = BaselineFinder(self._rest.taken)
            self._past = Past()

    def _take_up(self, rule: RepRule | HoldRule) -> None:
        self._counter = counter_for(rule)
        self._rest = REST_POSTURES[rule.start]
        self._deep = LIFT if isinstance(rule, RepRule) and rule.from_bottom else DEEP

    def begin_set(self) -> None:
        """Count from one again; the person and their baseline stay."""
        self._reps = 0
        self._counter.reset()

    def learn_standing(self) -> None:
        """Take the person's baseline anew: they have only now taken their place."""
        self._level.settle()
        self._standing = BaselineFinder(self._rest.taken)

    def read_anew(self) -> None:
        """Another network reads the landmarks from now on. No two place them alike: what is measured against standing
        waits until the person has been seen standing by this one; reps are counted on by the torso of before."""
        self._standing = BaselineFinder(self._rest.taken, self._standing.baseline)

    def forget(self) -> None:
        """The person left: whoever comes next has another body. The camera is still the same."""
        self._level.next_person()
        self._level.settle()
        self._counter.reset()
        self._orientation = OrientationFilter(self._rest.pointers)
        self._trust = TrustFilter(shipped_trust())
        self._standing = BaselineFinder(self._rest.taken)
        self._beyond = None
        self._past = Past()
        self._reps = 0

    def absent(self, time: float) -> None:
        """No person in the frame at ``time``."""
        self._counter.absent(time)

    def __call__(self, pose: Pose) -> Moment:
        """What ``pose`` comes to."""
        hand = raised_hand(levelled(pose, self._level.applied))
        orientation = self._orientation(pose)
        pose, trust = self._trust(pose, orientation)
        upright = levelled(pose, self._level.applied)
        before = self._standing.baseline
        seen_back = self._standing.back
        raw, profile = read(pose, orientation, trust, upright, seen_back)
        raw = self._held(pose, raw)
        chain = read_chain(upright, orientation)
        seen = min(trust[name] for name in ("shoulder", "hip", "knee", "ankle"))
        told = chain if seen > 0.0 else None
        stick = None
        if profile is not None and self._lays_stick and self._rest.upright:
            stick = _stick(pose, orientation, trust, profile, before)
        stance = _stance(pose, orientation, trust, before) if self._rest.upright else None
        build = read_build(pose, orientation) if stance is not None and stands(raw) else None
        baseline = self._standing(pose.time, raw, self._counter.resting, told, profile, stick, stance, build)
        self._watch_level(pose, orientation, trust, raw)
        posture = Posture(
            time=pose.time,
            measures=self._measures(raw, chain, baseline),
            view=orientation.view,
            turn=orientation.turn,
            facing=orientation.facing,
            near_side=orientation.near_side,
            visibility=seen,
            trust=trust,
            outline=outline(pose, orientation),
            picture_size=pose.size,
            others=pose.others,
            undecided=pose.undecided,
            stick=None if stick is None else _laid(stick, pose, orientation, before),
            leg_edge=None if stance is None else stance.edge,
            skeleton=skeleton(pose, orientation, shipped_skeleton(), self._own(chain, orientation, baseline)),
        )
        self._past.remember(posture)
        signal = self._counter.way(posture.measures, baseline)
        self._watch_rest(pose.time, signal)
        rep = self._counter(pose, signal, self._past, baseline, self._reps + 1)
        self._reps += rep is not None
        return Moment(
            posture,
            self._counter.phase,
            signal,
            baseline,
            self._standing.progress,
            rep,
            self._level.tilt,
            self._counter.held,
            hand,
        )

    def _measures(self, raw: Measures, chain: Chain, baseline: Baseline | None) -> Measures:
        """``raw`` as seen from the person's own standing; off the feet as they are, for there it says nothing."""
        if not self._rest.upright:
            # Over feet that do not carry the body, and along legs that lie or kneel.
            found = replace(raw, heel_height=None, balance=None, hand_to_leg=None)
            return found if self._rest.back_shown else without_back(found)
        standing = None if baseline is None else baseline.chain
        return against_standing(at_centres(raw, chain, standing, self._centres), baseline)

    def _own(self, chain: Chain, orientation: Orientation, baseline: Baseline | None) -> Mapping[str, complex]:
        """How the person's own joint centres lie off everybody's; nothing off the feet."""
        if baseline is None or not self._rest.upright:
            return {}
        if baseline is not self._anatomy_of:
            self._anatomy_of = baseline
            self._anatomy = anatomy_of(baseline.build, baseline.chain, shipped_anatomy())
        return shifts(self._anatomy, chain, orientation, shipped_anatomy())

    def _held(self, pose: Pose, raw: Measures) -> Measures:
        if not self._judges_back:
            self._dowel.leave()
            return raw
        return self._dowel(pose.time, raw, pose.mask is not None)

    def _watch_level(self, pose: Pose, orientation: Orientation, trust: Trust, raw: Measures) -> None:
        """Learn of the camera's roll. It is taken out from the next person on, or from now on while this one's
        standing is not settled yet: a settled baseline was measured with what was taken out then."""
        if not self._rest.upright:
            return
        self._level(pose, orientation, trust, raw)
        baseline = self._standing.baseline
        unsettled = baseline is None or (baseline.provisional and not baseline.carried)
        if unsettled and self._level.settle():
            # No roll changes how a back is bent.
            self._standing = BaselineFinder(self._rest.taken, back=self._standing.back)

    def _watch_rest(self, time: float, signal: float | None) -> None:
        """Take the rest of who lies or kneels anew where it was taken in the middle of a movement: they are further
        at rest now than they were then, and stay so."""
        if self._rest.upright or signal is None or signal > -self._counter.begins:
            self._beyond = None
        elif self._beyond is None:
            self._beyond = time
        elif time - self._beyond > _MORE_AT_REST:
            self._beyond = None
            self._counter.reset()
            self._standing = BaselineFinder(self._rest.taken)
