"""What the owner asks for on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Options:
    """``root``: another machine's files, for images. ``page``: turn the trainer's page on. ``key``: the owner's
    public key, by which updates are known. ``read_only``: make the root so. ``language``: of glass and voice; None:
    as it is."""

    dry_run: bool = False
    root: Path = Path("/")
    offline: bool = False
    page: bool = False
    key: Path | None = None
    read_only: bool = False
    language: str | None = None


@dataclass(frozen=True)
class Removal:
    """``purge``: records and settings go as well."""

    dry_run: bool = False
    root: Path = Path("/")
    purge: bool = False


def read_options(words: Sequence[str]) -> Options:
    """Those of `deploy/install`. Ends the program where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="install",
        description="Install the Hinge Mirror on this machine. Safe to run again: it does what is left.",
        allow_abbrev=False,
    )
    _common(parser)
    parser.add_argument("--offline", action="store_true", help="fetch nothing: the system's packages must be there")
    parser.add_argument("--page", action="store_true", help="turn the trainer's page on")
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="your public key (minisign), by which updates are known"
    )
    parser.add_argument(
        "--read-only", action="store_true", help="make the root read-only; records need a partition named hinge-data"
    )
    parser.add_argument("--language", choices=LANGUAGES, help="of glass and voice")
    return Options(**vars(parser.parse_args(words)))


def read_removal(words: Sequence[str]) -> Removal:
    """Those of `deploy/uninstall`. Ends the program where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="uninstall",
        description="Take the Hinge Mirror off this machine; records and settings stay.",
        allow_abbrev=False,
    )
    _common(parser)
    parser.add_argument("--purge", action="store_true", help="remove records, settings and keys as well")
    return Removal(**vars(parser.parse_args(words)))


def words_of(options: Options | Removal) -> list[str]:
    """The words that say ``options``."""
    words = []
    for field in fields(options):
        value = getattr(options, field.name)
        if value != field.default:
            words.append(f"--{field.name.replace('_', '-')}")
            words += [] if value is True else [str(value)]
    return words


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what each step would change, and change nothing")
    parser.add_argument(
        "--root", type=Path, default=Path("/"), metavar="DIR", help="another system's root folder, as of an image"
    )
