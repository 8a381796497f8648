"""Decides what is an address of a hub that a register may be given, and whether others could listen on the way.

Refuses to know whether anybody answers there.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

LIKE = "An address is like https://hub.example.com or https://hub.example.com:7050."
IN_THE_CLEAR = (
    "http:// would let everybody on the network read members' data and this register's secret. Use https, or allow an "
    "unprotected line to this hub in so many words."
)
OUTSIDE = "http:// is for a hub on this computer, or with a word of its own inside the shop's network. Use https."
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_INSIDE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(net)
    for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
)


def checked_address(text: str, *, in_the_clear: bool = False) -> str:
    """The address in its one form: scheme, host in small letters, port if one is named; no path.

    https:// goes anywhere, http:// to this computer, and to numbers of private networks with `in_the_clear`. A name is
    no number: where it leads is for others to say. Raises Refused(BAD_ADDRESS).
    """
    parts = _split(text.strip())
    if parts.scheme not in ("http", "https"):
        _refuse(f"An address begins with https. {LIKE}")
    if parts.username is not None or parts.password is not None or parts.path not in ("", "/"):
        _refuse(f"An address has neither a name before @ nor a path. {LIKE}")
    host = _host(parts)
    if parts.scheme == "http" and not is_this_computer(host):
        if not _is_inside(host):
            _refuse(OUTSIDE)
        if not in_the_clear:
            _refuse(IN_THE_CLEAR)
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def others_could_listen(address: str) -> bool:
    """Whether the line to a checked address is neither protected nor within this computer."""
    parts = urlsplit(address)
    return parts.scheme == "http" and not is_this_computer(parts.hostname or "")


def is_this_computer(host: str) -> bool:
    """Whether a host is this computer for certain."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_inside(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in _INSIDE)


def _split(text: str) -> SplitResult:
    if not text.isprintable() or " " in text or "\\" in text or "?" in text or "#" in text or len(text) > 300:
        _refuse(LIKE)
    try:
        parts = urlsplit(text)
        if parts.port == 0:
            _refuse(f"Port 0 is none. {LIKE}")
    except ValueError:
        _refuse(LIKE)
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        try:
            return str(ip_address(host)) if "%" not in host else _refuse(LIKE)
        except ValueError:
            _refuse(LIKE)
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        _refuse(LIKE)
    return name if _NAME.fullmatch(name) and not parts.netloc.endswith(":") else _refuse(LIKE)


def _refuse(words: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_ADDRESS, words))
