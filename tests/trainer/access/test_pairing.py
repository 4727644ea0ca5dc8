"""A code on the glass: who reads it may pair, who guesses may not."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trainer.access.pairing import (
    MOST_CODES,
    OWNER_FOR,
    SHOWN_FOR,
    TRIES,
    WITHIN,
    Pairing,
    TooSoon,
)
from kiosk.trainer.access.roles import Role
from kiosk.trainer.access.terminal_code import LASTS, NAME, TerminalCode, put_code

DAY = 24 * 3600.0


def counting() -> Callable[[], str]:
    """Codes 000001, 000002 and so on."""
    numbers = itertools.count(1)
    return lambda: f"{next(numbers):06d}"


@pytest.fixture
def pairing(tmp_path: Path) -> Pairing:
    return Pairing(lambda: Role.TRAINER, tmp_path, counting())


def wrong(pairing: Pairing, now: float, times: int = TRIES) -> None:
    for _ in range(times):
        assert pairing.claim("999999", now) is None


def wait(pairing: Pairing, now: float) -> float:
    with pytest.raises(TooSoon) as caught:
        pairing.begin(now)
    return caught.value.seconds


def test_who_reads_the_code_is_let_in_once(pairing: Pairing) -> None:
    shown = pairing.begin(10.0)
    assert pairing.showing(11.0) == shown
    assert pairing.claim(shown.code, 11.0) is Role.TRAINER
    assert pairing.showing(11.0) is None
    assert pairing.claim(shown.code, 12.0) is None


@pytest.mark.parametrize("typed", ["000 001", " 000001\n", "00 00 01"])
def test_blanks_do_not_matter(pairing: Pairing, typed: str) -> None:
    pairing.begin(0.0)
    assert pairing.claim(typed, 1.0) is Role.TRAINER


def test_the_first_is_the_owner(tmp_path: Path) -> None:
    roles = iter([Role.OWNER, Role.TRAINER])
    pairing = Pairing(lambda: next(roles), tmp_path, counting())
    assert pairing.claim(pairing.begin(0.0).code, 1.0) is Role.OWNER
    assert pairing.claim(pairing.begin(2.0).code, 3.0) is Role.TRAINER


def test_a_code_has_six_digits_by_chance(tmp_path: Path) -> None:
    codes = set()
    for _ in range(40):
        pairing = Pairing(lambda: Role.TRAINER, tmp_path)
        codes.add(pairing.begin(0.0).code)
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 35


def test_a_code_ends(pairing: Pairing) -> None:
    shown = pairing.begin(0.0)
    assert shown.until == SHOWN_FOR
    assert pairing.showing(SHOWN_FOR - 0.1) is not None
    assert pairing.showing(SHOWN_FOR) is None
    assert pairing.claim(shown.code, SHOWN_FOR) is None


def test_a_new_code_takes_the_place_of_the_old(pairing: Pairing) -> None:
    first, second = pairing.begin(0.0), pairing.begin(1.0)
    assert first.code != second.code
    assert pairing.claim(first.code, 2.0) is None
    assert pairing.claim(second.code, 2.0) is Role.TRAINER


def test_nobody_wants_it_any_more(pairing: Pairing) -> None:
    shown = pairing.begin(0.0)
    pairing.end()
    assert pairing.showing(0.5) is None
    assert pairing.claim(shown.code, 0.5) is None


def test_wrong_tries_spoil_a_code(pairing: Pairing) -> None:
    shown = pairing.begin(0.0)
    wrong(pairing, 1.0, TRIES - 1)
    assert pairing.showing(1.0) is not None
    wrong(pairing, 1.0, 1)
    assert pairing.showing(1.0) is None
    assert pairing.claim(shown.code, 1.0) is None


@given(typed=st.text().filter(lambda text: not ("".join(text.split()).isascii() and len("".join(text.split())) == 6)))
def test_what_can_be_no_code_is_no_try(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    pairing = Pairing(lambda: Role.TRAINER, tmp_path_factory.getbasetemp() / "none", counting())
    shown = pairing.begin(0.0)
    for _ in range(TRIES):
        assert pairing.claim(typed, 1.0) is None
    assert pairing.claim(shown.code, 1.0) is Role.TRAINER


@given(st.from_regex(r"\A[0-9]{6}\Z"))
def test_any_other_code_is_wrong(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    pairing = Pairing(lambda: Role.TRAINER, tmp_path_factory.getbasetemp() / "none", lambda: "271828")
    pairing.begin(0.0)
    assert (pairing.claim(typed, 1.0) is not None) is (typed == "271828")


def test_digits_of_other_scripts_are_none(pairing: Pairing) -> None:
    pairing.begin(0.0)
    assert pairing.claim("००००००१"[-6:], 1.0) is None
    assert pairing.claim("०००००१", 1.0) is None


def test_codes_on_the_glass_are_few(pairing: Pairing) -> None:
    for number in range(MOST_CODES):
        pairing.begin(float(number))
    assert wait(pairing, 10.0) == WITHIN - 10.0
    assert wait(pairing, WITHIN - 1.0) == 1.0
    pairing.begin(WITHIN)
    assert wait(pairing, WITHIN) == 1.0, "the second of before is a second younger"


def test_wrong_tries_make_the_wait_grow_and_a_right_one_ends_it(pairing: Pairing) -> None:
    pairing.begin(0.0)
    wrong(pairing, 0.0)
    assert wait(pairing, 0.0) == 60.0
    pairing.begin(60.0)
    wrong(pairing, 60.0)
    assert wait(pairing, 61.0) == 119.0
    shown = pairing.begin(180.0)
    wrong(pairing, 181.0, TRIES - 1)
    assert wait(pairing, 182.0) > 0.0
    assert pairing.claim(shown.code, 182.0) is Role.TRAINER
    pairing.begin(182.0)


def test_wrong_tries_are_forgiven_in_the_end(pairing: Pairing) -> None:
    for moment in (0.0, 1000.0, 2000.0):
        pairing.begin(moment)
        wrong(pairing, moment)
    assert wait(pairing, 2001.0) > 0.0
    pairing.begin(2001.0 + DAY)
    wrong(pairing, 2001.0 + DAY)
    assert wait(pairing, 2001.0 + DAY) == 60.0, "as after the first five"


def test_who_guesses_for_a_year_has_few_tries(tmp_path: Path) -> None:
    """The chance is tries in a million, and each code is good for `TRIES`."""
    pairing, now, tries = Pairing(lambda: Role.TRAINER, tmp_path, lambda: "271828"), 0.0, 0
    while now < 365 * DAY:
        try:
            pairing.begin(now)
        except TooSoon as soon:
            now += soon.seconds
            continue
        wrong(pairing, now)
        tries += TRIES
    assert TRIES * 365 < tries < 10_000


def test_who_leaves_a_code_to_end_has_no_more_tries(tmp_path: Path) -> None:
    pairing, now, tries = Pairing(lambda: Role.TRAINER, tmp_path, lambda: "271828"), 0.0, 0
    while now < 30 * DAY:
        try:
            pairing.begin(now)
        except TooSoon as soon:
            now += soon.seconds
            continue
        wrong(pairing, now, TRIES - 1)
        tries += TRIES - 1
        now += SHOWN_FOR
    assert 0 < tries < 1000


def test_an_owner_can_let_the_next_be_an_owner(pairing: Pairing) -> None:
    pairing.let_owner(0.0)
    shown = pairing.begin(1.0)
    assert shown.role is Role.OWNER
    shown = pairing.begin(2.0)
    assert pairing.claim(shown.code, 3.0) is Role.OWNER, "the one that stands there, not only the first"
    assert pairing.claim(pairing.begin(4.0).code, 5.0) is Role.TRAINER, "and one only"


def test_an_owner_gives_no_word_where_no_code_is_shown(pairing: Pairing) -> None:
    for number in range(MOST_CODES):
        pairing.begin(float(number))
    with pytest.raises(TooSoon):
        pairing.begin(WITHIN - 1.0, for_owner=True)
    assert pairing.begin(WITHIN).role is None
    assert pairing.begin(2.0 * WITHIN, for_owner=True).role is Role.OWNER


def test_an_owners_word_ends(pairing: Pairing) -> None:
    pairing.let_owner(0.0)
    assert pairing.begin(OWNER_FOR).role is None


# -- a code from the terminal ------------------------------------------------------------------------------


def test_a_code_of_a_command_pairs_one_device(pairing: Pairing, tmp_path: Path) -> None:
    put_code(TerminalCode(code="314159", role=Role.OWNER, until=600.0), tmp_path)
    assert pairing.claim("314159", 1.0) is Role.OWNER
    assert pairing.claim("314159", 2.0) is None
    assert not (tmp_path / NAME).exists()


def test_a_code_of_a_command_is_for_the_usual_role_where_it_says_none(pairing: Pairing, tmp_path: Path) -> None:
    put_code(TerminalCode(code="314159", until=600.0), tmp_path)
    assert pairing.claim("314 159", 1.0) is Role.TRAINER


def test_a_code_of_a_command_ends_is_spoilt_and_can_be_made_anew(pairing: Pairing, tmp_path: Path) -> None:
    put_code(TerminalCode(code="314159", until=600.0), tmp_path)
    assert pairing.claim("314159", 600.0) is None
    wrong(pairing, 1.0)
    assert not (tmp_path / NAME).exists()
    assert pairing.claim("314159", 1.0) is None
    put_code(TerminalCode(code="161803", until=600.0), tmp_path)
    assert pairing.claim("161803", 1.0) is Role.TRAINER


@pytest.mark.parametrize("used", [True, False])
def test_a_used_or_spoilt_code_whose_file_stays_is_not_taken(
    pairing: Pairing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, used: bool
) -> None:
    put_code(TerminalCode(code="314159", role=Role.OWNER, until=600.0), tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    if used:
        assert pairing.claim("314159", 1.0) is Role.OWNER
    else:
        wrong(pairing, 1.0)
    assert (tmp_path / NAME).exists()
    assert pairing.claim("314159", 1.0) is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"code": "314159"}', '{"code": "3141", "until": 9.0}', '{"code": "314159", "until": 1e9}'],
)
def test_what_is_no_code_of_a_command_is_ignored(pairing: Pairing, tmp_path: Path, content: str) -> None:
    put_code(TerminalCode(code="314159", until=LASTS), tmp_path)
    (tmp_path / NAME).write_text(content)
    assert pairing.claim("314159", 1.0) is None


def test_a_code_that_others_could_have_written_is_ignored(
    pairing: Pairing, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put_code(TerminalCode(code="314159", role=Role.OWNER, until=600.0), tmp_path)
    (tmp_path / NAME).chmod(0o622)
    assert pairing.claim("314159", 1.0) is None
    assert "others could have written it" in caplog.text


def test_a_pipe_or_a_link_in_its_place_is_not_waited_for(pairing: Pairing, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    os.mkfifo(path, 0o600)
    assert pairing.claim("314159", 1.0) is None
    path.unlink()
    put_code(TerminalCode(code="314159", until=600.0), tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere" / NAME)
    assert pairing.claim("314159", 1.0) is None


def test_a_code_of_a_command_is_for_the_mirrors_user_alone(tmp_path: Path) -> None:
    put_code(TerminalCode(code="314159", until=time.monotonic() + LASTS), tmp_path)
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / NAME).parent.stat().st_mode & 0o777 == 0o700
