"""How colours are seen: their contrast, how far two of them are apart, and what is left of both to eyes that lack one
kind of cone. Pure: three numbers in, a number out.

Colours are sRGB, 0 to 255 a channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

Rgb = tuple[int, int, int]
Lab = tuple[float, float, float]
_Row = tuple[float, float, float]

LEAST_CONTRAST = 7.0
"""Of what must be read, on black: the level AAA of WCAG 2.2, 1.4.6."""

LEAST_QUIET_CONTRAST = 4.5
"""Of what may be read: level AA, 1.4.3."""

LEAST_APART = 15.0
"""CIEDE2000 between two meanings, for every eye. A difference of 1 can just be seen side by side; these are thin
lines, seen for a moment from three metres and far from each other."""

BLINDNESS: Mapping[str, tuple[_Row, _Row, _Row]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What linear RGB looks like without the long, the middle and the short cones: Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009; severity 1.0."""

_TO_XYZ: tuple[_Row, _Row, _Row] = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
"""Linear sRGB to CIE XYZ under D65 (IEC 61966-2-1)."""

_WHITE = (0.95047, 1.0, 1.08883)


def contrast(colour: Rgb, ground: Rgb = (0, 0, 0)) -> float:
    """1 to 21, by WCAG 2.2 ("contrast ratio")."""
    light, dark = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Rgb) -> float:
    """0 black to 1 white, by WCAG 2.2 ("relative luminance")."""
    return _dot(_TO_XYZ[1], _linear(colour))


def as_seen(colour: Rgb, blindness: str) -> Rgb:
    """``colour`` as eyes with ``blindness`` (a key of `BLINDNESS`) see it."""
    linear = _linear(colour)
    red, green, blue = (_companded(min(max(_dot(row, linear), 0.0), 1.0)) for row in BLINDNESS[blindness])
    return red, green, blue


def too_alike(colours: Mapping[str, Rgb]) -> list[str]:
    """The pairs of ``colours`` (by their meaning) that some eyes cannot tell apart: a line each."""
    told = []
    for one, other in combinations(colours, 2):
        for kind in ("", *BLINDNESS):
            seen = [as_seen(colours[name], kind) if kind else colours[name] for name in (one, other)]
            apart = difference(*seen)
            if apart < LEAST_APART:
                eyes = f"in {kind}" if kind else "for every eye"
                measured = f"{apart:.1f} apart (CIEDE2000), at least {LEAST_APART:g} is needed"
                told.append(f"{one} and {other}: too alike {eyes}: {measured}")
    return told


def difference(one: Rgb, other: Rgb) -> float:
    """How far apart two colours look, by CIEDE2000: about 1 can just be seen, black and white are 100 apart."""
    return ciede2000(lab(one), lab(other))


def lab(colour: Rgb) -> Lab:
    """CIELAB under D65."""
    linear = _linear(colour)
    x, y, z = (_cube(_dot(row, linear) / white) for row, white in zip(_TO_XYZ, _WHITE, strict=True))
    return 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)


def ciede2000(one: Lab, other: Lab) -> float:
    """CIEDE2000 (CIE 142-2001), in the form and with the names of Sharma, Wu and Dalal, "The CIEDE2000
    Color-Difference Formula: Implementation Notes", Color Research and Application 30(1), 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (hypot(a1, b1) + hypot(a2, b2)) / 2.0
    g = 0.5 * (1.0 - sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    (c1, h1), (c2, h2) = _polar((1.0 + g) * a1, b1), _polar((1.0 + g) * a2, b2)
    turn = h2 - h1 if c1 * c2 else 0.0
    turn -= 360.0 * ((turn > 180.0) - (turn < -180.0))
    d_l, d_c, d_h = l2 - l1, c2 - c1, 2.0 * sqrt(c1 * c2) * sin(radians(turn / 2.0))
    light, c, h = (l1 + l2) / 2.0, (c1 + c2) / 2.0, h1 + h2
    if c1 * c2:
        h = h / 2.0 if abs(h1 - h2) <= 180.0 else (h + (360.0 if h < 360.0 else -360.0)) / 2.0
    t = (
        1.0
        - 0.17 * cos(radians(h - 30.0))
        + 0.24 * cos(radians(2.0 * h))
        + 0.32 * cos(radians(3.0 * h + 6.0))
        - 0.20 * cos(radians(4.0 * h - 63.0))
    )
    s_l = 1.0 + 0.015 * (light - 50.0) ** 2 / sqrt(20.0 + (light - 50.0) ** 2)
    s_c, s_h = 1.0 + 0.045 * c, 1.0 + 0.015 * c * t
    r_c = 2.0 * sqrt(c**7 / (c**7 + 25.0**7))
    r_t = -sin(radians(60.0 * exp(-(((h - 275.0) / 25.0) ** 2)))) * r_c
    parts = d_l / s_l, d_c / s_c, d_h / s_h
    return sqrt(sum(part * part for part in parts) + r_t * parts[1] * parts[2])


def _polar(a: float, b: float) -> tuple[float, float]:
    """Chroma and hue (degrees, 0 to 360)."""
    return hypot(a, b), degrees(atan2(b, a)) % 360.0


def _linear(colour: Rgb) -> _Row:
    red, green, blue = (part / 255.0 for part in colour)
    return _expanded(red), _expanded(green), _expanded(blue)


def _expanded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _companded(light: float) -> int:
    return round(255.0 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1.0 / 2.4) - 0.055))


def _cube(ratio: float) -> float:
    return ratio ** (1.0 / 3.0) if ratio > (6.0 / 29.0) ** 3 else ratio * (29.0 / 6.0) ** 2 / 3.0 + 4.0 / 29.0


def _dot(row: _Row, linear: _Row) -> float:
    return row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2]
