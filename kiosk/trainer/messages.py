"""What station and page tell each other: one JSON line each, down the page's standard input and up its output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from kiosk.coach.guidance import Stage
from kiosk.coach.verbs import Verb
from kiosk.lines import Alive, Trouble, unpacked
from kiosk.settings import Settings
from kiosk.toml import Section

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Begin(Section):
    """The first line. ``config``: the file that the settings came from, None: there is none yet."""

    kind: Literal["begin"] = "begin"
    settings: Settings
    config: Path | None = None


class Fault(Section):
    """Of the last rep."""

    id: str
    severity: float


class LastRep(Section):
    """What the last rep was judged by. ``bottom``, ``end``: as `Now.change`, at its far end and at its close.
    ``way``: as `Now.way`, how far it went; None in a drill on the feet that is told by the torso, whose change
    has it."""

    counted: bool
    way: float | None = None
    bottom: dict[str, float] = Field(default_factory=dict)
    end: dict[str, float] = Field(default_factory=dict)


class Now(Section):
    """What happens at the mirror, in numbers; told `NOW_EVERY` seconds while somebody watches.

    ``measures``: of the person's posture, by name, absent ones None. ``change``: those of them that are known against
    how this person stands, or rests where the drill is one off the feet: by these faults are judged. ``way``: how far
    they are from rest, in the unit that the drill is counted by. ``stick``: where their joints are, as shares of the
    picture's height, x to the right and y down: what a line is drawn by. ``number`` of ``sets``; ``tempo``: of the
    last rep, seconds down, held and up.
    """

    kind: Literal["now"] = "now"
    stage: Stage
    course: str = ""
    drill_id: str = ""
    drill: str = ""
    number: int = 0
    sets: int = 0
    count: int = 0
    goal: int = 0
    attempts: int = 0
    said: str = ""
    phase: str = ""
    measures: dict[str, float | None] = Field(default_factory=dict)
    change: dict[str, float] = Field(default_factory=dict)
    way: float | None = None
    stick: dict[str, tuple[float, float]] = Field(default_factory=dict)
    tempo: tuple[float, float, float] | None = None
    faults: tuple[Fault, ...] = ()
    last: LastRep | None = None


class Doing(Section):
    """Told whenever it changes. ``attended``: somebody is at the mirror. ``course``: what who walks up gets;
    ``tried``: it is tried out for a trainer."""

    kind: Literal["doing"] = "doing"
    stage: Stage
    course: str = ""
    drill_id: str = ""
    tried: bool = False

    @property
    def attended(self) -> bool:
        """Whether somebody is at the mirror."""
        return self.stage is not Stage.IDLE


class Health(Section):
    """How the machine is; told every few seconds. Temperatures in degrees Celsius, times in seconds, storage in
    bytes; what is not known is None. ``trouble``: lines of what does not work, the parts' own."""

    kind: Literal["health"] = "health"
    camera: str = ""
    camera_works: bool = False
    rate: float | None = None
    lag_ms: float | None = None
    effort: str = ""
    heat: float | None = None
    slowed: bool = False
    free: int | None = None
    up_for: float = 0.0
    version: str = ""
    trouble: tuple[str, ...] = ()


class Tried(Section):
    """What became of the last `Try`, and told again when it is over. ``course``: what who walks up next gets, empty:
    what is due; it waits so many ``seconds`` for somebody. ``problems``: why it cannot be tried, a line each."""

    kind: Literal["tried"] = "tried"
    course: str = ""
    seconds: float = 0.0
    problems: tuple[str, ...] = ()


class Logged(Section):
    """A line of the station's log. ``at``: ISO 8601, local time."""

    kind: Literal["logged"] = "logged"
    at: str
    level: Literal["debug", "info", "warning", "error"]
    line: str


class Noted(Section):
    """A line for the log: what somebody changed by phone."""

    kind: Literal["noted"] = "noted"
    line: str


class Serving(Section):
    """Where the page is to be had, and what its certificate is known by; None: nowhere just now."""

    kind: Literal["serving"] = "serving"
    address: str | None = None


class Watch(Section):
    """Whether somebody wants to be told what happens now."""

    kind: Literal["watch"] = "watch"
    on: bool


class Ask(Section):
    """A trainer asks for what a button or the voice may ask for."""

    kind: Literal["ask"] = "ask"
    verb: Verb


class Try(Section):
    """Who walks up next gets ``playlist``, a file of the owner's folder or a shipped one, or else one ``drill``; both
    None: no more than anybody."""

    kind: Literal["try"] = "try"
    playlist: Path | None = None
    drill: str | None = None


class ShowCode(Section):
    """Show ``code`` on the glass for so many seconds, and the ``fingerprint`` to compare; None: no more."""

    kind: Literal["show_code"] = "show_code"
    code: str | None = Field(None, max_length=12)
    fingerprint: str = Field("", max_length=128)
    seconds: float = Field(0.0, ge=0.0, le=600.0)


class Volume(Section):
    """Speak so loudly from now on."""

    kind: Literal["volume"] = "volume"
    volume: Share


class Hush(Section):
    """Be silent at once."""

    kind: Literal["hush"] = "hush"


class Again(Section):
    """The settings have changed: take them up when nobody is at the mirror."""

    kind: Literal["again"] = "again"


TRAINING = frozenset({Stage.BASELINE, Stage.SET, Stage.REST, Stage.PAUSED, Stage.NEXT_DRILL, Stage.CAUTION})
"""Where what a trainer wants of the glass would take it from who trains: there it waits."""

NOW_EVERY = 0.1
HEALTH_EVERY = 2.0

ToPage: TypeAlias = Begin | Now | Doing | Tried | Health | Logged
FromPage: TypeAlias = Alive | Trouble | Noted | Serving | Watch | Ask | Try | ShowCode | Volume | Hush | Again

_TO: TypeAdapter[ToPage] = TypeAdapter(Annotated[ToPage, Field(discriminator="kind")])
_FROM: TypeAdapter[FromPage] = TypeAdapter(Annotated[FromPage, Field(discriminator="kind")])


def to_page(line: bytes) -> ToPage:
    """What the station says by ``line``. Raises ValueError where that is nothing."""
    return unpacked(_TO, line)


def from_page(line: bytes) -> FromPage:
    """What the page says by ``line``. Raises ValueError where that is nothing."""
    return unpacked(_FROM, line)
