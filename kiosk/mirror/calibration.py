"""What a calibration comes to, and what it is solved from. Pure maths: no drawing, no clock.

Somebody stands before the glass, the toes on a mark at a measured distance, one eye closed, and moves until they see
the tip of their nose, mirrored, on a cross that the panel shows at C. The frames are those of `kiosk.mirror.optics`
and `kiosk.mirror.lens`. With the nose at N = (nx, ny, nz), the open eye at E = N + (side, up, back), the mirror image
of the nose at N' = (nx, ny, -nz), and the lit panel `gap` behind the reflecting surface, E sees N' on C where the
line from E to N' crosses z = -gap:

    C = E + (N' - E) (ez + gap) / (ez + nz)

One eye, because the cross is on the panel and the mirror image twice as far away: two eyes see one of them double,
and which of the two is taken shifts the aim by a quarter of the distance of the eyes, 16 mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from kiosk.mirror.lens import Camera, Point

EYE_SIDE, EYE_UP, EYE_BACK = (32.0, 2.0), (38.0, 5.0), (33.0, 6.0)
"""The right pupil from the tip of the nose, and one standard deviation, millimetres: half the distance of the pupils,
63 mm (Dodgson 2004, Variation and extrema of human interpupillary distance); over it and behind it from the length
and protrusion of the nose (sellion to subnasale, and subnasale to tip; Zhuang and Bradtmiller 2005, Head-and-face
anthropometric survey of U.S. respirator users). Wide, since heads nod."""

NOSE_BEHIND_TOES = (30.0, 40.0)
"""How far farther from the glass than the tips of the shoes the nose is in who stands upright, millimetres: ears are
over the line of gravity, that is over 43 % of the foot, and the nose is 125 mm ahead of the ears."""

TOES_BEHIND_TIP, TOES_OVER_FLOOR = 25.0, 20.0
"""The network's point of the toes against the tip of the shoe and against the floor, millimetres."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How this mirror is built, as it was solved. It wins over what the settings say of camera and glass.

    Millimetres; ``gap``: by which the lit panel lies behind the reflecting surface. ``picture_size`` is of the
    upright picture, ``screen_size`` of what is drawn, both pixels (width, height). ``residual``: root mean square
    distance of the noses from their crosses, on the glass.
    """

    camera: Camera
    width_mm: float
    bottom_above_floor: float
    gap: float
    picture_size: tuple[int, int]
    screen_size: tuple[int, int]
    residual: float


@dataclass(frozen=True, slots=True)
class Known:
    """A value, and one standard deviation of it."""

    value: float
    within: float


@dataclass(frozen=True, slots=True)
class Tape:
    """What is measured or guessed before anybody aims. Millimetres and degrees; fields of `Camera` have its meaning.

    The ``within`` of each default is what a tape measure, or an eye, is good for.
    """

    width: Known = Known(530.0, 2.0)
    bottom: Known = Known(700.0, 5.0)
    """The lit area's lower edge over the floor."""
    gap: Known = Known(5.0, 4.0)
    camera_x: Known = Known(0.0, 5.0)
    camera_y: Known = Known(160.0, 5.0)
    camera_z: Known = Known(-10.0, 8.0)
    tilt: Known = Known(0.0, 4.0)
    pan: Known = Known(0.0, 3.0)
    roll: Known = Known(0.0, 3.0)
    field_of_view: Known = Known(66.0, 4.0)
    bend: Known = Known(0.0, 0.03)
    """Of the lens: k1 of its distortion; noses tell nothing of k2."""
    bend_more: Known = Known(0.0, 0.0)

    @property
    def camera(self) -> Camera:
        """The camera as the tape has it."""
        return camera_of({name: known.value for name, known in self.named()})

    def named(self) -> list[tuple[str, Known]]:
        """Every value with its name."""
        return [(item.name, getattr(self, item.name)) for item in fields(self)]


@dataclass(frozen=True, slots=True)
class Stand:
    """A place to stand. ``distance``: from the glass to the tips of the shoes, millimetres, None where it was not
    measured. ``toes``: the middle of both feet's toes in the picture, None where they were not seen."""

    distance: Known | None
    toes: Point | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """A nose on a cross: the number of its `Stand`, the ``cross`` in pixels of the screen, the ``nose`` in pixels of
    the picture."""

    stand: int
    cross: Point
    nose: Point


class Verdict(StrEnum):
    """Whether what was solved may be used."""

    SOUND = "sound"
    CROSS = "cross"
    """A nose was not where the others say that it must have been: do that cross again."""
    TOES = "toes"
    """The toes that were seen at a mark are not at that mark."""
    VALUE = "value"
    """What the tape says of something, and what the crosses say, cannot both be."""
    SCATTERED = "scattered"
    """The noses lie about their crosses farther than aiming explains."""


@dataclass(frozen=True, slots=True)
class Solution:
    """``calibration`` and how much it is worth.

    ``uncertainty``: one standard deviation of each value by the names of `Tape`. ``misses``: of each aim, millimetres
    on the glass, x and y. ``suspect``: what a verdict that is not sound is about: the number of the aim or of the
    stand, or for a value its name in `Tape`, "eye", "nose" or "distance N" of stand N. ``expected``: root mean square
    of how far off the reflection of a body from head to feet, 1.5 to 3.5 m away, is drawn by what remains unknown,
    millimetres on the glass.
    """

    calibration: Calibration
    uncertainty: dict[str, float]
    misses: tuple[Point, ...]
    expected: float
    verdict: Verdict
    suspect: int | str | None = None


def cross_of(calibration: Calibration, nose: Point, distance: float) -> Point:
    """The screen pixels at which who stands with the toes ``distance`` from the glass sees their nose, which is at
    ``nose`` of the picture, with the right eye.

    Raises:
        ValueError: the line of sight of ``nose`` never comes there.
    """
    depth = distance + NOSE_BEHIND_TOES[0]
    offset = (EYE_SIDE[0], EYE_UP[0], EYE_BACK[0])
    x, y = aimed(calibration.camera, nose, depth, offset, calibration.gap, calibration.picture_size)
    width, height = calibration.screen_size
    scale = width / calibration.width_mm
    return width / 2.0 + x * scale, height - y * scale


def camera_of(values: Mapping[str, float]) -> Camera:
    """The camera of ``values`` by the names of `Tape`."""
    return Camera(
        field_of_view=values["field_of_view"],
        x=values["camera_x"],
        y=values["camera_y"],
        z=values["camera_z"],
        tilt=values["tilt"],
        pan=values["pan"],
        roll=values["roll"],
        distortion=(values["bend"], values["bend_more"]),
    )


def aimed(
    camera: Camera,
    nose: Point,
    depth: float,
    offset: tuple[float, float, float],
    gap: float,
    picture_size: tuple[int, int],
) -> Point:
    """Where on the panel the eye at ``offset`` (right, up, back) from the nose sees the mirror image of the nose,
    which is at ``nose`` of the picture and ``depth`` before the glass. Millimetres of the room.

    Raises:
        ValueError: the line of sight of ``nose`` never comes there.
    """
    x, y, z = camera.at_depth(nose, depth, picture_size)
    side, up, back = offset
    share = (z + back + gap) / (z + back + z)
    return x + side * (1.0 - share), y + up * (1.0 - share)
