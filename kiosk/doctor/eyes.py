"""The camera: do frames come, often enough, each a new one, with light in them, and sharp?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import monotonic

import numpy as np

from kiosk.camera import CameraError, CameraOpener, Frame, Image, Source
from kiosk.doctor.finding import Finding, State, bad, bad_lines, note, well
from kiosk.doctor.journal import Line
from kiosk.doctor.picture import Focus, burnt, focus
from kiosk.doctor.pulse import STOP, Pulse
from kiosk.health.sight import Blind, blindness, light_and_steps
from kiosk.health.sight_table import shipped_sight
from kiosk.settings import CameraSettings, Settings

PART, LIGHT, FOCUS, CABLE = "camera", "light", "focus", "camera cable"

_WATCH = 2.0
"""Seconds that the camera is watched."""

_SLOW_CAMERA = 0.8
"""Below this share of the rate asked for, the camera is called slow."""

_LOST = 0.05
"""Share of the frames that the camera itself lets fall, from which on something is wrong on their way."""

_SAME = 0.1
"""Share of frames that are the one before once more, bit for bit: a sensor's noise never repeats."""

_BURNT = 0.25
"""Share of the picture without any drawing, as it is too light; of the clips of gyms at hand none has over 0.05."""

_LOOKED_AT = 9
"""Pictures that light and focus are told by: noise is a third of one's."""

_UNWELL = re.compile(
    r"(unicam|rp1-cfe|csi|imx\d|ov\d{4}|uvcvideo|video\d).*(error|fail|timed? ?out|dropp)|usb .*(disconnect|error)",
    re.IGNORECASE,
)
"""How the kernel's lines look that tell of a camera, or of what hangs on USB, coming loose."""

_NO_CABLE = {"clip", "demo"}

_SEAT = "switch off, and push both ends of the camera's cable in straight; the flat one has a latch that holds it"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a look at the camera brought: ``count`` frames after the first in ``seconds``, the newest, some
    ``pictures`` of them, how many were ``lost`` by the camera and how many the ``same`` as the one before."""

    count: int
    seconds: float
    last: Frame
    pictures: tuple[Image, ...]
    lost: int
    same: int

    @property
    def rate(self) -> float:
        """Frames a second."""
        return self.count / self.seconds


def see(
    settings: Settings, least: float, pulse: Pulse | None = None, kernel: Sequence[Line] | None = None
) -> list[Finding]:
    """Open the camera, watch it for a moment, and let it go; coaching needs ``least`` frames a second.

    A mirror that runs (``pulse``) has the camera to itself, and tells how many frames it gets. ``kernel``: what the
    kernel has said since the start, where that is known.
    """
    live = settings.camera.source.partition(":")[0] not in _NO_CABLE
    loose = [line for line in kernel or () if _UNWELL.search(line.message)] if live else []
    if pulse is not None and live:
        return [_of_the_mirror(pulse, least), *_cable(None, loose)]
    try:
        with CameraOpener(settings.camera)() as source:
            seen = _watch(source, settings.camera)
            name = source.name
    except CameraError as error:
        return [*bad_lines(PART, [str(error)]), *_cable(None, loose)]
    if seen is None:
        return bad_lines(PART, [f"{name}: gives no frames; use a camera or a longer clip"])
    live = live and name != "demo"
    light = _light(seen)
    sharp = [] if light.state is State.BAD else [_focus(seen)]
    return [_frames(name, seen, settings, least), light, *sharp, *(_cable(seen, loose) if live else [])]


def _of_the_mirror(pulse: Pulse, least: float) -> Finding:
    rate, beat = pulse.camera_rate, pulse.beat
    if pulse.hangs or rate is None:
        return note(PART, "the mirror has it, and does not tell what comes of it", "see the mirror, above")
    told = f"the mirror has it: {rate:.1f} frames a second"
    if rate <= 0.0:
        return bad(PART, f"the mirror has it, and gets no frames{_why(beat.trouble)}", _SEAT, rate=0.0)
    if rate < least and not beat.idle:
        do = f"coaching needs {least:g}: give more light, or ask for more with camera.rate"
        return bad(PART, told, do, rate=round(rate, 2))
    return well(PART, f"{told}; to look at light and focus as well, {STOP}", rate=round(rate, 2))


def _why(trouble: str | None) -> str:
    return f" ({trouble})" if trouble else ""


def _watch(source: Source, settings: CameraSettings) -> _Seen | None:
    """Read for `_WATCH` seconds; None where fewer than two frames come. Raises `CameraError`."""
    first = last = source.read(settings.stall_after)
    if first is None or last is None:
        return None
    pictures, steps, same = [last.image], [], 0
    between, until = _WATCH / _LOOKED_AT, monotonic() + _WATCH
    next_at = first.time + between
    while monotonic() < until:
        newer = source.read(settings.stall_after)
        if newer is None:
            break
        steps.append((newer.time - last.time, newer.number - last.number))
        same += np.array_equal(newer.image, last.image)
        if newer.time >= next_at and len(pictures) < _LOOKED_AT:
            pictures.append(newer.image)
            next_at += between
        last = newer
    if not steps or last.time <= first.time:
        return None
    return _Seen(len(steps), last.time - first.time, last, tuple(pictures), _lost(steps), same)


def _lost(steps: Sequence[tuple[float, int]]) -> int:
    """Frames that never came, by the ``steps`` from frame to frame: seconds, and how far their numbers are apart,
    which tells of those that came while we were busy."""
    usual = median(seconds / max(1, apart) for seconds, apart in steps)
    return sum(max(0, round(seconds / usual) - apart) for seconds, apart in steps) if usual > 0.0 else 0


def _frames(name: str, seen: _Seen, settings: Settings, least: float) -> Finding:
    rate, (width, height) = seen.rate, seen.last.size
    timed = seen.last.taken is not None
    told = f"{name}: {width} x {height}, {rate:.1f} frames a second"
    numbers = {"width": width, "height": height, "rate": round(rate, 2), "timed": timed}
    if settings.camera.source == "auto" and name == "demo":
        do = "connect one; --camera picamera2 or --camera usb says what is wrong with it"
        return note(PART, f"no camera; the demo takes its place ({told})", do, **numbers)
    if rate < least:
        do = (
            f"coaching needs {least:g}: give more light, ask for more with camera.rate, or use another camera or clip"
        )
        return bad(PART, told, do, **numbers)
    if settings.camera.source.partition(":")[0] not in _NO_CABLE and rate < _SLOW_CAMERA * settings.camera.rate:
        do = f"{settings.camera.rate:g} were asked for: give more light, or ask for less"
        return note(PART, told, do, **numbers)
    if not timed:
        do = "lag cannot be measured; tell the makers"
        return note(PART, f"{told}; its time stamps fit no clock", do, **numbers)
    return well(PART, told, **numbers)


def _light(seen: _Seen) -> Finding:
    light, steps = (median(each) for each in zip(*map(light_and_steps, seen.pictures), strict=True))
    lost = median(burnt(picture) for picture in seen.pictures)
    numbers = {"light": round(light, 1), "steps": round(steps, 1), "burnt": round(lost, 3)}
    why = blindness(light, steps)
    if why is Blind.COVERED:
        do = "take the cap or the film off the lens, and see that neither hood nor box is before it"
        return bad(LIGHT, "the camera sees one even surface: its lens is covered", do, **numbers)
    more = "switch the lights on, or put a lamp beside the mirror that shines on who stands before it"
    if why is Blind.TOO_DARK:
        return bad(LIGHT, "it is too dark to see anybody", more, **numbers)
    if light < shipped_sight().too_dark.back:
        return note(LIGHT, "it is almost too dark to see anybody", more, **numbers)
    if lost > _BURNT:
        do = "a window or a lamp shines into the camera: draw the blind, turn the mirror, or move the lamp"
        return note(LIGHT, f"{100.0 * lost:.0f} % of the picture is too light to show anything", do, **numbers)
    return well(LIGHT, "enough", **numbers)


def _focus(seen: _Seen) -> Finding:
    found, blur = focus(seen.pictures)
    numbers = {"blur": None if blur is None else round(blur, 2)}
    do = (
        "clean the lens; where it can be turned, turn it until what is two metres away is sharp; see that the glass "
        "before it is clean, and nothing near the lens"
    )
    if found is Focus.UNKNOWN or blur is None:
        return well(FOCUS, "cannot be told: the picture has no clear edges", **numbers)
    told = f"edges are {blur:.1f} pixels wide, in a picture of 640"
    if found is Focus.LOST:
        return bad(FOCUS, f"the picture is so blurred that people are hardly found in it: {told}", do, **numbers)
    if found is Focus.SOFT:
        return note(FOCUS, f"the picture is blurred, and joints are found less exactly: {told}", do, **numbers)
    return well(FOCUS, f"sharp: {told}; whether at the user's place or behind it cannot be told", **numbers)


def _cable(seen: _Seen | None, loose: Sequence[Line]) -> list[Finding]:
    """What speaks for a cable that is bad or loose; nothing where nothing does."""
    if seen is not None and seen.same == seen.count:
        return [bad(CABLE, "the camera gives one and the same picture over and over", f"pull the plug; {_SEAT}")]
    signs = []
    numbers: dict[str, float | int | str | bool | None] = {"kernel": len(loose)}
    if seen is not None:
        numbers |= {"lost": seen.lost, "same": seen.same, "of": seen.count}
        if seen.lost > _LOST * (seen.count + seen.lost):
            signs.append(f"{seen.lost} of {seen.count + seen.lost} frames were lost on the way")
        if seen.same > _SAME * seen.count:
            signs.append(f"{seen.same} of {seen.count} frames came twice")
    if loose:
        signs.append(f"the system has told of trouble {len(loose)} times since the start, last: {loose[-1].message}")
    if signs:
        return [note(CABLE, "; ".join(signs), _SEAT, **numbers)]
    return [] if seen is None else [well(CABLE, f"no frame of {seen.count} was lost or came twice", **numbers)]
