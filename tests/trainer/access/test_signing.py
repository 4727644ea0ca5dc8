"""Cookies and tokens: only this mirror's, only as they were written, only for their time."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.toml import FileProblem
from kiosk.trainer.access.signing import NAME, VISIT_LASTS, Signed, Signing, new_key

NOW = 1_795_000_000.0
DAY = 86_400.0
LASTS = 60 * DAY
DEVICE = "0123456789abcdef"


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    return Signing(tmp_path / "trainer", LASTS)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Signing:
    return Signing(tmp_path_factory.mktemp("signing") / "trainer", LASTS)


def test_a_cookie_says_whose_it_is_and_since_when(signing: Signing) -> None:
    assert signing.session_of(signing.session(DEVICE, NOW), NOW + 5.0) == Signed(DEVICE, NOW)


def test_a_cookie_outlives_a_restart(signing: Signing, tmp_path: Path) -> None:
    cookie = signing.session(DEVICE, NOW)
    assert Signing(tmp_path / "trainer", LASTS).session_of(cookie, NOW) == Signed(DEVICE, NOW)


def test_a_cookie_ends(signing: Signing) -> None:
    cookie = signing.session(DEVICE, NOW)
    assert signing.session_of(cookie, NOW + LASTS) is not None
    assert signing.session_of(cookie, NOW + LASTS + 1.0) is None


def test_a_cookie_of_the_future_waits_until_the_clock_is_right(signing: Signing) -> None:
    cookie = signing.session(DEVICE, NOW)
    assert signing.session_of(cookie, NOW - DAY) is None
    assert signing.session_of(cookie, NOW - 120.0) is None
    assert signing.session_of(cookie, NOW - 30.0) is not None, "a clock that is set right steps back a little"
    assert signing.session_of(cookie, NOW) is not None


@given(place=st.integers(0, 500), letter=st.characters(min_codepoint=1, max_codepoint=0x17F))
def test_a_cookie_with_another_letter_is_refused(lasting: Signing, place: int, letter: str) -> None:
    cookie = lasting.session(DEVICE, NOW)
    place %= len(cookie)
    altered = cookie[:place] + letter + cookie[place + 1 :]
    assert (lasting.session_of(altered, NOW) is not None) is (altered == cookie)


def test_there_is_one_way_only_to_write_a_cookie(signing: Signing) -> None:
    """In base64 the last letter has bits to spare, and what is no letter of it is passed over."""
    cookie = signing.session(DEVICE, NOW)
    for place in range(len(cookie)):
        for letter in string.ascii_letters + string.digits + "-_!.= ":
            altered = cookie[:place] + letter + cookie[place + 1 :]
            assert altered == cookie or signing.session_of(altered, NOW) is None
    for extra in ("=", "==", "!", " ", "\n", ";", "A"):
        for altered in (cookie + extra, extra + cookie, cookie[:-5] + extra + cookie[-5:]):
            assert signing.session_of(altered, NOW) is None


@given(place=st.integers(0, 500), extra=st.text(min_size=1, max_size=3), cut=st.integers(0, 3))
def test_a_cookie_with_more_or_less_is_refused(lasting: Signing, place: int, extra: str, cut: int) -> None:
    cookie = lasting.session(DEVICE, NOW)
    place %= len(cookie) + 1
    altered = cookie[:place] + extra + cookie[place + cut :]
    assert (lasting.session_of(altered, NOW) is not None) is (altered == cookie)
    shorter = cookie[:place] + cookie[place + cut :]
    assert (lasting.session_of(shorter, NOW) is not None) is (shorter == cookie)


@given(st.text() | st.text("abcdefghijklmnopqrstuvwxyzABCDEF0123456789-_.="))
def test_whatever_else_is_refused(lasting: Signing, cookie: str) -> None:
    assert lasting.session_of(cookie, NOW) is None
    assert lasting.visit_of(cookie, NOW) is None
    assert not lasting.is_token(Signed(DEVICE, NOW), cookie)


def test_a_huge_cookie_is_refused(signing: Signing) -> None:
    assert signing.session_of(signing.session(DEVICE, NOW) * 10_000, NOW) is None


def test_another_mirrors_cookie_is_refused(signing: Signing, tmp_path: Path) -> None:
    other = Signing(tmp_path / "other", LASTS)
    assert signing.session_of(other.session(DEVICE, NOW), NOW) is None


def test_a_visitor_is_no_device(signing: Signing) -> None:
    visit = signing.visit(NOW)
    signed = signing.visit_of(visit, NOW)
    assert signed is not None
    assert signing.session_of(visit, NOW) is None
    assert signing.visit_of(signing.session(signed.id, NOW), NOW) is None
    assert signing.visit_of(visit, NOW + VISIT_LASTS + 1.0) is None
    assert signing.visit(NOW) != visit


def test_a_token_is_of_one_device_and_cannot_be_taken_for_a_cookie(signing: Signing) -> None:
    mine, other = Signed(DEVICE, NOW), Signed("f" * 16, NOW)
    token = signing.token(mine)
    assert signing.is_token(mine, token)
    assert signing.is_token(Signed(DEVICE, NOW + DAY), token), "a cookie that is signed anew keeps its forms"
    assert not signing.is_token(other, token)
    assert not signing.is_token(mine, signing.session(DEVICE, NOW).rpartition(".")[2])
    assert signing.session_of(token, NOW) is None


@given(place=st.integers(0, 500), letter=st.characters(min_codepoint=1, max_codepoint=0x17F))
def test_a_token_with_another_letter_is_refused(lasting: Signing, place: int, letter: str) -> None:
    mine = Signed(DEVICE, NOW)
    token = lasting.token(mine)
    place %= len(token)
    altered = token[:place] + letter + token[place + 1 :]
    assert lasting.is_token(mine, altered) is (altered == token)


def test_a_new_key_ends_every_cookie_and_token_at_once(signing: Signing, tmp_path: Path) -> None:
    cookie, token = signing.session(DEVICE, NOW), signing.token(Signed(DEVICE, NOW))
    new_key(tmp_path / "trainer")  # as another process does
    assert signing.session_of(cookie, NOW) is None
    assert not signing.is_token(Signed(DEVICE, NOW), token)
    assert signing.session_of(signing.session(DEVICE, NOW), NOW) is not None


def test_nobody_else_may_read_the_key(signing: Signing, tmp_path: Path) -> None:
    path = tmp_path / "trainer" / NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    key = path.read_bytes()
    path.chmod(0o644)
    Signing(tmp_path / "trainer", LASTS)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == key


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_a_damaged_key_is_made_anew(
    signing: Signing, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    cookie = signing.session(DEVICE, NOW)
    (tmp_path / "trainer" / NAME).write_bytes(content)
    assert signing.session_of(cookie, NOW) is None
    assert "damaged" in caplog.text
    assert len((tmp_path / "trainer" / NAME).read_bytes()) == 32


def test_a_key_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem, match="cannot be"):
        Signing(tmp_path / "file" / "trainer", LASTS)
