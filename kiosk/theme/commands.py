"""``kiosk theme``: a theme to start from, and the check of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.exits import clear_errors
from kiosk.locale.load import load_texts, shipped
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

app = typer.Typer(name="theme", no_args_is_help=True, help="How the glass looks: the theme, and your own.")


@app.command("show")
def show() -> None:
    """Print the shipped theme, to change."""
    # Imported late, here and below: the other commands need no pygame.
    from kiosk.mirror.theme_table import SHIPPED

    print(SHIPPED.read_text(encoding="utf-8"), end="")


@app.command("check")
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Theme file; absent: that of the settings.")
    ] = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")] = None,
) -> None:
    """Say what is wrong with a theme: keys and values, colours that are too dark or that some eyes cannot tell apart,
    places that overlap, and what of every language cannot be read on the glass of the settings, in plain and in large
    type."""
    from kiosk.mirror.proof import misfits
    from kiosk.mirror.theme import Theme
    from kiosk.mirror.theme_table import SHIPPED, load_theme, read_theme

    with clear_errors():
        glass = load_settings(config).glass
        if file is not None:
            read_theme(file)  # of the file alone first, so that its errors name it
            glass = glass.model_copy(update={"theme": file})
        load_theme(glass)
        size, origin = (glass.width, glass.height), glass.theme or SHIPPED
        problems = []
        for language in shipped():
            texts = load_texts(language)
            for large in (False, True):
                theme = Theme.of(glass.model_copy(update={"large_type": large}), size)
                kind = f"{language}{', large type' if large else ''}"
                problems += [f"{origin}: {kind}: {line}" for line in misfits(texts, theme)]
        if problems:
            raise FileProblem(problems)
        told = f"{', '.join(shipped())} fit {size[0]} x {size[1]} in plain and in large type"
        print(f"{origin}: every eye can tell its colours apart; {told}")
