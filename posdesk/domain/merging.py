"""Decides who is one person: members that links hold together, a group of any size, whatever the order of the links.

A link holds unless it is taken back. The group's name is its least id: ids count up, so that is the member made first.
Refuses to know how a profile and a standing follow (they are folded over the facts of all), and when two are joined by
rule (same_person.py).
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from posdesk.domain.facts import Fact
from posdesk.domain.people_facts import MemberMerged, MemberToldApart, MemberUnmerged


class Link(NamedTuple):
    """Two members that are one. merge: the fact that says so."""

    merge: str
    one: str
    other: str


def links_ever(facts: Iterable[Fact]) -> list[Link]:
    """The links that were ever said among these facts, each once."""
    said = {fact.id: fact for fact in facts if isinstance(fact.body, MemberMerged)}
    return [
        Link(fact.id, fact.subject or "", fact.body.into)
        for fact in said.values()
        if isinstance(fact.body, MemberMerged)
    ]


def links_of(facts: Iterable[Fact]) -> list[Link]:
    """The links that hold among these facts, each once. One is taken back by a fact with the same subject."""
    known = list(facts)
    gone = {(fact.body.merge, fact.subject or "") for fact in known if isinstance(fact.body, MemberUnmerged)}
    return [link for link in links_ever(known) if (link.merge, link.one) not in gone]


def group(member: str, links: Sequence[Link]) -> tuple[str, ...]:
    """Everyone who is one with this member, in the order of the ids; herself alone where no link names her."""
    reached, fresh = {member}, [member]
    while fresh:
        at = fresh.pop()
        for link in links:
            if at in (link.one, link.other):
                for end in (link.one, link.other):
                    if end not in reached:
                        reached.add(end)
                        fresh.append(end)
    return tuple(sorted(reached))


def ids_of(member: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    """Every id of this person, the least first. facts: those about all of them, as a ledger yields them."""
    links = links_of(facts)
    return group(member, links) if links else (member,)


def name_of(member: str, facts: Iterable[Fact]) -> str:
    """The id under which this person is shown and gets new facts."""
    return ids_of(member, facts)[0]


def partings(facts: Iterable[Fact]) -> list[Link]:
    """Who was said to be two: links that never held. merge: the fact that says so."""
    return [Link(f.id, f.subject or "", f.body.other) for f in facts if isinstance(f.body, MemberToldApart)]


def told_apart(facts: Iterable[Fact], people: Collection[str]) -> set[str]:
    """Whom somebody said that these are not (by id): told apart from one of them, or a merge was taken back."""
    known = list(facts)
    holding = {link.merge for link in links_of(known)}
    undone = [link for link in links_ever(known) if link.merge not in holding]
    ends = [{link.one, link.other} for link in [*partings(known), *undone]]
    return {end for pair in ends if pair & set(people) for end in pair - set(people)}
