"""The footage of who is on their feet: what joint centres are fitted on, and what is drawn is scored on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.actors.record import Record, read_record

from .cache import Cache
from .lock import tries_the_lock
from .stage import Footage, kept_footage

if TYPE_CHECKING:
    from .case import Case


def on_feet(case: Case, clips: Cache) -> tuple[Footage, Record] | None:
    """A case's files and its truth; None where there are none yet, nobody is in the picture, or they lie or kneel."""
    footage = kept_footage(case, clips)
    if footage is None or footage.truth is None:
        return None
    record = read_record(footage.truth)
    return (footage, record) if record.about["support"] == "feet" else None


def clear_on_feet(case: Case, cache: Path) -> tuple[Footage, Record] | None:
    """The same of who is clear to see, with nobody about whom some poses may be of; `cache`: the folder of all."""
    return on_feet(case, Cache(cache / "clips")) if case.clear and not tries_the_lock(case.label) else None
