"""``kiosk locale``: a language file to start from, and the check of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk import toml
from kiosk.coach.drill import load_repertoire
from kiosk.exits import clear_errors
from kiosk.locale.load import load_texts, text_file
from kiosk.locale.texts import Texts
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

app = typer.Typer(name="locale", no_args_is_help=True, help="Languages: what the mirror says, and your own.")

Language = Annotated[str, typer.Argument(metavar="LANGUAGE", help="en, es, or the path of a language file.")]


@app.command("show")
def show(language: Language) -> None:
    """Print a language file, to translate or to change."""
    with clear_errors():
        load_texts(language)
        print(text_file(language).read_text(encoding="utf-8"), end="")


@app.command("check")
def check(
    language: Language,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
) -> None:
    """Say what is wrong with a language file: keys, placeholders, and what the glass of the settings cannot show."""
    # Imported late: the other commands need no pygame.
    from kiosk.mirror.proof import misfits
    from kiosk.mirror.theme import Theme

    with clear_errors():
        glass = load_settings(config).glass
        texts, path = load_texts(language), text_file(language)
        problems = misfits(texts, Theme.of(glass, (glass.width, glass.height)))
        if problems:
            raise FileProblem([f"{path}: {line}" for line in problems])
        print(f"{path}: {texts.language}, {len(list(texts.phrases()))} texts, all fit {glass.width} x {glass.height}")
        for line in _about_drills(texts):
            print(line)


def _about_drills(texts: Texts) -> list[str]:
    """Which shipped drills it has no words for, and where it has some in vain."""
    drills = list(load_repertoire().drills)
    bare = [drill_id for drill_id in drills if drill_id not in texts.drills]
    lines = [f"in the words of their own files: {', '.join(bare)}"] if bare else []
    vain = [drill_id for drill_id in texts.drills if drill_id not in drills]
    return lines + [f"drills.{drill_id}: no such shipped drill; {toml.hint(drill_id, drills)}" for drill_id in vain]
