"""Decides how the owner of a hub says which other systems may ask, and who is told of new facts."""

from collections.abc import Sequence

from db.hub import api_keys, webhooks
from db.hub.api_keys import ApiKey, Scope
from db.hub.webhooks import Hook
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub.owner import Owner
from posdesk.hub.webhook_addresses import checked_url


def make_key(owner: Owner, name: str, store: str | None, scopes: Sequence[str]) -> str:
    """A new key's secret, which nobody can ask for again. Raises Refused(BAD_TEXT, BAD_STORE)."""
    for scope in scopes:
        if scope not in set(Scope):
            words = f"“{scope}” is no scope. There are {', '.join(Scope)}."
            raise Refused(Refusal(RefusalCode.BAD_TEXT, words))
    good, now = [Scope(scope) for scope in scopes], owner.service.clock.now()
    return owner.write(lambda connection: api_keys.make(connection, name, store, good, now))


def keys(owner: Owner) -> list[ApiKey]:
    """Every key that was ever made."""
    return owner.read(api_keys.listed)


def revoke_key(owner: Owner, name: str) -> None:
    """Let it be good no more. Raises Refused(BAD_TEXT)."""
    now = owner.service.clock.now()
    owner.write(lambda connection: api_keys.revoke(connection, name, now))


def add_hook(owner: Owner, url: str, kinds: Sequence[str], *, bodies: bool, inside: bool) -> tuple[int, str]:
    """Tell an address from now on: its number, and the secret that messages are signed with. Raises
    Refused(BAD_ADDRESS, BAD_TEXT)."""
    checked, now = checked_url(url, inside=inside), owner.service.clock.now()
    return owner.write(
        lambda connection: webhooks.add(connection, checked, kinds, bodies=bodies, inside=inside, now=now)
    )


def hooks(owner: Owner) -> list[Hook]:
    """Every webhook."""
    return owner.read(webhooks.listed)


def remove_hook(owner: Owner, key: int) -> None:
    """Tell it no more. Raises Refused(BAD_TEXT)."""
    owner.write(lambda connection: webhooks.remove(connection, key))


def resume_hook(owner: Owner, key: int) -> None:
    """Go on at once where it was. Raises Refused(BAD_TEXT)."""
    now = owner.service.clock.now()
    owner.write(lambda connection: webhooks.resume(connection, key, now))
