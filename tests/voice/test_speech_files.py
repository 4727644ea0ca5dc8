"""Everything that may be said has a file of its own, equally loud, that begins at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from kiosk.coach.drill import load_repertoire
from kiosk.locale.load import english, load_texts
from kiosk.pose.catalogue import ModelError
from kiosk.toml import FileProblem
from kiosk.voice.mouth import make
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.loudness import LOUDNESS, PEAK, evened, loudness, trimmed
from kiosk.voice.mouth.samples import RATE, resampled
from kiosk.voice.mouth.speech import MANIFEST, SHIPPED, Speech, file_name

REPERTOIRE = load_repertoire().drills
RECIPE = make.load_recipe()


def tone(seconds: float, pitch: float = 300.0, gain: float = 0.2, rate: int = RATE) -> np.ndarray:
    return (gain * np.sin(2.0 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def test_every_english_line_has_its_file() -> None:
    assert Speech("en").missing(lines(english(), REPERTOIRE)) == []


def test_a_changed_cue_is_found_missing() -> None:
    texts = english()
    cue = texts.faults.squatting.model_copy(update={"cue": "Not a squat"})
    faults = texts.faults.model_copy(update={"squatting": cue})
    changed = texts.model_copy(update={"faults": faults})
    assert Speech("en").missing(lines(changed, REPERTOIRE)) == ["Not a squat"]


def test_the_files_are_those_of_the_recipe_and_no_others() -> None:
    manifest = tomllib.loads((SHIPPED / "en" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["voice"] == RECIPE.named
    assert manifest["licence"] == RECIPE.source.licence
    named = {line["file"]: line["text"] for line in manifest["lines"]}
    assert {path.name for path in (SHIPPED / "en").glob("*.ogg")} == named.keys()
    assert all(name == file_name(RECIPE.named, RECIPE.spoken(text)) for name, text in named.items())


def test_the_voice_has_its_licence_beside_it() -> None:
    shipped = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["license-files"]
    for name in (make.LICENCE, make.NOTICE):
        path = SHIPPED / "en" / name
        assert "Apache License" in path.read_text(encoding="utf-8")
        assert path.relative_to(Path.cwd()).as_posix() in shipped


def test_shipped_speech_is_equally_loud_and_begins_at_once() -> None:
    speech = Speech("en")
    levels, begins = [], []
    for text in lines(english(), REPERTOIRE):
        samples = speech.samples(text)
        assert samples is not None
        assert 0.2 < len(samples) / RATE < 4.0, text
        assert np.abs(samples).max() < 1.0, text
        levels.append(loudness(samples))
        begins.append(int(np.argmax(np.abs(samples) > 0.05 * np.abs(samples).max())) / RATE)
    # Peaks keep some softer than they should be; none is louder.
    assert max(levels) < LOUDNESS + 0.5
    assert np.percentile(levels, 5) > LOUDNESS - 3.0
    assert max(begins) < 0.12


def test_what_can_be_said_in_spanish_is_all_spanish() -> None:
    texts = load_texts("es")
    said = lines(texts, load_repertoire(texts=texts).drills)
    words = [text for text in said if not re.fullmatch(r"\d+", text)]
    assert len(words) > 200
    assert not set(words) & (set(lines(english(), REPERTOIRE)) - {"Good morning", "Box lift", "Rack pull"})
    assert Speech("es").missing(said) == list(said)


def test_a_damaged_manifest_names_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / MANIFEST).write_text('voice = "x"\n', encoding="utf-8")
    with pytest.raises(FileProblem, match=MANIFEST):
        Speech("en", tmp_path)


def test_a_damaged_file_is_told_with_the_way_out(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "one.ogg").write_bytes(b"OggS and nothing else")
    line = '[[lines]]\ntext = "One"\nfile = "one.ogg"\nseconds = 1.0\n'
    (folder / MANIFEST).write_text(f'voice = "x"\nlicence = "y"\n{line}', encoding="utf-8")
    with pytest.raises(FileProblem, match=r"one\.ogg: cannot be read: .*; install"):
        Speech("en", tmp_path).samples("One")


def test_an_owners_language_file_has_no_shipped_speech() -> None:
    assert Speech("/etc/hinge-mirror/en.toml").missing(["Rest"]) == ["Rest"]


# -- making them ---------------------------------------------------------------------------------------------


def test_made_anew_is_only_what_is_missing(tmp_path: Path) -> None:
    spoken: list[str] = []

    def speak(text: str) -> np.ndarray:
        spoken.append(text)
        return tone(0.5, 200.0 + len(text))

    wanted = lines(english(), REPERTOIRE)
    assert make.make(RECIPE, speak, tmp_path) == (len(wanted), len(wanted))
    assert spoken == [RECIPE.spoken(text) for text in wanted]
    assert Speech("en", _as_shipped(tmp_path)).missing(wanted) == []
    (tmp_path / file_name(RECIPE.named, "Rest.")).unlink()
    (tmp_path / "0123456789abcdef.ogg").write_bytes(b"of a cue that is no longer said")
    spoken.clear()
    assert make.make(RECIPE, speak, tmp_path) == (len(wanted), 1)
    assert spoken == ["Rest."]
    assert not (tmp_path / "0123456789abcdef.ogg").exists()


def test_what_is_respelled_is_said_so_wherever_it_stands_whole() -> None:
    recipe = RECIPE.model_copy(update={"respelled": {"rod": "[rod](/ɹˈɑd/)", "Try:": "Try,"}})
    assert recipe.spoken("Upper back to the rod") == "Upper back to the [rod](/ɹˈɑd/)."
    assert recipe.spoken("Prod it") == "Prod it."
    assert recipe.spoken("Try: Wall touch") == "Try, Wall touch."
    said = "\n".join(lines(english(), REPERTOIRE))
    assert [written for written in RECIPE.respelled if written not in said] == [], "respelled in vain"


def _as_shipped(folder: Path) -> Path:
    """A folder of languages in which ``folder`` is English."""
    shipped = folder.parent / "shipped"
    shipped.mkdir()
    (shipped / "en").symlink_to(folder)
    return shipped


def test_another_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "hibari_tts-0.2.1-py3-none-any.whl"
    package.write_bytes(b"something else")
    with pytest.raises(ModelError, match="not the published package"):
        make.checked(package, RECIPE)
    assert make.main(["--package", str(package)]) == 2
    assert "not the published package" in capsys.readouterr().err


# -- loudness and silence ------------------------------------------------------------------------------------


def test_loudness_is_that_of_the_standard() -> None:
    # EBU Tech 3341, test 1: a sine of 997 Hz at full scale, in one channel, is -3.01 LUFS.
    assert loudness(tone(3.0, 997.0, 1.0)) == pytest.approx(-3.01, abs=0.02)
    # A pause does not make it softer.
    paused = np.concatenate([tone(2.0, 997.0), np.zeros(3 * RATE, np.float32), tone(2.0, 997.0)])
    assert loudness(paused) == pytest.approx(loudness(tone(2.0, 997.0)), abs=0.5)


@pytest.mark.parametrize("gain", [0.001, 0.05, 0.9])
def test_every_utterance_is_made_equally_loud(gain: float) -> None:
    assert loudness(evened(tone(1.0, 500.0, gain))) == pytest.approx(LOUDNESS, abs=0.3)


def test_peaks_keep_it_softer_rather_than_clip() -> None:
    clicks = tone(1.0, 300.0, 0.01)
    clicks[:: RATE // 50] = 0.9
    assert np.abs(evened(clicks)).max() <= PEAK + 1e-6


def test_silence_around_it_is_cut_and_none_within() -> None:
    silence = np.zeros(RATE, np.float32)
    word = tone(0.3)
    cut = trimmed(np.concatenate([silence, word, silence[: RATE // 2], word, silence]))
    assert len(cut) / RATE == pytest.approx(1.1, abs=0.08)
    assert len(trimmed(silence)) == 0
    assert len(evened(np.zeros(0, np.float32))) == 0


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100, 48000])
def test_another_rate_sounds_the_same(rate: int) -> None:
    found = resampled(tone(0.5, 440.0, rate=rate), rate)
    wanted = tone(0.5, 440.0)
    assert len(found) == len(wanted)
    middle = slice(RATE // 20, -RATE // 20)
    assert np.abs(found[middle] - wanted[middle]).max() < 0.01
