"""Which course is due: by the settings, the owner's playlists and the time of day."""

from __future__ import annotations

from pathlib import Path

from kiosk.coach.course import Course, by_dose, single
from kiosk.coach.drill import Drill, Repertoire
from kiosk.coach.playlist import SHIPPED, Playlist, course_of, drill_problems, find_playlist, load_playlist
from kiosk.coach.strictness import at_strictness, shipped_strictness
from kiosk.locale.texts import Texts
from kiosk.settings import SessionSettings
from kiosk.toml import FileProblem


def chosen_course(session: SessionSettings, repertoire: Repertoire, playlist: Playlist | None = None) -> Course:
    """Of ``playlist``, else of the drill: one set of the repetitions that are set, else the drill's own dose; as
    strictly as ``session`` says where ``playlist`` does not.

    Raises:
        kiosk.toml.FileProblem: there is no such drill, or it does not go with the playlist.
    """
    if playlist is not None:
        problems = drill_problems(playlist.model_dump(exclude_none=True), repertoire)
        if problems:  # drills that were others when it was read
            raise FileProblem([f"playlist {playlist.name!r}: {problem}" for problem in problems])
        return course_of(playlist, repertoire, session.strictness)
    drill = chosen_drill(session, repertoire, session.drill)
    return by_dose(drill) if session.repetitions is None else single(drill, session.repetitions)


def chosen_drill(session: SessionSettings, repertoire: Repertoire, drill_id: str) -> Drill:
    """The drill as strict as ``session`` says. Raises `kiosk.toml.FileProblem` where there is none of that id."""
    drill = repertoire.drill(drill_id)
    return at_strictness(drill, session.strictness, repertoire.kinds, shipped_strictness())


def chosen_file(session: SessionSettings, folder: Path | None) -> Path | None:
    """The file of the playlist that holds where none is scheduled: one of the owner's ``folder``, a shipped one or
    another; None: the settings name none. Raises `kiosk.toml.FileProblem` where there is no such playlist."""
    named = session.playlist
    if named is None:
        return None
    if folder is not None and not folder.is_dir() and len(Path(named).parts) == 1:
        own = f"{named.removesuffix('.toml')}.toml"
        if not (SHIPPED / own).exists():
            return folder.resolve() / own  # away for now, as on a stick; its last good version may do
    return find_playlist(named, folder).resolve()


def shipped_playlist(path: Path | None, repertoire: Repertoire, texts: Texts | None = None) -> Playlist | None:
    """The playlist of ``path`` where that is a shipped one, in the words of ``texts``."""
    return load_playlist(path, repertoire, texts) if path is not None and path.parent == SHIPPED else None
