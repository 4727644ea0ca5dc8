"""What station and voice tell each other: one JSON line each, down the voice's standard input and up its output.

Times are of the clock that all processes of a machine share (`time.monotonic`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from kiosk.lines import Alive, Trouble, unpacked
from kiosk.toml import Section
from kiosk.voice.mouth.mixer import Tone
from kiosk.voice.mouth.utterance import Rank, Utterance


class EarsBegin(Section):
    """How to listen: with the networks in ``folder``, as surely as ``strictness`` says, for ``phrases``, by what they
    ask for. ``microphone``: part of its name, None: the system's own choice; ``recording``: a file instead of one."""

    folder: Path
    strictness: str = "standard"
    phrases: dict[str, tuple[str, ...]]
    microphone: str | None = None
    recording: Path | None = None


class Begin(Section):
    """The first line.

    ``language``: code or file, as in the settings; ``spoken_as``: the code by which espeak-ng speaks it. ``kept``:
    the folder of what espeak-ng has spoken, ``ahead``: what it is to speak before it is asked for. ``card``: part of
    a sound card's name, None: the system's own choice. ``to``: a WAV file instead of a card.
    """

    kind: Literal["begin"] = "begin"
    language: str
    spoken_as: str = "en"
    kept: Path
    ahead: tuple[str, ...] = ()
    volume: Annotated[float, Field(ge=0.0, le=1.0)] = 0.8
    card: str | None = None
    to: Path | None = None
    ears: EarsBegin | None = None


class Say(Section):
    """Say ``text``, beginning by ``until``."""

    kind: Literal["say"] = "say"
    text: str
    rank: Annotated[int, Field(ge=min(Rank), le=max(Rank))]
    until: float

    @property
    def utterance(self) -> Utterance:
        """The same, as the mouth takes it."""
        return Utterance(self.text, Rank(self.rank), self.until)


class Hush(Section):
    """Be silent at once, and forget what waits."""

    kind: Literal["hush"] = "hush"


class Volume(Section):
    """Speak so loudly, 0 to 1, in a quiet room."""

    kind: Literal["volume"] = "volume"
    volume: Annotated[float, Field(ge=0.0, le=1.0)]


class ListenFor(Section):
    """From now on, know what asks for ``verbs``, and nothing else; those that are ``alike`` do the same just now. At
    the beginning nothing is listened for."""

    kind: Literal["listen_for"] = "listen_for"
    verbs: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


class ToneAt(Section):
    """Let the tone follow: to ``pitch`` hertz, None: none."""

    kind: Literal["tone"] = "tone"
    pitch: Annotated[float, Field(ge=50.0, le=5000.0)] | None = None
    inside: bool = False

    @property
    def tone(self) -> Tone | None:
        """The same, as the mixer takes it."""
        return None if self.pitch is None else Tone(self.pitch, self.inside)


class Speaking(Section):
    """Whether something is being said just now."""

    kind: Literal["speaking"] = "speaking"
    on: bool


class Heard(Section):
    """Somebody said the ``phrase``, which asks for ``verb``."""

    kind: Literal["heard"] = "heard"
    verb: str
    phrase: str


class Listens(Section):
    """The ears are at work; told ten times a second. ``level``: how far the loudest since the last time stood out of
    the room's noise, 0 to 1; ``speaks``: somebody does; ``deaf``: the mirror itself does, and nobody is heard."""

    kind: Literal["listens"] = "listens"
    level: Annotated[float, Field(ge=0.0, le=1.0)]
    speaks: bool = False
    deaf: bool = False



ToVoice: TypeAlias = Begin | Say | Hush | Volume | ToneAt | ListenFor
Lasting: TypeAlias = Volume | ListenFor
"""What holds until another of its kind is told."""
FromVoice: TypeAlias = Speaking | Trouble | Alive | Heard | Listens

_TO: TypeAdapter[ToVoice] = TypeAdapter(Annotated[ToVoice, Field(discriminator="kind")])
_FROM: TypeAdapter[FromVoice] = TypeAdapter(Annotated[FromVoice, Field(discriminator="kind")])


def to_voice(line: bytes) -> ToVoice:
    """What the station says by ``line``. Raises ValueError where that is nothing."""
    return unpacked(_TO, line)


def from_voice(line: bytes) -> FromVoice:
    """What the voice says by ``line``. Raises ValueError where that is nothing."""
    return unpacked(_FROM, line)
