"""Whatever is sent to the page, by its own description and beside it, the answer is clean: never more than 4xx."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from kiosk.trainer.app import bare_app
from tests.trainer.phones import House, Phone

schemathesis = pytest.importorskip("schemathesis", reason="fuzzes by a schema: make test-page installs what it takes")
pytestmark = pytest.mark.page

ENDLESS = "/live/stream"
"""Answers until somebody leaves: `test_live` has it."""

TRIES = 80

SCHEMA = schemathesis.openapi.from_dict(bare_app(None).openapi())  # type: ignore[arg-type]
OPERATIONS = {
    f"{each.ok().method.upper()} {each.ok().path}": each.ok()
    for each in SCHEMA.get_all_operations()
    if each.ok().path != ENDLESS
}
MODES = {
    "as_described": schemathesis.GenerationMode.POSITIVE,
    "against_it": schemathesis.GenerationMode.NEGATIVE,
}


def takes_anything(operation: Any) -> bool:
    """Whether there is anything that could be sent otherwise than described."""
    return bool(operation.definition.raw.get("parameters") or operation.definition.raw.get("requestBody"))


CASES = [
    (name, mode)
    for name, each in OPERATIONS.items()
    for mode in MODES
    if mode == "as_described" or takes_anything(each)
]


@pytest.mark.parametrize(("operation", "mode"), CASES)
def test_no_request_is_answered_by_a_defect(operation: str, mode: str, house: House) -> None:
    phone = house.owner()
    cases = OPERATIONS[operation].as_strategy(generation_mode=MODES[mode])

    @settings(max_examples=TRIES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases)
    def fuzz(case: Any) -> None:
        send(case, phone)

    try:
        with phone.client:  # else each request has an event loop of its own
            fuzz()
    except Unsatisfiable:
        if mode == "as_described":
            raise
        pytest.skip("nothing can be sent that its description does not have: any text will do")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_no_address_and_no_method_is_answered_by_a_defect(method: str, house: House) -> None:
    phone = house.owner()

    @settings(max_examples=TRIES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.text(max_size=60),
        st.binary(max_size=200),
        st.sampled_from(["", "application/json", "x/y", "multipart/form-data"]),
    )
    def fuzz(path: str, body: bytes, kind: str) -> None:
        known(phone)
        headers = {"x-csrf": phone.token, "content-type": kind}
        address = "/" + quote(path, safe="/?%&=.")
        answer = phone.client.request(method, address, content=body, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, answer.text

    with phone.client:
        fuzz()


def known(phone: Phone) -> None:
    """It may have signed itself out, or have been revoked: then it pairs again, as an owner's."""
    if phone.get("/").url.path != "/":
        phone.client.cookies.clear()
        phone.house.clocks.later(1000.0)
        phone.house.office.gate.let_owner()
        phone.pair("Ana")


def send(case: Any, phone: Phone) -> None:
    known(phone)
    arguments = case.as_transport_kwargs(base_url="")
    arguments.pop("cookies", None)
    headers = {**dict(arguments.pop("headers", None) or {}), "x-csrf": phone.token}
    answer = phone.client.request(headers=headers, follow_redirects=False, **arguments)
    assert answer.status_code < 500, (arguments, answer.text)
    assert "Traceback" not in answer.text
    if answer.status_code >= 400:
        assert answer.text.strip(), "it says what is wrong"
