"""How the mirror is, its settings, its phones and its log, looked after by phone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from kiosk.coach.guidance import Stage
from kiosk.settings import EffortSettings, load_settings
from kiosk.trainer.access.pairing import MOST_CODES, OWNER_FOR, WITHIN
from kiosk.trainer.access.roles import Role
from kiosk.trainer.messages import Again, Health, Hush, Logged, Noted, ShowCode, Volume
from kiosk.trainer.offered import OFFERED, offered_to
from kiosk.trainer.vitals import lasted, vitals
from kiosk.trainer.words import page_languages, words_of
from tests.trainer.phones import House, Phone

WELL = Health(
    camera="picamera2",
    camera_works=True,
    rate=29.7,
    lag_ms=61.0,
    effort="full",
    heat=51.6,
    free=9_500_000_000,
    up_for=90000.0,
    version="0.9",
)
FORM = "/mirror/settings"


def judged(**changes: object) -> dict[str, tuple[str, str, str]]:
    health = WELL.model_copy(update=changes)
    return {
        each.key: (each.found, each.verdict, each.state)
        for each in vitals(health, 8.5, EffortSettings(), words_of("en"))
    }


def noted(house: House) -> list[str]:
    return [each.line for each in house.told if isinstance(each, Noted)]


# -- how it is ---------------------------------------------------------------------------------------------


def test_it_tells_how_it_is(house: House) -> None:
    phone = house.trainer()
    assert "has not told yet" in phone.get("/mirror").text
    house.link.take(WELL)
    for address in ("/mirror", "/mirror/health"):
        text = phone.get(address).text
        assert 'picamera2, <span class="good">works' in text
        assert "61 ms" in text
        assert "9.5 GB" in text
        assert "1 d 1 h" in text
        assert "None since it was started" in text
    assert "<html" not in phone.get("/mirror/health").text, "its script puts it into the page that is open"


@pytest.mark.parametrize(
    ("changes", "key", "expected"),
    [
        ({"camera_works": False}, "camera", ("picamera2", "does not work", "bad")),
        ({"rate": 8.4}, "rate", ("8", "too few to count by", "warn")),
        ({"rate": None}, "rate", ("not known", "", "plain")),
        ({"lag_ms": 201.0}, "lag", ("201 ms", "too late", "warn")),
        ({"heat": 78.0}, "heat", ("78 °C", "hot: let air in", "warn")),
        ({"heat": 85.0}, "heat", ("85 °C", "too hot: let air in", "bad")),
        ({"heat": None}, "heat", ("not known", "", "plain")),
        ({"slowed": True}, "slowed", ("yes", "look at its air and its power supply", "warn")),
        ({"free": 900_000_000}, "free", ("0.9 GB", "getting full", "warn")),
        ({"free": 90_000_000}, "free", ("0.1 GB", "full: make room", "bad")),
        ({"effort": "of an owner's own"}, "effort", ("of an owner's own", "", "plain")),
    ],
)
def test_what_is_amiss_is_said_in_words(changes: dict[str, object], key: str, expected: tuple[str, str, str]) -> None:
    assert judged(**changes)[key] == expected
    assert judged()[key][2] in {"good", "plain"}


@pytest.mark.parametrize(("seconds", "told"), [(59.0, "0 h 0 min"), (7500.0, "2 h 5 min"), (2.5 * 86400, "2 d 12 h")])
def test_how_long_it_is_on(seconds: float, told: str) -> None:
    assert lasted(seconds, words_of("en")["mirror"]) == told


def test_trouble_is_told_as_the_parts_say_it_and_nothing_of_it_is_markup(house: House) -> None:
    house.link.take(WELL.model_copy(update={"trouble": ("<script>alert(1)</script> is full",)}))
    text = house.trainer().get("/mirror").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; is full" in text


def a_log(house: House) -> None:
    for number, level in enumerate(("info", "warning", "error", "warning", "warning", "warning", "warning")):
        at = f"2026-11-23T10:0{number}:00+00:00"
        house.link.take(Logged(at=at, level=level, line=f"/home/ana/{number}"))  # type: ignore[arg-type]


def test_the_last_faults_are_for_who_may_have_the_log(house: House) -> None:
    a_log(house)
    owner = house.owner()
    text = owner.get("/mirror").text
    assert re.findall(r"/home/ana/\d", text) == [f"/home/ana/{number}" for number in (6, 5, 4, 3, 2)]
    trainer = house.trainer()
    text = trainer.get("/mirror").text
    assert "/home/ana" not in text
    assert "6, the last one " in text
    assert "/mirror/log.txt" not in text


def test_the_log_is_taken_away_by_an_owner(house: House) -> None:
    a_log(house)
    answer = house.owner().get("/mirror/log.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert re.fullmatch(r'attachment; filename="hinge-mirror-log-\d{8}.txt"', answer.headers["content-disposition"])
    assert answer.text.splitlines()[1] == "2026-11-23T10:01:00+00:00 warning /home/ana/1"
    assert len(answer.text.splitlines()) == 7
    assert house.trainer().get("/mirror/log.txt").status_code == 403


def test_it_is_silent_when_asked(house: House) -> None:
    phone = house.trainer()
    phone.get("/mirror")
    answer = phone.send("/mirror/hush")
    assert answer.url.path == "/mirror"
    assert "asked to be silent" in answer.text
    assert Hush() in house.told


# -- settings ----------------------------------------------------------------------------------------------


def filled(text: str) -> dict[str, str]:
    """What a browser would send of the form as it was drawn."""
    form = text[text.index('action="/mirror/settings"') :]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>|<select.*?</select>", form, re.DOTALL):
        name = re.search(r'name="([^"]*)"', tag)
        assert name is not None
        if tag.startswith("<select"):
            value = re.search(r'<option value="([^"]*)" selected', tag)
        elif 'type="checkbox"' in tag and "checked" not in tag:
            continue
        else:
            value = re.search(r'value="([^"]*)"', tag)
        assert value is not None
        fields[name[1]] = value[1]
    return fields


def opened(phone: Phone) -> dict[str, str]:
    return filled(phone.get(FORM).text)


@pytest.mark.parametrize("role", Role)
def test_everybody_is_offered_what_is_theirs(house: House, role: Role) -> None:
    phone = house.owner() if role is Role.OWNER else house.trainer()
    names = {name for name in opened(phone) if name.count(".") == 1}
    assert names == {".".join(offer.key) for offer in offered_to(role)}


def test_a_form_that_is_sent_as_it_was_changes_nothing(house: House) -> None:
    house.config.write_text("# mine\n[voice]\nvolume = 0.83\n", encoding="utf-8")
    phone = house.owner()
    fields = opened(phone)
    assert fields["voice.volume"] == "0.83"
    assert 'step="any"' in phone.get(FORM).text, "a slider would move it to a step of its own"
    answer = phone.send(FORM, fields)
    assert "It was so already" in answer.text
    assert house.config.read_text(encoding="utf-8") == "# mine\n[voice]\nvolume = 0.83\n"
    assert not [each for each in house.told if isinstance(each, Again | Volume)]


def test_a_louder_voice_is_done_at_once(house: House) -> None:
    phone = house.trainer()
    answer = phone.send(FORM, {**opened(phone), "voice.volume": "0.9"})
    assert "Saved, and done" in answer.text
    assert [each for each in house.told if isinstance(each, Again | Volume)] == [Volume(volume=0.9)]
    assert load_settings(house.config).voice.volume == 0.9
    assert "still runs by other settings" not in answer.text
    assert "Bo set voice.volume to 0.9" in noted(house)


def test_all_else_waits_until_nobody_is_there_and_says_so(house: House) -> None:
    phone = house.owner()
    fields = {**opened(phone), "session.language": "es", "voice.tones": "true"}
    answer = phone.send(FORM, fields)
    assert "takes it up when nobody is there" in answer.text
    assert "still runs by other settings" in answer.text
    assert [each for each in house.told if isinstance(each, Again | Volume)] == [Again()]
    with house.config.open("rb") as file:
        assert tomllib.load(file) == {"session": {"language": "es"}, "voice": {"tones": True}}, "and nothing else"


def test_a_box_without_a_tick_is_a_no(house: House) -> None:
    phone = house.trainer()
    fields = opened(phone)
    assert fields["voice.speaks"] == "true"
    del fields["voice.speaks"]
    phone.send(FORM, {**fields, "voice.speaks": ["false"]})
    assert load_settings(house.config).voice.speaks is False
    phone.send(FORM, {**opened(phone), "voice.speaks": ["false", "true"]})
    assert load_settings(house.config).voice.speaks is True


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("voice.volume", "1.01", "Give a number from 0 to 1"),
        ("voice.volume", "loud", "Give a number from 0 to 1"),
        ("voice.volume", "nan", "Give a number from 0 to 1"),
        ("voice.counts", "some", "Choose one of these"),
        ("voice.speaks", "perhaps", "Choose one of these"),
        ("session.language", "../../etc/passwd", "Choose one of these"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_saved(house: House, name: str, typed: str, said: str) -> None:
    phone = house.owner()
    answer = phone.send(FORM, {**opened(phone), name: typed, "voice.tones": "true"})
    assert answer.status_code == 422
    assert re.search(rf'id="{name}-wrong">[^<]*{said}', answer.text)
    assert re.search(r'id="voice.tones"[^>]* checked', answer.text), "what else was typed is not lost"
    assert not house.config.exists()
    assert not [each for each in house.told if isinstance(each, Again | Volume)]


def test_who_comes_second_is_told(house: House) -> None:
    first, second = house.owner(), house.trainer()
    before = opened(second)
    first.send(FORM, {**opened(first), "voice.volume": "0.5"})
    answer = second.send(FORM, {**before, "voice.volume": "0.9"})
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.text
    assert filled(answer.text)["voice.volume"] == "0.9", "what was typed is not lost"
    assert load_settings(house.config).voice.volume == 0.5
    answer = second.send(FORM, filled(answer.text))
    assert answer.status_code == 200
    assert load_settings(house.config).voice.volume == 0.9


def test_who_changes_something_else_meanwhile_takes_nothing_back(house: House) -> None:
    first, second = house.owner(), house.trainer()
    before = opened(second)
    first.send(FORM, {**opened(first), "voice.volume": "0.5"})
    assert second.send(FORM, {**before, "voice.tones": "true"}).status_code == 200
    saved = load_settings(house.config).voice
    assert (saved.volume, saved.tones) == (0.5, True)


def test_a_trainer_changes_nothing_that_is_an_owners(house: House) -> None:
    phone = house.trainer()
    answer = phone.send(FORM, {**opened(phone), "session.language": "es"})
    assert answer.status_code == 403
    assert not house.config.exists()


def test_a_broken_file_is_said_and_left(house: House) -> None:
    house.config.write_text("[voice]\nvolume = 7\n", encoding="utf-8")
    phone = house.owner()
    text = phone.get(FORM).text
    assert "voice.volume" in text
    assert "settings.toml" in text
    answer = phone.send(FORM, {**filled(text), "voice.tones": "true"})
    assert answer.status_code == 409
    assert "settings.toml" in answer.text
    assert re.search(r'id="voice.tones"[^>]* checked', answer.text)
    assert house.config.read_text(encoding="utf-8") == "[voice]\nvolume = 7\n"


def test_a_language_of_an_owners_own_stays(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_bytes((Path(__file__).parents[2] / "kiosk" / "locale" / "en.toml").read_bytes())
    house = House(tmp_path, session={"language": str(own)})
    house.config.write_text(f'[session]\nlanguage = "{own}"\n', encoding="utf-8")
    phone = house.owner()
    fields = opened(phone)
    assert fields["session.language"] == str(own)
    phone.send(FORM, {**fields, "voice.tones": "true"})
    assert load_settings(house.config).session.language == str(own)


@pytest.mark.parametrize("language", page_languages())
def test_every_setting_and_every_choice_has_its_words(language: str) -> None:
    words = words_of(language)["settings"]
    for offer in OFFERED:
        section, key = offer.key
        said = words[section][key]
        assert said["label"]
        assert said["help"]
        assert words["sections"][section]
        if offer.kind == "choice":
            assert {str(choice) for choice in offer.choices} == set(said["choices"]), offer.key


# -- phones ------------------------------------------------------------------------------------------------


def id_of(house: House, name: str) -> str:
    return next(each.id for each in house.office.gate.devices.all() if each.name == name)


def test_a_trainer_sees_no_phones(house: House) -> None:
    phone = house.trainer()
    assert phone.get("/mirror/devices").status_code == 403
    assert "/mirror/devices" not in phone.get("/mirror").text
    for verb in ("rename", "revoke"):
        assert phone.send(f"/mirror/devices/{id_of(house, 'Ana')}/{verb}", {"name": "x"}).status_code == 403
    assert phone.send("/mirror/devices/next-owner").status_code == 403


def test_phones_are_listed_renamed_and_signed_out(house: House) -> None:
    owner = house.owner("Ana")
    trainer = house.trainer("Bo")
    text = owner.get("/mirror/devices").text
    cards = re.findall(r'<section class="card" aria-labelledby="name-.*?</section>', text, re.DOTALL)
    assert [("this phone" in card, "Owner" in card) for card in cards] == [(True, True), (False, False)]
    bo = id_of(house, "Bo")
    owner.send(f"/mirror/devices/{bo}/rename", {"name": " Bo & sons "})
    assert "Bo &amp; sons" in owner.get("/mirror/devices").text
    owner.send(f"/mirror/devices/{bo}/revoke")
    assert trainer.get("/mirror").url.path == "/pair"
    assert noted(house)[-2:] == ["Ana called a phone Bo & sons", "Ana signed Bo & sons out"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 31, "\x00"])
def test_a_name_that_is_none_is_said_beside_it(house: House, name: str) -> None:
    phone = house.owner()
    phone.get("/mirror/devices")
    own = id_of(house, "Ana")
    answer = phone.send(f"/mirror/devices/{own}/rename", {"name": name})
    assert answer.status_code == 422
    assert f'id="wrong-{own}"' in answer.text
    assert id_of(house, "Ana") == own


def test_the_last_owner_stays(house: House) -> None:
    phone = house.owner()
    phone.get("/mirror/devices")
    answer = phone.send(f"/mirror/devices/{id_of(house, 'Ana')}/revoke")
    assert answer.status_code == 409
    assert "last owner" in answer.text
    assert phone.get("/mirror/devices").status_code == 200


@pytest.mark.parametrize("verb", ["rename", "revoke"])
def test_a_phone_that_is_gone_is_not_found(house: House, verb: str) -> None:
    phone = house.owner()
    phone.get("/mirror/devices")
    for address in ("0" * 16, "x", "x" * 64):
        assert phone.send(f"/mirror/devices/{address}/{verb}", {"name": "x"}).status_code == 404


def test_an_owner_lets_another_in_and_leaves(house: House) -> None:
    first = house.owner("Ana")
    first.get("/mirror/devices")
    answer = first.send("/mirror/devices/next-owner")
    assert "shows a code for 120 seconds" in answer.text
    second = house.phone()
    second.get("/pair")
    second.send("/pair", {"code": house.code, "name": "Bo"})
    assert second.get("/mirror/devices").status_code == 200
    first.get("/mirror/devices")
    assert first.send(f"/mirror/devices/{id_of(house, 'Ana')}/revoke").url.path == "/pair"
    assert [each.name for each in house.office.gate.devices.all()] == ["Bo"]


def test_no_code_takes_the_glass_from_who_trains(house: House) -> None:
    phone = house.owner()
    phone.get("/mirror/devices")
    shown = sum(isinstance(each, ShowCode) for each in house.told)
    house.at(Stage.SET)
    answer = phone.send("/mirror/devices/next-owner")
    assert answer.status_code == 409
    assert "Somebody is training" in answer.text
    assert sum(isinstance(each, ShowCode) for each in house.told) == shown


def test_an_owner_who_must_wait_has_let_nobody_in(house: House) -> None:
    """Else who comes in first afterwards, whoever that is, would be an owner."""
    phone = house.owner()
    phone.get("/mirror/devices")
    for _ in range(MOST_CODES - 1):
        house.office.gate.show_code()
    house.clocks.later(WITHIN - OWNER_FOR / 2.0)
    answer = phone.send("/mirror/devices/next-owner")
    assert answer.status_code == 429
    assert "Too many codes" in answer.text
    house.clocks.later(OWNER_FOR / 2.0)
    assert house.office.gate.show_code().role is None


# -- all of it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", page_languages())
def test_it_speaks_both_languages(tmp_path: Path, language: str) -> None:
    house = House(tmp_path, session={"language": language})
    house.link.take(WELL.model_copy(update={"slowed": True, "trouble": ("x",), "effort": "fewer masks"}))
    a_log(house)
    phone = house.owner()
    for address in ("/mirror?hushed=true", f"{FORM}?saved=later", "/mirror/devices?shown=true"):
        text = phone.get(address).text
        assert f'<html lang="{language}">' in text
        assert "fewer masks" not in text
    trainer = house.trainer()
    assert trainer.get("/mirror").status_code == 200


def test_who_is_not_paired_sees_nothing(house: House) -> None:
    house.owner()
    phone = house.phone()
    for address in ("/mirror", "/mirror/health", FORM, "/mirror/devices", "/mirror/log.txt"):
        assert phone.get(address).url.path == "/pair"
