"""A drill put into words: what a trainer reads before they change it. Pure."""

from __future__ import annotations

from kiosk.coach.count import HoldCount
from kiosk.coach.course import Bout, Course
from kiosk.coach.drill import Drill
from kiosk.coach.session import ANNOUNCED, IN_PLACE
from kiosk.coach.tempo import PARTS, seconds_of_rep, told

_UNITS = {
    "torso": "degrees of torso inclination",
    "hip_height": "hundredths of the leg that the hips sink",
    "hip_extension_lying": "degrees that the hips open, lying",
    "hip_flexion_lying": "degrees that the hips close, lying",
    "hip_knee": "degrees of hip flexion, kneeling",
}


def counting(drill: Drill) -> str:
    """How ``drill`` is counted, in a sentence."""
    count = drill.count
    if isinstance(count, HoldCount):
        return f"seconds held, the hip within {count.bend:g} degrees of the line, from {count.least:g} s on"
    low, high = count.bottom
    extra = [
        *(["first rep may begin at the bottom"] if count.from_bottom else []),
        *(["sides apart"] if count.per_side else []),
        *([f"landing within {count.lands_within:g} s"] if count.lands_within is not None else []),
        *([f"weight down within {count.down_within:g} s"] if count.down_within is not None else []),
    ]
    return "; ".join([f"reps by {_UNITS[count.by]}, {low:g} to {high:g}", *extra])


def dose(drill: Drill) -> str:
    """How much of ``drill``, in a phrase."""
    return f"{drill.dose.sets} x {amount(drill)}, {drill.dose.rest:g} s rest"


def amount(drill: Drill) -> str:
    """How much of ``drill`` a set is, in a phrase."""
    dose = drill.dose
    each = f"{dose.repetitions} reps" if dose.seconds is None else f"{dose.seconds:g} s"
    return f"{each} a side" if drill.count.per_side else each


def tempo(drill: Drill) -> str:
    """The tempo of ``drill`` in a phrase; nothing of what is held."""
    if isinstance(drill.count, HoldCount):
        return ""
    parts = told(drill)
    return ", ".join(f"{parts[part]:g} s {part}" for part in PARTS)


def lasts(course: Course) -> float:
    """Seconds that ``course`` takes who follows the ghost and is never corrected; cautions are not among them."""
    announced = ANNOUNCED * course.items if course.announced else 0.0
    return announced + sum(IN_PLACE + _seconds_of(bout) + bout.rest for bout in course.bouts)


def _seconds_of(bout: Bout) -> float:
    held = bout.drill.dose.seconds
    return bout.goal * seconds_of_rep(bout.drill.tempo) if held is None else held


def lines(drill: Drill) -> list[tuple[str, str]]:
    """What there is to say of ``drill``: a heading and a text each; headings repeat as "" on further lines."""
    breathing, phases = drill.breathing, drill.phases
    table: list[tuple[str, list[str]]] = [
        ("purpose", [drill.purpose]),
        ("muscles", [", ".join(drill.muscles)]),
        ("equipment", [", ".join(drill.equipment) or "none"]),
        ("start", [f"{drill.start}, seen from the {drill.view}"]),
        ("set-up", list(drill.setup)),
        ("counted by", [counting(drill)]),
        ("target", [f"torso {drill.target.torso_inclination:g}°, knee {drill.target.knee_flexion:g}°"]),
        ("tempo", [tempo(drill)]),
        ("jump", [] if drill.jump is None else [f"{drill.jump.height:.0%} of the body's height"]),
        (
            "phases",
            [] if phases is None else [f"{name}: {getattr(phases, name)}" for name in type(phases).model_fields],
        ),
        ("breathing", [] if breathing is None else [f"down: {breathing.down}, up: {breathing.up}"]),
        ("dose", [dose(drill)]),
        ("special rule", [] if drill.special is None else [special(drill)]),
        ("faults watched", [", ".join(drill.faults.watch) or "none"]),
        ("easier, harder", [f"{drill.regress_to or '-'}, {drill.progress_to or '-'}"]),
        ("cautions", list(drill.cautions)),
        ("not seen", [drill.unseen or ""]),
        ("sources", [", ".join(drill.sources)]),
    ]
    return [
        (heading if number == 0 else "", text)
        for heading, texts in table
        for number, text in enumerate(text for text in texts if text)
    ]


def special(drill: Drill) -> str:
    """The special rule of ``drill`` with its numbers, or nothing."""
    if drill.special is None:
        return ""
    values = drill.special.model_dump()
    kind = str(values.pop("kind")).replace("_", " ")
    return ", ".join([kind, *(f"{name.replace('_', ' ')} {_plain(value)}" for name, value in values.items())])


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(str(item).replace("_", " ") for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
