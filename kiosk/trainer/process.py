"""The page's own process: `python -m kiosk.trainer.process`. It ends when the station does, which closes its input.

The main thread serves; one reads what the station tells; one tells it that all is well. The processor is left to the
mirror: what is served waits for it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from datetime import UTC, datetime
from typing import BinaryIO

import uvicorn

from kiosk.lines import ALIVE_EVERY, Alive, Outgoing, Trouble, incoming
from kiosk.notices import runtime_folder
from kiosk.toml import FileProblem
from kiosk.trainer.access.address import hosts_answered, lan_address, names, page_url
from kiosk.trainer.access.certificate import Certificate, certificate_for, grouped
from kiosk.trainer.access.place import access_folder
from kiosk.trainer.app import make_app
from kiosk.trainer.gatekeeper import Gatekeeper
from kiosk.trainer.link import Link
from kiosk.trainer.messages import Begin, Serving, Watch, to_page
from kiosk.trainer.office import Office

_NICER = 10
"""By how much its work waits for the mirror's."""

_LOOK_EVERY = 5.0
"""Seconds between looks whether this machine has another address by now, or one at last."""

_NO_NETWORK = "trainer's page: this machine has no local network; plug in a cable, or join one"

_AT_ONCE = 32
"""Connections that are answered; who watches keeps one."""

_LET_GO = 1
"""Whole seconds that an answer may still take when the page ends."""


class PageProcess:
    """Serves by ``begin`` until ``orders`` end, and gives what is to be told to ``tell``."""

    def __init__(self, begin: Begin, orders: BinaryIO, tell: Outgoing) -> None:
        self._trainer = begin.settings.trainer
        self._begin, self._orders, self._tell = begin, orders, tell
        self._link = Link(tell)
        self._folder = access_folder(begin.settings.records)
        self._over = threading.Event()
        self._server: uvicorn.Server | None = None

    def run(self) -> None:
        """Until it is over. Raises `kiosk.toml.FileProblem` where keys and devices can neither be read nor made."""
        threading.Thread(target=self._read, name="orders", daemon=True).start()
        threading.Thread(target=self._live, name="alive", daemon=True).start()
        self._tell(Watch(on=False))  # an earlier process may have been ended amidst it
        gate = Gatekeeper(self._folder, runtime_folder(), self._trainer.signed_in_for)
        while not self._over.is_set():
            address = lan_address(self._trainer.address)
            if address is None:
                self._tell(Serving())
                self._tell(Trouble(line=_NO_NETWORK))
                self._over.wait(_LOOK_EVERY)
                continue
            self._serve(address, gate)
            self._tell(Serving())

    def _serve(self, address: str, gate: Gatekeeper) -> None:
        """At ``address``, until it is another's or all is over."""
        try:
            listening = _bound(address, self._trainer.port)
        except OSError as error:
            self._tell(Trouble(line=_taken(address, self._trainer.port, error)))
            self._over.wait(_LOOK_EVERY)
            return
        host = socket.gethostname()
        with listening:
            certificate = certificate_for(self._folder, (address, *names(host), "localhost"), datetime.now(UTC))
            office = Office(self._begin, self._link, gate, grouped(certificate.fingerprint))
            answered = hosts_answered(address, self._trainer.port, host)
            self._server = uvicorn.Server(_config(make_app(office, lambda: answered), certificate))
            threading.Thread(target=self._look, args=(address, self._server), name="address", daemon=True).start()
            self._tell(Serving(address=page_url(address, self._trainer.port)))
            asyncio.run(self._server.serve([listening]))

    def _look(self, address: str, server: uvicorn.Server) -> None:
        """Let ``server`` end where all is over, or this machine has another address by now."""
        while not self._over.wait(_LOOK_EVERY):
            if lan_address(self._trainer.address) != address:
                break
        server.should_exit = True

    def _read(self) -> None:
        try:
            for line in incoming(self._orders):
                try:
                    self._link.take(to_page(line))
                except ValueError as error:
                    self._tell(Trouble(line=f"trainer's page: {error}; restart the mirror"))
        finally:
            self._link.over.set()
            self._over.set()

    def _live(self) -> None:
        while not self._over.wait(ALIVE_EVERY):
            self._tell(Alive())


def _config(app: object, certificate: Certificate) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        ssl_certfile=certificate.certificate,
        ssl_keyfile=certificate.key,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        loop="asyncio",
        http="h11",
        ws="none",
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=_LET_GO,
    )


def _bound(address: str, port: int) -> socket.socket:
    """Raises OSError."""
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        made.listen(_AT_ONCE)  # from here on who comes is answered, if a moment later
    except OSError:
        made.close()
        raise
    return made


def _taken(address: str, port: int, error: OSError) -> str:
    return (
        f"trainer's page: {address} port {port}: {error.strerror}; set trainer.port to another, "
        'or trainer.address to an address of this machine or "auto"'
    )


def main() -> int:
    """Run by the station's lines on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: the station ends the page
    out = os.dup(1)
    os.dup2(2, 1)
    os.nice(_NICER)
    tell = Outgoing(out)
    try:
        begin = to_page(sys.stdin.buffer.readline())
        if not isinstance(begin, Begin):
            raise ValueError(f"the first line must begin, not {begin.kind}")
        PageProcess(begin, sys.stdin.buffer, tell).run()
    except FileProblem as error:
        for line in error.problems:
            tell(Trouble(line=f"trainer's page: {line}"))
        return 1
    except Exception as error:
        tell(Trouble(line=f"trainer's page: {type(error).__name__}: {error}"))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
