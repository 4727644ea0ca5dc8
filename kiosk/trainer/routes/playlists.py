"""Which playlists there are; one is copied, or put aside."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.coach.playlist import find_playlist
from kiosk.repertoire import writing
from kiosk.repertoire.naming import file_in
from kiosk.repertoire.opened import REMOVED, Conflict, read_for_edit
from kiosk.toml import FileProblem
from kiosk.trainer.door import Builder
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.playlists.listed import Listing
from kiosk.trainer.routes.trial import listing_of
from kiosk.trainer.view import Told, page

router = APIRouter(default_response_class=HTMLResponse)

LONGEST_TITLE = 32
"""Letters, as the playlist's schema has it."""

_LONGEST = 300

_Told = Annotated[str, Query(max_length=_LONGEST)]

Named = Annotated[str, InPath(min_length=1, max_length=200)]
"""What a playlist's page is called: its file's name, without .toml."""


@router.get("/playlists")
def all_playlists(office: OfficeHere, visitor: Builder, saved: _Told = "", removed: _Told = "") -> Response:
    """Show them. ``saved``, ``removed``: the name of one of which that is to be said."""
    there = listing_of(office)
    words = office.words["playlists"]
    told = None
    found = there.find(saved) if saved else None
    if found is not None:
        told = Told(words["saved"].format(title=found.title))
    elif removed and _lies_aside(office, removed):
        told = Told(words["removed"].format(name=removed, folder=office.shelves.folder / REMOVED))
    course, _ = office.link.trial
    return page(
        "playlists.html",
        office.words,
        visitor,
        told=told,
        here="playlists",
        own=sorted(there.own, key=lambda each: each.key != saved),
        shipped=there.shipped,
        first=saved,
        otherwise=_otherwise(office, there),
        next=course or office.link.doing.course,
        tried=bool(course) or office.link.doing.tried,
    )


@router.post("/playlists/duplicate")
def duplicate(
    office: OfficeHere, visitor: Builder, playlist: Annotated[str, Form(max_length=_LONGEST)]
) -> Response:
    """Make a copy of one, and go there."""
    with office.shelves.alone():
        found = listing_of(office).find(playlist)
        if found is None or not found.sound:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        title = office.words["playlists"]["copy_of"].format(title=found.title)[:LONGEST_TITLE].strip()
        repertoire, _ = office.shelves.look()
        name, _ = writing.duplicate(found.path, title, office.shelves.folder, repertoire, office.texts)
    office.note(f"{visitor.name} copied the playlist {found.name} to {name}")
    return RedirectResponse(f"/playlists/{quote(name)}?copied=1", HTTPStatus.SEE_OTHER)


@router.get("/playlists/{name}/remove")
def ask_to_remove(office: OfficeHere, visitor: Builder, name: Named) -> Response:
    """Whether it is really meant."""
    return _question(office, visitor, own_file(office, name))


@router.post("/playlists/{name}/remove")
def remove(
    office: OfficeHere, visitor: Builder, name: Named, version: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Put it aside, if it is still what was looked at."""
    path = own_file(office, name)
    try:
        with office.shelves.alone():
            aside = writing.remove(office.shelves.folder, name, version)
    except Conflict:
        return _question(office, visitor, path, HTTPStatus.CONFLICT)
    office.note(f"{visitor.name} put the playlist {name} aside, as {aside}")
    return RedirectResponse(f"/playlists?removed={quote(aside.stem)}", HTTPStatus.SEE_OTHER)


def own_file(office: Office, name: str, *, there: bool = True) -> Path:
    """The file of the owner's playlist ``name``. Raises HTTPException where that is no name of one, or, unless not
    ``there`` will do, where there is none."""
    try:
        path = file_in(office.shelves.folder, name)
    except FileProblem:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    if there and not path.is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return path


def _question(office: Office, visitor: Builder, path: Path, status: int = HTTPStatus.OK) -> Response:
    found = listing_of(office).find(path.stem)
    return page(
        "playlist_remove.html",
        office.words,
        visitor,
        status,
        here="playlists",
        told=Told(office.words["playlists"]["changed"], "bad") if status != HTTPStatus.OK else None,
        name=path.stem,
        title=path.stem if found is None else found.title,
        slots=() if found is None else found.slots,
        version=read_for_edit(path).version,
        folder=office.shelves.folder / REMOVED,
    )


def _lies_aside(office: Office, name: str) -> bool:
    """Whether one of that name was put aside: an address alone makes the page say nothing."""
    try:
        return file_in(office.shelves.folder / REMOVED, name).is_file()
    except FileProblem:
        return False


def _otherwise(office: Office, there: Listing) -> str:
    """The key of the one that holds where none is scheduled; empty where it is none of those ``there``."""
    named = office.settings.session.playlist
    if named is None:
        return ""
    try:
        path = find_playlist(named, office.shelves.folder).absolute()
    except FileProblem:
        return ""  # gone since the mirror began, which goes on with what it was
    return next((each.key for each in (*there.own, *there.shipped) if each.path == path), "")
