"""The commands of a hub's owner about other systems: api-key, api-keys, revoke-api-key, webhook."""

from argparse import Namespace
from typing import TYPE_CHECKING

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.hub import opened
from posdesk.counter.card_values import moment
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

if TYPE_CHECKING:
    from db.hub.api_keys import ApiKey
    from db.hub.webhooks import Hook

ONCE = "It is shown this once; whoever has it can do all of this. docs/open-api.md says how to ask."
SIGNS = (
    "Messages are signed with {secret}\nIt is shown this once, and kept in the hub's database, which has to sign with "
    "it. docs/open-api.md says how to check a message."
)


def api_key(given: Namespace) -> Answer:
    """`hub api-key NAME --store S|--all-stores --scopes LIST`."""
    from posdesk.hub import open_owner

    scopes = _list(given.scopes)
    with opened(given) as owner:
        secret = open_owner.make_key(owner, given.name, given.store, scopes)
    where = f"in {given.store}" if given.store else "in every store"
    text = f"{secret}\nThe key of {given.name}, good for {', '.join(scopes)} {where}. {ONCE}"
    return Answer({"name": given.name, "store": given.store, "scopes": scopes, "key": secret}, text)


def api_keys(given: Namespace) -> Answer:
    """`hub api-keys`."""
    from posdesk.hub import open_owner

    with opened(given) as owner:
        found = open_owner.keys(owner)
    rows = [
        (
            key.name,
            key.store or "every store",
            ", ".join(sorted(key.scopes)),
            f"made {moment(key.made_at)}",
            "good" if key.revoked_at is None else f"revoked {moment(key.revoked_at)}",
        )
        for key in found
    ]
    return Answer([_key(key) for key in found], table(rows) or "There is no key yet: hub api-key")


def revoke_api_key(given: Namespace) -> Answer:
    """`hub revoke-api-key NAME`."""
    from posdesk.hub import open_owner

    with opened(given) as owner:
        open_owner.revoke_key(owner, given.name)
    return Answer({"name": given.name}, f"The key of {given.name} is good no more. What it sent stays.")


def webhook(given: Namespace) -> Answer:
    """`hub webhook add URL | list | remove NUMBER | resume NUMBER`."""
    return {"add": _add, "list": _listing, "remove": _remove, "resume": _resume}[given.what](given)


def _add(given: Namespace) -> Answer:
    from posdesk.hub import open_owner

    kinds = _list(given.kinds)
    with opened(given) as owner:
        key, secret = open_owner.add_hook(
            owner, given.target or "", kinds, bodies=given.bodies, inside=given.private_network
        )
    value = {"webhook": key, "url": given.target, "kinds": kinds, "bodies": given.bodies, "secret": secret}
    what = ", ".join(kinds) or "every kind"
    return Answer(value, f"Webhook {key} is told of new facts of {what} from now on.\n{SIGNS.format(secret=secret)}")


def _listing(given: Namespace) -> Answer:
    from posdesk.hub import open_owner

    with opened(given) as owner:
        found = open_owner.hooks(owner)
    rows = [(str(hook.key), hook.url, f"told up to {hook.position:,}", _state(hook)) for hook in found]
    return Answer([_hook(hook) for hook in found], table(rows) or "Nobody is told of new facts: hub webhook add URL")


def _remove(given: Namespace) -> Answer:
    from posdesk.hub import open_owner

    key = _number(given.target)
    with opened(given) as owner:
        open_owner.remove_hook(owner, key)
    return Answer({"webhook": key}, f"Webhook {key} is told no more, and forgotten.")


def _resume(given: Namespace) -> Answer:
    from posdesk.hub import open_owner

    key = _number(given.target)
    with opened(given) as owner:
        open_owner.resume_hook(owner, key)
    return Answer({"webhook": key}, f"Webhook {key} goes on where it was.")


def _state(hook: "Hook") -> str:
    if hook.paused_at is not None:
        return f"paused {moment(hook.paused_at)}: {hook.words}"
    return "well" if not hook.failures else f"{hook.failures} failures, next {moment(hook.next_at)}: {hook.words}"


def _key(key: "ApiKey") -> dict[str, Json]:
    return {
        "name": key.name,
        "store": key.store,
        "scopes": sorted(key.scopes),
        "made_at": moment(key.made_at),
        "revoked_at": None if key.revoked_at is None else moment(key.revoked_at),
    }


def _hook(hook: "Hook") -> dict[str, Json]:
    return {
        "webhook": hook.key,
        "url": hook.url,
        "kinds": list(hook.kinds),
        "bodies": hook.bodies,
        "private_network": hook.inside,
        "position": hook.position,
        "failures": hook.failures,
        "paused_at": None if hook.paused_at is None else moment(hook.paused_at),
        "words": hook.words,
    }


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refused(Refusal(RefusalCode.BAD_TEXT, "Say which one by its number: hub webhook list"))
    return int(text)
