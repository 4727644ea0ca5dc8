"""The first page: what the mirror does, and what a trainer may want."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from kiosk.trainer.door import Watcher
from kiosk.trainer.office import OfficeHere
from kiosk.trainer.view import page

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def home(office: OfficeHere, visitor: Watcher) -> Response:
    """Show it."""
    return page("home.html", office.words, visitor, here="live", doing=office.link.doing)
