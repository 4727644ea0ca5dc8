"""``kiosk locale``: a language file to start from, and the check of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from kiosk import toml
from kiosk.coach.drill import load_repertoire
from kiosk.coach.playlist import SHIPPED, Playlist, load_playlist, playlist_files
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
    """Say what is wrong with a language file: keys, placeholders, words for drills and playlists that there are not,
    and what the glass of the settings cannot show."""
    # Imported late: the other commands need no pygame.
    from kiosk.mirror.proof import misfits
    from kiosk.mirror.theme import Theme

    with clear_errors():
        glass = load_settings(config).glass
        path = text_file(language)
        tables = toml.read(path)
        repertoire = load_repertoire()
        drills = list(repertoire.drills)
        lists = {file.stem: load_playlist(file, repertoire) for file in playlist_files(SHIPPED)}
        problems = [f"{path}: {line}" for line in (*_in_vain(tables, drills), *_loads_in_vain(tables, lists))]
        try:
            texts = toml.check(Texts, tables, path)
        except FileProblem as error:
            raise FileProblem([*error.problems, *problems]) from None
        problems += [f"{path}: {line}" for line in misfits(texts, Theme.of(glass, (glass.width, glass.height)))]
        if problems:
            raise FileProblem(problems)
        print(f"{path}: {texts.language}, {len(list(texts.phrases()))} texts, all fit {glass.width} x {glass.height}")
        bare = [drill_id for drill_id in drills if drill_id not in texts.drills]
        bare += [named for named in lists if named not in texts.playlists]
        if bare:
            print(f"in the words of their own files: {', '.join(bare)}")


def _in_vain(tables: Mapping[str, object], drills: list[str]) -> list[str]:
    """Where there are words for drills that are not shipped; those of an owner carry their own."""
    worded = tables.get("drills")
    return [
        f"drills.{drill_id}: no such shipped drill; {toml.hint(drill_id, drills)}"
        for drill_id in (worded if isinstance(worded, dict) else {})
        if drill_id not in drills
    ]


def _loads_in_vain(tables: Mapping[str, object], lists: Mapping[str, Playlist]) -> list[str]:
    """The same of playlists, and of loads for drills that they tell of none for."""
    worded = tables.get("playlists")
    problems = []
    for named, words in (worded if isinstance(worded, dict) else {}).items():
        if named not in lists:
            problems.append(f"playlists.{named}: no such shipped playlist; {toml.hint(named, list(lists))}")
            continue
        loads = words.get("load") if isinstance(words, dict) else None
        loaded = [item.drill for item in lists[named].items if item.load is not None]
        problems += [
            f"playlists.{named}.load.{drill_id}: nothing is to be taken for that there; {toml.hint(drill_id, loaded)}"
            for drill_id in (loads if isinstance(loads, dict) else {})
            if drill_id not in loaded
        ]
    return problems
