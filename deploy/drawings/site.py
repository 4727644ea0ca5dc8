"""Where everything is about a mirror: from its settings, with the mirror's own optics and its own limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from kiosk.coach.placement import LARGEST, MARGIN, SMALLEST
from kiosk.mirror.lens import Camera, Point, Vector
from kiosk.mirror.optics import EYE_HEIGHT, HEAD_MM, SOLE_MM, UNKNOWN_DISTANCE_MM, Optics
from kiosk.settings import Settings

TALL, SHORT = 1950.0, 1500.0
"""Heights, millimetres, between which people must be seen whole at the floor mark."""

LIES_MM = 1900.0
"""Of who lies along the glass, arms at the sides."""

GLASS_OVER = 80.0
"""Millimetres of mirror about the lit area, at least."""

_FOOT, _AHEAD = 130.0, 40.0
"""Millimetres from the ankle to the tip of the shoe, and by which an ear may be ahead of it."""

_NEAREST, _FARTHEST, _STEP = 800, 6000, 10


@dataclass(frozen=True)
class Site:
    """A mirror as its settings have it. Millimetres, in the optics' frame: x to the right as one faces the glass,
    from its middle; y up, here from the floor; z out of the glass."""

    settings: Settings

    @cached_property
    def optics(self) -> Optics:
        """As the mirror itself has it while nobody has calibrated it."""
        return Optics.of(self.settings)

    @property
    def camera(self) -> Camera:
        """Its y is over the lit area's lower edge."""
        return self.optics.camera

    @property
    def bottom(self) -> float:
        """The lit area's lower edge over the floor."""
        return self.optics.glass.bottom_above_floor

    @property
    def lit(self) -> tuple[float, float]:
        """Width and height of the lit area."""
        glass = self.optics.glass
        return glass.width_mm, glass.width_mm * glass.height_px / glass.width_px

    @property
    def top(self) -> float:
        """The lit area's upper edge over the floor."""
        return self.bottom + self.lit[1]

    @property
    def lens(self) -> Point:
        """The camera's lens: x, and y over the floor."""
        return self.camera.x, self.camera.y + self.bottom

    @property
    def behind_the_screen(self) -> bool:
        """Whether the camera would look at the back of the lit area."""
        return abs(self.camera.x) < self.lit[0] / 2.0 and 0.0 < self.camera.y < self.lit[1]

    @property
    def pane(self) -> tuple[float, float, float, float]:
        """The sheet of mirror: left, right, lower and upper edge over the floor. It covers lit area and camera, hood
        and all, as high as the tallest's eyes."""
        half, (x, y) = self.lit[0] / 2.0, self.lens
        left, right = min(-half, x - 35.0) - GLASS_OVER, max(half, x + 35.0) + GLASS_OVER
        upper = max(self.top + GLASS_OVER, y + GLASS_OVER, EYE_HEIGHT * TALL + GLASS_OVER)
        return left, right, min(self.bottom, y - 35.0) - GLASS_OVER, upper

    @property
    def mark(self) -> float:
        """The floor mark's distance from the glass: where the mirror takes people to stand."""
        return UNKNOWN_DISTANCE_MM

    @property
    def picture(self) -> tuple[int, int]:
        """Width and height of the camera's picture, pixels."""
        return self.settings.camera.width, self.settings.camera.height

    @cached_property
    def stands(self) -> tuple[float, float] | None:
        """From which distance to which both the tall and the short, standing before the glass' middle, are seen whole
        and large enough; None: nowhere."""
        return self.seen_whole(self.camera)

    def seen_whole(self, camera: Camera) -> tuple[float, float] | None:
        """The same with another camera in the same room."""
        places = range(_NEAREST, _FARTHEST, _STEP)
        good = [z for z in places if all(self._whole(camera, tall, float(z)) for tall in (TALL, SHORT))]
        if not good:
            return None
        run = list(
            takewhile(lambda pair: pair[0] == good[0] + pair[1] * _STEP, zip(good, range(len(good)), strict=True))
        )
        return float(run[0][0]), float(run[-1][0])

    def lies_whole(self, camera: Camera) -> float | None:
        """From which distance on who lies along the glass, before its middle, is in the picture; None: nowhere."""
        half, floor = LIES_MM / 2.0, SOLE_MM - self.bottom
        for z in range(_NEAREST, _FARTHEST, _STEP):
            ends = [(x, y, float(z)) for x in (-half, half) for y in (floor, floor + 250.0)]
            if all(self._inside(camera, end) for end in ends):
                return float(z)
        return None

    def view(self, camera: Camera, z: float) -> tuple[float, float, float, float]:
        """What the picture holds in the plane ``z`` before the glass, at the camera's height and before it: left,
        right, and from where to where over the floor."""
        width, height = self.picture
        (one, _, _), (other, _, _) = (
            camera.at_depth((u, height / 2.0), z, self.picture) for u in (0.0, float(width))
        )
        high, low = (camera.at_depth((width / 2.0, v), z, self.picture)[1] for v in (0.0, float(height)))
        return min(one, other), max(one, other), low + self.bottom, high + self.bottom

    @property
    def seen_on_glass(self) -> float:
        """Height of the tallest person whose standing eyes are on the lit area."""
        return (self.top - HEAD_MM) / EYE_HEIGHT

    @property
    def lowest_eyes(self) -> float:
        """How low eyes may come until their own feet, at half height, lie below the lit area."""
        return 2.0 * self.bottom

    def _whole(self, camera: Camera, tall: float, z: float) -> bool:
        """Whether ear and feet of who is so tall, side-on, facing either way, are in the picture, neither too large
        nor too small."""
        for facing in (1.0, -1.0):
            heel = (-_FOOT / 2.0 * facing, SOLE_MM - self.bottom, z)
            ear = (_AHEAD * facing, EYE_HEIGHT * tall - self.bottom, z)
            toe = (_FOOT * facing, SOLE_MM - self.bottom, z)
            if not all(self._inside(camera, place) for place in (heel, ear, toe)):
                return False
            (_, low), (_, high) = (camera.picture_point(place, self.picture) for place in (heel, ear))
            if not SMALLEST <= (low - high) / self.picture[1] <= LARGEST:
                return False
        return True

    def _inside(self, camera: Camera, place: Vector) -> bool:
        u, v = camera.picture_point(place, self.picture)
        width, height = self.picture
        return MARGIN <= u / width <= 1.0 - MARGIN and MARGIN <= v / height <= 1.0 - MARGIN
