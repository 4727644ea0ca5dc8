"""What the tape measure says: from the settings, or as somebody says instead."""

from __future__ import annotations

from kiosk.mirror.calibration import Known, Tape
from kiosk.settings import Settings

_GIVEN_LENS = 0.005
"""One standard deviation of a k1 that the settings name: somebody has measured it."""


def tape_of(settings: Settings) -> Tape:
    """As the settings have it, each value as uncertain as a tape, an eye or a data sheet makes it."""
    camera, glass, usual = settings.camera, settings.glass, Tape()
    k1, k2 = camera.distortion
    return Tape(
        width=Known(glass.width_mm, usual.width.within),
        bottom=Known(camera.height_above_floor * 1000.0 - glass.camera_above_bottom_mm, usual.bottom.within),
        gap=Known(glass.gap_mm, usual.gap.within),
        camera_x=Known(glass.camera_right_of_centre_mm, usual.camera_x.within),
        camera_y=Known(glass.camera_above_bottom_mm, usual.camera_y.within),
        camera_z=Known(-camera.behind_glass_mm, usual.camera_z.within),
        tilt=Known(camera.tilt, usual.tilt.within),
        pan=Known(camera.pan, usual.pan.within),
        roll=Known(camera.roll, usual.roll.within),
        field_of_view=Known(camera.vertical_field_of_view, usual.field_of_view.within),
        bend=Known(k1, _GIVEN_LENS if k1 or k2 else usual.bend.within),
        bend_more=Known(k2, 0.0),
    )
