"""Updates: what runs, what is under way, what became of the last ones; one brought by phone, and back by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.requests import ClientDisconnect

from kiosk import __version__
from kiosk.release.switch import Outcome, Passed, current, load_state
from kiosk.trainer.dates import Dates
from kiosk.trainer.door import Updater
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.guard import BUNDLES
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.upload import Upload, UploadProblem
from kiosk.trainer.view import Told, page
from kiosk.trainer.wanted import wants_json
from kiosk.update.bundles import find_bundles
from kiosk.update.progress import progress
from kiosk.update.wish import ask_to_go_back

router = APIRouter(default_response_class=HTMLResponse)

SHOWN = 10
"""Of the last updates."""


@dataclass(frozen=True, slots=True)
class Row:
    """An update that is over, as it is told. ``bad``: it came to nothing."""

    version: str
    outcome: str
    bad: bool
    when: str
    why: str


@router.get("/mirror/updates")
def updates_page(
    office: OfficeHere,
    visitor: Updater,
    brought: Annotated[str | None, Query(max_length=40)] = None,
    back: Annotated[bool, Query()] = False,
) -> Response:
    """Show them."""
    said = office.words["updates"]
    told = None
    if back:
        told = Told(said["back_asked"])
    elif brought is not None:
        told = Told(said["brought"].format(version=brought))
    return _page(office, visitor, told=told)


@router.get("/mirror/updates/state")
def state(office: OfficeHere, visitor: Updater) -> Response:
    """The part of the page that changes, drawn anew for its script."""
    return page("updates_state.html", office.words, visitor, **_state(office))


@router.post(BUNDLES)
async def take(request: Request, office: OfficeHere, visitor: Updater) -> Response:
    """Take a bundle. What sends it reads the answer only when all is sent: what is refused is read to its end."""
    stream = request.stream()
    try:
        if office.uploading.locked():
            raise UploadProblem("busy", HTTPStatus.CONFLICT)
        async with office.uploading:
            upload = Upload(office.layout, lambda token: office.gate.is_of(visitor, token))
            version = await upload.take(request, stream)
    except ClientDisconnect:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it
    except UploadProblem as problem:
        await _to_the_end(stream)
        text = office.words["updates"]["errors"][problem.key].format(**problem.values)
        if wants_json(request):
            return JSONResponse({"text": text}, problem.status)
        return _page(office, visitor, problem.status, Told(text, "bad"))
    office.note(f"{_own(visitor)} brought the update {version}")
    there = f"/mirror/updates?brought={version}"
    return JSONResponse({"to": there}) if wants_json(request) else RedirectResponse(there, HTTPStatus.SEE_OTHER)


async def _to_the_end(stream: AsyncIterator[bytes]) -> None:
    with suppress(ClientDisconnect):
        async for _ in stream:
            pass


@router.post("/mirror/updates/back")
def go_back(office: OfficeHere, visitor: Updater) -> Response:
    """Ask for the release before."""
    said = office.words["updates"]["errors"]
    if load_state(office.layout).before is None:
        return _page(office, visitor, HTTPStatus.CONFLICT, Told(said["no_before"], "bad"))
    try:
        ask_to_go_back(office.layout)
    except OSError as error:
        told = Told(said["disk"].format(why=error.strerror), "bad")
        return _page(office, visitor, HTTPStatus.INSUFFICIENT_STORAGE, told)
    office.note(f"{_own(visitor)} asked for the release before")
    return RedirectResponse("/mirror/updates?back=true", HTTPStatus.SEE_OTHER)


def _page(
    office: Office, visitor: Visitor, status: int = HTTPStatus.OK, told: Told | None = None
) -> Response:
    layout = office.layout
    context = {
        "installed": layout.incoming.is_dir(),
        "signed": layout.key.is_file(),
        "before": load_state(layout).before,
        "bundles": BUNDLES,
    }
    return page("updates.html", office.words, visitor, status, told, here="mirror", **context, **_state(office))


def _state(office: Office) -> dict[str, Any]:
    layout, said = office.layout, office.words["updates"]
    state, now = load_state(layout), progress(layout)
    under_way = ""
    if now is not None:
        under_way = said["stages"][now.stage].format(version=now.version)
    elif state.trying is not None:
        under_way = said["stages"]["trying"].format(version=state.trying.version)
    elif waiting := [found.version for found in find_bundles(layout) if found.ours]:
        under_way = said["stages"]["brought"].format(version=waiting[0])
    return {
        "runs": current(layout) or __version__,
        "under_way": under_way,
        "rows": [_row(office, passed) for passed in reversed(state.history[-SHOWN:])],
    }


def _row(office: Office, passed: Passed) -> Row:
    try:
        when = Dates(office.words).moment(datetime.fromisoformat(passed.at or ""))
    except ValueError:
        when = ""
    said = office.words["updates"]["outcomes"][passed.outcome.name.lower()]
    return Row(passed.version, said, passed.outcome is not Outcome.HELD, when, passed.why or "")


def _own(visitor: Visitor) -> str:
    return "" if visitor.device is None else visitor.device.name
