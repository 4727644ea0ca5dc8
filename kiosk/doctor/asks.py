"""Whom the doctor asks what no program can see: whether the LEDs light up."""

from __future__ import annotations

import select
import sys
from typing import Protocol

_PATIENCE = 60.0
"""Seconds for an answer."""

_TRIES = 3


class Asks(Protocol):
    """Somebody who is asked, or nobody."""

    there: bool

    def tell(self, line: str) -> None:
        """Say it."""
        ...

    def ask(self, question: str) -> bool | None:
        """Yes or no; None: nobody answered."""
        ...


class Nobody:
    """Nobody is there: nothing is asked."""

    there = False

    def tell(self, line: str) -> None:
        """Nobody hears it."""

    def ask(self, question: str) -> bool | None:  # noqa: ARG002
        """Nobody answers."""
        return None


class Terminal:
    """Who sits at the terminal, for a minute a question."""

    there = True

    def tell(self, line: str) -> None:
        """Print it."""
        print(line, flush=True)

    def ask(self, question: str) -> bool | None:
        """Wait for y or n."""
        for _ in range(_TRIES):
            print(f"{question} [y/n] ", end="", flush=True)
            if not select.select([sys.stdin], [], [], _PATIENCE)[0]:
                print()
                return None
            answer = sys.stdin.readline().strip().casefold()
            if answer in {"y", "yes"}:
                return True
            if answer in {"n", "no"}:
                return False
        return None


def whoever_is_there(may_ask: bool) -> Asks:
    """Who sits at the terminal, where there is one and they may be asked."""
    return Terminal() if may_ask and sys.stdin.isatty() and sys.stdout.isatty() else Nobody()
