"""Draws the page: templates, in the mirror's language, for who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk.trainer.access.roles import Right
from kiosk.trainer.cookies import DEVICE, VISIT, remember
from kiosk.trainer.gatekeeper import Visitor

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@dataclass(frozen=True, slots=True)
class Place:
    """One of the page's parts, as the bar at its foot names it."""

    key: str
    path: str
    right: Right


PLACES = (
    Place("live", "/", Right.LIVE),
    Place("playlists", "/playlists", Right.PLAYLISTS),
    Place("drills", "/drills", Right.THRESHOLDS),
    Place("history", "/history", Right.HISTORY),
    Place("mirror", "/mirror", Right.HEALTH),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A line over the page: what became of what was asked for. ``kind``: good or bad."""

    text: str
    kind: str = "good"


@cache
def static(name: str) -> str:
    """The address of a file of `STATIC`, which changes with what is in it: a phone may keep it for ever."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?{sha256(content).hexdigest()[:12]}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    return made


def page(
    template: str,
    words: Mapping[str, Any],
    visitor: Visitor,
    status: int = 200,
    told: Told | None = None,
    here: str = "",
    **context: Any,
) -> Response:
    """``template`` filled in. ``here``: the key of the `PLACES` that it belongs to."""
    text = (
        _environment()
        .get_template(template)
        .render(
            w=words,
            visitor=visitor,
            told=told,
            here=here,
            places=[place for place in PLACES if visitor.may(place.right)],
            **context,
        )
    )
    response = HTMLResponse(text, status)
    if visitor.cookie is not None:
        remember(response, VISIT if visitor.device is None else DEVICE, visitor.cookie, visitor.lasts)
    return response
