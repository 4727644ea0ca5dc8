"""The way through the house is one-way, and the middle of it is pure.

camera -> pose -> motion -> coach -> mirror, cabinet, voice, records; the station alone knows all.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import kiosk

HOUSE = Path(kiosk.__file__).parent

MAY_IMPORT = {
    "kiosk.toml": (),
    "kiosk.settings": ("kiosk.coach.verbs", "kiosk.key_codes", "kiosk.locale.texts", "kiosk.toml"),
    "kiosk.camera": ("kiosk.settings", "kiosk.toml"),
    "kiosk.pose": ("kiosk.camera.frame", "kiosk.settings", "kiosk.toml"),
    "kiosk.motion": ("kiosk.pose.pose", "kiosk.toml"),
    "kiosk.locale.texts": ("kiosk.toml",),
    "kiosk.locale.load": ("kiosk.locale.texts", "kiosk.toml"),
    "kiosk.coach": ("kiosk.locale.load", "kiosk.locale.texts", "kiosk.motion", "kiosk.toml"),
    "kiosk.health": ("kiosk.settings", "kiosk.toml", "kiosk.whole"),
    "kiosk.release": ("kiosk.whole",),
    "kiosk.whole": (),
}
"""All that a room may know of the house besides itself; rooms that are not here are bound by `MAY_NOT_IMPORT`."""

_WHOLE = ("kiosk.station", "kiosk.doctor", "kiosk.pipeline", "kiosk.replay", "kiosk.cli")
_ENDS = ("kiosk.mirror", "kiosk.cabinet", "kiosk.voice", "kiosk.records", "kiosk.trainer")


def _all_but(*own: str) -> tuple[str, ...]:
    return tuple(room for room in _ENDS if room not in own) + _WHOLE


MAY_NOT_IMPORT = {
    "kiosk.mirror": _all_but("kiosk.mirror"),
    "kiosk.cabinet": (*_all_but("kiosk.cabinet"), "kiosk.camera", "kiosk.pose"),
    "kiosk.voice": (*_all_but("kiosk.voice"), "kiosk.camera", "kiosk.pose"),
    # Numbers only, never pictures: what is kept and what leaves the house cannot so much as name a frame.
    "kiosk.records": (*_all_but("kiosk.records"), "kiosk.camera", "kiosk.pose", "cv2"),
    "kiosk.trainer": (*_all_but("kiosk.trainer", "kiosk.records"), "kiosk.camera", "kiosk.pose", "cv2"),
}

MAKES = {
    "kiosk.voice.mouth.make": ("kiosk.pose.catalogue",),
    "kiosk.voice.commands": ("kiosk.records.place",),
}
"""What is run by hand, and what else it may know: how models are fetched, and where the mirror keeps what it
keeps."""

ONLY_IN = {
    "pygame": "kiosk.mirror",
    "gpiozero": "kiosk.cabinet",
    "lgpio": "kiosk.cabinet",
    "picamera2": "kiosk.camera",
    "libcamera": "kiosk.camera",
    "sounddevice": "kiosk.voice",
    "soundfile": "kiosk.voice",
    "soxr": "kiosk.voice",
    "fastapi": "kiosk.trainer",
    "starlette": "kiosk.trainer",
    "uvicorn": "kiosk.trainer",
    "jinja2": "kiosk.trainer",
    "itsdangerous": "kiosk.trainer",
    "cryptography": "kiosk.trainer",
}

BY_ITSELF = ("kiosk.release", "kiosk.whole")
"""Read by the installer and at boot, by the system's Python: no package but Python's own library is there."""

PURE = (
    "kiosk.motion",
    "kiosk.coach",
    "kiosk.locale.texts",
    "kiosk.voice.ears.phrases",
    "kiosk.voice.ears.spotting",
    "kiosk.voice.ears.utterances",
    "kiosk.voice.mouth.lines",
    "kiosk.voice.mouth.lineup",
    "kiosk.voice.mouth.mixer",
    "kiosk.voice.mouth.narration",
    "kiosk.voice.mouth.tones",
    "kiosk.voice.mouth.volume",
    "kiosk.voice.pilot",
)
FORGETS = "kiosk.voice.ears"
"""What it hears is neither kept nor sent: it can write no file and reach no other machine or program."""
FETCHES = ("kiosk.voice.ears.fetch",)
"""But for getting the networks, once, by an owner's command."""
KEEPS = ("wave", "tempfile", "shutil", "sqlite3", "socket", "urllib", "http", "subprocess", "pickle", "kiosk.records")
KEEPING_CALLS = frozenset({"write_bytes", "write_text", "tofile", "save", "savez", "savetxt", "dump"})
CLOCKS_AND_LOTS = frozenset({"time", "datetime", "random", "secrets", "uuid"})
WORLD = frozenset(
    {"os", "sys", "io", "pathlib", "glob", "shutil", "tempfile", "sqlite3", "socket", "urllib", "logging"}
)
THREADS = frozenset({"threading", "multiprocessing", "concurrent", "asyncio", "subprocess", "signal", "select"})
IMPURE = CLOCKS_AND_LOTS | WORLD | THREADS
IMPURE_CALLS = frozenset({"open", "print", "input"})
READS_FILES = {
    "kiosk.coach.drill": frozenset({"pathlib"}),
    "kiosk.coach.pace_table": frozenset({"pathlib"}),
    "kiosk.coach.playlist": frozenset({"pathlib"}),
    "kiosk.coach.policy.table": frozenset({"pathlib"}),
    "kiosk.coach.strictness": frozenset({"pathlib"}),
    "kiosk.motion.anatomy_table": frozenset({"pathlib"}),
    "kiosk.motion.back_table": frozenset({"pathlib"}),
    "kiosk.motion.centres_table": frozenset({"pathlib"}),
    "kiosk.motion.skeleton_table": frozenset({"pathlib"}),
    "kiosk.motion.trust_table": frozenset({"pathlib"}),
}
"""Drills, playlists, strictness, policy, pace, weights of trust and what leads to joint centres are data, which these
modules find."""

NO_NAMES = frozenset({"util", "utils", "helper", "helpers", "manager", "managers", "misc", "common"})


@dataclass(frozen=True)
class Import:
    name: str
    """The module, as far as it is known; for ``from a import b`` with ``b`` not a module, ``a``."""
    member: str | None
    line: int


def violations(sources: Mapping[str, str]) -> list[str]:
    """Each breach of the house's rules in ``sources`` (module name to source), one line each."""
    return [
        f"{module}:{line}: {problem}"
        for module, source in sorted(sources.items())
        for line, problem in _problems(module, ast.parse(source, module), frozenset(sources))
    ]


def _problems(module: str, tree: ast.Module, modules: frozenset[str]) -> Iterator[tuple[int, str]]:
    for part in module.split("."):
        if NO_NAMES & set(part.split("_")):
            yield 1, f"{part} says nothing of what the module is for"
    for item in _imports(module, tree, modules):
        yield from ((item.line, problem) for problem in _wrong_import(module, item))
    if _within(module, FORGETS) and module not in FETCHES:
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        for called in calls:
            if isinstance(called, ast.Attribute) and called.attr in KEEPING_CALLS:
                yield called.lineno, f"calls {called.attr}() where nothing is kept of what is heard"
    if _in_any(module, PURE):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
                yield node.lineno, f"calls {node.func.id}() in a pure room"
            if isinstance(node, ast.Attribute) and node.attr == "random":
                yield node.lineno, "draws lots in a pure room"


def _wrong_import(module: str, item: Import) -> Iterator[str]:
    name = item.name
    for room, known in MAY_IMPORT.items():
        elsewhere = _within(name, "kiosk") and name != "kiosk" and not _within(name, room)
        if _within(module, room) and elsewhere and not _in_any(name, known):
            yield f"{room} may not import {name}"
    for room, banned in MAY_NOT_IMPORT.items():
        if _within(module, room) and _in_any(name, banned) and name not in MAKES.get(module, ()):
            yield f"{room} may not import {name}"
    for package, room in ONLY_IN.items():
        if _within(name, package) and not _within(module, room):
            yield f"only {room} may import {package}"
    if _in_any(module, BY_ITSELF) and name.partition(".")[0] not in {"kiosk", *sys.stdlib_module_names}:
        yield f"{name} where there is nothing but Python's own library"
    if _within(module, FORGETS) and module not in FETCHES and _in_any(name, KEEPS):
        yield f"{name} where nothing is kept of what is heard"
    if _within(name, "kiosk.station") and not _runs_commands(module):
        yield "only the commands may import kiosk.station"
    top = name.partition(".")[0]
    if _in_any(module, PURE) and top in IMPURE - READS_FILES.get(module, frozenset()):
        yield f"{top} in a pure room"
    if _within(module, "kiosk.pose") and (top in {"datetime", "random"} or (top == "time" and not _times_only(item))):
        yield f"{top} in the pose room, which decides by the frames' time alone"


def _times_only(item: Import) -> bool:
    """`perf_counter` measures what a frame costs; it is told in reports, and decides nothing."""
    return item.member == "perf_counter"


def _runs_commands(module: str) -> bool:
    last = module.rpartition(".")[2]
    return _within(module, "kiosk.station") or module == "kiosk.cli" or last in {"command", "commands"}


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def _in_any(name: str, packages: tuple[str, ...]) -> bool:
    return any(_within(name, package) for package in packages)


def _imports(module: str, tree: ast.Module, modules: frozenset[str]) -> Iterator[Import]:
    """Every import anywhere in ``tree``: at the top, inside functions, for type checkers, by name at run time."""
    package = [name for name in modules if name.startswith(module + ".")]
    home = module.split(".") if package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = home[: len(home) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield Import(whole, None, node.lineno) if whole in modules else Import(base, alias.name, node.lineno)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
                yield Import(node.args[0].value, None, node.lineno)


def _house() -> dict[str, str]:
    found = {}
    for path in HOUSE.rglob("*.py"):
        parts = ["kiosk", *path.relative_to(HOUSE).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def test_the_way_through_the_house_is_one_way() -> None:
    house = _house()
    rooms = {"kiosk.camera.frame", "kiosk.pose.tracker", "kiosk.motion.motion", "kiosk.coach.coach", "kiosk.records"}
    assert rooms <= house.keys(), "looked in the wrong place"
    assert violations(house) == []


HOUSE_PLAN = {
    "kiosk": "",
    "kiosk.camera": "",
    "kiosk.camera.frame": "",
    "kiosk.camera.clip": "",
    "kiosk.pose": "",
    "kiosk.pose.pose": "",
    "kiosk.pose.tracker": "",
    "kiosk.motion": "",
    "kiosk.motion.rep": "",
    "kiosk.coach": "",
    "kiosk.station": "",
}


@pytest.mark.parametrize(
    ("module", "source", "problem"),
    [
        ("kiosk.camera.zoom", "from kiosk.pose.pose import Pose", "kiosk.camera may not import kiosk.pose.pose"),
        ("kiosk.pose.x", "from kiosk.camera import Clip", "kiosk.pose may not import kiosk.camera"),
        ("kiosk.pose.x", "from kiosk.camera import clip", "kiosk.pose may not import kiosk.camera.clip"),
        ("kiosk.pose.x", "from ..camera import clip", "kiosk.pose may not import kiosk.camera.clip"),
        ("kiosk.pose.x", "import kiosk.motion.rep", "kiosk.pose may not import kiosk.motion.rep"),
        ("kiosk.pose.x", "from time import monotonic", "time in the pose room"),
        ("kiosk.motion.x", "import kiosk.pose.tracker", "kiosk.motion may not import kiosk.pose.tracker"),
        ("kiosk.motion.x", "from kiosk.camera.frame import Frame", "kiosk.motion may not import kiosk.camera.frame"),
        ("kiosk.motion.x", "from kiosk.settings import Settings", "kiosk.motion may not import kiosk.settings"),
        ("kiosk.motion.x", "def f():\n    import time", "time in a pure room"),
        ("kiosk.motion.x", "import numpy as np\nnp.random.rand()", "draws lots in a pure room"),
        ("kiosk.motion.drill", "from pathlib import Path", "pathlib in a pure room"),
        ("kiosk.coach.x", "from pathlib import Path", "pathlib in a pure room"),
        ("kiosk.coach.x", "open('drill.toml')", "calls open() in a pure room"),
        ("kiosk.coach.x", "from kiosk.pose.pose import Joint", "kiosk.coach may not import kiosk.pose.pose"),
        ("kiosk.coach.x", "from kiosk.mirror import Mirror", "kiosk.coach may not import kiosk.mirror"),
        ("kiosk.coach.x", "if TYPE_CHECKING:\n    import kiosk.records", "kiosk.coach may not import kiosk.records"),
        ("kiosk.coach.x", "import_module('kiosk.voice')", "kiosk.coach may not import kiosk.voice"),
        ("kiosk.cabinet.x", "from kiosk.mirror import Mirror", "kiosk.cabinet may not import kiosk.mirror"),
        ("kiosk.records.x", "import cv2", "kiosk.records may not import cv2"),
        ("kiosk.trainer.x", "import kiosk.camera.frame", "kiosk.trainer may not import kiosk.camera.frame"),
        ("kiosk.replay.x", "import pygame.display", "only kiosk.mirror may import pygame"),
        ("kiosk.health.x", "from gpiozero import LED", "only kiosk.cabinet may import gpiozero"),
        ("kiosk.station.x", "from picamera2 import Picamera2", "only kiosk.camera may import picamera2"),
        ("kiosk.health.x", "from kiosk.pose.pose import Pose", "kiosk.health may not import kiosk.pose.pose"),
        ("kiosk.replay.x", "from kiosk.station import Station", "only the commands may import kiosk.station"),
        ("kiosk.pipeline", "from kiosk import station", "only the commands may import kiosk.station"),
        ("kiosk.voice.ears.x", "import wave", "wave where nothing is kept of what is heard"),
        ("kiosk.voice.ears.x", "from urllib.request import urlopen", "urllib.request where nothing is kept"),
        ("kiosk.voice.ears.x", "import numpy as np\nnp.save('a', b)", "calls save() where nothing is kept"),
        ("kiosk.release.x", "import pydantic", "pydantic where there is nothing but Python's own library"),
        ("kiosk.release.x", "from kiosk.toml import load", "kiosk.release may not import kiosk.toml"),
        ("kiosk.whole", "import numpy", "numpy where there is nothing but Python's own library"),
        ("kiosk.mirror.draw_utils", "", "draw_utils says nothing"),
        ("kiosk.station.manager", "", "manager says nothing"),
    ],
)
def test_a_breach_is_named(module: str, source: str, problem: str) -> None:
    lines = violations({**HOUSE_PLAN, module: source})
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"{module}:")
    assert problem in lines[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("kiosk.pose.x", "from kiosk.camera.frame import Image\nfrom time import perf_counter"),
        ("kiosk.motion.x", "from kiosk.pose.pose import Pose\nfrom .rep import Rep\nimport math, cv2"),
        ("kiosk.coach.drill", "from pathlib import Path\nfrom kiosk import toml"),
        ("kiosk.coach.x", "from kiosk.motion.rep import Rep\nfrom kiosk.coach.y import Y"),
        ("kiosk.mirror.x", "import pygame\nfrom kiosk.coach.guidance import Guidance"),
        ("kiosk.camera.pi", "def open_pi():\n    import picamera2"),
        ("kiosk.cli", "from kiosk.station.command import run_command"),
        ("kiosk.trainer.x", "from kiosk.records import Store"),
        ("kiosk.release.x", "import hashlib, venv\nfrom kiosk.whole import write_whole"),
    ],
)
def test_the_way_downstream_is_open(module: str, source: str) -> None:
    assert violations({**HOUSE_PLAN, "kiosk.toml": "", module: source}) == []
