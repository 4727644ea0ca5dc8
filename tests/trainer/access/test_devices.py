"""The devices that are paired: one file, several writers, and nobody let in by a damaged one."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.toml import FileProblem
from kiosk.trainer.access import devices as devices_module
from kiosk.trainer.access.devices import (
    LONGEST_NAME,
    MOST,
    SEEN_EVERY,
    Device,
    Devices,
    DevicesFull,
    LastOwner,
    NoName,
    NoSuchDevice,
)
from kiosk.trainer.access.roles import Role

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trainer" / "devices.json"


@pytest.fixture
def devices(path: Path) -> Devices:
    return Devices(path)


def names(devices: Devices) -> list[str]:
    return [device.name for device in devices.all()]


def test_the_first_ever_is_the_owner_and_nobody_becomes_one_by_being_first_again(devices: Devices) -> None:
    assert devices.next_role() is Role.OWNER
    owner = devices.add("Ana", Role.OWNER, NOW)
    assert devices.next_role() is Role.TRAINER
    devices.revoke(owner.id, even_last_owner=True)
    assert devices.all() == ()
    assert devices.next_role() is Role.TRAINER


def test_asking_writes_nothing(devices: Devices, path: Path) -> None:
    assert devices.all() == ()
    assert devices.find("0" * 16) is None
    assert not path.parent.exists()


def test_a_device_is_found_by_another_process_too(devices: Devices, path: Path) -> None:
    ana = devices.add("Ana", Role.OWNER, NOW)
    ben = devices.add("Ben", Role.TRAINER, NOW)
    other = Devices(path)
    assert other.all() == (ana, ben)
    assert other.find(ben.id) == ben
    other.revoke(ben.id)
    assert devices.find(ben.id) is None
    assert names(devices) == ["Ana"]


def test_a_name_can_be_read_and_is_nobody_elses(devices: Devices) -> None:
    given = ("Ana", "Ana", " Ana\n", "a\tb\u202e\x00", "x" * 99, "x" * 99)
    added = [devices.add(name, Role.TRAINER, NOW).name for name in given]
    long = "x" * (LONGEST_NAME - 2)
    assert added == ["Ana", "Ana 2", "Ana 3", "a b", "x" * LONGEST_NAME, f"{long} 2"]


@pytest.mark.parametrize("name", ["", "  ", "\n", "\u202e", "\x00"])
def test_a_name_that_cannot_be_read_is_none(devices: Devices, name: str) -> None:
    with pytest.raises(NoName):
        devices.add(name, Role.TRAINER, NOW)
    assert devices.all() == ()


@given(st.text(min_size=1))
def test_whatever_is_given_as_a_name_is_refused_or_kept(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("names") / "devices.json"
    try:
        added = Devices(path).add(name, Role.TRAINER, NOW)
    except NoName:
        assert not any(letter.isprintable() and not letter.isspace() for letter in name)
        return
    assert Devices(path).all() == (added,)
    assert added.name.isprintable()


def test_a_device_is_renamed(devices: Devices, path: Path) -> None:
    ana, ben = (devices.add(name, Role.TRAINER, NOW) for name in ("Ana", "Ben"))
    assert devices.rename(ben.id, "Ana").name == "Ana 2"
    assert devices.rename(ana.id, "Ana").name == "Ana", "its own name is free for it"
    assert names(Devices(path)) == ["Ana", "Ana 2"]
    with pytest.raises(NoSuchDevice):
        devices.rename("0" * 16, "Eve")


def test_the_last_owner_is_not_revoked_but_by_a_command(devices: Devices) -> None:
    ana = devices.add("Ana", Role.OWNER, NOW)
    ben = devices.add("Ben", Role.TRAINER, NOW)
    with pytest.raises(LastOwner):
        devices.revoke(ana.id)
    devices.revoke(ben.id)
    second = devices.add("Cleo", Role.OWNER, NOW)
    devices.revoke(ana.id)
    with pytest.raises(LastOwner):
        devices.revoke(second.id)
    with pytest.raises(NoSuchDevice):
        devices.revoke(ana.id)
    assert devices.revoke(second.id, even_last_owner=True) == second


def test_all_are_revoked(devices: Devices, path: Path) -> None:
    devices.add("Ana", Role.OWNER, NOW)
    devices.add("Ben", Role.TRAINER, NOW)
    assert devices.revoke_all() == 2
    assert Devices(path).all() == ()
    assert devices.next_role() is Role.TRAINER


def test_when_a_device_was_seen_is_not_written_each_time(devices: Devices, path: Path) -> None:
    ana = devices.add("Ana", Role.OWNER, NOW)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    devices.seen(ana.id, NOW + SEEN_EVERY / 2)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before
    devices.seen(ana.id, NOW + SEEN_EVERY)
    assert Devices(path).all()[0].seen_at == NOW + SEEN_EVERY
    devices.seen(ana.id, NOW)  # the clock was set back
    assert Devices(path).all()[0].seen_at == NOW
    devices.revoke_all()
    with pytest.raises(NoSuchDevice):
        devices.seen(ana.id, NOW + timedelta(days=1))


def test_a_device_is_let_in_where_it_cannot_be_kept_that_it_was_seen(
    devices: Devices, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana = devices.add("Ana", Role.OWNER, NOW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    for hours in (7, 8, 9):
        devices.seen(ana.id, NOW + timedelta(hours=hours))
    assert [record.getMessage().count("No space left on device") for record in caplog.records] == [1]
    assert devices.find(ana.id) == ana


def test_there_are_not_more_than_can_be_looked_through(devices: Devices) -> None:
    for number in range(MOST):
        devices.add(f"Phone {number}", Role.TRAINER, NOW)
    with pytest.raises(DevicesFull):
        devices.add("one more", Role.TRAINER, NOW)
    assert len(devices.all()) == MOST


def test_nobody_else_may_read_it(devices: Devices, path: Path) -> None:
    devices.add("Ana", Role.OWNER, NOW)
    assert path.stat().st_mode & 0o777 == 0o600
    path.parent.chmod(0o755)
    devices.add("Ben", Role.TRAINER, NOW)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [item.name for item in path.parent.iterdir()] == ["devices.json"]


def test_what_root_writes_is_the_mirrors(devices: Devices, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An owner's command may be run by sudo; the page's process must read what it leaves."""
    given: list[tuple[int, int]] = []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("os.fchown", lambda _, user, group: given.append((user, group)))
    monkeypatch.setattr("os.chown", lambda _, user, group: given.append((user, group)))
    devices.add("Ana", Role.OWNER, NOW)
    owner = path.parent.parent.stat()
    assert given == [(owner.st_uid, owner.st_gid)] * 2, "the folder, and the file"


def test_ids_are_by_chance(devices: Devices) -> None:
    ids = {devices.add("Phone", Role.TRAINER, NOW).id for _ in range(MOST)}
    assert len(ids) == MOST
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in ids)


# -- damage ------------------------------------------------------------------------------------------------


def damaged(text: str) -> list[str]:
    device = text[text.index("{", 1) : text.index("}") + 1]
    return [
        "",
        text[: len(text) // 2],
        text.replace('"owner"', '"king"'),
        text.replace('"format": 1', '"format": 2'),
        text.replace(device, f"{device}, {device}"),
        text.replace('"claimed"', '"claims"'),
        text.replace("Ana", "\\n"),
        text + "\x00" * 20,
        "[]",
    ]


@pytest.mark.parametrize("number", range(9))
def test_a_damaged_file_lets_nobody_in_and_is_kept_aside(
    devices: Devices, path: Path, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    ana = devices.add("Ana", Role.OWNER, NOW)
    text = damaged(path.read_text())[number]
    assert text != path.read_text()
    path.write_text(text)
    for reader in (devices, Devices(path)):
        assert reader.all() == ()
        assert reader.find(ana.id) is None
        assert reader.next_role() is Role.TRAINER, "nor does the next device become the owner's"
    assert path.with_suffix(".damaged").read_text() == text
    assert len(caplog.records) == 1, "said once"
    assert "kiosk trainer code --owner" in caplog.text
    ben = devices.add("Ben", Role.OWNER, NOW)
    assert Devices(path).all() == (ben,)


def test_a_damaged_file_that_cannot_be_set_aside_lets_nobody_in(
    devices: Devices, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    devices.add("Ana", Role.OWNER, NOW)
    path.write_text("{")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)
    for _ in range(3):
        assert devices.all() == ()
        assert devices.next_role() is Role.TRAINER
    assert len(caplog.records) == 1


def test_a_change_to_a_damaged_file_starts_from_nobody(devices: Devices, path: Path) -> None:
    devices.add("Ana", Role.OWNER, NOW)
    path.write_text("{")
    ben = Devices(path).add("Ben", Role.TRAINER, NOW)
    assert devices.all() == (ben,)
    assert path.with_suffix(".damaged").exists()


@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_whatever_byte_is_damaged_nobody_new_gets_in(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    path = tmp_path_factory.mktemp("damage") / "trainer" / "devices.json"
    before = Devices(path, iter(["0123456789abcdef"]).__next__).add("Ana", Role.OWNER, NOW)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(content)
    found = Devices(path).all()
    assert len(found) <= 1
    assert all(isinstance(device, Device) for device in found)
    if not found:
        assert Devices(path).next_role() is Role.TRAINER
    elif found[0].id == before.id:
        assert found[0].role is before.role


def test_a_file_that_cannot_be_read_lets_nobody_in(
    devices: Devices, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    devices.add("Ana", Role.OWNER, NOW)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    other = Devices(path)
    for _ in range(3):
        assert other.all() == ()
        assert other.next_role() is Role.TRAINER
    assert len(caplog.records) == 1
    with pytest.raises(FileProblem, match="cannot be read: Permission denied"):
        other.add("Eve", Role.OWNER, NOW)


def test_a_change_that_cannot_be_written_is_none(
    devices: Devices, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = devices.add("Ana", Role.OWNER, NOW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(FileProblem, match=r"devices\.json: cannot be written: No space left on device"):
            devices.add("Ben", Role.TRAINER, NOW)
    assert devices.all() == Devices(path).all() == (ana,)
    assert [item.name for item in path.parent.iterdir()] == ["devices.json"]


# -- several writers ---------------------------------------------------------------------------------------

_PAIRS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.trainer.access.devices import Devices
from kiosk.trainer.access.roles import Role
devices = Devices(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(25):
    devices.add(f"{sys.argv[2]} {number}", Role.TRAINER, datetime.now(UTC))
"""


def test_two_processes_that_pair_at_once_lose_no_device(devices: Devices, path: Path) -> None:
    command = [sys.executable, "-c", _PAIRS, str(path)]
    both = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": Path.cwd()}
    writers = [subprocess.Popen([*command, name], **both) for name in ("page", "terminal")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    wanted = [f"{name} {number}" for name in ("page", "terminal") for number in range(25)]
    assert sorted(names(devices)) == sorted(wanted)


def test_threads_that_ask_and_pair_at_once_lose_no_device(devices: Devices) -> None:
    def pair(name: str) -> None:
        for number in range(10):
            devices.add(f"{name} {number}", Role.TRAINER, NOW)
            devices.all()

    threads = [threading.Thread(target=pair, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30.0)
    assert len(names(devices)) == 30


def test_a_change_of_the_same_moment_is_not_lost(path: Path) -> None:
    """Whoever changes it reads it anew, even where nothing on the file tells of a change."""
    first, second = Devices(path), Devices(path)
    ana = first.add("Ana", Role.TRAINER, NOW)
    assert second.all() == (ana,)
    first.rename(ana.id, "Eva")
    second._signature = devices_module.signature(path)  # as if it had been too quick to be seen
    second.add("Ben", Role.TRAINER, NOW)
    assert names(first) == ["Eva", "Ben"]
