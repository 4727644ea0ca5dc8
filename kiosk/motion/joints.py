"""The joints of one side, by the names that the rest of the house calls them."""

from __future__ import annotations

from kiosk.pose.pose import Joint

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
