"""``kiosk voice``: tries out what the mirror says aloud, and what it hears."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kiosk.exits import clear_errors
from kiosk.records.place import records_path
from kiosk.settings import Settings, load_settings
from kiosk.toml import FileProblem
from kiosk.voice.ears.weights import FOLDER

app = typer.Typer(name="voice", no_args_is_help=True, help="The voice: what the mirror says, and what it hears.")


@app.callback()
def voice() -> None:
    """The voice: what the mirror says aloud, and what it hears."""


@app.command("say")
def say(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A cue of the mirror's own, or anything else.")],
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="A WAV file instead of the card.")] = None,
) -> None:
    """Say TEXT as the mirror would: with its shipped voice where it may say it, else with espeak-ng's."""
    with clear_errors():
        _say(text, load_settings(config), to)


@app.command("fetch")
def fetch(
    package: Annotated[
        list[Path] | None,
        typer.Option("--package", metavar="FILE", help="A package at hand (.whl); repeatable."),
    ] = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
) -> None:
    """Get the networks that the mirror listens with: once, 45 MB; checked, and nothing else is sent or loaded."""
    from kiosk.voice.ears.fetch import fetched

    with clear_errors():
        folder = fetched(_ears_of(load_settings(config)), package or [])
        print(f"{folder}: complete; the mirror can listen")


@app.command("test")
def try_out(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A recording: WAV, FLAC or Ogg. Absent: the microphone.")
    ] = None,
    verb: Annotated[
        list[str] | None, typer.Option("--verb", metavar="VERB", help="Listen for this alone; repeatable.")
    ] = None,
    phrase: Annotated[
        list[str] | None,
        typer.Option("--phrase", metavar="VERB=WORDS", help="Try words of your own as well; repeatable."),
    ] = None,
    strictness: Annotated[
        str | None, typer.Option(help="How sure the ears must be; absent: as in the settings.")
    ] = None,
    seconds: Annotated[
        float, typer.Option("--for", metavar="SECONDS", help="How long to listen at the microphone.")
    ] = 30.0,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
) -> None:
    """Print what the mirror hears: every utterance, what it is taken for, or why it is no command."""
    from kiosk.voice.ears.trial import Wanted, try_microphone, try_recording

    with clear_errors():
        settings, wanted = load_settings(config), Wanted(verb or (), phrase or (), strictness)
        if file is None:
            try_microphone(seconds, wanted, settings, _ears_of(settings))
        else:
            try_recording(file, wanted, settings, _ears_of(settings))


def _ears_of(settings: Settings) -> Path:
    return records_path(settings.records).parent / FOLDER


def _say(text: str, settings: Settings, to: Path | None) -> None:
    # Imported late: the other commands need no sound.
    from kiosk.voice.begin import spoken_as
    from kiosk.voice.cards import Cards, SoundProblem
    from kiosk.voice.mouth.espeak import Espeak
    from kiosk.voice.mouth.mouth import Mouth
    from kiosk.voice.mouth.play import play
    from kiosk.voice.mouth.sink import Card, WavFile
    from kiosk.voice.mouth.source import Source
    from kiosk.voice.mouth.speech import Speech

    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kiosk-speech-") as kept:
        espeak = Espeak(spoken_as(settings), Path(kept))
        mouth = Mouth(Source(Speech(settings.session.language), espeak, problems.append), settings.voice.volume)
        try:
            sink = Card(Cards(), settings.voice.card) if to is None else WavFile(to)
            try:
                said = play(text, mouth, sink)
            finally:
                sink.close()
        except SoundProblem as error:
            raise FileProblem([str(error)]) from error
    if not said:
        raise FileProblem(problems or [f"{text!r}: makes no sound; say something else"])
