"""Decides to which addresses the hub may send what it knows: https anywhere, http to this computer only, and into
private networks only where the owner said so of this very webhook.

A name is looked up for each message, and the message goes to the number that was judged and no other: a name that leads
elsewhere a moment later leads nobody astray. Refuses to know what is sent.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit

from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.sync.addresses import is_this_computer

LIKE = "An address of a webhook is like https://example.com/posdesk."
OUTSIDE = "http:// goes to this computer only: others could read and change what is sent. Take an https address."
PRIVATE = "{address} lies in a private network. Where that is meant, say so of it: --private-network"
NOWHERE = "{address} is no address of anybody's that messages may go to."
MOST = 500
"""Characters of an address."""
_DISGUISED = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)
"""IPv6 addresses within which stands one of IPv4."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The numbers that a name leads to."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes. url: with the number in place of the name. host: for the header. name: to be found in the
    certificate, None where there is none or it is the number."""

    url: str
    host: str
    name: str | None


class NotThere(Exception):
    """A message may not go there; `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def checked_url(text: str, *, inside: bool) -> str:
    """An address that a webhook may have. Raises Refused(BAD_ADDRESS)."""
    url = text.strip()
    parts = _split(url)
    host = parts.hostname or ""
    if parts.scheme == "http" and not is_this_computer(host):
        _refuse(OUTSIDE)
    try:
        number = ip_address(host)
    except ValueError:
        return url
    try:
        _judge(number, here=is_this_computer(host), inside=inside)
    except NotThere as no:
        _refuse(no.words)
    return url


async def target_of(url: str, *, inside: bool, resolve: Resolve) -> Target:
    """Where a message to this (checked) address goes now. Raises NotThere; OSError when the name leads nowhere."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    found = [ip_address(number.partition("%")[0]) for number in await resolve(host, port)]
    if not found:
        raise OSError(f"{host} leads nowhere")
    for number in found:
        _judge(number, here=is_this_computer(host), inside=inside)
    number = found[0]
    shown = f"[{number}]" if number.version == 6 else str(number)
    whole = parts._replace(netloc=f"{shown}:{port}", fragment="").geturl()
    return Target(whole, parts.netloc, host if parts.scheme == "https" and not _is_number(host) else None)


def _judge(number: IPv4Address | IPv6Address, *, here: bool, inside: bool) -> None:
    bare = number.ipv4_mapped if isinstance(number, IPv6Address) and number.ipv4_mapped is not None else number
    if bare.is_loopback:
        if here:
            return
        raise NotThere(NOWHERE.format(address=number))
    if bare.is_multicast or bare.is_link_local or bare.is_unspecified or bare.is_reserved or _is_disguised(bare):
        raise NotThere(NOWHERE.format(address=number))
    if not bare.is_global and not (inside and bare.is_private):
        raise NotThere((PRIVATE if bare.is_private else NOWHERE).format(address=number))


def _is_disguised(number: IPv4Address | IPv6Address) -> bool:
    return any(number in network for network in _DISGUISED if network.version == number.version)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _split(url: str) -> SplitResult:
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or "#" in url or len(url) > MOST:
        _refuse(LIKE)
    try:
        parts = urlsplit(url)
        if parts.port == 0:
            _refuse(LIKE)
    except ValueError:
        _refuse(LIKE)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "%" in parts.netloc:
        _refuse(LIKE)
    return parts


def _refuse(words: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_ADDRESS, words))
