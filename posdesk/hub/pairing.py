"""Decides how a hub becomes a store's hub, and how it reaches head office from then on.

What head office said is kept before anything is built upon it, so pairing may be cut anywhere and done again with a new
code. The secret is kept like a register's: in the keyring or a file of its own beside the database, never in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import update

from db.hub import hash_key, tray
from db.hub.opening import HubDatabase, open_hub
from db.hub.tables import upstream as places
from db.hub.upstream import Upstream, belong_to, upstream_of
from db.link import FolderLinkHome
from posdesk.counter.hub_link import Link
from posdesk.counter.ports import Clock
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub.relay import Reach
from posdesk.sync.addresses import checked_address
from posdesk.sync.client import HttpHub, ask_to_be_let_in
from posdesk.sync.invitation import Invitation
from posdesk.sync.ports import HeadOffice
from posdesk.sync.trouble import Revoked

NOT_EMPTY = (
    "This hub holds facts, or let registers in, by itself: they are of a chain of their own. A store's hub begins "
    "empty: name another --database, or --data. Registers that are paired with it anew bring all they hold."
)
OTHER_CHAIN = "This is the hub of a store of another chain. Nothing was changed: name another --database, or --data."
NOT_PAIRED = "Head office has to let this hub in first. Ask there for a code (hub pair-code --for-hub), then: {command}"
TOKEN_GONE = (
    "The secret with which this hub shows itself to head office is gone from this computer. Nothing is lost. Ask for a "
    "code at head office (hub pair-code --for-hub), then: hub pair-upstream URL CODE"
)


def pair_with(
    database_url: str, home: FolderLinkHome, invitation: Invitation, name: str, *, in_the_clear: bool = False
) -> Upstream:
    """Let the head office that made this invitation take this hub as a store's, under a name.

    Raises Refused(BAD_ADDRESS, BAD_CODE, ALREADY_PAIRED, BAD_STORE), EnvironmentTrouble and SyncTrouble.
    """
    address, authority = checked_address(invitation.url, in_the_clear=in_the_clear), home.authority()
    database = open_hub(database_url)
    try:
        with database.reading() as connection:
            if upstream_of(connection) is None and not tray.is_new(connection):
                raise Refused(Refusal(RefusalCode.BAD_STORE, NOT_EMPTY))
        code, pin = invitation.code, invitation.pin
        admitted = ask_to_be_let_in(address, code, name, authority=authority, pin=pin, for_hub=True)
        place = Upstream(admitted.store, admitted.register, address, 0, "", 0, 0, None, None, None, "")
        place = replace(place, certificate=admitted.certificate)
        with database.writing() as connection:
            if not belong_to(connection, admitted.hub, admitted.epoch, place):
                raise Refused(Refusal(RefusalCode.BAD_STORE, OTHER_CHAIN))
            if admitted.hash_key is not None:
                hash_key.told(connection, admitted.hash_key)
            home.pair(Link(address, admitted.hub, certificate=admitted.certificate), admitted.token)
    finally:
        database.close()
    return place


def reaching(
    database_url: str, home: FolderLinkHome, said: str | None, clock: Clock, *, in_the_clear: bool
) -> Reach | None:
    """How this hub reaches head office; None where it has none above it. said: head office's address, where it is
    another one now. clock: by which it signs. Raises Refused(NOT_PAIRED, BAD_ADDRESS)."""
    address = None if said is None else checked_address(said, in_the_clear=in_the_clear)
    link = home.link()
    database = open_hub(database_url)
    try:
        with database.reading() as connection:
            place = upstream_of(connection)
        if place is None and address is None:
            return None
        if place is None or (link is None and address is not None):
            command = f"hub pair-upstream {said or 'URL'} CODE"
            raise Refused(Refusal(RefusalCode.NOT_PAIRED, NOT_PAIRED.format(command=command)))
        if link is not None and address is not None and address != place.url:
            _move(database, home, link, address)
    finally:
        database.close()
    return lambda: _reached(home, clock)


def _move(database: HubDatabase, home: FolderLinkHome, link: Link, address: str) -> None:
    """Head office has another address; that it is the same hub its name shows, with the next word."""
    home.keep(replace(link, url=address))
    with database.writing() as connection:
        connection.execute(update(places).values(url=address))


@contextmanager
def _reached(home: FolderLinkHome, clock: Clock) -> Iterator[HeadOffice]:
    link, token = home.link(), home.token()
    if link is None or token is None:
        raise Revoked(TOKEN_GONE)
    with HttpHub(link.url, token, clock, authority=home.authority(), certificate=link.certificate) as hub:
        yield hub
