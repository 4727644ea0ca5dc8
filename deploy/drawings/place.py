"""Where the mirror hangs, where its camera looks, and where one stands: from the front, from the side, from above."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence

from deploy.drawings.sheet import Point, Sheet
from deploy.drawings.site import LIES_MM, SHORT, TALL, Site
from kiosk.calibrate.command import calibrate_command
from kiosk.mirror.optics import EYE_HEIGHT

BUTTON_HEIGHT, MICROPHONE_HEIGHT = 1050.0, 1500.0
"""Over the floor, millimetres: within reach of who sits as well, and near a mouth."""

_PERSON = 1720.0


def calibration_marks() -> tuple[float, float]:
    """Millimetres from the glass, as `kiosk calibrate` has them where nobody says otherwise."""
    options = inspect.signature(calibrate_command).parameters
    near, far = (float(options[name].default.default) for name in ("near", "far"))
    return 1000.0 * near, 1000.0 * far


def cm(millimetres: float) -> str:
    """As a tape has it."""
    return f"{millimetres / 10.0:.1f}".removesuffix(".0") + " cm"


def metres(millimetres: float) -> str:
    """The same for the floor."""
    return f"{millimetres / 1000.0:.2f}".rstrip("0").rstrip(".") + " m"


def draw_front(site: Site) -> Sheet:
    """The mirror on its wall."""
    sheet = Sheet(
        "The mirror from the front",
        "Mirror glass, lit area, camera, bar, button and microphone, with their measures.",
    )
    left, right, lower, upper = site.pane
    scale = min(180.0 / (upper + 60.0), 104.0 / (right - left))
    floor, middle = 222.0, 94.0 - (right + left) / 2.0 * scale

    def at(x: float, y: float) -> Point:
        return middle + x * scale, floor - y * scale

    width, height = site.lit
    lens_x, lens_y = site.lens
    sheet.line((14.0, floor), (196.0, floor), wide=0.8)
    sheet.text((14.0, floor + 4.6), "floor", 3.0)
    sheet.rect(at(left, upper), (right - left) * scale, (upper - lower) * scale, wide=0.9)
    sheet.rect(at(-width / 2.0, site.top), width * scale, height * scale, fill="#eee", wide=0.5, dash="2 1.2")
    sheet.line(at(0.0, upper), at(0.0, -40.0), wide=0.2, dash="4 1 1 1")
    sheet.text(at(-width / 4.0, site.bottom + height * 0.62), "lit area", 3.4, "middle", bold=True)
    sheet.text(at(-width / 4.0, site.bottom + height * 0.62 - 55.0), "(screen behind)", 2.8, "middle")
    # The bar is on the side of the camera's other hand, so that neither is in the other's way.
    bar_x = -math.copysign(width / 2.0 + 40.0, lens_x if lens_x else 1.0)
    for lamp in range(count := len(site.settings.cabinet.bar_pins)):
        sheet.circle(at(bar_x, site.bottom + (lamp + 0.5) / count * height), 1.6, fill="#000")
    sheet.text((at(bar_x, 0.0)[0], at(0.0, site.top)[1] - 2.4), "bar", 3.0, "middle")

    frame, words_at = right + 45.0, at(right, 0.0)[0] + 14.0
    button, microphone, camera = at(frame, BUTTON_HEIGHT), at(frame, MICROPHONE_HEIGHT), at(lens_x, lens_y)
    last = math.inf
    for (x, y), words in sorted(
        ((microphone, "microphone"), (button, "button"), (camera, "camera, lamp")), key=lambda part: part[0][1]
    ):
        place = y if last is math.inf else max(y, last + 5.0)
        sheet.line((x, y), (words_at - 1.0, place), wide=0.2)
        sheet.text((words_at, place + 1.0), words, 3.0)
        last = place
    sheet.rect((button[0] - 2.2, button[1] - 2.2), 4.4, 4.4, fill="#ccc", wide=0.8)
    sheet.circle(microphone, 2.0, fill="#fff", wide=0.6)
    sheet.line((microphone[0] - 2.0, microphone[1]), (microphone[0] + 2.0, microphone[1]), wide=0.5)
    _camera_hole(sheet, camera, 22.0 * scale)

    one, two = at(left, 0.0)[0] - 9.0, at(left, 0.0)[0] - 20.0
    three, four = words_at + 23.0, words_at + 32.0
    over, below = at(0.0, upper)[1], at(0.0, lower)[1]
    bottom, top, lens = at(0.0, site.bottom)[1], at(0.0, site.top)[1], camera[1]
    _letter(sheet, "A", (one, floor), (one, bottom))
    _letter(sheet, "B", (one, bottom), (one, top))
    _letter(sheet, "C", (at(-width / 2.0, 0.0)[0], over - 8.0), (at(width / 2.0, 0.0)[0], over - 8.0))
    _letter(sheet, "D", (three, floor), (three, lens))
    if abs(site.camera.y) >= 100.0:
        _letter(sheet, "F", (four, bottom), (four, lens))
    if abs(lens_x) >= 100.0:
        _letter(sheet, "E", (at(0.0, 0.0)[0], below + 7.0), (at(lens_x, 0.0)[0], below + 7.0))
    _letter(sheet, "G", (two, below), (two, over))
    _letter(sheet, "H", (at(left, 0.0)[0], over - 17.0), (at(right, 0.0)[0], over - 17.0))
    _list(sheet, site, floor + 11.0)
    if site.behind_the_screen:
        sheet.text(
            (12.0, 23.0),
            "This camera would look at the screen's back: set [glass] camera_right_of_centre_mm.",
            3.6,
            bold=True,
        )
    return sheet


def _letter(sheet: Sheet, name: str, start: Point, end: Point) -> None:
    sheet.line(start, end, wide=0.2)
    for x, y in (start, end):
        sheet.line((x - 1.1, y + 1.1), (x + 1.1, y - 1.1), wide=0.4)
    x, y = (start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0
    sheet.circle((x, y), 2.9, fill="#fff", wide=0.3)
    sheet.text((x, y + 1.3), name, 3.6, "middle", bold=True)


def _list(sheet: Sheet, site: Site, y: float) -> None:
    """What each letter is, and what the settings call it."""
    left, right, lower, upper = site.pane
    camera = site.settings.camera
    looks = (
        "looks straight ahead"
        if not camera.tilt
        else f"looks {abs(camera.tilt):g}° {'up' if camera.tilt < 0 else 'down'}"
    )
    turned = (
        "" if not camera.pan else f", turned {abs(camera.pan):g}° to the {_way(camera.pan)} as you face the glass"
    )
    rows = (
        ("A", cm(site.bottom), "lit area's lower edge over the floor"),
        ("B", cm(site.lit[1]), "height of the lit area"),
        ("C", cm(site.lit[0]), "width of the lit area: [glass] width_mm"),
        ("D", cm(site.lens[1]), "lens over the floor: [camera] height_above_floor, in metres"),
        (
            "E",
            cm(abs(site.lens[0])),
            f"lens to the {_way(site.lens[0])} of the middle: [glass] camera_right_of_centre_mm, to the left below 0",
        ),
        ("F", cm(site.camera.y), "lens over the lit area's lower edge: [glass] camera_above_bottom_mm"),
        ("G", cm(upper - lower), "height of the mirror glass, at least"),
        ("H", cm(right - left), "width of the mirror glass, at least"),
        ("", "", f"The camera {looks}{turned}: [camera] tilt and pan."),
    )
    for name, value, words in rows:
        sheet.text((16.0, y), name, 3.6, "middle", bold=True)
        sheet.text((40.0, y), value, 3.4, "end", bold=True)
        sheet.text((44.0, y), words, 3.2)
        y += 6.0


def _way(pan: float) -> str:
    return "left" if pan < 0 else "right"


def draw_side(site: Site) -> Sheet:
    """The mirror and who stands before it, seen along the wall."""
    sheet = Sheet(
        "The mirror from the side",
        "What the camera sees of who stands at the floor mark, and where the glass shows it.",
        (297.0, 210.0),
    )
    far = max(3400.0, (site.stands or (0.0, 0.0))[1] + 250.0)
    scale = min(250.0 / (far + 250.0), 138.0 / 2350.0)
    floor, wall = 172.0, 30.0 + (258.0 - (far + 250.0) * scale) / 2.0

    def at(z: float, y: float) -> Point:
        return wall + (z + 150.0) * scale, floor - y * scale

    lens_y, lens_z = site.lens[1], site.camera.z
    sheet.line((at(-150.0, 0.0)[0], floor), (at(far, 0.0)[0], floor), wide=0.8)
    sheet.line((wall, floor + 2.0), (wall, at(0.0, 2300.0)[1]), wide=1.4)
    _, _, lower, upper = site.pane
    sheet.rect(at(-120.0, upper), 120.0 * scale, (upper - lower) * scale, fill="#eee")
    sheet.line(at(0.0, lower), at(0.0, upper), wide=0.9)
    sheet.line(at(-40.0, site.bottom), at(-40.0, site.top), wide=1.6)
    sheet.circle(at(lens_z, lens_y), 1.5, fill="#000")
    reach = far - 60.0
    _, _, *edges = site.view(site.camera, reach)
    for y in edges:
        end = _cut(at(lens_z, lens_y), at(reach, y), (at(0.0, 2300.0)[1], floor))
        sheet.line(at(lens_z, lens_y), end, wide=0.3, dash="3 1.5")
    _person(sheet, at(site.mark, 0.0), scale)
    eye = (site.mark, EYE_HEIGHT * _PERSON)
    sheet.line(at(*eye), at(0.0, eye[1]), wide=0.25, dash="1 1")
    sheet.line(at(*eye), at(0.0, eye[1] / 2.0), wide=0.25, dash="1 1")
    sheet.circle(at(0.0, eye[1] / 2.0), 0.9, fill="#fff")
    sheet.circle(at(0.0, eye[1]), 0.9, fill="#fff")
    words = at(230.0, eye[1])
    sheet.text((words[0], words[1] - 2.0), "here you see your eyes", 3.0)
    words = at(190.0, 150.0)
    sheet.line((words[0] + 4.0, words[1] - 5.5), at(0.0, eye[1] / 2.0), wide=0.2)
    sheet.lines((words[0], words[1] - 2.0), ("and here, half as high,", "your feet"), 3.0)
    if site.stands is not None:
        near, furthest = site.stands
        for z in (near, furthest):
            sheet.line(at(z, 0.0), at(z, TALL), wide=0.25, dash="0.6 1.2")
            for tall in (SHORT, TALL):
                x, y = at(z, tall)
                sheet.line((x - 2.0, y), (x + 2.0, y), wide=0.5)
        x, y = at(furthest, TALL)
        sheet.text((x - 3.0, y + 1.0), cm(TALL), 3.0, "end")
        x, y = at(furthest, SHORT)
        sheet.text((x - 3.0, y + 1.0), cm(SHORT), 3.0, "end")
        sheet.measure((at(0.0, 0.0)[0], floor + 8.0), (at(near, 0.0)[0], floor + 8.0), f"nearest {metres(near)}")
        sheet.measure(
            (at(0.0, 0.0)[0], floor + 24.0), (at(furthest, 0.0)[0], floor + 24.0), f"farthest {metres(furthest)}"
        )
    sheet.measure(
        (at(0.0, 0.0)[0], floor + 16.0), (at(site.mark, 0.0)[0], floor + 16.0), f"floor mark {metres(site.mark)}"
    )
    sheet.text((wall - 2.0, at(0.0, lens_y)[1] + 1.0), "camera", 3.0, "end")
    sheet.lines((12.0, 26.0), _side_notes(site), 3.2)
    return sheet


def _side_notes(site: Site) -> list[str]:
    camera = site.settings.camera
    seen = site.view(site.camera, site.mark)
    notes = [
        f"Dashed: what the camera sees, {camera.vertical_field_of_view:g}° up and down; at the floor mark from "
        f"{'the floor' if seen[2] <= 0 else cm(seen[2])} up to {metres(seen[3])}.",
    ]
    if site.stands is None:
        notes.append("With these settings there is no place where all from 1.5 to 1.95 m are seen whole.")
    else:
        notes.append(
            "Between nearest and farthest, everybody from 1.5 to 1.95 m is seen whole, heel to ear, and large enough."
        )
    return notes


def draw_plan(site: Site) -> Sheet:
    """The floor before the mirror."""
    sheet = Sheet(
        "The floor before the mirror, from above",
        "What the camera sees across, the floor mark, the marks to calibrate by, and the light.",
    )
    half, deep = 1500.0, 3650.0
    scale, top, middle = 184.0 / (2.0 * half), 48.0, 105.0

    def at(x: float, z: float) -> Point:
        return middle + x * scale, top + z * scale

    left, right, _, _ = site.pane
    sheet.line(at(-half, -60.0), at(half, -60.0), wide=1.4)
    sheet.text((at(-half, 0.0)[0] + 2.0, at(0.0, -60.0)[1] - 2.4), "wall", 3.0)
    sheet.rect(at(left, -50.0), (right - left) * scale, 50.0 * scale, fill="#eee", wide=0.5)
    sheet.line(at(-site.lit[0] / 2.0, -20.0), at(site.lit[0] / 2.0, -20.0), wide=1.6)
    x, z = site.lens[0], site.camera.z
    sheet.circle(at(x, z), 1.5, fill="#000")
    sheet.text((at(x, 0.0)[0], at(0.0, -60.0)[1] - 2.4), "camera", 3.0, "middle")
    low, high = site.view(site.camera, deep)[:2]
    for edge in (low, high):
        sheet.line(
            at(x, z), _within(at(x, z), at(edge, deep), (at(-half, 0.0)[0], at(half, 0.0)[0])), wide=0.3, dash="3 1.5"
        )
    sheet.line(at(0.0, 0.0), at(0.0, deep), wide=0.2, dash="4 1 1 1")

    mark = at(0.0, site.mark)
    sheet.rect((mark[0] - 22.0, mark[1] - 0.9), 44.0, 1.8, fill="#000")
    for shift in (-6.0, 4.0):
        sheet.rect((mark[0] - 8.0, mark[1] + shift), 16.0, 4.0, fill="#fff", wide=0.5)
        sheet.line(
            (mark[0] + 8.0, mark[1] + shift + 2.0), (mark[0] + 13.0, mark[1] + shift + 2.0), wide=0.4, arrow=True
        )
    sheet.text((mark[0] + 25.0, mark[1] + 1.0), f"floor mark, {metres(site.mark)} from the glass:", 3.2, bold=True)
    sheet.text((mark[0] + 25.0, mark[1] + 5.6), "side-on, a foot at either side of it", 3.0)
    for number, z in enumerate(calibration_marks(), start=1):
        x_, y_ = at(0.0, z)
        sheet.line((x_ - 2.5, y_), (x_ + 2.5, y_), wide=0.7)
        sheet.line((x_, y_ - 2.5), (x_, y_ + 2.5), wide=0.7)
        sheet.text((x_ - 5.0, y_ + 1.0), f"mark {number} to calibrate, {metres(z)}", 3.0, "end")
    lies = site.lies_whole(site.camera)
    if lies is not None and lies < deep - 150.0:
        x_, y_ = at(-LIES_MM / 2.0, lies + 120.0)
        sheet.rect((x_, y_), LIES_MM * scale, 420.0 * scale, wide=0.3, dash="1.5 1")
        corners = [(x, y_ + down) for down in (420.0 * scale - 3.0, 4.0) for x in (middle + 4.0, x_ + 3.0)]
        sheet.text_where_free(corners, f"who lies: from {metres(lies)} on", 3.0)
    for side in (-1.0, 1.0):
        x_, y_ = at(side * 1050.0, 620.0)
        sheet.circle((x_, y_), 3.4, wide=0.5)
        sheet.line((x_ - 2.4, y_ - 2.4), (x_ + 2.4, y_ + 2.4), wide=0.3)
        sheet.line((x_ - 2.4, y_ + 2.4), (x_ + 2.4, y_ - 2.4), wide=0.3)
        sheet.line((x_ - side * 3.0, y_ + 4.0), (x_ - side * 22.0, y_ + 34.0), wide=0.3, arrow=True)
        sheet.text((x_, y_ - 5.0), "light, from above", 3.0, "middle")
    sheet.paragraph(
        (12.0, 24.0),
        "Dashed: what the camera sees across, at its own height. One person at a time in it; others pass behind. "
        "Light falls on who stands there, not on the glass. No window and no lamp behind them: the camera would see "
        "a shadow.",
        184.0,
    )
    return sheet


def _camera_hole(sheet: Sheet, place: Point, radius: float) -> None:
    sheet.circle(place, max(radius, 2.2), fill="#fff", wide=0.6)
    sheet.circle(place, 0.9, fill="#000", wide=0.0)
    x, y = place[0] + 5.6, place[1]
    sheet.area((x, y - 1.6), (x + 1.6, y), (x, y + 1.6), (x - 1.6, y), fill="#fff", wide=0.5)


def _person(sheet: Sheet, feet: Point, scale: float) -> None:
    """Who stands side-on to the glass, seen from behind or before."""
    x, floor = feet

    def up(share: float) -> float:
        return floor - share * _PERSON * scale

    head = 0.05 * _PERSON * scale
    sheet.circle((x, up(0.94)), head, fill="#fff", wide=0.5)
    shoulder, hip = 0.12 * _PERSON * scale, 0.075 * _PERSON * scale
    sheet.area(
        (x - shoulder, up(0.82)),
        (x + shoulder, up(0.82)),
        (x + hip, up(0.5)),
        (x - hip, up(0.5)),
        fill="#fff",
        wide=0.5,
    )
    for side in (-1.0, 1.0):
        sheet.line((x + side * hip * 0.6, up(0.5)), (x + side * hip * 0.7, floor), wide=0.9)
        sheet.line((x + side * shoulder, up(0.81)), (x + side * shoulder * 1.15, up(0.47)), wide=0.7)


def _cut(start: Point, end: Point, rows: Sequence[float]) -> Point:
    """The end of the line from ``start`` to ``end`` within the ``rows`` (upper, lower)."""
    share = 1.0
    for row in rows:
        if (end[1] - row) * (start[1] - row) < 0.0:
            share = min(share, (row - start[1]) / (end[1] - start[1]))
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _within(start: Point, end: Point, columns: Sequence[float]) -> Point:
    y, x = _cut((start[1], start[0]), (end[1], end[0]), columns)
    return x, y
