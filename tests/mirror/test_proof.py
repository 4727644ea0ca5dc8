"""Every language fits the glass, in letters that the font has."""

from __future__ import annotations

import pytest

from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import SHIPPED as PLAYLISTS
from kiosk.coach.playlist import load_playlist, playlist_files
from kiosk.locale.load import english, load_texts, shipped
from kiosk.locale.texts import DrillTexts, FaultTexts, NotCounted, PlaylistTexts, Said
from kiosk.mirror.lettering import missing
from kiosk.mirror.proof import misfits, places
from kiosk.mirror.theme import Theme
from tests.mirror import scenes

SIZES = ((1080, 1920), (720, 1280), (2160, 3840), (1920, 1080), (1280, 720), (3840, 2160))


def theme(size: tuple[int, int] = SIZES[0], large: bool = False) -> Theme:
    return Theme.of(scenes.settings(*size, large).glass, size)


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", shipped())
def test_every_text_of_every_language_fits(language: str, size: tuple[int, int], large: bool) -> None:
    assert misfits(load_texts(language), theme(size, large)) == []


def _is_shown(key: str) -> bool:
    if not key.startswith(("drills.", "playlists.")):
        return True
    return key.split(".")[2] in {"name", "setup", "cautions", "phases", "unseen", "load"}


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
def test_what_the_drill_files_say_to_be_read_fits_too(size: tuple[int, int], large: bool) -> None:
    words = {
        drill.id: DrillTexts(name=drill.name, setup=drill.setup, cautions=drill.cautions)
        for drill in load_repertoire().drills.values()
    }
    assert misfits(english().model_copy(update={"drills": words}), theme(size, large)) == []


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("size", SIZES)
def test_what_the_playlist_files_say_to_be_read_fits_too(size: tuple[int, int], large: bool) -> None:
    repertoire = load_repertoire()
    lists = {path.stem: load_playlist(path, repertoire) for path in playlist_files(PLAYLISTS)}
    words = {
        named: PlaylistTexts(name=each.name, load={item.drill: item.load for item in each.items if item.load})
        for named, each in lists.items()
    }
    drills = {drill.id: DrillTexts(name=drill.name) for drill in repertoire.drills.values()}
    texts = english().model_copy(update={"playlists": words, "drills": drills})
    assert misfits(texts, theme(size, large)) == []
    wide = {"mine": PlaylistTexts(name="W" * 32, load={"hip_hinge": "W" * 48})}
    told = misfits(texts.model_copy(update={"playlists": wide}), theme(size, large))
    assert {line.partition(":")[0] for line in told} & {"playlists.mine.name", "playlists.mine.load.hip_hinge"}


@pytest.mark.parametrize("language", shipped())
def test_every_text_that_is_shown_is_measured(language: str) -> None:
    texts = load_texts(language)
    shown = {key for key, _ in texts.phrases() if _is_shown(key)}
    # The result is read on a phone.
    unshown = {key for key in shown if key.startswith(("voice.", "take_away."))} | {"language"}
    assert {place.key for place in places(texts, theme())} == shown - unshown


def test_what_does_not_fit_is_named() -> None:
    wide = "Rückwärtsbewegung bitte"
    texts = english().model_copy(
        update={
            "placement": english().placement.model_copy(update={"turned": Said(headline=wide, hint="ж 感 😀")}),
            "faults": english().faults.model_copy(update={"squatting": FaultTexts(cue="W" * 40, praise="Good")}),
            "glass": english().glass.model_copy(
                update={"not_counted": NotCounted(one="{count} W", other="{count} WWWWWWWWWWWWWWWWWWWWWW")}
            ),
        }
    )
    lines = dict(line.split(": ", 1) for line in misfits(texts, theme()))
    assert lines.keys() == {
        "placement.turned.headline",
        "placement.turned.hint",
        "faults.squatting.cue",
        "glass.not_counted.other",
        "advice.fault.one",
        "advice.fault.other",
    }
    assert lines["placement.turned.hint"] == "the mirror's font has no 感😀"
    assert lines["faults.squatting.cue"].startswith("is cut to 'W")
    assert "too wide to be read from afar, on a glass of 1080 x 1920" in lines["placement.turned.headline"]


def test_the_font_has_the_letters_of_europe() -> None:
    assert missing("áéíóúüñÁÉÍÓÚÜÑ¿¡«»ºªçßæøåłżőЖΩ") == ""
    assert missing("a感b😀a") == "感😀"
