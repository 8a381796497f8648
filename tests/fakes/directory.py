"""A directory that is a list, searched from end to end: what the real one must agree with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from posdesk.counter.ports import Hit, Sketch
from posdesk.domain.facts import Fact, MemberEnrolled, MemberErased, MemberFieldSet, VisitRecorded
from posdesk.domain.identity import indexed_words, name_words
from posdesk.domain.likeness import Traits, handles, traits_of
from posdesk.domain.member import Member, profile
from posdesk.domain.merging import group, links_of
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, MemberUnmerged

Seen = tuple[date, int]
"""The day, and a number that counts up with everything written."""


class FakeDirectory:
    """Members in memory. write, touch and remove are those of db.directory; `heard` is fed by a FakeLedger.
    shown: under whose name those are who are one with others."""

    def __init__(self) -> None:
        self._members: dict[str, tuple[Member, Seen]] = {}
        self._brands: dict[str, int] = {}
        self._about: dict[str, list[Fact]] = {}
        self._written = 0
        self._merges: list[Fact] = []
        self.shown: dict[str, str] = {}

    def write(self, member: Member, last_seen: date) -> None:
        """Put a member in, or change the one with this id."""
        known = self._members.get(member.id)
        seen = known[1] if known is not None and known[1][0] == last_seen else self._now(last_seen)
        self._members[member.id] = (member, seen)

    def touch(self, member: str, last_seen: date) -> None:
        """The member was seen; an earlier day than known changes nothing."""
        known = self._members.get(member)
        if known is not None and known[1][0] <= last_seen:
            self._members[member] = (known[0], self._now(last_seen))

    def remove(self, member: str) -> None:
        """Take a member out."""
        self._members.pop(member, None)

    def heard(self, fact: Fact) -> None:
        """Take in what a new fact says about members and brands."""
        if isinstance(fact.body, VisitRecorded):
            for brand in {line.brand for line in fact.body.lines if line.brand}:
                self._brands[brand] = self._brands.get(brand, 0) + 1
            if fact.subject is not None:
                self.touch(fact.subject, fact.business_day)
        elif isinstance(fact.body, MemberMerged | MemberUnmerged):
            self._merges.append(fact)
            self.shown = shown_under(self._merges)
        elif fact.subject is not None and isinstance(fact.body, MemberErased):
            self.remove(fact.subject)
        elif fact.subject is not None and isinstance(fact.body, MemberEnrolled | MemberFieldSet | MemberIdRead):
            about = self._about.setdefault(fact.subject, [])
            about.append(fact)
            member = profile(fact.subject, about)
            if member is not None and member.enrolled_on is not None:
                known = self._members.get(fact.subject)
                self.write(member, known[1][0] if known else member.enrolled_on)

    def by_card(self, code: str) -> Hit | None:
        """The newest member with this card."""
        return next(iter(self._hits((m for m in self._newest() if m.card_code == code), "card", 1)), None)

    def by_phone_digits(self, digits: str, limit: int) -> list[Hit]:
        """Those whose phone ends so, then those that hold the digits elsewhere."""
        if len(digits) < 3 or not (digits.isascii() and digits.isdigit()):
            return []
        phones = [(member, member.phone or "") for member in self._newest()]
        ending = [member for member, phone in phones if phone.endswith(digits)]
        inside = [member for member, phone in phones if digits in phone and not phone.endswith(digits)]
        return self._hits([*ending, *inside], "phone", limit)

    def by_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Those for whom every word begins a part of the name."""
        wanted = [part for word in words for part in name_words(word)]
        if not wanted:
            return []

        def fits(member: Member) -> bool:
            parts = indexed_words(member.first_name, member.last_name)
            return all(any(part.startswith(word) for part in parts) for word in wanted)

        return self._hits((member for member in self._newest() if fits(member)), "name", limit)

    def by_similar_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Those whose parts differ from the words by at most two errors each; the fewest errors first."""
        wanted = [part for word in words for part in name_words(word)]
        scored = []
        for member in self._newest():
            parts = indexed_words(member.first_name, member.last_name)
            errors = [min((distance(word, part) for part in parts), default=9) for word in wanted]
            if wanted and max(errors) <= 2:
                scored.append((sum(errors), member))
        return self._hits((member for _, member in sorted(scored, key=lambda entry: entry[0])), "name", limit)

    def by_email(self, prefix: str, limit: int) -> list[Hit]:
        """Those whose e-mail begins so."""
        wanted = prefix.strip().lower()
        found = (member for member in self._newest() if wanted and (member.email or "").lower().startswith(wanted))
        return self._hits(found, "e-mail", limit)

    def by_phone(self, phone: str) -> list[str]:
        """Ids of those with this phone."""
        return self._once(member.id for member in self._newest() if member.phone == phone)

    def by_ids(self, members: Sequence[str]) -> list[Hit]:
        """Those that exist."""
        found = []
        for one in members:
            those = [member for member in self._newest() if self.shown.get(member.id) == one]
            known = [*(member for member in self._newest() if member.id == one), *those]
            found += [replace(hit, member=one) for hit in self._hits(known, "id", 1)]
        return found

    def by_external(self, external: str) -> str | None:
        """The newest member imported as this."""
        return next((member.id for member in self._newest() if member.external == external), None)

    def by_birthday(self, birthday: str, is_called: Callable[[str, str], bool]) -> list[Hit]:
        """Those born then and called so."""
        born = (member for member in self._newest() if member.birthday == birthday)
        return self._hits((each for each in born if is_called(each.first_name, each.last_name)), "birthday", 99)

    def by_id_hash(self, id_hash: str) -> list[Hit]:
        """Those with this hash."""
        return self._hits((member for member in self._newest() if member.id_hash == id_hash), "ID", 20)

    def by_beginning(self, beginning: int) -> list[str]:
        """Those whose own id begins so."""
        return [member.id for member in self._newest() if int(member.id.replace("-", "")[:12], 16) == beginning]

    def alike(self, traits: Traits) -> list[Sketch]:
        """Those who have one of these in common, or are called so."""
        told = (traits.phone, traits.email and traits.email.lower(), traits.id_hash)
        words = set(name_words(f"{traits.first_name} {traits.last_name}"))
        hers = handles(traits.first_name, traits.last_name)

        def fits(member: Member) -> bool:
            its = (member.phone, member.email and member.email.lower(), member.id_hash)
            born = traits.birthday is not None and traits.birthday == member.birthday
            alike = not hers.isdisjoint(handles(member.first_name, member.last_name))
            called = set(indexed_words(member.first_name, member.last_name))
            same = any(a is not None and a == b for a, b in zip(told, its, strict=True))
            return same or (born and alike) or bool(words and words <= called)

        return [self.sketch(member) for member in self._newest() if fits(member)]

    def sketch(self, member: Member) -> Sketch:
        """What a member is compared by."""
        return Sketch(member.id, self.shown.get(member.id, member.id), traits_of(member))

    def everybody(self) -> list[tuple[Sketch, date]]:
        """All of them, by their ids, and when each was seen last."""
        return [(self.sketch(member), seen[0]) for _, (member, seen) in sorted(self._members.items())]

    def recent(self, limit: int) -> list[Hit]:
        """Those seen last."""
        return self._hits(self._newest(), "recent", limit)

    def brands(self, prefix: str, limit: int) -> list[str]:
        """Brands that begin so, most bought first."""
        found = [brand for brand in self._brands if brand.casefold().startswith(prefix.casefold())]
        return sorted(found, key=lambda brand: (-self._brands[brand], brand))[:limit]

    def _now(self, day: date) -> Seen:
        self._written += 1
        return day, self._written

    def _newest(self) -> list[Member]:
        return [member for member, _ in sorted(self._members.values(), key=lambda entry: entry[1], reverse=True)]

    def _once(self, ids: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self.shown.get(id, id) for id in ids))

    def _hits(self, members: Iterable[Member], by: str, limit: int) -> list[Hit]:
        found: dict[str, Hit] = {}
        for m in members:
            person = self.shown.get(m.id, m.id)
            hit = Hit(person, m.first_name, m.last_name, m.phone_ends, self._members[m.id][1][0], by)
            found.setdefault(person, hit)
        return list(found.values())[:limit]


def shown_under(facts: Iterable[Fact]) -> dict[str, str]:
    """Under whose name everyone is who is one with others."""
    links = links_of(facts)
    ends = {end for link in links for end in (link.one, link.other)}
    return {end: people[0] for end in ends if len(people := group(end, links)) > 1}


def distance(left: str, right: str) -> int:
    """Wrong, missing, extra and swapped neighbouring letters between two words (optimal string alignment)."""
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            best = min(row[j - 1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
