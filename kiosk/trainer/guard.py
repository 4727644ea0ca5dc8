"""What every request must pass, and every answer carries, whatever it is for."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.trainer.access.address import is_answered
from kiosk.trainer.access.limits import Limiter, Rate

LARGEST = 64 * 1024
"""Bytes of a request's body at most: a playlist of forty drills has a tenth of that."""

BUNDLES = "/mirror/updates/bundle"
"""Where updates are sent to, which goes to the disk piece by piece."""

LARGEST_BUNDLE = 1500 * 2**20
"""Bytes of one: several times what a release has."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

EACH, ALL = Rate(at_once=80.0, per_second=10.0), Rate(at_once=240.0, per_second=40.0)
"""Requests: a page takes a handful of them, and one that checks what is typed a few a second."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """Around ``app``: answers only to ``hosts`` (`kiosk.trainer.access.address.hosts_answered`), which are asked for
    each time; at a bounded rate, to bounded requests, and to none that another site sends."""

    def __init__(
        self,
        app: ASGIApp,
        hosts: Callable[[], frozenset[str]],
        limiter: Limiter | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._hosts, self._clock = app, hosts, clock
        self._limiter = Limiter(EACH, ALL) if limiter is None else limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if refused is not None:
            await refused(scope, receive, _dressed(send))
            return
        size, most = 0, _most(scope)

        async def bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, bounded, _dressed(send))

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        client = scope.get("client")
        wait = self._limiter.take("" if client is None else client[0], self._clock())
        if wait > 0.0:
            return _plain(HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": f"{int(wait) + 1}"})
        if not is_answered(headers.get("host", ""), self._hosts()):
            return _plain(HTTPStatus.MISDIRECTED_REQUEST)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return _plain(HTTPStatus.BAD_REQUEST)
        if int(length) > _most(scope):
            return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if scope["method"] not in SAFE and not _from_here(headers):
            return _plain(HTTPStatus.FORBIDDEN)
        return None


def _most(scope: Scope) -> int:
    return LARGEST_BUNDLE if (scope["method"], scope["path"]) == ("POST", BUNDLES) else LARGEST


def _from_here(headers: Headers) -> bool:
    """Whether a browser says that one of our own pages sends it; a program that says nothing is not a browser, and
    has no cookie to abuse."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    return origin is None or origin == f"https://{headers.get('host', '')}"


def _dressed(send: Send) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return dressed


def _plain(status: HTTPStatus, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(f"{status.phrase}\n", status, headers)
