"""The owner's playlists: which are broken, and what the mirror does instead."""

from __future__ import annotations

from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import SHIPPED, find_playlist
from kiosk.doctor.finding import Finding, bad, bad_lines, note, well
from kiosk.records.place import records_path
from kiosk.repertoire.shelf import FOLDER, Shelf
from kiosk.settings import Settings
from kiosk.toml import FileProblem

PART = "playlists"


def teach(settings: Settings) -> list[Finding]:
    """Read the playlists that the settings name; nothing is made or changed."""
    session = settings.session
    try:
        repertoire = load_repertoire(session.drills)
    except FileProblem as error:
        return bad_lines("drills", error.problems)
    places, findings = [], []
    if session.playlists is not None:
        places.append(session.playlists)
    if session.playlist is not None:
        try:
            chosen = find_playlist(session.playlist, session.playlists)
        except FileProblem as error:
            findings += bad_lines(PART, error.problems)
        else:
            places += [] if chosen.parent in (SHIPPED, session.playlists) else [chosen]
    if not places:
        return findings or [well(PART, "those shipped; session.playlists names no folder of your own")]
    kept = records_path(settings.records).parent / FOLDER
    shelf = Shelf([place.resolve() for place in places], repertoire, kept, writes=False)
    for path, problems in shelf.broken.items():
        if path in shelf.playlists:
            do = "mend it; until then the mirror goes on with its last good version"
            findings += [note(PART, problem, do) for problem in problems]
        else:
            findings += [bad(PART, problem, "mend it; until then the mirror does without it") for problem in problems]
    numbers = {"sound": len(set(shelf.playlists) - set(shelf.broken)), "broken": len(shelf.broken)}
    where = ", ".join(map(str, places))
    return [*findings, well(PART, f"{numbers['sound']} sound in {where}", **numbers)]
