"""Follows the user from frame to frame: detect once, then track, detect again on loss; nobody else is taken."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter

import cv2
import numpy as np

from kiosk.camera.frame import Frame
from kiosk.pose.appearance import look
from kiosk.pose.catalogue import Network as NetworkName
from kiosk.pose.catalogue import choose
from kiosk.pose.choice import chosen
from kiosk.pose.company import Company
from kiosk.pose.detector import Detection, Detector
from kiosk.pose.landmarker import Landmarker, Reading
from kiosk.pose.life import Life
from kiosk.pose.lock import Lock
from kiosk.pose.pose import Pose
from kiosk.pose.roi import MARGIN, Region
from kiosk.pose.sides import Sides
from kiosk.pose.smoothing import OneEuro
from kiosk.pose.zone import Body, body_of, in_zone
from kiosk.settings import PoseSettings, ZoneSettings

_SAME_PERSON = 0.15
"""Regions whose centres lie within this share of the side are one person seen twice."""

_APART = 0.15
"""Hips nearer than this share of a body's length are one person's, read from two regions."""

_SEARCH_EVERY = 0.1
"""Seconds between looks into an empty room: an idle mirror should stay cool."""

_EAGER = 0.3
"""Seconds after a loss in which every frame is searched: mostly it was a misreading."""

_PROBES = 3
"""Regions that are read in one frame at most, to see whose they are."""

_SPRAWLS, _GATHERED = 0.3, 0.6
"""Legs further apart than this, in lengths of the body, may be two people's: they are where a look aside of the other
finds both within this share of that, and whom it finds within this share as unlike the user."""

_LOOKS_ASIDE = (-0.2, 0.2, 0.0)
"""Where to look for the user alone: how far aside of the middle of the hips, in lengths of the body."""

_NARROW = 1.2
"""Side of the region then, in lengths of the body: as narrow as the network reads well."""

_ASIDE_AGAIN = 0.5
"""Seconds after which legs that are the user's own, as in a lunge, are doubted again."""

_COUNT_AGAIN = 0.15
"""Seconds between looks for others while it is doubted whether it is the user who is followed."""

_CROWD_LASTS = 2.0
"""Seconds for which somebody who was seen may still be about, though hidden or hiding the user."""

_STANDS_BY = 0.5
"""Seconds for which somebody who was seen beside the place of a user who has left is still there."""

_HIDES = 0.7
"""Who is smaller than this share of the user cannot stand before them."""

_SETTLING, _BELIEVED = 1.0, 2.0
"""Who is there in the first seconds of all, of which there is no past to compare with, is believed to be alive;
without a sign of it in the seconds thereafter they are a picture on the wall."""

_STIRS = 0.04
"""A body whose joints have moved so many of its lengths in the middle is alive."""

_BODY_METRES = 1.7
"""Scale of the metric landmarks for smoothing."""


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """What was read in a region, and the body that it is."""

    region: Region
    reading: Reading
    body: Body


@dataclass(slots=True)
class Timing:
    """Milliseconds spent in each part, summed, for the report. Measured here, never used for a decision."""

    spent: dict[str, float] = field(default_factory=dict)
    frames: int = 0

    def add(self, part: str, since: float) -> float:
        """Book the time from ``since`` (`perf_counter`) to now under ``part``; returns now."""
        now = perf_counter()
        self.spent[part] = self.spent.get(part, 0.0) + (now - since) * 1000.0
        return now


class Tracker:
    """Frame in, `Pose` of the user out, or None while they are not to be seen.

    The user is who stands alive in the zone; they are known again by place, size and clothes (`Lock`), and while they
    are hidden there is no pose rather than somebody else's. The same frames give the same poses: nothing here reads a
    clock for a decision.
    """

    def __init__(
        self, settings: PoseSettings, timing: Timing | None = None, zone: ZoneSettings | None = None
    ) -> None:
        """Load the models named by ``settings``; ``zone`` is where the user stands.

        Raises:
            kiosk.pose.catalogue.ModelError: a model is missing, damaged or of the wrong kind.
        """
        self._settings = settings
        self._zone = zone or ZoneSettings()
        # Pictures are small here: waking OpenCV's own threads costs more than they save.
        cv2.setNumThreads(1)
        how = chosen(settings)
        self._threads, self._runtime, self._arithmetic = how.threads, how.runtime, how.arithmetic
        self._network: NetworkName = how.network
        models = choose(self._network, self._arithmetic, settings.models)
        self._detector = Detector(models["detector"].path, how.threads, settings.detection_threshold, how.runtime)
        landmarker = Landmarker(models["landmarks_mask"].path, models["landmarks"].path, how.threads, how.runtime)
        self._landmarkers: dict[NetworkName, Landmarker] = {self._network: landmarker}
        self._landmarker = landmarker
        self.timing = timing or Timing()
        self._smooth = OneEuro(settings.smoothing_cutoff, settings.smoothing_beta, axes=2)
        self._smooth_world = OneEuro(settings.smoothing_cutoff, settings.smoothing_beta)
        self._sides = Sides()
        self._lock = Lock(self._zone.release_after)
        self._life = Life()
        self._company = Company(settings.look_for_others_every)
        self._region: Region | None = None
        self._lost_region: Region | None = None
        self._unproven: Body | None = None
        self._in_zone = -math.inf
        self._searched = -math.inf
        self._began, self._before = -math.inf, -math.inf
        self._looked_aside = -math.inf
        self._counted = self._crowded = self._stood_by = -math.inf
        self._size: tuple[int, int] | None = None

    @property
    def network(self) -> NetworkName:
        """The landmark network in use."""
        return self._network

    @property
    def sides_undone(self) -> int:
        """How many times a limb's sides were found mixed up and put back."""
        return self._sides.undone

    @property
    def stood_by(self) -> bool:
        """Whether, while the user is waited for, somebody else who is alive stands in the zone: they have to wait
        until the place is given up."""
        return self._region is None and 0.0 <= self._before - self._stood_by <= _STANDS_BY

    def use(self, network: NetworkName) -> None:
        """Read landmarks with ``network`` from the next frame on; who is followed, and from where, stays.

        The first call for a network loads its models (some tenths of a second); later ones only switch.

        Raises:
            kiosk.pose.catalogue.ModelError: it is missing or damaged; the one in use stays in use.
        """
        if network not in self._landmarkers:
            models = choose(network, self._arithmetic, self._settings.models)
            self._landmarkers[network] = Landmarker(
                models["landmarks_mask"].path, models["landmarks"].path, self._threads, self._runtime
            )
        self._network, self._landmarker = network, self._landmarkers[network]

    def __call__(self, frame: Frame, want_mask: bool = True) -> Pose | None:
        """The user's pose in ``frame``; with the person mask where ``want_mask``."""
        self.timing.frames += 1
        if not 0.0 <= frame.time - self._before <= _SETTLING:
            self._began = frame.time
        self._before = frame.time
        self._fit(frame.size)
        if self._region is not None:
            taken = self._follow(frame, self._region, want_mask)
        elif self._rests(frame.time):
            return None
        else:
            taken = self._find(frame, want_mask)
        if taken is None or not (self._lives(frame, taken) and self._belongs(taken.body)):
            return None
        reading = taken.reading
        self._region = reading.next_region.snapped()
        self._look_around(frame, taken)
        landmarks, visibility, world = self._sides(reading.landmarks, reading.visibility, reading.world, frame.time)
        return Pose(
            time=frame.time,
            size=frame.size,
            landmarks=self._smooth(landmarks, frame.time, taken.region.side / (2.0 * MARGIN)),
            visibility=visibility,
            world=self._smooth_world(world, frame.time, _BODY_METRES),
            presence=reading.presence,
            mask=reading.mask,
            others=self._company.others,
            undecided=self._company.undecided,
        )

    # ---- following and finding

    def _follow(self, frame: Frame, region: Region, want_mask: bool) -> _Taken | None:
        """The user where they were in the frame before; None: lost, or somebody else's body slid before them."""
        reading = self._read(frame, region, want_mask)
        if self._sound(reading, frame):
            body = body_of(reading.landmarks, frame.size, frame.time)
            if self._lock.wants_look(body):
                body = _dressed(frame, reading, body)
            taken = self._untangled(frame, _Taken(region, reading, body), want_mask)
            if self._lock.keeps(taken.body) or self._lock.bears(taken.body, self._by_themselves(frame, taken.region)):
                return taken
        self._lose(region)
        return None

    def _by_themselves(self, frame: Frame, region: Region) -> bool:
        """Whether for a while nobody was seen who could hide the one in ``region``."""
        if not 0.0 <= frame.time - self._counted < _COUNT_AGAIN:
            self._note_others(frame.time, region, _others_among(self._detect(frame), region))
        return self._uncrowded(frame.time)

    def _uncrowded(self, time: float) -> bool:
        return not 0.0 <= time - self._crowded <= _CROWD_LASTS

    def _note_others(self, time: float, own: Region, others: list[Region]) -> None:
        """Who hides the user is nearer, and so is no smaller; reflections and who is further back are."""
        self._counted = time
        if any(other.side >= _HIDES * own.side for other in others):
            self._crowded = time

    def _untangled(self, frame: Frame, taken: _Taken, want_mask: bool) -> _Taken:
        """The user without the leg of somebody close by, which the network may read for theirs; else what was taken.

        It reads what the middle of the region shows: moved off the other person, the user is whole again.
        """
        sprawl = taken.body.sprawl
        if sprawl <= _SPRAWLS or 0.0 <= frame.time - self._looked_aside < _ASIDE_AGAIN:
            return taken
        unlike = self._lock.unlike(_dressed(frame, taken.reading, taken.body))
        if unlike is not None:
            for aside in _LOOKS_ASIDE:
                found = self._probe(frame, _beside(taken.body, aside, frame.size), want_mask)
                if found is None or found.body.sprawl > _GATHERED * sprawl or self._lock.mismatch(found.body) is None:
                    continue
                apart = self._lock.unlike(found.body)
                if apart is not None and apart <= _GATHERED * unlike:
                    return found
        self._looked_aside = frame.time
        return taken

    def _find(self, frame: Frame, want_mask: bool) -> _Taken | None:
        """The user who was lost, else whoever may be the next."""
        last = self._lock.known(frame.time)
        if last is None:
            self._lost_region = None
        self._life.see(frame.image, frame.time)
        found = self._detect(frame)
        taken = self._next(frame, found, want_mask) if last is None else self._again(frame, last, found, want_mask)
        if taken is not None:
            # Where they are, not where it was looked for them: that may be aside.
            own = taken.reading.next_region
            others = _others_among(found, own)
            self._note_others(frame.time, own, others)
            self._company.begin(frame.time, bool(others))
        return taken

    def _again(self, frame: Frame, last: Body, found: list[Detection], want_mask: bool) -> _Taken | None:
        """Of those who are there the one who is most like the user, if that can be they."""
        height = frame.size[1]
        regions = [item.region for item in found]
        regions.sort(key=lambda region: math.hypot(region.x - last.x * height, region.y - last.y * height))
        if len(_distinct(regions)) > 1:
            self._crowded = frame.time
        if self._lost_region is not None:
            # Who hides them may be all that the detector sees.
            regions.insert(min(1, len(regions)), self._lost_region)
        alone = self._uncrowded(frame.time)
        theirs: list[tuple[float, _Taken]] = []
        beside = [_beside(last, aside, frame.size) for aside in _LOOKS_ASIDE]
        for region in (*_distinct(regions)[:_PROBES], *beside):
            taken = self._probe(frame, region, want_mask)
            apart = None if taken is None else self._lock.mismatch(taken.body, alone)
            if taken is not None and apart is not None:
                theirs.append((apart, taken))
            elif taken is not None and in_zone(taken.body, self._zone) and self._life.alive(region, frame.size):
                self._stood_by = frame.time
        # Of a crowd, who is right behind somebody larger is not to be seen: what is read there is half of those.
        seen = theirs if alone else [item for item in theirs if not self._lock.hidden(item[1].body)]
        if not seen:
            return None
        best = min(seen, key=lambda item: item[0])
        taken = self._untangled(frame, best[1], want_mask)
        self._lock.resume(taken.body)
        return taken

    def _next(self, frame: Frame, found: list[Detection], want_mask: bool) -> _Taken | None:
        """Somebody alive in the zone, large, sure and near the middle."""
        new = frame.time - self._began < _SETTLING
        width = frame.size[0]

        def claim(item: Detection) -> float:
            return item.score * item.region.side * (1.0 - abs(item.region.x / width - 0.5))

        for item in sorted(found, key=claim, reverse=True)[:_PROBES]:
            alive = self._life.alive(item.region, frame.size)
            if not (alive or new):
                continue
            taken = self._probe(frame, item.region, want_mask)
            if taken is not None and in_zone(taken.body, self._zone):
                self._lock.take(taken.body)
                self._unproven = None if alive else taken.body
                self._sides.reset()
                return taken
        return None

    def _probe(self, frame: Frame, region: Region, want_mask: bool) -> _Taken | None:
        """The body in ``region`` with its look, if there is one."""
        region = region.snapped()  # the detector's last digit is another on every processor as well
        reading = self._read(frame, region, want_mask)
        if not self._sound(reading, frame):
            return None
        body = body_of(reading.landmarks, frame.size, frame.time)
        return _Taken(region, reading, _dressed(frame, reading, body))

    # ---- who may stay

    def _lives(self, frame: Frame, taken: _Taken) -> bool:
        """False where who was believed to be alive has not moved for too long: a picture is given up."""
        first = self._unproven
        if first is None:
            return True
        self._life.see(frame.image, frame.time)
        stirred = median(np.abs(taken.body.joints - first.joints).max(axis=1).tolist()) / first.size
        if stirred > _STIRS or self._life.alive(taken.region, frame.size):
            self._unproven = None
        elif frame.time - first.time > _BELIEVED:
            self._give_up()
            return False
        return True

    def _belongs(self, body: Body) -> bool:
        """False where the user has been out of the zone for as long as the place is kept."""
        if in_zone(body, self._zone):
            self._in_zone = body.time
        elif body.time - self._in_zone > self._zone.release_after:
            self._give_up()
            return False
        return True

    def _look_around(self, frame: Frame, taken: _Taken) -> None:
        """See now and then who else is in the zone."""
        if self._company.watched:
            self._life.see(frame.image, frame.time)
        if not self._company.due(frame.time):
            return
        self._life.see(frame.image, frame.time)
        rivals = []
        others = _others_among(self._detect(frame), taken.region)
        self._note_others(frame.time, taken.region, others)
        for region in others[: _PROBES - 1]:
            rival = self._probe(frame, region, want_mask=False)
            if rival is not None and rival.body.away_from(taken.body) > _APART and in_zone(rival.body, self._zone):
                rivals.append((rival.body, self._life.alive(region, frame.size, but=taken.region)))
        self._company.look(frame.time, taken.body, rivals)

    # ---- parts

    def _detect(self, frame: Frame) -> list[Detection]:
        started = perf_counter()
        found = [item for item in self._detector(frame.image) if item.region.usable(frame.size)]
        self.timing.add("detect", started)
        return found

    def _sound(self, reading: Reading, frame: Frame) -> bool:
        return reading.presence >= self._settings.presence_threshold and reading.next_region.usable(frame.size)

    def _rests(self, time: float) -> bool:
        """Whether the picture was searched in vain a moment ago, so that this frame need not be."""
        last = self._lock.known(time)
        if last is not None and time - last.time <= _EAGER:
            return False
        if 0.0 <= time - self._searched < _SEARCH_EVERY:
            return True
        self._searched = time
        return False

    def _fit(self, size: tuple[int, int]) -> None:
        """Carry the user over to pictures of another size, as a feed gives them that has to save work."""
        before, self._size = self._size, size
        if before is None or before == size:
            return
        scale = size[1] / before[1]
        self._smooth.reset()
        if abs(before[0] * scale - size[0]) > 1.0:  # another camera
            self._give_up()
            return
        self._region, self._lost_region = (
            region and Region(region.x * scale, region.y * scale, region.side * scale, region.rotation)
            for region in (self._region, self._lost_region)
        )

    def _read(self, frame: Frame, region: Region, want_mask: bool) -> Reading:
        timing = self.timing
        now = perf_counter()
        self._landmarker.warp(frame.image, region, want_mask)
        now = timing.add("warp", now)
        self._landmarker.infer(want_mask)
        now = timing.add("landmarks", now)
        reading = self._landmarker.decode(region, want_mask)
        timing.add("decode", now)
        return reading

    def _lose(self, region: Region) -> None:
        """Wait for the user, who was in ``region``, to be seen again."""
        self._region, self._lost_region = None, region
        self._lock.lose()
        self._begin_anew()

    def _give_up(self) -> None:
        """Wait for anybody."""
        self._lock.release()
        self._region = self._lost_region = self._unproven = None
        self._sides.reset()
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._company.forget()
        self._smooth.reset()
        self._smooth_world.reset()


def _beside(body: Body, aside: float, size: tuple[int, int]) -> Region:
    """A narrow region around a body's hips, so many of its lengths aside, in a picture of ``size``."""
    height = size[1]
    return Region((body.x + aside * body.size) * height, body.y * height, _NARROW * body.size * height, 0.0)


def _dressed(frame: Frame, reading: Reading, body: Body) -> Body:
    """``body``, read by ``reading``, with its look, which is taken once only."""
    if body.look is not None:
        return body
    return replace(body, look=look(frame.image, reading.landmarks, reading.visibility))


def _others_among(found: Iterable[Detection], own: Region) -> list[Region]:
    """Regions of ``found`` that do not lie on the user's, the largest first."""
    return sorted(_distinct([own, *(item.region for item in found)])[1:], key=lambda item: -item.side)


def _distinct(regions: Iterable[Region]) -> list[Region]:
    """``regions`` without those that lie on an earlier one."""
    kept: list[Region] = []
    for item in regions:
        if all(math.hypot(item.x - other.x, item.y - other.y) > _SAME_PERSON * other.side for other in kept):
            kept.append(item)
    return kept
