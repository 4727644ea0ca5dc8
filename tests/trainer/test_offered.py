"""Which settings the page offers, and what its forms may send."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.locale.load import shipped
from kiosk.settings import Settings, load_settings
from kiosk.settings_file import change
from kiosk.toml import FileProblem
from kiosk.trainer.access.roles import Role
from kiosk.trainer.offered import OFFERED, Offer, offered_to

BY_KEY = {offer.key: offer for offer in OFFERED}
VOLUME, LANGUAGE = BY_KEY["voice", "volume"], BY_KEY["session", "language"]

offers = pytest.mark.parametrize("offer", OFFERED, ids=lambda offer: ".".join(offer.key))


def accepted(offer: Offer) -> list[str]:
    """What a form may send for ``offer``: all choices, both ends and the middle of a number."""
    if offer.kind == "switch":
        return ["true", "false"]
    if offer.kind == "choice":
        return [str(choice) for choice in offer.choices]
    return [f"{offer.least:g}", f"{offer.most:g}", f"{offer.least + offer.step:g}"]


@offers
def test_whatever_a_form_may_send_is_written_and_read_again(tmp_path: Path, offer: Offer) -> None:
    path = tmp_path / "settings.toml"
    for text in accepted(offer):
        value = offer.read(text)
        change(path, {offer.key: value})
        assert offer.of(load_settings(path) if path.exists() else Settings()) == value


@offers
@pytest.mark.parametrize("text", ["", "nonsense", "-1", "1e9", "nan", "inf", "TRUE", "{}", "\x00"])
def test_whatever_else_is_refused_in_words(offer: Offer, text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        offer.read(text)


@given(offer=st.sampled_from(OFFERED), text=st.text())
def test_what_a_form_accepts_the_settings_accept(
    tmp_path_factory: pytest.TempPathFactory, offer: Offer, text: str
) -> None:
    try:
        value = offer.read(text)
    except ValueError:
        return
    try:
        change(tmp_path_factory.mktemp("offered") / "settings.toml", {offer.key: value})
    except FileProblem as error:
        pytest.fail(str(error))


def test_numbers_have_the_bounds_of_the_settings() -> None:
    assert (VOLUME.kind, VOLUME.least, VOLUME.most, VOLUME.whole) == ("number", 0.0, 1.0, False)
    for text in ("-0.01", "1.01"):
        with pytest.raises(ValueError, match="a number from 0 to 1"):
            VOLUME.read(text)


def test_languages_are_those_that_are_shipped() -> None:
    assert LANGUAGE.choices == tuple(shipped())
    with pytest.raises(ValueError, match="one of en, es"):
        LANGUAGE.read("/etc/passwd")


def test_a_trainer_is_offered_what_a_class_needs_and_an_owner_all() -> None:
    assert offered_to(Role.OWNER) == OFFERED
    trainers = {offer.key for offer in offered_to(Role.TRAINER)}
    assert ("voice", "volume") in trainers
    assert ("session", "language") not in trainers


def test_nothing_is_offered_that_takes_the_page_or_the_picture_away() -> None:
    assert not {section for section, _ in BY_KEY} & {"trainer", "camera", "pose", "zone"}
    lost = {("glass", "display"), ("glass", "rotation"), ("cabinet", "shutdown"), ("records", "database")}
    assert not lost & BY_KEY.keys()
