"""Cards to hang beside the mirror: one for members, one for trainers, in the mirror's own words."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.drawings.place import metres
from deploy.drawings.sheet import Sheet
from deploy.drawings.site import Site
from kiosk.cabinet.gestures import HOLD, LONG_HOLD
from kiosk.coach.hand_up import HELD_UP
from kiosk.locale.texts import SpokenVerb, Texts

_WIDE = 178.0
_ROW = 4.0


def draw_member_card(site: Site, texts: Texts) -> Sheet:
    """For who trains."""
    sheet = Sheet("Your hinge, in the mirror", "How to use the mirror, for members.")
    session, placement = site.settings.session, texts.placement
    button = site.settings.cabinet.button_pin is not None
    hand = f"Raise one hand for {HELD_UP:g} seconds" if session.raise_hand else ""
    press = "press the button" if button else ""
    asked = ", or ".join(part for part in (hand, press) if part) or "Ask a trainer to start"
    starts = "It starts by itself." if session.hands_free else f"{asked}."
    where = f"“{placement.too_close.headline}”, “{placement.too_far.headline}”"
    result = " Your result is a code: scan it with your phone." if site.settings.glass.take_away else ""
    steps = (
        (
            "Stand on the mark",
            f"{metres(site.mark)} from the glass, whole body in view. The mirror tells you where to go: {where}.",
        ),
        (
            texts.placement.turned.headline,
            f"{texts.placement.turned.hint}, whichever you like. One person at a time.",
        ),
        (texts.session.still.standing, f"For a second or two: it learns how you stand. {starts}"),
        (
            texts.session.begin.follow,
            "It is you as you stand, and lies on your reflection. Hips back, flat back, soft knees, slow.",
        ),
        (
            "Glance, do not stare",
            "The count is large. The bar fills as you go down; full light is where you should be.",
        ),
        ("One thing at a time", "After a rep it says one thing at most. If it does not count a rep, it says why."),
        ("Done", f"Step away{', or press the button' if button else ''}.{result}"),
    )
    y = _steps(sheet, steps, 34.0)
    ways = (
        [f"say {' or '.join(f'“{phrase}”' for phrase in texts.voice.phrases['pain'])}"]
        if site.settings.voice.listens
        else []
    )
    ways += [f"hold the button for {HOLD:g} seconds"] if button else []
    stop = f"{', or '.join(ways)}: the set ends at once." if ways else "step away: the set waits, and ends by itself."
    sheet.rect((12.0, y), 186.0, 40.0, wide=1.0)
    sheet.text((18.0, y + 9.5), "If it hurts: stop", 6.6, bold=True)
    warned = "Not with acute low-back pain or a severe hamstring injury. The mirror teaches, it does not treat."
    sheet.paragraph((18.0, y + 18.0), f"{stop[0].upper()}{stop[1:]} {warned}", 172.0, 4.8)
    lamp = " The lamp beside it says that it is on." if site.settings.cabinet.lamp_pin is not None else ""
    sheet.text((12.0, y + 50.0), f"The camera's pictures are never shown, kept or sent.{lamp}", 4.2)
    return sheet


def draw_trainer_card(site: Site, texts: Texts) -> Sheet:
    """For who looks after those who train."""
    sheet = Sheet("The mirror, for trainers", "Button, words, bar, phone, and what to do when it does not work.")
    y = 28.0
    y = _heading(sheet, y, "The button")
    y = _table(
        sheet,
        y,
        (
            ("press", "what makes sense now: start a set, end it, skip a rest, go on"),
            ("press twice", "repeat"),
            (f"hold {HOLD:g} s", "stop"),
            (f"hold {LONG_HOLD:g} s", "switch off; letting go before cancels it"),
            *((f"{more.verb}", f"a button of its own, GPIO {more.pin}") for more in site.settings.cabinet.buttons),
        ),
    )
    if site.settings.voice.listens:
        y = _heading(sheet, y, "What it hears; the glass shows what it listens for just now")
        verbs: tuple[SpokenVerb, ...] = ("start", "next", "pause", "resume", "repeat", "stop", "pain")
        y = _table(
            sheet, y, [(verb, ", ".join(f"“{phrase}”" for phrase in texts.voice.phrases[verb])) for verb in verbs]
        )
    y = _heading(sheet, y, "Bar and lamp")
    shows = (
        "how far the torso leans" if site.settings.cabinet.bar_shows == "torso_inclination" else "how the back bends"
    )
    y = _table(
        sheet,
        y,
        (
            ("bar fills", f"{shows}; brightest: inside the target"),
            ("bar dark", "no set goes on, or nothing is judged just now"),
            ("lamp lit", "the camera gives pictures; dark: it does not"),
        ),
    )
    y = _heading(sheet, y, "Your phone")
    y = _table(
        sheet,
        y,
        (
            ("1", "While nobody is there, scan the code on the glass. It is off until the owner has turned it on."),
            ("2", "The browser warns: compare the fingerprint with the one on the glass."),
            ("3", "Type the six digits that the glass shows. They are good for two minutes."),
        ),
    )
    y = _heading(sheet, y, "When it does not work")
    machine = texts.machine
    y = _table(
        sheet,
        y,
        (
            (f"“{machine.camera_away.headline}”", "switch off, pull the plug, check the camera's cable, switch on"),
            (f"“{machine.too_dark.headline}”", "turn on the light"),
            (f"“{machine.covered.headline}”", "light on? then clean the glass before the lens"),
            (f"“{machine.too_hot.headline}”", "free the openings of the box; it goes on by itself"),
            (f"“{machine.updating.headline}”", "wait; it starts again by itself"),
            ("black, or anything else", "pull the plug for ten seconds; then the guide's table of screens"),
        ),
        58.0,
    )
    return sheet


def _heading(sheet: Sheet, y: float, words: str) -> float:
    sheet.text((12.0, y), words, 4.8, bold=True)
    sheet.line((12.0, y + 1.8), (198.0, y + 1.8), wide=0.4)
    return y + 8.4


def _table(sheet: Sheet, y: float, rows: Sequence[tuple[str, str]], second: float = 32.0) -> float:
    for first, words in rows:
        sheet.text((14.0, y), first, _ROW, bold=True)
        y = sheet.paragraph((14.0 + second, y), words, 182.0 - second, _ROW)
    return y + 4.2


def _steps(sheet: Sheet, steps: Sequence[tuple[str, str]], y: float) -> float:
    for number, (head, words) in enumerate(steps, start=1):
        sheet.circle((18.0, y + 1.0), 6.0, fill="#000")
        sheet.text((18.0, y + 3.2), f"{number}", 6.2, "middle", bold=True, fill="#fff")
        sheet.text((30.0, y), head, 6.2, bold=True)
        y = sheet.paragraph((30.0, y + 7.4), words, _WIDE - 14.0, 4.8) + 6.5
    return y
