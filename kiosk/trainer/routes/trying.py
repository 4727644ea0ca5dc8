"""A playlist or a drill tried out on the mirror: who walks up next gets it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.coach.playlist import SHIPPED
from kiosk.repertoire.naming import file_in
from kiosk.repertoire.places import own_playlists
from kiosk.toml import FileProblem
from kiosk.trainer.door import Trier
from kiosk.trainer.messages import Try
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.view import page

router = APIRouter(default_response_class=HTMLResponse)

Name = Annotated[str, Form(max_length=200)]


@router.get("/try")
def trial_page(office: OfficeHere, visitor: Trier) -> Response:
    """What comes next of it, and the way to end it."""
    return page("trying.html", office.words, visitor, doing=office.link.doing, busy=office.busy)


@router.post("/try")
def try_out(office: OfficeHere, visitor: Trier, playlist: Name = "", drill: Name = "") -> Response:
    """Have who walks up next get ``playlist``, by its file's name, or ``drill``, by its id."""
    if bool(playlist) == bool(drill):
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
    if drill:
        if drill not in office.repertoire().drills:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        office.link.tell(Try(drill=drill))
    else:
        office.link.tell(Try(playlist=_playlist(office, playlist)))
    office.attached.steers("" if visitor.device is None else visitor.device.name)
    return RedirectResponse("/try", HTTPStatus.SEE_OTHER)


@router.post("/try/end")
def end_trial(office: OfficeHere, visitor: Trier) -> Response:
    """Whoever walks up gets what is due again."""
    office.link.tell(Try())
    office.attached.steers("" if visitor.device is None else visitor.device.name)
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


def _playlist(office: Office, name: str) -> Path:
    """The owner's own goes before a shipped one of that name. Raises HTTPException where there is none."""
    try:
        places = [file_in(folder, name) for folder in (own_playlists(office.settings), SHIPPED)]
    except FileProblem:
        places = []
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found
