"""What was done, looked at by phone, tagged, and taken away."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.coach.guidance import Fault
from kiosk.records import Store
from kiosk.trainer.asked import FIELDS, SHOWN_DAYS
from tests.records.judged_reps import ROUNDED, TOO_FAST, judged
from tests.trainer.past import add_set
from tests.trainer.phones import House, Phone

TODAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PARIS = "CET-1CEST,M3.5.0,M10.5.0/3"
OLD = Path(__file__).parents[1] / "records" / "version_4.sqlite"
ALL = "/history?from="


@pytest.fixture
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", PARIS)
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return at_noon(House(tmp_path))


def at_noon(house: House) -> House:
    house.office.clock = lambda: TODAY
    return house


def records(house: House) -> Path:
    return house.folder / "state" / "records.sqlite"


def add(house: House, days_ago: float = 0.0, **details: Any) -> int:
    """A set that is over, some days before today."""
    return add_set(records(house), TODAY - timedelta(days=days_ago), **details)


def listed(phone: Phone, address: str = "/history") -> list[int]:
    return [int(number) for number in re.findall(r'href="/history/(\d+)"', phone.get(address).text)]


def totals(text: str) -> list[str]:
    return re.findall(r"<dd>(\d+)</dd>", text)[:4]


def test_it_tells_in_all_and_each_set_the_newest_first(house: House) -> None:
    add(house, days_ago=1, counted=5, attempts=1, playlist="First hinge", nickname="Jo")
    add(house, counted=2)
    phone = house.trainer()
    text = phone.get("/history").text
    assert totals(text) == ["7", "1", "2", "2"]
    assert listed(phone) == [2, 1]
    assert "First hinge" in text
    assert ">Jo<" in text
    assert "Sunday 22 Nov 2026, " in text


def test_it_shows_the_last_days_unless_all_is_asked_for(house: House) -> None:
    add(house, days_ago=SHOWN_DAYS + 2)
    add(house, days_ago=SHOWN_DAYS - 1)
    phone = house.trainer()
    assert listed(phone) == [2]
    assert listed(phone, ALL) == [2, 1]


def test_what_is_chosen_is_an_address_that_can_be_kept(house: House) -> None:
    add(house, days_ago=30, drill="wall_touch", nickname="Jo")
    add(house, days_ago=20, playlist="First hinge", faults=(ROUNDED,))
    add(house, days_ago=10)
    phone = house.trainer()
    assert listed(phone, f"{ALL}&drill=wall_touch") == [1]
    assert listed(phone, f"{ALL}&playlist=First+hinge") == [2]
    assert listed(phone, f"{ALL}&nickname=Jo") == [1]
    assert listed(phone, f"{ALL}&fault=rounded_back") == [2]
    assert listed(phone, "/history?from=2026-11-03&to=2026-11-03") == [2]
    assert listed(phone, "/history?from=2026-11-04") == [3]
    assert listed(phone, f"{ALL}&drill=wall_touch&nickname=Bo") == []
    text = phone.get(f"{ALL}&fault=rounded_back&to=2026-11-20").text
    assert '<option value="rounded_back" selected>' in text, "the form says what was chosen"
    assert 'value="2026-11-20"' in text
    assert "fault=rounded_back" in re.findall(r'href="(/history/sets.csv[^"]*)"', text)[0]


def test_days_and_hours_are_those_of_the_wall_clock(house: House, paris: None) -> None:
    assert paris is None
    with Store(records(house)) as store:
        for begun in ("2026-10-24T22:30:00+00:00", "2026-10-25T22:30:00+00:00"):  # the clocks change between
            moment = datetime.fromisoformat(begun)
            session = store.begin_session("hip_hinge", moment)
            store.add_rep(session, judged(1))
            store.end_session(session, moment)
    phone = house.trainer()
    text = phone.get(ALL).text
    assert "Sunday 25 Oct 2026, 00:30" in text
    assert "Sunday 25 Oct 2026, 23:30" in text
    assert listed(phone, "/history?from=2026-10-25&to=2026-10-25") == [2, 1]
    assert totals(text) == ["2", "0", "2", "1"]


@pytest.mark.parametrize(
    ("query", "field", "typed", "said"),
    [
        ("from=tomorrow", "from", "tomorrow", "Give a day as"),
        ("from=&to=2026-13-01", "to", "2026-13-01", "Give a day as"),
        ("from=0001-01-01", "from", "0001-01-01", "Give a day as"),
        ("from=2026-11-20&to=2026-11-01", "to", "2026-11-01", "lies before"),
        (f"from=&drill={'x' * 65}", "drill", "x" * 65, "too long"),
    ],
)
def test_what_cannot_be_asked_for_is_said_beside_its_field(
    house: House, query: str, field: str, typed: str, said: str
) -> None:
    add(house)
    phone = house.trainer()
    answer = phone.get(f"/history?{query}")
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert f'value="{typed}"' in answer.text, "what was typed is not lost"
    assert said in answer.text
    assert phone.get(f"/history/sets.csv?{query}").status_code == 422


def test_sets_are_paged(house: House) -> None:
    with Store(records(house)) as store:
        for number in range(45):
            begun = TODAY - timedelta(minutes=100 - number)
            store.end_session(store.begin_session("hip_hinge", begun), begun)
    phone = house.trainer()
    assert listed(phone) == list(range(45, 25, -1))
    assert listed(phone, "/history?page=3") == [5, 4, 3, 2, 1]
    older = re.search(r'rel="next" href="([^"]+)"', phone.get("/history").text)
    assert older is not None
    assert listed(phone, older[1].replace("&amp;", "&")) == list(range(25, 5, -1))
    assert phone.get("/history?page=0").status_code == 422
    assert phone.get("/history?page=999999").status_code == 200


def test_each_plot_says_in_words_and_in_a_table_what_it_shows(house: House) -> None:
    add(house, days_ago=1, counted=3, attempts=1, faults=(ROUNDED, TOO_FAST))
    add(house, counted=6)
    text = house.trainer().get("/history").text
    plots = re.findall(r'<section class="card plot".*?</section>', text, re.DOTALL)
    assert len(plots) == 5, "reps, faults, one depth that was seen, the back, hours"
    for plot in plots:
        (name,) = re.findall(r'<svg [^>]*aria-labelledby="([^"]+)" aria-describedby="\1-says"', plot)
        assert f'id="{name}"' in plot
        assert f'id="{name}-says"' in plot
        assert "<th scope=" in plot
    reps, faults, *_ = plots
    assert "<td>3</td><td>1</td>" in reps
    assert "Rounded back: 4 of 10, 40 %" in faults
    assert "Rounded back 4, Too fast 4" in faults
    assert "-0.00" not in text, "nothing has no sign"


def test_several_drills_in_one_plot_are_warned_of(house: House) -> None:
    add(house)
    phone = house.trainer()
    warning = "Choose one drill"
    assert warning not in phone.get("/history").text, "there is but one"
    add(house, drill="wall_touch")
    assert phone.get("/history").text.count(warning) == 1
    assert warning not in phone.get(f"{ALL}&drill=wall_touch").text


def test_nothing_and_one_rep_are_shown_as_well(house: House) -> None:
    with Store(records(house)):
        pass
    phone = house.trainer()
    assert "Nothing was done that fits" in phone.get("/history").text
    add(house, counted=1)
    text = phone.get("/history").text
    assert 'class="whisker"' in text
    assert totals(text) == ["1", "0", "1", "1"]


def test_a_set_is_told_rep_by_rep(house: House) -> None:
    session = add(house, counted=1, attempts=1, faults=(ROUNDED,), playlist="First hinge")
    text = house.trainer().get(f"/history/{session}").text
    assert "To work on: <strong>Rounded back" in text
    assert "not counted: Too shallow" in text
    assert "1.5 · 0.2 · 1.2 s" in text
    assert "88°" in text
    assert "First hinge" in text


@pytest.mark.parametrize("reason", ["not_seen", None, "of_a_drill_of_ones_own"])
def test_any_reason_that_was_kept_is_told(house: House, reason: str | None) -> None:
    with Store(records(house)) as store:
        session = store.begin_session("gone_since", TODAY)
        store.add_rep(session, judged(1, False, reason=reason))
    text = house.trainer().get(f"/history/{session}").text
    told = {"not_seen": "not seen well enough", None: "no reason was kept"}.get(reason, reason)
    assert f"not counted: {told}" in text
    assert "It goes on." in text
    assert "gone_since" in text


@pytest.mark.parametrize(("address", "status"), [("7", 404), ("0", 422), ("-1", 422), ("x", 422), (f"{2**63}", 422)])
def test_a_set_that_is_not_there(house: House, address: str, status: int) -> None:
    add(house)
    assert house.trainer().get(f"/history/{address}").status_code == status


def test_a_trainer_tags_a_set_and_takes_that_back(house: House) -> None:
    session = add(house)
    phone = house.trainer()
    phone.get(f"/history/{session}")
    answer = phone.send(f"/history/{session}/nickname", {"nickname": "  Blue <b>shirt "})
    assert "Saved." in answer.text
    assert 'value="Blue &lt;b&gt;shirt"' in answer.text
    assert "Blue &lt;b&gt;shirt" in phone.get("/history").text
    assert listed(phone, f"/history?nickname={quote('Blue <b>shirt')}") == [session]
    phone.get(f"/history/{session}")
    phone.send(f"/history/{session}/nickname", {"nickname": ""})
    with Store(records(house), read_only=True) as store:
        assert store.sessions()[0].nickname is None


@pytest.mark.parametrize(
    ("nickname", "said"), [("twenty-one characters", "At most 20 letters"), ("two\nlines", "One line of letters")]
)
def test_what_is_no_nickname_is_said_and_not_lost(house: House, nickname: str, said: str) -> None:
    session = add(house, nickname="Jo")
    phone = house.trainer()
    phone.get(f"/history/{session}")
    answer = phone.send(f"/history/{session}/nickname", {"nickname": nickname})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{nickname}"' in answer.text
    with Store(records(house), read_only=True) as store:
        assert store.sessions()[0].nickname == "Jo"


def test_a_set_that_is_gone_cannot_be_tagged(house: House) -> None:
    session = add(house)
    phone = house.trainer()
    phone.get(f"/history/{session}")
    assert phone.send(f"/history/{session + 1}/nickname", {"nickname": "Jo"}).status_code == 404


def test_records_that_are_being_written_are_not_lost_to_the_phone(house: House) -> None:
    session = add(house)
    phone = house.trainer()
    phone.get(f"/history/{session}")
    with closing(sqlite3.connect(records(house), isolation_level=None)) as keeper:
        keeper.execute("BEGIN IMMEDIATE")
        assert listed(phone) == [session], "who looks does not wait"
        answer = phone.send(f"/history/{session}/nickname", {"nickname": "Jo"})
    assert answer.status_code == 409
    assert "Try again" in answer.text
    assert 'value="Jo"' in answer.text


def test_what_is_chosen_is_taken_away_as_csv(house: House) -> None:
    add(house, days_ago=3, counted=2, attempts=1, nickname="=1+1")
    add(house, days_ago=1, drill="wall_touch", counted=4)
    phone = house.trainer()
    answer = phone.get("/history/sets.csv?from=&drill=hip_hinge")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["session"], row["counted"], row["nickname"]) for row in rows] == [
        *(("1", "1", "'=1+1"), ("1", "1", "'=1+1"), ("1", "0", "'=1+1"))
    ]
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="hinge-mirror-20261120-20261120.csv"'


def test_what_is_chosen_is_taken_away_as_json(house: House) -> None:
    add(house, days_ago=3)
    add(house, days_ago=1, drill="wall_touch", counted=4)
    phone = house.trainer()
    answer = phone.get("/history/sets.json?from=2026-11-01&to=2026-11-23")
    assert [(each["id"], len(each["reps"])) for each in json.loads(answer.text)["sessions"]] == [(1, 2), (2, 4)]
    assert answer.headers["content-disposition"] == 'attachment; filename="hinge-mirror-20261101-20261123.json"'
    assert json.loads(phone.get("/history/sets.json?from=&nickname=Jo").text) == {"sessions": []}


def test_why_there_is_nothing_is_said(tmp_path: Path) -> None:
    house = House(tmp_path / "none")
    phone = house.trainer()
    assert "Nothing was done yet" in phone.get("/history").text
    records(house).parent.mkdir(exist_ok=True)
    records(house).write_bytes(OLD.read_bytes())
    assert "of an earlier version" in phone.get("/history").text
    assert records(house).read_bytes() == OLD.read_bytes(), "who looks changes nothing"
    records(house).write_bytes(b"no records at all" * 1000)
    assert "cannot be read" in phone.get("/history").text
    for address in ("/history/1", "/history/sets.csv?from="):
        assert phone.get(address).status_code in {200, 404}
    off = House(tmp_path / "off", records={"enabled": False, "database": tmp_path / "off" / "none.sqlite"})
    assert "keeps no records" in off.trainer().get("/history").text


def test_a_file_that_is_damaged_within_says_so(house: House) -> None:
    for _ in range(40):
        add(house, faults=(ROUNDED,), counted=4)
    content = bytearray(records(house).read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    records(house).write_bytes(content)
    phone = house.trainer()
    assert "The records cannot be read" in phone.get("/history").text


def test_records_that_are_kept_no_more_are_still_shown(tmp_path: Path) -> None:
    house = at_noon(House(tmp_path))
    add(house)
    off = at_noon(House(tmp_path, records={"enabled": False, "database": records(house)}))
    phone = off.trainer()
    assert listed(phone) == [1]
    assert "keeps no records now" in phone.get("/history").text


def test_a_broken_drill_of_ones_own_takes_no_history_away(tmp_path: Path) -> None:
    drills = tmp_path / "drills"
    drills.mkdir()
    (drills / "broken.toml").write_text("no drill", encoding="utf-8")
    house = at_noon(House(tmp_path, session={"drills": drills}))
    add(house)
    assert listed(house.trainer()) == [1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_speaks_both_languages(tmp_path: Path, language: str) -> None:
    house = at_noon(House(tmp_path, session={"language": language}))
    add(house, days_ago=80, faults=(ROUNDED, Fault("uneven_hips", 0.4, 0.9, 1.0)), attempts=1)
    add(house, faults=(ROUNDED,))
    phone = house.trainer()
    for address in ("/history", ALL, "/history/1", "/history?from=x", "/history?from=2026-11-23&drill=wall_touch"):
        text = phone.get(address).text
        assert f'<html lang="{language}">' in text
        assert "uneven_hips<" not in text


def test_who_is_not_paired_sees_nothing(house: House) -> None:
    add(house, nickname="Jo")
    phone = house.phone()
    for address in ("/history", "/history/1", "/history/sets.csv?from=", "/history/sets.json?from="):
        answer = phone.get(address)
        assert answer.url.path == "/pair"
        assert "Jo" not in answer.text


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Phone:
    house = at_noon(House(tmp_path_factory.mktemp("house")))
    add(house, nickname="Jo")
    return house.trainer()


@settings(max_examples=60, deadline=None)
@given(query=st.dictionaries(st.sampled_from([*FIELDS, "page"]), st.text(max_size=80), max_size=4))
def test_whatever_is_asked_for_is_answered(visitor: Phone, query: dict[str, str]) -> None:
    for address in ("/history", "/history/sets.csv"):
        assert visitor.get(address, params=query).status_code in {200, 422}
