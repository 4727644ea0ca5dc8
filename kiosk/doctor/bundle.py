"""The support bundle: what a helper needs who is elsewhere, without anything personal.

No records, no pictures, no keys: none of them is opened for it but to know which names must not be in it. Of the
settings only numbers and choices are told; all else is said to be set. Everything goes through `kiosk.doctor.scrub`.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from kiosk.doctor import known, update, versions
from kiosk.doctor.journal import DAYS, our_lines
from kiosk.doctor.machine import Machine
from kiosk.doctor.report import Report
from kiosk.doctor.scrub import Scrubber
from kiosk.doctor.visit import Visit
from kiosk.health.last_run import NAME, read_last_run
from kiosk.records.place import records_path
from kiosk.settings import Settings
from kiosk.toml import FileProblem

_SET = "(set)"
"""Instead of what an owner wrote into the settings."""

_OF_A_PERSON = {("session", "body_height")}
"""Numbers of the settings that may be somebody's."""

_FOLDER = "hinge-mirror-support"

_ABOUT = {
    "doctor.json": "what `kiosk doctor` found, and what it said to do",
    "settings.json": "the settings that differ from the defaults: numbers and choices; texts and paths only as (set)",
    "log.jsonl": f"what the mirror's services have written into the log in the last {DAYS} days",
    "last_run.json": "how late, how slow and how hot the last run was",
    "updates.json": "which releases were installed, and what became of them",
}

_LEFT_OUT = (
    "Left out: records, pictures, sound, keys and certificates, playlists and drills of your own.\n"
    "Replaced by tokens, as [nickname 1]: nicknames, names of phones, trainers and users, this machine's name, "
    "addresses, links, paths, titles and your own words.\n"
    "It is not sent to anybody: look into it, and hand it on yourself.\n"
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """``files``: by their names, what is in each."""

    files: Mapping[str, str]

    @classmethod
    def of(cls, visit: Visit, report: Report, config: Path | None = None) -> Bundle:
        """Of this machine: ``visit`` and what it came to. ``config``: the settings' file, else the usual one."""
        settings = visit.settings
        scrub = Scrubber(known.personal(settings, config), known.ours_words(settings))
        files = {
            "doctor.json": _json(_report(report, scrub)),
            "settings.json": _json(scrub.tree(told_settings(settings))),
            "log.jsonl": _log(visit.machine, scrub),
            "last_run.json": _json(scrub.tree(_last_run(settings))),
            "updates.json": _json(scrub.tree(update.read_state(visit.machine))),
        }
        return cls({name: text for name, text in files.items() if text})

    def contents(self) -> str:
        """What is in it, to be read before it is handed on."""
        listed = [f"  {name:<14} {_ABOUT[name]} ({len(text.encode()):,} bytes)" for name, text in self.files.items()]
        return "\n".join(["In the bundle:", *listed, _LEFT_OUT])

    def zipped(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in {"README.txt": self.contents(), **self.files}.items():
                archive.writestr(f"{_FOLDER}/{name}", text)
        return buffer.getvalue()


def told_settings(settings: Settings) -> dict[str, dict[str, Any]]:
    """What differs from the defaults, by table and key: numbers, choices and names that the product gives; instead of
    an owner's own words and paths, only that there are some."""
    usual, told = Settings(), {}
    for name, section in settings:
        table = {
            key: _told(value, field.annotation) if (name, key) not in _OF_A_PERSON else _SET
            for key, field in type(section).model_fields.items()
            if (value := getattr(section, key)) != getattr(getattr(usual, name), key)
        }
        if table:
            told[name] = table
    return told


def _told(value: Any, kind: Any = None) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseModel):
        return {key: _told(getattr(value, key), field.annotation) for key, field in type(value).model_fields.items()}
    if isinstance(value, str) and value in get_args(kind):
        return value
    if isinstance(value, tuple | list) and not any(isinstance(each, str) for each in value):
        return [_told(each) for each in value]
    if isinstance(value, Mapping) and all(isinstance(each, Enum) for each in value.values()):
        return {f"{key}": _told(each) for key, each in value.items()}
    return _SET


def _report(report: Report, scrub: Scrubber) -> dict[str, Any]:
    told = report.model_dump(mode="json")
    for finding in told["findings"]:
        # A version of four numbers looks like an address, and all that is told there is the system's.
        names_only = finding["part"] == versions.PART
        for key in ("found", "do"):
            finding[key] = scrub(finding[key], names_only=names_only)
        finding["numbers"] = {
            key: scrub(each, names_only=names_only) if isinstance(each, str) else each
            for key, each in finding["numbers"].items()
        }
    return told


def _log(machine: Machine, scrub: Scrubber) -> str:
    """A line of JSON each, oldest first."""
    told = [
        {
            "at": f"{line.at:%FT%T.%fZ}",
            "unit": line.unit.partition("@")[0].partition(".")[0],
            "priority": line.priority,
            "message": scrub(line.message),
        }
        for line in our_lines(machine) or ()
    ]
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in told)


def _last_run(settings: Settings) -> Any:
    try:
        run = read_last_run(records_path(settings.records).with_name(NAME))
    except FileProblem:  # which the report tells
        return None
    return None if run is None else run.model_dump(mode="json")


def _json(value: Any) -> str:
    """Empty where there is nothing."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n" if value else ""
