"""A page without a network, and phones that visit it: what a browser would send, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient

from kiosk.coach.guidance import Stage
from kiosk.settings import Settings
from kiosk.trainer.access.address import hosts_answered
from kiosk.trainer.access.limits import Limiter, Rate
from kiosk.trainer.app import make_app
from kiosk.trainer.attached import Attached
from kiosk.trainer.gatekeeper import Gatekeeper
from kiosk.trainer.link import Link
from kiosk.trainer.messages import Begin, Doing, FromPage, ShowCode, Tried, Try
from kiosk.trainer.office import Office

ADDRESS, PORT = "192.168.1.20", 8443
FINGERPRINT = "3F2A 91BC"
UNBOUNDED = Rate(at_once=1e6, per_second=1e6)


class Clocks:
    """Seconds since 1970, and of a clock that does not jump."""

    def __init__(self) -> None:
        self.date, self.steady = 1_795_000_000.0, 1000.0

    def later(self, seconds: float) -> None:
        self.date += seconds
        self.steady += seconds


class House:
    """A mirror as its page knows it. ``told``: what the page asked of the station, which takes up what is to be
    tried at once, or says that it has ``refused`` it."""

    def __init__(self, folder: Path, limiter: Limiter | None = None, **tables: Mapping[str, Any]) -> None:
        self.folder, self.clocks = folder, Clocks()
        self.told: list[FromPage] = []
        self.refused: tuple[str, ...] = ()
        settings = Settings.model_validate(
            {"records": {"database": folder / "state" / "records.sqlite"}, "trainer": {"enabled": True}, **tables}
        )
        self.config = folder / "settings.toml"
        self.link = Link(self._take)
        gate = Gatekeeper(
            folder / "access", folder / "run", 60, lambda: self.clocks.date, lambda: self.clocks.steady
        )
        begin = Begin(settings=settings, config=self.config)
        self.office = Office(begin, self.link, gate, FINGERPRINT, Attached(folder / "run"))
        answered = hosts_answered(ADDRESS, PORT, "mirror")
        limiter = Limiter(UNBOUNDED, UNBOUNDED) if limiter is None else limiter
        self.app = make_app(self.office, lambda: answered, limiter)

    def _take(self, message: FromPage) -> None:
        self.told.append(message)
        if isinstance(message, Try):
            trial = Tried() if message == Try() else Tried(course="Tried class", seconds=900.0)
            self.link.take(Tried(problems=self.refused) if self.refused else trial)

    def phone(self) -> Phone:
        """One that has never been here."""
        return Phone(self)

    def owner(self, name: str = "Ana") -> Phone:
        """One that is paired; the first ever is an owner's."""
        phone = self.phone()
        phone.pair(name)
        return phone

    def trainer(self, name: str = "Bo") -> Phone:
        """One of a house that has its owner."""
        if not self.office.gate.devices.all():
            self.owner()
        return self.owner(name)

    def at(self, stage: Stage) -> None:
        """Somebody is there, or nobody."""
        self.link.take(Doing(stage=stage, course="Hip hinge", drill_id="hip_hinge"))

    @property
    def code(self) -> str:
        """On the glass."""
        return next(each.code for each in reversed(self.told) if isinstance(each, ShowCode) and each.code)


class Phone:
    """A browser: it keeps cookies, sends forms with the token of the page that they are on, and follows redirects."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = TestClient(house.app, f"https://{ADDRESS}:{PORT}", raise_server_exceptions=True)
        self.token = ""

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page."""
        return self._read(self.client.get(path, **options))

    def send(self, path: str, fields: Mapping[str, Any] | None = None, **options: Any) -> httpx.Response:
        """Send a form."""
        return self._read(self.client.post(path, data={"csrf": self.token, **(fields or {})}, **options))

    def ask(self, path: str, body: Any) -> httpx.Response:
        """As a page's script does, in JSON."""
        return self.client.post(path, json=body, headers={"x-csrf": self.token, "accept": "application/json"})

    def pair(self, name: str) -> None:
        """Come in by the code on the glass."""
        self.get("/pair")
        self.send("/pair/show")
        answer = self.send("/pair", {"code": self.house.code, "name": name})
        assert answer.url.path == "/", answer.text

    def _read(self, answer: httpx.Response) -> httpx.Response:
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        if found:
            self.token = found[1]
        return answer
