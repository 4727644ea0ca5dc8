"""Who is followed: the user all the time, nobody else ever, and the user again as soon as they are to be seen.

The truth of a clip is its user's. A pose is theirs where its hips are near their hips; any other is a stray, but for
one of somebody who comes after the user's place was given up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.settings import ZoneSettings
from tests.actors.record import Record

from .frames import nearest_frames, whole_in_picture
from .label import Label

if TYPE_CHECKING:
    from tests.actors.clip import Clip

KINDS = frozenset({"bystander", "company"})
SCENES = frozenset({"two people", "mirror wall", "busy"})
"""Clips with company: tags `kind` and `scene` of those where somebody, or a picture of somebody, may be taken."""
SHARED = frozenset({"company joins", "two people"})
"""Scenes in which somebody stands beside the user, in the zone, to the end."""

OWN = 0.15
"""Share of the user's height, as pixels, that the followed hips may be from theirs."""
HALF_WIDTH = 0.2
"""Of somebody's height: how far a walker reaches to either side."""
STATURE = 1.7
"""Metres, of whoever hides the user."""
RELOCK_AT_MOST = 1.0
"""Seconds asked for to follow a user again who has come back."""
AWAY = 0.5
"""Seconds out of sight from which a user has been away."""
TOLD_BY_THE_END = 1.0
"""Seconds before the end in which two people must be told."""


@dataclass(frozen=True)
class LockScore:
    """The lock in one clip.

    `strays`: frames in which somebody else was followed. `followed` of `seen`: frames in which the user was followed
    while whole in the picture, with nobody before them. `relocks`: seconds from each return, after being away, until
    they were followed; the clip's rest where they were not. `longest` seconds that they were in sight and not
    followed otherwise. `shared`: somebody shares the zone in the end; `told`: frames in which the mirror said so,
    `told_in_the_end`: so it was in the last second.
    """

    strays: int
    followed: int
    seen: int
    relocks: tuple[float, ...]
    longest: float
    shared: bool
    told: int
    told_in_the_end: bool

    @property
    def kept(self) -> bool:
        """Nobody else was followed, and the user never lost for longer than a return may take."""
        return not self.strays and max((self.longest, *self.relocks)) <= RELOCK_AT_MOST

    @property
    def told_right(self) -> bool:
        """Two people were told where there are two, and nobody else."""
        return self.told_in_the_end if self.shared else not self.told


def tries_the_lock(label: Label) -> bool:
    """Whether a clip has company."""
    return label.tags.get("kind") in KINDS or label.tags["scene"] in SCENES


def score_lock(
    label: Label, record: Record, trace: Sequence[Mapping[str, str]], hidden: np.ndarray | None = None
) -> LockScore:
    """Score a replay. `hidden` (frames of the record): somebody is before the user."""
    times = np.array([float(row["time"]) for row in trace])
    frame = nearest_frames(times, record.time)
    rows = [row for row, index in zip(trace, frame, strict=True) if index >= 0]
    index, times = frame[frame >= 0], times[frame >= 0]
    there = np.array([row["hips_x"] != "" for row in rows], bool)
    own = there & (_apart(record, rows, index) <= OWN)
    visible = whole_in_picture(record)
    seen = (visible if hidden is None else visible & ~hidden)[index]
    returns, others = _unfollowed(times, seen, own)
    told = np.array([row["others"] not in ("", "0") for row in rows], bool)
    return LockScore(
        strays=int((there & ~own & ~_free(times, _anything(record)[index])).sum()),
        followed=int((own & seen).sum()),
        seen=int(seen.sum()),
        relocks=tuple(returns),
        longest=max(others, default=0.0),
        shared=label.tags["scene"] in SHARED,
        told=int(told.sum()),
        told_in_the_end=bool(told[times >= times[-1] - TOLD_BY_THE_END].any()) if len(times) else False,
    )


def hidden_user(clip: Clip, record: Record) -> np.ndarray:
    """In which frames of the record somebody stands or walks before the user, (frames,), however little they hide.

    A person is taken for an upright box around the spot that they stand on.
    """
    width, height = record.about["size"]
    eye = np.array(clip.camera.eye)
    low, high = record.pixels[..., 0].min(axis=1), record.pixels[..., 0].max(axis=1)
    middle = record.metres.mean(axis=1)
    hidden = np.zeros(len(record.time), bool)
    for actor in clip.cast[1:]:
        for frame, time in enumerate(record.time):
            spot = actor.script.moment(float(time)).ground.carrier
            feet = actor.place.into_room(np.array([[spot.x, 0.0, spot.z]]))[0]
            feet[1] = 0.0
            if np.hypot(*(feet - eye)[[0, 2]]) >= np.hypot(*(middle[frame] - eye)[[0, 2]]):
                continue
            (x, bottom), (_, top) = clip.camera.project([feet, feet + np.array([0.0, STATURE, 0.0])], width, height)
            reach = HALF_WIDTH * abs(bottom - top)
            hidden[frame] |= x + reach > low[frame] and x - reach < high[frame]
    return hidden


def _apart(record: Record, rows: Sequence[Mapping[str, str]], index: np.ndarray) -> np.ndarray:
    """How far the followed hips are from the user's, in their height; infinite where nobody is followed."""
    width, height = record.about["size"]
    hips = [record.joints.index(name) for name in ("left_hip", "right_hip")]
    true = record.pixels[index][:, hips].mean(axis=1)
    y = record.pixels[..., 1]
    tall = float(np.median(y.max(axis=1) - y.min(axis=1)))
    found = np.array([[float(row["hips_x"] or "inf"), float(row["hips_y"] or "inf")] for row in rows]).reshape(-1, 2)
    apart: np.ndarray = np.linalg.norm(found * (width, height) - true, axis=1) / max(tall, 1.0)
    return apart


def _anything(record: Record) -> np.ndarray:
    """Which frames show anything of the user, (frames,)."""
    width, height = record.about["size"]
    x, y = record.pixels[..., 0], record.pixels[..., 1]
    inside: np.ndarray = ((x >= 0) & (x <= width) & (y >= 0) & (y <= height)).any(axis=1)
    return inside


def _free(times: np.ndarray, there: np.ndarray) -> np.ndarray:
    """When the place is anybody's: the user has gone and it is not kept for them any more."""
    free = np.zeros(len(times), bool)
    last = None
    for number, time in enumerate(times):
        last = time if there[number] else last
        free[number] = last is not None and time - last > ZoneSettings().release_after
    return free


def _unfollowed(times: np.ndarray, seen: np.ndarray, own: np.ndarray) -> tuple[list[float], list[float]]:
    """Seconds from each return until the user is followed, and of every other stretch in sight without being so."""
    returns: list[float] = []
    others: list[float] = []
    before = times[0] if len(times) else 0.0
    for first, end in _runs(seen):
        returned = first > 0 and times[first] - before >= AWAY
        before = times[end - 1]
        for start, stop in _runs(~own[first:end]):
            seconds = round(float(times[min(first + stop, end - 1)] - times[first + start]), 3)
            (returns if returned and start == 0 else others).append(seconds)
        if returned and own[first]:
            returns.append(0.0)
    return returns, others


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Every stretch of true flags: its first index, and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]
