"""The phones that may come in: renamed, signed out, and the next one let in as an owner's."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.trainer.access.devices import LONGEST_NAME, LastOwner, NoName, NoSuchDevice
from kiosk.trainer.access.pairing import SHOWN_FOR, TooSoon
from kiosk.trainer.cookies import DEVICE, forget
from kiosk.trainer.dates import Dates
from kiosk.trainer.door import DeviceKeeper
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.messages import ShowCode
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.view import Told, page

router = APIRouter(default_response_class=HTMLResponse)

DeviceId = Annotated[str, Path(max_length=64)]


@router.get("/mirror/devices")
def devices_page(office: OfficeHere, visitor: DeviceKeeper, shown: Annotated[bool, Query()] = False) -> Response:
    """Show them."""
    said = office.words["devices"]
    told = Told(said["owner_shown"].format(seconds=round(SHOWN_FOR))) if shown else None
    return _page(office, visitor, told=told)


@router.post("/mirror/devices/next-owner")
def next_owner(office: OfficeHere, visitor: DeviceKeeper) -> Response:
    """Have the glass show a code that lets an owner's phone in."""
    said = office.words["devices"]["errors"]
    if office.busy:
        return _page(office, visitor, HTTPStatus.CONFLICT, Told(said["training"], "bad"))
    try:
        shown = office.gate.show_owner_code()
    except TooSoon as error:
        minutes = max(1, round(error.seconds / 60.0))
        wait = Told(said["often"].format(minutes=minutes), "bad")
        return _page(office, visitor, HTTPStatus.TOO_MANY_REQUESTS, wait)
    office.link.tell(ShowCode(code=shown.code, fingerprint=office.fingerprint, seconds=SHOWN_FOR))
    office.note(f"{_own(visitor)} lets the next phone be an owner's")
    return RedirectResponse("/mirror/devices?shown=true", HTTPStatus.SEE_OTHER)


@router.post("/mirror/devices/{device_id}/rename")
def rename(
    office: OfficeHere, visitor: DeviceKeeper, device_id: DeviceId, name: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Call one otherwise."""
    if len(name.strip()) > LONGEST_NAME:
        return _misnamed(office, visitor, device_id, name)
    try:
        device = office.gate.devices.rename(device_id, name)
    except NoName:
        return _misnamed(office, visitor, device_id, name)
    except NoSuchDevice as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    office.note(f"{_own(visitor)} called a phone {device.name}")
    return RedirectResponse("/mirror/devices", HTTPStatus.SEE_OTHER)


@router.post("/mirror/devices/{device_id}/revoke")
def revoke(office: OfficeHere, visitor: DeviceKeeper, device_id: DeviceId) -> Response:
    """Sign one out for good; the last owner's stays."""
    try:
        gone = office.gate.devices.revoke(device_id)
    except NoSuchDevice as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    except LastOwner:
        told = Told(office.words["devices"]["errors"]["last_owner"], "bad")
        return _page(office, visitor, HTTPStatus.CONFLICT, told)
    office.note(f"{_own(visitor)} signed {gone.name} out")
    if visitor.device is not None and visitor.device.id == gone.id:
        response = RedirectResponse("/pair", HTTPStatus.SEE_OTHER)
        forget(response, DEVICE)
        return response
    return RedirectResponse("/mirror/devices", HTTPStatus.SEE_OTHER)


def _misnamed(office: Office, visitor: Visitor, device_id: str, name: str) -> Response:
    problem = office.words["devices"]["errors"]["name"].format(most=LONGEST_NAME)
    return _page(office, visitor, HTTPStatus.UNPROCESSABLE_ENTITY, None, {device_id: (name, problem)})


def _page(
    office: Office,
    visitor: Visitor,
    status: int = HTTPStatus.OK,
    told: Told | None = None,
    misnamed: dict[str, tuple[str, str]] | None = None,
) -> Response:
    """``misnamed``: what was typed as a device's name, and what is wrong with it."""
    return page(
        "devices.html",
        office.words,
        visitor,
        status,
        told,
        here="mirror",
        devices=office.gate.devices.all(),
        misnamed=misnamed or {},
        longest_name=LONGEST_NAME,
        when=Dates(office.words).moment,
    )


def _own(visitor: Visitor) -> str:
    return "" if visitor.device is None else visitor.device.name
