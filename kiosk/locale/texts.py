"""What a language file holds, grouped by who says it. Pure: the words come in, nothing is read here.

Every text is checked when the file is: one line, short enough for its place on the glass, and with just the
placeholders (``{count}``) that its place fills in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from kiosk.toml import Section


def words(longest: int, *slots: str) -> AfterValidator:
    """Checks a text of at most ``longest`` characters, placeholders left out, that has just the ``slots``."""

    def check(text: str) -> str:
        problems = _problems(text, longest, set(slots))
        if problems:
            raise ValueError("; ".join(problems))
        return text

    return AfterValidator(check)


def _problems(text: str, longest: int, slots: set[str]) -> list[str]:
    if not text.strip():
        return ["is empty; say something"]
    problems = [] if text.isprintable() else ["must be one line without control characters"]
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return [*problems, "a { or } stands alone; braces are for placeholders only"]
    bare = "".join(literal for literal, *_ in parts)
    found = [slot for _, slot, *_ in parts if slot is not None]
    formed = any(form or conversion for *_, form, conversion in parts)
    if formed or set(found) != slots or len(found) != len(slots):
        wanted = ", ".join(f"{{{slot}}}" for slot in sorted(slots))
        problems.append(f"needs {wanted} as they are, each once" if slots else "nothing is filled in here")
    if len(bare) > longest:
        problems.append(f"too long for the glass: {len(bare)} characters, at most {longest}")
    return problems


Cue = Annotated[str, words(40)]
"""Short enough to be read in half a second."""

Headline = Annotated[str, words(36)]
"""Read at three metres."""

Hint = Annotated[str, words(80)]
"""Read by who stops to: smaller, under a headline."""

Label = Annotated[str, words(16)]
"""A word or two at the edge."""


Breath = Literal["in", "out", "hold", "steady"]
"""How to breathe; ``steady``: go on breathing."""


class Said(Section):
    """A headline, and a hint below it."""

    headline: Headline
    hint: Hint


class Counted(Section):
    """A text with a number in it: ``one`` where ``count`` is 1, else ``other``."""

    one: str
    other: str

    def of(self, count: int, **slots: object) -> str:
        """The text for ``count``, with its placeholders filled in."""
        return (self.one if count == 1 else self.other).format(count=count, **slots)


class NotCounted(Counted):
    """Of ``{count}`` attempts."""

    one: Annotated[str, words(24, "count")]
    other: Annotated[str, words(24, "count")]


class FaultAdvice(Counted):
    """Of a fault with its ``{cue}``, seen in ``{times}`` of ``{count}`` reps."""

    one: Annotated[str, words(24, "cue", "times", "count")]
    other: Annotated[str, words(24, "cue", "times", "count")]


class PlacementTexts(Section):
    """What keeps the mirror from seeing well, by the ids of `kiosk.coach.placement`; ``lying_*``: of who is on the
    floor, as soon as a drill is done there."""

    others: Said
    too_close: Said
    cut_off: Said
    off_centre: Said
    too_far: Said
    turned: Said
    hidden: Said
    lying_too_close: Said
    lying_off_centre: Said
    lying_turned: Said

    def said(self, placement: str) -> Said:
        """The words for the id ``placement``."""
        found: Said = getattr(self, placement)
        return found


class Still(Section):
    """While it is learnt how somebody is at rest: a headline by how the drill begins, and a hint.

    ``still_bent`` is the hint to who stands, where that takes long; ``at_rest`` to who does not stand.
    """

    standing: Headline
    seated: Headline
    kneeling: Headline
    lying: Headline
    plank: Headline
    hint: Hint
    still_bent: Hint
    at_rest: Hint


class TooSlow(Said):
    """Nothing is coached; ``in_set`` is the headline where a set waits."""

    in_set: Headline


class ReadyTexts(Said):
    """To who stands well. The hint is said where a button is waited for, ``or_hand`` where a hand held up will do."""

    or_hand: Hint


class RestTexts(Section):
    """Between two sets: a headline, and which set of the same drill comes, ``{number}`` of ``{sets}``."""

    headline: Headline
    next_set: Annotated[str, words(40, "number", "sets")]


class Begin(Section):
    """At the beginning of a set, until somebody moves: with a ghost to follow, and without."""

    follow: Cue
    alone: Cue


class SessionTexts(Section):
    """What the coach says at each stage."""

    nobody: Said
    """At the set-up, to who has stepped away."""
    stood_by: Said
    """To who stands there while the place of who was followed is still kept."""
    step_backward: Said
    """To who stands well, but where a narrow glass does not show all of a rep; as they face."""
    step_forward: Said
    ready: ReadyTexts
    hand: Said
    """To who holds up a hand to start."""
    still: Still
    caution: Said
    """Over the cautions of a drill, before a person's first set of it."""
    rest: RestTexts
    paused: Said
    """To who asked for it."""
    pain: Said
    """To who said that it hurts: the set is over."""
    begin: Begin
    away: Said
    """During a set."""
    too_slow: TooSlow


class AdviceTexts(Section):
    """The one thing to work on after a set."""

    nothing_done: Cue
    clean: Cue
    fault: FaultAdvice


class OfferTexts(Section):
    """Another drill, ``{drill}``: one that mends a fault, the next one, the one before."""

    corrective: Annotated[str, words(24, "drill")]
    progress: Annotated[str, words(24, "drill")]
    step_back: Annotated[str, words(24, "drill")]


class FaultTexts(Section):
    """What mends a fault, and what is said when it is mended."""

    cue: Cue
    praise: Cue


class FaultsTexts(Section):
    """The words of every fault there is, whether the mirror can see it yet or not."""

    rounded_back: FaultTexts
    hollow_back: FaultTexts
    weight_on_toes: FaultTexts
    hips_not_back: FaultTexts
    squatting: FaultTexts
    knees_forward: FaultTexts
    locked_knees: FaultTexts
    not_hinging: FaultTexts
    hunched_shoulders: FaultTexts
    neck_off_line: FaultTexts
    hips_rise_first: FaultTexts
    arms_pulling: FaultTexts
    bar_drift: FaultTexts
    uneven_hips: FaultTexts
    too_shallow: FaultTexts
    too_deep: FaultTexts
    too_fast: FaultTexts
    no_pause: FaultTexts
    short_lockout: FaultTexts
    leaning_back: FaultTexts
    # Of a drill's special rule (`kiosk.coach.rules`), where no other fault's words fit.
    contact_upper_back: FaultTexts
    contact_tailbone: FaultTexts
    bar_too_low: FaultTexts
    bar_too_high: FaultTexts
    other_side: FaultTexts

    def of(self, fault_id: str) -> FaultTexts:
        """The words of ``fault_id``."""
        found: FaultTexts = getattr(self, fault_id)
        return found


class FewerReps(Counted):
    """Of the ``{side}`` with ``{count}`` reps fewer."""

    one: Annotated[str, words(24, "side", "count")]
    other: Annotated[str, words(24, "side", "count")]


class SidesTexts(Section):
    """After a set of a drill for one side at a time: the sides, and what differs between them; ``{amount}`` with its
    unit."""

    left: Label
    right: Label
    even: Headline
    alone: Headline
    """Where the mirror has seen one of them only."""
    fewer: FewerReps
    shorter: Annotated[str, words(24, "side", "amount")]

    def of(self, side: Literal["left", "right"]) -> str:
        """The name of ``side``."""
        return self.left if side == "left" else self.right


class TrainerTexts(Section):
    """Of a trainer who is attached, ``{who}`` where their name is known: they watch, or steer."""

    watches: Annotated[str, words(28)]
    steers: Annotated[str, words(28)]
    named_watches: Annotated[str, words(20, "who")]
    named_steers: Annotated[str, words(20, "who")]

    def of(self, who: str | None, steers: bool) -> str:
        """What is so."""
        if who is None:
            return self.steers if steers else self.watches
        return (self.named_steers if steers else self.named_watches).format(who=who)


class RepsLeft(Counted):
    """Of ``{count}`` reps that are still to be done."""

    one: Annotated[str, words(24)]
    other: Annotated[str, words(24, "count")]


SpokenVerb = Literal["start", "next", "pause", "resume", "repeat", "stop", "pain"]
"""What can be asked for by voice."""



def _as_said(text: str) -> str:
    if not re.fullmatch(r"[^\W\d_]+([ '][^\W\d_]+)*", text):
        raise ValueError("must be words with single spaces between them; write numbers out, and leave signs away")
    return text


SpokenPhrase = Annotated[str, Field(max_length=40), AfterValidator(_as_said)]
"""Words without digits and signs, as they are written in the midst of a sentence."""


_LISTENED_FOR = "voice.phrases."


class VoiceTexts(Section):
    """What is only ever spoken, or listened for. All else that is spoken stands where the glass has it
    (`kiosk.voice.mouth.lines`)."""

    left: RepsLeft
    """Instead of the count, where only the end of a set is counted."""
    phrases: dict[SpokenVerb, tuple[SpokenPhrase, ...]]
    """What the mirror listens for, by what it asks for."""

    @model_validator(mode="after")
    def _each_means_one_thing(self) -> VoiceTexts:
        missing = [verb for verb in get_args(SpokenVerb) if not self.phrases.get(verb)]
        if missing:
            raise ValueError(f"phrases: {', '.join(missing)} missing; add at least one phrase for each")
        said = [phrase for ways in self.phrases.values() for phrase in ways]
        twice = sorted({phrase for phrase in said if said.count(phrase) > 1})
        if twice:
            raise ValueError(f"phrases: {', '.join(map(repr, twice))} would mean two things; keep one of them")
        return self


class ListeningTexts(Section):
    """That the mirror listens: what can be said now, ``{phrases}``, each of them as a quoted ``{phrase}``."""

    say: Annotated[str, words(16, "phrases")]
    phrase: Annotated[str, words(4, "phrase")]


class GlassTexts(Section):
    """What the screens say of themselves."""

    starting: Headline
    attract: Headline
    depth: Label
    """Over the plot of a summary."""
    back: Label
    """The same."""
    no_reps: Cue
    next_time: Cue
    not_counted: NotCounted
    cannot_see: Annotated[str, words(24)]
    """Before what the network cannot see of a drill."""
    link: Label
    """Below the QR code of the owner's link."""
    trainers: Label
    """Below that of the trainer's page."""
    result: Label
    """Beside the QR code that holds the result."""
    settings_refused: Annotated[str, words(60)]
    """To the owner, while nobody is there: the settings are wrong, and older ones in use."""
    sides: SidesTexts
    trainer: TrainerTexts
    """At the edge of every screen."""
    listening: ListeningTexts
    """The same."""


class MachineFault(Section):
    """Why the mirror does not work; ``{problem}`` is a line for who looks after it, in English as the log."""

    headline: Headline
    hint: Annotated[str, words(60, "problem")]


class PairingTexts(Said):
    """To who wants to let a trainer's phone in, beside the code; ``fingerprint``: over what the phone's browser knows
    the mirror by."""

    fingerprint: Label


class UpdateTexts(Section):
    """Of an update to ``{version}`` that is over."""

    headline: Headline
    hint: Annotated[str, words(60, "version")]


class MachineTexts(Section):
    """What the station says of its parts."""

    camera_away: MachineFault
    covered: Said
    """Pictures come, and show nothing: a cover before the lens, or no light at all."""
    too_dark: Said
    too_hot: Said
    held: Said
    """To who goes on holding the button after that stopped the session."""
    off: Said
    """The machine is about to be switched off."""
    pairing: PairingTexts
    updating: Said
    """Whatever else is so: what must not be done, and what comes next."""
    updated: UpdateTexts
    update_returned: UpdateTexts
    update_refused: UpdateTexts
    model_damaged: MachineFault
    broken: MachineFault
    too_often: Said
    """The mirror stopped again and again, and waits before it begins once more."""


class MarkTexts(Section):
    """To who goes to mark ``{number}``, which is ``{metres}`` from the glass."""

    headline: Annotated[str, words(28, "number")]
    hint: Annotated[str, words(70, "metres")]


class CrossTexts(Said):
    """To who holds their nose to a cross; ``low``: for which knees are to be bent, ``again``: that is done again."""

    low: Hint
    again: Hint


class CheckTexts(Section):
    """Over lines that should lie on the person's reflection; noses were ``{residual}`` millimetres off."""

    headline: Headline
    hint: Annotated[str, words(80, "residual")]


class CalibrateTexts(Section):
    """What `kiosk calibrate` says."""

    mark: MarkTexts
    step_back: Headline
    step_closer: Headline
    cross: CrossTexts
    unseen: Said
    check: CheckTexts
    refused: Said
    moved: Annotated[str, words(60)]
    """To the owner, while nobody is there."""


Word = Annotated[str, words(32)]
Step = Annotated[str, words(48)]
"""One line of the glass."""

Purpose = Annotated[str, words(100)]
Sentence = Annotated[str, words(160)]


class PhaseTexts(Section):
    """What to do on the way to the far end of a rep, there, on the way back, and at rest."""

    down: Cue
    bottom: Cue
    up: Cue
    top: Cue


class DrillTexts(Section):
    """The words of a shipped drill in this language, as in its own file; what is absent stays as it is there."""

    name: Word | None = None
    purpose: Purpose | None = None
    muscles: tuple[Word, ...] | None = None
    equipment: tuple[Word, ...] | None = None
    setup: Annotated[tuple[Step, ...], Field(min_length=1, max_length=4)] | None = None
    cautions: tuple[Sentence, ...] | None = None
    unseen: Sentence | None = None
    phases: PhaseTexts | None = None


class PlaylistTexts(Section):
    """The words of a shipped playlist in this language, as in its own file; ``load``: by the drills' ids. What is
    absent stays as it is there."""

    name: Word | None = None
    purpose: Sentence | None = None
    for_whom: Sentence | None = None
    load: dict[str, Step] = Field(default_factory=dict)


class TakeAwayTexts(Section):
    """Of the result that a phone reads off the glass; short, as all of it is to go into one small QR code."""

    counted: Annotated[str, words(20, "counted", "all")]
    """``all``: reps and attempts."""
    depth: Annotated[str, words(30, "best", "typical")]
    """Both have their unit."""
    work_on: Annotated[str, words(16, "cue")]


class Texts(Section):
    """A language file."""

    language: Annotated[str, words(32)]
    """Its name in itself."""
    not_seen: Cue
    """After a rep of which too little was seen to count it."""
    placement: PlacementTexts
    session: SessionTexts
    faults: FaultsTexts
    advice: AdviceTexts
    offer: OfferTexts
    breath: dict[Breath, Cue]
    """While a rep goes on."""
    voice: VoiceTexts
    glass: GlassTexts
    take_away: TakeAwayTexts
    machine: MachineTexts
    calibrate: CalibrateTexts
    drills: dict[str, DrillTexts] = Field(default_factory=dict)
    playlists: dict[str, PlaylistTexts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _breathes(self) -> Texts:
        missing = [breath for breath in get_args(Breath) if breath not in self.breath]
        if missing:
            raise ValueError(f"breath: {', '.join(missing)} missing; add a line for each")
        return self

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Every text that is shown or said, by its key in the file; drills and playlists only as far as they
        are given."""
        yield from ((key, text) for key, text in _phrases(self) if not key.startswith(_LISTENED_FOR))


def _phrases(section: Section) -> Iterator[tuple[str, str]]:
    for name in type(section).model_fields:
        for key, text in _leaves(getattr(section, name)):
            yield f"{name}.{key}" if key else name, text


def _leaves(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, Section):
        yield from _phrases(value)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from ((f"{name}.{key}" if key else str(name), text) for key, text in _leaves(item))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from ((f"{index}.{key}" if key else f"{index}", text) for key, text in _leaves(item))
