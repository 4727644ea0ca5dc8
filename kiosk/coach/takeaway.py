"""What a member takes home of a session: a few lines of text, which a phone shows that scans them. Pure: the day
comes from outside, and nothing tells whose result it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from kiosk.coach.guidance import JudgedRep, Summary
from kiosk.coach.rules.sides import SIDES
from kiosk.locale.texts import Texts

LONGEST = 180
"""Bytes of UTF-8: what a QR code of 53 by 53 squares holds at error correction M (ISO/IEC 18004, version 9). More
squares would be too small to be read from where one stands."""


def takeaway(summary: Summary, texts: Texts, day: str) -> str:
    """The result that ``summary`` tells, one thing a line: what was done and on which ``day`` (as it is
    to be written, at most 10 letters), how many reps counted of all, how deep they were, each drill of a session of
    several, and the one thing to work on. Empty where nothing was done.

    Where that is more than `LONGEST` bytes, what matters least is left out, the last drills first.
    """
    if not summary.reps:
        return ""
    drills = _drills(summary.sets)
    told = [
        f"{summary.drill_name}, {day}",
        texts.take_away.counted.format(counted=summary.counted, all=summary.counted + summary.attempts),
        *([_depth(summary, texts)] if len(drills) < 2 else drills),
        _work_on(summary, texts),
    ]
    return "\n".join(_bounded([line for line in told if line]))


def _work_on(summary: Summary, texts: Texts) -> str:
    if summary.advice_id is None:
        return summary.advice
    return texts.take_away.work_on.format(cue=texts.faults.of(summary.advice_id).cue)


def _depth(summary: Summary, texts: Texts) -> str:
    """Of either side where they are counted apart, else of the torso: the deepest, and as a rule. Of reps that
    counted."""
    sides = summary.sides
    if sides is not None and sides.reach:
        unit = "°" if sides.in_degrees else " %"
        names = texts.glass.sides
        return ", ".join(
            f"{names.of(side)}: {sides.reps.get(side, 0)} × {round(sides.reach[side])}{unit}"
            for side in SIDES
            if side in sides.reach
        )
    depths = _inclinations(summary.reps)
    if not depths:
        return ""
    return texts.take_away.depth.format(best=f"{round(max(depths))}°", typical=f"{round(median(depths))}°")


def _drills(sets: Iterable[Summary]) -> list[str]:
    """A line for each drill, in their order: its name, reps that counted of all, usual depth."""
    done: dict[str, list[Summary]] = {}
    for each in sets:
        done.setdefault(each.drill_name, []).append(each)
    lines = []
    for name, its in done.items():
        counted, attempts = sum(each.counted for each in its), sum(each.attempts for each in its)
        depths = [depth for each in its for depth in _inclinations(each.reps)]
        deep = f", {round(median(depths))}°" if depths else ""
        lines.append(f"{name} {counted}/{counted + attempts}{deep}")
    return lines


def _inclinations(reps: Iterable[JudgedRep]) -> list[float]:
    """Torso inclination at the bottom of the reps that counted, degrees."""
    found = (rep.rep.bottom_posture.value("torso_inclination") for rep in reps if rep.counted)
    return [value for value in found if value is not None]


def _bounded(lines: Sequence[str]) -> list[str]:
    """``lines`` as far as they go into `LONGEST`: the first two and the last before those between."""
    kept: set[int] = set()
    left = LONGEST
    for number in (0, 1, len(lines) - 1, *range(2, len(lines) - 1)):
        size = len(lines[number].encode()) + 1
        if number not in kept and size <= left + 1:
            kept.add(number)
            left -= size
    return [line for number, line in enumerate(lines) if number in kept]
