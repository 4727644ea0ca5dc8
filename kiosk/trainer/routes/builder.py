"""A playlist is built: picked together, checked as it is typed, and saved.

The form holds all of it, and every button sends the form: without a script the server draws it anew at each step.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import Field

from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import SHIPPED, check_playlist, playlist_files
from kiosk.coach.schedule import DAYS
from kiosk.repertoire import writing
from kiosk.repertoire.naming import file_name
from kiosk.repertoire.opened import Conflict, Problem, put, read_for_edit, split
from kiosk.toml import FileProblem, Section
from kiosk.trainer.access.roles import Right
from kiosk.trainer.door import Builder, NotAllowed
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.messages import Try
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.playlists.draft import Draft, Time, of_fields, of_tables, tables_of
from kiosk.trainer.playlists.listed import PAGES, minutes_of
from kiosk.trainer.playlists.picks import grouped, picks_of
from kiosk.trainer.playlists.placed import WHOLE, placed, places
from kiosk.trainer.playlists.shelves import Change
from kiosk.trainer.routes.playlists import Named, own_file
from kiosk.trainer.routes.trial import asked, tried
from kiosk.trainer.view import Told, page

router = APIRouter(default_response_class=HTMLResponse)

_STEP = re.compile(r"(up|down|remove|time_remove):([0-9]{1,4})")

_HOUR = ("17:00", "18:00")
"""What a new time of the schedule begins as: a class after work, to be changed."""

_MOST_FIELDS = 1500

Fields = list[tuple[str, str]]


async def _sent(request: Request) -> Fields:
    """The fields of a form, in their order. Half a character, which no file can hold, becomes a question mark."""
    items = (await request.form()).multi_items()
    return [(key, value.encode("utf-8", "replace").decode("utf-8")) for key, value in items if isinstance(value, str)]


Sent = Annotated[Fields, Depends(_sent)]


class Typed(Section):
    """What is in the form of the playlist ``name``; empty: of a new one."""

    name: str = Field("", max_length=300)
    fields: list[tuple[str, str]] = Field(max_length=_MOST_FIELDS)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is wrong with a draft, at its places; ``minutes`` that it takes where nothing is."""

    problems: Mapping[str, list[str]]
    minutes: int | None = None

    @property
    def count(self) -> int:
        return sum(len(each) for each in self.problems.values())


@router.post("/playlists/check")
def check(office: OfficeHere, _: Builder, typed: Typed) -> Response:
    """What is wrong with what is typed, and how long it takes."""
    draft = of_fields(typed.fields)
    found = _look_at(office, typed.name, draft)
    problems = [{"key": key, "message": each} for key, messages in found.problems.items() for each in messages]
    return JSONResponse({"problems": problems, **_summary(office, found)})


@router.get("/playlists/new")
def new_playlist(office: OfficeHere, visitor: Builder) -> Response:
    """An empty one."""
    words = office.words
    day = words["terms"]["days"][DAYS[office.clock().astimezone().weekday()]]
    draft = Draft(name=words["playlists"]["new_title"].format(day=day))
    return _form(office, visitor, "", draft, "", _Found({}))


@router.post("/playlists/new")
def build_new(office: OfficeHere, visitor: Builder, sent: Sent) -> Response:
    """A step of it, or its first saving."""
    return _build(office, visitor, "", sent)


@router.get("/playlists/{name}")
def open_playlist(office: OfficeHere, visitor: Builder, name: Named, copied: str = "") -> Response:
    """As it is: to be changed by the form, or, where it is no TOML, as its text."""
    path = own_file(office, name)
    opened = read_for_edit(path)
    if opened.tables is None:
        return _text(office, visitor, name, opened.text, opened.version, opened.problems)
    draft = of_tables(opened.tables)
    repertoire, shelf = office.shelves.look()
    found = _placed(office, draft, repertoire, writing.check(name, opened.tables, repertoire, shelf))
    words = office.words["playlists"]
    told: Told | None
    left_out = found.problems.get(WHOLE, [])  # of the form it is not: to be read, and not to be checked again
    if found.problems:
        told = Told(words["opened_broken"] + (f" {words['last_good']}" if path in shelf.playlists else ""), "bad")
    else:
        told = Told(words["copied"]) if copied else None
        found = _look_at(office, name, draft)
    if left_out:
        found = _Found({key: each for key, each in found.problems.items() if key != WHOLE})
    return _form(office, visitor, name, draft, opened.version, found, told=told, left_out=left_out)


@router.post("/playlists/{name}")
def build(office: OfficeHere, visitor: Builder, name: Named, sent: Sent) -> Response:
    """A step of changing it, or saving it."""
    own_file(office, name, there=False)
    return _build(office, visitor, name, sent)


def _build(office: Office, visitor: Visitor, name: str, sent: Fields) -> Response:
    given = dict(sent)
    do, version = given.get("do", ""), given.get("version", "")[:64]
    if name and "text" in given:
        return _save_text(office, visitor, name, given["text"], version)
    draft = of_fields(sent)
    if do in {"save", "try", "save_new"} or do.startswith("over:"):
        over = do.removeprefix("over:")[:64] if do.startswith("over:") else version
        return _save(office, visitor, "" if do == "save_new" else name, draft, over, and_try=do == "try")
    draft = _stepped(office, draft, do)
    picking = do.startswith("add:")
    return _form(office, visitor, name, draft, version, _look_at(office, name, draft), picking=picking)


def _stepped(office: Office, draft: Draft, do: str) -> Draft:
    """``draft`` after the step that a button asks for; as it is where that is none."""
    step = _STEP.fullmatch(do)
    if do.startswith("add:"):
        return draft.with_drill(do.removeprefix("add:")[:100])
    if do == "time":
        today = DAYS[office.clock().astimezone().weekday()]
        return draft.with_time(Time((today,), *_HOUR))
    if step is None:
        return draft
    kind, place = step[1], int(step[2])
    if kind == "remove":
        return draft.without_drill(place)
    if kind == "time_remove":
        return draft.without_time(place)
    return draft.moved(place, -1 if kind == "up" else 1)


def _save(
    office: Office, visitor: Visitor, name: str, draft: Draft, version: str, *, and_try: bool
) -> Response:
    if and_try and not visitor.may(Right.TRY_NOW):
        raise NotAllowed
    shelves, at = office.shelves, name
    with shelves.alone():
        found = _look_at(office, name, draft)
        if found.problems:
            return _form(office, visitor, name, draft, version, found, HTTPStatus.UNPROCESSABLE_ENTITY)
        repertoire, shelf = shelves.look()
        if not at:
            at, version = _new_name(office, draft.name), ""
        path = own_file(office, at, there=False)
        try:
            made = writing.save(shelves.folder, at, tables_of(draft), version, repertoire, shelf)
        except Conflict:
            other = _other(office, path)
            return _form(office, visitor, at, draft, version, found, HTTPStatus.CONFLICT, conflict=other)
        except FileProblem as error:
            lines = [line.removeprefix(f"{path}: ") for line in error.problems]
            return _form(office, visitor, name, draft, version, _Found({WHOLE: lines}), HTTPStatus.CONFLICT)
        shelves.changed(path, Change(visitor.name, office.clock(), made))
    office.note(f"{visitor.name} saved the playlist {at}")
    if and_try:
        return tried(office, visitor, asked(office, visitor, Try(playlist=path)))
    return RedirectResponse(f"/playlists?saved={quote(at)}", HTTPStatus.SEE_OTHER)


def _save_text(office: Office, visitor: Visitor, name: str, text: str, version: str) -> Response:
    text = text.replace("\r\n", "\n")
    path = own_file(office, name, there=False)
    with office.shelves.alone():
        repertoire, shelf = office.shelves.look()
        try:
            problems = writing.check(name, tomllib.loads(text), repertoire, shelf)
        except (ValueError, RecursionError) as error:
            problems = [Problem(WHOLE, str(error) or type(error).__name__)]
        if problems:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return _text(office, visitor, name, text, version, problems, status)
        try:
            made = put(path, text, version)
        except FileProblem as error:
            status = HTTPStatus.CONFLICT
            return _text(office, visitor, name, text, version, split(error, path), status)
        office.shelves.changed(path, Change(visitor.name, office.clock(), made))
    office.note(f"{visitor.name} mended the playlist {name}")
    return RedirectResponse(f"/playlists?saved={quote(name)}", HTTPStatus.SEE_OTHER)


def _new_name(office: Office, title: str) -> str:
    taken = [path.stem for path in (*playlist_files(office.shelves.folder), *playlist_files(SHIPPED))]
    return file_name(title, [*taken, *PAGES])


def _look_at(office: Office, name: str, draft: Draft) -> _Found:
    """What is wrong with ``draft`` as the playlist ``name``, a new one where that is empty."""
    repertoire, shelf = office.shelves.look()
    named = name or _new_name(office, draft.name)
    tables = tables_of(draft)
    problems = writing.check(named, tables, repertoire, shelf)
    if problems:
        return _placed(office, draft, repertoire, problems)
    playlist = check_playlist(tables, named, repertoire)
    return _Found({}, minutes_of(playlist, repertoire, office.settings.session.strictness))


def _placed(office: Office, draft: Draft, repertoire: Repertoire, problems: Sequence[Problem]) -> _Found:
    if not draft.items:  # in a trainer's words, and beside the others
        without = [problem for problem in problems if problem.key not in {WHOLE, "items"}]
        problems = [*without, Problem("items", office.words["playlists"]["no_drills"])]
    return _Found(_at_places(placed(problems, places(draft, picks_of(repertoire)))))


def _at_places(problems: Sequence[Problem]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.key, []).append(problem.message)
    return found


def _summary(office: Office, found: _Found) -> dict[str, str]:
    """In words, for beside the button that saves."""
    words = office.words["playlists"]
    minutes, count = found.minutes, found.count
    told = "" if minutes is None else words["minutes" if minutes > 1 else "minute"].format(minutes=minutes)
    wrong = "" if count == 0 else words["to_mend" if count > 1 else "to_mend_one"].format(count=count)
    return {"minutes": told, "count": wrong}


def _other(office: Office, path: Path) -> dict[str, str]:
    """What a trainer is told whose version is not the one that is there. ``version``: that one, empty: none."""
    words = office.words["playlists"]["conflict"]
    if not path.exists():
        return {"text": words["gone"], "version": ""}
    version = read_for_edit(path).version
    change = office.shelves.change_of(path, version)
    if change is None:
        return {"text": words["somebody"], "version": version}
    return {"text": words["who"].format(who=change.who, at=f"{change.at.astimezone():%H:%M}"), "version": version}


def _form(
    office: Office,
    visitor: Visitor,
    name: str,
    draft: Draft,
    version: str,
    found: _Found,
    status: int = HTTPStatus.OK,
    *,
    told: Told | None = None,
    conflict: Mapping[str, str] | None = None,
    left_out: Sequence[str] = (),
    picking: bool = False,
) -> Response:
    picks = picks_of(office.shelves.look()[0])
    context: dict[str, Any] = {
        "name": name,
        "draft": draft,
        "version": version,
        "problems": found.problems,
        "summary": _summary(office, found),
        "conflict": conflict,
        "left_out": left_out,
        "picking": picking,
        "picks": picks,
        "groups": grouped(picks.values()),
        "days": DAYS,
        "strictness": office.settings.session.strictness,
        "action": f"/playlists/{quote(name)}" if name else "/playlists/new",
    }
    return page("playlist.html", office.words, visitor, status, told=told, here="playlists", **context)


def _text(
    office: Office,
    visitor: Visitor,
    name: str,
    text: str,
    version: str,
    problems: Sequence[Problem],
    status: int = HTTPStatus.OK,
) -> Response:
    _, shelf = office.shelves.look()
    lines = [each.message if each.key == WHOLE else f"{each.key}: {each.message}" for each in problems]
    return page(
        "playlist_text.html",
        office.words,
        visitor,
        status,
        here="playlists",
        name=name,
        text=text,
        version=version,
        problems=lines,
        in_use=any(path.stem == name for path in shelf.playlists),
    )
