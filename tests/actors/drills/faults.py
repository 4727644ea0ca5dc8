"""Every fault of the domain as a change to a good rep, at any strength. Angles in degrees, lengths in metres.

`AMOUNTS` says how much of what each fault is, at the strengths of the three grades; between them amounts are
interpolated. `TOLERANCES` says what a good rep keeps to. A fault changes what defines it and, where the body allows,
nothing else; what it cannot avoid is in `COMPANIONS`.

When a rep with a fault is an attempt (domain, section 5: outside the drill's range), whatever the mirror's own
thresholds: it stops short of the range or goes beyond it (`too_shallow`, `too_deep`, any grade); it is a squat in a
drill that is not one (`squatting` from `clear`); the hips take no part (`not_hinging`, `hips_not_back` at `extreme`);
or it is broken off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..posture import Posture
from ..script import Fault, Grade, Key, Rep
from ..stance import Stance
from .drill import FAULT_IDS, Drill, FaultId
from .fitting import hips_at, shins_at, travelled

STRENGTHS: Mapping[Grade, tuple[float, float]] = {"slight": (0.2, 0.35), "clear": (0.5, 0.7), "extreme": (0.9, 1.0)}
"""The strengths of a grade; 0 is the tolerance itself, 1 could hardly be worse."""
AT = (0.275, 0.6, 0.95)
"""The strengths at which amounts are given."""


@dataclass(frozen=True)
class Tolerance:
    """What a good rep keeps to: a measure of the truth, and from where on it shows a fault."""

    measure: str
    most: float
    source: str


TOLERANCES: Mapping[FaultId, Tolerance] = {
    "hips_not_back": Tolerance("hip_travel", 0.085, "ours: at a lean in the range; good hinges reach 0.13 to 0.25"),
    "squatting": Tolerance("hinge_ratio", 0.70, "domain, section 2; a squat is about 0.5"),
    "knees_forward": Tolerance("shin_inclination", 10.0, "domain, section 2"),
    "locked_knees": Tolerance("knee_flexion", 5.0, "ours: standing is 4, a good hinge 10 to 30"),
    "not_hinging": Tolerance("hip_flexion", 60.0, "domain, section 2: good has 60 to 110; with a bent back"),
    "rounded_back": Tolerance("lumbar_flexion", 27.0, "Vigotsky 2015, McGill 2012: skilled lifters flex 25 to 27"),
    "hollow_back": Tolerance("lumbar_flexion", -7.0, "ours: a quarter of the low back's extension"),
    "hunched_shoulders": Tolerance("shoulder_protraction", 0.08, "ours"),
    "neck_off_line": Tolerance("neck_angle", 20.0, "domain, section 2; against standing"),
    "too_shallow": Tolerance("torso_inclination", 0.0, "short of the drill's range"),
    "too_deep": Tolerance("torso_inclination", 0.0, "beyond the drill's range"),
    "too_fast": Tolerance("down", 1.5, "domain, section 2"),
    "no_pause": Tolerance("pause", 0.3, "ours: a visible pause"),
    "short_lockout": Tolerance("torso_inclination", 12.0, "ours: short of the person's standing, at the top"),
    "leaning_back": Tolerance("torso_inclination", -4.0, "ours: past vertical, at the top"),
    "weight_on_toes": Tolerance("balance", 0.75, "domain, section 2; or heels off the floor"),
    "hips_rise_first": Tolerance("torso_lag", 0.30, "ours: share of the way up that the torso is behind the hips"),
    "arms_pulling": Tolerance("elbow_flexion", 20.0, "ours: a hanging arm is within 12 of straight"),
    "bar_drift": Tolerance("hand_to_leg", 0.05, "ours: leg lengths more than a bar that brushes the legs"),
    "uneven_hips": Tolerance("hip_tilt", 0.06, "ours: the sine of the tilt"),
}

AMOUNTS: Mapping[FaultId, Mapping[str, tuple[float, float, float]]] = {
    "hips_not_back": {"travel": (0.074, 0.057, 0.040), "torso": (50.0, 48.0, 46.0), "knee": (11.0, 9.0, 7.5)},
    "squatting": {"knee": (52.0, 75.0, 100.0), "more": (12.0, 22.0, 36.0), "torso": (50.0, 42.0, 34.0)},
    "knees_forward": {"shin": (13.0, 17.0, 21.5), "balance": (0.055, 0.066, 0.074), "torso": (70.0, 74.0, 78.0)},
    "locked_knees": {"knee": (3.6, 2.2, 0.8)},
    "not_hinging": {
        "lumbar": (38.0, 44.0, 50.0), "thoracic": (14.0, 20.0, 26.0), "torso": (49.0, 47.0, 45.5),
        "knee": (8.5, 8.0, 7.5), "travel": (0.080, 0.064, 0.048),
    },
    "rounded_back": {"lumbar": (32.0, 41.0, 52.0), "thoracic": (9.0, 17.0, 26.0)},
    "hollow_back": {"lumbar": (-14.0, -20.0, -25.0), "thoracic": (-2.0, -4.0, -6.0)},
    "hunched_shoulders": {"shoulders": (16.0, 23.0, 30.0), "thoracic": (9.0, 15.0, 21.0)},
    "neck_off_line": {"neck": (60.0, 66.0, 73.0)},
    "too_shallow": {"short": (5.0, 12.0, 21.0), "knee": (0.8, 0.65, 0.45), "high": (0.04, 0.09, 0.16)},
    "too_deep": {"beyond": (4.0, 8.0, 13.0), "lumbar": (31.0, 36.0, 42.0)},
    "too_fast": {"down": (1.15, 0.85, 0.55), "up": (1.0, 0.75, 0.5)},
    "no_pause": {"pause": (0.0, 0.0, 0.0), "bounce": (0.15, 0.58, 1.0)},
    "short_lockout": {"torso": (15.5, 22.0, 31.0), "knee": (8.0, 11.0, 15.0)},
    "leaning_back": {"torso": (-7.0, -12.0, -18.0), "lumbar": (-6.0, -12.0, -18.0)},
    "weight_on_toes": {"balance": (0.092, 0.106, 0.118), "heels": (5.0, 11.0, 20.0)},
    "hips_rise_first": {"early": (0.62, 0.78, 0.95), "torso": (0.20, 0.11, 0.02)},
    "arms_pulling": {"pull": (0.035, 0.080, 0.160)},
    "bar_drift": {"reach": (0.075, 0.135, 0.210)},
    "uneven_hips": {"hip_drop": (5.0, 8.0, 12.0), "turn": (3.0, 6.0, 10.0)},
}  # fmt: skip
"""Per fault what is changed, at the middles of slight, clear and extreme. Spine, neck and shoulders: flexion at the
bottom. `short` and `beyond`: degrees of torso against the drill's range; `knee` of too_shallow: share of the good
bend; `high`: leg lengths that the hips stay above the range of a drill that counts them. `more`: degrees of knee
beyond a good bottom that is deep already. `early` and `torso` of hips_rise_first: shares of the way that knees and
torso have done when `RISING` of the way up is over."""

COMPANIONS: Mapping[FaultId, Mapping[Grade, tuple[tuple[FaultId, Grade], ...]]] = {
    # Knees that bend as much as the hips carry the shins forward, or the body would fall back.
    "squatting": {
        "slight": (("knees_forward", "slight"),),
        "clear": (("knees_forward", "clear"),),
        "extreme": (("knees_forward", "extreme"),),
    },
    # Shins that tip far need knees that bend.
    "knees_forward": dict.fromkeys(("slight", "clear", "extreme"), (("squatting", "slight"),)),
    # Where the hips do not fold, the back does; and the hips have not gone back.
    "not_hinging": {
        "slight": (("rounded_back", "slight"), ("hips_not_back", "slight")),
        "clear": (("rounded_back", "clear"), ("hips_not_back", "slight")),
        "extreme": (("rounded_back", "extreme"), ("hips_not_back", "clear")),
    },
    # Weight goes forward with the hips.
    "weight_on_toes": dict.fromkeys(("slight", "clear", "extreme"), (("hips_not_back", "slight"),)),
    # Beyond the range is where the back stops being flat.
    "too_deep": {
        "slight": (("rounded_back", "slight"),),
        "clear": (("rounded_back", "slight"),),
        "extreme": (("rounded_back", "clear"),),
    },
}
"""Faults that another one brings along; they are in the truth too."""

_PAIRS = (
    "squatting locked_knees",
    "squatting hips_not_back",
    "squatting not_hinging",
    "squatting too_shallow",
    "squatting too_deep",
    "knees_forward locked_knees",
    "knees_forward hips_not_back",
    "knees_forward not_hinging",
    "knees_forward too_shallow",
    "hips_not_back weight_on_toes",
    "hips_not_back too_shallow",
    "hips_not_back too_deep",
    "not_hinging hips_not_back",
    "not_hinging weight_on_toes",
    "not_hinging rounded_back",
    "not_hinging hollow_back",
    "not_hinging too_shallow",
    "not_hinging too_deep",
    "not_hinging locked_knees",
    "rounded_back hollow_back",
    "rounded_back too_deep",
    "hollow_back too_deep",
    "too_shallow too_deep",
    "short_lockout leaning_back",
    "too_shallow hips_rise_first",
    "locked_knees uneven_hips",  # a pelvis that tilts bends a knee
    "neck_off_line too_deep",  # the back that gives way takes the head along
)
INCOMPATIBLE: frozenset[frozenset[str]] = frozenset(frozenset(pair.split()) for pair in _PAIRS)
"""Pairs of faults that no body can show in one rep, or that are each the other's companion."""
ATTEMPTS: Mapping[FaultId, Grade] = {
    "too_shallow": "slight",
    "too_deep": "slight",
    "squatting": "clear",
    "not_hinging": "extreme",
    "hips_not_back": "extreme",
}
"""The grade from which a fault takes a rep out of its drill's range."""
GRADES: tuple[Grade, ...] = ("slight", "clear", "extreme")
RISING = 0.4
"""Share of the way up after which hips that rise first have risen."""
PULLING, STAYING = 0.25, 0.8
"""Shares of the way up between which pulling elbows are bent."""


def compatible(faults: tuple[FaultId, ...]) -> bool:
    """Whether one rep can show all of them."""
    return not any(
        frozenset((first, second)) in INCOMPATIBLE for first in faults for second in faults if first != second
    )


def amounts(fault: FaultId, strength: float) -> dict[str, float]:
    """How much of what a fault is at a strength."""
    return {name: float(np.interp(strength, AT, values)) for name, values in AMOUNTS[fault].items()}


def with_faults(drill: Drill, rep: Rep, strengths: Mapping[FaultId, tuple[Grade, float]], stance: Stance) -> Rep:
    """A good rep with faults in it; postures first, then the ways between them."""
    if not compatible(tuple(strengths)):
        raise ValueError(f"{drill.id}: no body shows {' and '.join(strengths)} in one rep")
    for fault in strengths:
        if fault not in drill.faults:
            raise ValueError(f"{drill.id}: {fault} does not appear in this drill")
    ordered = sorted(strengths, key=_ORDER.index)
    for fault in (fault for fault in ordered if fault not in _LAST):
        rep = _changed(drill, rep, fault, strengths[fault][1], stance)
    if drill.ways is not None:
        rep = drill.ways(rep)
    for fault in (fault for fault in ordered if fault in _LAST):
        rep = _changed(drill, rep, fault, strengths[fault][1], stance)
    shown = [Fault(fault, round(strength, 2), grade) for fault, (grade, strength) in strengths.items()]
    for fault, (grade, strength) in strengths.items():
        for companion, how_much in COMPANIONS.get(fault, {}).get(grade, ()):
            if companion in drill.faults and companion not in {other.id for other in shown}:
                low, high = STRENGTHS[how_much]
                shown.append(Fault(companion, round(float(np.clip(strength, low, high)), 2), how_much))
    reasons = [fault for fault, (grade, _) in strengths.items() if is_attempt(drill, fault, grade)]
    return replace(
        rep, faults=tuple(shown), counted=rep.counted and not reasons, reason=rep.reason or _first(reasons)
    )


def _changed(drill: Drill, rep: Rep, fault: FaultId, strength: float, stance: Stance) -> Rep:
    if fault in drill.shows:
        return drill.shows[fault](rep, strength, stance)
    return _CHANGES[fault](drill, rep, amounts(fault, strength), stance)


def is_attempt(drill: Drill, fault: FaultId, grade: Grade) -> bool:
    """Whether a fault of a grade takes a rep out of the drill's range."""
    return fault in ATTEMPTS and GRADES.index(grade) >= GRADES.index(ATTEMPTS[fault])


def _first(reasons: list[FaultId]) -> str | None:
    return reasons[0] if reasons else None


# ---- postures: the bottom, or the top


def _bottom(rep: Rep, posture: Posture) -> Rep:
    return replace(rep, bottom=posture)


def _free_bottom(drill: Drill, rep: Rep, stance: Stance, posture: Posture, by: str = "knee") -> Rep:
    """A bottom that still fits the kit."""
    if drill.fit is not None:
        posture = drill.fit(stance, posture, "torso" if by == "torso" else "knee")
    return _bottom(rep, posture)


def _hips_not_back(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The torso leans over legs like posts and the weight goes forward with it."""
    torso = min(rep.bottom.torso, max(much["torso"], drill.within[0] + 2.0))
    posture = replace(rep.bottom, torso=torso, knee=min(rep.bottom.knee, much["knee"]))
    return _bottom(rep, travelled(stance, posture, much["travel"]))


def _squatting(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Down instead of back: the knees bend, the torso stays upright."""
    posture = replace(rep.bottom, knee=max(much["knee"], rep.bottom.knee + much["more"]), torso=much["torso"])
    return _free_bottom(drill, rep, stance, posture, "torso")


def _knees_forward(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Shins tip forward under a torso that leans as it should."""
    torso = max(rep.bottom.torso, min(much["torso"], drill.within[1] - 3.0))
    posture = replace(rep.bottom, balance=max(rep.bottom.balance, much["balance"]), torso=torso, knee=45.0)
    return _bottom(rep, shins_at(much["shin"])(stance, posture, "knee"))


def _locked_knees(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Straight legs, at the bottom and on the way."""
    top = replace(rep.top, knee=min(rep.top.knee, much["knee"]))
    return replace(rep, top=top, bottom=replace(rep.bottom, knee=much["knee"], hip_drop=0.0, turn=0.0))


def _not_hinging(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The back folds instead of the hips."""
    rounded = _rounded_back(drill, rep, much, stance).bottom
    torso = min(rounded.torso, max(much["torso"], drill.within[0] + 1.0))
    return _bottom(rep, travelled(stance, replace(rounded, torso=torso, knee=much["knee"]), much["travel"]))


def _rounded_back(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Low and upper back flex; the head is held up as much as keeps it in line with the torso."""
    posture = replace(
        rep.bottom,
        lumbar=max(rep.bottom.lumbar, much["lumbar"]),
        thoracic=max(rep.bottom.thoracic, much["thoracic"]),
    )
    return _free_bottom(drill, rep, stance, _head_in_line(posture, rep.bottom))


def _hollow_back(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The low back arches."""
    posture = replace(
        rep.bottom,
        lumbar=min(rep.bottom.lumbar, 0.0) + much["lumbar"],
        thoracic=rep.bottom.thoracic + much["thoracic"],
    )
    return _free_bottom(drill, rep, stance, posture)


def _hunched_shoulders(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Shoulders forward, upper back bent."""
    posture = replace(
        rep.bottom,
        shoulders=rep.bottom.shoulders + much["shoulders"],
        thoracic=rep.bottom.thoracic + much["thoracic"],
    )
    return _free_bottom(drill, rep, stance, _head_in_line(posture, rep.bottom))


def _neck_off_line(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The head lifts to look ahead, or hangs: by habit, and where the trunk bends it out of line already, that way.

    A rounded back keeps the head in line by lifting it, hunched shoulders by dropping it: there it goes on.
    """
    line = rep.bottom.neck
    if line < -12.0:
        neck = line + much["neck"]
    elif line > 4.0:
        neck = line - much["neck"]
    else:
        neck = much["neck"] if line > -4.0 else -much["neck"]
    return _bottom(rep, replace(rep.bottom, neck=neck))


def _too_shallow(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Back up before the drill's range; the back is flat."""
    if drill.counts_by == "hip_height":
        high = replace(rep.bottom, torso=max(0.75 * rep.bottom.torso, 20.0), balance=0.0)
        return _bottom(rep, hips_at(drill.within[1] + much["high"])(stance, high, "knee"))
    torso = drill.within[0] - much["short"]
    return _bottom(rep, replace(rep.bottom, torso=torso, knee=max(much["knee"] * rep.bottom.knee, 8.0)))


def _too_deep(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """On until the back gives way."""
    posture = replace(
        rep.bottom, torso=drill.within[1] + much["beyond"], lumbar=max(rep.bottom.lumbar, much["lumbar"])
    )
    return _bottom(rep, _head_in_line(posture, rep.bottom))


def _weight_on_toes(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The weight goes to the balls of the feet and the heels come up."""
    posture = replace(rep.bottom, balance=max(rep.bottom.balance, much["balance"]), heels=much["heels"])
    return _bottom(rep, posture)


def _uneven_hips(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The hips tilt and turn; the free side opens where only one leg stands."""
    sign = -1.0 if rep.side == "right" else 1.0 if rep.side == "left" else float(np.sign(rep.bottom.hip_drop) or 1.0)
    return _bottom(rep, replace(rep.bottom, hip_drop=sign * much["hip_drop"], turn=-sign * much["turn"]))


def _short_lockout(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Down again before the hips are through."""
    top = replace(rep.top, torso=much["torso"], knee=max(rep.top.knee, much["knee"]), neck=-0.3 * much["torso"])
    return replace(rep, top=top)


def _leaning_back(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Past vertical at the top."""
    return replace(rep, top=replace(rep.top, torso=much["torso"], lumbar=much["lumbar"]))


def _head_in_line(posture: Posture, before: Posture) -> Posture:
    """A neck that takes back most of what bent spine and shoulders move the head against the torso.

    Shares: degrees of shoulder-to-ear against the torso per degree of each, measured on the posed bodies.
    """
    moved = (
        0.23 * (posture.lumbar - before.lumbar)
        + 0.63 * (posture.thoracic - before.thoracic)
        - 1.03 * (posture.shoulders - before.shoulders)
    )
    beyond = float(np.sign(moved)) * max(abs(moved) - 8.0, 0.0)
    return replace(posture, neck=float(np.clip(posture.neck - beyond / 0.375, -50.0, 45.0)))


# ---- tempo and the ways between


def _too_fast(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Hurried, down and up."""
    return replace(rep, down=min(rep.down, much["down"]), up=min(rep.up, much["up"]))


def _no_pause(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Turned around at once."""
    return replace(rep, pause=much["pause"], bounce=much["bounce"])


def _hips_rise_first(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The knees straighten while the torso stays down, then the back lifts it."""
    bottom, top = rep.bottom, rep.top
    high = replace(
        bottom.towards(top, RISING),
        torso=bottom.torso + much["torso"] * (top.torso - bottom.torso),
        knee=bottom.knee + much["early"] * (top.knee - bottom.knee),
    )
    return replace(rep, via_up=((RISING, high),))


def _arms_pulling(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """Elbows bend on the way up and straighten at the top."""
    return _on_the_way_up(rep, lambda posture: replace(posture, pull=much["pull"]))


def _bar_drift(drill: Drill, rep: Rep, much: dict[str, float], stance: Stance) -> Rep:
    """The hands leave the line of the legs, at the bottom and on the way up."""
    rep = _bottom(rep, replace(rep.bottom, reach=much["reach"]))
    return _on_the_way_up(rep, lambda posture: replace(posture, reach=max(posture.reach, 0.8 * much["reach"])))


def _on_the_way_up(rep: Rep, change: Callable[[Posture], Posture]) -> Rep:
    """A change to the middle of the way up, beside whatever else happens there."""
    keys: list[Key] = []
    known = [(0.0, rep.bottom), *rep.via_up, (1.0, rep.top)]
    shares = sorted({PULLING, STAYING, *(share for share, _ in rep.via_up)})
    for share in shares:
        after = next(n for n, (at, _) in enumerate(known) if at >= share)
        (first, low), (second, high) = known[after - 1], known[after]
        posture = low.towards(high, (share - first) / (second - first))
        keys.append((share, change(posture) if PULLING <= share <= STAYING else posture))
    return replace(rep, via_up=tuple(keys))


_CHANGES: Mapping[FaultId, Callable[[Drill, Rep, dict[str, float], Stance], Rep]] = {
    "hips_not_back": _hips_not_back,
    "squatting": _squatting,
    "knees_forward": _knees_forward,
    "locked_knees": _locked_knees,
    "not_hinging": _not_hinging,
    "rounded_back": _rounded_back,
    "hollow_back": _hollow_back,
    "hunched_shoulders": _hunched_shoulders,
    "neck_off_line": _neck_off_line,
    "too_shallow": _too_shallow,
    "too_deep": _too_deep,
    "too_fast": _too_fast,
    "no_pause": _no_pause,
    "short_lockout": _short_lockout,
    "leaning_back": _leaning_back,
    "weight_on_toes": _weight_on_toes,
    "hips_rise_first": _hips_rise_first,
    "arms_pulling": _arms_pulling,
    "bar_drift": _bar_drift,
    "uneven_hips": _uneven_hips,
}
_LAST: tuple[FaultId, ...] = ("hips_rise_first", "arms_pulling", "bar_drift")
_DEPTH: tuple[FaultId, ...] = (
    "squatting",
    "knees_forward",
    "hips_not_back",
    "not_hinging",
    "too_shallow",
    "too_deep",
)
_ORDER: tuple[FaultId, ...] = (
    *_DEPTH,
    *(fault for fault in FAULT_IDS if fault not in (*_DEPTH, *_LAST)),
    *_LAST,
)
"""Depth and pattern first, so that backs and heads bend on the final lean; the ways last, between final postures."""
