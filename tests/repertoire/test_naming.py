"""Names of files, of titles and of what comes from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.repertoire.naming import file_in, file_name
from kiosk.toml import FileProblem


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tuesday class", "tuesday_class"),
        ("  Wärmen & Dehnen!  ", "warmen_dehnen"),
        ("Ángel's straße №5", "angel_s_strasse_no5"),
        ("Bisagra — ñandú", "bisagra_nandu"),
        ("", "playlist"),
        ("!!!", "playlist"),
        ("股関節", "playlist"),
        ("5 x 5", "playlist_5_x_5"),
        ("CON", "playlist_con"),
        ("com1", "playlist_com1"),
        ("faults", "playlist_faults"),
        ("../../etc/passwd", "etc_passwd"),
        ("a" * 99, "a" * 40),
        ("x\x00y\ny", "x_y_y"),
    ],
)
def test_a_title_makes_a_plain_name(title: str, name: str) -> None:
    assert file_name(title, []) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert file_name("First hinge", ["first_hinge"]) == "first_hinge_2"
    assert file_name("First hinge", ["First_Hinge", "first_hinge_2"]) == "first_hinge_3"


@given(st.text(max_size=80), st.lists(st.text("ab_2", max_size=6), max_size=5))
def test_whatever_the_title_the_name_is_plain_free_and_taken_by_the_folder(title: str, taken: list[str]) -> None:
    name = file_name(title, taken)
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name)
    assert name not in taken
    assert file_in(Path("/own"), name) == Path(f"/own/{name}.toml")


@given(st.text(max_size=20))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    try:
        path = file_in(Path("/own"), name)
    except FileProblem:
        return
    assert path.parent == Path("/own")
    assert not path.name.startswith(".")


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/x", "a/b", "a\\b", ".x", "x\x00", "x\n", "c:x", "x" * 201])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(FileProblem, match="is no name of a file"):
        file_in(Path("/own"), name)
