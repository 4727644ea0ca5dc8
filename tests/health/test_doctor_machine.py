"""What `kiosk doctor` reads of the machine: files as a Pi has them, laid out in a folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.doctor import body, card, clock, crashes, exposure, running, update, versions
from kiosk.doctor.finding import Finding, State
from kiosk.doctor.journal import failures, kernel_lines, our_lines
from kiosk.doctor.machine import Machine, ask_program
from kiosk.doctor.pulse import Pulse, take_pulse
from kiosk.doctor.visit import Visit
from kiosk.health.heart import NAME, HeartBeat
from kiosk.health.heat import Heat, Throttling
from kiosk.settings import RecordSettings, Settings, TrainerSettings
from tests.health.machines import BEAT, NOON, entry, failure, journal, machine


def by_part(findings: list[Finding]) -> dict[str, Finding]:
    assert all(bool(finding.do) == (finding.state is not State.WELL) for finding in findings), findings
    return {finding.part: finding for finding in findings}


# -- the machine ---------------------------------------------------------------------------------------------


def test_a_program_is_asked_for_so_long_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.doctor.machine.ANSWER_WITHIN", 0.2)
    assert ask_program(["echo", "hello"]) == "hello\n"
    assert ask_program(["sleep", "60"]) is None
    assert ask_program(["false"]) is None
    assert ask_program(["no-such-program-here"]) is None


def test_a_bare_machine_says_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    bare = machine(tmp_path)
    settings = Settings(records=RecordSettings(database=tmp_path / "records.sqlite"))
    looks = [
        *card.wear(bare),
        *exposure.expose(settings, bare),
        *update.look(bare),
        *crashes.recall(bare),
        *clock.tell_time(settings, bare),
        *versions.tell(bare),
        *running.look(Visit(settings, 8.5, machine=bare)),
        body.power(Heat(), bare, None),
    ]
    assert {finding.state for finding in looks} == {State.WELL}


# -- clock ---------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(clock, "_known", lambda _: NOW - 86400.0)
    return Settings(records=RecordSettings(database=tmp_path / "records.sqlite"))


def test_a_clock_that_a_network_sets_is_well(tmp_path: Path, settings: Settings) -> None:
    found = clock.tell_time(settings, machine(tmp_path, {"run/systemd/timesync/synchronized": ""}), lambda: NOW)
    assert by_part(found)["clock"].numbers["by_network"] is True
    found = clock.tell_time(settings, machine(tmp_path / "other", timedatectl_show="yes\n"), lambda: NOW)
    assert by_part(found)["clock"].numbers["by_network"] is True


def test_a_clock_that_nothing_sets_is_a_note(tmp_path: Path, settings: Settings) -> None:
    found = clock.tell_time(settings, machine(tmp_path, timedatectl_show="no\n"), lambda: NOW)
    assert by_part(found)["clock"].state is State.NOTE


def test_a_clock_in_the_past_is_bad(tmp_path: Path, settings: Settings) -> None:
    past = datetime(1970, 1, 1, 0, 5, tzinfo=UTC).timestamp()
    found = by_part(clock.tell_time(settings, machine(tmp_path, timedatectl_show="no\n"), lambda: past))["clock"]
    assert (found.state, "in the past" in found.found) == (State.BAD, True)


@pytest.mark.parametrize(
    ("files", "state", "says"),
    [
        ({"since_epoch": f"{NOW:.0f}"}, State.WELL, "goes with"),
        ({"since_epoch": f"{NOW - 7200:.0f}"}, State.NOTE, "7200 s"),
        ({"since_epoch": f"{NOW:.0f}", "device/battery_voltage": "3021000"}, State.WELL, "goes with"),
        ({"since_epoch": f"{NOW:.0f}", "device/battery_voltage": "1900000"}, State.NOTE, "1.9 V"),
        ({"since_epoch": f"{NOW:.0f}", "device/battery_voltage": "3000"}, State.NOTE, "has no battery"),
    ],
)
def test_the_clock_with_a_battery(
    files: dict[str, str], state: State, says: str, tmp_path: Path, settings: Settings
) -> None:
    pi = machine(tmp_path, {f"sys/class/rtc/rtc0/{name}": text for name, text in files.items()})
    found = by_part(clock.tell_time(settings, pi, lambda: NOW))["battery clock"]
    assert found.state is state
    assert says in found.found


# -- storage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "state", "says"),
    [
        ({"name": "SD64G", "type": "SD"}, State.WELL, "SD64G) does not tell"),
        ({"name": "DG4032", "life_time": "0x02 0x01", "pre_eol_info": "0x01"}, State.WELL, "up to 20 %"),
        ({"name": "DG4032", "life_time": "0x01 0x08", "pre_eol_info": "0x01"}, State.NOTE, "up to 80 %"),
        ({"name": "DG4032", "life_time": "0x03 0x03", "pre_eol_info": "0x02"}, State.NOTE, "up to 30 %"),
        ({"name": "DG4032", "life_time": "0x01 0x01", "pre_eol_info": "0x03"}, State.BAD, "up to 10 %"),
        ({"name": "DG4032", "life_time": "0x0b 0x0b", "pre_eol_info": "0x03"}, State.BAD, "more than its whole"),
        ({"name": "DG4032", "life_time": "what?"}, State.WELL, "does not tell"),
    ],
)
def test_wear_is_as_the_card_says(files: dict[str, str], state: State, says: str, tmp_path: Path) -> None:
    place = "sys/block/mmcblk0/device"
    found = by_part(card.wear(machine(tmp_path, {f"{place}/{name}": f"{text}\n" for name, text in files.items()})))
    assert found["storage wear"].state is state
    assert says in found["storage wear"].found


def test_errors_of_the_file_system_are_bad(tmp_path: Path) -> None:
    sound = {
        "sys/fs/ext4/mmcblk0p2/errors_count": "0\n",
        "sys/fs/ext4/mmcblk0p2/lifetime_write_kbytes": f"{64 * 10**6}\n",
        "sys/fs/ext4/mmcblk0p2/session_write_kbytes": "1000\n",
        "sys/class/block/mmcblk0p2/size": f"{32 * 10**9 // 512}\n",
        "sys/fs/ext4/features/lazy_itable_init": "supported\n",
    }
    found = by_part(card.wear(machine(tmp_path, sound)))["file system"]
    assert (found.state, found.numbers["times_full"]) == (State.WELL, 2.0)
    broken = {**sound, "sys/fs/ext4/mmcblk0p2/errors_count": "3\n", "sys/fs/ext4/mmcblk0p2/last_error_func": "ext4_x"}
    found = by_part(card.wear(machine(tmp_path, broken)))["file system"]
    assert (found.state, "3 errors, last in ext4_x" in found.found) == (State.BAD, True)


def test_a_card_that_the_kernel_complains_of_is_bad(tmp_path: Path) -> None:
    told = journal(entry("mmc0: error -110 whilst initialising SD card"), entry("all well"))
    pi = machine(tmp_path, journalctl=told)
    found = by_part(card.wear(pi, kernel_lines(pi)))["file system"]
    assert (found.state, "1 times" in found.found) == (State.BAD, True)


# -- power ---------------------------------------------------------------------------------------------------

WELL = Throttling(False, False, False, False)


@pytest.mark.parametrize(
    ("alarm", "kernel", "told", "state"),
    [
        ("0", [], None, State.WELL),
        ("1", [], None, State.BAD),
        ("1", [], WELL, State.BAD),
        ("0", ["hwmon hwmon1: Undervoltage detected!", "Voltage normalised"], WELL, State.NOTE),
        ("0", ["Under-voltage detected! (0x00050005)"], None, State.NOTE),
        ("?", [], None, State.WELL),
    ],
)
def test_low_voltage_is_found_wherever_it_is_told(
    alarm: str, kernel: list[str], told: Throttling | None, state: State, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {
        "sys/class/hwmon/hwmon0/name": "cpu_thermal\n",
        "sys/class/hwmon/hwmon1/name": "rpi_volt\n",
        "sys/class/hwmon/hwmon1/in0_lcrit_alarm": f"{alarm}\n",
    }
    pi = machine(tmp_path, files, journalctl=journal(*map(entry, kernel)))
    found = body.power(Heat(50.0, told), pi, kernel_lines(pi))
    assert found.state is state
    assert bool(found.do) == (state is not State.WELL)


# -- exposure ------------------------------------------------------------------------------------------------

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
OURS, OTHERS = 990, 0
ANY, LOOP, LAN = "00000000", "0100007F", "1401A8C0"  # 0.0.0.0, 127.0.0.1, 192.168.1.20, as a little-endian Pi writes
ANY6, LOOP6 = "0" * 32, "0" * 24 + "01000000"
MAPPED = "0000000000000000FFFF0000" + LAN


def listening(*rows: tuple[str, int, int], state: str = "0A") -> str:
    lines = [
        f"   {number}: {place}:{port:04X} {'0' * len(place)}:0000 {state} 00000000:00000000 00:00000000 00000000 "
        f"{user:5}        0 {1000 + number} 1 0000000000000000 100 0 0 10 0\n"
        for number, (place, port, user) in enumerate(rows)
    ]
    return HEAD + "".join(lines)


def exposed(root: Path, tcp: str = "", tcp6: str = "", udp: str = "", enabled: bool = True) -> dict[str, Finding]:
    files: dict[str, str | bytes] = {
        "etc/passwd": f"root:x:0:0:root:/root:/bin/sh\nhinge-mirror:x:{OURS}:990::/var/lib/hinge-mirror:/bin/false\n",
        "proc/net/tcp": tcp or HEAD,
        "proc/net/tcp6": tcp6 or HEAD,
        "proc/net/udp": udp or HEAD,
    }
    page = TrainerSettings(enabled=enabled, address="192.168.1.20", port=8443)
    return by_part(exposure.expose(Settings(trainer=page), machine(root, files)))


def test_the_page_alone_is_well(tmp_path: Path) -> None:
    found = exposed(tmp_path, listening((LAN, 8443, OURS), (LOOP, 9000, OURS), (ANY, 22, OTHERS)))
    assert found["exposure"].state is State.WELL
    assert "192.168.1.20, port 8443" in found["exposure"].found
    assert found["other programs"].found == "not the mirror's, reached from a network: 22 tcp (remote terminal)"


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"tcp": listening((ANY, 8443, OURS))}, "the trainer's page is reached from every network, port 8443"),
        ({"tcp6": listening((ANY6, 8443, OURS))}, "the trainer's page is reached from every network, port 8443"),
        ({"tcp": listening((LAN, 8443, OURS), (LAN, 7000, OURS))}, "something of the mirror is reached from 192"),
        ({"tcp6": listening((MAPPED, 7000, OURS))}, "port 7000 (tcp)"),
        ({"udp": listening((ANY, 5353, OURS), state="07")}, "port 5353 (udp)"),
        ({"tcp": listening((LAN, 8443, OURS)), "enabled": False}, "the trainer's page is reached from 192.168.1.20"),
    ],
)
def test_whatever_else_of_ours_is_reached_is_bad(tables: dict[str, Any], says: str, tmp_path: Path) -> None:
    found = exposed(tmp_path, **tables)["exposure"]
    assert found.state is State.BAD
    assert says in found.found


def test_what_only_this_machine_reaches_is_nobodys_business(tmp_path: Path) -> None:
    found = exposed(tmp_path, listening((LOOP, 5000, OURS)), listening((LOOP6, 631, OTHERS)), enabled=False)
    assert {part: finding.state for part, finding in found.items()} == {"exposure": State.WELL}


def test_calls_that_are_under_way_are_no_listeners(tmp_path: Path) -> None:
    found = exposed(tmp_path, listening((LAN, 40000, OURS), state="01"), enabled=False)
    assert found["exposure"].numbers == {"ours": 0}


def test_a_mirror_of_another_user_is_found_by_its_process(tmp_path: Path) -> None:
    """As on a computer on which it was not installed: its sockets are those of a process that runs `kiosk`."""
    table = listening((ANY, 8443, 1000), (ANY, 8080, 1000))
    files: dict[str, str | bytes] = {
        "proc/net/tcp": table,
        "proc/4242/cmdline": b"/home/x/.venv/bin/python\0/home/x/.venv/bin/kiosk\0run\0",
        "proc/4343/cmdline": b"/usr/bin/python3\0-m\0http.server\0",
    }
    here = machine(tmp_path, files)
    for pid, inode in (("4242", 1000), ("4343", 1001)):
        (tmp_path / "proc" / pid / "fd").mkdir()
        os.symlink(f"socket:[{inode}]", tmp_path / "proc" / pid / "fd" / "7")
    found = by_part(exposure.expose(Settings(), here))
    assert (found["exposure"].state, found["exposure"].numbers["port"]) == (State.BAD, 8443)
    assert "8080 tcp" in found["other programs"].found


@pytest.mark.parametrize("damage", ["", "x", HEAD + "  0: what\n", HEAD + "  0: ZZ:00 0:0 0A 0 0 0 0 0 0\n"])
def test_a_table_of_another_kind_breaks_nothing(damage: str, tmp_path: Path) -> None:
    assert exposed(tmp_path, tcp=damage, enabled=False)["exposure"].state is State.WELL


# -- versions and releases -----------------------------------------------------------------------------------


def test_versions_are_told(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "etc/os-release": 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n',
        "etc/rpi-issue": "Raspberry Pi reference 2025-10-01\nGenerated using pi-gen\n",
        "proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0",
        "proc/device-tree/chosen/bootloader/build-timestamp": int(NOW).to_bytes(4),
    }
    (found,) = versions.tell(machine(tmp_path, files))
    assert found.state is State.WELL
    told = found.numbers
    assert (told["system"], told["board"]) == ("Debian GNU/Linux 13 (trixie)", "Raspberry Pi 5 Model B Rev 1.0")
    assert (told["image"], told["bootloader"]) == ("Raspberry Pi reference 2025-10-01", "2026-11-20")
    assert told["numpy"]
    assert "Raspberry Pi 5 Model B Rev 1.0, bootloader 2026-11-20" in found.found


def released(root: Path, *, current: str = "0.2.0", whole: bool = True, state: str = "") -> Machine:
    home = root / "opt/hinge-mirror"
    for version in ("0.1.0", "0.2.0"):
        (home / "releases" / version).mkdir(parents=True)
        if whole or version != current:
            (home / "releases" / version / "complete").touch()
    os.symlink(f"releases/{current}", home / "current")
    (home / "update.json").write_text(state)
    return machine(root)


@pytest.mark.parametrize(
    ("kept", "state", "says"),
    [
        ('{"good": "0.2.0", "trying": null}', State.WELL, "0.2.0 of 2 releases"),
        ('{"good": "0.1.0", "trying": "0.2.0"}', State.NOTE, "0.2.0 is on trial"),
        ('{"good": "0.1.0", "trying": null}', State.NOTE, "but 0.1.0 held last"),
        ('{"good": {"version": "0.2.0"}, "trying": {}, "more": [1]}', State.WELL, "0.2.0 of 2"),
        (
            '{"good": "0.2.0", "history": [{"version": "0.3.0", "outcome": "returned", "why": "no frames"}]}',
            *(State.NOTE, "the update to 0.3.0 was returned: no frames"),
        ),
        ('{"good": "0.2.0", "history": [{"version": "0.2.0", "outcome": "held"}]}', State.WELL, "0.2.0 of 2"),
        ('{"good": "0.2.0", "history": [7]}', State.WELL, "0.2.0 of 2"),
        ('{"good": "0.2.0", "history": [{"outcome": []}]}', State.WELL, "0.2.0 of 2"),
        ("[]", State.WELL, "0.2.0 of 2"),
        ("{", State.WELL, "0.2.0 of 2"),
        ('{"good": 7, "trying": false}', State.WELL, "0.2.0 of 2"),
        ("[" * 5000, State.WELL, "0.2.0 of 2"),
    ],
)
def test_the_release_and_its_update(kept: str, state: State, says: str, tmp_path: Path) -> None:
    here = released(tmp_path, state=kept)
    (found,) = update.look(here, tmp_path / "opt/hinge-mirror/releases/0.2.0/venv")
    assert found.state is state
    assert says in found.found
    assert "elsewhere" not in found.found


def test_a_release_that_is_not_whole_is_bad(tmp_path: Path) -> None:
    (found,) = update.look(released(tmp_path, whole=False))
    assert (found.state, "not whole" in found.found) == (State.BAD, True)
    (tmp_path / "opt/hinge-mirror/current").unlink()
    (found,) = update.look(machine(tmp_path))
    assert (found.state, "no release is current" in found.found) == (State.BAD, True)
    os.symlink("releases/9.9.9", tmp_path / "opt/hinge-mirror/current")
    (found,) = update.look(machine(tmp_path))
    assert (found.state, "9.9.9 is current, and not there" in found.found) == (State.BAD, True)


# -- crashes -------------------------------------------------------------------------------------------------


def shown(**services: str) -> str:
    return "\n".join(f"Id=hinge-mirror-{name}.service\n{values}\n" for name, values in services.items())


def test_failures_are_counted_with_the_last_reason(tmp_path: Path) -> None:
    told = journal(
        failure("exit-code", minute=1),
        failure("watchdog", minute=9),
        failure("exit-code", minute=5),
        failure("oom-kill", "hinge-mirror-voice@3-412-0.service"),
        failure("exit-code", "ssh.service"),
    )
    findings = crashes.recall(machine(tmp_path, journalctl=told))
    assert [finding.state for finding in findings] == [State.NOTE, State.NOTE]
    station, voice = findings
    assert station.numbers == {"failures": 3, "last": "watchdog"}
    assert station.found.startswith("station failed 3 times in the last 7 days")
    assert "it hung, and was ended" in station.found
    assert "voice failed once" in voice.found
    assert "memory" in voice.found


def test_an_error_is_told_in_the_services_last_words(tmp_path: Path) -> None:
    told = journal(
        entry("starting", minute=1),
        entry("RuntimeError: out of order", minute=2),
        entry("Main process exited", "init.scope", 3, UNIT="hinge-mirror-station.service"),
        failure("exit-code", minute=3),
        entry("starting", minute=4),
    )
    (found,) = crashes.recall(machine(tmp_path, journalctl=told))
    assert found.found.endswith("it ended with an error (RuntimeError: out of order)")


def test_a_mirror_that_fails_all_the_time_is_bad(tmp_path: Path) -> None:
    told = journal(*(failure("exit-code", minute=each) for each in range(12)))
    (found,) = crashes.recall(machine(tmp_path, journalctl=told))
    assert found.state is State.BAD


def test_services_tell_what_the_journal_does_not(tmp_path: Path) -> None:
    told = shown(
        station="ActiveState=active\nNRestarts=4\nResult=success",
        maintenance="ActiveState=failed\nNRestarts=0\nResult=timeout",
        voice="ActiveState=inactive\nNRestarts=what\nResult=success",
    )
    findings = crashes.recall(machine(tmp_path, systemctl_show=told))
    assert [(finding.state, finding.found.split()[0]) for finding in findings] == [
        (State.BAD, "maintenance"),
        (State.NOTE, "station"),
    ]
    assert "4 times" in findings[1].found


def test_no_crash_is_well_and_a_journal_that_may_not_be_read_is_told_to_be_so(tmp_path: Path) -> None:
    well = shown(station="ActiveState=active\nNRestarts=0\nResult=success")
    (found,) = crashes.recall(machine(tmp_path, systemctl_show=well))
    assert (found.state, "may not be read" in found.found) == (State.WELL, True)
    (found,) = crashes.recall(machine(tmp_path, systemctl_show=well, journalctl=journal(entry("usual"))))
    assert (found.state, found.numbers) == (State.WELL, {"failures": 0})


def test_lines_of_the_journal_are_read_as_they_are_and_damage_is_left_out(tmp_path: Path) -> None:
    told = journal(entry("one"), entry("two", minute=1, MESSAGE=list("zwö".encode())), entry("x", MESSAGE=None))
    broken = told + '{"half": \n[]\n7\n{"__REALTIME_TIMESTAMP": "soon"}\n'
    broken += '{"__REALTIME_TIMESTAMP": "' + "9" * 40 + '"}\n'
    lines = our_lines(machine(tmp_path, journalctl=broken))
    assert lines is not None
    assert [(line.message, line.at) for line in lines[:1]] == [("one", NOON)]
    assert [line.message for line in lines] == ["one", "zwö", ""]
    assert failures(machine(tmp_path, journalctl=told)) == ()
    assert our_lines(machine(tmp_path)) is None


# -- the mirror's own pulse ----------------------------------------------------------------------------------


def beat_of(**changes: object) -> str:
    usual = {"pid": os.getpid(), "began": 10.0, "at": 100.0, "drawn": 900, "frames": 800}
    return BEAT.model_copy(update={**usual, **changes}).model_dump_json()


def test_the_pulse_tells_rates(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(beat_of())
    now = [101.0]

    def wait(seconds: float) -> None:
        now[0] += seconds
        (tmp_path / NAME).write_text(beat_of(at=102.0, drawn=960, frames=859))

    pulse = take_pulse(tmp_path, lambda: now[0], wait)
    assert pulse is not None
    assert (pulse.hangs, pulse.drawn_rate, pulse.camera_rate) == (False, 30.0, 29.5)


def test_a_mirror_that_hangs_is_told_from_one_that_is_gone(tmp_path: Path) -> None:
    def never(_: float) -> None:
        raise AssertionError("there is nothing to wait for")

    (tmp_path / NAME).write_text(beat_of())
    hung = take_pulse(tmp_path, lambda: 150.0, never)
    assert hung is not None
    assert hung.hangs
    for gone in (beat_of(pid=2**22 + 1), beat_of(pid=0), beat_of(at=9000.0), "{", "[]", '{"pid": "x"}'):
        (tmp_path / NAME).write_text(gone)
        assert take_pulse(tmp_path, lambda: 101.0, never) is None
    (tmp_path / NAME).unlink()
    assert take_pulse(tmp_path, lambda: 101.0, never) is None


def test_a_mirror_that_says_that_it_is_not_sound_hangs(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(beat_of(sound=False))
    pulse = take_pulse(tmp_path, lambda: 101.0, lambda _: None)
    assert pulse is not None
    assert pulse.hangs


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({}, State.WELL, "for 2 min"),
        ({"hangs": True}, State.BAD, "hangs"),
        ({"drawn_rate": 0.0}, State.BAD, "draws nothing"),
        ({"trouble": "no camera"}, State.BAD, "no camera"),
    ],
)
def test_a_running_mirror_is_judged(changes: dict[str, object], state: State, says: str, tmp_path: Path) -> None:
    beat = HeartBeat.model_validate_json(beat_of(trouble=changes.get("trouble")))
    rate = changes.get("drawn_rate", 30.0)
    assert isinstance(rate, float)
    pulse = Pulse(beat, bool(changes.get("hangs")), rate, 30.0)
    (found,) = running.look(Visit(Settings(), 8.5, machine=machine(tmp_path), pulse=pulse))
    assert found.state is state
    assert says in found.found


def test_an_installed_mirror_that_does_not_run_is_a_note(tmp_path: Path) -> None:
    (found,) = running.look(Visit(Settings(), 8.5, machine=released(tmp_path)))
    assert (found.state, "systemctl start" in found.do) == (State.NOTE, True)
