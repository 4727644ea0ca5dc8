"""A drill's thresholds as a form: grouped, worded, in units that a trainer reads, and read back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from kiosk.coach.drill import Drill
from kiosk.repertoire.thresholds import Threshold, Unit
from kiosk.trainer.gauges import LESS_IS_WORSE, Gauge, depth_gauge, fault_gauge

Words = Mapping[str, Any]

_LIMITS = "faults.limits."

_PERCENT: frozenset[Unit] = frozenset({"share", "leg_lengths", "torso_lengths", "foot_lengths"})
"""Shown in hundredths."""

_WHOLE: frozenset[Unit] = frozenset({"sets", "repetitions"})

_WAYS = ("down", "pause", "up")


@dataclass(frozen=True, slots=True)
class Number:
    """One threshold as it is shown: all numbers are texts, in the unit ``unit``. ``was``: as the form began with it;
    ``shipped`` None: there is no such drill. ``problem``: what is wrong with ``text``."""

    key: str
    label: str
    text: str
    was: str
    shipped: str | None
    least: str
    most: str
    step: str
    unit: str
    digits: int
    problem: str = ""

    @property
    def id(self) -> str:
        """Of its field."""
        return self.key.replace(".", "-")

    @property
    def after(self) -> str:
        """Its unit as it follows a number."""
        return following(self.unit)

    @property
    def sign(self) -> str:
        """Its unit in a letter: of what it is a share is said with its bounds."""
        return self.unit.partition(" ")[0]

    @property
    def differs(self) -> bool:
        """Whether it is another than the shipped one."""
        return self.shipped is not None and self.was != self.shipped


@dataclass(frozen=True, slots=True)
class Read:
    """A `Gauge` as it is shown, in the unit of the numbers beside it. ``unit``: as it follows the
    number; ``factor``: times which the reading is; ``worse``: which way a fault lies."""

    gauge: Gauge
    label: str
    unit: str
    digits: int
    factor: float
    worse: str


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of one thing. ``fault_id``: of the fault that it is, empty: of none."""

    key: str
    title: str
    help: str
    numbers: tuple[Number, ...]
    read: Read | None = None
    fault_id: str = ""

    @property
    def wrong(self) -> bool:
        """Whether one of its numbers is."""
        return any(number.problem for number in self.numbers)

    @property
    def differs(self) -> bool:
        """Whether one of its numbers is not as shipped."""
        return any(number.differs for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Group:
    """One part of the form."""

    key: str
    title: str
    help: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form said. ``values``: what was changed, in the units of the file; ``typed``: as it was typed;
    ``problems``: by key."""

    values: Mapping[str, float]
    typed: Mapping[str, str]
    problems: Mapping[str, str]


def following(unit: str) -> str:
    """``unit`` as it is written after a number: a sign for degrees at once, all else after a space."""
    return unit if unit in ("", "°") else f"\N{NO-BREAK SPACE}{unit}"


def form_of(drill: Drill, thresholds: tuple[Threshold, ...], words: Words, sent: Sent | None = None) -> list[Group]:
    """The form for ``drill``; what was ``sent`` and changed stands in it still, with what is wrong beside it."""
    numbers = {each.key: _number(each, words["drills"]) for each in thresholds}
    if sent is not None:
        for key, text in sent.typed.items():
            if key in numbers and (key in sent.values or key in sent.problems):
                numbers[key] = replace(numbers[key], text=text, problem=sent.problems.get(key, ""))
    units = {each.key: each.unit for each in thresholds}
    known = words["drills"]["groups"]
    made = {
        "count": _count(drill, numbers, words),
        "target": _target(numbers, words),
        "tempo": _tempo(drill, numbers, words),
        "dose": _dose(numbers, words),
        "faults": _faults(drill, numbers, units, words),
    }
    helped = {key: known[key]["help"] for key in made}
    if drill.count.by == "hold":
        helped["count"] = known["count"]["held"]
    return [Group(key, known[key]["title"], helped[key], blocks) for key, blocks in made.items() if blocks]


def read_form(fields: Mapping[str, str], thresholds: tuple[Threshold, ...], words: Words) -> Sent:
    """What ``fields`` say, where they say something else than the form began with (``was.KEY``)."""
    values: dict[str, float] = {}
    typed: dict[str, str] = {}
    problems: dict[str, str] = {}
    said = words["drills"]["errors"]
    for each in thresholds:
        text, factor = fields.get(each.key), _factor(each.key, each.unit)
        if text is None:
            continue
        typed[each.key] = text = text.strip()[:20]
        if text == fields.get(f"was.{each.key}", _shown(each.value * factor)):
            continue
        number = _read(text)
        if number is None:
            problems[each.key] = said["number"]
            continue
        shown = _number(each, words["drills"])
        value = round(number / factor, 6)
        if not each.least - 1e-6 <= value <= each.most + 1e-6:
            problems[each.key] = said["bounds"].format(least=shown.least, most=shown.most, unit=shown.after)
        elif each.unit in _WHOLE and value != int(value):
            problems[each.key] = said["whole"]
        elif abs(value - each.value) > 1e-6:
            values[each.key] = min(each.most, max(each.least, value))
    return Sent(values, typed, problems)


def _read(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e6 else None


def _factor(key: str, unit: Unit) -> float:
    """By what a number of the file is multiplied to be shown."""
    scale = 100.0 if unit in _PERCENT else 1.0
    return -scale if _fault(key) in LESS_IS_WORSE else scale


def _fault(key: str) -> str:
    return key.removeprefix(_LIMITS).partition(".")[0] if key.startswith(_LIMITS) else ""


def _shown(value: float) -> str:
    return f"{round(value, 4) + 0.0:g}"  # and no -0


def _digits(step: float) -> int:
    return next((digits for digits in (0, 1) if abs(step * 10**digits - round(step * 10**digits)) < 1e-6), 2)


def _number(each: Threshold, words: Words) -> Number:
    factor = _factor(each.key, each.unit)
    least, most = sorted((each.least * factor, each.most * factor))
    step = each.step * abs(factor)
    value = _shown(each.value * factor)
    return Number(
        key=each.key,
        label=_label(each.key, words),
        text=value,
        was=value,
        shipped=None if each.shipped is None else _shown(each.shipped * factor),
        least=_shown(least),
        most=_shown(most),
        step=_shown(step),
        unit=words["units"][each.unit],
        digits=_digits(step),
    )


def _label(key: str, words: Words) -> str:
    fault = _fault(key)
    if not fault:
        return cast(str, words["numbers"][key])
    limits = words["limits"]["less" if fault in LESS_IS_WORSE else "more"]
    return cast(str, limits[key.rpartition(".")[2]])


def _of(numbers: Mapping[str, Number], *keys: str) -> tuple[Number, ...]:
    return tuple(numbers[key] for key in keys if key in numbers)


def _block(
    key: str, words: Words, numbers: tuple[Number, ...], gauge: Gauge | None, helped: str | None = None
) -> Iterator[Block]:
    """The block ``key``, where it has any numbers."""
    if numbers:
        told = words["drills"]["blocks"][key]
        read = None if gauge is None else _read_of(gauge, numbers[0], words)
        yield Block(key, told["title"], told["help"] if helped is None else helped, numbers, read)


def _read_of(gauge: Gauge, beside: Number, words: Words, factor: float = 1.0, worse: str = "more") -> Read:
    label = words["terms"]["measures"].get(gauge.name, "")
    return Read(gauge, label, following(beside.sign), beside.digits, gauge.times * factor, worse)


def _count(drill: Drill, numbers: Mapping[str, Number], words: Words) -> tuple[Block, ...]:
    helped = words["drills"]["depth"][_counted_by(drill)]
    gauge = depth_gauge(drill)
    if drill.count.by == "hold":
        line, least = _of(numbers, "count.bend"), _of(numbers, "count.least")
        return (*_block("line", words, line, gauge, helped), *_block("hold", words, least, None))
    return tuple(_block("depth", words, _of(numbers, "count.bottom.0", "count.bottom.1"), gauge, helped))


def _counted_by(drill: Drill) -> str:
    """The key of the words for what ``drill`` is counted by."""
    return "torso_lying" if drill.count.by == "torso" and not drill.upright else drill.count.by


def counted_words(drill: Drill, words: Words) -> str:
    """How ``drill`` is counted, in a few words."""
    return cast(str, words["drills"]["counted"][_counted_by(drill)])


def _target(numbers: Mapping[str, Number], words: Words) -> tuple[Block, ...]:
    torso, knee = _of(numbers, "target.torso_inclination"), _of(numbers, "target.knee_flexion")
    return (
        *_block("torso", words, torso, Gauge("measure", "torso_inclination")),
        *_block("knee", words, knee, Gauge("measure", "knee_flexion")),
    )


def _tempo(drill: Drill, numbers: Mapping[str, Number], words: Words) -> tuple[Block, ...]:
    """The way to the far end first: of who lies on the floor it is the way up."""
    found: list[Block] = []
    for place, way in enumerate(_WAYS):
        told = {"down": "up", "up": "down", "pause": "held"}[way] if drill.lifts_first else way
        asked = f"tempo.shortest_{way}" in numbers
        gauge = Gauge("tempo", str(place), judged="slow" if asked else "")
        keys = (f"tempo.{way}", f"tempo.shortest_{way}")
        found += [replace(block, key=way) for block in _block(told, words, _of(numbers, *keys), gauge)]
    return tuple(found)


def _dose(numbers: Mapping[str, Number], words: Words) -> tuple[Block, ...]:
    keys = ("dose.sets", "dose.repetitions", "dose.seconds", "dose.rest")
    return tuple(_block("dose", words, _of(numbers, *keys), None))


def _faults(
    drill: Drill, numbers: Mapping[str, Number], units: Mapping[str, Unit], words: Words
) -> tuple[Block, ...]:
    found = []
    for fault_id in drill.faults.watch:
        keys = [f"{_LIMITS}{fault_id}.{name}" for name in ("tolerance", "extreme")]
        gauge = fault_gauge(drill, fault_id)
        limits = _of(numbers, *keys)
        read = None
        if gauge is not None:
            worse = "less" if fault_id in LESS_IS_WORSE else "more"
            read = _read_of(gauge, limits[0], words, _factor(keys[0], units[keys[0]]), worse)
        title, helped = words["terms"]["faults"][fault_id], words["drills"]["faults"][fault_id]
        found.append(Block(fault_id, title, helped, limits, read, fault_id))
    return tuple(found)
