"""The page's real process: it serves over TLS what the station tells, ends with it, and is started anew."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kiosk.coach.guidance import Stage
from kiosk.settings import Settings
from kiosk.trainer.access.certificate import certificate_in
from kiosk.trainer.messages import Begin, Doing, FromPage, Logged, ShowCode, Trouble, Watch
from kiosk.trainer.page import Page
from tests.trainer.served import LONGEST, Served, pid_of


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
            os.kill(pid_of(served), signal.SIGKILL)
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
        pid = pid_of(served)
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
