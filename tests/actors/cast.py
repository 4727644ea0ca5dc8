"""The people, and which of them tune the mirror and which report on it."""

from __future__ import annotations

from .people import Bottoms, Build, Person, Top

BLACK, NAVY, GREY, BONE = (0.03, 0.03, 0.035), (0.03, 0.045, 0.10), (0.17, 0.175, 0.18), (0.55, 0.53, 0.50)
WHITE, SAND, SILVER = (0.66, 0.66, 0.65), (0.48, 0.42, 0.33), (0.45, 0.45, 0.46)
CUP = "breast/female-young-averagemuscle-averageweight-maxcup-averagefirmness"
BELLY, SEAT, LATS, V_SHAPE = (
    "stomach/stomach-pregnant-incr",
    "buttocks/buttocks-volume-incr",
    "torso/torso-muscle-dorsi-incr",
    "torso/torso-vshape-incr",
)

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
IVY = Person(
    Build("female", "caucasian", muscle=0.25, weight=-0.5, height=-0.02, age=0.0),
    "light",
    Top((0.05, 0.05, 0.06), kind="tank", looseness=0.5),
    Bottoms("leggings", (0.06, 0.06, 0.07)),
    "bun",
    (0.22, 0.12, 0.05),
    footwear="barefoot",
)
JONAS = Person(
    Build("male", "african", muscle=0.9, weight=0.1, height=0.12, age=0.15, details=((LATS, 0.5), (V_SHAPE, 0.4))),
    "dark",
    Top((0.28, 0.30, 0.33), kind="tank", looseness=0.7),
    Bottoms("shorts", (0.20, 0.03, 0.03)),
    "short",
    (0.010, 0.009, 0.008),
    footwear="high_top",
    shoe=BLACK,
    beard=True,
)
KEMI = Person(
    Build("female", "african", muscle=0.75, weight=-0.1, height=0.04, age=0.1, details=((SEAT, 0.7),)),
    "dark",
    Top((0.05, 0.22, 0.20), kind="tank", looseness=0.5),
    Bottoms("leggings", (0.05, 0.18, 0.17)),
    "curly",
    (0.014, 0.010, 0.008),
    shoe=WHITE,
)
LARS = Person(
    Build("male", "caucasian", muscle=-0.1, weight=-0.4, height=0.33, age=0.0),
    "light",
    Top((0.022, 0.022, 0.025), sleeve=1.80, looseness=1.5, kind="hoodie", flow=0.6, length=0.05),
    Bottoms("joggers", (0.022, 0.022, 0.024), flow=0.7),
    "short",
    (0.35, 0.24, 0.10),
    footwear="thick",
    shoe=WHITE,
)
MEI = Person(
    Build("female", "asian", muscle=-0.3, weight=0.15, height=0.01, age=0.5),
    "light",
    Top(SAND, sleeve=0.75, looseness=1.8, flow=0.9, length=0.06),
    Bottoms("trousers", (0.46, 0.44, 0.40), flow=0.9),
    "short",
    (0.05, 0.045, 0.045),
    shoe=BONE,
)
NADIA = Person(
    Build("female", "caucasian", muscle=0.0, weight=0.1, height=0.08, age=0.08, details=((CUP, 0.3),)),
    "tan",
    Top((0.16, 0.09, 0.16), sleeve=1.80, looseness=1.6, flow=0.85, length=0.12),
    Bottoms("trousers", (0.05, 0.05, 0.07), flow=0.9),
    "short",
    (0.02, 0.014, 0.010),
    footwear="thick",
    shoe=GREY,
    headwear="headscarf",
    headwear_colour=(0.34, 0.22, 0.30),
)
OMAR = Person(
    Build("male", "african", muscle=0.3, weight=0.75, height=0.04, age=0.32, details=((BELLY, 0.6),)),
    "dark",
    Top((0.24, 0.245, 0.25), sleeve=1.80, looseness=1.4, kind="hoodie", flow=0.6, length=0.04),
    Bottoms("joggers", (0.10, 0.105, 0.11), flow=0.6),
    "bald",
    (0.012, 0.010, 0.010),
    beard=True,
    shoe=(0.05, 0.10, 0.30),
)
PAULA = Person(
    Build("female", "caucasian", muscle=-0.2, weight=0.7, height=0.12, age=0.2, details=((CUP, 0.45), (SEAT, 0.5))),
    "light",
    Top((0.025, 0.025, 0.028), sleeve=1.80, looseness=1.4, kind="hoodie", flow=0.6, length=0.06),
    Bottoms("joggers", (0.025, 0.025, 0.03), flow=0.5),
    "long",
    (0.18, 0.07, 0.03),
    shoe=BLACK,
    sole=BLACK,
)
QUENTIN = Person(
    Build("male", "caucasian", muscle=-0.4, weight=-0.3, height=-0.05, age=0.75),
    "light",
    Top((0.50, 0.50, 0.49), sleeve=1.80, looseness=1.4, kind="hoodie", flow=0.6, length=0.03),
    Bottoms("joggers", (0.42, 0.42, 0.41), flow=0.7),
    "short",
    (0.55, 0.54, 0.52),
    shoe=SILVER,
)
RAVI = Person(
    Build("male", "asian", muscle=0.8, weight=-0.15, height=0.14, age=0.05, details=((V_SHAPE, 0.5),)),
    "tan",
    Top((0.04, 0.06, 0.20), sleeve=1.75, looseness=0.5),
    Bottoms("leggings", (0.035, 0.035, 0.04)),
    "short",
    (0.012, 0.010, 0.009),
    headwear="cap",
    headwear_colour=(0.30, 0.04, 0.04),
    shoe=(0.30, 0.32, 0.05),
)
SOFIA = Person(
    Build("female", "caucasian", muscle=0.1, weight=0.35, height=0.03, age=0.12, details=((CUP, 0.5), (SEAT, 0.8))),
    "medium",
    Top((0.60, 0.55, 0.52), kind="tank", looseness=0.6),
    Bottoms("leggings", (0.46, 0.42, 0.41)),
    "curly",
    (0.05, 0.028, 0.015),
    shoe=WHITE,
)
TARO = Person(
    Build("male", "asian", muscle=-0.1, weight=0.45, height=0.12, age=0.55, details=((BELLY, 0.5),)),
    "medium",
    Top((0.07, 0.16, 0.09), sleeve=0.80, looseness=1.8, flow=0.9, length=0.04),
    Bottoms("shorts", (0.20, 0.18, 0.13), flow=0.5),
    "short",
    (0.10, 0.10, 0.10),
    footwear="barefoot",
    headwear="cap",
)

FIRST = (ADAM, BELLA, CHIKE, DORIS, ERIK, FUMI, GANESH, HALIMA)
"""Those whom the calibration pictures show."""
CAST = {
    "ADAM": ADAM,
    "BELLA": BELLA,
    "CHIKE": CHIKE,
    "DORIS": DORIS,
    "ERIK": ERIK,
    "FUMI": FUMI,
    "GANESH": GANESH,
    "HALIMA": HALIMA,
    "IVY": IVY,
    "JONAS": JONAS,
    "KEMI": KEMI,
    "LARS": LARS,
    "MEI": MEI,
    "NADIA": NADIA,
    "OMAR": OMAR,
    "PAULA": PAULA,
    "QUENTIN": QUENTIN,
    "RAVI": RAVI,
    "SOFIA": SOFIA,
    "TARO": TARO,
}
EVERYONE = tuple(CAST.values())
TUNE = (ADAM, CHIKE, DORIS, FUMI, KEMI, LARS, NADIA, OMAR, SOFIA, TARO)
"""On these the mirror's numbers may be tuned."""
REPORT = (BELLA, ERIK, GANESH, HALIMA, IVY, JONAS, MEI, PAULA, QUENTIN, RAVI)
"""On these its accuracy is reported; nothing is ever tuned on them."""
