"""Which of the known phrases was said, if any. Pure: likelihoods in, a verb out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.voice.ears.recognizer import Written
from kiosk.voice.ears.table import EarsTable, Sureness

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
    phrases: Sequence[Phrase], likelihoods: Sequence[float], written: Written, table: EarsTable, strictness: str
) -> Spotted:
    """Judge an utterance by the ``likelihoods`` of ``phrases``, one each, and what the network would have
    ``written``.

    ``strictness``: one of those in ``table``. Raises KeyError where it is none, ValueError without phrases.
    """
    best = max(range(len(phrases)), key=likelihoods.__getitem__)
    nearest, likelihood = phrases[best], likelihoods[best]
    others = [value for phrase, value in zip(phrases, likelihoods, strict=True) if not nearest.means_what(phrase)]
    behind = written.likelihood - likelihood
    ahead = likelihood - max(others) if others else float("inf")
    wanted = table.safety if nearest.verb in SAFETY else table.strictness[strictness]
    why = _doubt(likelihood, behind, ahead, written, wanted, table.most_tokens)
    return Spotted(None if why else nearest, nearest, likelihood, behind, ahead, why)


def _doubt(
    likelihood: float, behind: float, ahead: float, written: Written, wanted: Sureness, most_tokens: int
) -> str:
    if written.tokens > most_tokens or not written.ended:
        return "is longer than any command"
    if likelihood < wanted.least:
        return f"is unlikely ({likelihood:.1f}, at least {wanted.least:g})"
    if behind > wanted.behind:
        return f"fits other words far better ({behind:.1f}, at most {wanted.behind:g})"
    if ahead < wanted.ahead:
        return f"is hard to tell from another command ({ahead:.1f}, at least {wanted.ahead:g})"
    return ""
