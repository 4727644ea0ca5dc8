"""Whether the mirror runs, and whether it does its work."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, Number, bad, note, well
from kiosk.doctor.visit import Visit

PART = "mirror"


def look(visit: Visit) -> list[Finding]:
    """By what the station tells of itself once a second."""
    pulse = visit.pulse
    if pulse is None:
        if visit.installed:
            do = "start it: sudo systemctl start hinge-mirror-station, or pull the plug and put it in again"
            return [note(PART, "does not run just now", do, runs=False)]
        return [well(PART, "does not run just now", runs=False)]
    beat = pulse.beat
    numbers: dict[str, Number] = {
        "runs": True,
        "version": beat.version,
        "up_s": round(beat.at - beat.began),
        "drawn_rate": None if pulse.drawn_rate is None else round(pulse.drawn_rate, 1),
        "camera_rate": None if pulse.camera_rate is None else round(pulse.camera_rate, 1),
        "idle": beat.idle,
    }
    if pulse.hangs:
        do = "wait half a minute: it is started anew by itself; if it is not, pull the plug for ten seconds"
        return [bad(PART, "hangs", do, **numbers)]
    if pulse.drawn_rate == 0.0:
        do = "see the display; if it stays so, pull the plug for ten seconds"
        return [bad(PART, "runs, but draws nothing", do, **numbers)]
    if beat.trouble:
        return [bad(PART, f"runs, in trouble: {beat.trouble}", "see the parts below, and the glass", **numbers)]
    return [well(PART, f"runs, version {beat.version}, for {_lasted(beat.at - beat.began)}", **numbers)]


def _lasted(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60.0), 60)
    if not hours and not minutes:
        return "less than a minute"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
