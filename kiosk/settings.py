"""Everything an owner can set, in one typed tree.

Defaults work on a bare machine; a TOML file changes what differs. Looked for in this order: ``--config FILE``,
``$KIOSK_CONFIG``, ``/etc/hinge-mirror/settings.toml``, ``~/.config/hinge-mirror/settings.toml``; none is needed.
"""

from __future__ import annotations

import difflib
import ipaddress
import math
import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from kiosk import toml
from kiosk.coach.verbs import OF_STATION, Verb
from kiosk.key_codes import CODES
from kiosk.locale.texts import SpokenPhrase, SpokenVerb
from kiosk.toml import Section

Pin = Annotated[int, Field(ge=0, le=27)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Distortion = Annotated[float, Field(ge=-1.0, le=1.0)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]

_LONGEST_LINK = 84
"""What a QR code of 37 by 37 squares holds at error correction M (ISO/IEC 18004): more squares would be too small."""


class CameraSettings(Section):
    """Where frames come from."""

    source: str = Field("auto", description="auto, picamera2, usb, usb:N, clip:PATH or demo")
    width: int = Field(480, ge=160, le=1920, description="pixels; portrait suits a standing person")
    height: int = Field(640, ge=160, le=1920, description="pixels")
    rate: float = Field(
        30.0, ge=10.0, le=120.0, description="frames a second asked of the camera; fewer cannot be coached by"
    )
    rotation: Literal[0, 90, 180, 270] = Field(0, description="degrees clockwise that make the picture upright")
    stall_after: float = Field(3.0, gt=0.2, le=30.0, description="seconds without a frame before reopening")
    vertical_field_of_view: float = Field(66.0, ge=20.0, le=130.0, description="degrees, of the upright picture")
    height_above_floor: float = Field(0.86, ge=0.1, le=2.5, description="of the lens, metres")
    behind_glass_mm: float = Field(0.0, ge=0.0, le=500.0, description="lens behind the reflecting surface")
    tilt: float = Field(0.0, ge=-45.0, le=45.0, description="degrees that the camera looks down")
    pan: float = Field(0.0, ge=-45.0, le=45.0, description="degrees that the camera looks to the user's right")
    roll: float = Field(
        0.0, ge=-15.0, le=15.0, description="degrees that plumb lines lean in its picture, upper end to the right"
    )
    distortion: tuple[Distortion, Distortion] = Field((0.0, 0.0), description="of the lens: Brown's k1 and k2")

    @model_validator(mode="after")
    def _each_point_has_one_line_of_sight(self) -> CameraSettings:
        k1, k2 = self.distortion
        half = math.tan(math.radians(self.vertical_field_of_view) / 2.0)
        corner, radius = half * math.hypot(1.0, self.width / self.height), 0.0
        while radius * (1.0 + k1 * radius**2 + k2 * radius**4) < corner:
            if 1.0 + 3.0 * k1 * radius**2 + 5.0 * k2 * radius**4 <= 0.0:
                raise ValueError(
                    f"distortion ({k1:g}, {k2:g}) folds the picture back before its corners: take those that OpenCV "
                    "calibrates, or 0, 0"
                )
            radius += corner / 64.0
        return self

    @field_validator("source")
    @classmethod
    def _known_source(cls, value: str) -> str:
        kind, _, rest = value.partition(":")
        if kind in {"auto", "picamera2", "demo"} and not rest:
            return value
        if kind == "usb" and (not rest or rest.isdecimal()) and not value.endswith(":"):
            return value
        if kind == "clip" and rest:
            return value
        raise ValueError("must be auto, picamera2, usb, usb:N, clip:PATH or demo")


class PoseSettings(Section):
    """The network and how it is run."""

    models: Path | None = Field(None, description="folder of the models; absent: those shipped")
    network: Literal["auto", "full", "lite"] = Field("auto", description="size of the landmark network; auto: full")
    arithmetic: Literal["auto", "int8", "float"] = Field(
        "auto", description="of the networks; auto: as suits processor and runtime"
    )
    runtime: Literal["auto", "ai-edge-litert", "tflite-runtime"] = Field(
        "auto", description="runs the networks; auto: the first that is installed"
    )
    threads: int = Field(0, ge=0, le=8, description="of the network; 0: as suits the processor")
    mask_every: float = Field(
        0.25, ge=0.0, le=2.0, description="seconds between person masks while nothing is judged; 0: every frame"
    )
    detection_threshold: Share = Field(0.5, description="how sure the detector must be of a person")
    presence_threshold: Share = Field(0.5, description="below it the person is lost and looked for again")
    smoothing_cutoff: float = Field(1.0, gt=0.0, le=30.0, description="One Euro: hertz at rest")
    smoothing_beta: float = Field(20.0, ge=0.0, le=100.0, description="One Euro: hertz gained per body length/s")
    look_for_others_every: float = Field(
        1.0, ge=0.2, le=60.0, description="seconds between looks for a second person"
    )


class ZoneSettings(Section):
    """Where the user stands, as the camera sees it; who is elsewhere is left alone."""

    left: Share = Field(0.1, description="share of the picture's width that the user's hips lie right of")
    right: Share = Field(0.9, description="share of the picture's width that the user's hips lie left of")
    smallest: Share = Field(0.3, description="ear to ankle, as a share of the picture's height; smaller is too far")
    release_after: float = Field(
        5.0, ge=1.0, le=600.0, description="seconds for which the place is kept for a user who is not seen"
    )

    @model_validator(mode="after")
    def _some_room(self) -> ZoneSettings:
        if self.left >= self.right:
            raise ValueError(f"left ({self.left:g}) must be less than right ({self.right:g})")
        return self


class SessionSettings(Section):
    """How a session runs."""

    drill: str = Field("hip_hinge", description="id of the drill to coach")
    repetitions: int | None = Field(
        None, ge=1, le=100, description="of one set of the drill; absent: sets and rests of the drill's own dose"
    )
    playlist: str | None = Field(
        None, description="instead of one drill: the name of one of yours or a shipped one, or a file's path"
    )
    playlists: Path | None = Field(
        None, description="folder of your own, watched while the mirror runs; absent: own/playlists by the records"
    )
    strictness: Literal["beginner", "standard", "strict"] = Field(
        "standard", description="how strictly is judged what no playlist says it of"
    )
    cautions_for: float = Field(
        8.0, ge=0.0, le=60.0, description="seconds for which a drill's cautions are shown; 0: they are not"
    )
    introduced_for: float = Field(
        2.5,
        ge=0.0,
        le=20.0,
        description="seconds for which a drill's set-up lines are shown at least, before its first set",
    )
    place_kept: float = Field(
        60.0, ge=5.0, le=600.0, description="seconds for which the place between two sets is kept for who is away"
    )
    resume_within: float = Field(
        10.0, ge=0.0, le=120.0, description="minutes after a restart for which a session goes on; 0: never"
    )
    hands_free: bool = Field(True, description="start when a person stands still and whole in view")
    raise_hand: bool = Field(
        True, description="one hand held up for two seconds starts what does not start by itself"
    )
    body_height: float = Field(1.72, ge=1.0, le=2.3, description="metres; until the mirror knows the person")
    drills: Path | None = Field(None, description="the same of your own drills; absent: own/drills by the records")
    language: str = Field("en", min_length=1, description="of what the mirror says: en, es, or a file's path")
    pace: Path | None = Field(None, description="file of how often frames must come; absent: that shipped")
    policy: Path | None = Field(None, description="file of what is said how often, and what is offered; the same")


class GlassSettings(Section):
    """The screen behind the mirror."""

    display: Literal["auto", "window", "kms", "offscreen"] = Field("auto", description="auto takes the best there is")
    width: int = Field(1080, ge=240, le=4320, description="pixels")
    height: int = Field(1920, ge=240, le=4320, description="pixels")
    rotation: Literal[0, 90, 180, 270] = Field(0, description="degrees clockwise, for a screen hung on its side")
    rate: int = Field(30, ge=10, le=120, description="frames drawn a second")
    width_mm: float = Field(680.0, ge=80.0, le=2500.0, description="width of the lit area")
    camera_above_bottom_mm: float = Field(
        390.0, ge=-500.0, le=3000.0, description="camera over the lit area's lower edge"
    )
    camera_right_of_centre_mm: float = Field(0.0, ge=-2000.0, le=2000.0, description="as seen by the user")
    gap_mm: float = Field(
        0.0, ge=0.0, le=100.0, description="lit panel behind the reflecting surface: air, and two thirds of any glass"
    )
    theme: Path | None = Field(None, description="file of how the glass looks; absent: that shipped")
    large_type: bool = Field(False, description="true: larger letters, and fewer words")
    link: str | None = Field(
        None, description="address for phones, http:// or https://, shown as a QR code while nobody is there"
    )
    take_away: bool = Field(
        True, description="after a session, its result as a QR code for the member's phone; false: none is shown"
    )
    line: Colour | None = Field(None, description="colour of the person's line and the words; absent: the theme's")
    ghost: Colour | None = Field(None, description="colour of the ghost; the same")
    good: Colour | None = Field(None, description="colour of what is right; the same")
    warn: Colour | None = Field(None, description="colour of what to mend; the same")


    @field_validator("link")
    @classmethod
    def _an_address_that_phones_open(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, _, rest = value.partition("://")
        host = re.split("[/?#]", rest)[0]
        if scheme not in {"http", "https"} or not host or not re.fullmatch(r"[!-~]+", value):
            raise ValueError('must be a whole address without blanks, as "https://example.org/hinge"')
        if len(value) > _LONGEST_LINK:
            raise ValueError(f"has {len(value)} characters, at most {_LONGEST_LINK} can be read: shorten the address")
        return value


class MirrorSettings(Section):
    """What the glass shows."""

    dowel: Literal["auto", "always", "never"] = Field(
        "auto", description="the stick on the user's back; auto: in drills that ask for its contacts"
    )
    strip: bool = Field(
        False, description="the LED bar's twin along both edges of the glass; as many lights as bar_pins names"
    )


class ButtonSettings(Section):
    """A further button of the box."""

    pin: Pin = Field(description="between the pin and ground")
    verb: Verb = Field(description="what it asks for")

    @field_validator("verb")
    @classmethod
    def _of_the_session(cls, value: Verb) -> Verb:
        if value in OF_STATION:
            raise ValueError("a single press may not end the mirror; hold the one button for that")
        return value


_KEYS: dict[str, Verb] = {
    **dict.fromkeys(("KEY_PAGEDOWN", "KEY_RIGHT", "KEY_ENTER", "KEY_SPACE", "KEY_F5"), Verb.START),
    **dict.fromkeys(("KEY_PAGEUP", "KEY_LEFT"), Verb.REPEAT),
    **dict.fromkeys(("KEY_B", "KEY_DOT"), Verb.PAUSE),
    "KEY_ESC": Verb.STOP,
}
"""What presenters and pedals send: forth, back, blank, and start and end of a show."""


def _near(key: str) -> str:
    """What was probably meant by ``key``; there are too many to name them all."""
    found = difflib.get_close_matches(key.upper(), CODES, n=1)
    return f'did you mean "{found[0]}"?' if found else "named as in linux/input-event-codes.h, KEY_PAGEDOWN or such"


class CabinetSettings(Section):
    """The box's hardware. Pins are BCM numbers."""

    enabled: bool = Field(True, description="false: no LEDs, no buttons")
    bar_pins: tuple[Pin, ...] = Field((5, 6, 13, 19, 26, 16, 20, 21, 12, 25), description="from the bar's low end")
    bar_shows: Literal["torso_inclination", "back_curvature"] = Field(
        "torso_inclination", description="what the bar follows"
    )
    bar_brightness: Share = Field(0.8, description="outside the target; inside it is full")
    button_pin: Pin | None = Field(17, description="of the one button that does all; between the pin and ground")
    buttons: tuple[ButtonSettings, ...] = Field(
        (), max_length=3, description='further ones, each for one verb: {pin = 22, verb = "pause"}'
    )
    shutdown: tuple[str, ...] = Field(
        ("systemctl", "poweroff"), description="command that switches the machine off; empty: only the mirror ends"
    )
    keys: dict[str, Verb] = Field(
        _KEYS, description="of pedals and presenter remotes, by Linux's names; {}: none is read"
    )
    remotes: tuple[str, ...] = Field(
        (), description="parts of the names of such that look like keyboards, which else are left alone"
    )
    lamp_pin: Pin | None = Field(27, description="lit while the camera runs")

    @field_validator("bar_pins")
    @classmethod
    def _enough_pins(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(value) < 2:
            raise ValueError("needs at least two pins")
        return value

    @field_validator("keys")
    @classmethod
    def _keys_there_are(cls, value: dict[str, Verb]) -> dict[str, Verb]:
        wrong = [f"no key is named {key}; {_near(key)}" for key in value if key not in CODES]
        wrong += [f"the single key {key} may not end the mirror" for key, verb in value.items() if verb in OF_STATION]
        if wrong:
            raise ValueError("; ".join(wrong))
        return value

    @model_validator(mode="after")
    def _pins_differ(self) -> CabinetSettings:
        pins = [*self.bar_pins, self.button_pin, self.lamp_pin, *(button.pin for button in self.buttons)]
        used = [pin for pin in pins if pin is not None]
        twice = sorted({pin for pin in used if used.count(pin) > 1})
        if twice:
            raise ValueError(f"pin {', '.join(map(str, twice))} is used twice")
        return self


class VoiceSettings(Section):
    """What is said aloud, and what is listened for."""

    speaks: bool = Field(True, description="false: the mirror is silent")
    volume: Share = Field(0.8, description="in a quiet room; half is heard as half as loud")
    counts: Literal["all", "every_5", "last_3", "none"] = Field("all", description="reps that are counted aloud")
    tones: bool = Field(False, description="true: a tone's pitch follows the torso, with a tick at the target")
    card: str | None = Field(None, description="part of the sound card's name; absent: the system's own choice")
    spoken_as: str | None = Field(
        None, description="espeak-ng's code of the language, for what has no file; absent: the language file's name"
    )
    listens: bool = Field(True, description="false: nobody is listened to; the button does all")
    microphone: str | None = Field(None, description="part of its name; absent: the system's own choice")
    strictness: Literal["lenient", "standard", "strict"] = Field(
        "standard", description="how sure the ears must be; lenient hears more, and mistakes more"
    )
    phrases: dict[SpokenVerb, tuple[SpokenPhrase, ...]] = Field(
        {}, description='your own words, as { pause = ["hold on please"] }; `kiosk voice test` tries them'
    )


class RecordSettings(Section):
    """Where sessions are kept, and for how long: numbers only."""

    enabled: bool = Field(True, description="false: nothing is kept")
    database: Path | None = Field(None, description="absent: $STATE_DIRECTORY or ~/.local/share/hinge-mirror")
    retention_days: int = Field(
        365, ge=0, le=3650, description="after so many a session is deleted, nicknames and all; 0: never"
    )


class TrainerSettings(Section):
    """The trainer's page, for phones in the gym's own network."""

    enabled: bool = Field(False, description="true: the page is served; `kiosk trainer on` does the same")
    address: str = Field("auto", description="of this machine, as 192.168.1.20; auto: that in the local network")
    # Below 1024 are root's, which the mirror is not.
    port: int = Field(8443, ge=1024, le=65535, description="that the page is served at")
    signed_in_for: int = Field(60, ge=1, le=365, description="days without a visit after which a device pairs anew")

    @field_validator("address")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if value == "auto":
            return value
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            raise ValueError("must be auto, or an IP address of this machine, as 192.168.1.20") from None
        if address.is_unspecified or address.is_multicast or "%" in value:
            # All addresses at once would be those of every network that is ever plugged in.
            raise ValueError("must be auto, or the one address of this machine that the page is served at")
        return str(address)


class EffortSettings(Section):
    """What the mirror leaves out where it lags or grows hot, and when."""

    adapt: bool = Field(True, description="false: always full effort, however late")
    lag_ms: float = Field(200.0, ge=50.0, le=2000.0, description="from sensor to glass; later steps down")
    dropped: Share = Field(0.25, description="share of the camera's frames; more lost steps down")
    hot: float = Field(78.0, ge=40.0, le=100.0, description="degrees Celsius of the processor; from here steps down")
    too_hot: float = Field(
        85.0, ge=50.0, le=110.0, description="degrees Celsius; from here the glass says so, until below hot"
    )
    cool: float = Field(70.0, ge=30.0, le=95.0, description="degrees Celsius; above it never steps up")
    down_after: float = Field(3.0, ge=0.5, le=60.0, description="seconds too late before a step down")
    up_after: float = Field(20.0, ge=1.0, le=600.0, description="seconds with room to spare before a step up")
    up_after_longest: float = Field(
        600.0, ge=1.0, le=7200.0, description="seconds; where steps up fail, the wait doubles up to here"
    )
    levels: Path | None = Field(None, description="file of the levels; absent: those shipped")

    @model_validator(mode="after")
    def _margins(self) -> EffortSettings:
        if self.cool >= self.hot:
            raise ValueError(f"cool ({self.cool:g}) must lie below hot ({self.hot:g})")
        if self.too_hot <= self.hot:
            raise ValueError(f"too_hot ({self.too_hot:g}) must lie above hot ({self.hot:g})")
        if self.up_after < self.down_after:
            raise ValueError(f"up_after ({self.up_after:g}) must not lie below down_after ({self.down_after:g})")
        if self.up_after_longest < self.up_after:
            raise ValueError(
                f"up_after_longest ({self.up_after_longest:g}) must not lie below up_after ({self.up_after:g})"
            )
        return self


class Settings(Section):
    """The whole tree."""

    camera: CameraSettings = CameraSettings()
    pose: PoseSettings = PoseSettings()
    zone: ZoneSettings = ZoneSettings()
    session: SessionSettings = SessionSettings()
    glass: GlassSettings = GlassSettings()
    mirror: MirrorSettings = MirrorSettings()
    cabinet: CabinetSettings = CabinetSettings()
    voice: VoiceSettings = VoiceSettings()
    records: RecordSettings = RecordSettings()
    trainer: TrainerSettings = TrainerSettings()
    effort: EffortSettings = EffortSettings()


def load_settings(path: Path | None = None) -> Settings:
    """The settings from ``path``, or from the first of the usual places that exists, or the defaults.

    Raises:
        kiosk.toml.FileProblem: a named file is missing, or the file has errors (all of them at once).
    """
    found = path or usual_place()
    return Settings() if found is None else toml.load(Settings, found)


def usual_place() -> Path | None:
    """The first of the usual places of a settings file that is named or exists."""
    named = os.environ.get("KIOSK_CONFIG")
    if named:
        return Path(named)
    places = [Path("/etc/hinge-mirror/settings.toml"), Path.home() / ".config/hinge-mirror/settings.toml"]
    return next((place for place in places if place.is_file()), None)


def with_options(
    settings: Settings,
    camera: str | None = None,
    display: str | None = None,
    drill: str | None = None,
    playlist: str | None = None,
    language: str | None = None,
) -> Settings:
    """``settings`` with what the command line says instead, checked as a file's would be. Raises `FileProblem`."""
    tables = settings.model_dump()
    for section, key, value in (
        ("camera", "source", camera),
        ("glass", "display", display),
        ("session", "drill", drill),
        ("session", "playlist", playlist),
        ("session", "language", language),
    ):
        if value is not None:
            tables[section][key] = value
    if drill is not None:
        tables["session"]["playlist"] = None  # who names a drill wants that one
    if drill is not None or playlist is not None:
        tables["session"]["playlists"] = None  # and none that is scheduled
    return toml.check(Settings, tables, "command line")
