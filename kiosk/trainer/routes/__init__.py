"""What the page can be asked: a file for each of its parts."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk.trainer.routes.drills import router as drills
from kiosk.trainer.routes.entry import router as entry
from kiosk.trainer.routes.home import router as home
from kiosk.trainer.routes.live import router as live
from kiosk.trainer.routes.trying import router as trying

ROUTERS: tuple[APIRouter, ...] = (entry, home, live, drills, trying)
