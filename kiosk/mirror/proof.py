"""Whether a language fits the glass: each text measured where the mirror shows it, in the letters that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pygame
from pygame import Rect

from kiosk.locale.texts import FaultsTexts, MachineTexts, PlacementTexts, Texts
from kiosk.mirror.lettering import Lettering, fit, missing
from kiosk.mirror.numbers import duration
from kiosk.mirror.screens.parts import ALONE, HEADING, HINT, NOTE, OVER_HINT, below_said, heading_box, note_box
from kiosk.mirror.theme import Theme

_PROBLEM = "usb:0: gave no picture for 3 seconds; check its cable"
"""As long as most lines on what is wrong with a part."""

_COUNT = 100
"""Reps that a set may have."""

_SECONDS = 59 * 60.0
"""Of a long set."""


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the key, filled in, and where it goes: into ``box`` at ``size``, in at most ``most`` lines.

    ``whole``: it must go in at that size, as it is read from three metres or never made smaller; else it may shrink.
    """

    key: str
    text: str
    box: Rect
    size: int
    most: int
    whole: bool

    def misfit(self) -> str:
        """Why it cannot be read there, or nothing."""
        size, lines = fit(self.text, self.box.size, self.size, self.most)
        if " ".join(lines) != " ".join(self.text.split()):
            return f"is cut to {' '.join(lines)!r}"
        return f"{self.text!r} is too wide to be read from afar" if self.whole and size < self.size else ""


def misfits(texts: Texts, theme: Theme) -> list[str]:
    """What of ``texts`` cannot be read on a glass of ``theme``: a line each, naming the key and what is wrong."""
    pygame.font.init()
    found = {key: f"the mirror's font has no {missing(text)}" for key, text in texts.phrases() if missing(text)}
    for place in places(texts, theme):
        why = place.misfit()
        if why:
            found.setdefault(place.key, f"{why}, on a glass of {theme.size[0]} x {theme.size[1]}")
    return [f"{key}: {why}" for key, why in found.items()]


def places(texts: Texts, theme: Theme) -> Iterator[Place]:
    """Every text that the mirror shows."""
    layout = theme.layout()
    for key, text, hint_key, hint in _beside(texts):
        yield from _said(theme, layout.cue, key, text, hint_key, hint)
    for key, text, hint_key, hint in _across(texts):
        yield from _said(theme, layout.voice, key, text, hint_key, hint)
    label = theme.sizes.label
    for key, text in (
        ("glass.depth", texts.glass.depth),
        ("glass.back", texts.glass.back),
        ("glass.not_counted.one", texts.glass.not_counted.of(1)),
        ("glass.not_counted.other", texts.glass.not_counted.of(_COUNT)),
    ):
        yield Place(key, text, Rect(0, 0, layout.plot.width // 2, 2 * label), label, 1, True)
    yield Place("glass.cannot_see", texts.glass.cannot_see, note_box(layout), label, 1, True)
    for drill_id, drill in texts.drills.items():
        if drill.name is not None:
            heading = f"{drill.name} · {duration(_SECONDS)}"
            yield Place(f"drills.{drill_id}.name", heading, heading_box(layout), label, HEADING, False)
        if drill.unseen is not None:
            note = f"{texts.glass.cannot_see}: {drill.unseen}"
            yield Place(f"drills.{drill_id}.unseen", note, note_box(layout), label, NOTE, False)


_STILL = {
    "standing": ("hint", "still_bent"),
    "seated": ("hint", "still_bent"),
    "kneeling": ("at_rest",),
    "lying": ("at_rest",),
    "plank": ("at_rest",),
}
"""What is said by how a drill begins, and the hints that may go below it."""

_Spoken = tuple[str, str, str, str]
"""The key of what is said and its words, the key of the hint below it and its words; no hint: empty."""


def _beside(texts: Texts) -> Iterator[_Spoken]:
    """What is said beside a person: at set-up and during a set."""
    for name in PlacementTexts.model_fields:
        yield _pair(texts, f"placement.{name}")
    for name in ("nobody", "ready", "away"):
        yield _pair(texts, f"session.{name}")
    for start, hints in _STILL.items():
        for hint in hints:
            yield _spoken(texts, f"session.still.{start}", f"session.still.{hint}")
    yield "not_seen", texts.not_seen, "", ""
    for name in FaultsTexts.model_fields:
        words = texts.faults.of(name)
        yield f"faults.{name}.cue", words.cue, "", ""
        yield f"faults.{name}.praise", words.praise, "", ""


def _across(texts: Texts) -> Iterator[_Spoken]:
    """What is said over the whole width: before and after a set, and of the machine."""
    slow = texts.session.too_slow
    yield _pair(texts, "session.too_slow")
    yield "session.too_slow.in_set", slow.in_set, "session.too_slow.hint", slow.hint
    for name in MachineTexts.model_fields:
        yield _pair(texts, f"machine.{name}")
    for key in ("glass.starting", "glass.attract", "glass.no_reps", "glass.next_time"):
        yield key, dict(texts.phrases())[key], "", ""
    yield "advice.nothing_done", texts.advice.nothing_done, "", ""
    yield "advice.clean", texts.advice.clean, "", ""
    for name in FaultsTexts.model_fields:
        cue = texts.faults.of(name).cue
        yield "advice.fault.one", texts.advice.fault.of(1, cue=cue, times=1), "", ""
        yield "advice.fault.other", texts.advice.fault.of(_COUNT, cue=cue, times=_COUNT), "", ""


def _pair(texts: Texts, key: str) -> _Spoken:
    """A headline with its hint."""
    return _spoken(texts, f"{key}.headline", f"{key}.hint")


def _spoken(texts: Texts, key: str, hint: str) -> _Spoken:
    """What the keys say."""
    known = dict(texts.phrases())
    return key, known[key], hint, known[hint].replace("{problem}", _PROBLEM)


def _said(theme: Theme, box: Rect, key: str, text: str, hint_key: str, hint: str) -> Iterator[Place]:
    """As `kiosk.mirror.screens.parts.speak` does it."""
    sizes = theme.sizes
    most = OVER_HINT if hint else ALONE
    yield Place(key, text, box, sizes.voice, most, True)
    if hint:
        said = Lettering().block(text, box.size, sizes.voice, theme.palette.line, most=most)
        yield Place(hint_key, hint, below_said(theme, box, box.top + said.size[1]), sizes.aside, HINT, False)
