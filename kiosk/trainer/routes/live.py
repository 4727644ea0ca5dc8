"""What happens at the mirror now, in numbers and a stick line, and what a trainer asks of it meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from kiosk.coach.verbs import Verb
from kiosk.motion.posture import MEASURE_NAMES
from kiosk.trainer.attached import ANEW_EVERY
from kiosk.trainer.door import Trier, Watcher
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.link import TooManyWatch
from kiosk.trainer.messages import NOW_EVERY, Ask
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.view import page
from kiosk.trainer.wanted import wants_json

router = APIRouter(default_response_class=HTMLResponse)

FIRST = ("torso_inclination", "hip_flexion", "knee_flexion", "hinge_ratio", "back_curvature", "balance")
"""Measures that a coach looks at first."""

VERBS = (Verb.START, Verb.PAUSE, Verb.NEXT, Verb.REPEAT, Verb.STOP)
"""What a trainer may ask for: what a button does, and no more."""


@router.get("/live")
def live_page(office: OfficeHere, visitor: Watcher) -> Response:
    """Show it."""
    more = [name for name in MEASURE_NAMES if name not in FIRST]
    return page("live.html", office.words, visitor, here="live", measures=FIRST, more=more, verbs=VERBS)


@router.get("/live/stream", response_class=StreamingResponse)
async def stream(office: OfficeHere, visitor: Watcher) -> Response:
    """What happens, ten times a second, as server-sent events."""
    if office.link.full:
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS)
    return StreamingResponse(_events(office, visitor), media_type="text/event-stream")


@router.post("/live/ask")
def ask(
    request: Request, office: OfficeHere, visitor: Trier, verb: Annotated[Verb, Form()]
) -> Response:
    """Ask the mirror for what a button would."""
    if verb not in VERBS:
        raise HTTPException(HTTPStatus.FORBIDDEN)
    office.link.tell(Ask(verb=verb))
    office.attached.steers(_name(visitor))
    if wants_json(request):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return RedirectResponse("/live", HTTPStatus.SEE_OTHER)


async def _events(office: Office, visitor: Visitor) -> AsyncIterator[str]:
    """Until the page ends, the phone goes, or it is signed out. The sign on the glass is there meanwhile."""
    link, told, looked = office.link, 0, float("-inf")
    try:
        with link.watching():
            while not link.over.is_set():
                now = time.monotonic()
                if now - looked >= ANEW_EVERY:
                    looked = now
                    if visitor.device is None or office.gate.devices.find(visitor.device.id) is None:
                        return
                    office.attached.watches(_name(visitor))
                    yield ": still here\n\n"  # else nobody notices that the phone has gone
                if link.now is not None and link.now[0] != told:
                    told, happens = link.now
                    yield f"data: {happens.model_dump_json(exclude={'kind'})}\n\n"
                await asyncio.sleep(NOW_EVERY / 2.0)
    except TooManyWatch:
        return
    finally:
        if not link.watched:
            office.attached.gone()


def _name(visitor: Visitor) -> str:
    return "" if visitor.device is None else visitor.device.name
