"""Which course the settings ask for."""

from __future__ import annotations

from kiosk.coach.course import Course, by_dose, single
from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import course_of, find_playlist, load_playlist
from kiosk.settings import SessionSettings


def chosen_course(session: SessionSettings, repertoire: Repertoire) -> Course:
    """The playlist, else the drill: one set of the repetitions that are set, else the drill's own dose.

    Raises:
        kiosk.toml.FileProblem: there is no such drill or playlist, or its file is wrong.
    """
    if session.playlist is not None:
        return course_of(load_playlist(find_playlist(session.playlist), repertoire), repertoire)
    drill = repertoire.drill(session.drill)
    return by_dose(drill) if session.repetitions is None else single(drill, session.repetitions)
