"""Where the page is found, and which names lead to it."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trainer.access.address import (
    hosts_answered,
    interface_addresses,
    is_answered,
    is_local,
    lan_address,
    names,
    page_url,
    routed_sources,
)


@pytest.mark.parametrize(
    ("named", "routed", "further", "found"),
    [
        ("auto", ["192.168.1.20", "fd00::2"], [], "192.168.1.20"),
        ("auto", ["fd00::2"], ["127.0.0.1"], "fd00::2"),
        ("auto", ["203.0.113.7", "2001:db8::1"], ["127.0.0.1", "10.0.0.5"], "10.0.0.5"),
        ("auto", ["203.0.113.7"], ["127.0.0.1"], None),
        ("auto", [], ["127.0.0.1", "192.168.4.1"], "192.168.4.1"),
        ("auto", [], [], None),
        ("203.0.113.7", ["192.168.1.20"], [], "203.0.113.7"),
        ("127.0.0.1", ["192.168.1.20"], [], "127.0.0.1"),
    ],
)
def test_the_address_is_a_local_one_unless_the_owner_names_another(
    named: str, routed: list[str], further: list[str], found: str | None
) -> None:
    assert lan_address(named, lambda: routed, lambda: further) == found


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.0.9", "169.254.7.7", "fd12::1"]
)
def test_local(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "192.0.2.2", "127.0.0.1", "100.64.0.1", "2001:db8::1", "::1", "0.0.0.0"]
)
def test_not_local(address: str) -> None:
    assert not is_local(address)


def test_this_machine_tells_addresses_whatever_network_it_has() -> None:
    for address in (*routed_sources(), *interface_addresses()):
        ipaddress.ip_address(address)


def test_what_a_phone_opens() -> None:
    assert page_url("192.168.1.20", 8443) == "https://192.168.1.20:8443/"
    assert page_url("fd00::2", 8443) == "https://[fd00::2]:8443/"


def test_names_of_the_machine() -> None:
    assert names("Mirror.fritz.box") == ("mirror", "mirror.local")
    assert names("localhost") == names("") == names("spiegel_eins") == names("-x") == names("glaß") == ()


@pytest.mark.parametrize("header", ["192.168.1.20:8443", "mirror:8443", "Mirror.Local:8443", "localhost:8443"])
def test_its_own_names_are_answered(header: str) -> None:
    assert is_answered(header, hosts_answered("192.168.1.20", 8443, "mirror"))


@pytest.mark.parametrize(
    "header",
    ["", "evil.example:8443", "192.168.1.20", "192.168.1.20:80", "192.168.1.20:8443.evil.io", "mirror.evil:8443"],
)
def test_other_names_are_not(header: str) -> None:
    assert not is_answered(header, hosts_answered("192.168.1.20", 8443, "mirror"))


def test_an_address_of_six_is_answered_in_brackets() -> None:
    assert is_answered("[fd00::2]:8443", hosts_answered("fd00::2", 8443, ""))


@given(st.text())
def test_whatever_else_is_asked_for_is_not_answered(header: str) -> None:
    answered = hosts_answered("192.168.1.20", 8443, "mirror")
    assert is_answered(header, answered) is (header.lower() in answered)
