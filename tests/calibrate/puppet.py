"""Somebody who does what the session says, before a mirror that is known: a camera and a pose network in one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from kiosk.calibrate.session import Hint, Scene, Session, Step
from kiosk.camera.frame import Frame
from kiosk.camera.source import Source
from kiosk.mirror.calibration import Tape
from kiosk.pose.pose import Joint, Pose
from tests.mirror.before_the_glass import PICTURE, SCREEN, Noise, World, seen_by

RATE = 15.0
MARKS = (1500.0, 3000.0)


@dataclass
class Watched(Session):
    """A session of which can be seen what it has shown last, and before."""

    world: World
    tape_: Tape = field(default_factory=Tape)

    def __post_init__(self) -> None:
        Session.__init__(self, self.tape_, MARKS, self.world.height, SCREEN)
        self.scene = Scene(Step.MARK, Hint.PLAIN, 1, 2, MARKS[0])
        self.scenes: list[Scene] = []

    def __call__(self, pose: Pose | None, time: float) -> Scene:
        self.scene = Session.__call__(self, pose, time)
        self.scenes.append(self.scene)
        return self.scene


class Puppet(Source):
    """Frames of nothing, and in `track` the pose of who follows ``session``; None once ``seconds`` are over.

    ``beside``: which cross (counted from 0 as they are shown) it first misses, by how many millimetres.
    ``idle``: it stays on the first mark and does nothing.
    """

    name = "puppet"
    rate = RATE

    def __init__(
        self,
        world: World,
        session: Watched,
        noise: Noise | None = None,
        seconds: float = 200.0,
        beside: tuple[int, float] | None = None,
        idle: bool = False,
    ) -> None:
        self.world, self.session, self.noise = world, session, noise or Noise()
        self._rng = np.random.default_rng(11)
        self._seconds, self._beside, self._idle = seconds, beside, idle
        self._number = 0
        self._now: tuple[object, ...] = ()
        self._place = (0.0, 0.0, 0.0)
        self._standing = MARKS[0]
        self._crosses = -1

    def read(self, timeout: float) -> Frame | None:
        self._number += 1
        time = self._number / RATE
        return None if time > self._seconds else Frame(np.zeros((8, 6, 3), np.uint8), time, self._number)

    def close(self) -> None:
        pass

    def track(self, frame: Frame) -> Pose:
        scene = self.session.scene
        asked = (scene.step, scene.distance, scene.cross, scene.hint is Hint.AGAIN)
        if asked != self._now and not (self._idle and self._now):
            self._now = asked
            self._move(scene)
        return self._pose(frame.time)

    def _move(self, scene: Scene) -> None:
        world, rng = self.world, self._rng
        depth = rng.normal(scene.distance + world.nose_behind_toes, self.noise.sway)
        own = 0.915 * world.height - world.bottom
        self._standing = scene.distance
        if scene.cross is None:
            self._place = (0.0, own, depth)
            return
        self._crosses += 1
        scale = world.width / SCREEN[0]
        wanted = np.array([(scene.cross[0] - SCREEN[0] / 2.0) * scale, (SCREEN[1] - scene.cross[1]) * scale])
        wanted += rng.normal(0.0, self.noise.aim, 2)
        if self._beside is not None and self._crosses == self._beside[0]:
            wanted += self._beside[1] * np.array([0.6, -0.8])
        nose = np.array([*wanted, depth])
        for _ in range(20):
            nose[:2] += wanted - seen_by(nose + world.eye, nose, world.gap)
        self._place = (float(nose[0]), float(nose[1]), float(nose[2]))

    def _pose(self, time: float) -> Pose:
        world, (x, y, z) = self.world, self._place
        points = np.zeros((33, 3), np.float32)
        visibility = np.ones(33, np.float32)

        def put(joint: Joint, across: float, up: float, back: float = 0.0) -> None:
            points[joint, :2] = world.camera.picture_point((across, up, z + back), PICTURE)

        for joint in Joint:
            put(joint, x, y)
        # The left of who faces the glass is on the viewer's left, and to the right in the picture.
        for side, (eye, ear) in ((-1.0, (Joint.LEFT_EYE, Joint.LEFT_EAR)), (1.0, (Joint.RIGHT_EYE, Joint.RIGHT_EAR))):
            put(eye, x + side * 32.0, y + 38.0, 33.0)
            put(ear, x + side * 75.0, y + 25.0, 125.0)
        joints = ("SHOULDER", 0.17, 0.82), ("HIP", 0.09, 0.53), ("KNEE", 0.08, 0.28), ("ANKLE", 0.08, 0.04)
        for side, name in ((-1.0, "LEFT"), (1.0, "RIGHT")):
            for part, aside, share in joints:
                put(Joint[f"{name}_{part}"], side * aside * world.height, share * world.height - world.bottom)
            toes = (side * 100.0, 20.0 - world.bottom, self._standing + 25.0)
            points[Joint[f"{name}_FOOT_INDEX"], :2] = world.camera.picture_point(toes, PICTURE)
        points[:, :2] += self._rng.normal(0.0, 0.3, (33, 2))
        return Pose(
            time=time, size=PICTURE, landmarks=points, visibility=visibility, world=np.zeros((33, 3)), presence=1.0
        )


def left_eyed(world: World) -> World:
    return replace(world, eye=(-world.eye[0], *world.eye[1:]))
