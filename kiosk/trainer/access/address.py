"""Where the page is found: this machine's address in the local network, and the names it answers to."""

from __future__ import annotations

import fcntl
import ipaddress
import re
import socket
import struct
from collections.abc import Callable, Iterable
from contextlib import closing

_ELSEWHERE = ((socket.AF_INET, "198.51.100.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses of the documentation (RFC 5737, RFC 3849): the way there is the default route, and nobody is there."""

_LOCAL = tuple(
    ipaddress.ip_network(network)
    # RFC 1918; RFC 3927, two machines on one cable; RFC 4193.
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7")
)

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""What a host may be called (RFC 1123)."""

_SIOCGIFADDR = 0x8915
"""Of Linux: the IPv4 address of an interface."""


def routed_sources() -> list[str]:
    """This machine's addresses towards the default route, IPv4 first. Nothing is sent."""
    found = []
    for family, elsewhere in _ELSEWHERE:
        try:
            with closing(socket.socket(family, socket.SOCK_DGRAM)) as probe:
                probe.connect((elsewhere, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue  # no such route: no network, or none of that kind
    return found


def interface_addresses() -> list[str]:
    """The IPv4 address of each interface: a mirror that is its own access point has no default route."""
    found = []
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        for _, name in socket.if_nameindex():
            asked = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _SIOCGIFADDR, asked)
            except OSError:
                continue  # it has none
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def is_local(address: str) -> bool:
    """Whether ``address`` is one that is never reached from the internet, and not this machine's own loop."""
    ip = ipaddress.ip_address(address)
    return any(ip.version == network.version and ip in network for network in _LOCAL)


def lan_address(
    named: str,
    routed: Callable[[], Iterable[str]] = routed_sources,
    further: Callable[[], Iterable[str]] = interface_addresses,
) -> str | None:
    """The address to serve at: ``named`` by the owner; where that is "auto" the first local one, None without any.

    A public address is only ever served at where the owner names it.
    """
    if named != "auto":
        return named
    return next((address for found in (routed, further) for address in found() if is_local(address)), None)


def page_url(address: str, port: int) -> str:
    """What a phone opens, as ``https://192.168.1.20:8443/``."""
    return f"https://{_bracketed(address)}:{port}/"


def names(host: str) -> tuple[str, ...]:
    """The names of this machine, from its ``host`` name (`socket.gethostname`): alone, and as found by mDNS."""
    short = host.partition(".")[0].lower()
    return (short, f"{short}.local") if _NAME.fullmatch(short) and short != "localhost" else ()


def hosts_answered(address: str, port: int, host: str) -> frozenset[str]:
    """What a request's Host header may say. Another name that leads here is another site's (DNS rebinding)."""
    return frozenset(f"{name}:{port}" for name in (_bracketed(address), *names(host), "localhost"))


def is_answered(header: str, answered: frozenset[str]) -> bool:
    """Whether a request with that Host header is for this page; letters' case does not matter."""
    return header.lower() in answered


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
