from __future__ import annotations

import threading
import time

import numpy as np

from kiosk.camera.frame import Frame
from kiosk.camera.mailbox import Mailbox


def frame(number: int) -> Frame:
    return Frame(np.zeros((2, 2, 3), np.uint8), number / 30.0, number)


def test_the_newest_wins_and_the_others_are_counted() -> None:
    mailbox = Mailbox()
    for number in range(5):
        mailbox.put(frame(number))
    taken = mailbox.take(0.0)
    assert taken is not None
    assert taken.number == 4
    assert mailbox.dropped == 4
    assert mailbox.take(0.0) is None


def test_waits_for_a_frame() -> None:
    mailbox = Mailbox()
    threading.Timer(0.05, mailbox.put, [frame(7)]).start()
    taken = mailbox.take(5.0)
    assert taken is not None
    assert taken.number == 7


def test_closing_wakes_who_waits_but_keeps_the_last_frame() -> None:
    mailbox = Mailbox()
    threading.Timer(0.05, mailbox.close).start()
    began = time.monotonic()
    assert mailbox.take(20.0) is None
    assert time.monotonic() - began < 5.0
    assert mailbox.closed
    mailbox.put(frame(1))
    mailbox.close()
    assert mailbox.take(0.0) is not None
