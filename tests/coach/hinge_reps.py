"""A drill with round numbers, and reps of it to judge."""

from __future__ import annotations

from kiosk.coach.drill import FAULT_IDS, RULE_FAULT_IDS, Drill, FaultTable
from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.locale.load import english
from kiosk.locale.texts import FaultTexts
from kiosk.motion.posture import Measure, Measures
from kiosk.motion.rep import Rep, Tempo

DRILL = Drill.model_validate(
    {
        "id": "bow",
        "name": "Bow",
        "purpose": "To have round numbers.",
        "setup": ["Stand"],
        "dose": {"sets": 1, "repetitions": 3},
        "count": {"by": "torso", "begin": 20.0, "rest": 10.0, "bottom": [40.0, 110.0]},
        "target": {"torso_inclination": 60.0, "knee_flexion": 20.0},
        "tempo": {
            "down": 2.0, "pause": 0.5, "up": 1.5,
            "shortest_down": 1.0, "shortest_up": 0.5, "shortest_pause": 0.4,
        },
        "faults": {
            "watch": [*reversed(FAULT_IDS)],
            "disqualify": {"squatting": 0.25},
            "limits": {
                "squatting": {
                    "tolerance": 50.0, "extreme": 90.0, "least_hinge_ratio": 0.6, "least_torso_share": 0.5,
                },
            },
        },
    }
)


def kind(care: str, tolerance: float, extreme: float, *brings: str) -> dict[str, object]:
    return {"care": care, "tolerance": tolerance, "extreme": extreme, "brings": brings}


KINDS = FaultTable.model_validate(
    {
        "kinds": {
            "rounded_back": kind("safety", 0.1, 0.3, "neck_off_line"),
            "hollow_back": kind("safety", 0.1, 0.3),
            "squatting": kind("pattern", 10.0, 20.0, "knees_forward"),
            "hips_not_back": kind("pattern", -0.15, -0.05),
            "knees_forward": kind("pattern", 5.0, 25.0),
            "locked_knees": kind("pattern", -5.0, 0.0),
            "not_hinging": kind("pattern", -60.0, -40.0, "hips_not_back"),
            "weight_on_toes": kind("safety", 0.2, 0.4),
            "hips_rise_first": kind("pattern", 0.3, 0.7),
            "hunched_shoulders": kind("pattern", 5.0, 25.0, "neck_off_line"),
            "neck_off_line": kind("quality", 10.0, 30.0),
            "too_shallow": kind("quality", 0.0, 20.0),
            "too_deep": kind("quality", 0.0, 20.0),
            "too_fast": kind("quality", 0.2, 0.8, "no_pause"),
            "no_pause": kind("quality", 0.2, 1.0),
            "short_lockout": kind("quality", 10.0, 30.0),
            "leaning_back": kind("quality", 5.0, 25.0),
            "arms_pulling": kind("quality", 10.0, 30.0),
            "bar_drift": kind("quality", 0.2, 0.4),
        },
        "of_rules": {name: {"care": "pattern"} for name in RULE_FAULT_IDS},
    }
)

WORDS = {
    "rounded_back": FaultTexts(cue="Long back", praise="That back was long"),
    "hollow_back": FaultTexts(cue="Ribs down", praise="Ribs stayed down"),
    "squatting": FaultTexts(cue="Hips back", praise="All hips"),
    "hips_not_back": FaultTexts(cue="Push the wall", praise="Hips went back"),
    "knees_forward": FaultTexts(cue="Shins still", praise="Knees stayed home"),
    "locked_knees": FaultTexts(cue="Unlock", praise="Soft knees"),
    "not_hinging": FaultTexts(cue="Fold", praise="That was a fold"),
    "weight_on_toes": FaultTexts(cue="Heels", praise="Whole foot"),
    "hips_rise_first": FaultTexts(cue="Together", praise="Chest and hips together"),
    "hunched_shoulders": FaultTexts(cue="Shoulders back", praise="Shoulders stayed"),
    "neck_off_line": FaultTexts(cue="Chin tucked", praise="Neck in line"),
    "too_shallow": FaultTexts(cue="Further back", praise="That is the depth"),
    "too_deep": FaultTexts(cue="Stop sooner", praise="That is where to stop"),
    "too_fast": FaultTexts(cue="Slow", praise="Good tempo"),
    "no_pause": FaultTexts(cue="Hold", praise="Good pause"),
    "short_lockout": FaultTexts(cue="Hips through", praise="Standing tall"),
    "leaning_back": FaultTexts(cue="Stop at straight", praise="Tall"),
    "arms_pulling": FaultTexts(cue="Ropes", praise="Long arms"),
    "bar_drift": FaultTexts(cue="Brush your legs", praise="Close"),
}
TEXTS = english().model_copy(
    update={"not_seen": "Stay in view", "faults": english().faults.model_copy(update=WORDS)}
)
"""English, with words as short as the drill's."""


def measures(confidence: float = 0.9, **values: float | Measure | None) -> Measures:
    """Measures by name: a number is seen with ``confidence``, None is absent."""
    return Measures(
        **{
            name: value if isinstance(value, Measure) or value is None else Measure(value, confidence)
            for name, value in values.items()
        }
    )


ARMS = {"elbow_flexion": 15.0, "hand_to_leg": 0.15}
BOTTOM = {"torso_inclination": 62.0, "hip_flexion": 85.0, "knee_flexion": 20.0, "hinge_ratio": 0.85, **ARMS}
CHANGE = {
    "torso_inclination": 60.0,
    "hip_flexion": 82.0,
    "knee_flexion": 15.0,
    "shin_inclination": -6.0,
    "hip_travel": 0.24,
    "back_curvature": 0.0,
    "balance": -0.05,
    "lumbar_flexion": 0.0,
    "thoracic_flexion": 0.0,
    "shoulder_depth": 0.0,
    "neck_angle": 0.0,
    "head_pitch": -2.0,
}
TOP = {"torso_inclination": 2.0, "hip_flexion": 6.0, "knee_flexion": 5.0}
TOP_CHANGE = {"torso_inclination": 1.0, "hip_flexion": 3.0}


def _part_way_up(bottom: dict[str, float | Measure | None]) -> dict[str, float | Measure | None]:
    """What is measured where all have done two fifths of their way from ``bottom`` to the top."""
    return {
        name: at + 0.4 * (top - at)
        for name, top in TOP.items()
        if isinstance(at := bottom[name], float | int)
    }


def good_rep(
    number: int = 1,
    *,
    bottom: dict[str, float | Measure | None] | None = None,
    top: dict[str, float | Measure | None] | None = None,
    change: dict[str, float | Measure | None] | None = None,
    part_way_up: dict[str, float | Measure | None] | None = None,
    way_up: dict[str, float | Measure | None] | None = None,
    held: float | None = 0.15,
    down: float = 2.0,
    pause: float = 0.4,
    up: float = 1.5,
    returned: bool = True,
    in_range: bool = True,
    knee_by_edge: bool = True,
) -> Rep:
    """A clean hinge of four seconds, the ``number``-th of one every five, but for what is given.

    ``bottom``, ``part_way_up`` and ``way_up`` are as measured, ``change`` and ``top`` against standing; ``held``:
    where the hands are held at the top, leg lengths before the legs.
    """
    start = 5.0 * number
    return Rep(
        number=number,
        start=start,
        bottom=start + 2.2,
        end=start + 4.0,
        tempo=Tempo(down=down, pause=pause, up=up, peak_speed=60.0),
        bottom_posture=measures(**{**BOTTOM, **(bottom or {})}),
        top_posture=measures(**{**TOP, "hand_to_leg": held}),
        change=measures(**{**CHANGE, **(change or {})}),
        top_change=measures(**{**TOP_CHANGE, **(top or {})}),
        in_range=in_range,
        returned=returned,
        part_way_up=measures(**{**_part_way_up({**BOTTOM, **(bottom or {})}), **(part_way_up or {})}),
        way_up=measures(**{**ARMS, **(way_up or {})}),
        knee_by_edge=knee_by_edge,
    )


def judged(number: int, *fault_ids: str, reason: str | None = None, **severities: float) -> JudgedRep:
    """The ``number``-th rep with faults of severity 0.5, or with those given."""
    named = {**dict.fromkeys(fault_ids, 0.5), **severities}
    rep = good_rep(number)
    faults = tuple(Fault(fault_id, severity, 0.9, rep.bottom) for fault_id, severity in named.items())
    return JudgedRep(rep, reason is None, faults, reason)
