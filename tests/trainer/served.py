"""The page's real process at a port of its own, as a station has it."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from kiosk.settings import Settings
from kiosk.trainer.access.certificate import certificate_in
from kiosk.trainer.messages import Begin, FromPage, Serving, ShowCode
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
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        port: int | None = None,
        tables: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        monkeypatch.setenv("RUNTIME_DIRECTORY", str(folder / "run"))
        self.folder, self.port = folder, free_port() if port is None else port
        self.told: list[FromPage] = []
        self.came = threading.Condition()
        settings = Settings.model_validate(
            {
                "records": {"database": folder / "records.sqlite"},
                "trainer": {"enabled": True, "address": "127.0.0.1", "port": self.port},
                **(tables or {}),
            }
        )
        begin = Begin(settings=settings, config=folder / "settings.toml")
        self.page = Page(begin, self.take, **options)

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

    def codes(self) -> list[str]:
        """That the glass was told to show so far."""
        return [each.code for each in self.told if isinstance(each, ShowCode) and each.code is not None]

    def client(self) -> httpx.Client:
        """As a browser that has compared the fingerprint: it trusts this one certificate, and no other."""
        certificate = certificate_in(self.folder / "trainer")
        assert certificate is not None
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            verify=ssl.create_default_context(cafile=certificate.certificate),
            follow_redirects=True,
        )


def pid_of(served: Served) -> int:
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
