"""What the mirror needs on the kernel's command line (`cmdline.txt`, one line). Pure text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WANTED = (
    "quiet",
    "loglevel=3",
    "logo.nologo",
    "vt.global_cursor_default=0",
    "consoleblank=0",
    "cgroup_enable=memory",
)
"""Nothing on the glass but the splash until the mirror draws, a glass that never goes dark by itself, and limits of
memory, which a Pi's kernel leaves out else."""

_MANY = {"cgroup_enable", "console"}
"""Keys that a line may have several times, each with its own effect."""


@dataclass(frozen=True)
class Proposal:
    """``text``: of the file. ``added``: the words that are new in it. ``kept``: remarks on the owner's that stay."""

    text: str
    added: tuple[str, ...]
    kept: tuple[str, ...]


def propose(text: str, wanted: Sequence[str] = WANTED) -> Proposal:
    """``text`` with those of ``wanted`` at its end that it says nothing about."""
    own = text.split()
    added, kept = [], []
    for word in wanted:
        key = word.partition("=")[0]
        said = [mine for mine in own if mine == word or (mine.partition("=")[0] == key and key not in _MANY)]
        if not said:
            added.append(word)
        elif said[-1] != word:
            kept.append(f"{said[-1]} is yours and stays; the mirror would want {word}")
    if not added:
        return Proposal(text, (), tuple(kept))
    line = text.rstrip("\r\n \t")
    end = text[len(line) :]
    return Proposal(f"{line} {' '.join(added)}".lstrip() + (end if "\n" in end else "\n"), tuple(added), tuple(kept))


def without(text: str, words: Sequence[str]) -> str:
    """``text`` without ``words``; the rest is as it is."""
    line = text.rstrip("\r\n \t")
    left = [word for word in line.split(" ") if word not in words]
    return " ".join(left) + text[len(line) :]
