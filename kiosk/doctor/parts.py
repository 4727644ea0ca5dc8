"""All that the doctor looks at, in this order, by the names that `kiosk doctor --only` takes."""

from __future__ import annotations

from kiosk.doctor import (
    body,
    card,
    clock,
    crashes,
    ears,
    exposure,
    eyes,
    glass,
    lessons,
    memory,
    networks,
    page,
    pins,
    running,
    update,
    versions,
    voice,
)
from kiosk.doctor.examine import Part
from kiosk.toml import FileProblem, hint

_ASKING = 400.0
"""Seconds for the pins: two questions of a minute each, asked three times at most, and the buttons to press."""

PARTS = (
    Part("settings", lambda visit: list(visit.told)),
    Part("versions", lambda visit: versions.tell(visit.machine)),
    Part("release", lambda visit: update.look(visit.machine)),
    Part("mirror", running.look),
    Part("camera", lambda visit: eyes.see(visit.settings, visit.least, visit.pulse, visit.kernel)),
    Part("networks", lambda visit: networks.think(visit.settings, visit.least)),
    Part("display", lambda visit: glass.show(visit.settings, visit.machine, visit.pulse)),
    Part("pins", lambda visit: pins.touch(visit.settings, visit.asks, visit.pulse), _ASKING),
    Part("temperature", lambda visit: [body.temperature(visit.settings, visit.heat)]),
    Part("power", lambda visit: [body.power(visit.heat, visit.machine, visit.kernel)]),
    Part("sound", lambda visit: voice.speak(visit.settings)),
    Part("ears", lambda visit: ears.listen(visit.settings, visit.pulse)),
    Part("playlists", lambda visit: lessons.teach(visit.settings)),
    Part("page", lambda visit: page.serve(visit.settings)),
    Part("exposure", lambda visit: exposure.expose(visit.settings, visit.machine)),
    Part("clock", lambda visit: clock.tell_time(visit.settings, visit.machine)),
    Part("storage", lambda visit: [memory.space(visit.settings), *card.wear(visit.machine, visit.kernel)]),
    Part("records", lambda visit: memory.store(visit.settings)),
    Part("runs", lambda visit: memory.recall(visit.settings)),
    Part("crashes", lambda visit: crashes.recall(visit.machine)),
    Part("calibration", lambda visit: [memory.place(visit.settings)]),
)


def chosen(named: str | None) -> tuple[Part, ...]:
    """The parts of ``named``, as "camera,sound", in the order in which they are looked at; None: all.

    Raises:
        FileProblem: there is none of a name.
    """
    if named is None:
        return PARTS
    wanted = [each.strip().casefold() for each in named.split(",") if each.strip()]
    known = [part.name for part in PARTS]
    wrong = [each for each in wanted if each not in known]
    if wrong or not wanted:
        raise FileProblem([f"--only {each}: no such part; {hint(each, known)}" for each in wrong or [named]])
    return tuple(part for part in PARTS if part.name in wanted)
