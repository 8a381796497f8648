"""What people say of who is who in the world: two members are one, are not, or show the same ID."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from db.readers import all_facts
from posdesk.domain.facts import Fact, FieldSource, MemberEnrolled
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.stable_ids import id_of
from tests.sim.cast import MEMBERS, NAMES, OPENING_DAY
from tests.sim.places import SimRegister

if TYPE_CHECKING:
    from tests.sim.world import World

PHONE, BORN = "+13035560177", "1990-05-01"


def made_by_rule(members: Sequence[str]) -> set[str]:
    """The ids of the merges that a hub may make."""
    return {id_of("member.merged", *pair) for pair in combinations(sorted(members), 2)}


def made_with(erasure: Fact, members: Sequence[str]) -> set[str]:
    """The ids of the erasures that a hub may make because of one: who is one with her is erased, and whoever is one
    with that member later, when the two are two again."""
    made, because = set[str](), {erasure.id}
    for _ in members:
        because = {id_of("member.erased", one, member) for one in because for member in members}
        made |= because
    return made


def who_is_who(world: "World") -> dict[Callable[[SimRegister], None], int]:
    """What may happen, with weights."""
    return {partial(_merge, world): 2, partial(_unmerge, world): 1, partial(_scan, world): 4}


def _merge(world: "World", register: SimRegister) -> None:
    """Two members are one; elsewhere they may be already, or be no more, or one of them be erased."""
    one, other = world.rng.sample(world.members, 2)
    world.keep(register, MemberMerged(other, "the same person"), one)


def _unmerge(world: "World", register: SimRegister) -> None:
    """They are two after all."""
    known: list[Fact] = [fact for fact in _facts(register) if isinstance(fact.body, MemberMerged)]
    if known:
        merge = world.rng.choice(known)
        world.keep(register, MemberUnmerged(merge.id, "a mistake"), merge.subject)


def _scan(world: "World", register: SimRegister) -> None:
    """The same ID is read for another member: the hub joins them, once it knows of both."""
    number = world.rng.randrange(MEMBERS)
    body = MemberEnrolled(
        "Maria", NAMES[number], OPENING_DAY, PHONE, birthday=BORN, birthday_source=FieldSource.ID_SCAN
    )
    world.keep(register, body, world.members[number])


def _facts(register: SimRegister) -> list[Fact]:
    return list(all_facts(register.store.connections.reader, register.store.names))
