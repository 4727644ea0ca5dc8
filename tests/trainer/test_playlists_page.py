"""Playlists by phone: built, checked as they are typed, saved over nobody's change, mended, copied and put aside."""

from __future__ import annotations

import html
import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import SHIPPED, check_playlist, load_playlist, playlist_files
from kiosk.trainer.messages import Noted
from kiosk.trainer.playlists.draft import Item, of_fields, of_tables, tables_of
from tests.trainer.phones import House, Phone

REPERTOIRE = load_repertoire()


@pytest.fixture
def phone(house: House) -> Phone:
    """A trainer's."""
    return house.trainer()


CLASS = {
    "name": "Tuesday class",
    "items.0.drill": "hip_hinge",
    "items.1.drill": "forearm_plank",
    "items.1.seconds": "15",
    "voice": "on",
    "order": "sets",
}

BROKEN = 'name = "Old"\ncolour = "red"\n[[items]]\ndrill = "hip_hing"\nsets = 0\n'


def folder(house: House) -> Path:
    return house.folder / "state" / "own" / "playlists"


def put(house: House, name: str, text: str) -> Path:
    folder(house).mkdir(parents=True, exist_ok=True)
    path = folder(house) / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def saved(house: House, name: str) -> dict[str, Any]:
    return tomllib.loads((folder(house) / f"{name}.toml").read_text("utf-8"))


def fields_of(answer: httpx.Response) -> list[tuple[str, str]]:
    """What a browser would send of the form that is shown, but for its buttons."""
    found = []
    for tag in re.findall(r"<input[^>]*>", answer.text):
        given = {key: html.unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" in given and (given.get("type") not in {"checkbox", "radio"} or " checked" in tag):
            found.append((given["name"], given.get("value", "")))
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)".*?>(.*?)</select>', answer.text, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found.append((name, chosen[1] if chosen else ""))
    return found


def send(phone: Phone, path: str, fields: list[tuple[str, str]], do: str) -> httpx.Response:
    """Press a button of the form."""
    pairs: dict[str, list[str]] = {}
    for key, value in [*fields, ("do", do)]:
        pairs.setdefault(key, []).append(value)
    return phone.client.post(path, data=pairs)


def at(answer: httpx.Response, key: str) -> str:
    """What is said to be wrong at ``key``; empty where nothing is, None of no such place."""
    found = re.search(rf'id="problem\.{re.escape(key)}"[^>]*>(.*?)</p>', answer.text, re.S)
    assert found is not None, f"no place for {key}"
    return html.unescape(found[1])


# -- what there is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "title"), [("en", "First hinge"), ("es", "Primera bisagra")])
def test_all_are_listed_in_both_languages_with_what_they_take(tmp_path: Path, language: str, title: str) -> None:
    house = House(tmp_path, session={"language": language})
    put(house, "mine", 'name = "Mine <b>"\nfor_whom = "All & sundry"\n[[items]]\ndrill = "hip_hinge"\n')
    answer = house.trainer().get("/playlists")
    assert answer.status_code == 200
    assert title in answer.text
    assert "Mine &lt;b&gt;" in answer.text
    assert "All &amp; sundry" in answer.text
    assert len(re.findall(r'name="playlist" value="shipped:', answer.text)) == len(playlist_files(SHIPPED))
    assert re.search(r"About \d+ minutes|Unos \d+ minutos", answer.text)


def test_what_is_due_now_is_said_by_the_clock_on_the_wall(house: House) -> None:
    slot = '[[schedule]]\ndays = ["monday"]\nbegin = "17:00"\n'
    put(house, "evening", f'name = "Evening"\n{slot}[[items]]\ndrill = "hip_hinge"\n')
    phone = house.trainer()
    local = datetime.now(UTC).astimezone().tzinfo
    house.office.clock = lambda: datetime(2026, 11, 23, 17, 30, tzinfo=local)
    assert "due now" in phone.get("/playlists").text
    house.office.clock = lambda: datetime(2026, 11, 23, 16, 30, tzinfo=local)
    answer = phone.get("/playlists")
    assert "due now" not in answer.text
    assert "Monday 17:00–24:00" in answer.text


def test_the_one_that_the_settings_name_is_told(tmp_path: Path) -> None:
    house = House(tmp_path, session={"playlist": "first_hinge"})
    assert house.trainer().get("/playlists").text.count("when nothing else is due") == 1


def test_a_broken_one_is_shown_with_all_that_is_wrong_and_cannot_be_tried(house: House) -> None:
    put(house, "old", BROKEN)
    phone = house.trainer()
    answer = phone.get("/playlists")
    own = answer.text.split("Those that come")[0]
    for said in ("broken", "colour: unknown key", "items.0.drill: no such drill", "items.0.sets", "Mend"):
        assert said in own
    assert "Try now" not in own
    assert phone.send("/try", {"playlist": "old"}).status_code == 404
    assert phone.send("/playlists/duplicate", {"playlist": "old"}).status_code == 404


def test_who_has_not_paired_sees_and_changes_nothing(house: House) -> None:
    put(house, "mine", 'name = "Mine"\n[[items]]\ndrill = "hip_hinge"\n')
    stranger = house.phone()
    for path in ("/playlists", "/playlists/new", "/playlists/mine", "/playlists/mine/remove", "/try"):
        assert stranger.get(path).url.path == "/pair"
    for path in ("/playlists/new", "/playlists/mine", "/playlists/duplicate", "/playlists/mine/remove", "/try"):
        assert stranger.send(path, {**CLASS, "do": "save", "playlist": "mine"}).status_code == 401
    assert [path.name for path in folder(house).iterdir()] == ["mine.toml"]


# -- built -------------------------------------------------------------------------------------------------


def test_a_class_of_five_drills_is_picked_and_saved_without_a_script_and_without_filling_in(house: House) -> None:
    phone = house.trainer("Bo")
    answer = phone.get("/playlists/new")
    drills = ["hip_hinge", "dowel_hinge", "good_morning", "forearm_plank", "single_leg_rdl"]
    for drill in drills:
        assert f'value="add:{drill}"' in answer.text
        answer = send(phone, "/playlists/new", fields_of(answer), f"add:{drill}")
        assert answer.status_code == 200
    assert re.search(r"About \d+ minutes", answer.text)
    answer = send(phone, "/playlists/new", fields_of(answer), "save")
    assert answer.url.path == "/playlists"
    assert "is saved" in answer.text
    (path,) = folder(house).glob("*.toml")
    assert re.fullmatch(r"[a-z]+day_class", path.stem), "titled by the day"
    assert [item.drill for item in load_playlist(path, REPERTOIRE).items] == drills
    assert Noted(line=f"Bo saved the playlist {path.stem}") in house.told


def test_drills_are_moved_and_taken_out_and_what_was_typed_goes_with_them(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    typed = [("csrf", phone.token), ("name", "A"), ("order", "sets"), ("items.0.drill", "hip_hinge")]
    typed += [("items.0.sets", "two"), ("items.1.drill", "forearm_plank"), ("items.2.drill", "good_morning")]
    answer = send(phone, "/playlists/new", typed, "down:0")
    drills = [item.drill for item in of_fields(fields_of(answer)).items]
    assert drills == ["forearm_plank", "hip_hinge", "good_morning"]
    answer = send(phone, "/playlists/new", fields_of(answer), "up:2")
    answer = send(phone, "/playlists/new", fields_of(answer), "remove:0")
    draft = of_fields(fields_of(answer))
    assert draft.items == (Item("good_morning"), Item("hip_hinge", sets="two"))
    for step in ("up:0", "down:1", "down:99", "remove:99", "up:x", "time_remove:4", "nothing", ""):
        again = send(phone, "/playlists/new", fields_of(answer), step)
        assert (again.status_code, of_fields(fields_of(again))) == (200, draft)


def test_times_are_added_and_taken_out(house: House) -> None:
    phone = house.trainer()
    answer = phone.get("/playlists/new")
    answer = send(phone, "/playlists/new", fields_of(answer), "time")
    answer = send(phone, "/playlists/new", fields_of(answer), "time")
    assert "overlap" in at(answer, "schedule")
    answer = send(phone, "/playlists/new", fields_of(answer), "time_remove:0")
    (time,) = of_fields(fields_of(answer)).schedule
    assert (len(time.days), time.begin, time.end) == (1, "17:00", "18:00")


def test_the_whole_of_a_playlist_is_written_as_it_is_asked_for(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    typed = CLASS | {
        "order": "circuit", "rest": "30", "round_rest": "45,5", "for_whom": "Who can", "purpose": "To try",
        "items.0.sets": "2", "items.0.repetitions": "6", "items.0.rest": "99", "items.0.tempo.down": "4",
        "items.0.load": "A stick", "items.0.strictness": "strict",
        "schedule.0.days": "tuesday", "schedule.0.begin": "18:00", "schedule.0.end": "19:30", "language": "es",
    }  # fmt: skip
    del typed["voice"]
    assert phone.send("/playlists/new", typed | {"do": "save"}).url.path == "/playlists"
    assert saved(house, "tuesday_class") == {
        "name": "Tuesday class", "purpose": "To try", "for_whom": "Who can", "order": "circuit", "rest": 30.0,
        "round_rest": 45.5, "voice": False, "language": "es",
        "schedule": [{"days": ["tuesday"], "begin": "18:00", "end": "19:30"}],
        "items": [
            {"drill": "hip_hinge", "sets": 2, "repetitions": 6, "strictness": "strict", "tempo": {"down": 4.0},
             "load": "A stick"},
            {"drill": "forearm_plank", "seconds": 15.0},
        ],
    }  # fmt: skip
    shown = fields_of(phone.get("/playlists/tuesday_class"))
    assert tables_of(of_fields(shown)) == saved(house, "tuesday_class")


@pytest.mark.parametrize("path", playlist_files(SHIPPED), ids=lambda path: path.stem)
def test_the_form_holds_all_of_a_shipped_playlist(house: House, path: Path) -> None:
    """Copied by phone, opened and saved as it is shown, nothing but the title is another."""
    phone = house.trainer()
    phone.get("/playlists")
    answer = phone.send("/playlists/duplicate", {"playlist": f"shipped:{path.stem}"})
    assert "This is your copy" in answer.text
    name = answer.url.path.removeprefix("/playlists/")
    before = (folder(house) / f"{name}.toml").read_text("utf-8")
    send(phone, answer.url.path, fields_of(answer), "save")
    after = load_playlist(folder(house) / f"{name}.toml", REPERTOIRE)
    shipped = load_playlist(path, REPERTOIRE)
    assert after.model_copy(update={"name": shipped.name}) == shipped.model_copy(update={"schedule": ()})
    comments = [line for line in before.splitlines() if line.startswith("#")]
    assert comments
    assert all(line in (folder(house) / f"{name}.toml").read_text("utf-8") for line in comments)


_CLOCKS = st.integers(0, 23).map(lambda hour: f"{hour:02}:30")
_ITEMS = st.fixed_dictionaries(
    {"drill": st.sampled_from(["hip_hinge", "good_morning"])},
    optional={
        "sets": st.integers(1, 20),
        "repetitions": st.integers(1, 100),
        "rest": st.floats(0, 600).map(lambda value: round(value, 3)),
        "strictness": st.sampled_from(["beginner", "standard", "strict"]),
        "tempo": st.floats(2, 5).map(lambda value: {"down": round(value, 2), "pause": 0.5}),
        "load": st.sampled_from(["A stick", "Über 'x' \"y\" <b>", "# & one"]),
    },
)
_TABLES = st.fixed_dictionaries(
    {"name": st.sampled_from(["A", "<b>&", "Ñandú 'x'"]), "items": st.lists(_ITEMS, min_size=1, max_size=4)},
    optional={
        "rest": st.floats(0, 600).map(lambda value: round(value, 3)),
        "voice": st.booleans(),
        "language": st.sampled_from(["en", "es"]),
        "schedule": _CLOCKS.map(lambda begin: [{"days": ["monday", "friday"], "begin": begin, "end": "24:00"}]),
        "for_whom": st.sampled_from(["All", "Who 'can'"]),
    },
)


@given(_TABLES)
def test_what_a_form_holds_is_what_the_file_says(tables: dict[str, Any]) -> None:
    again = tables_of(of_tables(tables))
    assert check_playlist(again, "again", REPERTOIRE) == check_playlist(tables, "first", REPERTOIRE)


# -- checked -----------------------------------------------------------------------------------------------


def ask(phone: Phone, body: Any) -> httpx.Response:
    """As a script does, and as one may that means harm: half a character, escaped."""
    headers = {"x-csrf": phone.token, "accept": "application/json", "content-type": "application/json"}
    return phone.client.post("/playlists/check", content=json.dumps(body), headers=headers)


def checked(phone: Phone, of: str = "", **changes: str) -> dict[str, Any]:
    fields = list((CLASS | {key.replace("__", "."): value for key, value in changes.items()}).items())
    answer = ask(phone, {"name": of, "fields": fields})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_typed_is_checked_with_a_message_for_each_field(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    assert checked(phone) == {"problems": [], "minutes": checked(phone)["minutes"], "count": ""}
    assert re.fullmatch(r"About \d+ minutes", checked(phone)["minutes"])
    found = checked(
        phone, name="", rest="long", items__0__sets="0", items__1__seconds="", items__1__repetitions="5",
        items__0__tempo__down="0.1", items__2__drill="no_such", items__0__strictness="harsh",
    )  # fmt: skip
    keys = {each["key"] for each in found["problems"]}
    assert keys == {
        "name", "rest", "items.0.sets", "items.1", "items.0.tempo.down", "items.2.drill", "items.0.strictness"
    }  # fmt: skip
    assert (found["minutes"], found["count"]) == ("", "7 things to mend")
    (held,) = [each["message"] for each in found["problems"] if each["key"] == "items.1"]
    assert held.startswith("repetitions: forearm_plank is held"), "of what has no field, the key is said"


def test_each_problem_has_its_place_in_the_form_and_nothing_typed_is_lost(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    typed = CLASS | {
        "items.0.sets": "<two>", "items.1.seconds": "9999", "schedule.0.begin": "25:99", "schedule.1.end": "12:00"
    }  # fmt: skip
    answer = phone.send("/playlists/new", typed | {"do": "save"})
    assert answer.status_code == 422
    assert "(found '<two>')" in at(answer, "items.0.sets")
    assert at(answer, "items.0.sets").startswith("Sets: ")
    assert "600" in at(answer, "items.1.seconds")
    assert "time of day" in at(answer, "schedule.0.begin")
    assert "names none" in at(answer, "schedule.1")
    assert answer.text.count('aria-invalid="true"') == 3
    assert "4 things to mend" in answer.text
    draft = of_fields(fields_of(answer))
    assert (draft.items[0].sets, draft.items[1].seconds, draft.schedule[0].begin) == ("<two>", "9999", "25:99")
    assert not folder(house).exists()


def test_a_playlist_of_nothing_and_one_of_too_much_are_refused_in_a_trainers_words(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    answer = phone.send("/playlists/new", {"name": "A", "do": "save"})
    assert (answer.status_code, at(answer, "items")) == (422, "Add a drill: a playlist needs one at least.")
    many = {f"items.{number}.drill": "hip_hinge" for number in range(41)}
    answer = phone.send("/playlists/new", {"name": "A", "do": "save", **many})
    assert answer.status_code == 422
    assert "40" in at(answer, "items")


def test_hours_that_another_has_are_told_by_its_name(house: House) -> None:
    put(house, "evening", 'name = "E"\n[[schedule]]\nbegin = "17:00"\n[[items]]\ndrill = "hip_hinge"\n')
    phone = house.trainer()
    phone.get("/playlists/new")
    clash = {"schedule__0__days": "monday", "schedule__0__begin": "18:00", "schedule__0__end": "19:00"}
    (problem,) = checked(phone, **clash)["problems"]
    assert problem["key"] == "schedule"
    assert "overlaps with evening" in problem["message"]
    assert checked(phone, "evening", **clash)["problems"] == [], "with its own it does not"


@pytest.mark.parametrize(
    "body",
    [
        {"fields": "x"}, {"fields": [["a"]]}, {"fields": [["a", 3]]}, [], {"name": "a"}, {"fields": [], "more": 1},
        {"fields": [["a", "b"]] * 2000}, {"fields": [], "\ud800": 1}, {"name": {"a": 1}, "fields": []},
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused(house: House, body: Any) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    assert ask(phone, body).status_code == 422


_WILD = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(["9" * 5000, "nan", "1e9", "-1", "24:00"])
_KEYS = st.sampled_from([
    "name", "order", "rest", "voice", "items.0.drill", "items.0.sets", "items.9999.tempo.down", "items.1.rest",
    "schedule.0.days", "schedule.3.begin", "schedule.0.end", "items.99999.drill", "items..drill", "do", "version",
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.tuples(_KEYS, _WILD), max_size=12), _WILD)
def test_whatever_is_sent_is_answered(phone: Phone, fields: list[tuple[str, str]], name: str) -> None:
    phone.get("/playlists/new")
    assert ask(phone, {"name": name[:200], "fields": fields}).status_code == 200
    sendable = [(key, value.encode("utf-8", "replace").decode()) for key, value in fields]
    answer = send(phone, "/playlists/new", [*sendable, ("csrf", phone.token)], "look")
    assert answer.status_code == 200


@pytest.mark.parametrize("do", ["look", "save", "add:+2AA-", "over:+2AA-"])
@pytest.mark.parametrize("field", ["name", "items.0.drill", "items.0.load", "text", "version"])
def test_half_a_character_is_none(house: House, phone: Phone, do: str, field: str) -> None:
    """In the seven bits of a charset that nobody uses, one can be sent by a form."""
    put(house, "mine", 'name = "Mine"\n[[items]]\ndrill = "hip_hinge"\n')
    phone.get("/playlists")
    fields = {"csrf": phone.token, "do": do, "name": "A", "items.0.drill": "hip_hinge", field: "+2AA-"}
    head = "--b\r\nContent-Disposition: form-data; name="
    parts = "".join(f'{head}"{key}"\r\n\r\n{value}\r\n' for key, value in fields.items())
    headers = {"content-type": "multipart/form-data; boundary=b; charset=utf-7"}
    for path in ("/playlists/new", "/playlists/mine"):
        answer = phone.client.post(path, content=f"{parts}--b--\r\n", headers=headers)
        assert answer.status_code in {200, 403, 409, 422}


# -- saved over nobody's change ----------------------------------------------------------------------------


def opened(house: House, phone: Phone) -> httpx.Response:
    if not (folder(house) / "mine.toml").exists():
        put(house, "mine", '# Of the gym.\nname = "Mine"\n[[items]]\ndrill = "hip_hinge"\nsets = 2 # enough\n')
    return phone.get("/playlists/mine")


def with_sets(answer: httpx.Response, sets: str) -> list[tuple[str, str]]:
    return [(key, sets if key == "items.0.sets" else value) for key, value in fields_of(answer)]


def test_a_change_keeps_the_files_comments(house: House) -> None:
    phone = house.trainer()
    answer = send(phone, "/playlists/mine", with_sets(opened(house, phone), "4"), "save")
    assert answer.url.path == "/playlists"
    text = (folder(house) / "mine.toml").read_text("utf-8")
    assert text.startswith("# Of the gym.")
    assert "sets = 4 # enough" in text


def test_of_two_who_save_the_second_is_told_who_was_first_and_keeps_what_they_typed(house: House) -> None:
    ana, bo = house.trainer("Ana B"), house.trainer("Bo")
    of_ana, of_bo = opened(house, ana), opened(house, bo)
    send(ana, "/playlists/mine", with_sets(of_ana, "3"), "save")
    answer = send(bo, "/playlists/mine", with_sets(of_bo, "5"), "save")
    assert answer.status_code == 409
    assert "Ana B saved it at" in answer.text
    assert of_fields(fields_of(answer)).items[0].sets == "5"
    assert saved(house, "mine")["items"][0]["sets"] == 3
    (over,) = re.findall(r'value="(over:[^"]*)"', answer.text)
    copy = send(bo, "/playlists/mine", fields_of(answer), "save_new")
    assert copy.url.path == "/playlists"
    assert (saved(house, "mine")["items"][0]["sets"], saved(house, "mine_2")["items"][0]["sets"]) == (3, 5)
    send(bo, "/playlists/mine", fields_of(answer), over)
    assert saved(house, "mine")["items"][0]["sets"] == 5


def test_who_changed_the_file_itself_is_somebody_and_what_is_gone_can_be_saved_again(house: House) -> None:
    phone = house.trainer()
    answer = opened(house, phone)
    put(house, "mine", 'name = "Theirs"\n[[items]]\ndrill = "wall_touch"\n')
    conflict = send(phone, "/playlists/mine", fields_of(answer), "save")
    assert (conflict.status_code, "Somebody changed its file" in conflict.text) == (409, True)
    assert saved(house, "mine")["name"] == "Theirs"
    (folder(house) / "mine.toml").unlink()
    gone = send(phone, "/playlists/mine", fields_of(answer), "save")
    assert (gone.status_code, "Somebody removed it" in gone.text) == (409, True)
    assert send(phone, "/playlists/mine", fields_of(gone), "over:").url.path == "/playlists"
    assert saved(house, "mine")["name"] == "Mine"


def test_titles_that_are_alike_or_addresses_of_the_page_make_names_of_their_own(house: House) -> None:
    phone = house.trainer()
    phone.get("/playlists/new")
    for title in ("Ñu", "Ñu", "New", "First hinge", "???"):
        assert phone.send("/playlists/new", CLASS | {"name": title, "do": "save"}).url.path == "/playlists"
    names = sorted(path.stem for path in folder(house).glob("*.toml"))
    assert names == ["first_hinge_2", "new_2", "nu", "nu_2", "playlist"]


def test_what_cannot_be_written_is_said_and_stays_in_the_form(house: House) -> None:
    folder(house).parent.mkdir(parents=True)
    folder(house).write_text("a file, where the folder should be")
    phone = house.trainer()
    phone.get("/playlists/new")
    answer = phone.send("/playlists/new", CLASS | {"do": "save"})
    assert answer.status_code == 409
    assert "cannot be" in at(answer, "file")
    assert of_fields(fields_of(answer)).items[1].seconds == "15"


# -- mended ------------------------------------------------------------------------------------------------


def test_a_broken_one_opens_with_what_can_be_read_and_is_mended(house: House) -> None:
    put(house, "old", BROKEN)
    phone = house.trainer()
    answer = phone.get("/playlists/old")
    assert answer.status_code == 200
    assert "colour: unknown key" in answer.text, "and goes when it is saved"
    assert 'did you mean "hip_hinge"?' in at(answer, "items.0.drill")
    assert at(answer, "items.0.sets").startswith("Sets: ")
    answer = send(phone, "/playlists/old", fields_of(answer), "remove:0")
    answer = send(phone, "/playlists/old", fields_of(answer), "add:hip_hinge")
    assert send(phone, "/playlists/old", fields_of(answer), "save").url.path == "/playlists"
    assert load_playlist(folder(house) / "old.toml", REPERTOIRE).name == "Old"
    assert "colour" not in saved(house, "old")


def test_what_is_no_toml_is_mended_as_its_text_and_what_it_was_lies_aside(house: House) -> None:
    good = 'name = "Old"  # ours\n[[items]]\ndrill = "hip_hinge"\n'
    put(house, "old", "name = <b>\n")
    phone = house.trainer()
    answer = phone.get("/playlists/old")
    assert "name = &lt;b&gt;" in answer.text
    assert "not valid TOML" in answer.text
    version = dict(fields_of(answer))["version"]
    still = phone.send("/playlists/old", {"version": version, "text": 'name = "Old"\r\n[[items]]\r\ndrill = "x"\r\n'})
    assert still.status_code == 422
    assert "items.0.drill: no such drill" in still.text
    assert phone.send("/playlists/old", {"version": "0" * 16, "text": good}).status_code == 409
    assert phone.send("/playlists/old", {"version": version, "text": good}).url.path == "/playlists"
    assert (folder(house) / "old.toml").read_text("utf-8") == good
    assert (folder(house) / "removed" / "old.toml").read_text("utf-8") == "name = <b>\n"


@pytest.mark.parametrize(
    "text",
    ["", "items = 3", 'items = [1, "x"]', "schedule = [[1]]", "name = 2026-01-01", "[[items]]\ntempo = 3\nsets = [1]",
     "[[schedule]]\ndays = 3\nbegin = 07:30:00\nend = {}", "order = 3\nrest = nan\nvoice = 'no'\nname = true"],
)  # fmt: skip
def test_whatever_a_file_says_it_opens(house: House, text: str) -> None:
    put(house, "odd", text)
    phone = house.trainer()
    answer = phone.get("/playlists/odd")
    assert answer.status_code == 200
    assert send(phone, "/playlists/odd", fields_of(answer), "save").status_code == 422


# -- copied, put aside -------------------------------------------------------------------------------------


def test_one_is_removed_after_a_question_and_lies_aside(house: House) -> None:
    phone = house.trainer("Bo")
    opened(house, phone)
    question = phone.get("/playlists/mine/remove")
    assert "Remove Mine?" in question.text
    version = dict(fields_of(question))["version"]
    put(house, "mine", 'name = "Theirs"\n[[items]]\ndrill = "wall_touch"\n')
    conflict = phone.send("/playlists/mine/remove", {"version": version})
    assert (conflict.status_code, "Remove Theirs?" in conflict.text) == (409, True)
    answer = phone.send("/playlists/mine/remove", {"version": dict(fields_of(conflict))["version"]})
    assert answer.url.path == "/playlists"
    assert "put aside" in answer.text
    assert "Theirs" not in answer.text, "it is listed no more"
    assert [path.name for path in folder(house).rglob("*.toml")] == ["mine.toml"]
    assert (folder(house) / "removed" / "mine.toml").is_file()


def test_an_address_alone_makes_the_page_say_nothing(house: House) -> None:
    answer = house.trainer().get("/playlists", params={"removed": "../../etc", "saved": "you_are_hacked"})
    assert answer.status_code == 200
    assert "hacked" not in answer.text
    assert "put aside" not in answer.text


@pytest.mark.parametrize(
    "name", ["none", "%2e%2e", "..%2f..%2fsettings", ".hidden", "a%00b", "x" * 300, "a:b", "check"]
)
def test_what_is_no_playlist_of_ours_is_not_found(house: House, name: str) -> None:
    phone = house.trainer()
    for path in (f"/playlists/{name}", f"/playlists/{name}/remove"):
        assert phone.get(path).status_code in {404, 422}
    assert phone.send(f"/playlists/{name}/remove", {"version": ""}).status_code in {404, 422}
    phone.get("/playlists")
    assert phone.send("/playlists/duplicate", {"playlist": name}).status_code == 404
    assert phone.send("/try", {"playlist": name}).status_code == 404
    assert phone.send("/try", {"drill": name}).status_code == 404
