"""What other processes tell the mirror: shown while it is so, and never longer than its writer lives."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from stations import Bench, Scripted, Track, clip_frames

from kiosk.camera import Frame
from kiosk.exits import Exit
from kiosk.notices import LONGEST, Board, TrainerAttached, Updated, Updating, put, runtime_folder, withdraw
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing

HERE = os.getpid()
LATER = 60.0


def nobody(_timing: Timing) -> Track:
    def track(frame: Frame, mask: bool) -> Pose | None:
        return None

    return track


def room(seconds: float) -> Iterator[Frame | Exception]:
    image = next(frame.image for frame in clip_frames("empty_room") if isinstance(frame, Frame))
    for number in range(round(15 * seconds)):
        yield Frame(image, number / 15, number)


def dead() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def seen(folder: Path, now: float = 0.0) -> Board:
    board = Board(folder)
    board.look(now)
    return board


def test_a_notice_is_seen_until_it_is_withdrawn(tmp_path: Path) -> None:
    told = TrainerAttached(pid=HERE, until=LATER, who="Ana", steers=True)
    put(told, tmp_path)
    put(Updating(pid=HERE, until=LATER, share=0.4), tmp_path)
    board = seen(tmp_path)
    assert board.trainer == told
    assert board.updating is not None
    assert board.updating.share == 0.4
    withdraw(TrainerAttached, tmp_path)
    withdraw(TrainerAttached, tmp_path)
    board.look(0.1)
    assert board.trainer == told, "it does not look at every drawing"
    board.look(1.0)
    assert board.trainer is None
    assert board.updating is not None


def test_a_notice_expires_and_dies_with_its_writer(tmp_path: Path) -> None:
    put(Updating(pid=HERE, until=LATER), tmp_path)
    board = seen(tmp_path, LATER - 1.0)
    assert board.updating is not None
    board.look(LATER + 0.1)
    assert board.updating is None
    put(Updating(pid=dead(), until=LATER), tmp_path)
    assert seen(tmp_path).updating is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "the file: "),
        ("{", "the file: "),
        ("[1, 2]", "the file: "),
        (json.dumps({"pid": HERE}), "until: "),
        (json.dumps({"pid": "1", "until": LATER}), "pid: "),
        (json.dumps({"pid": 0, "until": LATER}), "pid: "),
        (json.dumps({"pid": HERE, "until": LATER, "share": 1.2}), "share: "),
        (json.dumps({"pid": HERE, "until": LATER, "shares": 0.2}), "shares: "),
        (json.dumps({"pid": HERE, "until": 10.0 * LONGEST}), "until: "),
        (json.dumps({"pid": HERE, "until": LATER}) + " " * 5000, "is far too long"),
    ],
    # Named by hand: processes that share the tests out have numbers of their own, and must know each by one name.
    ids=["empty", "cut off", "a list", "endless", "a text", "nobody", "too much", "unknown", "too long", "too large"],
)
def test_what_is_malformed_is_said_once_and_ignored(
    written: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / Updating.NAME).write_text(written, encoding="utf-8")
    board = Board(tmp_path)
    with caplog.at_level(logging.WARNING):
        for now in (0.0, 1.0, 2.0):
            board.look(now)
            assert board.updating is None
    assert len(caplog.messages) == 1
    assert f"{tmp_path / Updating.NAME}: {said}" in caplog.messages[0]


@pytest.mark.parametrize("who", ["", "  ", "a\nb", "x" * 21])
def test_a_name_is_one_short_line(who: str) -> None:
    with pytest.raises(ValueError, match="who"):
        TrainerAttached(pid=HERE, until=LATER, who=who)


def test_a_folder_that_is_not_there_says_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    board = seen(tmp_path / "nowhere")
    assert (board.trainer, board.updating) == (None, None)
    assert not caplog.messages


def test_the_folder_is_the_service_s_own() -> None:
    assert runtime_folder({"RUNTIME_DIRECTORY": "/run/hinge-mirror:/run/other"}) == Path("/run/hinge-mirror")
    assert runtime_folder({"XDG_RUNTIME_DIR": "/run/user/1000"}) == Path("/run/user/1000/hinge-mirror")
    assert runtime_folder({}).is_absolute()


def test_the_station_shows_an_update_while_it_goes_on(tmp_path: Path) -> None:
    """Told in the second second, withdrawn in the fourth; the glass is back before the camera ends."""
    steps: list[tuple[float, int]] = []
    board = Board(tmp_path / "run")

    def update() -> None:
        time.sleep(1.5)
        put(Updating(pid=HERE, until=time.monotonic() + LATER, share=0.25), tmp_path / "run")
        time.sleep(2.5)
        withdraw(Updating, tmp_path / "run")

    teller = threading.Thread(target=update)
    teller.start()
    bench = Bench(tmp_path, lambda: Scripted(room(7.0)), nobody, board=board)
    bench.each = lambda told: steps.append((told.step.guidance.time, board.updating is not None))
    run = bench.run()
    teller.join()
    told = "Do not unplug the mirror: It is updating, and starts again by itself (0.25)"
    assert run.outcome.code is Exit.NO_PERSON
    assert set(run.mirrors[0].shown) == {told}
    assert [is_told for _, is_told in steps[:5]] == [False] * 5
    assert any(is_told for _, is_told in steps)
    assert [is_told for _, is_told in steps[-5:]] == [False] * 5


def test_an_update_goes_before_what_fails_meanwhile(tmp_path: Path) -> None:
    """A lens that is covered, and an updater that was killed: then the fault is said."""
    updater = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)"])
    put(Updating(pid=updater.pid, until=time.monotonic() + LATER), tmp_path / "run")
    threading.Thread(target=updater.wait).start()
    black = np.zeros((640, 480, 3), np.uint8)
    frames = (Frame(black, number / 15, number) for number in range(15 * 11))
    run = Bench(tmp_path, lambda: Scripted(frames), nobody, board=Board(tmp_path / "run")).run()
    shown = [text.partition(":")[0] for text in run.mirrors[0].shown]
    assert shown[0] == "Do not unplug the mirror"
    assert shown[-1] == "The camera sees nothing"
    assert shown == sorted(shown), "one after the other, and the update first"


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("held", "Updated: 1.2.0 runs. A USB stick may be pulled out (1.0)"),
        ("returned", "The update did not hold: 1.2.0 was tried. What ran before runs on"),
        ("refused", "The update was not taken: 1.2.0: the trainer's page tells why"),
    ],
)
def test_what_became_of_an_update_is_told_while_nobody_is_there(
    outcome: Literal["held", "returned", "refused"], told: str, tmp_path: Path
) -> None:
    over = Updated(pid=HERE, until=time.monotonic() + LATER, version="1.2.0", outcome=outcome)
    put(over, tmp_path / "run")
    run = Bench(tmp_path, lambda: Scripted(room(3.0)), nobody, board=Board(tmp_path / "run")).run()
    assert set(run.mirrors[0].shown) == {told}
