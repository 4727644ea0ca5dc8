"""Another network in the middle of the work: what is measured against standing waits for its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kiosk.camera.frame import Frame
from kiosk.camera.mailbox import Mailbox
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.health.levels import Level
from kiosk.motion.baseline import Baseline
from kiosk.pose.catalogue import ModelError
from kiosk.pose.catalogue import Network as NetworkName
from kiosk.pose.pose import Pose
from kiosk.records import Store
from kiosk.station.recorder import Recorder
from kiosk.station.worker import FULL, Worker
from tests.motion.stick_figure import Stick, pose_of

PICTURE = np.zeros((640, 480, 3), np.uint8)
LITE = Level(name="lite", network="lite")


class Stander:
    """A tracker that sees somebody standing, by whichever network it has."""

    def __init__(self, missing: bool = False) -> None:
        self.network: NetworkName = "full"
        self._missing = missing

    def use(self, network: NetworkName) -> None:
        if self._missing:
            raise ModelError("pose_landmark_lite.tflite: missing")
        self.network = network

    def __call__(self, frame: Frame, _want_mask: bool = True) -> Pose:
        return pose_of(Stick(), frame.time)


class Bench:
    def __init__(self, folder: Path, tracker: Stander) -> None:
        repertoire = load_repertoire()
        plan = Plan(drill=repertoire.drill("hip_hinge"), kinds=repertoire.kinds, goal=8, gated=False)
        self.mailbox = Mailbox()
        self.recorder = Recorder(Store(folder / "records.sqlite"))
        self.worker = Worker(self.mailbox, lambda _timing: tracker, plan, self.recorder)
        self.frame = 0
        self.worker.start()

    def sees(self, frames: int) -> Baseline:
        """The baseline after so many frames of somebody standing."""
        for _ in range(frames):
            self.worker.fresh.clear()
            self.mailbox.put(Frame(PICTURE, self.frame / 30.0, self.frame))
            assert self.worker.fresh.wait(20.0), self.worker.failure
            self.frame += 1
        assert self.worker.told is not None
        assert self.worker.told.step.moment is not None
        baseline = self.worker.told.step.moment.baseline
        assert baseline is not None
        return baseline

    def close(self) -> None:
        self.mailbox.close()
        self.worker.stop()
        self.recorder.close()


@pytest.mark.parametrize("missing", [False, True])
def test_a_level_with_another_network_learns_the_standing_anew(tmp_path: Path, missing: bool) -> None:
    tracker = Stander(missing)
    bench = Bench(tmp_path, tracker)
    try:
        assert bench.sees(40).measures.balance is not None
        bench.worker.spend(LITE)
        baseline = bench.sees(1)
        assert baseline.carried is not missing, "where it cannot be had, all stays as it is"
        assert (baseline.measures.balance is None) is not missing
        assert bench.sees(40).measures.balance is not None, "by its own standing"
        bench.worker.spend(FULL)
        assert bench.sees(1).carried is not missing
    finally:
        bench.close()


def test_a_level_with_the_same_network_keeps_the_standing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Stander())
    try:
        before = bench.sees(40)
        bench.worker.spend(Level(name="fewer masks", mask_stride=2))
        assert bench.sees(1).measures == before.measures
    finally:
        bench.close()
