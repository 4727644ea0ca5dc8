"""A trainer looks at the drills, and changes their numbers within safe bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.coach.drill import FAULT_IDS, SHIPPED, Drill, load_repertoire, shipped_repertoire
from kiosk.coach.guidance import Stage
from kiosk.coach.judges.table import JUDGES
from kiosk.repertoire.thresholds import Threshold, shipped_thresholds, thresholds
from kiosk.trainer.drill_form import form_of, read_form
from kiosk.trainer.gauges import LESS_IS_WORSE, depth_gauge, fault_gauge
from kiosk.trainer.messages import Noted
from kiosk.trainer.view import STATIC
from kiosk.trainer.words import page_languages, words_of
from tests.coach.hinge_reps import DRILL as BOW
from tests.coach.hinge_reps import KINDS, good_rep
from tests.trainer.phones import House, Phone

REPERTOIRE = load_repertoire()
DRILLS = list(REPERTOIRE.drills.values())
WORDS = words_of("en")
LANGUAGES = page_languages()


def own(house: House) -> Path:
    return house.office.state / "own" / "drills"


def in_form(text: str) -> dict[str, str]:
    """What a browser would send of the form of numbers, were nothing changed."""
    form = re.search(r'<form id="numbers".*?</form>', text, re.DOTALL)
    assert form is not None, text
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form[0]):
        attributes = dict(re.findall(r'(\S+)="([^"]*)"', tag))
        if "name" in attributes:
            fields[unescape(attributes["name"])] = unescape(attributes["value"])
    return fields


def change(phone: Phone, drill_id: str, **numbers: str) -> Any:
    """Open the drill's page, type ``numbers`` by the ids of their fields, and save."""
    fields = in_form(phone.get(f"/drills/{drill_id}").text)
    typed = {key.replace("__", "."): value for key, value in numbers.items()}
    assert typed.keys() <= fields.keys()
    return phone.send(f"/drills/{drill_id}", {**fields, **typed})


# -- the list --------------------------------------------------------------------------------------------------------


def names_in(text: str) -> list[str]:
    return re.findall(r'<h2><a href="/drills/(\w+)">', text)


def test_all_drills_are_listed_with_what_they_need_and_how_they_are_counted(house: House) -> None:
    text = unescape(house.trainer().get("/drills").text)
    assert sorted(names_in(text)) == sorted(REPERTOIRE.drills)
    assert "Needs: barbell and rack · Counted: reps, by how far the hips sink · Dose: 3 × 6, 120 s rest" in text
    assert "Counted: seconds held" in text


@pytest.mark.parametrize(
    ("language", "q", "found"),
    [
        ("en", "kettlebell swing", {"kettlebell_swing"}),
        ("en", "KETTLEBELL", {"kettlebell_swing", "dumbbell_deadlift"}),
        ("es", "bisagra cadera", {"hip_hinge"}),
        ("es", "cajon banco", {"seated_squat"}),
        ("en", "no such thing", set()),
        ("en", "<script>", set()),
    ],
)
def test_a_search_finds_by_all_its_words_with_or_without_accents(
    tmp_path: Path, language: str, q: str, found: set[str]
) -> None:
    answer = House(tmp_path, session={"language": language}).trainer().get("/drills", params={"q": q})
    names = set(names_in(answer.text))
    assert found <= names if found else not names
    assert len(names) < len(DRILLS) / 2
    assert "<script>" not in answer.text


def test_the_gyms_own_and_changed_drills_are_marked_and_broken_files_told(house: House) -> None:
    phone = house.trainer()
    change(phone, "hip_hinge", count__bottom__0="45")
    hinge = (SHIPPED / "good_morning.toml").read_text()
    (own(house) / "gym_bow.toml").write_text(hinge.replace('id = "good_morning"', 'id = "gym_bow"'))
    (own(house) / "wall_touch.toml").write_text('id = "wall_touch"\nnam = "x"\n')
    text = phone.get("/drills").text
    marks = dict(re.findall(r'<h2><a href="/drills/(\w+)">[^<]*</a> <span class="chip">([^<]*)</span>', text))
    assert marks == {"hip_hinge": "changed", "gym_bow": "the gym&#39;s own"}
    assert "wall_touch.toml: nam" in text
    (own(house) / "gym_bow.toml").unlink()
    assert "gym_bow" not in phone.get("/drills").text


# -- one drill -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drill_has_a_page_with_every_number_of_it(tmp_path: Path, language: str) -> None:
    phone = House(tmp_path, session={"language": language}).trainer()
    for drill in DRILLS:
        answer = phone.get(f"/drills/{drill.id}")
        assert answer.status_code == 200
        keys = {each.key for each in thresholds(drill, REPERTOIRE)}
        assert {key for key in in_form(answer.text) if not key.startswith(("was.", "csrf", "version"))} == keys
        assert "style=" not in answer.text
        assert len(answer.content) < 150_000


def shape(tables: Mapping[str, Any], above: str = "") -> set[str]:
    return {
        key
        for name, value in tables.items()
        for key in (shape(value, f"{above}{name}.") if isinstance(value, Mapping) else {f"{above}{name}"})
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_that_the_table_can_offer_has_words(language: str) -> None:
    words = words_of(language)
    drills = words["drills"]
    table = shipped_thresholds()
    assert {bounds.key for bounds in table.numbers} <= drills["numbers"].keys()
    assert {each.unit for each in (*table.numbers, *table.faults.values())} <= drills["units"].keys()
    counted = {by for bounds in table.numbers for by in bounds.by or ()} | {"torso_lying"}
    assert counted <= drills["depth"].keys()
    assert counted <= drills["counted"].keys()
    for fault_id in FAULT_IDS:
        assert drills["faults"][fault_id]
        assert words["terms"]["faults"][fault_id]
    assert shape(drills) == shape(words_of("en")["drills"])


@pytest.mark.parametrize("drill_id", ["no_such", "%2e%2e%2fsettings", "a%00b", "hip_hinge.toml", "faults"])
def test_what_is_no_drill_is_not_found(house: House, drill_id: str) -> None:
    phone = house.trainer()
    phone.get("/drills/hip_hinge")
    for answer in (
        phone.client.get(f"/drills/{drill_id}", headers={"accept": "application/json"}),
        phone.send(f"/drills/{drill_id}", {"version": ""}, headers={"accept": "application/json"}),
        phone.send(f"/drills/{drill_id}/reset", {"version": ""}, headers={"accept": "application/json"}),
    ):
        assert answer.status_code in {404, 405}
    assert not own(house).exists()


def test_who_is_not_paired_changes_nothing(house: House) -> None:
    house.owner()
    phone = house.phone()
    phone.get("/pair")
    assert phone.get("/drills").url.path == "/pair"
    fields = {"count.bottom.0": "45", "was.count.bottom.0": "42", "version": ""}
    answer = phone.send("/drills/hip_hinge", fields, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert not own(house).exists()


# -- saving ----------------------------------------------------------------------------------------------------------


def test_only_what_was_changed_is_written_in_the_units_of_the_file(house: House) -> None:
    phone = house.trainer("Bo")
    answer = change(
        phone,
        "hip_hinge",
        count__bottom__0="45",
        faults__limits__hips_not_back__tolerance="16,5",
        faults__limits__rounded_back__tolerance="18.5",
        dose__repetitions="10",
    )
    assert (answer.status_code, answer.url.path) == (200, "/drills/hip_hinge")
    assert "Saved. The mirror takes it as soon as nobody is in a session." in answer.text
    before, after = REPERTOIRE.drill("hip_hinge"), load_repertoire(own(house)).drill("hip_hinge")
    assert after.rep.bottom == (45.0, 92.0)
    assert after.dose.repetitions == 10
    changed = before.model_dump()
    changed["count"]["bottom"] = (45.0, 92.0)
    changed["dose"]["repetitions"] = 10
    limits = after.faults.limits
    assert (limits["hips_not_back"].tolerance, limits["hips_not_back"].extreme) == (-0.165, None)
    assert (limits["rounded_back"].tolerance, limits["rounded_back"].extreme) == (0.185, None)
    changed["faults"]["limits"] = after.model_dump()["faults"]["limits"]
    assert after.model_dump() == changed
    assert "# Beyond level the back has given way." in (own(house) / "hip_hinge.toml").read_text()
    (noted,) = [each.line for each in house.told if isinstance(each, Noted) and "changed" in each.line]
    assert noted.startswith("Bo changed count.bottom.0, dose.repetitions, faults.limits.")
    assert in_form(answer.text)["faults.limits.hips_not_back.tolerance"] == "16.5"
    assert "As shipped: 15." in answer.text


def test_saving_nothing_writes_nothing(house: House) -> None:
    answer = change(house.trainer(), "hip_hinge")
    assert "Nothing was changed" in answer.text
    assert not own(house).exists()


def test_who_trains_is_not_disturbed_and_that_is_said(house: House) -> None:
    phone = house.trainer()
    house.at(Stage.SET)
    assert "once they have finished" in change(phone, "hip_hinge", count__bottom__0="45").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("count.bottom.0", "63", "Must be from 34 to 62°."),
        ("count.bottom.0", "33.9", "Must be from 34 to 62°."),
        ("faults.limits.hips_not_back.tolerance", "40", "Must be from 12.5 to 16.5\xa0% of the leg."),
        ("tempo.down", "", "Give a number."),
        ("tempo.down", "nan", "Give a number."),
        ("tempo.down", "1e400", "Give a number."),
        ("tempo.down", "slow", "Give a number."),
        ("dose.sets", "2.5", "Give a whole number."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_there_still(
    house: House, field: str, typed: str, said: str
) -> None:
    phone = house.trainer()
    fields = in_form(phone.get("/drills/hip_hinge").text)
    answer = phone.send("/drills/hip_hinge", {**fields, field: typed, "dose.rest": "75"})
    assert answer.status_code == 422
    name = field.replace(".", "-")
    assert f'id="{name}-problem">{said}' in answer.text
    assert in_form(answer.text)[field] == typed
    assert in_form(answer.text)["dose.rest"] == "75", "what is right is kept as well"
    assert re.search(f'id="{name}"[^>]*aria-invalid="true"', answer.text)
    assert not own(house).exists()
    if field.startswith("faults"):
        assert re.search(r'<details class="fold" data-block="hips_not_back"[^>]* open>', answer.text)


def test_numbers_that_do_not_go_together_are_told_and_kept(house: House) -> None:
    phone = house.trainer()
    answer = change(phone, "hip_hinge", tempo__down="1.5", tempo__shortest_down="2")
    assert answer.status_code == 422
    assert "tempo.down: must be more than tempo.shortest_down" in answer.text
    assert in_form(answer.text)["tempo.down"] == "1.5"
    assert not own(house).exists()


def test_what_another_has_changed_meanwhile_is_kept_beside_what_was_typed(house: House) -> None:
    phone, other = house.trainer("Bo"), house.trainer("Cy")
    fields = in_form(phone.get("/drills/hip_hinge").text)
    change(other, "hip_hinge", count__bottom__0="50", dose__rest="90")
    answer = phone.send("/drills/hip_hinge", {**fields, "dose.sets": "5", "count.bottom.0": "45"})
    assert answer.status_code == 409
    assert "Cy changed this drill meanwhile" in answer.text
    now = in_form(answer.text)
    assert (now["dose.sets"], now["count.bottom.0"], now["dose.rest"]) == ("5", "45", "90")
    assert load_repertoire(own(house)).drill("hip_hinge").rep.bottom[0] == 50.0
    assert phone.send("/drills/hip_hinge", now).status_code == 200
    drill = load_repertoire(own(house)).drill("hip_hinge")
    assert (drill.dose.sets, drill.rep.bottom[0], drill.dose.rest) == (5, 45.0, 90.0)


def test_back_to_the_shipped_drill_puts_the_file_aside(house: House) -> None:
    phone = house.trainer("Bo")
    assert "Back to the shipped drill" not in phone.get("/drills/hip_hinge").text
    answer = change(phone, "hip_hinge", count__bottom__0="45")
    assert "Back to the shipped drill" in answer.text
    version = in_form(answer.text)["version"]
    assert phone.send("/drills/hip_hinge/reset", {"version": "old"}).status_code == 409
    answer = phone.send("/drills/hip_hinge/reset", {"version": version})
    assert "as shipped again" in answer.text
    assert in_form(answer.text)["count.bottom.0"] == "42"
    assert [path.name for path in (own(house) / "removed").iterdir()] == ["hip_hinge.toml"]
    assert house.told[-1] == Noted(line="Bo went back to the shipped drill hip_hinge")
    assert phone.send("/drills/hip_hinge/reset", {"version": ""}).status_code == 422


def test_a_broken_file_of_a_drill_cannot_be_changed_but_gone_back_from(house: House) -> None:
    own(house).mkdir(parents=True)
    (own(house) / "hip_hinge.toml").write_text("id = ")
    phone = house.trainer()
    text = phone.get("/drills/hip_hinge").text
    assert "cannot be changed here" in text
    assert 'id="numbers"' not in text
    version = re.search(r'name="version" value="(\w+)"', text)
    assert version is not None
    assert "as shipped again" in phone.send("/drills/hip_hinge/reset", {"version": version[1]}).text


def test_settings_that_name_a_single_drill_are_told(tmp_path: Path) -> None:
    file = tmp_path / "hip_hinge.toml"
    file.write_text((SHIPPED / "hip_hinge.toml").read_text())
    phone = House(tmp_path, session={"drills": str(file)}).trainer()
    answer = phone.get("/drills/hip_hinge")
    assert answer.status_code == 200
    assert "let session.drills name a folder instead" in answer.text


def test_words_of_a_drill_of_the_gyms_own_are_no_markup(house: House) -> None:
    own(house).mkdir(parents=True)
    text = (SHIPPED / "hip_hinge.toml").read_text().replace('name = "Hip hinge"', 'name = "<b>Bow</b>"')
    (own(house) / "hip_hinge.toml").write_text(text)
    phone = house.trainer()
    for path in ("/drills", "/drills/hip_hinge"):
        assert "<b>Bow" not in phone.get(path).text
        assert "&lt;b&gt;Bow" in phone.get(path).text


def test_how_strictly_is_judged_is_told_beside_the_limits(tmp_path: Path) -> None:
    assert "“strict”" not in House(tmp_path / "a").trainer().get("/drills/hip_hinge").text
    house = House(tmp_path / "b", session={"strictness": "strict"})
    assert "“Strict”" in house.trainer().get("/drills/hip_hinge").text


# -- the form --------------------------------------------------------------------------------------------------------


@given(st.sampled_from(DRILLS), st.data())
def test_a_number_within_its_bounds_is_read_back_as_it_was_meant(drill: Drill, data: st.DataObject) -> None:
    offered = thresholds(drill, REPERTOIRE)
    groups = form_of(drill, offered, WORDS)
    shown = {number.key: number for group in groups for block in group.blocks for number in block.numbers}
    assert shown.keys() == {each.key for each in offered}, "each stands somewhere"
    each: Threshold = data.draw(st.sampled_from(offered))
    number = shown[each.key]
    steps = round((float(number.most) - float(number.least)) / float(number.step))
    typed = f"{float(number.least) + data.draw(st.integers(0, steps)) * float(number.step):.4f}"
    sent = read_form({each.key: typed, f"was.{each.key}": number.was}, offered, WORDS)
    assert not sent.problems
    factor = (100.0 if number.unit.startswith("%") and each.unit != "leg_hundredths" else 1.0) * (
        -1.0 if any(f".{fault_id}." in each.key for fault_id in LESS_IS_WORSE) else 1.0
    )
    meant = float(typed) / factor
    if abs(meant - each.value) > 1e-6:
        assert sent.values == {each.key: pytest.approx(meant, abs=1e-6)}
        assert each.least <= sent.values[each.key] <= each.most
    else:
        assert sent.values == {}


@given(st.sampled_from(DRILLS), st.data())
def test_whatever_is_typed_nothing_out_of_bounds_is_taken(drill: Drill, data: st.DataObject) -> None:
    offered = thresholds(drill, REPERTOIRE)
    typed = st.one_of(st.text(), st.floats().map(str), st.integers().map(str), st.floats(-100.0, 200.0).map(str))
    sent = read_form({each.key: data.draw(typed) for each in offered}, offered, WORDS)
    for each in offered:
        assert each.least <= sent.values.get(each.key, each.value) <= each.most
    form_of(drill, offered, WORDS, sent)


def test_limits_of_too_little_are_shown_without_a_sign() -> None:
    groups = {group.key: group for group in form_of(*_with_thresholds("hip_hinge"), WORDS)}
    blocks = {block.key: block for block in groups["faults"].blocks}
    back = blocks["hips_not_back"]
    assert [(each.label, each.text) for each in back.numbers] == [
        ("A fault below", "15"),
        ("At its worst below", "2"),
    ]
    assert [(each.label, each.text) for each in blocks["rounded_back"].numbers] == [
        ("A fault from", "19.5"),
        ("At its worst from", "50"),
    ]


def test_who_lies_goes_up_first() -> None:
    groups = {group.key: group for group in form_of(*_with_thresholds("glute_bridge"), WORDS)}
    assert [block.title for block in groups["tempo"].blocks] == ["Way up", "Held at the top", "Way down"]
    groups = {group.key: group for group in form_of(*_with_thresholds("hip_hinge"), WORDS)}
    assert [block.title for block in groups["tempo"].blocks] == ["Way down", "Held at the bottom", "Way up"]


def _with_thresholds(drill_id: str) -> tuple[Drill, tuple[Threshold, ...]]:
    drill = REPERTOIRE.drill(drill_id)
    return drill, thresholds(drill, REPERTOIRE)


# -- who is at the mirror --------------------------------------------------------------------------------------------

FORETOLD = [fault_id for fault_id in FAULT_IDS if (gauge := fault_gauge(BOW, fault_id)) and gauge.judged == "fault"]


@pytest.mark.parametrize("fault_id", FORETOLD)
@given(share=st.floats(-1.0, 2.0).filter(lambda share: min(abs(share), abs(share - 1.0)) > 0.01))
def test_a_number_says_of_a_rep_what_the_coach_says(fault_id: Any, share: float) -> None:
    """``share`` of the way from the tolerance to the extreme: a fault above 0, at its worst from 1 on."""
    gauge = fault_gauge(BOW, fault_id)
    assert gauge is not None
    tolerance, extreme = BOW.faults.scale(fault_id, KINDS)
    wanted = tolerance + share * (extreme - tolerance)
    off = {"": 0.0, "count.bottom.0": BOW.rep.bottom[0], "count.bottom.1": BOW.rep.bottom[1]}[gauge.short_of]
    measured = {gauge.name: wanted / gauge.times + off}
    in_range = not gauge.short_of or share <= 0.0
    rep = good_rep(top=measured) if gauge.source == "end" else good_rep(change=measured, in_range=in_range)
    finding = JUDGES[fault_id](rep, BOW, KINDS)
    assert finding is not None
    assert (finding[0] > 0.0) == (share > 0.0)
    if share > 0.0:
        assert finding[0] == pytest.approx(share, abs=1e-6)


def test_faults_of_too_little_are_those_whose_limits_are_below_zero() -> None:
    kinds = shipped_repertoire().kinds.kinds
    assert {fault_id for fault_id, kind in kinds.items() if kind.tolerance < 0.0} == LESS_IS_WORSE


def test_depth_is_read_as_the_drill_is_counted() -> None:
    read = {drill.id: depth_gauge(drill) for drill in DRILLS}
    assert (read["hip_hinge"].source, read["hip_hinge"].name) == ("change", "torso_inclination")
    assert read["stability_ball_curl_up"].source == read["glute_bridge"].source == "way"
    assert (read["forearm_plank"].source, read["forearm_plank"].judged) == ("way", "line")


def test_scripts_that_others_ask_for_by_name_are_asked_for_again_each_time(house: House) -> None:
    """Else a phone would keep an older one beside a newer one for ever."""
    phone = house.trainer()
    for script in ("drill.js", "live.js"):
        text = (STATIC / script).read_text()
        parts = re.findall(r'from "\./(\w+\.js)"', text)
        assert parts
        for part in parts:
            assert phone.get(f"/static/{part}").headers["cache-control"] == "no-cache"
    page = phone.get("/drills/hip_hinge").text
    (address,) = re.findall(r'src="(/static/drill\.js\?\w+)"', page)
    assert "immutable" in phone.get(address).headers["cache-control"]
    assert all((STATIC / name).stat().st_size <= 12_000 for name in ("drill.js", "stick.js", "stream.js"))
