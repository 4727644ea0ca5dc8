"""What is known to be personal on this mirror, so that it can be taken out of what leaves it: names, and whatever an
owner wrote. Read from the files themselves, also where the mirror finds them broken; nothing is made or changed."""

from __future__ import annotations

import json
import os
import pwd
import re
import socket
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from kiosk.coach.drill import SHIPPED as DRILLS
from kiosk.coach.playlist import SHIPPED as PLAYLISTS
from kiosk.doctor.crashes import RESULTS
from kiosk.notices import TrainerAttached, runtime_folder
from kiosk.records import RecordError, Store
from kiosk.records.history import History
from kiosk.records.place import records_path
from kiosk.repertoire.drill_shelf import FOLDER as KEPT_DRILLS
from kiosk.repertoire.places import own_drills, own_playlists
from kiosk.repertoire.shelf import FOLDER as KEPT_PLAYLISTS
from kiosk.settings import Settings, usual_place
from kiosk.trainer.access.place import access_folder

_OURS = {
    *("hinge-mirror", "hinge_mirror", "hinge", "mirror", "kiosk", "root", "pi", "raspberrypi", "localhost", "nobody"),
    *("records", "last_run", "settings", "calibration", "doctor", "heart", "update", "updates", "release"),
    *("manifest", "devices", "trainer", "updating", "policy", "pace", "strictness", "theme", "levels", "moved"),
    *("starts", "en", "es", *RESULTS),
}
"""Names of the product's own users, files and folders, which say nothing of anybody."""

_SAYS = 3
"""Letters that a title or a setting has at least, if it says anything; of people's names the shortest count."""

_LARGEST = 1 << 20
_FIRST_PERSON = 1000
"""Number from which on users are people."""


def personal(settings: Settings, config: Path | None = None) -> dict[str, set[str]]:
    """All that is known, by its kind. ``config``: the settings' file, else the usual one."""
    state = records_path(settings.records).parent
    nicknames, playlists = _of_records(settings)
    trainers = set(_values(runtime_folder() / TrainerAttached.NAME, "who"))
    access = access_folder(settings.records)
    devices = {each for name in ("devices.json", "devices.damaged") for each in _values(access / name, "name", "id")}
    ours = ours_words(settings)
    folders = [own_playlists(settings), own_drills(settings), state / KEPT_PLAYLISTS, state / KEPT_DRILLS]
    lessons = {each for folder in folders for each in _written(folder)} | playlists
    chosen = {each for each in _strings(_toml(config or usual_place())) if each}
    chosen |= {each for each in _strings(settings.model_dump(mode="json")) if each}
    # Settings of before, which the mirror keeps for when those of now are wrong; its log may still speak of them.
    chosen |= {each for kept in state.glob("*.toml") for each in _strings(_toml(kept))}
    found = {
        "nickname": nicknames,
        "trainer": trainers,
        "device": devices,
        "machine": {socket.gethostname(), socket.gethostname().partition(".")[0]},
        "user": set(_users()),
        "lesson": lessons,
        "setting": chosen,
    }
    always = {"nickname", "trainer", "device"}
    return {
        kind: {each for each in names if kind in always or (len(each) >= _SAYS and each.casefold() not in ours)}
        for kind, names in found.items()
    }


def ours_words(settings: Settings) -> frozenset[str]:
    """The product's own words, in small letters: what a setting may be, ids, and all that the shipped files say."""
    words = {*_OURS, *_choices(settings)}
    for folder in (DRILLS, PLAYLISTS):
        for path in folder.glob("*.toml"):
            words |= {path.stem, *_strings(_toml(path))}
    words |= set(_strings(Settings().model_dump(mode="json")))
    return frozenset(word.casefold() for word in words if word)


def _choices(settings: Settings) -> Iterator[str]:
    """What the settings may be out of a few, and the names of all their keys."""
    for name, section in settings:
        yield name
        for key, field in type(section).model_fields.items():
            yield key
            yield f"{name}.{key}"
            yield from (each for each in get_args(field.annotation) if isinstance(each, str))


def _of_records(settings: Settings) -> tuple[set[str], set[str]]:
    path = records_path(settings.records)
    if not path.exists():
        return set(), set()
    try:
        with Store(path, read_only=True) as store:
            choices = History(store).choices()
    except RecordError:  # of an earlier version, which had no names yet, or damaged, which is told with the records
        return set(), set()
    return set(choices.nicknames), set(choices.playlists)


def _users() -> Iterator[str]:
    """Who can sign in here, by their user's and their own names, and whose home folders there are."""
    for user in pwd.getpwall():
        if _FIRST_PERSON <= user.pw_uid < 60000:
            yield user.pw_name
            yield user.pw_gecos.partition(",")[0]
    for variable in ("USER", "SUDO_USER", "LOGNAME"):
        yield os.environ.get(variable, "")
    yield Path.home().name


def _written(place: Path) -> Iterator[str]:
    """The names of an owner's files at ``place`` (one, or a folder of them), and all that they say."""
    paths = [place] if place.is_file() else sorted(place.rglob("*")) if place.is_dir() else []
    for path in paths:
        yield path.stem
        yield from _strings(_toml(path))


def _toml(path: Path | None) -> Any:
    """The tables of ``path``; the texts between quotes, where it is broken."""
    text = _text(path)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return [each for pair in re.findall(r'"([^"\n]+)"|\'([^\'\n]+)\'', text) for each in pair if each]


def _values(path: Path, *keys: str) -> Iterator[str]:
    """What stands under ``keys`` in a file of JSON, also in a broken one."""
    for key, written in re.findall(r'"(\w+)"\s*:\s*("(?:[^"\\\n]|\\.)*")', _text(path)):
        if key in keys:
            try:
                yield json.loads(written)
            except ValueError:
                yield written.strip('"')


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""


def _strings(value: Any) -> Iterator[str]:
    """Every text in a tree; the names of its keys are the product's."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for each in value:
            yield from _strings(each)
