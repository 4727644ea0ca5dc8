"""The drills: what they are, and their numbers, which a trainer may change within safe bounds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from kiosk.coach.drill import SHIPPED, Drill, drill_files
from kiosk.repertoire.opened import Conflict, split
from kiosk.repertoire.places import own_drills
from kiosk.repertoire.thresholds import change_thresholds, drill_for_edit, reset, thresholds
from kiosk.toml import FileProblem
from kiosk.trainer.door import Tuner
from kiosk.trainer.drill_form import Sent, counted_words, form_of, read_form
from kiosk.trainer.gatekeeper import Visitor
from kiosk.trainer.office import Office, OfficeHere
from kiosk.trainer.playlists.shelves import Change, Drills
from kiosk.trainer.view import Told, page

router = APIRouter(default_response_class=HTMLResponse)

_SAID = frozenset({"saved", "saved_busy", "unchanged", "reset_done"})
"""What a page may be opened with, to say what became of what was asked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """A drill in the list. ``state``: own, changed or shipped."""

    drill: Drill
    state: str
    counted: str
    dose: str


async def _fields(request: Request) -> Mapping[str, str]:
    """All texts of the form that was sent."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


DrillId = Annotated[str, Path(max_length=100)]
Fields = Annotated[Mapping[str, str], Depends(_fields)]


@router.get("/drills")
def drills(
    office: OfficeHere, visitor: Tuner, q: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """All of them, or those that have ``q`` in them."""
    seen = office.shelves.drills()
    known = sorted(seen.repertoire.drills.values(), key=lambda drill: _plain(drill.name))
    found = [_card(drill, seen, office) for drill in known if _has(drill, q)]
    return page(
        "drills.html",
        office.words,
        visitor,
        here="drills",
        cards=found,
        all=len(known),
        q=q.strip(),
        broken={path.name: problems for path, problems in sorted(seen.broken.items())},
    )


@router.get("/drills/{drill_id}")
def drill_page(office: OfficeHere, visitor: Tuner, drill_id: DrillId, done: str = "") -> Response:
    """One of them, with its numbers."""
    told = Told(office.words["drills"][done]) if done in _SAID else None
    return _drill_page(office, visitor, drill_id, told=told)


@router.post("/drills/{drill_id}")
def save(office: OfficeHere, visitor: Tuner, drill_id: DrillId, fields: Fields) -> Response:
    """Take the numbers that were changed."""
    seen, words = office.shelves.drills(), office.words
    drill = _drill(seen, drill_id)
    sent = read_form(fields, thresholds(drill, seen.repertoire), words)
    if sent.problems:
        return _drill_page(office, visitor, drill_id, HTTPStatus.UNPROCESSABLE_ENTITY, sent=sent)
    if not sent.values:
        return _seen_again(drill_id, "unchanged")
    folder, version = own_drills(office.settings), fields.get("version", "")
    try:
        with office.shelves.alone():
            made = change_thresholds(folder, drill_id, sent.values, version, seen.repertoire)
            office.shelves.changed(folder / f"{drill_id}.toml", Change(visitor.name, office.clock(), made))
    except Conflict:
        return _conflict(office, visitor, drill_id, sent)
    except FileProblem as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _drill_page(office, visitor, drill_id, status, sent=sent, wrong=_lines(error, office, drill_id))
    office.note(f"{visitor.name} changed {', '.join(sent.values)} of the drill {drill_id}")
    return _seen_again(drill_id, "saved_busy" if office.busy else "saved")


@router.post("/drills/{drill_id}/reset")
def go_back(
    office: OfficeHere, visitor: Tuner, drill_id: DrillId, version: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Take the owner's file of a shipped drill out of use."""
    if drill_id not in _shipped_ids():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        with office.shelves.alone():
            reset(own_drills(office.settings), drill_id, version)
    except Conflict:
        return _conflict(office, visitor, drill_id)
    except FileProblem as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _drill_page(office, visitor, drill_id, status, wrong=_lines(error, office, drill_id))
    office.note(f"{visitor.name} went back to the shipped drill {drill_id}")
    return _seen_again(drill_id, "reset_done")


def _conflict(office: Office, visitor: Visitor, drill_id: str, sent: Sent | None = None) -> Response:
    """Say who has changed it meanwhile, where that is known."""
    words, path = office.words["drills"], own_drills(office.settings) / f"{drill_id}.toml"
    change = office.shelves.change_of(path, drill_for_edit(path.parent, drill_id).version)
    told = Told(words["conflict"].format(who=words["somebody"] if change is None else change.who), "bad")
    return _drill_page(office, visitor, drill_id, HTTPStatus.CONFLICT, told=told, sent=sent)


def _drill_page(
    office: Office,
    visitor: Visitor,
    drill_id: str,
    status: int = HTTPStatus.OK,
    told: Told | None = None,
    sent: Sent | None = None,
    wrong: list[str] | None = None,
) -> Response:
    """With what is in the files now, and what was ``sent`` in the form still."""
    words, folder = office.words, own_drills(office.settings)
    seen = office.shelves.drills()
    own = folder / f"{drill_id}.toml"
    drill = _drill(seen, drill_id)
    closed = list(seen.broken.get(own, ()))
    try:
        version = drill_for_edit(folder, drill_id).version
    except FileProblem as error:
        version, closed = "", list(error.problems)
    groups = [] if closed else form_of(drill, thresholds(drill, seen.repertoire), words, sent)
    return page(
        "drill.html",
        words,
        visitor,
        status,
        told=told,
        here="drills",
        card=_card(drill, seen, office),
        drill=drill,
        names={each.id: each.name for each in seen.repertoire.drills.values()},
        groups=groups,
        version=version,
        closed=[line.removeprefix(f"{own}: ") for line in closed],
        wrong=([] if sent is None or not sent.problems else [words["drills"]["wrong_why"]]) + (wrong or []),
        resets=drill_id in _shipped_ids() and own.exists(),
        strictness=office.settings.session.strictness,
    )


def _drill(seen: Drills, drill_id: str) -> Drill:
    drill = seen.repertoire.drills.get(drill_id)
    if drill is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return drill


def _shipped_ids() -> frozenset[str]:
    return frozenset(path.stem for path in drill_files(SHIPPED))


def _card(drill: Drill, seen: Drills, office: Office) -> Card:
    words, dose = office.words["drills"], drill.dose
    amount = words["sets_of_reps" if dose.seconds is None else "sets_of_seconds"].format(
        sets=dose.sets, reps=dose.repetitions, seconds=f"{dose.seconds or 0:g}", rest=f"{dose.rest:g}"
    )
    amount = words["per_side"].format(dose=amount) if drill.count.per_side else amount
    state = "shipped" if drill.id not in seen.own else "changed" if drill.id in _shipped_ids() else "own"
    return Card(drill, state, counted_words(drill, office.words), amount)


def _has(drill: Drill, q: str) -> bool:
    """Whether all words of ``q`` are in what is told of ``drill``."""
    told = _plain(" ".join([drill.id, drill.name, drill.purpose, *drill.equipment, *drill.muscles]))
    return all(word in told for word in _plain(q).split())


def _plain(text: str) -> str:
    """Without accents and capitals, as who types on a phone does."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _lines(error: FileProblem, office: Office, drill_id: str) -> list[str]:
    """What is wrong, without the name of the file, which nobody has chosen."""
    path = own_drills(office.settings) / f"{drill_id}.toml"
    return [problem.message if problem.key == "file" else ": ".join(problem) for problem in split(error, path)]


def _seen_again(drill_id: str, done: str) -> Response:
    return RedirectResponse(f"/drills/{drill_id}?done={done}", HTTPStatus.SEE_OTHER)
