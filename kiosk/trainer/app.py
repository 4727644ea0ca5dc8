"""The page as an application: its routes, its guard, and what it says where something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Scope

from kiosk.records import RecordError
from kiosk.toml import FileProblem
from kiosk.trainer.access.limits import Limiter
from kiosk.trainer.door import Forged, NotAllowed, NotPaired, unforged, visitor_of
from kiosk.trainer.guard import Guard
from kiosk.trainer.office import Office, office_of
from kiosk.trainer.routes import ROUTERS
from kiosk.trainer.view import STATIC, page
from kiosk.trainer.wanted import wants_json

log = logging.getLogger(__name__)

_FOR_EVER, _ASKED_AGAIN = "public, max-age=31536000, immutable", "no-cache"


def make_app(office: Office, hosts: Callable[[], frozenset[str]], limiter: Limiter | None = None) -> ASGIApp:
    """The whole, guarded. ``hosts``: the names that it answers to."""
    return Guard(bare_app(office), hosts, limiter)


def bare_app(office: Office) -> FastAPI:
    """The same without its guard: what it can be asked is told by its `openapi`, which is not served."""
    app = FastAPI(
        title="Hinge Mirror", openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(unforged)]
    )
    app.state.office = office
    app.mount("/static", _Kept(directory=STATIC), "static")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(NotPaired, _not_paired)
    app.add_exception_handler(NotAllowed, _complaint(HTTPStatus.FORBIDDEN, "not_allowed"))
    app.add_exception_handler(Forged, _complaint(HTTPStatus.FORBIDDEN, "forged"))
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(FileProblem, _file_problem)
    app.add_exception_handler(RecordError, _file_problem)
    app.add_exception_handler(HTTPException, _http)
    return app


class _Kept(StaticFiles):
    """Files whose address changes with what is in them; but for those that a script asks for by their plain name."""

    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = HTTPStatus.OK
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _FOR_EVER if scope["query_string"] else _ASKED_AGAIN
        return response


def complain(
    request: Request, status: int, key: str, detail: Collection[str] = (), title: str | None = None
) -> Response:
    """Say what is wrong: ``key`` of the words' errors, and lines of ``detail``."""
    office = office_of(request)
    words: Any = office.words["page"]["errors"]
    title = words.get(f"{key}_title", words["title"]) if title is None else title
    text = words[key]
    if wants_json(request):
        return JSONResponse({"title": title, "text": text, "detail": list(detail)}, status)
    back = "/" if request.method in {"GET", "HEAD"} else request.url.path
    return page(
        "message.html",
        office.words,
        visitor_of(request),
        status,
        title=title,
        text=text,
        detail=list(detail),
        back=back,
    )


def _complaint(status: HTTPStatus, key: str) -> Callable[[Request, Exception], Response]:
    return lambda request, _: complain(request, status, key)


def _not_paired(request: Request, _: Exception) -> Response:
    if request.method in {"GET", "HEAD"} and not wants_json(request):
        return RedirectResponse("/pair", HTTPStatus.SEE_OTHER)
    return complain(request, HTTPStatus.UNAUTHORIZED, "not_allowed")


def _malformed(request: Request, error: Exception) -> Response:
    lines = []
    if isinstance(error, RequestValidationError):
        lines = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()]
    return complain(request, HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", lines)


def _file_problem(request: Request, error: Exception) -> Response:
    log.warning("trainer's page: %s", error)
    return complain(request, HTTPStatus.CONFLICT, "problem", str(error).splitlines())


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    keys = {404: "not_found", 405: "method", 409: "conflict", 413: "too_large", 429: "busy", 403: "not_allowed"}
    response = complain(request, status, keys.get(status, "malformed"))
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response
