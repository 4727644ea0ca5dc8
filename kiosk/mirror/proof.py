"""Whether a language fits the glass: each text measured where the mirror shows it, in the letters that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pygame
from pygame import Rect

from kiosk.coach.rules.sides import SIDES, SideBalance
from kiosk.locale.texts import (
    Begin,
    CalibrateTexts,
    FaultsTexts,
    MachineTexts,
    OfferTexts,
    PhaseTexts,
    PlacementTexts,
    SidesTexts,
    Texts,
    TrainerTexts,
)
from kiosk.mirror.lettering import block_size, fit, missing, width
from kiosk.mirror.numbers import duration
from kiosk.mirror.screens.ears import say_box
from kiosk.mirror.screens.hold import INTRODUCED
from kiosk.mirror.screens.parts import (
    ALONE,
    APART,
    HEADING,
    HINT,
    LISTED,
    NOTE,
    OVER_HINT,
    OVER_OFFER,
    PROMPT,
    RESULT,
    below_said,
    beside,
    code_label,
    list_box,
    list_size,
    over_hint,
)
from kiosk.mirror.screens.sides import DIFFERENCES, differences, side_boxes
from kiosk.mirror.theme import Theme

_PROBLEM = "usb:0: gave no picture for 3 seconds; check its cable"
"""As long as most lines on what is wrong with a part."""

_NAME = "Single-leg Romanian deadlift"

_WHO = "Wilhelmina Montgomery"[:20]
"""As long as a trainer's name may be."""

_COUNT = 100
"""Reps that a set may have."""

_WIDEST = 180.0
"""Degrees that a side may reach."""

LEAST = 0.8
"""Of a label: as small as set-up lines may be beside who gets into place."""

_SETS = 20
_ITEM = "40/40"
"""Of a drill."""

_METRES = "2.75"
"""From the glass to a mark."""

_SECONDS = 59 * 60.0
"""Of a long set."""


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the key, filled in, and where it goes: into ``box`` at ``size``, in at most ``most`` lines.

    ``least``: the size below which it must not shrink to go in, as it is read from afar or never made smaller.
    """

    key: str
    text: str
    box: Rect
    size: int
    most: int
    least: int = 0

    def misfit(self) -> str:
        """Why it cannot be read there, or nothing."""
        size, lines = fit(self.text, self.box.size, self.size, self.most)
        if " ".join(lines) != " ".join(self.text.split()):
            return f"is cut to {' '.join(lines)!r}"
        return f"{self.text!r} is too wide to be read from afar" if size < self.least else ""


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
    for key, text, hint_key, hint in _placing(texts):
        yield from _said(theme, layout.placing, key, text, hint_key, beside(theme, hint))
    for key, text, hint_key, hint in _during_a_set(texts):
        yield from _said(theme, layout.cue, key, text, hint_key, beside(theme, hint))
    for key, text, hint_key, hint in _across(texts):
        yield from _said(theme, layout.voice, key, text, hint_key, hint)
    yield from _prompted(theme, texts)
    for key, text, hint_key, hint in _summed_up(texts):
        yield from _said(theme, layout.voice, key, text, hint_key, hint, OVER_OFFER, afar=False)
    label = theme.sizes.label
    for key, text in (
        ("glass.depth", texts.glass.depth),
        ("glass.back", texts.glass.back),
        ("glass.not_counted.one", texts.glass.not_counted.of(1)),
        ("glass.not_counted.other", texts.glass.not_counted.of(_COUNT)),
    ):
        yield Place(key, text, Rect(0, 0, layout.plot.width // 2, 2 * label), label, 1, label)
    yield from _compared(theme, texts.glass.sides)
    yield Place("glass.cannot_see", texts.glass.cannot_see, layout.note, label, NOTE, label)
    yield Place("glass.link", texts.glass.link, code_label(layout, theme), label, 1, label)
    yield Place("glass.trainers", texts.glass.trainers, code_label(layout, theme), label, 1, label)
    yield Place("glass.result", texts.glass.result, layout.result_label, label, RESULT, label)
    trainer = texts.glass.trainer
    for name in TrainerTexts.model_fields:
        told = getattr(trainer, name).format(who=_WHO)
        yield Place(f"glass.trainer.{name}", told, layout.sign, label, 1, label)
    yield from _sayable(theme, texts)
    yield Place("machine.pairing.fingerprint", texts.machine.pairing.fingerprint, layout.heading, label, HEADING)
    refused = texts.glass.settings_refused
    yield Place("glass.settings_refused", refused, layout.note, label, NOTE)
    yield Place("calibrate.moved", texts.calibrate.moved, layout.note, label, NOTE)
    for named, playlist in texts.playlists.items():
        if playlist.name is not None:
            yield Place(f"playlists.{named}.name", f"{playlist.name} · {_ITEM}", layout.heading, label, HEADING)
    for drill_id, drill in texts.drills.items():
        if drill.name is not None:
            heading = f"{drill.name} · {duration(_SECONDS)}"
            yield Place(f"drills.{drill_id}.name", heading, layout.heading, label, HEADING)
        if drill.unseen is not None:
            note = f"{texts.glass.cannot_see}: {drill.unseen}"
            yield Place(f"drills.{drill_id}.unseen", note, layout.note, label, NOTE)
        for part, lines in (("setup", drill.setup or ()), ("cautions", drill.cautions or ())):
            room = layout.steps if part == "setup" else layout.listed
            yield from _listed(theme, f"drills.{drill_id}.{part}", lines, room)
        steps = (drill.setup or ())[:INTRODUCED]
        yield from _listed(theme, f"drills.{drill_id}.setup", steps, layout.steps_beside, LEAST)


def _sayable(theme: Theme, texts: Texts) -> Iterator[Place]:
    """The widest of the wishes that can be spoken, as `kiosk.mirror.screens.ears` draws it; of phrases for the same
    the mirror may be told the first."""
    listening, label = texts.glass.listening, theme.sizes.label
    phrases = [ways[0] for ways in texts.voice.phrases.values()]
    quoted = max((listening.phrase.format(phrase=phrase) for phrase in phrases), key=lambda each: width(each, label))
    box = say_box(theme, theme.layout())
    yield Place("glass.listening.phrase", quoted, box, label, 1, label)
    yield Place("glass.listening.say", listening.say.format(phrases=quoted), box, label, 1, label)


def _compared(theme: Theme, texts: SidesTexts) -> Iterator[Place]:
    """Both sides, as `kiosk.mirror.screens.sides` draws them."""
    layout, size = theme.layout(), theme.sizes.aside
    title, box = side_boxes(layout)[0], layout.compared
    line = Rect(box.left, box.top, box.width, box.height // DIFFERENCES)
    for side in SIDES:
        other = SIDES[side == SIDES[0]]
        behind = SideBalance({side: 0, other: _COUNT}, {side: 80.0, other: _WIDEST}, False, side, side)
        yield Place(f"glass.sides.{side}", texts.of(side), title, theme.sizes.label, 1, theme.sizes.label)
        single = texts.fewer.of(1, side=texts.of(side))
        told = (*differences(behind, texts), single)
        for key, text in zip(("fewer.other", "shorter", "fewer.one"), told, strict=True):
            yield Place(f"glass.sides.{key}", text, line, size, 1)
    for key, text in (("even", texts.even), ("alone", texts.alone)):
        yield Place(f"glass.sides.{key}", text, line, size, 1)


def _listed(
    theme: Theme, key: str, lines: tuple[str, ...], room: Rect, small: float | None = None
) -> Iterator[Place]:
    """As `kiosk.mirror.screens.parts.listed` does it, but never smaller than a label; where letters are ``small``,
    not below that share of one."""
    box, label = list_box(theme.layout(), room), theme.sizes.label
    least = label if small is None else round(small * label)
    size = max(least, list_size(lines, box, theme.sizes.aside if small is None else label))
    for number, line in enumerate(lines):
        yield Place(f"{key}.{number}", line, box, size, LISTED, size)
        below = box.top + block_size(line, box.size, size, LISTED)[1] + round(size * APART)
        box = Rect(box.left, below, box.width, max(1, box.bottom - below))


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


def _placing(texts: Texts) -> Iterator[_Spoken]:
    """What is said to who gets into place."""
    for name in PlacementTexts.model_fields:
        yield _pair(texts, f"placement.{name}")
    for name in ("nobody", "stood_by", "step_backward", "step_forward", "ready", "hand"):
        yield _pair(texts, f"session.{name}")
    yield _spoken(texts, "session.ready.headline", "session.ready.or_hand")
    for start, hints in _STILL.items():
        for hint in hints:
            yield _spoken(texts, f"session.still.{start}", f"session.still.{hint}")


def _during_a_set(texts: Texts) -> Iterator[_Spoken]:
    """What is said beside who does a set."""
    for name in PlacementTexts.model_fields:
        yield _pair(texts, f"placement.{name}")
    yield _pair(texts, "session.away")
    for name in Begin.model_fields:
        yield f"session.begin.{name}", getattr(texts.session.begin, name), "", ""
    yield "not_seen", texts.not_seen, "", ""
    for name in FaultsTexts.model_fields:
        words = texts.faults.of(name)
        yield f"faults.{name}.cue", words.cue, "", ""
        yield f"faults.{name}.praise", words.praise, "", ""


def _across(texts: Texts) -> Iterator[_Spoken]:
    """What is said over the whole width: before and after a set, and of the machine."""
    slow = texts.session.too_slow
    yield _pair(texts, "session.too_slow")
    for name in ("caution", "paused", "pain", "hand"):
        yield _pair(texts, f"session.{name}")
    rest = texts.session.rest
    coming = rest.next_set.format(number=_SETS, sets=_SETS)
    yield "session.rest.headline", rest.headline, "session.rest.next_set", coming
    yield "session.too_slow.in_set", slow.in_set, "session.too_slow.hint", slow.hint
    for named, playlist in texts.playlists.items():
        for drill_id, load in playlist.load.items():
            drill = texts.drills.get(drill_id)
            name = _NAME if drill is None or drill.name is None else drill.name
            yield f"drills.{drill_id}.name", name, f"playlists.{named}.load.{drill_id}", load
    for name in MachineTexts.model_fields:
        yield _pair(texts, f"machine.{name}")
    yield from _calibrating(texts.calibrate)
    for key in ("glass.starting", "glass.attract", "glass.no_reps", "glass.next_time"):
        yield key, dict(texts.phrases())[key], "", ""
    yield "advice.nothing_done", texts.advice.nothing_done, "", ""
    yield from _advised(texts)


def _calibrating(texts: CalibrateTexts) -> Iterator[_Spoken]:
    """As `kiosk.mirror.screens.calibrate` draws it."""
    mark, cross, check = texts.mark, texts.cross, texts.check
    where = mark.hint.format(metres=_METRES)
    yield "calibrate.mark.headline", mark.headline.format(number=_SETS), "calibrate.mark.hint", where
    yield "calibrate.step_back", texts.step_back, "calibrate.mark.hint", where
    yield "calibrate.step_closer", texts.step_closer, "calibrate.mark.hint", where
    for name in ("hint", "low", "again"):
        yield "calibrate.cross.headline", cross.headline, f"calibrate.cross.{name}", getattr(cross, name)
    for name, said in (("unseen", texts.unseen), ("refused", texts.refused)):
        yield f"calibrate.{name}.headline", said.headline, f"calibrate.{name}.hint", said.hint
    told = check.hint.format(residual=_COUNT)
    yield "calibrate.check.headline", check.headline, "calibrate.check.hint", told


def _summed_up(texts: Texts) -> Iterator[_Spoken]:
    """What to work on, over the drill that is offered."""
    for name in OfferTexts.model_fields:
        offered = getattr(texts.offer, name).format(drill=_longest_name(texts))
        for key, advice, *_ in _advised(texts):
            yield key, advice, f"offer.{name}", offered


def _advised(texts: Texts) -> Iterator[_Spoken]:
    """What to work on, after a set."""
    yield "advice.clean", texts.advice.clean, "", ""
    for fault_id in FaultsTexts.model_fields:
        cue = texts.faults.of(fault_id).cue
        yield "advice.fault.one", texts.advice.fault.of(1, cue=cue, times=1), "", ""
        yield "advice.fault.other", texts.advice.fault.of(_COUNT, cue=cue, times=_COUNT), "", ""


def _longest_name(texts: Texts) -> str:
    """Of a drill; where this language words none, one as long as most are."""
    return max((drill.name for drill in texts.drills.values() if drill.name), key=len, default=_NAME)


def _prompted(theme: Theme, texts: Texts) -> Iterator[Place]:
    """What is prompted while a rep goes on, as `kiosk.mirror.screens.exercise` draws it."""
    box, size = theme.layout().cue, theme.sizes.aside
    lowest = box.top
    for drill_id, drill in texts.drills.items():
        for name in PhaseTexts.model_fields if drill.phases is not None else ():
            text = getattr(drill.phases, name)
            yield Place(f"drills.{drill_id}.phases.{name}", text, box, size, PROMPT)
            lowest = max(lowest, box.top + block_size(text, box.size, size, PROMPT)[1])
    for breath, text in texts.breath.items():
        yield Place(f"breath.{breath}", text, below_said(theme, box, lowest), size, PROMPT)


def _pair(texts: Texts, key: str) -> _Spoken:
    """A headline with its hint."""
    return _spoken(texts, f"{key}.headline", f"{key}.hint")


def _spoken(texts: Texts, key: str, hint: str) -> _Spoken:
    """What the keys say."""
    known = dict(texts.phrases())
    return key, known[key], hint, known[hint].replace("{problem}", _PROBLEM)


def _said(
    theme: Theme,
    box: Rect,
    key: str,
    text: str,
    hint_key: str,
    hint: str,
    over: int = OVER_HINT,
    afar: bool = True,
) -> Iterator[Place]:
    """As `kiosk.mirror.screens.parts.speak` does it; ``afar``: what is said must be read from three metres."""
    sizes = theme.sizes
    most = over_hint(theme, over) if hint else ALONE
    yield Place(key, text, box, sizes.voice, most, sizes.afar if afar else 0)
    if hint:
        bottom = box.top + block_size(text, box.size, sizes.voice, most)[1]
        yield Place(hint_key, hint, below_said(theme, box, bottom), sizes.aside, HINT)
