"""The owner's drills and playlists: which are broken, and what the mirror does instead."""

from __future__ import annotations

from kiosk.coach.playlist import SHIPPED, find_playlist
from kiosk.doctor.finding import Finding, bad, bad_lines, note, well
from kiosk.records.place import records_path
from kiosk.repertoire.drill_shelf import FOLDER as DRILLS
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.repertoire.places import found_drills, found_playlists, own_drills
from kiosk.repertoire.shelf import FOLDER, Shelf
from kiosk.repertoire.watch import Found, Item
from kiosk.settings import Settings
from kiosk.toml import FileProblem

PART = "playlists"
DRILL_PART = "drills"


def teach(settings: Settings) -> list[Finding]:
    """Read the owner's drills and playlists; nothing is made or changed."""
    session, state = settings.session, records_path(settings.records).parent
    own = own_drills(settings)
    to_come = [own] if session.drills is None else []
    try:
        drills = DrillShelf([own], kept=state / DRILLS, writes=False, to_come=to_come)
    except FileProblem as error:
        return bad_lines(DRILL_PART, error.problems)
    findings = _told(DRILL_PART, drills.now)
    if found_drills(settings) is not None:
        findings.append(_sound(DRILL_PART, drills.now, str(own)))
    folder = found_playlists(settings)
    places, broken = [] if folder is None else [folder], []
    if session.playlist is not None:
        try:
            chosen = find_playlist(session.playlist, folder)
        except FileProblem as error:
            broken += bad_lines(PART, error.problems)
        else:
            places += [] if chosen.parent in (SHIPPED, folder) else [chosen]
    if not places:
        return [*findings, *(broken or [well(PART, "those shipped; there are none of your own")])]
    shelf = Shelf([place.resolve() for place in places], drills.repertoire, state / FOLDER, writes=False)
    where = ", ".join(map(str, places))
    return [*findings, *broken, *_told(PART, shelf.now), _sound(PART, shelf.now, where)]


def _told(part: str, found: Found[Item]) -> list[Finding]:
    """What is broken, and what the mirror does meanwhile."""
    findings = []
    for path, problems in found.broken.items():
        if path in found.items:
            do = "mend it; until then the mirror goes on with its last good version"
            findings += [note(part, problem, do) for problem in problems]
        else:
            findings += [bad(part, problem, "mend it; until then the mirror does without it") for problem in problems]
    return findings


def _sound(part: str, found: Found[Item], where: str) -> Finding:
    numbers = {"sound": len(set(found.items) - set(found.broken)), "broken": len(found.broken)}
    return well(part, f"{numbers['sound']} sound in {where}", **numbers)
