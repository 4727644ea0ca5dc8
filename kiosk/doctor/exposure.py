"""What of the mirror can be reached from a network: the trainer's page, where it is on, and nothing else."""

from __future__ import annotations

from kiosk.doctor.finding import Finding, bad, note, well
from kiosk.doctor.machine import Machine
from kiosk.doctor.sockets import Listener, listeners, ours
from kiosk.settings import Settings
from kiosk.trainer.access.address import is_local, lan_address

PART, OTHERS = "exposure", "other programs"

_KNOWN = {22: "remote terminal", 53: "names", 68: "addresses", 80: "web", 111: "portmap", 123: "time", 443: "web",
          445: "shared folders", 546: "addresses", 631: "printing", 1883: "messages", 3389: "remote desktop",
          5353: "mDNS", 5355: "LLMNR", 5900: "remote desktop", 8080: "web"}  # fmt: skip
"""What is usually found at a port (IANA's register), in an owner's words."""


def expose(settings: Settings, machine: Machine) -> list[Finding]:
    """Look at what listens here, and tell the mirror's own from what is not."""
    found = listeners(machine)
    if not found and machine.text("proc/net/tcp") is None:
        return [well(PART, "this machine does not tell")]
    mine = ours(machine, found)
    others = [each for each in found if each not in mine and not each.inside]
    return [*_mine(settings, [each for each in mine if not each.inside]), *_others(others)]


def _mine(settings: Settings, mine: list[Listener]) -> list[Finding]:
    page = settings.trainer
    address = lan_address(page.address) if page.enabled else None
    wanted = [each for each in mine if (each.kind, each.address, each.port) == ("tcp", address, page.port)]
    findings = [_open(each, page.port) for each in mine if each not in wanted]
    if address is not None and wanted and not is_local(address):
        do = 'set trainer.address to "auto", unless you want the page to be reached from the internet'
        findings.append(note(PART, f"the trainer's page is served at the public address {address}", do))
    if findings:
        return findings
    if wanted:
        return [well(PART, f"only the trainer's page, at {address}, port {page.port}", ours=len(mine))]
    return [well(PART, "nothing of the mirror is reached from a network", ours=0)]


def _open(each: Listener, page: int) -> Finding:
    where = "every network" if each.everywhere else each.address
    what = "the trainer's page" if each.port == page and each.kind == "tcp" else "something of the mirror"
    do = (
        "pull the network's cable or switch the Wi-Fi off, and start the mirror again; if it comes again, tell the "
        "makers: the mirror serves its page at one local address, and nothing else"
    )
    return bad(PART, f"{what} is reached from {where}, port {each.port} ({each.kind})", do, port=each.port)


def _others(others: list[Listener]) -> list[Finding]:
    if not others:
        return []
    ports = sorted({(each.port, each.kind) for each in others})
    told = ", ".join(f"{port} {kind}{f' ({_KNOWN[port]})' if port in _KNOWN else ''}" for port, kind in ports)
    return [well(OTHERS, f"not the mirror's, reached from a network: {told}", ports=len(ports))]
