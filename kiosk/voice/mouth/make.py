"""Makes the shipped files of speech: `python -m kiosk.voice.mouth.make [--package FILE]`.

The voice is in `recipe.toml`; what it says is all that the mirror may say (`kiosk.voice.mouth.lines`). A text whose
file is there already is left alone unless ``--all`` is given, so that a changed cue changes one file.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import tomlkit
from pydantic import Field

from kiosk import toml
from kiosk.coach.drill import load_repertoire
from kiosk.locale.load import load_texts
from kiosk.pose.catalogue import ModelError, Sha256
from kiosk.quantize.fetch import contents, download
from kiosk.quantize.recipe import Wheel
from kiosk.voice.mouth.lines import lines
from kiosk.voice.mouth.loudness import evened
from kiosk.voice.mouth.samples import RATE, Samples, resampled
from kiosk.voice.mouth.speech import MANIFEST, SHIPPED, file_name

FOLDER = Path(__file__).parent
LICENCE, NOTICE = "LICENSE.hibari", "NOTICE.hibari"


class Voice(toml.Section):
    """Whose voice it is, and how it speaks."""

    language: str
    name: str
    sha256: Sha256
    speed: float = Field(gt=0.4, lt=2.1)
    seed: int
    licence: str
    notice: str


class Made(toml.Section):
    """The files that come of it."""

    rate: int = Field(ge=8000, le=RATE)
    compression: float = Field(ge=0.0, le=1.0)


class SpeechRecipe(toml.Section):
    """`recipe.toml`."""

    source: Wheel
    voice: Voice
    made: Made
    respelled: dict[str, str] = Field(default_factory=dict)

    def spoken(self, text: str) -> str:
        """``text`` as the voice is given it. A sentence falls at its end; without a full stop it hangs in the air."""
        for written, said in self.respelled.items():
            text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", said.replace("\\", "\\\\"), text)
        return text if text[-1] in ".!?" else f"{text}."

    @property
    def named(self) -> str:
        """The voice, as the manifest has it."""
        return f"{self.voice.name} of {self.source.package} {self.source.version}, {self.voice.speed:g}"


Speak = Callable[[str], Samples]
"""From a text as the voice is given it to its sound at `RATE`."""


def load_recipe() -> SpeechRecipe:
    """The recipe of the shipped speech. Raises `kiosk.toml.FileProblem` where it is damaged."""
    return toml.load(SpeechRecipe, FOLDER / "recipe.toml")


def checked(package: Path, recipe: SpeechRecipe) -> Path:
    """``package``, where it is the one of the recipe. Raises `ModelError` where it is not."""
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    if digest != recipe.voice.sha256:
        differs = f"sha256 {digest[:12]}... where the recipe has {recipe.voice.sha256[:12]}..."
        raise ModelError(f"{package.name}: {differs}; not the published package")
    return package


def speaker(package: Path, folder: Path, recipe: SpeechRecipe) -> Speak:
    """The voice of the ``package``, which is unpacked into ``folder`` to be run. It needs onnxruntime."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    sys.path.insert(0, str(folder))
    try:
        hibari = importlib.import_module("hibari")
    finally:
        sys.path.remove(str(folder))
    voice = hibari.Hibari(voice=recipe.voice.name)

    def speak(text: str) -> Samples:
        sound = np.asarray(voice(text, speed=recipe.voice.speed, seed=recipe.voice.seed), dtype=np.float32)
        return resampled(sound, voice.sample_rate)

    return speak


def make(recipe: SpeechRecipe, speak: Speak, folder: Path, anew: bool = False) -> tuple[int, int]:
    """Write the files of every line, and the manifest, into ``folder``; what is there and no longer said goes.

    Returns how many files there are, and how many of them were made.
    """
    texts = load_texts(recipe.voice.language)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = tomlkit.document()
    manifest.add(tomlkit.comment("Made by `make speech`: what each file says."))
    manifest["voice"], manifest["licence"] = recipe.named, recipe.source.licence
    said = tomlkit.aot()
    made = 0
    for text in lines(texts, load_repertoire(texts=texts).drills):
        spoken = recipe.spoken(text)
        path = folder / file_name(recipe.named, spoken)
        if anew or not path.is_file():
            path.write_bytes(_packed(evened(speak(spoken)), recipe.made))
            made += 1
        said.append(tomlkit.item({"text": text, "file": path.name, "seconds": round(_seconds(path), 2)}))
    manifest["lines"] = said
    (folder / MANIFEST).write_text(tomlkit.dumps(manifest), encoding="utf-8")
    kept = {line["file"] for line in said}
    for path in folder.glob("*.ogg"):
        if path.name not in kept:
            path.unlink()
    return len(kept), made


def _packed(samples: Samples, made: Made) -> bytes:
    import soundfile

    file = io.BytesIO()
    sound = np.clip(resampled(samples, RATE, made.rate), -1.0, 1.0)
    soundfile.write(file, sound, made.rate, format="OGG", subtype="OPUS", compression_level=made.compression)
    return file.getvalue()


def _seconds(path: Path) -> float:
    import soundfile

    return float(soundfile.info(str(path)).duration)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is missing, with the licence of the voice; 2 where it cannot be made."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--package", type=Path, help="the published .whl at hand, instead of fetching it")
    options.add_argument("--all", action="store_true", help="make every file anew")
    given = options.parse_args(arguments)
    recipe = load_recipe()
    with tempfile.TemporaryDirectory(prefix="kiosk-speech-") as scratch:
        try:
            package = checked(given.package or download(recipe.source, Path(scratch)), recipe)
        except (ModelError, OSError) as error:
            print(error, file=sys.stderr)
            return 2
        licences = contents(package, [recipe.voice.licence, recipe.voice.notice])
        speak = speaker(package, Path(scratch) / "voice", recipe)
        folder = SHIPPED / recipe.voice.language
        there, made = make(recipe, speak, folder, given.all)
    (folder / LICENCE).write_bytes(licences[recipe.voice.licence])
    (folder / NOTICE).write_bytes(licences[recipe.voice.notice])
    size = sum(path.stat().st_size for path in folder.glob("*.ogg"))
    print(f"{folder}: {there} files, {made} of them made, {size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
