"""Something is tried on the mirror now: a playlist or a drill, for who walks up next."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from kiosk.trainer.door import Trier
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.messages import Try
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.playlists.listed import Listing, listing
from kiosk.trainer.view import Told, page
from kiosk.trainer.wanted import wants_json

router = APIRouter(default_response_class=HTMLResponse)

_LONGEST = 300
"""Letters of what names a playlist or drill."""

Key = Annotated[str, Form(max_length=_LONGEST)]


@router.get("/try")
def trial_page(office: OfficeHere, visitor: Trier) -> Response:
    """What is tried, and what happens next."""
    return _page(office, visitor)


@router.post("/try")
def try_out(
    request: Request, office: OfficeHere, visitor: Trier, playlist: Key = "", drill: Key = ""
) -> Response:
    """Try one of them on the mirror. With neither, what is due is due again."""
    problems = asked(office, visitor, _wanted(office, playlist, drill))
    if wants_json(request):
        status = HTTPStatus.CONFLICT if problems else HTTPStatus.OK
        return JSONResponse({"course": office.link.trial[0], "problems": problems}, status)
    return tried(office, visitor, problems)


def asked(office: Office, visitor: Visitor, wanted: Try) -> list[str]:
    """Ask the mirror for it, for ``visitor``; why it cannot be had."""
    answer = office.link.try_out(wanted)
    if answer is None:
        return [office.words["playlists"]["trial"]["no_answer"]]
    if not answer.problems:
        office.note(f"{visitor.name} tries {answer.course}" if answer.course else f"{visitor.name} ends the trial")
        office.attached.steers(visitor.name)
    return list(answer.problems)


def tried(office: Office, visitor: Visitor, problems: list[str]) -> Response:
    """What a person is told of what was asked for."""
    return _page(office, visitor, problems) if problems else RedirectResponse("/try", HTTPStatus.SEE_OTHER)


def listing_of(office: Office) -> Listing:
    """The playlists that there are now."""
    now = office.clock().astimezone()
    return listing(office.shelves, office.texts, office.settings.session.strictness, now)


def _wanted(office: Office, key: str, drill: str) -> Try:
    """Raises HTTPException where there is no such playlist or drill."""
    if key:
        found = listing_of(office).find(key)
        if found is None or not found.sound:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Try(playlist=found.path)
    if drill and drill not in office.shelves.look()[0].drills:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Try(drill=drill or None)


def _page(office: Office, visitor: Visitor, problems: list[str] | None = None) -> Response:
    course, left = office.link.trial
    doing = office.link.doing
    return page(
        "playlist_try.html",
        office.words,
        visitor,
        HTTPStatus.CONFLICT if problems else HTTPStatus.OK,
        told=None if not problems else Told(office.words["playlists"]["trial"]["failed"], "bad"),
        here="playlists",
        problems=problems or [],
        course=course or (doing.course if doing.tried else ""),
        minutes=max(1, math.ceil(left / 60.0)),
        runs=doing.tried and doing.attended,
        busy=office.busy and not doing.tried,
    )
