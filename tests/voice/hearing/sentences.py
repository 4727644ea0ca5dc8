"""What people say in a gym that is no command, commands within sentences among it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WHO = (
    "I", "my sister", "the trainer", "your friend", "that guy", "our neighbour", "the new member", "everybody here",
)  # fmt: skip
DID = (
    "went to the gym", "bought new shoes", "missed the last class", "was late for work", "lifted more than ever",
    "wanted to try the rower", "forgot the towel at home", "had a long talk with the coach", "moved to another city",
    "watched the game on Sunday", "slept badly all week", "cooked for twelve people", "sold the old car",
)  # fmt: skip
WHEN = (
    "yesterday", "last week", "before breakfast", "after the holidays", "in the morning", "twice this month",
    "when it was raining", "on the way home", "the other day", "as far as I know",
)  # fmt: skip
ASKS = (
    "Did you see how heavy that was?", "How many sets do you still have?", "Is anybody using this bench?",
    "What time does the sauna close today?", "Could you hand me the small plates, please?",
    "Where did you leave the water bottle?", "Do you think it is going to rain tonight?",
    "Who put the rope up there?", "Have you ever tried the class on Thursday?", "Which way to the lockers?",
)  # fmt: skip
AROUND = (
    "He told me to {} and I did not know why.", "You know, {} is what she always says to us.",
    "If you {} every ten minutes, you will never finish this.", "I said {} twice, but nobody was listening.",
    "They never {} before the music is over.", "After that we {} and then go for lunch together.",
)  # fmt: skip


def sentence(phrases: Sequence[str], lot: np.random.Generator) -> str:
    """One of many thousand; a third of them has one of ``phrases`` in its midst."""

    def one(of: Sequence[str]) -> str:
        return of[int(lot.integers(len(of)))]

    kind = lot.uniform()
    if kind < 0.33:
        return one(AROUND).format(one(phrases))
    if kind < 0.5:
        return one(ASKS)
    told = f"{one(WHO)} {one(DID)} {one(WHEN)}"
    if kind < 0.75:
        told += f", and {one(WHO)} {one(DID)} {one(WHEN)}"
    return f"{told[0].upper()}{told[1:]}."
