"""The heart: what counts as alive, what the supervisor hears, what others can read."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.health.heart import FRESH_FOR, NAME, OWED_FOR, STARTING_FOR, Heart, Signs, read_heart_beat
from kiosk.health.supervisor import Supervisor

STALL = 3.0
STEP = 1.0 / 30.0


class Systemd:
    """The other end of the notification socket."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.socket.setblocking(False)

    def heard(self) -> list[str]:
        words: list[str] = []
        while True:
            try:
                words += self.socket.recv(4096).decode().splitlines()
            except BlockingIOError:
                return words


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    listening = Systemd(str(tmp_path / "notify"))
    yield listening
    listening.socket.close()


def supervised(tmp_path: Path, microseconds: int = 3_000_000) -> Supervisor:
    given = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": str(microseconds)}
    return Supervisor(given | {"WATCHDOG_PID": str(os.getpid())})


class Counting(Supervisor):
    """Counts instead of telling."""

    def __init__(self) -> None:
        super().__init__({})
        self.fed: list[float] = []
        self.now = 0.0

    def alive(self) -> None:
        self.fed.append(self.now)


class Life:
    """A heart and the mirror that it belongs to, by a clock of its own."""

    def __init__(self, folder: Path | None = None) -> None:
        self.supervisor = Counting()
        self.heart = Heart(folder, self.supervisor, "1.2.3", STALL)
        self.now, self.drawn, self.processed, self.given = 1000.0, 0, 0, 0

    def go(self, seconds: float, frames: bool = True, processes: bool = True, told: str | None = None) -> None:
        for _ in range(round(seconds / STEP)):
            self.now += STEP
            self.drawn += 1
            self.given += frames
            self.processed += frames and processes
            self.supervisor.now = self.now
            self.heart.beat(self.now, Signs(self.drawn, self.processed, self.given, told, True))

    def silent(self) -> float:
        """Seconds since the supervisor was last told."""
        return self.now - self.supervisor.fed[-1]


def test_it_beats_while_fresh_frames_reach_the_glass() -> None:
    life = Life()
    life.go(60.0)
    assert life.silent() < 1.0
    assert max(b - a for a, b in zip(life.supervisor.fed, life.supervisor.fed[1:], strict=False)) < 1.0


def test_a_network_that_hangs_stops_it_soon_though_the_glass_is_drawn() -> None:
    life = Life()
    life.go(10.0)
    life.go(OWED_FOR + 3.0, processes=False)
    assert 2.5 < life.silent() < OWED_FOR + 3.0, "the glass was drawn all the time, and showed nothing new"


def test_a_camera_that_gives_nothing_is_given_the_time_to_be_called_lost() -> None:
    life = Life()
    life.go(10.0)
    life.go(STALL + 2.0, frames=False)
    assert life.silent() < 1.0
    life.go(60.0, frames=False, told="The camera is away")
    assert life.silent() < 1.0, "the screen that says why not is shown on purpose"
    life.go(5.0)
    assert life.silent() < 1.0


def test_a_camera_that_gives_nothing_and_is_not_called_lost_stops_it() -> None:
    life = Life()
    life.go(10.0)
    life.go(STALL + FRESH_FOR + 5.0, frames=False)
    assert life.silent() > 3.0


def test_a_start_may_take_its_time_but_not_for_ever() -> None:
    life = Life()
    life.go(STARTING_FOR - 1.0, frames=False)
    assert life.silent() < 1.0
    life.go(5.0, frames=False)
    assert life.silent() > 3.0


def test_a_camera_that_comes_after_minutes_may_take_the_time_of_a_start() -> None:
    life = Life()
    life.go(120.0, frames=False, told="The camera is away")
    life.go(10.0, frames=True, processes=False)
    assert life.silent() < 1.0, "networks are read at the first frame"


@given(
    st.lists(
        st.tuples(st.sampled_from(["well", "hangs", "told", "away"]), st.floats(0.2, 20.0)), min_size=1, max_size=6
    )
)
def test_whatever_came_before_a_hang_is_noticed_and_a_recovery_too(past: list[tuple[str, float]]) -> None:
    life = Life()
    life.go(1.0)
    for kind, seconds in past:
        told = "The camera is away" if kind == "told" else None
        life.go(seconds, frames=kind not in {"told", "away"}, processes=kind != "hangs", told=told)
    life.go(1.0)
    assert life.silent() < 1.0
    life.go(OWED_FOR + 4.0, processes=False)
    assert life.silent() > 3.0


def test_systemd_is_told_ready_first_and_then_that_it_lives(tmp_path: Path, systemd: Systemd) -> None:
    heart = Heart(None, supervised(tmp_path), "1.2.3", STALL)
    assert systemd.heard() == []
    heart.beat(5.0, Signs(1, 0, 0, None, True))
    heart.beat(5.1, Signs(2, 1, 1, None, True))
    heart.beat(6.0, Signs(3, 2, 2, None, False))
    told = systemd.heard()
    assert told[:2] == ["READY=1", "WATCHDOG_USEC=3000000"]
    assert told.count("WATCHDOG=1") == 2, "as often as it needs, not for every picture"
    assert [word for word in told if word.startswith("STATUS=")] == [
        "STATUS=starting",
        "STATUS=well; nobody is there",
        "STATUS=well; somebody is there",
    ]


def test_who_ends_or_begins_anew_is_given_time_and_then_as_little_as_before(tmp_path: Path, systemd: Systemd) -> None:
    heart = Heart(None, supervised(tmp_path), "1.2.3", STALL)
    heart.grant(15.0)
    assert systemd.heard() == ["WATCHDOG_USEC=15000000", "WATCHDOG=1"]
    Heart(None, supervised(tmp_path), "1.2.3", STALL).beat(0.0, Signs(1, 0, 0, None, True))
    assert "WATCHDOG_USEC=3000000" in systemd.heard()


def test_what_was_granted_ends_with_the_next_picture(tmp_path: Path, systemd: Systemd) -> None:
    heart = Heart(None, supervised(tmp_path), "1.2.3", STALL)
    heart.beat(0.0, Signs(1, 0, 0, "One moment", True))
    heart.grant(60.0)
    systemd.heard()
    heart.beat(40.0, Signs(1, 0, 0, None, True))
    assert systemd.heard()[:3] == ["READY=1", "WATCHDOG_USEC=3000000", "WATCHDOG=1"]
    heart.beat(69.0, Signs(2, 0, 0, None, True))
    assert "WATCHDOG=1" in systemd.heard(), "a start may take its time, from then on"


def test_a_socket_in_the_abstract_namespace_is_found() -> None:
    name = f"hinge-mirror-test-{os.getpid()}"
    listening = Systemd(f"\0{name}")
    Supervisor({"NOTIFY_SOCKET": f"@{name}"}).alive()
    assert listening.heard() == ["WATCHDOG=1"]
    listening.socket.close()


def test_what_systemd_does_not_take_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    supervisor = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    supervisor.alive()
    supervisor.alive()
    assert len(caplog.records) == 1
    assert not Supervisor({}).there


def test_a_watchdog_for_another_process_is_none_of_ours(tmp_path: Path, systemd: Systemd) -> None:
    given = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}
    Supervisor(given).grant(15.0)
    assert systemd.heard() == []


def test_others_can_read_how_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    life = Life(folder)
    life.go(5.0)
    beat = read_heart_beat(folder)
    assert beat is not None
    assert (beat.pid, beat.version, beat.release, beat.idle, beat.trouble) == (os.getpid(), "1.2.3", None, True, None)
    assert life.now - beat.at <= 1.05
    assert 100 < beat.frames == beat.drawn
    life.go(5.0, frames=False, told="Too dark to see you: Turn on more light")
    later = read_heart_beat(folder)
    assert later is not None
    assert later.trouble == "Too dark to see you: Turn on more light"
    assert later.sound
    life.go(1.0)
    life.go(5.0, processes=False)
    hung = read_heart_beat(folder)
    assert hung is not None
    assert not hung.sound
    life.heart.stop()
    assert read_heart_beat(folder) is None
    (folder / NAME).write_text("{}")
    assert read_heart_beat(folder) is None


def test_a_folder_that_cannot_be_written_is_said_once_and_it_beats_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    life = Life(tmp_path / "file" / "run")
    life.go(5.0)
    assert life.silent() < 1.0
    assert len(caplog.records) == 1
