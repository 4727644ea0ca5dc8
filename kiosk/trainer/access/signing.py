"""Who asks: cookies that only this mirror can have written, and tokens that only its own forms carry.

A cookie holds a device's id, when it was signed, and a seal (HMAC-SHA-256, itsdangerous) by a key that is made once
and lies beside the devices. Whether the device is still paired is asked of `Devices` each time; a new key ends all.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, Signer, TimestampSigner

from kiosk.toml import FileProblem
from kiosk.trainer.access.private_file import Signature, alone_in, signature, write_private

log = logging.getLogger(__name__)

NAME = "signing.key"

_KEY_BYTES = 32

VISIT_LASTS = 3600.0
"""Seconds for which a device that is not paired may take to pair."""

_SLACK = 60.0
"""Seconds that a cookie may come from the future: a clock that is set right steps back that far."""

_LONGEST = 256
"""Characters of a cookie or token at most: ours have half as many."""


@dataclass(frozen=True)
class Signed:
    """What a cookie says. ``id``: of a device, or of a visitor; ``at``: when it was signed, seconds since 1970."""

    id: str
    at: float


class Signing:
    """By the key in ``folder``, made where there is none; read again when a command has made a new one.

    ``lasts``: seconds after which a device's cookie is worth nothing; each visit may sign it anew. All moments are
    seconds since 1970, of the clock that is set by the network: a cookie must outlive a restart. For any thread.

    Raises:
        kiosk.toml.FileProblem: the key can neither be read nor made; so does every verb.
    """

    def __init__(self, folder: Path, lasts: float) -> None:
        self._path, self._lasts = folder / NAME, lasts
        self._mutex = threading.Lock()
        self._signature: Signature = None
        self._key = b""
        self._current_key()

    def session(self, device_id: str, now: float) -> str:
        """The cookie of a paired device, signed ``now``."""
        return self._sealed("session", device_id, now)

    def session_of(self, cookie: str, now: float) -> Signed | None:
        """What a device's ``cookie`` says; None where it is forged, altered, expired, of another key or the future.

        Of the future: the clock has jumped back, and nobody knows how long ago it was signed. Once the clock is
        right, such a cookie is good again.
        """
        return self._opened("session", cookie, now, self._lasts)

    def visit(self, now: float) -> str:
        """A new cookie of a device that is not paired, by which its forms are known."""
        return self._sealed("visit", secrets.token_hex(8), now)

    def visit_of(self, cookie: str, now: float) -> Signed | None:
        """What a visitor's ``cookie`` says; None as of `session_of`."""
        return self._opened("visit", cookie, now, VISIT_LASTS)

    def token(self, signed: Signed) -> str:
        """What the forms of that device or visitor carry: another site's cannot know it (CSRF)."""
        return Signer(self._current_key(), salt="kiosk.trainer.token", digest_method=hashlib.sha256).get_signature(
            signed.id
        ).decode("ascii")

    def is_token(self, signed: Signed, token: str) -> bool:
        """Whether ``token`` is that of this device or visitor. Told in the same time, however wrong it is."""
        return _may_be(token) and hmac.compare_digest(self.token(signed).encode(), token.encode())

    def _sealed(self, kind: str, whose: str, now: float) -> str:
        return _Seal(self._current_key(), kind, now).sign(whose).decode("ascii")

    def _opened(self, kind: str, cookie: str, now: float, lasts: float) -> Signed | None:
        if not _may_be(cookie):
            return None
        try:
            whose, at = _Seal(self._current_key(), kind, now).unsign(cookie, return_timestamp=True)
        except BadSignature:
            return None
        signed = Signed(whose.decode("ascii"), at.timestamp())
        return signed if -_SLACK <= now - signed.at <= lasts else None

    def _current_key(self) -> bytes:
        with self._mutex:
            try:
                found = signature(self._path)
                if found is None or found != self._signature:
                    self._key = _key(self._path)
                    self._signature = signature(self._path)
            except OSError as error:
                raise FileProblem([f"{self._path}: cannot be read: {error.strerror}; run as its owner"]) from error
            return self._key


def new_key(folder: Path) -> None:
    """Make a new key in ``folder``: every cookie of before is worth nothing. Raises `FileProblem`."""
    write_private(folder / NAME, secrets.token_bytes(_KEY_BYTES))


def _key(path: Path) -> bytes:
    """The key at ``path``; a new one where there is none, or where it is damaged. Raises OSError, `FileProblem`."""
    with alone_in(path.parent):
        if path.exists():
            key = path.read_bytes()
            if len(key) == _KEY_BYTES:
                if path.stat().st_mode & 0o077:
                    path.chmod(0o600)
                return key
            log.warning("%s: damaged; made anew, and every device must pair again", path)
        new_key(path.parent)
        return path.read_bytes()


class _Seal(TimestampSigner):
    """At a given moment, and for one way only to write a seal."""

    def __init__(self, key: bytes, kind: str, now: float) -> None:
        super().__init__(key, salt=f"kiosk.trainer.{kind}", digest_method=hashlib.sha256)
        self._now = now

    def get_timestamp(self) -> int:
        return int(self._now)

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        # The seal as it is written: decoded from base64 first, several spellings would be the same.
        written = sig.encode() if isinstance(sig, str) else sig
        return hmac.compare_digest(written, self.get_signature(value))


def _may_be(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and text.isascii()
