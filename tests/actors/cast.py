"""The people. Add to this list; never change one that a committed clip shows."""

from __future__ import annotations

from .people import Bottoms, Build, Person, Top

BLACK, NAVY, GREY, BONE = (0.03, 0.03, 0.035), (0.03, 0.045, 0.10), (0.17, 0.175, 0.18), (0.55, 0.53, 0.50)

ADAM = Person(Build("male", "caucasian", muscle=0.35, age=0.15))
BELLA = Person(
    Build("female", "caucasian", muscle=0.15, weight=-0.1, age=0.05),
    "medium",
    Top((0.35, 0.06, 0.10)),
    Bottoms("leggings", BLACK),
    "ponytail",
    (0.06, 0.032, 0.015),
)
CHIKE = Person(
    Build("male", "african", muscle=0.6, age=0.0),
    "dark",
    Top(BONE),
    Bottoms("leggings", BLACK),
    "short",
    (0.010, 0.008, 0.007),
    shoe=(0.25, 0.04, 0.04),
)
DORIS = Person(
    Build("female", "caucasian", muscle=-0.3, weight=0.65, height=-0.1, age=0.65),
    "light",
    Top((0.10, 0.28, 0.22), sleeve=1.75, looseness=1.3),
    Bottoms("trousers", GREY),
    "short",
    (0.40, 0.38, 0.35),
    shoe=BLACK,
    sole=GREY,
)
ERIK = Person(
    Build("male", "caucasian", muscle=-0.1, weight=0.8, height=0.1, age=0.45),
    "light",
    Top((0.05, 0.05, 0.055), (0.35, 0.35, 0.36), "yoked", looseness=1.3),
    Bottoms("trousers", NAVY),
    "bald",
    (0.12, 0.08, 0.05),
    shoe=BONE,
)
FUMI = Person(
    Build("female", "asian", muscle=0.1, weight=-0.35, height=0.05, age=0.1),
    "medium",
    Top((0.55, 0.56, 0.58), (0.07, 0.10, 0.25), "striped"),
    Bottoms("shorts", (0.12, 0.05, 0.14)),
    "ponytail",
    (0.012, 0.010, 0.010),
    shoe=(0.5, 0.2, 0.25),
)
GANESH = Person(
    Build("male", "asian", muscle=0.1, weight=-0.6, height=0.1, age=0.3),
    "tan",
    Top((0.45, 0.30, 0.04), sleeve=1.75),
    Bottoms("trousers", (0.10, 0.08, 0.06)),
    "short",
    (0.014, 0.011, 0.010),
)
HALIMA = Person(
    Build("female", "african", muscle=0.45, weight=0.3, height=0.05, age=0.2),
    "dark",
    Top((0.62, 0.20, 0.05), sleeve=0.45),
    Bottoms("leggings", (0.05, 0.09, 0.16)),
    "short",
    (0.012, 0.009, 0.008),
    shoe=(0.65, 0.65, 0.65),
)

EVERYONE = (ADAM, BELLA, CHIKE, DORIS, ERIK, FUMI, GANESH, HALIMA)
