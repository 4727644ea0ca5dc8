"""What the page can be asked: a file for each of its parts."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.trainer.routes.builder import router as builder
from kiosk.trainer.routes.devices import router as devices
from kiosk.trainer.routes.drills import router as drills
from kiosk.trainer.routes.entry import router as entry
from kiosk.trainer.routes.history import router as history
from kiosk.trainer.routes.home import router as home
from kiosk.trainer.routes.live import router as live
from kiosk.trainer.routes.mirror import router as mirror
from kiosk.trainer.routes.playlists import router as playlists
from kiosk.trainer.routes.settings import router as settings
from kiosk.trainer.routes.trial import router as trial
from kiosk.trainer.routes.updates import router as updates

ROUTERS: tuple[APIRouter, ...] = (
    *(entry, home, live),
    *(playlists, builder, trial),
    drills,
    *(history, mirror, settings, devices, updates),
)
