"""Pedals and remotes: a FIFO gives the kernel's events, and comes and goes as a device that is plugged in does."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cabinet import Cabinet, remotes
from kiosk.cabinet.key_device import EV_KEY, EVENT, KeyDevice, Keys, request
from kiosk.cabinet.remotes import Asking, Remotes
from kiosk.coach.verbs import Verb
from kiosk.key_codes import CODES, LETTERS
from kiosk.settings import CabinetSettings

PATIENCE = 60.0
TABLE = CabinetSettings().keys
CLICKER = KeyDevice("Clicker", frozenset({CODES["KEY_PAGEDOWN"], CODES["KEY_B"]}), lights=False)
CLAIMS_ALL = KeyDevice("Wireless Presenter", frozenset(CODES.values()), lights=False)
KEYBOARD = KeyDevice("Office Keyboard", frozenset(CODES.values()), lights=True)
MOUSE = KeyDevice("Mouse", frozenset({0x110, 0x111}), lights=False)


def event(key: str, value: int = 1, kind: int = EV_KEY) -> bytes:
    return EVENT.pack(1, 2, kind, CODES[key], value)


def until(true: Callable[[], bool]) -> bool:
    """Whether it comes true; as long as that takes a busy machine."""
    given_up = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < given_up:
        time.sleep(0.005)
    return true()


class Port:
    """A folder in which devices appear; ``kinds`` says by their number what they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kinds: dict[int, KeyDevice] = {}
        self.asked_of: list[str] = []
        self.taken: list[str] = []
        self.busy = False
        self._ends: dict[str, int] = {}

    def plug(self, name: str, about: KeyDevice) -> None:
        path = self.folder / name
        os.mkfifo(path)
        self.kinds[path.stat().st_ino] = about
        self._ends[name] = os.open(path, os.O_RDWR)

    def unplug(self, name: str) -> None:
        (self.folder / name).unlink()
        os.close(self._ends.pop(name))

    def send(self, name: str, data: bytes) -> None:
        os.write(self._ends[name], data)

    def describe(self, device: int) -> KeyDevice:
        about = self.kinds[os.fstat(device).st_ino]
        self.asked_of.append(about.name)
        return about

    def take(self, device: int) -> None:
        if self.busy:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.taken.append(self.kinds[os.fstat(device).st_ino].name)

    def close(self) -> None:
        for end in self._ends.values():
            os.close(end)


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Port]:
    monkeypatch.setattr(remotes, "_LOOK_EVERY", 0.02)
    made = Port(tmp_path)
    yield made
    made.close()


@pytest.fixture
def read(port: Port) -> Iterator[Callable[..., Remotes]]:
    """Makes what reads the port."""
    made: list[Remotes] = []

    def of(named: tuple[str, ...] = (), stirred: Callable[[], None] = lambda: None) -> Remotes:
        made.append(Remotes(TABLE, named, stirred, port.folder, Asking(port.describe, port.take)))
        return made[-1]

    yield of
    for each in made:
        each.close()
        each.close()


def asks(reader: Remotes, *verbs: Verb) -> bool:
    """Whether it asks for these, and for nothing else."""
    asked: list[Verb] = []

    def all_there() -> bool:
        asked.extend(reader.asked())
        return len(asked) >= len(verbs)

    return until(all_there) and asked == list(verbs)


def test_a_key_asks_for_its_verb_once_however_long_it_is_held(port: Port, read: Callable[..., Remotes]) -> None:
    port.plug("event3", CLICKER)
    stirred = threading.Event()
    reader = read(stirred=stirred.set)
    port.send("event3", event("KEY_PAGEDOWN") + event("KEY_PAGEDOWN", 2) * 5 + event("KEY_PAGEDOWN", 0))
    port.send("event3", event("KEY_A") + event("KEY_B", kind=4) + event("KEY_B"))
    assert asks(reader, Verb.START, Verb.PAUSE)
    assert stirred.is_set()
    assert reader.trouble == ""


def test_devices_come_and_go_and_are_said_once(
    port: Port, read: Callable[..., Remotes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    reader = read()
    for _ in range(2):
        port.plug("event7", CLICKER)
        port.send("event7", event("KEY_B"))
        assert asks(reader, Verb.PAUSE)
        port.unplug("event7")
        assert until(lambda: caplog.text.count("has gone") == 1)
        assert caplog.text.count("Clicker is a remote") == 1
        caplog.clear()


def test_keyboards_are_left_alone_unless_named(
    port: Port, read: Callable[..., Remotes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for number, about in enumerate((KEYBOARD, MOUSE, CLAIMS_ALL)):
        port.plug(f"event{number}", about)
    read()
    assert until(lambda: "Wireless Presenter" in port.taken)
    assert port.taken == ["Wireless Presenter"]
    assert until(lambda: caplog.text.count("left alone") == 1)
    port.taken.clear()
    read(named=("Office",))
    assert until(lambda: len(port.taken) == 2)
    assert sorted(port.taken) == ["Office Keyboard", "Wireless Presenter"]


def test_one_that_is_left_alone_is_asked_once(port: Port, read: Callable[..., Remotes]) -> None:
    port.plug("event0", MOUSE)
    port.plug("event1", CLICKER)
    reader = read()
    assert until(lambda: port.taken == ["Clicker"])
    port.plug("event2", CLAIMS_ALL)
    assert until(lambda: len(port.taken) == 2)
    assert port.asked_of.count("Mouse") == 1
    assert reader.asked() == []


def test_one_that_another_program_has_is_said_and_not_read(
    port: Port, read: Callable[..., Remotes], caplog: pytest.LogCaptureFixture
) -> None:
    port.busy = True
    port.plug("event0", CLICKER)
    read()
    assert until(lambda: "another program has it" in caplog.text)


def test_no_right_to_read_is_said_once_with_the_way_out(
    port: Port, read: Callable[..., Remotes], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = threading.Event()
    denied.set()
    opened = os.open

    def refuses(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if denied.is_set() and Path(path).name.startswith("event") and flags & os.O_NONBLOCK:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, mode)

    port.plug("event0", CLICKER)
    port.plug("event1", CLAIMS_ALL)
    monkeypatch.setattr(os, "open", refuses)
    reader = read()
    assert until(lambda: bool(reader.trouble))
    assert "usermod -aG input" in reader.trouble
    denied.clear()
    os.chmod(port.folder / "event0", 0o600)
    assert until(lambda: port.taken == ["Clicker"]), "its rights have changed"
    assert reader.trouble == ""
    assert caplog.text.count("usermod") == 1


def test_a_machine_without_inputs_has_no_remotes(tmp_path: Path) -> None:
    reader = Remotes(TABLE, (), lambda: None, tmp_path / "nothing")
    reader.close()
    assert (reader.asked(), reader.trouble) == ([], "")


def test_a_pedal_is_asked_like_a_button(port: Port) -> None:
    port.plug("event0", CLICKER)
    stirred = threading.Event()

    def reads(stir: Callable[[], None]) -> Remotes:
        return Remotes(TABLE, (), stir, port.folder, Asking(port.describe, port.take))

    with Cabinet(CabinetSettings(), None, remotes=reads) as cabinet:
        cabinet.stirred = stirred.set
        port.send("event0", event("KEY_PAGEDOWN"))
        assert stirred.wait(PATIENCE)
        assert cabinet.waits
        assert cabinet.pressed() == [Verb.START]
        assert not cabinet.waits


@given(st.lists(st.sampled_from(["KEY_B", "KEY_PAGEUP"]), max_size=30), st.lists(st.integers(1, 40), min_size=1))
def test_a_stream_may_come_in_any_pieces(pressed: list[str], pieces: list[int]) -> None:
    reading, writing = os.pipe()
    data = b"".join(event(key) + event(key, 0) for key in pressed)
    keys, found = Keys(), []
    try:
        while data:
            size = pieces[len(data) % len(pieces)]
            os.write(writing, data[:size])
            found += keys.read(reading)
            data = data[size:]
    finally:
        os.close(reading)
        os.close(writing)
    assert found == [CODES[key] for key in pressed]


def test_the_ioctls_are_those_of_the_kernel() -> None:
    """As `linux/input.h` gives them: EVIOCGNAME(256), EVIOCGBIT(EV_KEY, 96), EVIOCGRAB."""
    assert request(2, 0x06, 256) == 0x81004506
    assert request(2, 0x21, 96) == 0x80604521
    assert request(1, 0x90, 4) == 0x40044590
    assert EVENT.size in (16, 24)


def test_what_a_keyboard_is() -> None:
    assert KEYBOARD.keyboard
    assert not CLAIMS_ALL.keyboard
    few = KeyDevice("Numbers", frozenset(CODES[key] for key in ("KEY_1", "KEY_ENTER")), lights=True)
    assert not few.keyboard
    assert len(LETTERS) == 26


@pytest.mark.skipif(not os.access("/dev/uinput", os.W_OK), reason="no /dev/uinput that can be written to here")
def test_a_device_that_the_kernel_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl
    import struct

    monkeypatch.setattr(remotes, "_LOOK_EVERY", 0.1)
    made = os.open("/dev/uinput", os.O_WRONLY)
    reader = Remotes({"KEY_PAGEDOWN": Verb.START}, (), lambda: None)
    try:
        fcntl.ioctl(made, 0x40045564, EV_KEY)  # UI_SET_EVBIT
        fcntl.ioctl(made, 0x40045565, CODES["KEY_PAGEDOWN"])  # UI_SET_KEYBIT
        # struct uinput_user_dev: name, bus, vendor, product, version, and no axes.
        os.write(made, struct.pack("80s4Hi", b"kiosk test pedal", 3, 1, 1, 1, 0) + bytes(4 * 4 * 64))
        fcntl.ioctl(made, 0x5501)  # UI_DEV_CREATE
        assert until(lambda: any(taken.name == "kiosk test pedal" for taken in reader._taken.values()))
        os.write(made, event("KEY_PAGEDOWN") + EVENT.pack(0, 0, 0, 0, 0))
        assert asks(reader, Verb.START)
    finally:
        reader.close()
        os.close(made)
