"""``kiosk voice``: tries out what the mirror says aloud."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kiosk.exits import clear_errors
from kiosk.settings import Settings, load_settings
from kiosk.toml import FileProblem

app = typer.Typer(name="voice", no_args_is_help=True, help="The voice: what the mirror says aloud.")


@app.callback()
def voice() -> None:
    """The voice: what the mirror says aloud."""


@app.command("say")
def say(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A cue of the mirror's own, or anything else.")],
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="A WAV file instead of the card.")] = None,
) -> None:
    """Say TEXT as the mirror would: with its shipped voice where it may say it, else with espeak-ng's."""
    with clear_errors():
        _say(text, load_settings(config), to)


def _say(text: str, settings: Settings, to: Path | None) -> None:
    # Imported late: the other commands need no sound.
    from kiosk.voice.begin import spoken_as
    from kiosk.voice.mouth.espeak import Espeak
    from kiosk.voice.mouth.mouth import Mouth
    from kiosk.voice.mouth.play import play
    from kiosk.voice.mouth.sink import Card, SinkProblem, WavFile
    from kiosk.voice.mouth.source import Source
    from kiosk.voice.mouth.speech import Speech

    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kiosk-speech-") as kept:
        espeak = Espeak(spoken_as(settings), Path(kept))
        mouth = Mouth(Source(Speech(settings.session.language), espeak, problems.append), settings.voice.volume)
        try:
            sink = Card(settings.voice.card) if to is None else WavFile(to)
            try:
                said = play(text, mouth, sink)
            finally:
                sink.close()
        except SinkProblem as error:
            raise FileProblem([str(error)]) from error
    if not said:
        raise FileProblem(problems or [f"{text!r}: makes no sound; say something else"])
