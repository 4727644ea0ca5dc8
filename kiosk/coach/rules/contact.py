"""The rod on the back: head, upper back and tailbone keep touching it."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from kiosk.coach.rules.finding import Prop, RuleFinding, Verdict, found, unseen
from kiosk.coach.rules.trail import Trail, trust_in
from kiosk.coach.special import Contact, ContactKept
from kiosk.motion.motion import Moment
from kiosk.motion.rep import Rep

SAID: Mapping[Contact, str] = {
    "head": "neck_off_line",
    "upper_back": "contact_upper_back",
    "tailbone": "contact_tailbone",
}
"""What mends a lost contact."""

_MASKS = 2
"""Frames with the person's outline that a contact needs about the bottom: one alone may be the arm's."""

_BLADES = 0.06
"""Torso lengths more that the upper back may be off: the hands that hold the rod, and the blades, move it."""

_HEAD_UP = -15.0
"""Degrees of the neck since standing from which on it is the head that pushes the rod off the upper back."""

_EXTREME = 0.12
"""Torso lengths beyond the drill's own at which a gap could not be worse."""


class ContactRule:
    """Told by the stick laid on the back of every frame with the person's outline, against the own standing."""

    def __init__(self, special: ContactKept) -> None:
        self._special = special
        self._gaps = {name: Trail() for name in special.contacts}

    def watch(self, moment: Moment) -> tuple[Prop, ...]:
        """Nothing is drawn but the stick itself."""
        stick, posture = moment.posture.stick, moment.posture
        if stick is not None:
            for name, gaps in self._gaps.items():
                gaps.note(posture.time, stick.beyond.get(name), posture.visibility)
        return ()

    def judge(self, rep: Rep) -> RuleFinding:
        """Torso lengths of the gap, beyond what is a touch, at the contact that lost most."""
        kind, findings = self._special.kind, []
        for name, gaps in self._gaps.items():
            seen = gaps.between(rep.start, rep.end, share=0.5)
            deep = [item for item in seen if _about(rep, item.time)]
            if len(deep) < _MASKS:
                continue
            touch = touch_of(self._special, name)
            gap = median(item.value for item in deep) - touch
            onset = next((item.time for item in seen if item.value > touch), rep.bottom)
            findings.append((gap, name, onset, trust_in(deep)))
        if not findings:
            return unseen(kind)
        lost = tuple(name for gap, name, *_ in findings if gap > 0.0)
        gap, name, onset, sure = max(findings)
        if not lost and len(findings) < len(self._gaps):
            return RuleFinding(kind, Verdict.UNSEEN, gap, "torso", parts=())  # one of them may have been lost
        worst = found(kind, gap, "torso", _EXTREME, sure, onset, _said(name, rep))
        return RuleFinding(
            kind, worst.verdict, gap, "torso", worst.severity, sure, worst.onset, worst.says, lost
        )


def touch_of(special: ContactKept, name: str) -> float:
    """Torso lengths of gap beyond the own standing up to which the contact ``name`` touches."""
    return special.gap + (_BLADES if name == "upper_back" else 0.0)


def _said(name: Contact, rep: Rep) -> str:
    neck = rep.change.neck_angle
    if name == "upper_back" and neck is not None and neck.value < _HEAD_UP:
        return SAID["head"]
    return SAID[name]


def _about(rep: Rep, time: float) -> bool:
    """Whether ``time`` lies in the lower part of ``rep``."""
    down, up = rep.start + rep.tempo.down, rep.end - rep.tempo.up
    return down - 0.35 * rep.tempo.down <= time <= up + 0.35 * rep.tempo.up
