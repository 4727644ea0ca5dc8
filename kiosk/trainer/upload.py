"""Takes a bundle as a form sends it, piece by piece onto the disk: it is larger than what this process may hold."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from kiosk.release.bundle import PREFIX, SIGNATURE
from kiosk.release.layout import Layout
from kiosk.release.switch import current
from kiosk.release.version import newer, order
from kiosk.trainer.door import TOKEN_FIELD, TOKEN_HEADER, Forged
from kiosk.update.bundles import ROOM, SPARE
from kiosk.update.wish import ask_to_look
from kiosk.whole import sync_folder

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

LONGEST_FIELD = 256
"""Bytes of what is no file."""

LONGEST_SIGNATURE = 4096
"""Bytes; one has some 300."""

_PIECE = 2**20
"""Bytes that are written at once, beside the loop that answers phones."""


class UploadProblem(Exception):
    """A bundle is not taken. ``key``: of the words' errors; ``values``: what stands in them."""

    def __init__(self, key: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY, **values: object) -> None:
        super().__init__(key)
        self.key, self.status, self.values = key, status, values


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a form begins: its ``name``, and its ``file``'s name, None where it is no file."""

    name: str
    file: str | None


async def parts_of(kind_of_form: str, stream: AsyncIterator[bytes]) -> AsyncIterator[Part | bytes]:
    """The fields of a form, whose content type is given, in the order in which they come, each followed by pieces of
    what it holds.

    Raises:
        UploadProblem: it is no such form, or ends too early.
    """
    kind, options = parse_options_header(kind_of_form)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise UploadProblem("form", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    reader = _Reader()
    parser = MultipartParser(options[b"boundary"], reader.callbacks())
    try:
        async for chunk in stream:
            parser.write(chunk)
            for event in reader.taken():
                yield event
        parser.finalize()
    except FormParserError as error:
        raise UploadProblem("form") from error
    if not reader.ended:
        raise UploadProblem("cut")


class _Reader:
    """What the parser finds, in order."""

    def __init__(self) -> None:
        self.ended = False
        self._events: list[Part | bytes] = []
        self._header: tuple[bytes, bytes] = (b"", b"")
        self._disposition = b""

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._take(data[start:end], b""),
            "on_header_value": lambda data, start, end: self._take(b"", data[start:end]),
            "on_header_end": self._header_ends,
            "on_headers_finished": self._part,
            "on_part_data": lambda data, start, end: self._events.append(bytes(data[start:end])),
            "on_end": self._end,
        }

    def taken(self) -> Iterator[Part | bytes]:
        events, self._events = self._events, []
        yield from events

    def _begin(self) -> None:
        self._header, self._disposition = (b"", b""), b""

    def _take(self, name: bytes, value: bytes) -> None:
        self._header = (self._header[0] + name, self._header[1] + value)

    def _header_ends(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = (b"", b"")

    def _part(self) -> None:
        _, options = parse_options_header(self._disposition)
        name, file = options.get(b"name", b""), options.get(b"filename")
        self._events.append(Part(_text(name), None if file is None else _text(file)))

    def _end(self) -> None:
        self.ended = True


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


class Upload:
    """A bundle with its signature on its way into the folder for such.

        version = await Upload(layout, is_token).take(request, request.stream())
    """

    def __init__(self, layout: Layout, is_token: Callable[[str], bool]) -> None:
        self._layout, self._is_token = layout, is_token

    async def take(self, request: Request, stream: AsyncIterator[bytes]) -> str:
        """Take both out of the ``stream`` of the request's body, whole or not at all; the bundle's version.

        Raises:
            UploadProblem: they are not taken.
            Forged: the form is not from one of our pages.
        """
        self._find_room(request)
        try:
            with _folder(self._layout.uploads) as place:
                there = await self._receive(request, stream, place)
                return await run_in_threadpool(self._put, there)
        except OSError as error:
            raise UploadProblem("disk", HTTPStatus.INSUFFICIENT_STORAGE, why=error.strerror or str(error)) from error

    def _find_room(self, request: Request) -> None:
        size = int(request.headers.get("content-length", "0"))
        try:
            free = shutil.disk_usage(self._layout.incoming).free
        except OSError as error:
            raise UploadProblem("nowhere", HTTPStatus.CONFLICT) from error
        if (need := ROOM * size + SPARE) > free:
            values = {"need": round(need / 1e6), "free": round(free / 1e6)}
            raise UploadProblem("room", HTTPStatus.INSUFFICIENT_STORAGE, **values)

    async def _receive(self, request: Request, stream: AsyncIterator[bytes], place: Path) -> dict[str, Path]:
        """What was sent, by names of fields, in ``place``."""
        there: dict[str, Path] = {}
        trusted = self._is_token(request.headers.get(TOKEN_HEADER, ""))
        name, field, file = "", b"", None
        try:
            async for event in parts_of(request.headers.get("content-type", ""), stream):
                if isinstance(event, Part):
                    trusted = trusted or (name == TOKEN_FIELD and self._is_token(_text(field)))
                    name, field = event.name, b""
                    if file is not None:
                        await run_in_threadpool(file.close)
                        file = None
                    if event.file is not None:
                        if not trusted:  # the token comes first: nothing of a stranger's gets onto the disk
                            raise Forged
                        path = place / self._named(name, event.file)
                        there[name] = path
                        file = _Slow(path.open("wb"), LONGEST_SIGNATURE if name == "signature" else None)
                elif file is not None:
                    await file.write(event)
                elif len(field := field + event) > LONGEST_FIELD:
                    raise UploadProblem("form")
        finally:
            if file is not None:
                await run_in_threadpool(file.close)
        if not trusted:
            raise Forged
        return there

    def _named(self, field: str, file: str) -> str:
        """The name that a file is kept by. Raises `UploadProblem` where it is none of a newer bundle's."""
        bare = file.replace("\\", "/").rpartition("/")[2]
        end = {"bundle": ".tar", "signature": f".tar{SIGNATURE}"}.get(field)
        if not bare:
            raise UploadProblem("both")
        version = bare.removeprefix(PREFIX).removesuffix(end or "")
        runs = current(self._layout)
        try:
            if end is None or bare != f"{PREFIX}{version}{end}":
                raise ValueError
            order(version)
            if runs is not None and not newer(version, runs):
                raise UploadProblem("older", HTTPStatus.CONFLICT, version=version, runs=runs)
        except ValueError as error:
            raise UploadProblem("name" if field != "signature" else "signature_name", name=bare[:80]) from error
        return bare

    def _put(self, there: dict[str, Path]) -> str:
        """Let it be found, the signature first: whoever finds the bundle finds that too."""
        bundle, signature = there.get("bundle"), there.get("signature")
        if bundle is None or signature is None:
            raise UploadProblem("both")
        if signature.name != bundle.name + SIGNATURE:
            raise UploadProblem("pair", bundle=bundle.name)
        for path in (signature, bundle):
            path.chmod(0o640)
            os.replace(path, self._layout.incoming / path.name)
        sync_folder(self._layout.incoming)
        ask_to_look(self._layout)
        return bundle.name.removeprefix(PREFIX).removesuffix(".tar")


class _Slow:
    """A file that is written by pieces of a megabyte, synced in the end. ``most``: bytes."""

    def __init__(self, file: BinaryIO, most: int | None) -> None:
        self._file, self._left = file, most
        self._waits = bytearray()

    async def write(self, data: bytes) -> None:
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise UploadProblem("signature")
        self._waits += data
        if len(self._waits) >= _PIECE:
            await run_in_threadpool(self._flush)

    def close(self) -> None:
        """Let it go, with all that it was given on the disk. Once more does nothing, also where it failed."""
        if self._file.closed:
            return
        with self._file:
            self._flush()
            self._file.flush()
            os.fsync(self._file.fileno())

    def _flush(self) -> None:
        self._file.write(self._waits)
        self._waits.clear()


@contextmanager
def _folder(uploads: Path) -> Iterator[Path]:
    """For one upload; gone with all in it in the end."""
    uploads.mkdir(mode=0o700, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=uploads))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
