"""The conditions under which a person is seen: rooms, light, cameras, turns. Data; one name, one change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.actors.camera import Camera, Glass, Picture
from tests.actors.scene import Mirror, Room, Window

USUAL_CAMERA = Camera(eye=(3.1, 1.0, 0.0), target=(0.0, 0.88, 0.0), vertical_view=42.0)
LYING_CAMERA = Camera(eye=(3.6, 1.0, 0.0), target=(0.0, 0.45, 0.0), vertical_view=42.0)
PORTRAIT = Picture(300, 400, gain=2.0, grain=0.004)
LANDSCAPE = Picture(400, 300, gain=2.0, grain=0.004)

GYM = Room(wall=(0.60, 0.59, 0.56), dado=(0.19, 0.185, 0.18))
WARM = Room(wall=(0.50, 0.46, 0.38), dado=(0.24, 0.20, 0.16), bricks=False, furniture_shift=-0.45)
GREEN = Room(wall=(0.58, 0.60, 0.56), dado=(0.17, 0.27, 0.21), bricks=False, furniture_shift=-0.45)
BARE = Room(wall=(0.55, 0.56, 0.58), dado=(0.55, 0.56, 0.58), furniture="none", bricks=False)
PLAIN_ROOMS = (GYM, WARM, GREEN, BARE)


@dataclass(frozen=True)
class Condition:
    """How a clip is seen, and the tags that say so."""

    room: Room = GYM
    camera: Camera = USUAL_CAMERA
    picture: Picture = PORTRAIT
    fps: int = 15
    turned: float = 0.0
    """Degrees out of the side view, towards the camera positive."""
    obstruction: str | None = None
    """A thing between camera and person, by its name in the stage's furniture."""
    clear: bool = True
    """Nothing that would excuse the mirror for not finding the person."""
    tags: Mapping[str, str] = field(default_factory=dict)


PLAIN = Condition()


def _moved(**changes: object) -> Camera:
    return replace(USUAL_CAMERA, **changes)  # type: ignore[arg-type]


CONDITIONS: Mapping[str, Condition] = {
    # ---- rooms and light
    "busy": Condition(room=replace(GYM, furniture="busy"), tags={"scene": "busy gym"}),
    "mirror_wall": Condition(
        room=replace(GYM, mirror=Mirror()),
        camera=_moved(eye=(3.0, 1.25, 0.85), target=(-0.1, 0.86, -0.15)),  # from aside: shows the image
        tags={"scene": "mirror wall"},
    ),
    "dim": Condition(
        room=GYM, picture=replace(PORTRAIT, exposure=0.16, gain=8.0), tags={"scene": "dark"}, clear=False
    ),
    "half_light": Condition(
        room=GYM, picture=replace(PORTRAIT, exposure=0.38, gain=6.0), tags={"scene": "half light"}
    ),
    "back_lit": Condition(
        room=replace(GYM, window=Window(), light_from=(-0.75, 0.6, 0.12), ambient=(0.17, 0.175, 0.18)),
        picture=replace(PORTRAIT, exposure=0.5),
        tags={"scene": "back-lit"},
    ),
    "plate": Condition(obstruction="plate_stack", clear=False, tags={"scene": "plate before the shins"}),
    "bench": Condition(obstruction="draped_bench", clear=False, tags={"scene": "bench before the legs"}),
    # ---- turns
    **{
        f"turned_{name}": Condition(turned=degrees, clear=abs(degrees) <= 35.0, tags={"turned": f"{degrees:+.0f}"})
        for name, degrees in (
            ("15_to", 15.0), ("15_away", -15.0), ("30_to", 30.0), ("30_away", -30.0),
            ("45_to", 45.0), ("45_away", -45.0), ("70_to", 70.0), ("front", 90.0),
        )
    },
    # ---- cameras
    "low": Condition(camera=_moved(eye=(3.1, 0.35, 0.0)), tags={"camera": "low"}),
    "high": Condition(camera=_moved(eye=(2.9, 1.75, 0.0), target=(0.0, 0.85, 0.0)), tags={"camera": "high"}),
    "near": Condition(camera=_moved(eye=(2.3, 1.0, 0.0), vertical_view=56.0), tags={"camera": "near and wide"}),
    "far": Condition(camera=_moved(eye=(4.6, 1.1, 0.0)), tags={"camera": "far"}),
    "rolled": Condition(camera=_moved(roll=4.0), tags={"camera": "rolled 4 degrees"}),
    "aside": Condition(camera=_moved(eye=(3.0, 1.0, 0.55), target=(0.0, 0.88, 0.1)), tags={"camera": "from aside"}),
    # ---- sensor and glass
    "noisy": Condition(picture=replace(PORTRAIT, gain=24.0), tags={"sensor": "noisy"}),
    "blurred": Condition(picture=replace(PORTRAIT, shutter=0.6), tags={"sensor": "motion blur"}),
    "fast": Condition(fps=30, tags={"sensor": "30 frames a second"}),
    "glass": Condition(
        picture=replace(PORTRAIT, exposure=1.5, gain=6.0, glass=Glass(veil=(0.012, 0.013, 0.015))),
        tags={"sensor": "two-way mirror"},
    ),
}  # fmt: skip
"""One change each against `PLAIN`."""
