"""The mirror itself: how it is, its voice hushed at once, and its log."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from kiosk.coach.pace_table import load_pace, shipped_pace
from kiosk.toml import FileProblem
from kiosk.trainer.access.roles import Right
from kiosk.trainer.door import Carer, LogReader, Setter
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.messages import Hush
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.view import Told, page
from kiosk.trainer.vitals import last_faults, vitals

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/mirror")
def mirror_page(office: OfficeHere, visitor: Carer, hushed: Annotated[bool, Query()] = False) -> Response:
    """Show how it is, and what can be asked of it."""
    words = office.words
    told = Told(words["mirror"]["hushed"]) if hushed else None
    return page("mirror.html", words, visitor, told=told, here="mirror", rights=Right, **_health(office, visitor))


@router.get("/mirror/health")
def health(office: OfficeHere, visitor: Carer) -> Response:
    """The same part of the page, drawn anew for its script."""
    return page("health.html", office.words, visitor, **_health(office, visitor))


@router.post("/mirror/hush")
def hush(office: OfficeHere, visitor: Setter) -> Response:
    """Have it be silent at once."""
    office.link.tell(Hush())
    office.note(f"{'' if visitor.device is None else visitor.device.name} had it be silent")
    return RedirectResponse("/mirror?hushed=true", HTTPStatus.SEE_OTHER)


@router.get("/mirror/log.txt", response_class=PlainTextResponse)
def log_file(office: OfficeHere, visitor: LogReader) -> Response:  # noqa: ARG001
    """The last lines of the log, the oldest first."""
    lines = "".join(f"{each.at} {each.level:7} {each.line}\n" for each in office.link.log)
    name = f"hinge-mirror-log-{office.clock().astimezone():%Y%m%d}.txt"
    return PlainTextResponse(lines, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _least(office: Office) -> float:
    """Frames a second with fewer of which nothing is counted; the station has said it where the file is broken."""
    try:
        return load_pace(office.settings.session.pace).least
    except FileProblem:
        return shipped_pace().least


def _health(office: Office, visitor: Visitor) -> dict[str, Any]:
    """The log's lines name files and addresses: they are for who may take it away."""
    link, words = office.link, office.words
    faults = last_faults(link.log, words)
    return {
        "vitals": vitals(link.health, _least(office), office.settings.effort, words),
        "trouble": link.health.trouble,
        "faults": faults,
        "faults_in_all": sum(each.level in {"warning", "error"} for each in link.log),
        "shows_log": visitor.may(Right.LOG),
    }
