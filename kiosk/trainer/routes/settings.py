"""The settings that are offered to who asks: shown as the file has them, and changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.settings import Settings, load_settings
from kiosk.settings_file import Change, Key, change
from kiosk.toml import FileProblem
from kiosk.trainer.access.roles import Role
from kiosk.trainer.door import NotAllowed, Setter
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.messages import Again, Volume
from kiosk.trainer.offered import OFFERED, Offer, offered_to
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.view import Told, page

router = APIRouter(default_response_class=HTMLResponse)

VOLUME: Key = ("voice", "volume")
"""Taken at once; all else waits until nobody is at the mirror."""

Saved = Literal["now", "later", "nothing"]


@dataclass(frozen=True, slots=True)
class Field:
    """A setting in its form. ``value``: as the file has it, or as typed; ``was``: as the file had it when the form
    was drawn, by which a change of somebody else's is known."""

    offer: Offer
    name: str
    value: str
    was: str
    problem: str = ""

    @property
    def step(self) -> str:
        """Of a number; a value in the file that lies between two steps is not moved by being shown."""
        steps = (float(self.was) - self.offer.least) / self.offer.step
        return f"{self.offer.step:g}" if abs(steps - round(steps)) < 1e-6 else "any"

    @property
    def percent(self) -> bool:
        """Whether it is told as a share of a hundred."""
        return (self.offer.kind, self.offer.least, self.offer.most, self.offer.whole) == ("number", 0.0, 1.0, False)

    @property
    def share(self) -> int:
        """Of a hundred; of what was typed and is no number, 0."""
        try:
            return round(100.0 * float(self.value))
        except (ValueError, OverflowError):
            return 0

    @property
    def other(self) -> str:
        """What the file has and the page does not offer, as a language file of the owner's; empty where it does."""
        return "" if self.was in map(str, self.offer.choices) else self.was


async def _typed(request: Request) -> dict[str, str]:
    """What a form has sent: of what was sent twice the last, which a box that is ticked is."""
    return {name: text for name, text in (await request.form()).multi_items() if isinstance(text, str)}


Typed = Annotated[dict[str, str], Depends(_typed)]


@router.get("/mirror/settings")
def settings_page(office: OfficeHere, visitor: Setter, saved: Annotated[Saved | None, Query()] = None) -> Response:
    """Show them."""
    told = None if saved is None else Told(office.words["settings"]["saved"][saved])
    try:
        return _page(office, visitor, _in_file(office), told=told)
    except FileProblem as error:
        return _page(office, visitor, office.settings, problems=error.problems)


@router.post("/mirror/settings")
def save(office: OfficeHere, visitor: Setter, typed: Typed) -> Response:
    """Change what was changed in the form; all of it, or nothing."""
    offers = offered_to(_role(visitor))
    if any(_name(offer) in typed for offer in OFFERED if offer not in offers):
        raise NotAllowed
    try:
        now = _in_file(office)
        wanted, wrong, meanwhile = _wanted(office, offers, typed, now)
        if wrong or meanwhile:
            status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.CONFLICT
            return _page(office, visitor, now, status, typed, {**meanwhile, **wrong})
        changes = change(office.settings_file, wanted)
    except FileProblem as error:
        return _page(office, visitor, office.settings, HTTPStatus.CONFLICT, typed, problems=error.problems)
    return RedirectResponse(f"/mirror/settings?saved={_told(office, visitor, changes)}", HTTPStatus.SEE_OTHER)


def _wanted(
    office: Office, offers: tuple[Offer, ...], typed: Mapping[str, str], now: Settings
) -> tuple[dict[Key, Any], dict[str, str], dict[str, str]]:
    """What is to be changed; what is wrong with what was typed; and what somebody else has changed since the form was
    drawn. By names of fields the last two."""
    said = office.words["settings"]["wrong"]
    wanted: dict[Key, Any] = {}
    wrong: dict[str, str] = {}
    meanwhile: dict[str, str] = {}
    for offer in offers:
        name = _name(offer)
        text = typed.get(name)
        current = _text(offer, now)
        was = typed.get(f"was.{name}", current)
        if text is None or text in {was, current}:
            continue
        if was != current:
            meanwhile[name] = said["meanwhile"]
            continue
        try:
            wanted[offer.key] = offer.read(text)
        except ValueError:
            bounds = {"least": f"{offer.least:g}", "most": f"{offer.most:g}"}
            wrong[name] = said["number"].format(**bounds) if offer.kind == "number" else said["choice"]
    return wanted, wrong, meanwhile


def _told(office: Office, visitor: Visitor, changes: tuple[Change, ...]) -> Saved:
    """Tell the station, and the log."""
    who = "" if visitor.device is None else visitor.device.name
    for each in changes:
        office.note(f"{who} set {'.'.join(each.key)} to {each.after}")
        if each.key == VOLUME:
            office.link.tell(Volume(volume=each.after))
    if all(each.key == VOLUME for each in changes):
        return "now" if changes else "nothing"
    office.link.tell(Again())
    return "later"


def _page(
    office: Office,
    visitor: Visitor,
    settings: Settings,
    status: int = HTTPStatus.OK,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    problems: Any = (),
    told: Told | None = None,
) -> Response:
    words = office.words
    said = words["settings"]
    fields = [_field(offer, settings, typed or {}, wrong or {}) for offer in offered_to(_role(visitor))]
    sections = groupby(fields, lambda each: said["sections"][each.offer.key[0]])
    return page(
        "settings.html",
        words,
        visitor,
        status,
        told,
        here="mirror",
        groups=[(name, list(found)) for name, found in sections],
        problems=list(problems),
        wrong=bool(wrong),
        waits=_waits(office, settings),
    )


def _field(offer: Offer, settings: Settings, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Field:
    name, current = _name(offer), _text(offer, settings)
    return Field(offer, name, typed.get(name, current), current, wrong.get(name, ""))


def _waits(office: Office, settings: Settings) -> bool:
    """Whether the mirror runs by other ones than those of the file."""
    return any(
        offer.of(settings) != offer.of(office.settings) for offer in OFFERED if offer.key != VOLUME
    )


def _in_file(office: Office) -> Settings:
    """Raises `FileProblem`."""
    path = office.settings_file
    return load_settings(path) if path.exists() else Settings()


def _name(offer: Offer) -> str:
    return ".".join(offer.key)


def _text(offer: Offer, settings: Settings) -> str:
    value = offer.of(settings)
    if offer.kind == "switch":
        return "true" if value else "false"
    return f"{value:g}" if offer.kind == "number" else str(value)


def _role(visitor: Visitor) -> Role:
    if visitor.device is None:
        raise NotAllowed
    return visitor.device.role
