"""What has failed in the last days, by the system's journal, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.doctor.finding import Finding, Number, bad, note, well
from kiosk.doctor.journal import DAYS, OURS, Line, failures, our_lines
from kiosk.doctor.machine import Machine

PART = "crashes"

_OFTEN = 10
"""Failures within `DAYS` from which on the mirror does not do its work."""

RESULTS = {
    "watchdog": "it hung, and was ended",
    "timeout": "it took too long to start or to stop",
    "oom-kill": "it had taken too much memory",
    "signal": "it was ended, or ended by a fault",
    "core-dump": "it ended by a fault",
    "exit-code": "it ended with an error",
    "start-limit-hit": "it failed too often in a row",
    "resources": "the machine had nothing left to start it with",
    "protocol": "it did not say that it was ready",
}
"""systemd's words for why a service failed (systemd.exec, $SERVICE_RESULT), in an owner's."""

_BUNDLE = "send `kiosk doctor --bundle FILE.zip` to the makers"

_DO = {
    "oom-kill": f"stop what else runs on the Pi; {_BUNDLE}",
    "timeout": f"look at the card and the power, above; {_BUNDLE}",
    "resources": "see storage and memory; stop what else runs on the Pi",
}


@dataclass(frozen=True, slots=True)
class Service:
    """What systemd says of one: its ``name``, how it is ("active", "failed"), how often it was started again since
    the machine was, and what it ended with last."""

    name: str
    state: str
    restarts: int
    result: str


def recall(machine: Machine) -> list[Finding]:
    """The failures of each of the mirror's services, counted, with the last one's reason."""
    lines, running = failures(machine), services(machine)
    if lines is None and not running:
        return [well(PART, "this machine does not tell: there is no journal, or it may not be read")]
    said = our_lines(machine) if lines else None
    by_unit: dict[str, list[Line]] = defaultdict(list)
    for line in lines or ():
        by_unit[_plain(line.unit)].append(line)
    findings = [_failed(unit, found, said or ()) for unit, found in sorted(by_unit.items())]
    findings += [_down(service) for service in running if service.state == "failed"]
    findings += [_again(each) for each in running if each.restarts and _plain(each.name) not in by_unit]
    if findings:
        return findings
    unread = "; the journal may not be read" if lines is None else ""
    return [well(PART, f"none in the last {DAYS} days{unread}", failures=None if lines is None else 0)]


def services(machine: Machine) -> list[Service]:
    """Of the mirror; empty where there is no systemd, or none of them."""
    properties = "--property=Id,ActiveState,NRestarts,Result"
    told = machine.ask(["systemctl", "show", f"{OURS}*.service", "--no-pager", properties])
    found = []
    for block in (told or "").split("\n\n"):
        values = dict(line.partition("=")[::2] for line in block.splitlines())
        if values.get("Id", "").startswith(OURS):
            restarts = values.get("NRestarts", "0")
            count = int(restarts) if restarts.isdecimal() else 0
            found.append(Service(values["Id"], values.get("ActiveState", ""), count, values.get("Result", "")))
    return found


def _failed(unit: str, found: list[Line], said: Sequence[Line]) -> Finding:
    last = max(found, key=lambda line: line.at)
    why = RESULTS.get(last.result, last.result)
    times = "once" if len(found) == 1 else f"{len(found)} times"
    told = f"{unit} failed {times} in the last {DAYS} days, last on {last.at.astimezone():%Y-%m-%d %H:%M}: {why}"
    if last.result == "exit-code":
        told += _last_words(last, said)
    numbers: dict[str, Number] = {"failures": len(found), "last": last.result}
    if len(found) >= _OFTEN:
        return bad(PART, told, _DO.get(last.result, _BUNDLE), **numbers)
    return note(PART, told, _DO.get(last.result, f"nothing, if it stays at that; else {_BUNDLE}"), **numbers)


def _last_words(failure: Line, said: Sequence[Line]) -> str:
    """What the service itself said last before it failed: of an error, which one."""
    before = [line for line in said if line.own and line.unit == failure.unit and line.at <= failure.at]
    words = before[-1].message.strip() if before else ""
    return f" ({words})" if words else ""


def _down(service: Service) -> Finding:
    why = RESULTS.get(service.result, service.result)
    do = f"pull the plug for ten seconds; if it comes again, {_BUNDLE}"
    return bad(PART, f"{_plain(service.name)} has been given up: {why}", do, last=service.result)


def _again(service: Service) -> Finding:
    found = f"{_plain(service.name)} was started again {service.restarts} times since the machine was"
    return note(PART, found, f"nothing, if it stays at that; else {_BUNDLE}", restarts=service.restarts)


def _plain(unit: str) -> str:
    """What the service is for: "voice" of hinge-mirror-voice@7-1234-0.service."""
    return unit.removeprefix(OURS).partition(".")[0].partition("@")[0]
