"""Decides how a register and a store's hub write down what waits on both, and a store's hub whom it let in.

What enters is read as strictly as in posdesk.sync.wire. Refuses to know what becomes of it.
"""

from collections.abc import Sequence

from posdesk.domain.codec import canonical, refuse
from posdesk.domain.replication import LAST_ID, Shared, Standing, Vouched
from posdesk.sync.wire import MOST_IDS, read_ids
from posdesk.sync.wire_values import digits_of, listed, number, object_of, text_of, uuid_of, whole_lines

MOST_REGISTERS = 1_000
"""Registers a store's hub may vouch for."""


def write_sharing(after: str, upto: str, ids: Sequence[str]) -> str:
    """A line with the span of ids it is about, then each id of it that waits."""
    return "\n".join((canonical({"after": after, "upto": upto}), *ids))


def read_sharing(text: str) -> tuple[str, str, list[str]]:
    """After which id, up to which, and the ids between that wait. after is empty before the first. Raises Refused."""
    first, _, rest = text.partition("\n")
    raw = object_of(first)
    after = text_of(raw, "after", least=0)
    return after and uuid_of(after, "after"), uuid_of(raw.get("upto"), "upto"), read_ids(rest)


def write_shared(shared: Shared) -> str:
    """A line with what is lacking and how far the rest goes, then the facts."""
    first = canonical({"lacking": list(shared.lacking), "upto": shared.upto, "facts": len(shared.lines)})
    return "".join((first, "\n", *(f"{line}\n" for line in shared.lines)))


def read_shared(text: str, after: str) -> Shared:
    """Raises Refused; also when lines are missing, or it goes no further than `after`."""
    first, _, rest = text.partition("\n")
    raw, lines = object_of(first), whole_lines(rest, "facts")
    upto = uuid_of(raw.get("upto"), "upto")
    if len(lines) != number(raw, "facts") or (upto <= after and after != LAST_ID):
        refuse("facts", "are not whole")
    return Shared(tuple(uuid_of(one, "lacking") for one in listed(raw, "lacking", MOST_IDS)), tuple(lines), upto)


def write_vouched(registers: Sequence[Vouched]) -> str:
    """JSON."""
    return canonical({"registers": [one._asdict() for one in registers]})


def read_vouched(text: str) -> list[Vouched]:
    """Raises Refused."""
    found = []
    for one in listed(object_of(text), "registers", MOST_REGISTERS):
        if not isinstance(one, dict) or not isinstance(one.get("revoked"), bool):
            refuse("registers", "holds something that is none")
        name = text_of(one, "register")
        found.append(Vouched(name, digits_of(one, "mark"), digits_of(one, "public"), one["revoked"]))
    return found


def write_standings(standings: Sequence[Standing]) -> str:
    """JSON."""
    return canonical({"standings": [one.value for one in standings]})


def read_standings(text: str, asked: int) -> list[Standing]:
    """Raises Refused; also when it does not answer each of the `asked` registers."""
    raw = listed(object_of(text), "standings", MOST_REGISTERS)
    if len(raw) != asked or any(one not in set(Standing) for one in raw):
        refuse("standings", f"do not answer for {asked} registers")
    return [Standing(one) for one in raw]
