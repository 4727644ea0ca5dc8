"""What was done: days, faults, depth, hours of use, and every set; to look at, and to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from kiosk.coach.faults import NOT_SEEN
from kiosk.motion.posture import MEASURE_NAMES
from kiosk.records import RecordError, Store
from kiosk.records.export import to_csv, to_json
from kiosk.records.history import Filter, History
from kiosk.records.nickname import nickname_of
from kiosk.records.rows import SessionRow
from kiosk.records.schema import LONGEST_NICKNAME
from kiosk.toml import FileProblem
from kiosk.trainer.archive import NoRecords, archive, open_archive
from kiosk.trainer.asked import FIELDS, Asked
from kiosk.trainer.dates import Dates
from kiosk.trainer.door import Historian, Tagger
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.review import review, signless
from kiosk.trainer.view import Told, page

router = APIRouter(default_response_class=HTMLResponse)

ON_A_PAGE = 20

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
"""Of a session, as SQLite counts."""


@router.get("/history")
def history_page(
    request: Request,
    office: OfficeHere,
    visitor: Historian,
    number: Annotated[int, Query(alias="page", ge=1, le=10**6)] = 1,
) -> Response:
    """Show what is asked for."""
    asked = _asked(request, office)
    try:
        with archive(office.settings) as (_, history):
            return _history(office, visitor, asked, history, number)
    except NoRecords as error:
        return _none(office, visitor, error)


def _history(office: Office, visitor: Visitor, asked: Asked, history: History, number: int) -> Response:
    words, chosen, dates = office.words, asked.chosen(), Dates(office.words)
    found = history.sessions(chosen, ON_A_PAGE, ON_A_PAGE * (number - 1))
    pages = max(1, -(-found.total // ON_A_PAGE))
    wrong, choices = words["history"]["wrong"], _choices(asked, history)
    return page(
        "history.html",
        words,
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if asked.problems else HTTPStatus.OK,
        here="history",
        asked=asked,
        problems={name: wrong[key] for name, key in asked.problems.items()},
        choices=choices,
        keeps=office.settings.records.enabled,
        review=review(history, chosen, words, len(choices["drill"]) > 1),
        sessions=found.sessions,
        number=min(number, pages),
        pages=pages,
        drills=_drill_names(office),
        when=dates.moment,
        long=dates.long,
    )


@router.get("/history/sets.csv")
def csv_file(request: Request, office: OfficeHere, visitor: Historian) -> Response:  # noqa: ARG001
    """What is asked for, a line a rep."""
    return _file(office, _asked(request, office), to_csv, "csv", "text/csv; charset=utf-8")


@router.get("/history/sets.json")
def json_file(request: Request, office: OfficeHere, visitor: Historian) -> Response:  # noqa: ARG001
    """What is asked for, as a tree."""
    return _file(office, _asked(request, office), to_json, "json", "application/json")


@router.get("/history/{number}")
def session_page(
    office: OfficeHere, visitor: Historian, number: Number, saved: Annotated[bool, Query()] = False
) -> Response:
    """Show one set, rep by rep."""
    told = Told(office.words["session"]["saved"]) if saved else None
    return _session(office, visitor, number, told=told)


@router.post("/history/{number}/nickname")
def tag(
    office: OfficeHere, visitor: Tagger, number: Number, nickname: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Tag a set with a nickname, or take it away."""
    wrong = office.words["session"]["wrong"]
    try:
        name = nickname_of(nickname)
    except ValueError:
        key = "long" if len(nickname) > LONGEST_NICKNAME and nickname.isprintable() else "line"
        problem = wrong[key].format(most=LONGEST_NICKNAME)
        return _session(office, visitor, number, HTTPStatus.UNPROCESSABLE_ENTITY, nickname, problem)
    try:
        with archive(office.settings, amends=True) as (store, history):
            if history.session(number) is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            try:
                store.tag(number, name or "")
            except RecordError as error:
                office.note(f"a nickname was not kept: {error}")
                return _session(office, visitor, number, HTTPStatus.CONFLICT, nickname, wrong["busy"])
    except NoRecords as error:
        return _none(office, visitor, error)
    return RedirectResponse(f"/history/{number}?saved=true", HTTPStatus.SEE_OTHER)


def _session(
    office: Office,
    visitor: Visitor,
    number: int,
    status: int = HTTPStatus.OK,
    nickname: str | None = None,
    problem: str = "",
    told: Told | None = None,
) -> Response:
    try:
        with archive(office.settings) as (store, history):
            session = history.session(number)
            if session is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            reps = store.reps(number)
    except NoRecords as error:
        return _none(office, visitor, error)
    return page(
        "session.html",
        office.words,
        visitor,
        status,
        told,
        here="history",
        session=session,
        reps=reps,
        minutes=_minutes(session),
        drill=_drill_names(office).get(session.drill_id, session.drill_id),
        when=Dates(office.words).moment(session.started_at),
        nickname=session.nickname or "" if nickname is None else nickname,
        problem=problem,
        longest=LONGEST_NICKNAME,
        measures=MEASURE_NAMES,
        shown=lambda value, name: _shown(office.words, value, name),
        unseen=NOT_SEEN,
    )


def _shown(words: Mapping[str, Any], value: float | None, measure: str) -> str:
    if value is None:
        return str(words["session"]["unknown"])
    in_degrees = words["terms"]["units"][measure] == "°"
    return f"{signless(value, 0)}°" if in_degrees else signless(value, 2)


def _minutes(session: SessionRow) -> str:
    if session.ended_at is None:
        return ""
    return f"{(session.ended_at - session.started_at).total_seconds() / 60.0:.1f}"


def _none(office: Office, visitor: Visitor, error: NoRecords) -> Response:
    return page(
        "no_history.html",
        office.words,
        visitor,
        here="history",
        text=office.words["history"]["none"][error.why],
        detail=error.detail,
    )


def _file(
    office: Office, asked: Asked, write: Callable[[Store, Filter], Iterator[str]], ending: str, kind: str
) -> Response:
    """A download, read while it is sent: nobody holds all of it. Its name says of which days it is."""
    if asked.problems:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        store = open_archive(office.settings)
    except NoRecords as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    chosen = asked.chosen()
    try:
        days = History(store).days(chosen)
    except RecordError:
        store.close()
        raise
    first = asked.first or (days[0].day if days else None)
    last = asked.last or (days[-1].day if days else None)
    named = "-".join(f"{day:%Y%m%d}" for day in (first, last) if day is not None)
    name = f"hinge-mirror-{named}.{ending}" if named else f"hinge-mirror.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_closing(store, write(store, chosen)), media_type=kind, headers=headers)


def _closing(store: Store, pieces: Iterator[str]) -> Iterator[str]:
    with store:
        yield from pieces


def _asked(request: Request, office: Office) -> Asked:
    return Asked.read(request.query_params, office.clock().astimezone().date())


def _choices(asked: Asked, history: History) -> Mapping[str, tuple[str, ...]]:
    """What there is to choose from, and what was asked for even where it is gone."""
    there = history.choices()
    of_each = (there.drills, there.playlists, there.nicknames, there.faults)
    found = dict(zip(FIELDS[2:], of_each, strict=True))
    for name, texts in found.items():
        typed = asked.texts[name]
        if typed and typed not in texts:
            found[name] = (*texts, typed)
    return found


def _drill_names(office: Office) -> Mapping[str, str]:
    """By id; an owner's drill file that is broken is no reason to show no history."""
    try:
        return {drill_id: drill.name for drill_id, drill in office.repertoire().drills.items()}
    except FileProblem:
        return {}
