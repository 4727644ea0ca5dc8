"""A trainer watches what happens in numbers, and asks for what a button would."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import Verb
from kiosk.notices import Board
from kiosk.trainer.link import MOST_WATCHERS
from kiosk.trainer.messages import Ask, Now, Watch
from tests.trainer.phones import House, Phone

HAPPENS = Now(
    stage=Stage.SET,
    drill_id="hip_hinge",
    drill="Hip hinge",
    count=3,
    goal=8,
    measures={"torso_inclination": 41.5, "hip_flexion": None},
    stick={"hip": (0.4, 0.5), "knee": (0.42, 0.7)},
)


def watched(
    house: House, phone: Phone, *happens: Now, amid: Callable[[], None] = lambda: None
) -> list[dict[str, object]]:
    """What the phone is told while ``happens`` goes on, until the page ends."""
    told: list[str] = []

    def watch() -> None:
        told.append(phone.client.get("/live/stream").text)

    watching = threading.Thread(target=watch)
    watching.start()
    waiting = threading.Event()
    for _ in range(200):
        if house.link.watched:
            break
        waiting.wait(0.02)
    for each in happens:
        house.link.take(each)
        waiting.wait(0.2)
    amid()
    house.link.over.set()
    watching.join(10.0)
    assert not watching.is_alive()
    return [json.loads(line[6:]) for line in told[0].splitlines() if line.startswith("data: ")]


def test_what_happens_is_told_as_it_happens_and_nothing_without_a_watcher(house: House) -> None:
    phone = house.trainer()
    assert not any(isinstance(each, Watch) for each in house.told)
    told = watched(house, phone, HAPPENS, HAPPENS.model_copy(update={"count": 4}))
    assert [each["count"] for each in told] == [3, 4]
    assert told[0]["stick"] == {"hip": [0.4, 0.5], "knee": [0.42, 0.7]}
    assert [each for each in house.told if isinstance(each, Watch)] == [Watch(on=True), Watch(on=False)]


def test_nothing_that_is_told_could_be_a_picture(house: House) -> None:
    """Numbers, and texts of ids and cues: a field that could hold more would have to be written here."""
    kinds = {name: str(field.annotation) for name, field in Now.model_fields.items()}
    assert not [name for name, kind in kinds.items() if "bytes" in kind or "Any" in kind]
    (told,) = watched(house, house.trainer(), HAPPENS)
    assert len(json.dumps(told)) < 2000


def test_the_glass_says_who_watches_and_who_steers(house: House) -> None:
    phone = house.trainer("Bo, of the morning classes")
    seen: list[tuple[str | None, bool]] = []

    def look() -> None:
        board = Board(house.folder / "run")
        board.look(time.monotonic())
        if board.trainer is not None:
            seen.append((board.trainer.who, board.trainer.steers))

    watched(house, phone, HAPPENS, amid=look)
    assert seen == [("Bo, of the morning c", False)]
    assert not (house.folder / "run" / "trainer.json").exists(), "and that is over with it"
    phone.get("/live")
    phone.send("/live/ask", {"verb": "pause"})
    look()
    assert seen[1:] == [("Bo, of the morning c", True)]


def test_no_more_watch_than_the_mirror_can_serve(house: House) -> None:
    phone = house.trainer()
    holds = [house.link.watching() for _ in range(MOST_WATCHERS)]
    for each in holds:
        each.__enter__()
    answer = phone.client.get("/live/stream", headers={"accept": "application/json"})
    assert answer.status_code == 429
    for each in holds:
        each.__exit__(None, None, None)
    assert not house.link.full


def test_a_trainer_asks_for_what_a_button_does(house: House) -> None:
    phone = house.trainer()
    phone.get("/live")
    assert phone.send("/live/ask", {"verb": "pause"}).url.path == "/live"
    assert house.told[-1] == Ask(verb=Verb.PAUSE)
    answer = phone.send("/live/ask", {"verb": "stop"}, headers={"accept": "application/json"})
    assert (answer.status_code, house.told[-1]) == (204, Ask(verb=Verb.STOP))


@pytest.mark.parametrize("verb", ["shutdown", "quit", "pain"])
def test_nobody_switches_the_machine_off_by_phone(house: House, verb: str) -> None:
    phone = house.owner()
    phone.get("/live")
    assert phone.send("/live/ask", {"verb": verb}).status_code == 403
    assert not any(isinstance(each, Ask) for each in house.told)


def test_who_is_signed_out_is_told_no_more(house: House) -> None:
    house.owner()
    phone = house.trainer()
    told: list[int] = []
    watching = threading.Thread(target=lambda: told.append(len(phone.client.get("/live/stream").text)))
    watching.start()
    house.office.gate.devices.revoke_all()
    watching.join(10.0)
    over = not watching.is_alive()
    house.link.over.set()
    assert over
    assert phone.client.get("/live/stream", follow_redirects=False).status_code == 303


def test_all_that_it_shows_has_a_name_in_both_languages(tmp_path: Path) -> None:
    for language in ("en", "es"):
        house = House(tmp_path / language, session={"language": language})
        text = house.trainer().get("/live").text
        assert f'lang="{language}"' in text
