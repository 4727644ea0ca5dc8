"""A drill put into words: what a trainer reads before they change it. Pure."""

from __future__ import annotations

from kiosk.coach.count import HoldCount
from kiosk.coach.drill import Drill

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
    amount = drill.dose
    each = f"{amount.repetitions} reps" if amount.seconds is None else f"{amount.seconds:g} s"
    sides = " a side" if drill.count.per_side else ""
    return f"{amount.sets} x {each}{sides}, {amount.rest:g} s rest"


def lines(drill: Drill) -> list[tuple[str, str]]:
    """What there is to say of ``drill``: a heading and a text each; headings repeat as "" on further lines."""
    tempo, breathing, phases = drill.tempo, drill.breathing, drill.phases
    table: list[tuple[str, list[str]]] = [
        ("purpose", [drill.purpose]),
        ("muscles", [", ".join(drill.muscles)]),
        ("equipment", [", ".join(drill.equipment) or "none"]),
        ("start", [f"{drill.start}, seen from the {drill.view}"]),
        ("set-up", list(drill.setup)),
        ("counted by", [counting(drill)]),
        ("target", [f"torso {drill.target.torso_inclination:g}°, knee {drill.target.knee_flexion:g}°"]),
        ("tempo", [f"{tempo.down:g} s down, {tempo.pause:g} s pause, {tempo.up:g} s up"]),
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
