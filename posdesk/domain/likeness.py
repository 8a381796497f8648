"""Decides how likely it is that two profiles are one person, and why: a sum of weights, each with its reason.

The weights are bits, as P. Fellegi and A. Sunter have them (A theory for record linkage, JASA 64, 1969): the binary
logarithm of how often a sign is seen on two profiles of one person, over how often on two of different people, rounded;
m and u are what a shop's own list suggests, and stand beside each. What argues against is below zero. Refuses to know
who is compared with whom (posdesk.counter.duplicates) and to join anybody: that is same_person.py's, by I02.

Signs that come together by themselves are not counted twice: a phone, and a mailbox, of a family. Two people with one
phone and clearly other first names are mother and daughter, or twins, and the phone says no more than the name.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from posdesk.domain.identity import name_words
from posdesk.domain.member import Member
from posdesk.domain.nicknames import are_alike
from posdesk.domain.spelling import near, sound

WITH_A_YEAR = len("2001-05-30")


class Sign(StrEnum):
    """What two profiles have in common, and what speaks against their being one person."""

    SAME_ID = "same_id"
    SAME_PHONE = "same_phone"
    NEAR_PHONE = "near_phone"
    SAME_EMAIL = "same_email"
    SAME_BIRTHDAY = "same_birthday"
    SAME_DAY_OF_YEAR = "same_day_of_year"
    """One of the birthdays has no year."""
    NEAR_BIRTHDAY = "near_birthday"
    SAME_NAME = "same_name"
    SWAPPED_NAMES = "swapped_names"
    SAME_FIRST_NAME = "same_first_name"
    NICKNAME = "nickname"
    NEAR_FIRST_NAME = "near_first_name"
    SAME_LAST_NAME = "same_last_name"
    PART_OF_LAST_NAME = "part_of_last_name"
    NEAR_LAST_NAME = "near_last_name"
    SHARED_PHONE = "shared_phone"
    """The same phone, and other first names, or other birthdays: a family's."""
    SHARED_EMAIL = "shared_email"
    OTHER_PHONE = "other_phone"
    OTHER_BIRTHDAY = "other_birthday"
    OTHER_FIRST_NAME = "other_first_name"
    OTHER_LAST_NAME = "other_last_name"
    OTHER_GENERATION = "other_generation"
    """One is Jr., the other is Sr., or the third."""
    OTHER_ID = "other_id"


WEIGHTS: Mapping[Sign, int] = {
    Sign.SAME_ID: 60,  # a number that one person has; more than all that can speak against it
    Sign.SAME_PHONE: 16,  # m 0.6, u 1 in 10^5: members are few, but phones are recycled
    Sign.NEAR_PHONE: 6,  # m 0.02, u 30 in 10^5
    Sign.SAME_EMAIL: 14,  # m 0.5, u 1 in 3 * 10^4: couples share one
    Sign.SAME_BIRTHDAY: 14,  # m 0.95, u 1 in 18,000: 365 days of 50 years
    Sign.SAME_DAY_OF_YEAR: 8,  # m 0.95, u 1 in 365
    Sign.NEAR_BIRTHDAY: 3,  # m 0.02, u 40 in 18,000
    Sign.SAME_NAME: 16,  # the two below
    Sign.SWAPPED_NAMES: 14,
    Sign.SAME_FIRST_NAME: 7,  # m 0.9, u 1 in 140
    Sign.NICKNAME: 5,  # m 0.06, u 1 in 500
    Sign.NEAR_FIRST_NAME: 4,  # m 0.03, u 1 in 500
    Sign.SAME_LAST_NAME: 9,  # m 0.85, u 1 in 600
    Sign.PART_OF_LAST_NAME: 6,
    Sign.NEAR_LAST_NAME: 5,  # m 0.05, u 1 in 600
    Sign.SHARED_PHONE: 0,
    Sign.SHARED_EMAIL: 0,
    Sign.OTHER_PHONE: -2,  # m 0.3, u 1: people change them
    Sign.OTHER_BIRTHDAY: -10,  # m 0.001: what was typed quite wrongly, and is no slip of one key
    Sign.OTHER_FIRST_NAME: -6,  # m 0.015
    Sign.OTHER_LAST_NAME: -3,  # m 0.1: people marry
    Sign.OTHER_GENERATION: -16,  # takes back what the same name says
    Sign.OTHER_ID: -12,  # m 0.0002: somebody moved to another state
}
"""Bits. The prior of 1 in 10^5 to 10^6 that two profiles at hand are one takes 17 to 20 of them."""

MAYBE = 20
"""From so many bits on they are shown: more likely one than not, where a hundred thousand others were looked at."""
LIKELY = 30
"""A thousand times that."""


class Traits(NamedTuple):
    """What a profile is compared by. phone: E.164. birthday: `2001-05-30` or `05-30`. id_hash: of an ID's number."""

    first_name: str
    last_name: str
    phone: str | None = None
    email: str | None = None
    birthday: str | None = None
    id_hash: str | None = None


_words = lru_cache(maxsize=65536)(name_words)


def traits_of(member: Member) -> Traits:
    """What a profile is compared by."""
    return Traits(member.first_name, member.last_name, member.phone, member.email, member.birthday, member.id_hash)


def handles(first_name: str, last_name: str) -> frozenset[str]:
    """By what of a name it is worth to compare two people who have little else in common: every word, and the first
    sound of each name. Whoever shares none has names that are clearly others."""
    first, last = _words(first_name), _words(last_name)
    heard = [f"{part}{sound(words[0])[:1]}" for part, words in (("first ", first), ("last ", last)) if words]
    return frozenset((*heard, *first, *last))


class Likeness(NamedTuple):
    """How likely two profiles are one person, in bits, and the signs, those that say most first."""

    score: int
    signs: tuple[Sign, ...]

    @property
    def suggested(self) -> bool:
        """Whether somebody should look."""
        return self.score >= MAYBE

    @property
    def likely(self) -> bool:
        """Whether hardly anybody would say no."""
        return self.score >= LIKELY

    @property
    def reasons(self) -> tuple[Sign, ...]:
        """What speaks for it."""
        return tuple(sign for sign in self.signs if WEIGHTS[sign] > 0)

    @property
    def against(self) -> tuple[Sign, ...]:
        """What speaks against it, that most first."""
        return tuple(sign for sign in reversed(self.signs) if WEIGHTS[sign] <= 0)


def likeness(one: Traits, other: Traits) -> Likeness:
    """How likely two profiles are one person. The same whichever comes first; what one of them lacks says nothing."""
    signs = [*_names(one, other), *_birthdays(one.birthday, other.birthday), *_ids(one.id_hash, other.id_hash)]
    other_first = Sign.OTHER_FIRST_NAME in signs or Sign.OTHER_GENERATION in signs
    other_person = other_first or Sign.OTHER_BIRTHDAY in signs
    if one.phone and other.phone:
        if one.phone == other.phone:
            signs.append(Sign.SHARED_PHONE if other_person else Sign.SAME_PHONE)
        else:
            signs.append(Sign.NEAR_PHONE if _one_slip(one.phone, other.phone) else Sign.OTHER_PHONE)
    if one.email and other.email and one.email.lower() == other.email.lower():
        signs.append(Sign.SHARED_EMAIL if other_first else Sign.SAME_EMAIL)
    ordered = sorted(signs, key=lambda sign: (-WEIGHTS[sign], sign))
    return Likeness(sum(WEIGHTS[sign] for sign in ordered), tuple(ordered))


# ------------------------------------------------------------------------------------------------------------ names

Words = tuple[str, ...]
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "jr", "iii": "iii", "iv": "iv"}


def _names(one: Traits, other: Traits) -> list[Sign]:
    first, last = _words(one.first_name), _words(one.last_name)
    its_first, its_last = _words(other.first_name), _words(other.last_name)
    generation = its_generation = None
    if last and last[-1] in _GENERATIONS:
        generation, last = _GENERATIONS[last[-1]], last[:-1]
    if its_last and its_last[-1] in _GENERATIONS:
        its_generation, its_last = _GENERATIONS[its_last[-1]], its_last[:-1]
    signs = [Sign.OTHER_GENERATION] if generation and its_generation and generation != its_generation else []
    if first and last and first != last and first == its_last and last == its_first:
        return [*signs, Sign.SWAPPED_NAMES]
    of_first, of_last = _first_names(first, its_first), _last_names(last, its_last)
    if of_first is Sign.SAME_FIRST_NAME and of_last is Sign.SAME_LAST_NAME:
        return [*signs, Sign.SAME_NAME]
    return [*signs, *(sign for sign in (of_first, of_last) if sign is not None)]


def _first_names(one: Words, other: Words) -> Sign | None:
    if not one or not other:
        return None
    name, its = one[0], other[0]
    if name == its:
        return Sign.SAME_FIRST_NAME
    if are_alike(name, its):
        return Sign.NICKNAME
    if len(name) == 1 or len(its) == 1:
        return Sign.NEAR_FIRST_NAME if name[0] == its[0] else Sign.OTHER_FIRST_NAME
    if name in other or its in one:  # who is called by the second of her names
        return Sign.NEAR_FIRST_NAME
    if name[:-1] == its[:-1] and {name[-1], its[-1]} == {"a", "o"}:  # Maria is not Mario
        return Sign.OTHER_FIRST_NAME
    return Sign.NEAR_FIRST_NAME if near(*sorted((name, its))) else Sign.OTHER_FIRST_NAME


def _last_names(one: Words, other: Words) -> Sign | None:
    if not one or not other:
        return None
    if one == other:
        return Sign.SAME_LAST_NAME
    if "".join(one) == "".join(other):
        return Sign.SAME_LAST_NAME
    if set(one) <= set(other) or set(other) <= set(one):
        return Sign.PART_OF_LAST_NAME
    if near(*sorted(("".join(one), "".join(other)))):
        return Sign.NEAR_LAST_NAME
    return Sign.OTHER_LAST_NAME


# -------------------------------------------------------------------------------------------------------- the others


def _birthdays(one: str | None, other: str | None) -> list[Sign]:
    if not one or not other:
        return []
    whole = len(one) == len(other) == WITH_A_YEAR
    if one == other:
        return [Sign.SAME_BIRTHDAY if whole else Sign.SAME_DAY_OF_YEAR]
    if not whole:
        return [Sign.SAME_DAY_OF_YEAR if one[-5:] == other[-5:] else Sign.OTHER_BIRTHDAY]
    swapped = f"{other[:5]}{other[8:]}-{other[5:7]}"  # the day for the month
    return [Sign.NEAR_BIRTHDAY if one == swapped or _one_slip(one, other) else Sign.OTHER_BIRTHDAY]


def _ids(one: str | None, other: str | None) -> list[Sign]:
    if not one or not other:
        return []
    return [Sign.SAME_ID if one == other else Sign.OTHER_ID]


def _one_slip(one: str, other: str) -> bool:
    """Whether two numbers differ by one wrong digit, or by two neighbours that changed places."""
    if len(one) != len(other):
        return False
    wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(wrong) == 2:
        at, then = wrong
        return then == at + 1 and one[at] == other[then] and one[then] == other[at]
    return len(wrong) == 1
