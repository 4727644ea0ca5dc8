"""The support bundle: what is personal is put wherever a mirror keeps or tells anything, and is not in it."""

from __future__ import annotations

import json
import os
import socket
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.coach.playlist import SHIPPED as PLAYLISTS
from kiosk.doctor import bundle as bundles
from kiosk.doctor import parts
from kiosk.doctor.bundle import Bundle, told_settings
from kiosk.doctor.examine import Part
from kiosk.doctor.finding import bad, note, well
from kiosk.doctor.report import report
from kiosk.doctor.visit import Visit
from kiosk.exits import Exit
from kiosk.notices import TrainerAttached, put
from kiosk.records import Store
from kiosk.settings import Settings, load_settings
from tests.health.machines import entry, journal, machine

CANARIES = {
    "nickname": "Zuzanna",
    "nickname of few letters": "Bö",
    "nickname of two words": "Don Quijote",
    "playlist in the records": "for_ottokar",
    "device": "Wilhelmina's phone",
    "device's id": "0123456789abcdef",
    "trainer": "Kunigunde",
    "own playlist": "montag_mit_adalbert",
    "its title": "Adalberts Rücken",
    "its purpose": "Nach seiner Operation im Frühjahr",
    "broken playlist": "nur_fuer_brunhilde",
    "broken playlist's title": "Brunhildes Geheimnis",
    "own drill": "gertruds_hocke",
    "phrase": "halt ein du Schuft",
    "sound card": "Theodor's AirPods",
    "sound card of before": "Leopoldines Boxen",
    "link": "https://praxis-dr-hugendubel.example/hinge",
    "clip": "/home/ferdinand/Videos/reha.mp4",
    "home": "/home/ferdinand",
    "host": "spiegel-der-hubers",
    "address": "192.168.178.53",
    "address of version 6": "2001:db8:85a3::8a2e:370:7334",
    "hardware address": "dc:a6:32:7f:01:9c",
    "fingerprint": "3F2A 91BC 0011 2233 4455 6677 8899 AABB",
    "key": "MHcCAQEEIBkgY2FuYXJ5IGtleSBvZiB0aGUgbWlycm9y",
    "secret": "s3cr3tCookieSigningKey_0123456789AB",
    "mail": "adalbert@praxis.example",
}


def lay_out(state: Path, run: Path) -> Path:
    """A mirror's files with all of it; the settings' path."""
    state.mkdir()
    with Store(state / "records.sqlite") as store:
        for name in ("nickname", "nickname of few letters", "nickname of two words"):
            session = store.begin_session("hip_hinge", datetime.now(UTC), CANARIES["playlist in the records"])
            store.tag(session, CANARIES[name])
    access = state / "trainer"
    access.mkdir()
    device = {"id": CANARIES["device's id"], "name": CANARIES["device"], "role": "owner"}
    (access / "devices.json").write_text(json.dumps({"format": 1, "claimed": True, "devices": [device]}))
    (access / "key.pem").write_text(f"-----BEGIN EC KEY-----\n{CANARIES['key']}\n-----END EC KEY-----\n")
    (access / "secret").write_text(CANARIES["secret"])
    own = state / "own"
    (own / "playlists").mkdir(parents=True)
    (own / "drills").mkdir()
    sound = f"name = '{CANARIES['its title']}'\npurpose = '{CANARIES['its purpose']}'\n"
    sound += '[[items]]\ndrill = "hip_hinge"\n'
    (own / "playlists" / f"{CANARIES['own playlist']}.toml").write_text(sound)
    broken = 'name = "' + CANARIES["broken playlist's title"] + '"\n[[items]\n'
    (own / "playlists" / f"{CANARIES['broken playlist']}.toml").write_text(broken)
    (own / "drills" / f"{CANARIES['own drill']}.toml").write_text('id = "x"\n')
    (state / "last_good_settings.toml").write_text(f"[voice]\ncard = '{CANARIES['sound card of before']}'\n")
    put(TrainerAttached(pid=os.getpid(), until=1.0, who=CANARIES["trainer"]), run)
    config = state / "settings.toml"
    config.write_text(
        f'[records]\ndatabase = "{state / "records.sqlite"}"\n'
        f'[camera]\nsource = "clip:{CANARIES["clip"]}"\nrate = 25.0\n'
        f'[glass]\nlink = "{CANARIES["link"]}"\nrotation = 90\n'
        f'[voice]\ncard = "{CANARIES["sound card"]}"\nphrases = {{ pause = ["{CANARIES["phrase"]}"] }}\n'
        f'[trainer]\naddress = "{CANARIES["address"]}"\n'
        f"[session]\nbody_height = 1.8375\nplaylist = \"{CANARIES['own playlist']}\"\n"
        'strictness = "strict"\n'
    )
    return config


def log_of() -> str:
    """Lines that tell of all of it: as they are, in quotes, in small letters, and in the middle of words."""
    lines = []
    for canary in CANARIES.values():
        lines += [f"{canary}: mended, or gone", f"playlist {canary!r}: none of that name", f"x (found {canary!r})"]
        lines += [f"trainer's page: {canary.lower()} asked from [{CANARIES['address of version 6']}]:8443"]
        lines += [f"/var/lib/hinge-mirror/own/playlists/{canary}.toml: damaged", f"{canary.upper()}, {canary}."]
    return journal(*(entry(line, minute=minute) for minute, line in enumerate(lines)), entry("effort: fewer masks"))


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of one that is laid out."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
    monkeypatch.setattr(socket, "gethostname", lambda: CANARIES["host"])
    monkeypatch.setattr(Path, "home", lambda: Path(CANARIES["home"]))
    return lay_out(tmp_path / "state", tmp_path / "run")


def forms(canary: str) -> set[str]:
    """How it may stand in a file."""
    written = {canary, json.dumps(canary)[1:-1], canary.encode("unicode_escape").decode()}
    return {form.casefold() for form in (*written, unicodedata.normalize("NFD", canary))}


def leaks(text: str) -> list[str]:
    return [what for what, canary in CANARIES.items() if any(form in text.casefold() for form in forms(canary))]


def visit(config: Path, root: Path) -> Visit:
    stick = f"/media/ferdinand/{CANARIES['trainer']}"
    state = {"good": "0.1.0", "trying": None, "history": [{"version": "0.1.0", "from": stick}]}
    files: dict[str, str | bytes] = {"opt/hinge-mirror/update.json": json.dumps(state)}
    return Visit(load_settings(config), 8.5, machine=machine(root, files, journalctl=log_of()))


def test_nothing_personal_is_in_it(mirror: Path, tmp_path: Path) -> None:
    looked_at = visit(mirror, tmp_path / "root")
    findings = [note("x", f"found {each}", f"do {each}", named=each) for each in CANARIES.values()]
    document = report(findings, ["x"])
    assert len(leaks(document.model_dump_json())) == len(CANARIES), "they were there to be taken out"
    assert leaks(log_of()) == list(CANARIES)
    made = Bundle.of(looked_at, document, mirror)
    assert set(made.files) == {"doctor.json", "settings.json", "log.jsonl", "updates.json"}
    for name, text in {**made.files, "contents": made.contents()}.items():
        assert leaks(text) == [], f"{name}: {text}"


def test_what_helps_is_in_it(mirror: Path, tmp_path: Path) -> None:
    findings = [bad("camera", "Pi camera: 480 x 640, 4.0 frames a second", "give more light", rate=4.0)]
    findings += [well("versions", "opencv-python-headless 4.10.0.84", opencv="4.10.0.84")]
    made = Bundle.of(visit(mirror, tmp_path / "root"), report(findings, ["camera"]), mirror)
    told = json.loads(made.files["doctor.json"])["findings"]
    assert (told[0]["found"], told[0]["numbers"]) == (findings[0].found, {"rate": 4.0})
    assert told[1]["numbers"] == {"opencv": "4.10.0.84"}
    settings = json.loads(made.files["settings.json"])
    assert settings["camera"] == {"source": "(set)", "rate": 25.0}
    assert settings["glass"] == {"link": "(set)", "rotation": 90}
    assert settings["session"] == {"playlist": "(set)", "body_height": "(set)", "strictness": "strict"}
    lines = [json.loads(line) for line in made.files["log.jsonl"].splitlines()]
    assert lines[-1]["message"] == "effort: fewer masks"
    assert lines[-1]["unit"] == "hinge-mirror-station"
    assert json.loads(made.files["updates.json"])["good"] == "0.1.0"


def test_one_name_is_one_token_throughout(mirror: Path, tmp_path: Path) -> None:
    made = Bundle.of(visit(mirror, tmp_path / "root"), report([note("x", "Zuzanna", "see Zuzanna")], ["x"]), mirror)
    (finding,) = json.loads(made.files["doctor.json"])["findings"]
    assert finding["do"] == f"see {finding['found']}"
    assert f"{finding['found']}: mended, or gone" in made.files["log.jsonl"]


def test_settings_tell_numbers_and_choices_only() -> None:
    settings = Settings.model_validate(
        {
            "cabinet": {"bar_pins": [5, 6], "buttons": [{"pin": 22, "verb": "pause"}], "shutdown": ["/home/x/off"]},
            "pose": {"network": "lite", "models": "/home/x/models"},
            "camera": {"distortion": [0.1, 0.0]},
        }
    )
    assert told_settings(settings) == {
        "cabinet": {"bar_pins": [5, 6], "buttons": [{"pin": 22, "verb": "pause"}], "shutdown": "(set)"},
        "pose": {"network": "lite", "models": "(set)"},
        "camera": {"distortion": [0.1, 0.0]},
    }
    assert told_settings(Settings()) == {}


Run = Callable[..., Any]


@pytest.fixture
def run(mirror: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(parts, "PARTS", (Part("x", lambda _: [note("x", "of Zuzanna", "ask Zuzanna")]),))
    monkeypatch.setattr(bundles, "our_lines", lambda _: None)

    def doctor(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["doctor", "--config", str(mirror), *arguments])

    return doctor


def test_the_command_says_what_is_in_it_and_writes_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mirror.zip"
    told = run("--bundle", str(path))
    assert told.exit_code == Exit.DONE
    with zipfile.ZipFile(path) as archive:
        texts = {Path(name).name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"README.txt", "doctor.json", "settings.json"}
    assert told.stdout.index("In the bundle:") < told.stdout.index(f"Written to {path}")
    assert all(name in told.stdout for name in texts if name != "README.txt")
    assert "In the bundle:" in texts["README.txt"]
    assert not any(leaks(text) for text in texts.values()), texts
    assert "of Zuzanna" in told.stdout, "who asks sees all"


def test_with_the_document_on_the_terminal_it_is_said_beside_it(run: Run, tmp_path: Path) -> None:
    told = run("--json", "-", "--bundle", str(tmp_path / "mirror.zip"))
    assert json.loads(told.stdout)["format"] == 1
    assert "In the bundle:" in told.stderr


def test_a_bundle_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    told = run("--bundle", str(tmp_path / "no" / "mirror.zip"))
    assert told.exit_code == Exit.WRONG
    assert "cannot be written" in told.stderr
    assert "try /tmp/mirror.zip" in told.stderr


def test_broken_settings_are_kept_back_too(run: Run, mirror: Path, tmp_path: Path) -> None:
    mirror.write_text(mirror.read_text() + '[nonsense]\nx = "Hildegard von Nebenan"\n')
    told = run("--bundle", str(tmp_path / "mirror.zip"))
    assert told.exit_code == Exit.DONE
    mirror.write_text('[glass\nlink = "Hildegard von Nebenan"\n')
    assert run("--bundle", str(tmp_path / "mirror.zip")).exit_code == Exit.DONE
    with zipfile.ZipFile(tmp_path / "mirror.zip") as archive:
        assert not any(b"Hildegard" in archive.read(name) for name in archive.namelist())


def test_a_shipped_playlist_is_nobodys(mirror: Path, tmp_path: Path) -> None:
    shipped = sorted(path.stem for path in PLAYLISTS.glob("*.toml"))[0]
    finding = well("playlists", f"{shipped}.toml and 'hip_hinge' are sound; session.playlist = \"{shipped}\"")
    made = Bundle.of(visit(mirror, tmp_path / "root"), report([finding], ["x"]), mirror)
    assert json.loads(made.files["doctor.json"])["findings"][0]["found"] == finding.found
