"""The scenes in Spanish: every word that English files say, as the Spanish ones say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from string import Formatter
from typing import Any

from kiosk.coach.drill import Drill, load_repertoire
from kiosk.coach.guidance import Guidance
from kiosk.locale.load import english, load_texts

ES = load_texts("es")

_SAID = {"headline", "hint", "drill_name", "text", "what", "breathe", "unseen", "lines", "course", "advice"}
"""Fields of guidance, and of what it holds, that members read."""


def in_spanish(guidance: Guidance) -> Guidance:
    """``guidance`` with its words in Spanish, as far as there are any for them."""
    changed: Guidance = _changed(guidance)
    return changed


def untranslated(guidance: Guidance) -> set[str]:
    """What of its words is said nowhere in English, so that it stays as it is: names and numbers, or a slip."""
    return {words for words in _words(guidance) if words and _said(words) is None}


def _changed(part: Any) -> Any:
    changes: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in _SAID and isinstance(value, str):
            changes[field.name] = _said(value) or value
        elif field.name in _SAID and isinstance(value, tuple):
            changes[field.name] = tuple(_said(line) or line for line in value)
        elif field.name in {"cue", "prompt", "agenda", "summary", "offer"} and is_dataclass(value):
            changes[field.name] = _changed(value)
    return replace(part, **changes)


def _words(part: Any) -> Iterator[str]:
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in _SAID and isinstance(value, str | tuple):
            yield from (value,) if isinstance(value, str) else value
        elif field.name in {"cue", "prompt", "agenda", "summary", "offer"} and is_dataclass(value):
            yield from _words(value)


def _said(words: str) -> str | None:
    known = _phrases().get(words)
    if known is not None:
        return known
    for pattern, spanish in _patterns():
        found = pattern.fullmatch(words)
        if found is not None:
            return spanish.format(**{slot: _said(value) or value for slot, value in found.groupdict().items()})
    return None


@cache
def _phrases() -> dict[str, str]:
    """Spanish by English."""
    spanish = dict(ES.phrases())
    known = {text: spanish[key] for key, text in english().phrases()}
    theirs = load_repertoire(texts=ES).drills
    for drill_id, drill in load_repertoire().drills.items():
        known |= dict(zip(_shown(drill), _shown(theirs[drill_id]), strict=True))
    return known


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The same for what is filled in."""
    made = []
    for text, spanish in _phrases().items():
        parts = list(Formatter().parse(text))
        if sum(len(literal) for literal, *_ in parts) >= 4 and any(slot for _, slot, *_ in parts):
            matching = (re.escape(literal) + (f"(?P<{slot}>.+)" if slot else "") for literal, slot, *_ in parts)
            made.append((re.compile("".join(matching)), spanish))
    return made


def _shown(drill: Drill) -> list[str]:
    said = drill.phases
    phases = [] if said is None else [said.down, said.bottom, said.up, said.top]
    return [drill.name, *drill.setup, *drill.cautions, *phases, drill.unseen or ""]
