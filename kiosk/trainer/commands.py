"""``kiosk trainer``: an owner turns the page on, and says who may use it."""

from __future__ import annotations

import secrets
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk import settings_file, toml
from kiosk.exits import clear_errors
from kiosk.notices import runtime_folder
from kiosk.settings import Settings, TrainerSettings, load_settings
from kiosk.toml import FileProblem
from kiosk.trainer.access import devices as device_file
from kiosk.trainer.access.address import lan_address, page_url
from kiosk.trainer.access.devices import Device, Devices
from kiosk.trainer.access.place import access_folder
from kiosk.trainer.access.roles import Role
from kiosk.trainer.access.terminal_code import LASTS, TerminalCode, burn_code, put_code
from kiosk.trainer.installed import INSTALL, missing_packages

app = typer.Typer(
    name="trainer", no_args_is_help=True, help="The trainer's page: turn it on, and say which phones may use it."
)

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")]


@app.command("on")
def turn_on(config: Config = None) -> None:
    """Turn the page on, in the settings file in use; the mirror serves it from its next start."""
    with clear_errors():
        missing = missing_packages()
        if missing:
            raise FileProblem([f"trainer's page: {', '.join(missing)} not installed: {INSTALL}"])
        _switch(True, config)
        where = _where(load_settings(config).trainer)
        print(f"Then open {where} on a phone, and type the code that the glass shows.")


@app.command("off")
def turn_off(config: Config = None) -> None:
    """Turn the page off, in the settings file in use; devices stay paired for when it is on again."""
    with clear_errors():
        _switch(False, config)


@app.command("status")
def status(config: Config = None) -> None:
    """Tell whether the page is on, where it is, how a phone knows it, and who may use it."""
    with clear_errors():
        settings = load_settings(config)
        for name, told in (
            ("page", "on" if settings.trainer.enabled else "off; `kiosk trainer on` turns it on"),
            ("address", _where(settings.trainer)),
            ("fingerprint", _fingerprint(settings)),
            ("devices", _counted(_devices(settings).all())),
        ):
            print(f"{name:<13}{told}")


@app.command("devices")
def list_devices(config: Config = None) -> None:
    """List the devices that are paired."""
    with clear_errors():
        found = _devices(load_settings(config)).all()
        if not found:
            print("No device is paired.")
            return
        table = Table("name", "role", "paired", "seen", "id", box=None)
        for device in found:
            table.add_row(device.name, device.role, _local(device.paired_at), _local(device.seen_at), device.id)
        Console(highlight=False, markup=False).print(table)


@app.command("revoke")
def revoke(
    named: Annotated[str, typer.Argument(metavar="NAME|ID", help="As told by devices.")], config: Config = None
) -> None:
    """Sign a device out for good, be it the last owner's."""
    with clear_errors():
        devices = _devices(load_settings(config))
        gone = devices.revoke(_named(named, devices.all()).id, even_last_owner=True)
        print(f"{gone.name} is signed out.")
        if not any(device.role is Role.OWNER for device in devices.all()):
            print("No owner is left: `kiosk trainer code --owner` pairs one.")


@app.command("code")
def code(
    owner: Annotated[bool, typer.Option("--owner", help="Who types it becomes an owner.")] = False,
    config: Config = None,
) -> None:
    """Make a code by which one device is paired, without looking at the glass."""
    with clear_errors():
        settings = load_settings(config)
        if not settings.trainer.enabled:
            raise FileProblem(["trainer's page: it is off; `kiosk trainer on`, and start the mirror"])
        made = TerminalCode(
            code=f"{secrets.randbelow(10**6):06d}",
            role=Role.OWNER if owner else None,
            until=time.monotonic() + LASTS,
        )
        put_code(made, runtime_folder())
        print(f"{made.code[:3]} {made.code[3:]}")
        print(f"For one device, within {LASTS / 60:.0f} minutes, at {_where(settings.trainer)}")


@app.command("sign-out-all")
def sign_out_all(config: Config = None) -> None:
    """Sign every device out, owners' too, and make a new key: no cookie or code of before is worth anything."""
    with clear_errors():
        from kiosk.trainer.access.signing import new_key

        settings = load_settings(config)
        new_key(access_folder(settings.records))
        number = _devices(settings).revoke_all()
        try:
            burn_code(runtime_folder())
        except OSError as error:
            raise FileProblem([f"the last code cannot be taken away: {error}"]) from error
        print(f"{number} signed out. `kiosk trainer code --owner` pairs an owner's device.")


def _switch(on: bool, config: Path | None) -> None:
    path = settings_file.place_in_use(config)
    changed = settings_file.change(path, {("trainer", "enabled"): on})
    word = "on" if on else "off"
    print(f"The trainer's page is {word}, in {path}; start the mirror anew." if changed else f"It is {word} already.")


def _where(trainer: TrainerSettings) -> str:
    address = lan_address(trainer.address)
    if address is None:
        return "(no local network; [trainer] address names one)"
    return page_url(address, trainer.port)


def _fingerprint(settings: Settings) -> str:
    if "cryptography" in missing_packages():
        return f"(cryptography is not installed: {INSTALL})"
    from kiosk.trainer.access.certificate import certificate_in, grouped

    found = certificate_in(access_folder(settings.records))
    return "(made when the page is served first)" if found is None else grouped(found.fingerprint)


def _devices(settings: Settings) -> Devices:
    return Devices(access_folder(settings.records) / device_file.NAME)


def _counted(devices: tuple[Device, ...]) -> str:
    owners = sum(device.role is Role.OWNER for device in devices)
    return f"{len(devices)}, {owners} of an owner" if devices else "none"


def _named(named: str, devices: tuple[Device, ...]) -> Device:
    """The device of that id, or name. Raises `FileProblem`."""
    found = [device for device in devices if device.id == named]
    found = found or [device for device in devices if device.name.casefold() == named.strip().casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        raise FileProblem([f"device {named!r}: {len(found)} have that name: take the id, as told by devices"])
    near = toml.hint(named, [device.name for device in devices])
    raise FileProblem([f"device {named!r}: none of that name; {near}"])


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
