"""The box: a cut through glass, screen and camera, and how air goes through it. Not to scale."""

from __future__ import annotations

import math

from deploy.drawings.parts import fan_m3_h, off_wall_cm, opening_cm2
from deploy.drawings.place import cm
from deploy.drawings.sheet import Point, Sheet
from deploy.drawings.site import Site

_LENS = 8.0
"""Millimetres: a module's lens, and how far off its middle it is put by hand."""

PI_WATTS = 15.0
"""Of a Pi 5 with everything plugged in, rather more than less; a Pi 4 takes 7."""


def hood_mm(site: Site) -> float:
    """How wide the hood, and the hole in the black cloth, must be at the glass so that no corner of the picture is
    cut off: what the picture's diagonal spans at the coated side, and `_LENS`."""
    width, height = site.picture
    half = math.tan(math.radians(site.settings.camera.vertical_field_of_view) / 2.0) * math.hypot(1.0, width / height)
    return 2.0 * site.settings.camera.behind_glass_mm * half + _LENS


def draw_section(site: Site) -> Sheet:
    """Cut level through the camera: the box above, the room below."""
    sheet = Sheet(
        "A cut through glass, screen and camera",
        "Mirror glass, black cloth, screen, and the camera with its hood against the glass.",
        (297.0, 210.0),
    )
    sheet.text(
        (12.0, 26.0),
        "Seen from above, at the height of a camera right of the screen. Thicknesses are drawn larger than they are.",
        3.2,
    )
    # The box, from its back wall to the glass.
    sheet.rect((14.0, 36.0), 182.0, 6.0, wide=0.6)
    for x in (14.0, 190.0):
        sheet.rect((x, 36.0), 6.0, 66.0, wide=0.6)
    glass, thick = 102.0, 14.0
    sheet.rect((14.0, glass), 182.0, thick, wide=0.8)
    for hatch in range(18, 192, 8):
        sheet.line((float(hatch), glass + thick), (hatch + 6.0, glass), wide=0.15)
    sheet.text((74.0, 58.0), "the box: dark", 4.0, "middle", bold=True)
    sheet.text((74.0, glass + thick + 10.0), "the room: light", 4.0, "middle", bold=True)
    # The screen, and black cloth wherever neither screen nor camera is.
    sheet.rect((22.0, glass - 28.0), 104.0, 22.0, fill="#ddd", wide=0.6)
    sheet.line((28.0, glass - 6.0), (120.0, glass - 6.0), wide=1.8)
    sheet.text((74.0, glass - 15.0), "screen", 4.0, "middle", bold=True)
    for start, end in ((14.0, 21.0), (127.0, 148.0), (172.0, 196.0)):
        sheet.rect((start, glass - 3.8), end - start, 3.2, fill="#000", wide=0.0)
    # The wall beside the screen, the hood, the module in it.
    sheet.rect((132.0, glass - 38.0), 3.0, 34.0, fill="#000", wide=0.0)
    for outer, inner in ((148.0, 151.5), (172.0, 168.5)):
        step = 4.0 if outer < inner else -4.0
        foot, top = glass - 0.6, glass - 22.0
        sheet.area((outer, foot), (outer + step, foot), (inner + step, top), (inner, top), fill="#000")
    sheet.rect((149.0, glass - 26.0), 22.0, 4.0, fill="#bbb", wide=0.5)
    sheet.rect((156.0, glass - 22.0), 8.0, 7.0, fill="#fff", wide=0.5)
    for end in (146.0, 174.0):
        sheet.line((160.0, glass - 15.0), (end, glass + thick + 14.0), wide=0.3, dash="3 1.5")

    gap, behind = site.settings.glass.gap_mm, site.settings.camera.behind_glass_mm
    notes: tuple[tuple[Point, str, str], ...] = (
        ((193.0, 44.0), "1  Back wall with openings, painted", "matt black inside"),
        ((108.0, glass - 26.0), "2  Screen, as near to the glass as it goes;", f"[glass] gap_mm = {gap:g}"),
        ((135.0, glass - 36.0), "3  Black wall: no light of the screen's", "edge may reach the camera"),
        ((171.0, glass - 24.0), "4  Camera module, flat against the hood;", f"[camera] behind_glass_mm = {behind:g}"),
        (
            (169.0, glass - 10.0),
            "5  Hood: a black tube, matt inside, against",
            f"the glass, there at least {hood_mm(site):.0f} mm wide",
        ),
        ((186.0, glass - 2.2), "6  Black cloth on the back of the glass,", "where neither screen nor camera is"),
        ((192.0, glass + 7.0), "7  Mirror glass, its coated side to the", "room or to the box: do the nail test"),
    )
    y = 40.0
    for place, *rows in notes:
        under = ((140.0, glass - 46.0),) if place[0] < 127.0 else ()  # round the black wall
        sheet.line(place, *under, (206.0, y - 1.0), wide=0.2)
        sheet.dot(place)
        sheet.lines((208.0, y), rows, 3.2)
        y += 14.0
    y = 148.0
    for words in (
        "Nail test: touch the glass with a fingernail. Where nail and mirrored nail meet, the coating is on your "
        "side; where a gap of the glass' thickness stays between them, it is on the far side.",
        "The mirror's surface is the coated side. gap_mm is the air between it and the screen, and two thirds of any "
        "glass in between: coated side to the room, 6 mm of glass and 4 mm of air make 4 + 4 = 8; coated side to the "
        "box, 4 mm of air make 4. behind_glass_mm is from the coated side to the front of the lens.",
        "The camera looks through the coating too: nothing is cut out of the glass, and nothing is scratched away. "
        "Check 3 and 5 in the dark: with the screen all white, no light may be seen on the camera module.",
    ):
        y = sheet.paragraph((12.0, y), words, 272.0, 3.4) + 1.5
    return sheet


def draw_air(site: Site) -> Sheet:
    """Cut upright through the box: the room at the left, the wall at the right."""
    sheet = Sheet("Air through the box", "Cool air comes in below, passes Pi and screen, and leaves at the top.")
    lit = site.lit[1]
    left, right, _, _ = site.pane
    top, tall, x = 46.0, 150.0, 54.0
    sheet.rect((x, top), 46.0, tall, wide=0.8)
    sheet.line((x, top), (x, top + tall), wide=1.8)
    sheet.rect((x + 4.0, top + 14.0), 9.0, 104.0, fill="#ddd", wide=0.5)
    sheet.rect((x + 24.0, top + 116.0), 14.0, 4.0, fill="#bbb", wide=0.5)
    sheet.rect((x + 24.0, top + 126.0), 14.0, 10.0, fill="#fff", wide=0.5)
    sheet.line((x + 62.0, top - 6.0), (x + 62.0, top + tall + 8.0), wide=1.4)
    for share in (0.0, 1.0):
        y = top + 5.0 + share * (tall - 16.0)
        sheet.rect((x + 44.4, y), 3.2, 8.0, fill="#fff", wide=0.3, dash="1 1")
    sheet.line(
        (x + 56.0, top + tall + 4.0), (x + 56.0, top + tall - 8.0), (x + 42.0, top + tall - 8.0), wide=0.6, arrow=True
    )
    sheet.line((x + 19.0, top + 128.0), (x + 19.0, top + 92.0), wide=0.6, arrow=True)
    sheet.line((x + 31.0, top + 110.0), (x + 31.0, top + 50.0), wide=0.6, arrow=True)
    sheet.line((x + 19.0, top + 60.0), (x + 19.0, top + 22.0), wide=0.6, arrow=True)
    sheet.line((x + 40.0, top + 9.0), (x + 56.0, top + 9.0), (x + 56.0, top - 4.0), wide=0.6, arrow=True)
    for y, name, end in ((top + 20.0, "mirror glass", x), (top + 66.0, "screen", x + 5.0)):
        sheet.line((x - 10.0, y), (end, y), wide=0.2)
        sheet.text((x - 12.0, y + 1.0), name, 3.2, "end")
    for y, rows, start in (
        (top + 9.0, ("warm air out: opening at the top,", "higher than the screen"), x + 48.0),
        (top + 60.0, ("air between box and wall,", "open below and above"), x + 58.0),
        (top + 118.0, ("Pi with its cooler, on the back wall,", "below the screen's electronics"), x + 38.0),
        (top + 131.0, ("closed power supplies, lowest", "of all, cables fixed"), x + 38.0),
        (top + 146.0, ("cool air in: opening at the bottom,", "with a dust filter"), x + 48.0),
    ):
        sheet.line((start, y), (x + 68.0, y), wide=0.2)
        sheet.lines((x + 70.0, y + 1.0), rows, 3.2)
    y = top + tall + 18.0
    y = sheet.paragraph(
        (12.0, y),
        f"The height between the two openings is about that of the lit area, {cm(lit)}. So that the air in the box "
        "stays within 10 degrees over the room's, each of the two openings needs so much free area (a grille halves "
        "it), or a fan must move so much air. Where the openings face the wall, the box, which is "
        f"{cm(right - left)} wide, hangs so far off it:",
        184.0,
        3.4,
    )
    y += 3.0
    for column, head in (
        (14.0, "all watts in the box"),
        (58.0, "each opening, free area"),
        (112.0, "box off the wall"),
        (160.0, "or a fan"),
    ):
        sheet.text((column, y), head, 3.2, bold=True)
    for watts in (60.0, 100.0, 150.0, 200.0):
        y += 6.0
        area = opening_cm2(watts, lit)
        sheet.text((14.0, y), f"{watts:.0f} W", 3.2)
        sheet.text((58.0, y), f"{area:.0f} cm²", 3.2)
        sheet.text((112.0, y), f"{off_wall_cm(area, right - left):.1f} cm", 3.2)
        sheet.text((160.0, y), f"{fan_m3_h(watts):.0f} m³/h", 3.2)
    sheet.text(
        (12.0, y + 8.0), f"All watts: the screen's rating plate, and {PI_WATTS:g} W for Pi, sound and lights.", 3.3
    )
    return sheet
