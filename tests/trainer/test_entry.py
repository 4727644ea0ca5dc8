"""A phone comes in by the code on the glass, stays, and is put out."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.coach.guidance import Stage
from kiosk.trainer.access.limits import Limiter, Rate
from kiosk.trainer.access.roles import Role
from kiosk.trainer.cookies import DEVICE
from kiosk.trainer.messages import Noted, ShowCode
from kiosk.trainer.view import static
from tests.trainer.phones import ADDRESS, FINGERPRINT, PORT, House

DAY = 86400.0


def test_who_is_not_known_is_asked_to_pair(house: House) -> None:
    phone = house.phone()
    answer = phone.get("/")
    assert answer.url.path == "/pair"
    assert FINGERPRINT in answer.text
    assert "Nobody there" not in answer.text


def test_who_reads_the_code_comes_in_and_stays(house: House) -> None:
    phone = house.owner("Ana")
    shown = next(each for each in house.told if isinstance(each, ShowCode))
    assert (shown.fingerprint, shown.seconds) == (FINGERPRINT, 120.0)
    assert house.told[-2:] == [ShowCode(), Noted(line="Ana was paired as owner")], "the code goes out"
    for _ in range(12):
        house.clocks.later(30 * DAY)
        assert "Nobody there" in phone.get("/").text, "who comes often stays"
    house.clocks.later(61 * DAY)
    assert phone.get("/").url.path == "/pair"


def test_the_first_is_the_owner_and_the_others_are_trainers(house: House) -> None:
    house.owner("Ana")
    house.trainer("Bo")
    assert [device.role for device in house.office.gate.devices.all()] == [Role.OWNER, Role.TRAINER]


@pytest.mark.parametrize("code", ["000000", "", "12", "abcdef", "１２３４５６", "1" * 16])
def test_a_wrong_code_lets_nobody_in(house: House, code: str) -> None:
    phone = house.phone()
    phone.get("/pair")
    phone.send("/pair/show")
    wrong = "000001" if house.code == code else code
    answer = phone.send("/pair", {"code": wrong, "name": "Eve"})
    assert answer.status_code in {403, 422}
    assert house.office.gate.devices.all() == ()
    assert DEVICE not in phone.client.cookies


def test_five_wrong_codes_put_it_out(house: House) -> None:
    phone = house.phone()
    phone.get("/pair")
    phone.send("/pair/show")
    right = house.code
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    answers = [phone.send("/pair", {"code": wrong, "name": "Eve"}) for _ in range(5)]
    assert "gone out" in answers[-1].text
    assert house.told[-1] == ShowCode(), "from the glass too"
    assert phone.send("/pair", {"code": right, "name": "Eve"}).status_code == 403
    assert "Too many tries" in phone.send("/pair/show").text


def test_nobody_who_trains_has_a_code_put_before_them(house: House) -> None:
    house.at(Stage.SET)
    phone = house.phone()
    phone.get("/pair")
    answer = phone.send("/pair/show")
    assert answer.status_code == 409
    assert "Somebody is training" in answer.text
    assert not any(isinstance(each, ShowCode) for each in house.told)


def test_a_name_that_is_none_does_not_use_the_code_up(house: House) -> None:
    phone = house.phone()
    phone.get("/pair")
    phone.send("/pair/show")
    for name in ("", "  ", "a\x07b", "x" * 31):
        assert phone.send("/pair", {"code": house.code, "name": name}).status_code == 422
    assert phone.send("/pair", {"code": house.code, "name": "Ana"}).url.path == "/"


def test_what_is_typed_is_shown_as_it_is_and_never_as_a_page(house: House) -> None:
    phone = house.phone()
    phone.get("/pair")
    answer = phone.send("/pair", {"code": "123456", "name": "<b onload=x>"})
    assert "&lt;b onload=x&gt;" in answer.text
    assert "<b onload" not in answer.text


def test_who_leaves_is_out(house: House) -> None:
    phone = house.owner()
    phone.get("/")
    kept = phone.client.cookies.get(DEVICE)
    assert phone.send("/leave").url.path == "/pair"
    assert house.office.gate.devices.all() == ()
    phone.client.cookies.set(DEVICE, kept or "", domain=ADDRESS)
    assert phone.get("/").url.path == "/pair", "a copy of the cookie is worth nothing"


def test_who_is_revoked_is_out_at_once(house: House) -> None:
    owner, trainer = house.owner("Ana"), house.trainer("Bo")
    house.office.gate.devices.revoke(house.office.gate.devices.all()[1].id)
    assert trainer.get("/").url.path == "/pair"
    assert owner.get("/").url.path == "/"


def test_a_form_without_its_token_changes_nothing(house: House) -> None:
    phone = house.owner()
    for options in ({}, {"data": {"csrf": "x"}}, {"headers": {"x-csrf": "x"}}):
        assert phone.client.post("/leave", **options).status_code == 403
    stranger = house.phone()
    stranger.get("/pair")
    assert phone.client.post("/leave", data={"csrf": stranger.token}).status_code == 403, "nor by another's"
    assert len(house.office.gate.devices.all()) == 1


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_another_site_can_send_nothing(house: House, headers: dict[str, str]) -> None:
    phone = house.owner()
    phone.get("/")
    assert phone.send("/leave", headers=headers).status_code == 403
    own = {"origin": f"https://{ADDRESS}:{PORT}", "sec-fetch-site": "same-origin"}
    assert phone.send("/leave", headers=own).url.path == "/pair"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8443", "", f"{ADDRESS}:80", "169.254.169.254"])
def test_another_name_is_not_answered(house: House, host: str) -> None:
    phone = house.phone()
    assert phone.client.get("/pair", headers={"host": host}).status_code == 421


def test_who_asks_too_often_waits(tmp_path: Path) -> None:
    house = House(tmp_path, Limiter(Rate(at_once=5, per_second=0.001), Rate(at_once=50, per_second=1)))
    phone = house.phone()
    codes = [phone.client.get("/pair").status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert int(phone.client.get("/pair").headers["retry-after"]) > 60


def test_more_than_a_form_can_hold_is_refused(house: House) -> None:
    phone = house.owner()
    phone.get("/")
    assert phone.send("/leave", {"more": "x" * 70_000}).status_code == 413
    parts = (b"x" * 10_000 for _ in range(10))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert phone.client.post("/leave", content=parts, headers=headers).status_code == 413, "nor in parts"
    assert len(house.office.gate.devices.all()) == 1


def test_every_answer_carries_what_keeps_it_safe(house: House) -> None:
    phone = house.owner()
    paths = ("/", "/pair", "/nowhere", "/static/page.css", "/static/../app.py", "/static/nothing.css")
    for answer in (phone.client.get(path, follow_redirects=False) for path in paths):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.status_code in {200, 303, 404}
    assert "immutable" in phone.get(static("page.css")).headers["cache-control"]
    assert phone.get("/").headers["cache-control"] == "no-store"


def test_no_page_has_anything_from_elsewhere(house: House) -> None:
    text = house.owner().get("/").text
    assert "http://" not in text
    assert "https://" not in text


def test_its_documentation_is_not_served(house: House) -> None:
    phone = house.owner()
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert phone.get(path).status_code == 404
