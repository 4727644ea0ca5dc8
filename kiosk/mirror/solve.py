"""Solves where camera and panel are from noses held to crosses (`kiosk.mirror.calibration`). Pure maths.

The camera sees the nose N at a point n of its picture, so that N = camera.at_depth(n, nz). Each cross gives two
equations, and has one unknown of its own, nz, which the mark under the toes holds to some centimetres. Toes that the
camera sees lie on the floor at the mark, left and right of the line on which the marks are, which is before the
middle of the panel: two equations more for each mark. All else is held by the tape, each value as well as it can be
measured, so that nothing runs away that the crosses do not tell.

The eyes' own points in the picture are not used: at two metres a pixel is 4 mm, which is as much as faces differ by.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from kiosk.mirror.calibration import (
    EYE_BACK,
    EYE_SIDE,
    EYE_UP,
    NOSE_BEHIND_TOES,
    TOES_BEHIND_TIP,
    TOES_OVER_FLOOR,
    Aim,
    Calibration,
    Known,
    Solution,
    Stand,
    Tape,
    Verdict,
    aimed,
    camera_of,
)
from kiosk.mirror.least_squares import Fit, Floats, fit
from kiosk.mirror.lens import Point

LEAST_CROSSES = 6
"""Fewer leave nothing over to tell a wrong one by."""

NOSE_SWAYS = 20.0
"""One standard deviation of its distance from cross to cross at one mark, millimetres; from mark to mark, where each
has its own, somebody stands alike to within half of that."""

AIMED = 5.0
"""One standard deviation of a nose held to a cross, millimetres on the glass, each way."""

NOSE_SEEN, TOES_SEEN = 1.5, 3.0
"""One standard deviation of the network's points, pixels each way."""

_TOES_PLACED, _TOES_HIGH, _TOES_MIDDLE = 20.0, 10.0, 20.0
"""One standard deviation of the toes' point along and over the floor, and of the middle of both off the line on which
the marks are, millimetres."""

_DISTANCE_UNKNOWN = (2200.0, 700.0)

_BY_CHANCE = 1e-4
"""How probable it must be that a cross, a pair of toes or a value of the tape is as far off as it is, for it to be
believed. Some thirty are looked at."""

_OTHER_EYE = 6.0
"""By how much better, in squared standard deviations, the other eye must fit."""

_NOT_MORE = 2.5
"""Times what aiming explains, to which the crosses' misses may come, squared and averaged."""


def solve(
    tape: Tape,
    stands: Sequence[Stand],
    aims: Sequence[Aim],
    picture_size: tuple[int, int],
    screen_size: tuple[int, int],
) -> Solution:
    """What fits best to all that was observed, and whether that is sound.

    Raises:
        ValueError: fewer than `LEAST_CROSSES` aims, an aim at a stand that there is not, or a point of the picture in
            which a camera as the tape has it sees nothing before the glass.
    """
    if len(aims) < LEAST_CROSSES:
        raise ValueError(f"needs at least {LEAST_CROSSES} crosses, not {len(aims)}")
    if any(not 0 <= aim.stand < len(stands) for aim in aims):
        raise ValueError("an aim names a stand that there is not")
    scene = _Scene(tape, tuple(stands), tuple(aims), picture_size, screen_size)
    start = np.zeros(len(scene.priors))
    if not np.isfinite(scene.misses(start)).all():
        raise ValueError("a point lies where the camera sees nothing before the glass")
    found = fit(scene.misses, start)
    values = scene.values(found.at)
    misses = scene.on_glass(values)
    residual = math.sqrt(sum(x * x + y * y for x, y in misses) / len(misses))
    names = [name for name, _ in tape.named()]
    sigmas = np.sqrt(np.diag(found.covariance))
    uncertainty = {name: float(sigmas[row]) * scene.priors[row].within for row, name in enumerate(names)}
    verdict, suspect = _judge(scene, found)
    calibration = Calibration(
        camera=camera_of(values),
        width_mm=values["width"],
        bottom_above_floor=values["bottom"],
        gap=max(values["gap"], 0.0),
        picture_size=picture_size,
        screen_size=screen_size,
        residual=residual,
    )
    return Solution(calibration, uncertainty, tuple(misses), _expected(scene, found), verdict, suspect)


class _Scene:
    """All that was observed, as misses of the unknowns. The unknowns are in standard deviations off their priors:
    first those of `Tape`, then the eye's place, then two of each stand, then one of each aim."""

    def __init__(
        self,
        tape: Tape,
        stands: tuple[Stand, ...],
        aims: tuple[Aim, ...],
        picture_size: tuple[int, int],
        screen_size: tuple[int, int],
    ) -> None:
        self.stands, self.aims = stands, aims
        self._seen = sum(stand.toes is not None for stand in stands)
        self.picture_size, self.screen_size = picture_size, screen_size
        self.names = [name for name, _ in tape.named()]
        self.priors = [known for _, known in tape.named()]
        self._add("side", Known(*EYE_SIDE))
        self._add("up", Known(*EYE_UP))
        self._add("back", Known(*EYE_BACK))
        self._add("nose", Known(*NOSE_BEHIND_TOES))
        for number, stand in enumerate(stands):
            self._add(f"distance {number}", stand.distance or Known(*_DISTANCE_UNKNOWN))
            self._add(f"nose {number}", Known(0.0, NOSE_SWAYS / 2.0))
        for number in range(len(aims)):
            self._add(f"sway {number}", Known(0.0, NOSE_SWAYS))
        self._middle = np.array([prior.value for prior in self.priors])
        self._within = np.array([prior.within for prior in self.priors])
        # By the tape, once for all: weights that followed the unknowns would draw the camera to where all is blurred.
        focal = tape.camera.focal_length(picture_size)
        depths = [self.priors[self.names.index(f"distance {number}")].value for number in range(len(stands))]
        self.spreads = [math.hypot(AIMED, NOSE_SEEN * depths[aim.stand] / focal) for aim in aims]
        self._toes = [
            (
                math.hypot(TOES_SEEN * depth / focal, _TOES_MIDDLE),
                math.hypot(TOES_SEEN * depth / focal, _TOES_HIGH, _TOES_PLACED * tape.bottom.value / depth),
            )
            for depth in depths
        ]

    def _add(self, name: str, prior: Known) -> None:
        self.names.append(name)
        self.priors.append(prior)

    def values(self, at: Floats) -> dict[str, float]:
        """The unknowns by name, in their units."""
        return dict(zip(self.names, (self._middle + at * self._within).tolist(), strict=True))

    def on_glass(self, values: dict[str, float]) -> list[Point]:
        """By how much each nose's reflection is off its cross, millimetres."""
        camera, width, height = camera_of(values), *self.screen_size
        scale = values["width"] / width
        offset = (values["side"], values["up"], values["back"])
        misses = []
        for number, aim in enumerate(self.aims):
            depth = values[f"distance {aim.stand}"] + values["nose"]
            depth += values[f"nose {aim.stand}"] + values[f"sway {number}"]
            x, y = aimed(camera, aim.nose, depth, offset, values["gap"], self.picture_size)
            misses.append((x - (aim.cross[0] - width / 2.0) * scale, y - (height - aim.cross[1]) * scale))
        return misses

    def misses(self, at: Floats) -> Floats:
        """Of every observation and prior, in standard deviations."""
        values = self.values(at)
        try:
            return np.concatenate([np.array(self._on_glass_and_floor(values)), at])
        except ValueError:  # so far off that the camera looks away: nothing to go to
            return np.full(2 * len(self.aims) + 2 * self._seen + len(at), math.inf)

    def _on_glass_and_floor(self, values: dict[str, float]) -> list[float]:
        camera = camera_of(values)
        crosses = [
            part / spread for miss, spread in zip(self.on_glass(values), self.spreads, strict=True) for part in miss
        ]
        toes = []
        for number, stand in enumerate(self.stands):
            if stand.toes is not None:
                depth = values[f"distance {number}"] + TOES_BEHIND_TIP
                x, y, _ = camera.at_depth(stand.toes, depth, self.picture_size)
                aside, high = self._toes[number]
                toes += [x / aside, (y + values["bottom"] - TOES_OVER_FLOOR) / high]
        return crosses + toes


def _judge(scene: _Scene, found: Fit) -> tuple[Verdict, int | str | None]:
    """What the rest speaks most clearly against, if by chance it would hardly be so (data snooping, Baarda 1968)."""
    chances: list[tuple[float, Verdict, int | str | None]] = []
    for number in range(len(scene.aims)):
        chances.append((_chance(found, slice(2 * number, 2 * number + 2)), Verdict.CROSS, number))
    row = 2 * len(scene.aims)
    for number, stand in enumerate(scene.stands):
        if stand.toes is not None:
            chances.append((_chance(found, slice(row, row + 2)), Verdict.TOES, number))
            row += 2
    for number, name in enumerate(scene.names):
        if not name.startswith("sway"):  # of one cross, which was asked already
            named = name if name.startswith("distance") else _SAID.get(name.partition(" ")[0], name)
            chances.append((_chance(found, slice(row + number, row + number + 1)), Verdict.VALUE, named))
    least, verdict, suspect = min(chances, key=lambda item: item[0])
    if least < _BY_CHANCE:
        return verdict, suspect
    if _other_eye(scene, found):
        return Verdict.VALUE, "eye"
    if float(np.mean(found.misses[: 2 * len(scene.aims)] ** 2)) > _NOT_MORE:
        return Verdict.SCATTERED, None
    return Verdict.SOUND, None


_SAID = {"side": "eye", "up": "eye", "back": "eye", "nose": "nose"}


def _chance(found: Fit, rows: slice) -> float:
    """How probable it is that one or two ``rows`` miss as far as they do by what the others make of them:
    r (1 - H)^-1 r, with their part H of the hat matrix, has the chi-square distribution."""
    slopes, missed = found.slopes[rows], found.misses[rows]
    left = np.eye(len(missed)) - slopes @ found.covariance @ slopes.T
    if float(np.linalg.eigvalsh(left)[0]) < _UNTOLD:
        return 1.0
    squares = float(missed @ np.linalg.solve(left, missed))
    return math.exp(-squares / 2.0) if len(missed) == 2 else math.erfc(math.sqrt(squares / 2.0))


_UNTOLD = 0.005
"""Share of a variance that the others must tell of: of less they say nothing."""


def _other_eye(scene: _Scene, found: Fit) -> bool:
    """Whether what the crosses say of the eye's place, without what it was said to be, speaks for the other one."""
    row = scene.names.index("side")
    shrunk = float(found.covariance[row, row])
    if 1.0 - shrunk < 1e-6:
        return False
    told, variance = float(found.at[row]) / (1.0 - shrunk), shrunk / (1.0 - shrunk)
    other = -2.0 * EYE_SIDE[0] / EYE_SIDE[1]
    return (told**2 - (told - other) ** 2) / variance > _OTHER_EYE


_BODY = (0.93, 0.82, 0.53, 0.28, 0.02)
"""Heights of eye, shoulder, hip, knee and sole over that of the body (Winter 2009, after Drillis and Contini)."""

_HEIGHT, _BEFORE, _ASIDE = 1700.0, (1500.0, 2500.0, 3500.0), 200.0
"""Somebody's height, how far before the glass they stand, and how far their joints are aside of their eye."""


def _expected(scene: _Scene, found: Fit) -> float:
    """Root mean square of how far off a body's reflection is drawn by what is not known, millimetres on the glass."""
    here = scene.values(found.at)
    count = len(fields(Tape))
    camera, soles, width = camera_of(here), here["bottom"], here["width"]
    points = []
    for depth in _BEFORE:
        eye = camera.picture_point((0.0, _BODY[0] * _HEIGHT - soles, depth), scene.picture_size)
        for share in _BODY:
            place = (_ASIDE, share * _HEIGHT - soles, depth)
            points.append((eye, camera.picture_point(place, scene.picture_size), depth))
    drawn = _drawn(here, points, scene.picture_size, width)
    # The columns of the covariance's root are its independent parts.
    root = np.linalg.cholesky(found.covariance[:count, :count]).astype(np.float64)
    squares = 0.0
    for column in root.T:
        at = found.at.copy()
        at[:count] += column
        squares += float(np.sum((_drawn(scene.values(at), points, scene.picture_size, width) - drawn) ** 2))
    return math.sqrt(squares / len(points))


def _drawn(
    values: dict[str, float], points: list[tuple[Point, Point, float]], picture_size: tuple[int, int], like: float
) -> Floats:
    """Where the panel shows the reflections of ``points`` (eye and joint in the picture, and their depth), in
    millimetres of a panel of ``like`` width."""
    camera, gap, shown = camera_of(values), values["gap"], []
    for eye, joint, depth in points:
        ex, ey, _ = camera.at_depth(eye, depth, picture_size)
        x, y, _ = camera.at_depth(joint, depth, picture_size)
        share = (depth + gap) / (2.0 * depth)
        shown.append((ex + (x - ex) * share, ey + (y - ey) * share))
    return np.array(shown) * (like / values["width"])
