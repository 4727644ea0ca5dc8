"""An owner brings an update by phone, sees what becomes of it, and can go back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.release import Layout, Outcome
from kiosk.release.switch import Passed, State, Trial, save_state
from kiosk.trainer import guard
from kiosk.trainer.guard import BUNDLES, LARGEST
from kiosk.trainer.messages import Noted
from kiosk.trainer.words import page_languages, words_of
from kiosk.update.progress import Stage, tell
from kiosk.update.wish import LOOK, take_wish
from tests.release.test_switch import machine
from tests.trainer.phones import House, Phone
from tests.update.stage import lay_out

TAR, SIGNATURE = "hinge-mirror-1.1.tar", "hinge-mirror-1.1.tar.minisig"
CONTENT = os.urandom(3 * LARGEST + 17)
"""More than any other request may have."""


@pytest.fixture
def layout(house: House) -> Layout:
    layout = lay_out(house.folder / "machine")
    machine(layout.root, "1.0", "1.1", runs="1.0")
    layout.key.write_text("a key", encoding="utf-8")
    house.office.layout = layout
    return layout


@pytest.fixture
def owner(house: House, layout: Layout) -> Phone:
    phone = house.owner()
    phone.get("/mirror/updates")
    return phone


def files(tar: str = TAR, signature: str = SIGNATURE, content: bytes = CONTENT) -> dict[str, Any]:
    return {"bundle": (tar, content, "application/x-tar"), "signature": (signature, b"signed", "text/plain")}


def left(layout: Layout) -> list[str]:
    """All that is in the folder for what comes by the page."""
    return sorted(path.name for path in layout.incoming.rglob("*") if path != layout.uploads)


def test_a_bundle_gets_to_where_the_updater_looks(owner: Phone, layout: Layout, house: House) -> None:
    answer = owner.send(BUNDLES, files=files())
    assert answer.status_code == 200
    assert "1.1 is here" in answer.text
    assert "1.1 waits to be looked at" in answer.text
    assert (layout.incoming / TAR).read_bytes() == CONTENT
    assert (layout.incoming / SIGNATURE).read_bytes() == b"signed"
    assert left(layout) == [TAR, SIGNATURE, LOOK]
    assert any(isinstance(told, Noted) and told.line == "Ana brought the update 1.1" for told in house.told)


def test_whoever_finds_the_bundle_finds_its_signature(
    owner: Phone, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, order = os.replace, []

    def noted(source: Path, to: Path) -> None:
        put(source, to)
        if layout.incoming == to.parent:
            order.append(to.name)

    monkeypatch.setattr("os.replace", noted)
    owner.send(BUNDLES, files=files())
    assert order == [SIGNATURE, TAR]


def test_a_script_is_told_where_to_go_on(owner: Phone, layout: Layout) -> None:
    accept = {"accept": "application/json"}
    answer = owner.send(BUNDLES, files=files(), headers=accept)
    assert answer.json() == {"to": "/mirror/updates?brought=1.1"}
    answer = owner.send(BUNDLES, files=files("update.tar"), headers=accept)
    assert (answer.status_code, answer.json()["text"].startswith("update.tar is no update")) == (422, True)


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (files("hinge-mirror-1.0.tar", "hinge-mirror-1.0.tar.minisig"), 409, "no newer than what runs"),
        (files("hinge-mirror-0.9.tar", "hinge-mirror-0.9.tar.minisig"), 409, "no newer than what runs"),
        (files("../hinge-mirror-1.1.tar.exe"), 422, "is no update"),
        (files("hinge-mirror-..tar"), 422, "is no update"),
        (files(signature="hinge-mirror-1.1.tar"), 422, "is no signature"),
        (files(signature="hinge-mirror-1.2.tar.minisig"), 422, "that of another file"),
        (files(tar="", content=b""), 422, "Choose both files"),
        ({"bundle": (TAR, CONTENT)}, 422, "Choose both files"),
        ({"other": (TAR, CONTENT)}, 422, "is no update"),
        ({"bundle": (TAR, b"x"), "signature": (SIGNATURE, b"x" * 5000)}, 422, "far too long"),
    ],
)
def test_what_is_no_update_is_not_taken(
    owner: Phone, layout: Layout, sent: dict[str, Any], status: int, said: str
) -> None:
    answer = owner.send(BUNDLES, files=sent)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert left(layout) == []


def test_a_path_in_a_name_leads_nowhere(owner: Phone, layout: Layout) -> None:
    owner.send(BUNDLES, files=files(f"C:\\tmp\\..\\{TAR}", f"/etc/{SIGNATURE}"))
    assert left(layout) == [TAR, SIGNATURE, LOOK]


def test_a_trainers_phone_may_not(house: House, layout: Layout) -> None:
    phone = house.trainer()
    phone.get("/mirror")
    assert "/mirror/updates" not in phone.get("/mirror").text
    assert phone.get("/mirror/updates").status_code == 403
    assert phone.get("/mirror/updates/state").status_code == 403
    assert phone.send(BUNDLES, files=files()).status_code == 403
    assert phone.send("/mirror/updates/back").status_code == 403
    assert left(layout) == []


def test_a_stranger_writes_nothing(house: House, layout: Layout) -> None:
    house.owner()
    stranger = house.phone()
    assert stranger.send(BUNDLES, files=files()).status_code == 401
    assert not layout.uploads.exists()


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_forged_form_writes_nothing(
    owner: Phone, layout: Layout, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writes(*_: object) -> None:
        raise AssertionError("of a stranger's form not even a part gets onto the disk")

    monkeypatch.setattr("kiosk.trainer.upload._Slow", writes)
    owner.token = token
    assert owner.send(BUNDLES, files=files()).status_code == 403
    assert owner.client.post(BUNDLES, files=files()).status_code == 403
    assert left(layout) == []


def test_the_token_comes_before_any_file(owner: Phone, layout: Layout) -> None:
    body = (
        f'--b\r\nContent-Disposition: form-data; name="bundle"; filename="{TAR}"\r\n\r\nabc\r\n'
        f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{owner.token}\r\n--b--\r\n'
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert owner.client.post(BUNDLES, content=body, headers=headers).status_code == 403
    assert left(layout) == []


def _form(token: str, boundary: str = "b") -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\nsome of it\r\n"
        for name, file in (("bundle", TAR), ("signature", SIGNATURE))
    )
    return f"{head}{parts}--{boundary}--\r\n".encode()


def test_what_is_cut_off_on_its_way_leaves_nothing(owner: Phone, layout: Layout) -> None:
    whole = _form(owner.token)
    headers = {"content-type": "multipart/form-data; boundary=b"}
    for length in range(0, len(whole) - 8, 7):
        answer = owner.client.post(BUNDLES, content=whole[:length], headers=headers)
        assert answer.status_code in {403, 422}, length
        assert left(layout) == []
    assert owner.client.post(BUNDLES, content=whole, headers=headers).status_code == 200
    assert left(layout) == [TAR, SIGNATURE, LOOK]


def test_how_it_comes_in_pieces_makes_no_difference(owner: Phone, layout: Layout) -> None:
    whole = _form(owner.token)

    def piecewise(size: int) -> Iterator[bytes]:
        for start in range(0, len(whole), size):
            yield whole[start : start + size]

    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": str(len(whole))}
    for size in (1, 7, 64):
        answer = owner.client.post(BUNDLES, content=piecewise(size), headers=headers)
        assert answer.status_code == 200
        assert (layout.incoming / TAR).read_bytes() == b"some of it"


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/json", ""])
def test_what_is_no_such_form_is_said(owner: Phone, layout: Layout, kind: str) -> None:
    answer = owner.client.post(BUNDLES, content=b"x" * 100, headers={"content-type": kind, "x-csrf": owner.token})
    assert answer.status_code in {415, 422}
    assert left(layout) == []


def test_there_must_be_room(owner: Phone, layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 200 * 2**20})())
    answer = owner.send(BUNDLES, files=files())
    assert answer.status_code == 507
    assert "There is no room" in answer.text
    assert left(layout) == []


def test_a_full_disk_is_said(owner: Phone, layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = owner.send(BUNDLES, files=files())
    assert answer.status_code == 507
    assert "No space left on device" in answer.text
    assert left(layout) == []


def test_more_than_a_bundle_can_be_is_refused(
    owner: Phone, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LARGEST_BUNDLE", 2 * LARGEST)
    assert owner.send(BUNDLES, files=files()).status_code == 413
    whole = _form(owner.token).replace(b"some of it", CONTENT)
    headers = {"content-type": "multipart/form-data; boundary=b"}
    pieces = (whole[start : start + 4096] for start in range(0, len(whole), 4096))
    assert owner.client.post(BUNDLES, content=pieces, headers=headers).status_code == 413
    assert left(layout) == []


def test_others_stay_as_small_as_they_are(owner: Phone) -> None:
    assert owner.client.post("/mirror/settings", content=b"x" * (LARGEST + 1)).status_code == 413
    assert owner.client.post(BUNDLES + "/", content=b"x" * (LARGEST + 1)).status_code == 413


def test_what_is_under_way_and_what_was_is_told(owner: Phone, layout: Layout) -> None:
    assert "nothing" in owner.get("/mirror/updates/state").text
    for stage, said in (
        (Stage.CHECKING, "1.1 is checked"),
        (Stage.WAITING, "waits until nobody is there"),
        (Stage.TRYING, "do not unplug"),
    ):
        tell(layout, stage, "1.1")
        assert said in owner.get("/mirror/updates/state").text
    (layout.runtime / "update.json").unlink()
    history = (
        Passed("1.0", Outcome.HELD, "0.9", "2026-03-01T12:00:00+00:00"),
        Passed("1.1", Outcome.RETURNED, "1.0", "2026-03-02T12:00:00+00:00", "it draws <nothing>"),
        Passed("1.2", Outcome.CUT_OFF, "1.0"),
    )
    save_state(layout, State("1.0", "0.9", Trial("1.3"), history=history))
    text = owner.get("/mirror/updates").text
    assert "1.3 is tried" in text
    assert text.index("1.2: ") < text.index("1.1: ") < text.index("1.0: ")
    assert "it draws &lt;nothing&gt;" in text


def test_an_owner_goes_back(owner: Phone, layout: Layout) -> None:
    assert owner.send("/mirror/updates/back").status_code == 409
    assert not take_wish(layout)
    save_state(layout, State("1.1", "1.0"))
    assert "Go back to 1.0" in owner.get("/mirror/updates").text
    assert "goes back when nobody is there" in owner.send("/mirror/updates/back").text
    assert take_wish(layout)


def test_what_is_missing_is_said(owner: Phone, layout: Layout, house: House, tmp_path: Path) -> None:
    layout.key.unlink()
    assert "No key is installed" in owner.get("/mirror/updates").text
    house.office.layout = Layout(tmp_path / "elsewhere")
    text = owner.get("/mirror/updates").text
    assert "cannot update itself" in text
    assert "<input type=\"file\"" not in text
    assert owner.send(BUNDLES, files=files()).status_code == 409


@pytest.mark.parametrize("language", page_languages())
def test_everything_has_its_words(language: str) -> None:
    said = words_of(language)["updates"]
    assert set(said["stages"]) == {"brought", *Stage}
    assert set(said["outcomes"]) == {outcome.name.lower() for outcome in Outcome}
    english = words_of("en")["updates"]
    assert list(said) == list(english)
    assert set(said["errors"]) == set(english["errors"])


def test_it_speaks_spanish(tmp_path: Path) -> None:
    house = House(tmp_path, session={"language": "es"})
    house.office.layout = lay_out(tmp_path / "machine")
    text = house.owner().get("/mirror/updates").text
    assert "Traer una actualización" in text
