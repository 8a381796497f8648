"""The laws: what must hold once the faults have stopped and everybody has spoken to the hub, whatever happened before.

Each yields words for what it finds broken; none, when it holds.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from db.auditing import verify
from db.hub import feed, people
from db.projections import rebuild
from db.readers import all_facts
from db.rows import text_of
from db.state import projection_lines, state_hash
from db.store import Store
from posdesk.domain.business_day import AsOf
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import Fact, MemberErased, RewardRedeemed, happened_at
from posdesk.domain.fold import fold
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import same_content
from tests.sim.cast import GIFT, GIFTS, NAMES
from tests.sim.places import SimRegister
from tests.sim.world import World

TOLERANCE = 120_000


def no_loss(world: World) -> Iterator[str]:
    """Whatever was acknowledged, and is on some disk still, is at the hub and says what it said."""
    there = world.hub.lines()
    for id, line in world.spared.items():
        if id not in there:
            yield f"{id} is not at the hub"
        elif id not in world.contradicted and not same_content(decode_fact(line), decode_fact(there[id])):
            yield f"{id} says something else at the hub"


def once(world: World) -> Iterator[str]:
    """Each is there once, however often it was delivered: nobody holds a fact that nobody made."""
    for register in world.registers:
        ids = Counter(fact.id for fact in _facts(register.store))
        yield from (f"{register.name} holds {id} {count} times" for id, count in ids.items() if count > 1)
        yield from (f"{register.name} holds {id}, which nobody made" for id in ids.keys() - world.made)


def converge(world: World) -> Iterator[str]:
    """Every register holds what the hub holds, to the letter, and shows the same."""
    there = {id: line for id, line in world.hub.lines().items() if _is_readable(line)}
    for register in world.registers:
        here = {fact.id: encode_fact(fact) for fact in _facts(register.store) if fact.id not in world.indigestible}
        yield from (f"{register.name} lacks {id}" for id in there.keys() - here.keys())
        yield from (f"{register.name} has {id}, the hub has not" for id in here.keys() - there.keys())
        yield from (f"{register.name} has {id} otherwise" for id in there.keys() & here.keys() if there[id] != here[id])
    if not world.indigestible and len({state_hash(register.store) for register in world.registers}) > 1:
        yield "the registers' states differ"


def display_exact(world: World) -> Iterator[str]:
    """What a register keeps ready for its screens is what the facts it holds give."""
    for register in world.registers:
        reader = register.store.connections.reader
        before = list(projection_lines(reader))
        rebuild(register.store)
        if before != list(projection_lines(reader)):
            yield f"{register.name} shows what its facts do not give"


def no_block(world: World) -> Iterator[str]:
    """Nothing waits any more; what something on the way threw out is set aside, and it alone."""
    for register in world.registers:
        if register.waiting():
            yield f"{register.name} still waits with {register.waiting()}"
        rows = register.store.connections.reader.execute("SELECT id FROM facts WHERE hub_position = 0")
        aside = {text_of(id) for (id,) in rows}
        yield from (f"{register.name} set {id} aside" for id in aside - world.indigestible - world.contradicted)
    yield from world.hasty


def skew_free(world: World) -> Iterator[str]:
    """No fact is ordered into the future, and none is kept out for its clock."""
    for fact in map(decode_fact, _readable(world)):
        if happened_at(fact) > world.time.now + TOLERANCE:
            yield f"{fact.id} lies in the future"


def fork_seen(world: World) -> Iterator[str]:
    """No two facts bear one place in a register's row, unless the hub forgot the first before the second came, or twins
    spoke to different hubs."""
    if world.rolled_back or world.parted:
        return
    facts = [decode_fact(line) for line in _readable(world)]
    own = [fact for fact in facts if fact.register != "register 99" and fact.id not in world.contradicted]
    places = Counter((fact.register, fact.incarnation, fact.sequence) for fact in own)
    yield from (f"{count} facts at {place}" for place, count in places.items() if count > 1)


def rollback_seen(world: World) -> Iterator[str]:
    """The hub knows what each register was told of its history."""
    for register in world.registers:
        told = register.replica().place().witnesses
        if told and world.hub.agreed(told) != told[0].position:
            yield f"{register.name} was told of a history that never was"
    if world.unheard and world.hub.epoch() <= world.epoch_before:
        yield "the hub went back, and does not know"


def award_once(world: World) -> Iterator[str]:
    """Of all uses of one award one stands: the first in the hub's order. The others are marked, and still there."""
    order = world.hub.positions()
    for register in world.registers:
        facts = _facts(register.store)
        for member in world.members:
            yield from _uses(world, register, member, facts, order)


def _uses(world: World, register: SimRegister, member: str, facts: list[Fact], order: dict[str, int]) -> Iterator[str]:
    used = [fact for fact in facts if fact.subject == member and isinstance(fact.body, RewardRedeemed)]
    if not used or world.indigestible:
        return
    about = [fact for fact in facts if fact.subject == member]
    last = max(happened_at(fact) for fact in about)
    try:
        timeline = register.store.programs.timeline()
    except Refused:  # the program went with the disk of the register that published it
        return
    standing = fold(member, about, timeline, AsOf(last, about[-1].business_day))
    told = {outcome.fact_id: outcome for outcome in standing.redemptions}
    if len(told) != len(used):
        yield f"{register.name}: {len(used)} uses, {len(told)} in the standing"
    awards: dict[tuple[str | None, int], list[str]] = {}
    for outcome in told.values():
        awards.setdefault((outcome.award_rule, outcome.award_n), []).append(outcome.fact_id)
    for award, ids in awards.items():
        ids.sort(key=lambda id: order.get(id, len(order)))
        if [told[id].double for id in ids] != [number > 0 for number in range(len(ids))]:
            yield f"{register.name}: of {len(ids)} uses of {award} not just the first stands"


def erased(world: World) -> Iterator[str]:
    """No byte of whoever was erased is in any file, and nobody finds her."""
    marks = erased_names(world)
    folders = {register.name: register.folder for register in world.registers} | {"the hub": world.hub.folder}
    for place, folder in folders.items():
        for file in filter(Path.is_file, folder.rglob("*")):
            held = file.read_bytes()
            yield from (f"{place}: {name} is in {file.name}" for name in marks if name.encode() in held)


def erased_names(world: World) -> list[str]:
    """The names of those who were erased."""
    gone = {fact.subject for fact in map(decode_fact, _readable(world)) if isinstance(fact.body, MemberErased)}
    return [name for name, id in zip(NAMES, world.members, strict=True) if id in gone]


def same_people(world: World) -> Iterator[str]:
    """The hub and every register hold the same members for one person, and know the same of her."""
    if world.indigestible:
        return
    with world.hub.database.reading() as connection:
        there = {member: {fact.id for fact in feed.facts_about(connection, member)} for member in world.members}
        joined = people.joined(connection)
    for register in world.registers:
        ledger = register.store.ledger
        if ledger.joined() != joined:
            yield f"{register.name} holds others for one"
        for member, facts in there.items():
            if {fact.id for fact in ledger.facts_about(member)} != facts:
                yield f"{register.name} knows something else of {member}"


def audited(world: World) -> Iterator[str]:
    """Nothing of all this looks as if somebody had changed a file by hand."""
    for register in world.registers:
        yield from (f"{register.name}: {one.words}" for one in verify(register.store).findings)


def _readable(world: World) -> Iterator[str]:
    return filter(_is_readable, world.hub.lines().values())


def total_holds(world: World) -> Iterator[str]:
    """No more gifts are given than there are, unless two computers believed that they were one register."""
    if world.copied or world.rolled_back:
        return
    facts = [decode_fact(line) for line in _readable(world)]
    given = sum(isinstance(fact.body, RewardRedeemed) and fact.body.award_rule == GIFT for fact in facts)
    if given > GIFTS:
        yield f"{given} of {GIFTS} gifts were given"


def _facts(store: Store) -> list[Fact]:
    return list(all_facts(store.connections.reader, store.names))


def _is_readable(line: str) -> bool:
    return '"version":9' not in line


LAWS: dict[str, Callable[[World], Iterator[str]]] = {
    "no loss": no_loss,
    "once": once,
    "converge": converge,
    "display exact": display_exact,
    "no block": no_block,
    "skew free": skew_free,
    "fork seen": fork_seen,
    "rollback seen": rollback_seen,
    "award once": award_once,
    "total holds": total_holds,
    "erased": erased,
    "same people": same_people,
    "audited": audited,
}
"""By the names of design.md; "urgent first" is watched while the exchange goes on, and told under "no block"."""


def broken(world: World) -> dict[str, list[str]]:
    """Which laws do not hold, each with some words."""
    found = {name: list(law(world))[:3] for name, law in LAWS.items()}
    return {name: words for name, words in found.items() if words}
