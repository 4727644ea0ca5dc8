"""Who may come in where: dependencies of the routes, and what is said to who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from kiosk.trainer.access.roles import Right
from kiosk.trainer.cookies import DEVICE, VISIT
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.guard import BUNDLES, SAFE
from kiosk.trainer.office import office_of

TOKEN_FIELD, TOKEN_HEADER = "csrf", "x-csrf"


class NotPaired(Exception):
    """Who asks has to pair first."""


class NotAllowed(Exception):
    """This device's role has no right to that."""


class Forged(Exception):
    """What would change something does not come from a form of who asks."""


def visitor_of(request: Request) -> Visitor:
    """Who asks; found once for a request."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        cookies = request.cookies
        known = office_of(request).gate.visitor(cookies.get(DEVICE, ""), cookies.get(VISIT, ""))
        request.state.visitor = known
    return known


async def unforged(request: Request) -> None:
    """Refuse what would change something and carries no token of who asks. Raises `Forged`."""
    if request.method in SAFE or request.url.path == BUNDLES:  # which looks for the token before it takes anything
        return
    token = request.headers.get(TOKEN_HEADER)
    if token is None and "json" not in request.headers.get("content-type", ""):
        given = (await request.form()).get(TOKEN_FIELD)
        token = given if isinstance(given, str) else None
    if token is None or not office_of(request).gate.is_of(visitor_of(request), token):
        raise Forged


def with_right(right: Right) -> Callable[[Request], Visitor]:
    """A dependency that lets in who has ``right``. Raises `NotPaired`, `NotAllowed`."""

    def let_in(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor.device is None:
            raise NotPaired
        if not visitor.may(right):
            raise NotAllowed
        return visitor

    return let_in


Anybody = Annotated[Visitor, Depends(visitor_of)]
Watcher = Annotated[Visitor, Depends(with_right(Right.LIVE))]
Trier = Annotated[Visitor, Depends(with_right(Right.TRY_NOW))]
Tuner = Annotated[Visitor, Depends(with_right(Right.THRESHOLDS))]
Historian = Annotated[Visitor, Depends(with_right(Right.HISTORY))]
Tagger = Annotated[Visitor, Depends(with_right(Right.NICKNAME))]
Carer = Annotated[Visitor, Depends(with_right(Right.HEALTH))]
Setter = Annotated[Visitor, Depends(with_right(Right.SETTINGS))]
LogReader = Annotated[Visitor, Depends(with_right(Right.LOG))]
Updater = Annotated[Visitor, Depends(with_right(Right.UPDATE))]
DeviceKeeper = Annotated[Visitor, Depends(with_right(Right.DEVICES))]
Builder = Annotated[Visitor, Depends(with_right(Right.PLAYLISTS))]
