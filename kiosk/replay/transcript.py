"""A replay put into words: what was counted, which faults were seen, what was said and why, and what it came to."""

from __future__ import annotations

from pathlib import Path

from kiosk.coach.guidance import Cue, Decision, Fault, HeldBack, JudgedRep, Offer, OfferKind, Summary, Why
from kiosk.replay.run import Replay

_BECAUSE = {
    Why.CLEAN: "nothing to correct",
    Why.ALONE: "the only fault worth saying",
    Why.CARE: "safety goes before pattern, pattern before quality",
    Why.CAUSE: "a cause goes before what it brings",
    Why.PERSISTENCE: "of the same care what persists goes first",
    Why.SEVERITY: "of the same care the worse and surer goes first",
    Why.ATTEMPT: "why the rep does not count",
    Why.NOT_SEEN: "too little was seen to count the rep",
    Why.MENDED: "the fault corrected last is gone",
    Why.FADED: "corrections rest at this stage",
    Why.SLIGHT: "too slight to be said",
    Why.UNSURE: "not sure enough to be said",
}

_OFFERED = {
    OfferKind.CORRECTIVE: "it mends {fault}, which persists",
    OfferKind.PROGRESS: "a whole set was clean",
    OfferKind.STEP_BACK: "form falls apart",
}


def transcript(replay: Replay) -> str:
    """Lines of text, each with the seconds of the clip at which it happened; ends with a line break.

    Times and grades have one decimal, so that what does not matter does not change it.
    """
    lines = [f"{Path(replay.clip).name} as {replay.drill_id}"]
    offered = None
    for number, (rep, decision, offer) in enumerate(replay.decided, start=1):
        time = rep.rep.end if decision.cue is None else decision.cue.time
        lines += [_line(rep.rep.end, _verdict(number, rep)), *(_line(time, text) for text in _decided(decision))]
        if offer is not None and offer != offered:
            lines.append(_line(time, _offer(offer)))
        offered = offer
    if replay.summary is not None:
        lines += [_line(replay.last_time, text) for text in _summary(replay.summary)]
    return "\n".join(lines) + "\n"


def _line(time: float, text: str) -> str:
    return f"{time:7.1f}  {text}"


def _verdict(number: int, rep: JudgedRep) -> str:
    faults = ", ".join(_fault(fault) for fault in rep.faults) or "no fault"
    unjudged = f"; not judged: {', '.join(sorted(rep.unjudged))}" if rep.unjudged else ""
    verdict = "counted" if rep.counted else f"not counted ({rep.reason})"
    side = "" if rep.rep.side is None else f" {rep.rep.side}"
    return f"rep {number}{side} {verdict}: {faults}{unjudged}"


def _fault(fault: Fault) -> str:
    return f"{fault.id} {fault.severity:.1f} (sure {fault.confidence:.1f}, from {fault.onset:.1f})"


def _decided(decision: Decision) -> list[str]:
    """What was said and what was not, and why."""
    why = f"{_BECAUSE[decision.why]} [{decision.stage}]"
    first = "  nothing said" if decision.cue is None else _said(decision.cue)
    return [f"{first}: {why}", *(f"  held back {_held(item)}" for item in decision.held_back)]


def _said(cue: Cue) -> str:
    return f'  {cue.kind} "{cue.text}" ({cue.id})'


def _held(item: HeldBack) -> str:
    return f"{item.fault_id}: {_BECAUSE[item.why]}"


def _offer(offer: Offer) -> str:
    why = _OFFERED[offer.kind].format(fault=offer.fault_id)
    if offer.kind is OfferKind.STEP_BACK and offer.fault_id is not None:
        why = f"{offer.fault_id} was extreme, and more than once"
    return f'  offer "{offer.text}" ({offer.drill_id}): {why}'


def _summary(summary: Summary) -> list[str]:
    about = "" if summary.advice_id is None else f" ({summary.advice_id})"
    lines = [
        f"summary: {summary.counted} counted, {summary.attempts} attempts in {summary.seconds:.1f} s",
        f'  advice "{summary.advice}"{about}',
    ]
    return lines if summary.offer is None else [*lines, _offer(summary.offer)]
