"""All drawings and tables of the guide, from one settings file."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.drawings import tables
from deploy.drawings.box import draw_air, draw_section
from deploy.drawings.cards import draw_member_card, draw_trainer_card
from deploy.drawings.header import draw_header
from deploy.drawings.place import draw_front, draw_plan, draw_side
from deploy.drawings.sheet import Sheet
from deploy.drawings.site import Site
from deploy.drawings.wiring import draw_direct, draw_driven
from kiosk.locale.load import english
from kiosk.settings import Settings

FOLDER = Path(__file__).parent
OWN = FOLDER / "mirror.toml"
GUIDE = FOLDER.parent / "GUIDE.md"

_MADE = re.compile(r"(?P<begin><!-- made: (?P<name>[a-z-]+) -->\n).*?(?P<end><!-- /made -->)", re.DOTALL)


def sheets(settings: Settings) -> dict[str, Sheet]:
    """Every drawing by its file's name. Raises ValueError where the wiring asks too much of a Pi."""
    site, cabinet, texts = Site(settings), settings.cabinet, english()
    return {
        "header.svg": draw_header(cabinet),
        "wiring-direct.svg": draw_direct(cabinet),
        "wiring-drivers.svg": draw_driven(cabinet),
        "front.svg": draw_front(site),
        "side.svg": draw_side(site),
        "floor.svg": draw_plan(site),
        "section.svg": draw_section(site),
        "air.svg": draw_air(site),
        "card-member.svg": draw_member_card(site, texts),
        "card-trainer.svg": draw_trainer_card(site, texts),
    }


def filled(guide: str, settings: Settings) -> str:
    """The text of the ``guide`` with its made tables anew. Raises ValueError for a table that nobody makes."""
    made = tables.all_tables(Site(settings))
    missing = set(made) - {found["name"] for found in _MADE.finditer(guide)}
    if missing:
        raise ValueError(
            f"the guide has no place for {', '.join(sorted(missing))}: <!-- made: NAME --> and <!-- /made -->"
        )

    def anew(found: re.Match[str]) -> str:
        if found["name"] not in made:
            raise ValueError(f"nobody makes a table {found['name']}; there are {', '.join(sorted(made))}")
        return f"{found['begin']}{made[found['name']]}{found['end']}"

    return _MADE.sub(anew, guide)
