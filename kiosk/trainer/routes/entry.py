"""Coming in and going out: a phone is paired by the code on the glass, and signed out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.trainer.access.devices import LONGEST_NAME, DevicesFull, NoName, NoSuchDevice
from kiosk.trainer.access.pairing import SHOWN_FOR, TooSoon
from kiosk.trainer.cookies import DEVICE, VISIT, forget, remember
from kiosk.trainer.door import Anybody
from kiosk.trainer.gatekeeper import DAY, Visitor, WrongCode
from kiosk.trainer.messages import ShowCode
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.view import page

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/pair")
def pair_page(office: OfficeHere, visitor: Anybody) -> Response:
    """Where a phone is let in."""
    if visitor.device is not None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    return _page(office, visitor)


@router.post("/pair/show")
def show_code(office: OfficeHere, visitor: Anybody) -> Response:
    """Have the glass show a code."""
    if office.busy:
        return _page(office, visitor, HTTPStatus.CONFLICT, "training")
    try:
        shown = office.gate.show_code()
    except TooSoon as error:
        minutes = max(1, round(error.seconds / 60.0))
        return _page(office, visitor, HTTPStatus.TOO_MANY_REQUESTS, "often", minutes=minutes)
    office.link.tell(ShowCode(code=shown.code, fingerprint=office.fingerprint, seconds=SHOWN_FOR))
    return RedirectResponse("/pair", HTTPStatus.SEE_OTHER)


@router.post("/pair")
def pair(
    office: OfficeHere,
    visitor: Anybody,
    code: Annotated[str, Form(max_length=16)],
    name: Annotated[str, Form(max_length=200)],
) -> Response:
    """Let in who has read the code."""
    if not name.strip() or not name.isprintable() or len(name.strip()) > LONGEST_NAME:
        return _page(office, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, "name", most=LONGEST_NAME)
    was_shown = office.gate.showing() > 0.0
    try:
        device, cookie = office.gate.pair(code, name)
    except WrongCode:
        gone = office.gate.showing() <= 0.0
        if was_shown and gone:
            office.link.tell(ShowCode())
        return _page(office, visitor, HTTPStatus.FORBIDDEN, "gone" if gone else "wrong", name)
    except DevicesFull:
        return _page(office, visitor, HTTPStatus.CONFLICT, "full", name)
    except NoName:
        return _page(office, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, "name", most=LONGEST_NAME)
    office.link.tell(ShowCode())
    office.note(f"{device.name} was paired as {device.role}")
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    remember(response, DEVICE, cookie, office.gate.days * DAY)
    forget(response, VISIT)
    return response


@router.post("/leave")
def leave(office: OfficeHere, visitor: Anybody) -> Response:
    """Sign this phone out; the last owner's stays paired, and only forgets."""
    if visitor.device is not None:
        _revoke(office, visitor.device.id)
    response = RedirectResponse("/pair", HTTPStatus.SEE_OTHER)
    forget(response, DEVICE)
    return response


def _revoke(office: Office, device_id: str) -> None:
    try:
        # Who leaves wants that: a mirror without an owner is had back by `kiosk trainer code --owner`.
        office.gate.devices.revoke(device_id, even_last_owner=True)
    except NoSuchDevice:
        return  # already


def _page(
    office: Office, visitor: Visitor, status: int = HTTPStatus.OK, wrong: str = "", name: str = "", **given: Any
) -> Response:
    lines = [office.words["pair"]["errors"][wrong].format(**given)] if wrong else []
    return page(
        "pair.html",
        office.words,
        visitor,
        status,
        wrong=lines,
        shown=office.gate.showing() > 0.0,
        name=name.strip()[:LONGEST_NAME],
        longest_name=LONGEST_NAME,
        fingerprint=office.fingerprint,
    )
