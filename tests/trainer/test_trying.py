"""A playlist or a drill is tried out: the station is told, and whoever trains is not disturbed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.coach.guidance import Stage
from kiosk.coach.playlist import SHIPPED
from kiosk.trainer.messages import Try
from tests.trainer.phones import House

PLAYLIST = next(iter(sorted(SHIPPED.glob("*.toml"))))


def test_a_drill_is_tried_and_that_is_ended(house: House) -> None:
    phone = house.trainer()
    phone.get("/try")
    answer = phone.send("/try", {"drill": "good_morning"})
    assert (answer.status_code, answer.url.path) == (200, "/try")
    assert house.told[-1] == Try(drill="good_morning")
    assert "Step up to the mirror" in answer.text
    assert phone.send("/try/end").url.path == "/"
    assert house.told[-1] == Try()


def test_a_playlist_is_found_by_its_name_the_owners_before_a_shipped_one(house: House) -> None:
    phone = house.trainer()
    phone.get("/try")
    phone.send("/try", {"playlist": PLAYLIST.stem})
    assert house.told[-1] == Try(playlist=PLAYLIST)
    own = house.office.state / "own" / "playlists" / PLAYLIST.name
    own.parent.mkdir(parents=True)
    own.write_text(PLAYLIST.read_text())
    phone.send("/try", {"playlist": PLAYLIST.stem})
    assert house.told[-1] == Try(playlist=own)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"drill": "hip_hinge", "playlist": PLAYLIST.stem}, 422),
        ({"drill": "hip_hing"}, 404),
        ({"playlist": "no_such"}, 404),
        ({"playlist": "../settings"}, 404),
        ({"playlist": "a\0b"}, 404),
        ({"drill": "x" * 300}, 422),
    ],
)
def test_what_is_not_there_is_not_tried(house: House, fields: dict[str, str], status: int) -> None:
    phone = house.trainer()
    phone.get("/try")
    assert phone.send("/try", fields).status_code == status
    assert not any(isinstance(each, Try) for each in house.told)


def test_who_trains_is_not_disturbed_and_the_glass_says_who_steers(house: House) -> None:
    phone = house.trainer("Bo")
    phone.get("/try")
    house.at(Stage.SET)
    assert "Let them finish" in phone.send("/try", {"drill": "good_morning"}).text
    assert (house.folder / "run" / "trainer.json").exists()


def test_nobody_unpaired_tries_anything(house: House) -> None:
    house.owner()
    phone = house.phone()
    phone.get("/pair")
    assert phone.send("/try", {"drill": "good_morning"}, headers={"accept": "application/json"}).status_code == 401
    assert not any(isinstance(each, Try) for each in house.told)


@pytest.mark.parametrize(("language", "words"), [("en", "Trying it out"), ("es", "A prueba")])
def test_it_is_said_in_the_mirrors_language(tmp_path: Path, language: str, words: str) -> None:
    assert words in House(tmp_path, session={"language": language}).trainer().get("/try").text
