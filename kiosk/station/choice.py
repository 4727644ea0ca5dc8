"""Which course is due: by the settings, the owner's playlists and the time of day."""

from __future__ import annotations

from pathlib import Path

from kiosk.coach.course import Course, by_dose, single
from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import SHIPPED, Playlist, course_of, find_playlist, load_playlist
from kiosk.locale.texts import Texts
from kiosk.settings import SessionSettings


def chosen_course(session: SessionSettings, repertoire: Repertoire, playlist: Playlist | None = None) -> Course:
    """Of ``playlist``, else of the drill: one set of the repetitions that are set, else the drill's own dose.

    Raises:
        kiosk.toml.FileProblem: there is no such drill.
    """
    if playlist is not None:
        return course_of(playlist, repertoire)
    drill = repertoire.drill(session.drill)
    return by_dose(drill) if session.repetitions is None else single(drill, session.repetitions)


def chosen_file(session: SessionSettings) -> Path | None:
    """The file of the playlist that holds where none is scheduled: one of the owner's folder, a shipped one or
    another; None: the settings name none. Raises `kiosk.toml.FileProblem` where there is no such playlist."""
    named, folder = session.playlist, session.playlists
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
