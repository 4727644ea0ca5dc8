"""A process beside the station, as its child and as a unit behind a socket: the same is told and comes back."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk import companion_process
from kiosk.companion import Companion
from kiosk.health.supervisor import Supervisor
from kiosk.lines import Alive, Outgoing, Trouble, incoming

ECHO = "import sys\nfor line in sys.stdin.buffer:\n    sys.stdout.buffer.write(line)\n    sys.stdout.buffer.flush()\n"
DIES = "import sys\nsys.stdin.buffer.readline()\n"
HANGS = "import sys, time\nsys.stdin.buffer.readline()\ntime.sleep(600)\n"
PATIENCE = 30.0


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


class Systemd:
    """What systemd does with ``Accept=yes``: a process for every connection, which is its input and output."""

    def __init__(self, folder: Path, program: str) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self._program = program
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(folder / "echo.sock"))
        self._socket.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                command = [sys.executable, "-c", self._program]
                self.processes.append(subprocess.Popen(command, stdin=line, stdout=line))

    def close(self) -> None:
        self._socket.close()
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(params=["child", "unit"])
def program(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], list[str]]]:
    """Makes ``text`` what is run, the one way or the other; the command for it."""
    running: list[Systemd] = []

    def make(text: str) -> list[str]:
        if request.param == "child":
            return [sys.executable, "-c", text]
        monkeypatch.setenv(companion_process.UNITS, str(tmp_path))
        running.append(Systemd(tmp_path, text))
        return ["/never/run"]

    yield make
    for each in running:
        each.close()


def test_what_is_told_comes_back(program: Callable[[str], list[str]]) -> None:
    heard: list[bytes] = []
    companion = Companion("echo", "echo", program(ECHO), lambda: [b"first\n"], heard.append)
    companion.start()
    until(lambda: heard == [b"first"])
    companion.tell(b"second\n")
    until(lambda: heard == [b"first", b"second"])
    companion.close()
    assert companion.starts == 1


def test_it_is_started_anew_where_it_ends(
    program: Callable[[str], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    companion = Companion("echo", "echo", program(DIES), lambda: [b"first\n"], lambda _: None, first_wait=0.05)
    companion.start()
    until(lambda: companion.starts >= 3)
    companion.close()
    assert "ended by itself" in caplog.text


def test_it_is_given_up_where_it_hangs(program: Callable[[str], list[str]], caplog: pytest.LogCaptureFixture) -> None:
    companion = Companion(
        "echo", "echo", program(HANGS), lambda: [b"first\n"], lambda _: None, first_wait=0.05, silent=0.3
    )
    companion.start()
    until(lambda: companion.starts >= 2)
    companion.close()
    assert "has not answered" in caplog.text


def test_who_does_not_read_holds_nobody_up(program: Callable[[str], list[str]]) -> None:
    companion = Companion("echo", "echo", program(HANGS), lambda: [b"x" * 1_000_000 + b"\n"], lambda _: None)
    companion.start()
    until(lambda: companion.starts == 1)
    began = time.monotonic()
    for _ in range(1000):
        companion.tell(b"y" * 10_000 + b"\n")
    companion.close()
    assert time.monotonic() - began < 10.0


def test_it_ends_with_the_station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(companion_process.UNITS, str(tmp_path))
    systemd = Systemd(tmp_path, ECHO)
    heard: list[bytes] = []
    companion = Companion("echo", "echo", ["/never/run"], lambda: [b"first\n"], heard.append)
    companion.start()
    until(lambda: heard)
    companion.close()
    until(lambda: systemd.processes[0].poll() == 0)
    systemd.close()


def test_a_socket_that_is_not_there_is_said_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(companion_process.UNITS, str(tmp_path))
    heard: list[bytes] = []
    companion = Companion("echo", "echo", ["/never/run"], lambda: [b"first\n"], heard.append, first_wait=0.05)
    companion.start()
    until(lambda: companion.starts >= 2)
    assert str(tmp_path / "echo.sock") in caplog.text
    systemd = Systemd(tmp_path, ECHO)
    until(lambda: heard)
    companion.close()
    systemd.close()


def test_a_process_that_is_well_tells_its_own_supervisor_too(tmp_path: Path) -> None:
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(tmp_path / "notify"))
    systemd.settimeout(PATIENCE)
    read, write = os.pipe()
    tell = Outgoing(write, Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify")}))
    tell(Trouble(line="no card"))
    tell(Alive())
    assert systemd.recv(100) == b"WATCHDOG=1"
    assert os.read(read, 1000).count(b"\n") == 2
    os.close(read)
    tell(Alive())  # to nobody: its input is about to end as well
    os.close(write)
    systemd.close()


def test_a_station_that_was_killed_is_an_end_like_any_other() -> None:
    here, there = socket.socketpair()
    there.send(b"never read by who is killed")
    here.sendall(b"first\nsecond\nrest")
    here.close()
    with there, there.makefile("rb", buffering=0) as stream:
        assert list(incoming(stream))[:2] == [b"first\n", b"second\n"]
    here, there = socket.socketpair()
    with there, there.makefile("rb") as stream:
        there.sendall(b"told, and not read by who was killed")
        here.close()
        assert list(incoming(stream)) == []
