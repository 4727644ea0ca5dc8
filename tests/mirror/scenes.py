"""Guidance as the coach would give it, and the mirror it is shown on."""

from __future__ import annotations

from dataclasses import replace

from kiosk.coach.drill import load_repertoire
from kiosk.coach.ghost.back_line import back_points
from kiosk.coach.ghost.limbs import Limbs
from kiosk.coach.ghost.shown import shown
from kiosk.coach.ghost.solve import Shape
from kiosk.coach.ghost.track import track_of
from kiosk.coach.guidance import (
    Agenda,
    Bar,
    Cue,
    CueKind,
    Fault,
    Feet,
    Figure,
    Guidance,
    JudgedRep,
    Offer,
    OfferKind,
    Prompt,
    Stage,
    Summary,
)
from kiosk.coach.rules.finding import Prop, PropKind, PropState
from kiosk.coach.rules.sides import SideBalance
from kiosk.locale.load import english, load_texts
from kiosk.mirror.demonstration import hinged
from kiosk.motion.posture import Facing, LaidStick, Measure, Measures, Phase
from kiosk.motion.rep import Rep, Tempo
from kiosk.motion.working_side import Side
from kiosk.settings import Settings

PICTURE = (480, 640)


DAY = "2026-03-01"
LINK = "https://example.org/hinge"
LINKED = frozenset({"linked"})
"""Scenes of mirrors with a link."""


def settings(width: int = 1080, height: int = 1920, large: bool = False, link: str | None = None) -> Settings:
    """A 43 inch screen on its side, or one of 75 inches that lies, the camera at half a person's height."""
    lies = width > height
    return Settings.model_validate(
        {
            "camera": {"height_above_floor": 0.86},
            "glass": {
                "display": "offscreen",
                "width": width,
                "height": height,
                "width_mm": 1660.0 if lies else 530.0,
                "camera_above_bottom_mm": 110.0 if lies else 160.0,
                "large_type": large,
                "link": link,
            },
        }
    )


def figure(
    depth: float, facing: Facing = Facing.LEFT, tall: float = 385.0, foot: tuple[float, float] = (255, 513)
) -> Figure:
    """A person ``tall`` pixels in the picture at ``depth`` of a hinge."""
    return Figure(
        {
            name: (foot[0] + facing.sign * x * tall, foot[1] - (y + 0.039) * tall)
            for name, (x, y) in hinged(depth).items()
        }
    )


def rep(number: int, inclination: float, curvature: float, *faults: str, counted: bool = True) -> JudgedRep:
    """A rep with a bottom and a verdict."""
    bottom = Measures(torso_inclination=Measure(inclination, 0.9))
    change = Measures(back_curvature=Measure(curvature, 0.8))
    made = Rep(
        number=number,
        start=0.0,
        bottom=2.0,
        end=4.0,
        tempo=Tempo(1.8, 0.4, 1.5, 70.0),
        bottom_posture=bottom,
        top_posture=Measures(),
        change=change,
        top_change=Measures(),
        in_range=counted,
        returned=True,
    )
    judged = tuple(Fault(name, 0.6, 0.9, 1.5) for name in faults)
    return JudgedRep(made, counted, judged, None if counted else "too_shallow")


REPS = (
    rep(1, 58, 0.12),
    rep(2, 63, -0.02),
    rep(3, 31, 0.0, "too_shallow", counted=False),
    rep(4, 61, -0.28, "rounded_back"),
    rep(5, 66, -0.36, "rounded_back"),
    rep(6, 44, 0.0, "too_fast"),
    rep(7, 60, 0.15),
    rep(8, 62, -0.01),
    rep(9, 64, 0.18),
)

IDLE = Guidance(0.0, Stage.IDLE, "hip_hinge", "Hip hinge", PICTURE)
SETUP = replace(
    IDLE,
    stage=Stage.SETUP,
    headline="Turn side-on",
    hint="Whole body in view",
    user=figure(0.0),
    facing=Facing.LEFT,
    body_height_px=385.0,
)
ON_MAT = replace(
    SETUP,
    hint="One shoulder towards the mirror",
    user=figure(0.0, tall=446.0, foot=(245, 543)),
    feet=Feet((265.0, 532.0), (205.0, 532.0), 0.0),
    body_height_px=446.0,
)
TOO_CLOSE = replace(
    SETUP,
    headline="Step back",
    hint="Your whole body must be in view",
    user=figure(0.0, tall=540.0, foot=(245, 589)),
    feet=Feet((269.0, 576.0), (197.0, 576.0), 0.0),
    body_height_px=540.0,
)
LIE_DOWN = replace(TOO_CLOSE, drill_name="Glute bridge", start="lying")
PLACED = replace(SETUP, headline="Good. Stay there", hint="", progress=0.7)
BASELINE = replace(SETUP, stage=Stage.BASELINE, headline="Stand tall and still", hint="", progress=0.45)
SET = replace(
    BASELINE,
    time=12.0,
    stage=Stage.SET,
    headline="",
    progress=0.0,
    count=3,
    goal=8,
    attempts=1,
    phase=Phase.BOTTOM,
    user=figure(0.72),
    ghost=figure(0.85),
    bar=Bar(0.58, (0.5, 0.8), True),
)
CUED = replace(
    SET,
    cue=Cue(11.0, "hips_not_back", "Push the wall away with your hips", CueKind.CORRECTION),
    faulty=frozenset({"rounded_back", "squatting"}),
    bar=Bar(0.3, (0.5, 0.8), False),
    user=figure(0.45),
    ghost=figure(0.6),
)
PROMPTED = replace(SET, prompt=Prompt("Feel the stretch, back long", "Hold your breath"))
PRAISED = replace(
    SET,
    count=12,
    goal=15,
    facing=Facing.RIGHT,
    attempts=0,
    user=figure(0.0, Facing.RIGHT, foot=(265, 513)),
    ghost=figure(0.05, Facing.RIGHT, foot=(265, 513)),
    cue=Cue(11.0, "praise", "That back was long", CueKind.PRAISE),
    bar=Bar(-0.35, (-0.2, 0.2), False),
)
_USER, _METRE = figure(0.72).joints, 385.0 / 0.935 / 1.72
_HEEL, _KNEE = _USER["heel"], _USER["knee"]


def _line(x: float, low: float, high: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (x, low), (x, high)


def _metres_behind_heel(metres: float) -> float:
    return _HEEL[0] - Facing.LEFT.sign * metres * _METRE


def _box(near: float, far: float, top: float) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
    return _line(near, _HEEL[1], top), ((near, top), (far, top)), _line(far, _HEEL[1], top)


WALL = replace(
    SET,
    props=(Prop(PropKind.WALL, (_line(_metres_behind_heel(0.2), _HEEL[1], _HEEL[1] - 230.0),), PropState.MET),),
)
BENCH = replace(
    SET,
    user=figure(0.3),
    props=(
        Prop(PropKind.BENCH, _box(_metres_behind_heel(0.15), _metres_behind_heel(0.55), _HEEL[1] - 0.46 * _METRE)),
    ),
)
ROLLER = replace(
    CUED,
    faulty=frozenset({"knees_forward"}),
    cue=Cue(11.0, "knees_forward", "Leave the roller standing", CueKind.CORRECTION),
    props=(
        Prop(
            PropKind.ROLLER,
            _box(_KNEE[0] - 0.09 * _METRE, _KNEE[0] - 0.24 * _METRE, _HEEL[1] - 0.9 * _METRE),
            PropState.BROKEN,
        ),
    ),
)
RACK = replace(
    SET,
    props=(
        Prop(
            PropKind.BAR,
            (((_KNEE[0] - 0.35 * _METRE, _KNEE[1] + 12.0), (_KNEE[0] + 0.17 * _METRE, _KNEE[1] + 12.0)),),
        ),
    ),
)


def stick(depth: float, *lost: str) -> LaidStick:
    """A rod on the back of `figure`."""
    joints = figure(depth).joints
    hip, shoulder = complex(*joints["hip"]), complex(*joints["shoulder"])
    torso = shoulder - hip

    def at(along: float) -> tuple[float, float]:
        place = hip + torso * complex(along, 0.24)
        return place.real, place.imag

    contacts = {"head": at(1.3), "upper_back": at(0.9), "tailbone": at(0.05)}
    return LaidStick((at(-0.16), at(1.45)), frozenset(lost), 0.04, contacts)


DOWEL = replace(SET, stick=stick(0.72))
DOWEL_LOST = replace(
    CUED,
    faulty=frozenset(),
    cue=Cue(11.0, "contact_tailbone", "Tailbone to the rod", CueKind.CORRECTION),
    stick=stick(0.45, "tailbone"),
)
LIFT = load_repertoire().drill("barbell_deadlift")
BACK = (-0.01, -0.03, -0.04, -0.035, -0.02, -0.005, 0.002)
"""How much the line of a standing back lies behind a straight one, torso lengths (`kiosk.coach.ghost.back_line`)."""
FLAT = (0.0, 0.025, 0.045, 0.05, 0.045, 0.03, 0.01)
"""The same of a back that has bent."""


def curved(shape: Figure, line: tuple[float, ...] = BACK, facing: Facing = Facing.LEFT) -> Figure:
    """``shape`` with the line of a back."""
    places = (shape.joints[name] for name in ("hip", "shoulder", "ear"))
    hip, shoulder, ear = (complex(x * facing.sign, -y) for x, y in places)
    points = back_points(line, hip, shoulder, ear)
    return Figure(shape.joints | {name: (point.real * facing.sign, -point.imag) for name, point in points.items()})


def led(scene: Guidance, drill_id: str, depth: float, limbs: Limbs, light: float = 1.0) -> Guidance:
    """``scene`` with the ghost of a drill, and where it leads."""
    shape = Shape(load_repertoire().drill(drill_id), limbs)
    ghost, laid = shape.at(depth), track_of(shape)
    assert ghost is not None
    track = None if laid is None else replace(laid[0], light=light, reached=scene.count > 3)
    drill_name = load_repertoire().drill(drill_id).name
    return replace(scene, drill_id=drill_id, drill_name=drill_name, ghost=replace(ghost, light=light), track=track)


STOOD = Limbs.of(figure(0.0).joints, Facing.LEFT, back=BACK)
LED = led(replace(SET, user=curved(figure(0.72))), "hip_hinge", 0.9, STOOD)
REACHED = led(
    replace(CUED, count=4, user=curved(figure(0.95), FLAT), faulty=frozenset({"rounded_back", "hips_not_back"})),
    "hip_hinge",
    1.0,
    STOOD,
)
FADED = led(replace(LED, user=curved(figure(0.3))), "hip_hinge", 0.5, STOOD, 0.45)
LIFTED = led(
    replace(CUED, user=curved(figure(0.6)), faulty=frozenset({"bar_drift", "weight_on_toes"})),
    "barbell_deadlift",
    0.9,
    STOOD,
)
ONE_LEGGED = led(replace(SET, user=curved(figure(0.6))), "single_leg_rdl", 0.9, STOOD)
UNSEEN = replace(SETUP, drill_name=LIFT.name, unseen=LIFT.unseen or "")
TAUGHT = load_repertoire().drill("hip_hinge")
INTRODUCED = replace(
    SETUP,
    user=figure(0.0, foot=(235, 513)),
    agenda=Agenda(TAUGHT.name, TAUGHT.name, 1, 1, 1, 1, lines=TAUGHT.setup),
    shown=shown(TAUGHT),
)
SUMMARY = replace(
    SET,
    stage=Stage.SUMMARY,
    count=8,
    user=None,
    ghost=None,
    bar=None,
    summary=Summary("Hip hinge", 8, 1, 52.0, REPS, "rounded_back", "Long back, chest proud"),
)
OFFERED = replace(
    SUMMARY,
    summary=Summary(
        "Hip hinge",
        8,
        1,
        52.0,
        REPS,
        "rounded_back",
        "Long back, chest proud: 2 of 9 reps",
        offer=Offer(OfferKind.CORRECTIVE, "dowel_hinge", "Try: Dowel hinge", "rounded_back"),
    ),
)


def sided(number: int, side: Side, reach: float, *faults: str, counted: bool = True) -> JudgedRep:
    """A rep of one side, from standing."""
    done = rep(number, reach, 0.0, *faults, counted=counted)
    return replace(done, rep=replace(done.rep, side=side, change=Measures(torso_inclination=Measure(reach, 0.9))))


ONE_LEG = load_repertoire().drill("single_leg_rdl")
LEFTS = (sided(1, "left", 66), sided(2, "left", 63), sided(3, "left", 68, "uneven_hips"), sided(4, "left", 65))
RIGHTS = (sided(5, "right", 52), sided(6, "right", 49, "other_side"), sided(7, "right", 20, counted=False))
COMPARED = SideBalance({"left": 4, "right": 2}, {"left": 65.5, "right": 50.5}, False, "right", "right")
SIDES = replace(
    SUMMARY,
    drill_id=ONE_LEG.id,
    drill_name=ONE_LEG.name,
    count=6,
    summary=Summary(
        ONE_LEG.name, 6, 1, 74.0, LEFTS + RIGHTS, "other_side", "As far as on the other side: 1 of 7 reps", COMPARED
    ),
)
ALIKE = replace(
    SIDES,
    count=8,
    attempts=0,
    summary=Summary(
        ONE_LEG.name,
        *(8, 0, 74.0),
        LEFTS + tuple(sided(number, "right", 64 + number % 3) for number in range(5, 9)),
        *(None, "Clean set. Same again, a little slower"),
        SideBalance({"left": 4, "right": 4}, {"left": 65.5, "right": 65.0}, True),
    ),
)
CLEAN = replace(SUMMARY, summary=Summary("Hip hinge", 5, 0, 41.0, REPS[:2] + REPS[6:], None, ""))

TOO_SLOW = replace(
    IDLE,
    stage=Stage.TOO_SLOW,
    headline="The mirror is too slow just now",
    hint="Give it air, light and its own power supply. “kiosk doctor” tells more",
)
WAITING = replace(TOO_SLOW, headline="Wait, the mirror is too slow", count=3, goal=8, attempts=1, facing=Facing.LEFT)

HINGE = load_repertoire().drill("hip_hinge")
WALL_TOUCH = load_repertoire().drill("wall_touch")
AGENDA = Agenda("First hinge", WALL_TOUCH.name, 1, 2, 2, 3)
SAID = english().session
APPROACH = replace(SETUP, stage=Stage.APPROACH, headline="Come closer", hint="Two or three steps")
STEP_BACKWARD = replace(PLACED, headline=SAID.step_backward.headline, hint=SAID.step_backward.hint)
HAND = replace(PLACED, headline=SAID.hand.headline, hint=SAID.hand.hint, progress=0.6)
CAUTION = replace(
    IDLE,
    stage=Stage.CAUTION,
    headline=SAID.caution.headline,
    hint=SAID.caution.hint,
    progress=0.4,
    agenda=replace(AGENDA, lines=HINGE.cautions),
    unseen=HINGE.unseen or "",
)
NEXT_DRILL = replace(
    IDLE,
    stage=Stage.NEXT_DRILL,
    drill_name=WALL_TOUCH.name,
    headline=WALL_TOUCH.name,
    progress=0.6,
    agenda=replace(AGENDA, lines=WALL_TOUCH.setup),
    unseen=WALL_TOUCH.unseen or "",
    shown=shown(WALL_TOUCH),
)
BRIDGE = load_repertoire().drill("glute_bridge")
NEXT_ON_THE_FLOOR = replace(
    NEXT_DRILL,
    drill_name=BRIDGE.name,
    headline=BRIDGE.name,
    agenda=replace(AGENDA, drill=BRIDGE.name, lines=BRIDGE.setup),
    shown=shown(BRIDGE),
)
REST = replace(
    IDLE,
    stage=Stage.REST,
    headline=SAID.rest.headline,
    hint=SAID.rest.next_set.format(number=2, sets=3),
    progress=0.3,
    agenda=replace(AGENDA, number=2, seconds_left=27.4),
)
REST_AFTER = replace(REST, summary=OFFERED.summary)
REST_SIDES = replace(REST, drill_id=ONE_LEG.id, drill_name=ONE_LEG.name, summary=SIDES.summary)
PAUSED = replace(
    SET,
    stage=Stage.PAUSED,
    headline=SAID.paused.headline,
    hint=SAID.paused.hint,
    user=None,
    ghost=None,
    bar=None,
    agenda=AGENDA,
)
PAIN = replace(SUMMARY, headline=SAID.pain.headline, hint=SAID.pain.hint)

SCENES: dict[str, Guidance | None] = {
    "starting": None,
    "idle": IDLE,
    "linked": IDLE,
    "setup": SETUP,
    "on_mat": ON_MAT,
    "too_close": TOO_CLOSE,
    "lie_down": LIE_DOWN,
    "placed": PLACED,
    "introduced": INTRODUCED,
    "step_backward": STEP_BACKWARD,
    "hand": HAND,
    "baseline": BASELINE,
    "set": SET,
    "cued": CUED,
    "prompted": PROMPTED,
    "praised": PRAISED,
    "summary": SUMMARY,
    "offered": OFFERED,
    "sides": SIDES,
    "sides_alike": ALIKE,
    "rest_sides": REST_SIDES,
    "clean": CLEAN,
    "too_slow": TOO_SLOW,
    "waiting": WAITING,
    "approach": APPROACH,
    "caution": CAUTION,
    "next_drill": NEXT_DRILL,
    "next_on_the_floor": NEXT_ON_THE_FLOOR,
    "rest": REST,
    "rest_after": REST_AFTER,
    "paused": PAUSED,
    "pain": PAIN,
    "wall": WALL,
    "bench": BENCH,
    "roller": ROLLER,
    "rack": RACK,
    "dowel": DOWEL,
    "dowel_lost": DOWEL_LOST,
    "unseen": UNSEEN,
    "led": LED,
    "reached": REACHED,
    "faded": FADED,
    "lifted": LIFTED,
    "one_legged": ONE_LEGGED,
}
ES = load_texts("es")
"""What the screens say of themselves in the other language; `tests.mirror.spanish` has the rest."""

FAULT = ("The camera is away", "Check the ribbon cable, then wait: the mirror tries again by itself.")
