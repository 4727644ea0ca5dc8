"""What every part of the page works with."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from kiosk.coach.drill import Repertoire
from kiosk.locale.load import load_texts
from kiosk.locale.texts import Texts
from kiosk.notices import runtime_folder
from kiosk.records.place import records_path
from kiosk.release.layout import Layout
from kiosk.settings import Settings
from kiosk.settings_file import place_in_use
from kiosk.trainer.attached import Attached
from kiosk.trainer.gatekeeper import Gatekeeper
from kiosk.trainer.link import Link
from kiosk.trainer.messages import TRAINING, Begin, Noted
from kiosk.trainer.playlists.shelves import Shelves
from kiosk.trainer.words import words_of


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Office:
    """Made once, when the page begins. ``settings`` are those that the mirror runs by."""

    begin: Begin
    link: Link
    gate: Gatekeeper
    fingerprint: str = ""
    """Of the certificate, as browsers show it."""
    attached: Attached = field(default_factory=lambda: Attached(runtime_folder()))
    clock: Callable[[], datetime] = field(default=_now)
    layout: Layout = field(default_factory=Layout)
    """Of an installed mirror, which updates itself."""
    uploading: Lock = field(default_factory=Lock)
    """One update is sent at a time."""

    @property
    def settings(self) -> Settings:
        """That the mirror runs by; the file may say otherwise by now."""
        return self.begin.settings

    @property
    def busy(self) -> bool:
        """Whether somebody trains, and is not to be disturbed."""
        return self.link.doing.stage in TRAINING

    def note(self, line: str) -> None:
        """Leave ``line`` in the mirror's log: who changed what."""
        self.link.tell(Noted(line=line))

    @property
    def settings_file(self) -> Path:
        """That a change of the settings goes to."""
        return place_in_use(self.begin.config)

    @property
    def state(self) -> Path:
        """The folder of what the mirror keeps."""
        return records_path(self.settings.records).parent

    @property
    def language(self) -> str:
        """As in the settings: a code, or a file's path."""
        return self.settings.session.language

    @property
    def words(self) -> Mapping[str, Any]:
        """What the page says."""
        return words_of(self.language)

    @cached_property
    def texts(self) -> Texts:
        """What the mirror says: names of drills and faults; read once, as the mirror does. Raises
        `kiosk.toml.FileProblem`."""
        return load_texts(self.language)

    @cached_property
    def shelves(self) -> Shelves:
        """The drills and playlists that the mirror has. Raises `kiosk.toml.FileProblem`."""
        return Shelves(self.settings, self.texts)

    def repertoire(self) -> Repertoire:
        """The drills, as their files are now; of a broken one what was good last. Raises `kiosk.toml.FileProblem`."""
        return self.shelves.look()[0]


def office_of(request: Request) -> Office:
    """That of the app that is asked."""
    office: Office = request.app.state.office
    return office


OfficeHere = Annotated[Office, Depends(office_of)]
