"""The examination: part after part, none of which can keep the others from being looked at."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.doctor.finding import Finding, bad
from kiosk.doctor.visit import Visit

PATIENCE = 60.0
"""Seconds after which a part is left to itself."""

_TO_THE_MAKERS = "send `kiosk doctor --bundle FILE.zip` to the makers, who look into it"


@dataclass(frozen=True, slots=True)
class Part:
    """Something to look at: its ``name`` for `kiosk doctor --only`, and who looks, for ``patience`` seconds."""

    name: str
    look: Callable[[Visit], list[Finding]]
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Examination:
    """All that was found, and the parts that did not answer: their threads still hang."""

    findings: tuple[Finding, ...]
    hung: tuple[str, ...] = ()


def examine(parts: Sequence[Part], visit: Visit) -> Examination:
    """Look at ``parts``, one after the other. A part that fails or hangs is a finding; the others are looked at."""
    findings: list[Finding] = []
    hung: list[str] = []
    with _quiet():
        for part in parts:
            found = _look(part, visit)
            if found is None:
                hung.append(part.name)
                do = f"pull the plug for ten seconds; if it comes again, {_TO_THE_MAKERS}"
                found = [bad(part.name, f"does not answer within {part.patience:.0f} s", do)]
            findings += found
    return Examination(tuple(findings), tuple(hung))


def _look(part: Part, visit: Visit) -> list[Finding] | None:
    """What is found; None where it hangs. On a thread of its own: a driver that hangs cannot be waited for."""
    answers: queue.SimpleQueue[list[Finding]] = queue.SimpleQueue()

    def look() -> None:
        try:
            found = part.look(visit)
        except Exception as error:
            why = " ".join(str(error).split())
            found = [bad(part.name, f"could not be looked at: {type(error).__name__}: {why}", _TO_THE_MAKERS)]
        answers.put(found)

    threading.Thread(target=look, name=f"doctor: {part.name}", daemon=True).start()
    try:
        return answers.get(timeout=part.patience)
    except queue.Empty:
        return None


@contextmanager
def _quiet() -> Iterator[None]:
    """The parts say in their findings what they would else write to the log."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
