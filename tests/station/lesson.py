"""Somebody at a course before a worker of real parts, as a process of its own that can be killed.

    python -m tests.station.lesson RECORDS SECONDS
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.camera import Mailbox
from kiosk.coach.coach import Plan
from kiosk.coach.course import Bout, Course, Progress
from kiosk.coach.drill import load_repertoire
from kiosk.records import Store
from kiosk.station.recorder import Recorder
from kiosk.station.worker import Worker
from tests.station.hinging_figure import frame_at, track
from tests.station.stations import PATIENT

RATE = 15.0
REPERTOIRE = load_repertoire()
HINGE, MORNING = REPERTOIRE.drill("hip_hinge"), REPERTOIRE.drill("good_morning")
COURSE = Course("Lesson", (Bout(HINGE, 2, 0, 1, 2, 4.0), Bout(HINGE, 3, 0, 2, 2, 4.0), Bout(MORNING, 2, 1)))
PLAN = Plan(HINGE, REPERTOIRE.kinds, 2, pace=PATIENT, course=COURSE)


def resumed(records: Path, minutes: float = 10.0) -> Progress | None:
    """The place in the course that a run before this one has left."""
    with Store(records) as store:
        return store.progress(datetime.now(UTC) - timedelta(minutes=minutes))


def take_part(records: Path, seconds: float, then_wait: float = 0.0, plan: Plan = PLAN) -> Worker:
    """Feed ``seconds`` of frames, as fast as they are taken, to a worker that goes on where the last one was;
    after ``then_wait`` seconds it is stopped, and what it had to keep is on the disk."""
    mailbox = Mailbox()
    place = resumed(records)
    recorder = Recorder(Store(records))
    recorder.recover()
    worker = Worker(mailbox, lambda _timing: track, plan, recorder, resumed=place)
    worker.start()
    for number in range(int(seconds * RATE)):
        mailbox.put(frame_at(number / RATE, number))
        while worker.running and (worker.told is None or worker.told.number < number):
            time.sleep(0.0005)
    time.sleep(then_wait)
    worker.stop()
    recorder.close()
    return worker


if __name__ == "__main__":
    take_part(Path(sys.argv[1]), float(sys.argv[2]), then_wait=60.0)  # until it is killed
