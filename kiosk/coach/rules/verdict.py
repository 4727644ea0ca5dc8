"""From a rule's finding to the rep's verdict, and to what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from kiosk.coach.drill import FaultId, FaultTable
from kiosk.coach.guidance import Cue, CueKind, Fault, JudgedRep
from kiosk.coach.rules.finding import RuleFinding, Verdict
from kiosk.locale.texts import Texts

_SURE = 0.25
"""Confidence below which a broken rule is not believed."""

_IN_A_ROW = 2
"""The same correction is said this many reps in a row, then rests for one."""


def with_rule(judged: JudgedRep, finding: RuleFinding | None, kinds: FaultTable) -> JudgedRep:
    """``judged`` with what its drill's special rule came to: a broken one is the fault that it names, where the coach
    knows that one."""
    if finding is None:
        return judged
    ruled = replace(judged, rule=finding)
    if not finding.broken or finding.confidence < _SURE or finding.says not in kinds.kinds:
        return ruled
    onset = judged.rep.bottom if finding.onset is None else finding.onset
    fault = Fault(finding.says, finding.severity, finding.confidence, onset)
    same = next((item for item in judged.faults if item.id == fault.id), None)
    if same is None:
        return replace(ruled, faults=(*judged.faults, fault), unjudged=judged.unjudged - {fault.id})
    if same.severity >= fault.severity:
        return ruled
    return replace(ruled, faults=tuple(fault if item is same else item for item in judged.faults))


def with_rule_said(
    reps: Sequence[JudgedRep], said: Sequence[Cue], cue: Cue | None, kinds: FaultTable, texts: Texts, time: float
) -> Cue | None:
    """What to say after the last of ``reps``, where ``cue`` would be said without a rule that has words of its own.

    Such a rule is of the pattern: it goes before quality and praise, after safety and the pattern's faults. It is
    praised where it was said last and has been kept since.
    """
    finding = reps[-1].rule
    if finding is None:
        return cue
    own = None if finding.says is None or finding.says in kinds.kinds else finding.says
    if own is None or not finding.broken or finding.confidence < _SURE:
        return None if _praises_a_rule(cue, kinds) and finding.verdict is not Verdict.KEPT else cue
    if cue is not None and cue.kind is not CueKind.PRAISE and _goes_before(cue, kinds):
        return cue
    if len(reps) > _IN_A_ROW and [item.id for item in said][-_IN_A_ROW:] == [own] * _IN_A_ROW:
        told = [item.time for item in said[-_IN_A_ROW:]]
        if told[0] >= reps[-1 - _IN_A_ROW].rep.end:
            return None if _praises_a_rule(cue, kinds) else cue
    return Cue(time, own, texts.faults.of(own).cue, CueKind.CORRECTION if reps[-1].counted else CueKind.ATTEMPT)


def _goes_before(cue: Cue, kinds: FaultTable) -> bool:
    """Whether what ``cue`` says matters more than a broken rule; so does that too little was seen."""
    fault_id = cast(FaultId, cue.id)
    return fault_id not in kinds.kinds or kinds.kinds[fault_id].care != "quality"


def _praises_a_rule(cue: Cue | None, kinds: FaultTable) -> bool:
    return cue is not None and cue.kind is CueKind.PRAISE and cue.id not in kinds.kinds
