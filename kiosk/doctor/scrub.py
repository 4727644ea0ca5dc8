"""Takes what is personal out of texts: known names, and whatever looks like an address, a key, a path or a name.

Each is replaced by a token, as "[nickname 1]", the same for the same wherever it stands, so that lines still tell
that they speak of one and the same. The numbers are by first appearance: a token leads back to nobody. Pure.
"""

from __future__ import annotations

import ipaddress
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus

_FIRST, _LAST = 0xF0000, 0xFFFFD
"""Code points of private use that stand for tokens until all is done, so that none is taken for a text again."""

_ANYWHERE = 4
"""Letters from which on a name is found inside of words as well: "anna" in "annas_plan"."""

_KEPT_ADDRESSES = {"0.0.0.0", "127.0.0.1", "127.0.1.1", "255.255.255.255", "::", "::1"}
"""They are everybody's."""

_PROGRAM = r"/(?:usr|opt/hinge-mirror/releases|opt/hinge-mirror/current)/[\w./+-]+(?:\.py|\.so|/kiosk)|<[\w .]+>"
"""Where programs lie, which are the same everywhere: a failure is told by them."""

_KEPT_QUOTED = re.compile(rf"-?\d[\d.]*|true|false|none|null|{_PROGRAM}", re.IGNORECASE)
"""What may stay between quotes besides the product's own words."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("secret", re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)),
    ("value", re.compile(r"(?<=\(found ).*(?=\))")),
    ("link", re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)),
    ("mail", re.compile(r"(?!hinge-mirror-)(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("file", re.compile(rf"(?<=['\"])(?!(?:{_PROGRAM})['\"])/(?!dev/|sys/|proc/)[^'\"\n]*(?=['\"])")),
    ("file", re.compile(r"(?<![\w.])/(?:home|root|media|mnt|Users|tmp|run/user|run/media|srv)(?:/[^\s'\";,)]*)?")),
    ("file", re.compile(r"(?<=/own/playlists/)(?:[^\n'\"/]+?(?=\.toml\b)|[^\s'\":;,)]+)")),
    ("file", re.compile(r"(?<=/own/drills/)(?:[^\n'\"/]+?(?=\.toml\b)|[^\s'\":;,)]+)")),
    ("file", re.compile(r"[^\s/'\":;,()]+(?=\.(?:toml|mp4|mov|avi|mkv|wav|csv|sqlite|zip|tar|db|bak|json)\b)")),
    ("hardware address", re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[:-]){5,}[0-9A-Fa-f]{2}(?![0-9A-Fa-f])")),
    ("address", re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:%[\w.-]+)?")),
    ("address", re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)")),
    ("fingerprint", re.compile(r"\b[0-9A-Fa-f]{4}(?: [0-9A-Fa-f]{4}){3,}\b")),
    ("number", re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])")),
    ("secret", re.compile(r"(?<![\w-])(?=(?:[\w-]*\d){2})(?=[\w-]*[A-Za-z])[\w-]{24,}={0,2}(?![\w-])")),
    ("number", re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{12,}(?![0-9A-Za-z])")),
    ("words", re.compile(r"(?<!\w)'[^'\n]+'(?!\w)|\"[^\"\n]+\"|“[^”\n]+”|«[^»\n]+»")),
)
"""What looks personal, and its kind; from the widest to the narrowest, as each takes what it finds from the rest."""


class Scrubber:
    """Takes ``names`` (by their kind, as {"nickname": ["Anna"]}) and what looks personal out of texts.

    ``ours``: the product's own words, which stay even between quotes and as names of files.
    """

    def __init__(self, names: Mapping[str, Iterable[str]], ours: Collection[str] = ()) -> None:
        self._ours = frozenset(word.casefold() for word in ours)
        self._kinds: dict[str, str] = {}
        forms: set[str] = set()
        for kind, each in names.items():
            for form in (form for name in each for form in _forms(name)):
                self._kinds.setdefault(form.casefold(), kind)
                # Small letters are not always found by great ones: "İ" becomes two.
                forms |= {form, form.casefold()}
        self._names = _pattern(forms)
        self._tokens: dict[tuple[str, str], str] = {}
        self._told: dict[str, str] = {}

    def __call__(self, text: str, *, names_only: bool = False) -> str:
        """``text`` without what is personal; ``names_only``: where nothing but known names can be."""
        text = "".join(letter if ord(letter) < _FIRST else "\ufffd" for letter in unicodedata.normalize("NFC", text))
        if self._names is not None:
            text = self._names.sub(lambda found: self._token(self._kind(found[0]), found[0]), text)
        if not names_only:
            for kind, pattern in _PATTERNS:
                text = pattern.sub(partial(self._judged, kind), text)
        return "".join(self._told.get(letter, letter) for letter in text)

    def tree(self, value: Any) -> Any:
        """The same of everything in a tree of JSON, keys as well."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, Mapping):
            return {self(f"{key}"): self.tree(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.tree(each) for each in value]
        return value

    def _kind(self, found: str) -> str:
        plain = " ".join(found.casefold().split())
        return self._kinds.get(plain, "name")

    def _judged(self, kind: str, match: re.Match[str]) -> str:
        found = match[0]
        if kind == "address":
            return self._address(found)
        if kind == "file" and found.casefold() in self._ours:
            return found
        if kind == "words":
            inner = found[1:-1]
            if inner.casefold() in self._ours or _KEPT_QUOTED.fullmatch(inner) or not _letters(inner):
                return found
            return f"{found[0]}{self._token(kind, inner)}{found[-1]}"
        plain = found.rstrip(":.")
        return self._token(kind, plain) + found[len(plain) :] if _letters(found) else found

    def _address(self, found: str) -> str:
        """An address, or what merely looks like one: a time of day, two colons."""
        whole = found.rstrip(".")
        for plain in (whole, whole.rstrip(":")):
            try:
                address = str(ipaddress.ip_address(plain.partition("%")[0]))
            except ValueError:
                continue
            return found if address in _KEPT_ADDRESSES else self._token("address", address) + found[len(plain) :]
        likely = "::" in found or found.count(":") > 4 or found.count(".") > 2
        return self._token("address", found) if likely else found

    def _token(self, kind: str, found: str) -> str:
        key = (kind, " ".join(found.casefold().split()))
        if key not in self._tokens:
            number = sum(1 for known, _ in self._tokens if known == kind) + 1
            letter = chr(min(_FIRST + len(self._tokens), _LAST))
            self._tokens[key] = letter
            self._told.setdefault(letter, f"[{kind} {number}]")
        return self._tokens[key]


def _letters(text: str) -> bool:
    """Whether there is anything in ``text`` besides tokens, blanks and signs."""
    return any(letter.isalnum() for letter in text)


def _forms(name: str) -> set[str]:
    """How ``name`` may be written: as it is, in an address of the web, escaped in a log."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    forms = {plain, quote(plain), quote_plus(plain), json.dumps(plain)[1:-1], repr(plain)[1:-1]}
    forms.add(plain.encode("unicode_escape").decode("ascii"))
    return {form for form in forms if _letters(form) or form == plain} - {""}


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds every one of ``names``, the longest first, letters' case and width of blanks aside."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile("|".join(map(_one, longest_first)), re.IGNORECASE)


def _one(name: str) -> str:
    found = r"\s+".join(map(re.escape, name.split(" ")))
    if sum(letter.isalnum() for letter in name) >= _ANYWHERE:
        return found
    before = r"(?<![^\W_])" if name[0].isalnum() else ""
    after = r"(?![^\W_])" if name[-1].isalnum() else ""
    return f"{before}{found}{after}"
