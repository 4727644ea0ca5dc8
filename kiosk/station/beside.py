"""What runs beside the station, in processes of its own, by the settings: the voice, and the trainer's page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.coach.coach import Plan
from kiosk.coach.course import Course
from kiosk.records.place import records_path
from kiosk.settings import Settings
from kiosk.station.attention import Attention
from kiosk.station.desk import Desk
from kiosk.station.timetable import Timetable
from kiosk.trainer.installed import INSTALL, missing_packages
from kiosk.trainer.messages import Begin, Health, Hush, Try, Volume
from kiosk.trainer.page import Page
from kiosk.voice.begin import beginning, ears_beginning
from kiosk.voice.messages import EarsBegin
from kiosk.voice.messages import Hush as VoiceHush
from kiosk.voice.messages import Volume as VoiceVolume
from kiosk.voice.voice import Voice

log = logging.getLogger(__name__)


def open_ears(settings: Settings, plan: Plan, recording: Path | None) -> EarsBegin | None:
    """How to listen; None where nobody is listened to."""
    if not settings.voice.listens:
        return None
    return ears_beginning(settings, plan.texts, records_path(settings.records).parent, recording)


def open_voice(
    settings: Settings, plan: Plan, speech: Path | None, ears: EarsBegin | None, attention: Attention | None
) -> Voice:
    """Who says aloud what is to be said, and tells ``attention`` what was heard."""
    state = records_path(settings.records).parent
    begin = beginning(settings, plan.texts, plan.drills, state, speech, ears)
    if attention is None:
        return Voice(begin)
    voice = Voice(begin, attention.told)
    attention.voice = voice
    return voice


@dataclass(frozen=True, slots=True)
class Reception:
    """For trainers: the ``desk`` in the station, and the ``page`` that they come by."""

    desk: Desk
    page: Page

    def start(self) -> None:
        """Let them in."""
        self.desk.start()
        self.page.start()

    def close(self) -> None:
        """End, in bounded time."""
        self.page.close()
        if not self.desk.stop():
            log.error("the machine does not say how it is; leaving it")


def open_reception(
    settings: Settings,
    config: Path | None,
    timetable: Timetable,
    voice: Voice | None,
    health: Callable[[], Health],
    wake: Callable[[], None],
) -> Reception | None:
    """By the ``settings``, which came from ``config``; None where no trainers are let in. ``health``: how the machine
    is; ``wake`` is called where the station has something to do for them."""
    if not settings.trainer.enabled:
        return None
    missing = missing_packages()
    if missing:
        log.warning("trainer's page: %s not installed: %s; going on without it", ", ".join(missing), INSTALL)
        return None

    def speak(message: Volume | Hush) -> None:
        if voice is not None:
            voice.send(VoiceVolume(volume=message.volume) if isinstance(message, Volume) else VoiceHush())

    def try_out(wanted: Try) -> Course | None:
        return timetable.try_out(wanted.playlist, wanted.drill)

    desk = Desk(health, try_out, speak, wake)
    page = Page(Begin(settings=settings, config=config), desk.told)
    desk.page = page
    return Reception(desk, page)
