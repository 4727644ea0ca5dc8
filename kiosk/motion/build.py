"""How a person's outline lies about their landmarks while they stand: what tells their joint centres from others'.

The landmarks lie beside the joints by another few hundredths of the body's height in everybody: a foot's all too far
forward, a knee's too low. Where the shoe ends and where its sole is the person mask shows to a few millimetres, and
whose eyes or shoulders are seen higher than most people's mostly has them as high as most. Read while standing, it
holds for as long as the same network reads the same person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from kiosk.motion.joints import near_places
from kiosk.motion.orientation import Orientation
from kiosk.pose.pose import Floats, Joint, Mask, Pose

GAPS = ("heel", "toe", "sole", "ankle", "knee_height", "eyes", "nose", "trunk")
"""What is read, in body heights, forward and upward being positive:

- heel, toe: from the landmark to where the shoe ends behind and ahead of it;
- sole, ankle, knee_height: from the sole up to the middle of heel and toe, to the ankle and to the knee;
- eyes: from the ear up to the eyes; nose: from the tip of the nose, which stands out of the outline, up to the eyes;
  trunk: from the hip up to the shoulder.
"""

LEG_AND_TORSO = 0.779
"""Hip to shoulder and hip to ankle over body height (Winter, table of body segment lengths)."""

_LEAST = 60.0
"""Mask pixels of body height below which an outline tells nothing to a hundredth of it."""

_BESIDE = np.arange(-0.14, 0.22, 0.005, dtype=np.float32)
_UP = np.arange(-0.09, 0.07, 0.0025, dtype=np.float32)
"""Where about the middle of the foot it is looked for: across from the ankle, and up from heel and toe."""

_BEFORE_EAR = np.arange(0.0, 0.2, 0.005, dtype=np.float32)
_BELOW_EYES = np.arange(0.0, 0.07, 0.005, dtype=np.float32)
"""Where about the face its edge is looked for: ahead of the ear, and down from the eyes."""

_OVER_SOLE = (0.005, 0.05)
"""Heights over the sole between which the shoe's ends are looked for: below, the outline is round; above, it is the
other foot's."""

_SOLE = 10.0
"""Percentile of the lower edges under the foot that counts as the sole."""


@dataclass(frozen=True, slots=True)
class Build:
    """``gaps`` by the names of `GAPS`, those that were told; ``sign`` of the facing they were read in."""

    gaps: Mapping[str, float]
    sign: int


def stature(near: Mapping[str, complex]) -> float:
    """Body height in the unit of ``near``, by trunk and leg."""
    chain = ("shoulder", "hip", "knee", "ankle")
    return sum(abs(near[a] - near[b]) for a, b in pairwise(chain)) / LEG_AND_TORSO


def read_build(pose: Pose, orientation: Orientation) -> Build | None:
    """Of one ``pose`` that stands; None where it has no mask, or too small a one."""
    if pose.mask is None:
        return None
    sign = orientation.facing.sign
    near = _forward(near_places(pose.landmarks, orientation.near_side), sign)
    height = stature(near)
    if height * math.hypot(*pose.mask.to_crop[:, 1].tolist()) < _LEAST:
        return None
    rows = pose.landmarks.tolist()
    eyes = sum(complex(rows[eye][0] * sign, -rows[eye][1]) for eye in (Joint.LEFT_EYE, Joint.RIGHT_EYE)) / 2.0
    gaps = {"eyes": (eyes - near["ear"]).imag / height, "trunk": (near["shoulder"] - near["hip"]).imag / height}
    gaps |= _foot(pose.mask, near, height, sign) | _face(pose.mask, near["ear"], eyes, height, sign)
    return Build(gaps, sign)


def typical_build(builds: Sequence[Build]) -> Build | None:
    """The median of each gap over those of ``builds`` that face the way that most do; None of none."""
    if not builds:
        return None
    sign = 1 if 2 * sum(item.sign > 0 for item in builds) > len(builds) else -1
    seen = [item.gaps for item in builds if item.sign == sign]
    return Build(
        {name: median(told) for name in GAPS if (told := [gaps[name] for gaps in seen if name in gaps])}, sign
    )


def blended_build(old: Build | None, new: Build | None, share: float) -> Build | None:
    """``old`` moved towards ``new`` by ``share``; what there is where the other is absent, and the new one of who has
    turned round."""
    if old is None or new is None or old.sign != new.sign:
        return new or old
    both = old.gaps.keys() & new.gaps.keys()
    mixed = {name: old.gaps[name] + share * (new.gaps[name] - old.gaps[name]) for name in both}
    return Build({**old.gaps, **new.gaps, **mixed}, new.sign)


def _forward(near: Mapping[str, complex], sign: int) -> dict[str, complex]:
    """Picture points as x forward + 1j * up."""
    return {name: complex(place.real * sign, -place.imag) for name, place in near.items()}


def _foot(mask: Mask, near: Mapping[str, complex], height: float, sign: int) -> dict[str, float]:
    """What is told of the near foot."""
    middle = (near["heel"] + near["toe"]) / 2.0
    across = near["ankle"].real + height * _BESIDE[None, :]
    inside = _logits(mask, across, middle.imag + height * _UP[:, None], sign) > 0.0
    under = (across[0] > near["heel"].real - 0.02 * height) & (across[0] < near["toe"].real + 0.02 * height)
    under &= inside.any(axis=0) & ~inside[0]
    if not under.any():
        return {}
    sole = float(np.percentile(_UP[inside[:, under].argmax(axis=0)], _SOLE)) - 0.5 * float(_UP[1] - _UP[0])
    gaps = {
        "sole": -sole,
        "ankle": (near["ankle"] - middle).imag / height - sole,
        "knee_height": (near["knee"] - middle).imag / height - sole,
    }
    over = _UP - sole
    rows = inside[(over > _OVER_SOLE[0]) & (over < _OVER_SOLE[1])]
    found = np.flatnonzero(rows.any(axis=0))
    if len(found) and found[0] > 0 and found[-1] < len(_BESIDE) - 1:
        half = 0.5 * float(_BESIDE[1] - _BESIDE[0])
        gaps["heel"] = float(_BESIDE[found[0]]) - half + (near["ankle"] - near["heel"]).real / height
        gaps["toe"] = float(_BESIDE[found[-1]]) + half + (near["ankle"] - near["toe"]).real / height
    return gaps


def _face(mask: Mask, ear: complex, eyes: complex, height: float, sign: int) -> dict[str, float]:
    """What is told of the face: nothing where no nose stands out of it, or a hand or hood hides it."""
    values = _logits(mask, ear.real + height * _BEFORE_EAR[None, :], eyes.imag - height * _BELOW_EYES[:, None], sign)
    first = (values <= 0.0).argmax(axis=1)
    if first.min() == 0:
        return {}
    rows = np.arange(len(_BELOW_EYES))
    inside, beyond = values[rows, first - 1], values[rows, first]
    tip = int((first + inside / (inside - beyond)).argmax())
    return {"nose": float(_BELOW_EYES[tip])} if 0 < tip < len(_BELOW_EYES) - 1 else {}


def _logits(mask: Mask, ahead: Floats, up: Floats, sign: int) -> Floats:
    """Of the mask at places forward and up, which broadcast; nowhere inside beyond the crop."""
    x, y = np.broadcast_arrays(ahead * sign, -up)
    column, row = (
        np.asarray(x * across + y * down + offset, dtype=np.float32) for across, down, offset in mask.to_crop.tolist()
    )
    values = cv2.remap(mask.logits, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=-1.0)
    return np.asarray(values, dtype=np.float32)
