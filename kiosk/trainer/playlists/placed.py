"""Where on the form of a playlist a problem is told: beside its field, else beside what the field is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kiosk.coach.tempo import PARTS
from kiosk.repertoire.opened import Problem
from kiosk.trainer.playlists.draft import Draft
from kiosk.trainer.playlists.picks import Pick

WHOLE = "file"
"""The place of what no field is about: over the form."""

_OF_ALL = ("name", "purpose", "for_whom", "order", "rest", "round_rest", "voice", "language", "items", "schedule")


def places(draft: Draft, picks: Mapping[str, Pick]) -> frozenset[str]:
    """The keys beside which the form of ``draft`` has room for a problem."""
    found = {WHOLE, *_OF_ALL}
    for number, item in enumerate(draft.items):
        pick = picks.get(item.drill)
        held = pick.held if pick is not None else bool(item.seconds)
        asked = ["drill", "sets", "seconds" if held else "repetitions", "strictness", "load"]
        asked += ["rest"] if draft.order != "circuit" else []
        asked += [f"tempo.{part}" for part in PARTS] if pick is None or pick.tempo else []
        found |= {f"items.{number}", *(f"items.{number}.{key}" for key in asked)}
    for number, _ in enumerate(draft.schedule):
        found |= {f"schedule.{number}", *(f"schedule.{number}.{key}" for key in ("days", "begin", "end"))}
    return frozenset(found)


def placed(problems: Iterable[Problem], room: frozenset[str]) -> list[Problem]:
    """The same, each at a key of ``room``; of what has no field of its own, the field is named in the message."""
    return [_placed(problem, room) for problem in problems]


def _placed(problem: Problem, room: frozenset[str]) -> Problem:
    parts = problem.key.split(".")
    for count in range(len(parts), 0, -1):
        key, rest = ".".join(parts[:count]), ".".join(parts[count:])
        if key in room:
            return Problem(key, f"{rest}: {problem.message}" if rest else problem.message)
    return Problem(WHOLE, f"{problem.key}: {problem.message}")
