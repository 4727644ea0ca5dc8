"""From what the landmarks say to what the joint centres would say: a small correction, nought at one's own standing.

The hip landmark slides as the hip flexes, clothes and build move all of them, a turn parts shoulders from hips. What
is constant of that goes with the person's own standing; what changes with the posture is taken off here, segment by
segment, by a linear combination of a few features (`kiosk.motion.centres_table.FEATURES`) fitted on rendered people.
"""

from __future__ import annotations

import math
from dataclasses import replace

from kiosk.motion.centres_table import CentresTable, features
from kiosk.motion.chain import Chain, Three
from kiosk.motion.posture import Measure, Measures

_FITTED: tuple[tuple[float, float], ...] = ((-40.0, 125.0), (-125.0, 45.0), (-45.0, 65.0))
"""Degrees that torso, thigh and shank lean in what was fitted: people on their feet, from upright to folded. On the
back, on the knees or on the forearms the landmarks err otherwise."""

_FADE = 20.0
"""Degrees beyond that over which the correction fades out."""


def correction(chain: Chain, standing: Chain, table: CentresTable) -> Three:
    """Degrees by which torso, thigh and shank of ``chain`` lean further than the picture has them.

    ``standing`` is the same person's chain standing, where the correction is nought. It is never more than the
    table's ``most``, is continuous in ``chain``, and is nought for postures that are not of people on their feet.
    """
    share = _share(chain)
    if share <= 0.0:
        return 0.0, 0.0, 0.0
    torso, thigh, shank = (
        share * _bounded(item.degrees(values), table.most)
        for item, values in zip((table.torso, table.thigh, table.shank), features(chain, standing), strict=True)
    )
    return torso, thigh, shank


def at_centres(raw: Measures, chain: Chain, standing: Chain | None, table: CentresTable) -> Measures:
    """``raw`` as the joint centres would have it; as it is for who has not been seen standing.

    The segments keep their lengths and lean further by `correction`: torso, hips, knees, shins and neck turn with
    them, and the hips move. Confidences stay; what is absent stays absent.
    """
    if standing is None:
        return raw
    torso, thigh, shank = correction(chain, standing, table)
    before, after = _hips(chain, 0.0, 0.0), _hips(chain, thigh, shank)
    leg = max(chain.lengths[1] + chain.lengths[2], 1.0)
    return replace(
        raw,
        torso_inclination=_moved(raw.torso_inclination, torso),
        hip_flexion=_moved(raw.hip_flexion, torso - thigh),
        knee_flexion=_moved(raw.knee_flexion, shank - thigh),
        shin_inclination=_moved(raw.shin_inclination, shank),
        hip_travel=_moved(raw.hip_travel, (before[0] - after[0]) / leg),
        hip_height=_moved(raw.hip_height, (after[1] - before[1]) / leg),
        neck_angle=_moved(raw.neck_angle, -torso),
    )


def _share(chain: Chain) -> float:
    """1 where the posture is of those fitted, falling to 0."""
    share = 1.0
    for lean, (low, high) in zip(chain.picture, _FITTED, strict=True):
        beyond = max(low - lean, lean - high, 0.0)
        share = min(share, 1.0 - beyond / _FADE)
    return max(0.0, share)


def _bounded(value: float, most: float) -> float:
    return max(-most, min(most, value))


def _hips(chain: Chain, thigh: float, shank: float) -> tuple[float, float]:
    """Place of the hip from the ankle (forward, up) in pixels, with thigh and shank leaning further by degrees."""
    upper, lower = math.radians(chain.picture[1] + thigh), math.radians(chain.picture[2] + shank)
    _, long, short = chain.lengths
    return (
        long * math.sin(upper) + short * math.sin(lower),
        long * math.cos(upper) + short * math.cos(lower),
    )


def _moved(item: Measure | None, by: float) -> Measure | None:
    return None if item is None else Measure(item.value + by, item.confidence)
