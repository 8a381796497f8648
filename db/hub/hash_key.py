"""Decides where a hub keeps the key under which its chain hashes numbers of IDs, and who draws it (G13).

Head office draws it once, so that the hashes of all its registers can be compared. A store's hub draws none: it keeps
what head office told it and passes that on. It lies in the database, as the secrets of webhooks do: whoever restores a
backup has the same key again. Refuses to know what a hash is (posdesk.domain.id_hash) and who may be told.
"""

import secrets

from sqlalchemy import Connection, delete, insert, select

from db.hub.tables import hash_keys, upstream
from posdesk.domain.id_hash import KEY_BYTES


def draw(connection: Connection) -> None:
    """Draw the key of a chain, unless it was drawn, or is another hub's to draw. Within a transaction that nobody else
    is in."""
    of_store = connection.execute(select(upstream.c.key)).first() is not None
    if not of_store and known(connection) is None:
        connection.execute(insert(hash_keys), {"key": 1, "secret": secrets.token_bytes(KEY_BYTES)})


def known(connection: Connection) -> bytes | None:
    """The chain's key; None at a store's hub that was not told yet."""
    found = connection.execute(select(hash_keys.c.secret)).scalar()
    return None if found is None else bytes(found)


def told(connection: Connection, key: bytes | None) -> None:
    """Head office's key takes the place of what is here; None: there is none any more, and head office is asked."""
    connection.execute(delete(hash_keys))
    if key is not None:
        connection.execute(insert(hash_keys), {"key": 1, "secret": key})
