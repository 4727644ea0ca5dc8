"""The page's real process: it serves over TLS what the station tells, ends with it, and is started anew."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.coach.guidance import Stage
from kiosk.settings import Settings
from kiosk.trainer.access.certificate import certificate_in
from kiosk.trainer.messages import Begin, Doing, FromPage, Logged, Serving, ShowCode, Trouble, Watch
from kiosk.trainer.page import Page

LONGEST = 30.0
"""Seconds to wait for what must come."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A page at a port of its own, and what it told."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, port: int | None = None, **options: float
    ) -> None:
        monkeypatch.setenv("RUNTIME_DIRECTORY", str(folder / "run"))
        self.folder, self.port = folder, free_port() if port is None else port
        self.told: list[FromPage] = []
        self.came = threading.Condition()
        settings = Settings.model_validate(
            {
                "records": {"database": folder / "records.sqlite"},
                "trainer": {"enabled": True, "address": "127.0.0.1", "port": self.port},
            }
        )
        self.page = Page(Begin(settings=settings), self.take, **options)  # type: ignore[arg-type]

    def take(self, message: FromPage) -> None:
        with self.came:
            self.told.append(message)
            self.came.notify_all()

    def until(self, right: Callable[[FromPage], bool], times: int = 1) -> FromPage:
        def found() -> list[FromPage]:
            return [each for each in self.told if right(each)]

        with self.came:
            assert self.came.wait_for(lambda: len(found()) >= times, LONGEST), self.told
            return found()[times - 1]

    def serves(self, times: int = 1) -> str:
        message = self.until(lambda each: isinstance(each, Serving) and each.address is not None, times)
        assert isinstance(message, Serving)
        return str(message.address)

    def client(self) -> httpx.Client:
        """As a browser that has compared the fingerprint: it trusts this one certificate, and no other."""
        certificate = certificate_in(self.folder / "trainer")
        assert certificate is not None
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            verify=ssl.create_default_context(cafile=certificate.certificate),
            follow_redirects=True,
        )


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    made = Served(tmp_path, monkeypatch)
    made.page.start()
    yield made
    made.page.close()


def pair(served: Served, client: httpx.Client) -> httpx.Response:
    def token(answer: httpx.Response) -> str:
        return answer.text.split('name="csrf" value="')[1].split('"')[0]

    before = sum(isinstance(each, ShowCode) and each.code is not None for each in served.told)
    answer = client.post("/pair/show", data={"csrf": token(client.get("/pair"))})
    shown = served.until(lambda each: isinstance(each, ShowCode) and each.code is not None, before + 1)
    assert isinstance(shown, ShowCode)
    return client.post("/pair", data={"csrf": token(answer), "code": shown.code, "name": "Ana"})


def test_it_serves_by_its_own_certificate_what_the_station_tells(served: Served) -> None:
    served.page.send(Doing(stage=Stage.SET, course="Tuesday class"))
    assert served.serves() == f"https://127.0.0.1:{served.port}/"
    with served.client() as client:
        served.page.send(Doing(stage=Stage.IDLE))
        deadline = time.monotonic() + LONGEST
        answer = pair(served, client)
        while "Nobody there" not in answer.text and time.monotonic() < deadline:
            answer = client.get("/")
        assert "Nobody there" in answer.text
        certificate = certificate_in(served.folder / "trainer")
        assert certificate is not None
        shown = next(each for each in served.told if isinstance(each, ShowCode) and each.code)
        assert shown.fingerprint.replace(" ", "") == certificate.fingerprint


def test_it_is_found_at_its_address_alone_and_never_without_tls(served: Served) -> None:
    served.serves()
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{served.port}/")
    listening = Path("/proc/net/tcp").read_text().splitlines()
    here = [line.split()[1] for line in listening[1:] if line.split()[3] == "0A"]
    assert [each for each in here if each.endswith(f":{served.port:04X}")] == [f"0100007F:{served.port:04X}"]


def test_who_was_paired_stays_so_when_it_was_killed(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    served.serves()
    with served.client() as client:
        assert pair(served, client).url.path == "/"
        served.page.send(Logged(at="2026-11-23T10:00:00+00:00", level="warning", line="the camera stalled"))
        with caplog.at_level(logging.WARNING):
            os.kill(_pid_of(served), signal.SIGKILL)
            served.serves(2)
        assert "the trainer's page ended by itself" in caplog.text
        assert client.get("/").url.path == "/"
    assert served.until(lambda each: isinstance(each, Watch) and not each.on, 2), "who watched before is forgotten"


def test_a_port_that_is_taken_is_said_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        served = Served(tmp_path, monkeypatch, port)
        served.page.start()
        told = served.until(lambda each: isinstance(each, Trouble))
        assert isinstance(told, Trouble)
        assert f"port {port}: Address already in use; set trainer.port" in told.line
        other.close()
        assert served.serves(), "and once it is free, the page is there"
        served.page.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "trainer").write_text("a file where the folder of keys should be")
    served = Served(tmp_path, monkeypatch, first_wait=60.0)
    served.page.start()
    told = served.until(lambda each: isinstance(each, Trouble))
    assert isinstance(told, Trouble)
    assert f"{tmp_path}/trainer" in told.line
    served.page.close()


def test_it_ends_with_the_station_though_somebody_watches(served: Served) -> None:
    served.serves()
    with served.client() as client:
        pair(served, client)
        pid = _pid_of(served)
        with client.stream("GET", "/live/stream") as answer:
            assert next(answer.iter_lines()) == ": still here"
            served.page.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_what_is_no_message_is_told_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = "import sys; sys.stdout.write('not a message\\n'); sys.stdout.flush(); sys.stdin.read()"
    told: list[FromPage] = []
    page = Page(Begin(settings=Settings()), told.append, (sys.executable, "-c", program))
    page.start()
    time.sleep(0.5)
    page.close()
    assert told == []


def _pid_of(served: Served) -> int:
    """Of the process that has the page's port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(each[9] for each in lines if each[1].endswith(f":{served.port:04X}") and each[3] == "0A")
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and f"socket:[{inode}]" in _opened_by(folder):
            return int(folder.name)
    raise AssertionError(f"nobody has port {served.port}")


def _opened_by(process: Path) -> list[str]:
    """What a process has open; nothing where it has ended meanwhile, or is another user's."""
    found = []
    with contextlib.suppress(OSError):
        for each in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.append(os.readlink(each))
    return found
