"""Who may use the trainer's page, and how they know that it is the mirror's.

Off until an owner turns it on; whoever stands before the mirror pairs a phone by a code on its glass; what a phone
may do then is its role's. Nothing here serves a page, and nothing looks at a clock: the time is given.

`signing` and `certificate` are not named here: they need packages that only the page's process must have, and an
owner's commands come without.
"""

from kiosk.trainer.access.devices import Device, Devices, DevicesFull, LastOwner, NoName, NoSuchDevice
from kiosk.trainer.access.limits import Limiter, Rate
from kiosk.trainer.access.pairing import Pairing, Shown, TooSoon
from kiosk.trainer.access.place import access_folder
from kiosk.trainer.access.roles import Right, Role, may

__all__ = [
    "Device",
    "Devices",
    "DevicesFull",
    "LastOwner",
    "Limiter",
    "NoName",
    "NoSuchDevice",
    "Pairing",
    "Rate",
    "Right",
    "Role",
    "Shown",
    "TooSoon",
    "access_folder",
    "may",
]
