"""The joints of one side, by the names that the rest of the house calls them."""

from __future__ import annotations

from kiosk.pose.pose import Floats, Joint

NEAR_JOINTS: dict[str, dict[str, Joint]] = {
    side: {
        name: Joint[f"{side.upper()}_{landmark}"]
        for name, landmark in {
            "ear": "EAR",
            "shoulder": "SHOULDER",
            "elbow": "ELBOW",
            "wrist": "WRIST",
            "hip": "HIP",
            "knee": "KNEE",
            "ankle": "ANKLE",
            "heel": "HEEL",
            "toe": "FOOT_INDEX",
        }.items()
    }
    for side in ("left", "right")
}
"""By side, then by name."""


def near_places(landmarks: Floats, side: str) -> dict[str, complex]:
    """The joints of ``side`` by name, as x + iy in the unit of ``landmarks`` (33, 3).

    Complex numbers are points of the plane in the motion room: it handles a few points at a time, for which arrays
    are slow.
    """
    rows = landmarks.tolist()
    return {name: complex(rows[joint][0], rows[joint][1]) for name, joint in NEAR_JOINTS[side].items()}
