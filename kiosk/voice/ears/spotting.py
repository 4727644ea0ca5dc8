"""Which of the known phrases was said, if any. Pure: likelihoods in, a verb out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.voice.ears.recognizer import Written
from kiosk.voice.ears.table import EarsTable, Pace, Sureness

SAFETY = frozenset({"stop", "pain"})
"""Verbs that must not be missed: a set that ends for nothing costs little."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that ask for ``verb``. ``alike``: the verbs that do the same just now; their phrases are no rivals."""

    verb: str
    text: str
    alike: frozenset[str] = frozenset()

    def means_what(self, other: Phrase) -> bool:
        """Whether what comes of both is the same."""
        return self.verb == other.verb or other.verb in self.alike


@dataclass(frozen=True, slots=True)
class Manner:
    """How it was said: within so many ``seconds``, after a ``pause`` of so many since anything else was, and a
    ``calm`` of so many since somebody about as near was heard in the background."""

    seconds: float
    pause: float
    calm: float


@dataclass(frozen=True, slots=True)
class Spotted:
    """What an utterance was taken for: ``phrase``, absent where it is no command, and ``why`` then. ``nearest``: the
    phrase that fits best all the same. In natural logs: its ``likelihood``, how far it lies ``behind`` what the
    network would write, and ``ahead`` of the best phrase with another meaning."""

    phrase: Phrase | None
    nearest: Phrase
    likelihood: float
    behind: float
    ahead: float
    why: str = ""


def spot(
    phrases: Sequence[Phrase],
    likelihoods: Sequence[float],
    written: Written,
    manner: Manner,
    table: EarsTable,
    strictness: str,
) -> Spotted:
    """Judge an utterance by the ``likelihoods`` of ``phrases``, one each, what the network would have ``written``,
    and the ``manner`` in which it was said.

    ``strictness``: one of those in ``table``. Raises KeyError where it is none, ValueError without phrases.
    """
    best = max(range(len(phrases)), key=likelihoods.__getitem__)
    nearest, likelihood = phrases[best], likelihoods[best]
    others = [value for phrase, value in zip(phrases, likelihoods, strict=True) if not nearest.means_what(phrase)]
    behind = written.likelihood - likelihood
    ahead = likelihood - max(others) if others else float("inf")
    wanted = table.safety if nearest.verb in SAFETY else table.strictness[strictness]
    if min(manner.pause, manner.calm) < table.alone:
        wanted = wanted.amid_talk
    why = (
        _too_long(written, behind, table.most_tokens)
        or _out_of_pace(nearest, manner.seconds, table.pace)
        or _doubt(likelihood, behind, ahead, wanted)
    )
    return Spotted(None if why else nearest, nearest, likelihood, behind, ahead, why)


def _too_long(written: Written, behind: float, most_tokens: int) -> str:
    """Over noise the network may write without end; what fits better than all of that was said all the same."""
    long = written.tokens > most_tokens or not written.ended
    return "is longer than any command" if long and behind > 0.0 else ""


def _out_of_pace(nearest: Phrase, seconds: float, pace: Pace) -> str:
    usual = pace.usual(nearest.text)
    if seconds < pace.hasty * usual:
        return f"is too short for it ({seconds:.1f} s, usually {usual:.1f})"
    if seconds > pace.slow * usual:
        return f"is too long for it ({seconds:.1f} s, usually {usual:.1f})"
    return ""


def _doubt(likelihood: float, behind: float, ahead: float, wanted: Sureness) -> str:
    if likelihood < wanted.least:
        return f"is unlikely ({likelihood:.1f}, at least {wanted.least:g})"
    if behind > wanted.behind:
        return f"fits other words far better ({behind:.1f}, at most {wanted.behind:g})"
    if ahead < wanted.ahead:
        return f"is hard to tell from another command ({ahead:.1f}, at least {wanted.ahead:g})"
    return ""
