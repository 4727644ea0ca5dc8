"""What a trainer tries on the mirror: asked of the station, and what happens next is said as it is."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.coach.guidance import Stage
from kiosk.coach.playlist import SHIPPED
from kiosk.trainer.link import Link
from kiosk.trainer.messages import Doing, Noted, Tried, Try
from tests.trainer.phones import House


def tries(house: House) -> list[Try]:
    """What was asked for."""
    return [each for each in house.told if isinstance(each, Try)]


def put(house: House, name: str) -> Path:
    path = house.folder / "state" / "own" / "playlists" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('name = "Mine"\n[[items]]\ndrill = "hip_hinge"\n', "utf-8")
    return path


def test_a_playlist_or_a_drill_is_asked_for_and_what_happens_next_is_said(house: House) -> None:
    path = put(house, "mine")
    phone = house.trainer("Bo")
    phone.get("/playlists")
    for asked in ({"playlist": "mine"}, {"playlist": "shipped:first_hinge"}, {"drill": "good_morning"}):
        answer = phone.send("/try", asked)
        assert (answer.status_code, answer.url.path) == (200, "/try")
        assert "Tried class" in answer.text
        assert "Step up to the mirror within 15 minutes" in answer.text
    assert tries(house) == [
        Try(playlist=path), Try(playlist=SHIPPED / "first_hinge.toml"), Try(drill="good_morning")
    ]  # fmt: skip
    assert Noted(line="Bo tries Tried class") in house.told
    assert "tried out" in phone.get("/playlists").text


def test_who_trains_is_not_disturbed_and_that_is_said(house: House) -> None:
    phone = house.trainer()
    house.at(Stage.SET)
    phone.get("/playlists")
    answer = phone.send("/try", {"drill": "good_morning"})
    assert "Somebody is training, and is not disturbed" in answer.text
    assert "Step up" not in answer.text
    house.link.take(Doing(stage=Stage.SET, course="Tried class", tried=True))
    assert "It is running" in phone.get("/try").text


def test_a_trial_is_ended(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists")
    phone.send("/try", {"drill": "good_morning"})
    answer = phone.send("/try")
    assert tries(house)[-1] == Try()
    assert "Nothing is being tried" in answer.text


def test_a_trial_that_nobody_came_to_is_over_by_itself(house: House) -> None:
    now = 0.0
    link = Link(lambda _: None, lambda: now)
    link.take(Tried(course="A", seconds=900.0))
    now = 899.0
    assert link.trial == ("A", 1.0)
    link.take(Tried(problems=("there is no such drill",)))
    assert link.trial == ("A", 1.0), "what cannot be tried leaves what is"
    now = 901.0
    assert link.trial == ("", 0.0)


def test_what_the_mirror_says_is_told_where_it_cannot_be_tried(house: House) -> None:
    house.refused = ("mine.toml: is none of the <playlists> in use",)
    phone = house.trainer()
    phone.get("/playlists")
    answer = phone.send("/try", {"drill": "good_morning"})
    assert answer.status_code == 409
    assert "mine.toml: is none of the &lt;playlists&gt; in use" in answer.text
    assert not any(isinstance(each, Noted) and "tries" in each.line for each in house.told)


def test_a_mirror_that_does_not_answer_is_said_in_bounded_time(house: House) -> None:
    house.link.tell = house.told.append
    phone = house.trainer()
    phone.get("/playlists")
    answer = phone.send("/try", {"drill": "good_morning"}, headers={"accept": "application/json"})
    assert (answer.status_code, "does not answer" in answer.json()["problems"][0]) == (409, True)


def test_what_is_saved_can_be_tried_with_the_same_button(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    answer = phone.send("/playlists/new", {"name": "Now", "items.0.drill": "hip_hinge", "do": "try"})
    assert answer.url.path == "/try"
    (asked,) = tries(house)
    assert asked.playlist is not None
    assert asked.playlist.is_file()
    assert asked.playlist.stem == "now"
    wrong = phone.send("/playlists/new", {"name": "", "items.0.drill": "hip_hinge", "do": "try"})
    assert (wrong.status_code, len(tries(house))) == (422, 1)


def test_it_speaks_spanish_too(tmp_path: Path) -> None:
    house = House(tmp_path, session={"language": "es"})
    phone = house.trainer()
    phone.get("/playlists")
    answer = phone.send("/try", {"drill": "good_morning"})
    assert re.search(r"antes de 15 minutos", answer.text)
