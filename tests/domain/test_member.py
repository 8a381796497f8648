"""Who a member is after edits at several registers; on which day a birthday is kept; which edit is the later one."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.birthday import days_until, falls_on
from posdesk.domain.facts import Body, Channel, ConsentSet, Fact, MemberEnrolled, MemberField, MemberFieldSet
from posdesk.domain.hybrid_clock import COUNTER_BITS, tick
from posdesk.domain.member import Member, profile
from tests.domain.histories import MEMBER, moment, sealed

MARIA = MemberEnrolled("Maria", "Garcia", date(2026, 3, 2), "+13035550117", birthday="02-29")


def at_clock(clock: int, body: Body) -> Fact:
    """A fact with this hybrid clock; its id is made of it."""
    return sealed(body, moment("2026-03-02"), clock)._replace(clock=clock)


def who(*facts: Fact) -> Member:
    """The profile, which must be the same in every order of the facts."""
    found = [profile(MEMBER, order) for order in permutations(facts)]
    assert all(one == found[0] for one in found)
    assert found[0] is not None
    return found[0]


@pytest.mark.rule("DT01")
def test_born_on_29_february_the_treat_falls_on_the_28th_in_common_years() -> None:
    for birthday in ("2004-02-29", "02-29"):
        assert falls_on(birthday, 2025) == date(2025, 2, 28)
        assert falls_on(birthday, 2028) == date(2028, 2, 29)
    assert days_until("2004-02-29", date(2025, 2, 27)) == 1
    assert days_until("2004-02-29", date(2025, 3, 1)) == 364


def test_the_next_birthday_may_be_next_year() -> None:
    assert days_until("01-02", date(2026, 12, 30)) == 3
    assert days_until("1990-12-30", date(2026, 12, 30)) == 0


@given(st.dates(date(1904, 1, 1), date(2020, 1, 1)), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_a_birthday_is_never_more_than_a_year_away(born: date, today: date) -> None:
    away = days_until(born.isoformat(), today)
    assert 0 <= away <= 366
    kept = date.fromordinal(today.toordinal() + away)
    assert (kept.month, kept.day) == (born.month, born.day) or (kept.month, kept.day, born.day) == (2, 28, 29)


def test_the_later_edit_of_a_field_wins_field_by_field() -> None:
    found = who(
        at_clock(1, MARIA),
        at_clock(3, MemberFieldSet(MemberField.LAST_NAME, "Gomez")),
        at_clock(2, MemberFieldSet(MemberField.LAST_NAME, "Lopez")),
        at_clock(4, MemberFieldSet(MemberField.PHONE, None)),
    )
    assert (found.first_name, found.last_name, found.phone, found.birthday) == ("Maria", "Gomez", None, "02-29")


def consents(*said: tuple[int, bool, int]) -> frozenset[Channel]:
    """The channels open after these were said of texts: (clock, given, the clock of a withdrawal known; 0: none)."""
    facts = [
        at_clock(clock, ConsentSet(Channel.TEXT, given, "counter", (at_clock(known, MARIA).id,) if known else ()))
        for clock, given, known in said
    ]
    assert who(at_clock(1, MARIA), *facts).consents == who(*reversed(facts), at_clock(1, MARIA)).consents
    return who(at_clock(1, MARIA), *facts).consents


@pytest.mark.rule("I07", "G23")
def test_of_a_consent_given_and_one_withdrawn_offline_the_withdrawal_wins_whichever_was_later() -> None:
    assert consents((5, True, 0)) == {Channel.TEXT}
    assert consents((6, True, 0), (5, False, 0)) == set()
    assert consents((5, True, 0), (9, False, 5)) == set()
    assert consents((5, False, 0), (9, True, 0)) == set()
    assert consents((5, False, 0), (3, False, 0), (9, True, 5)) == set()  # of the earlier one its giver had not heard


@pytest.mark.rule("I07", "G23")
def test_a_consent_given_by_somebody_who_knew_of_every_withdrawal_opens_the_channel_again() -> None:
    assert consents((5, False, 0), (9, True, 5)) == {Channel.TEXT}
    assert consents((5, False, 0), (7, False, 0), (9, True, 5)) == set()
    assert consents((5, False, 0), (7, False, 0), (9, True, 5), (11, True, 7)) == {Channel.TEXT}
    assert consents((5, False, 0), (9, True, 5), (11, False, 9)) == set()


def test_channels_are_told_apart() -> None:
    email = at_clock(2, ConsentSet(Channel.EMAIL, True, "counter"))
    assert who(at_clock(1, MARIA), email, at_clock(3, ConsentSet(Channel.TEXT, False, "counter"))).consents == {
        Channel.EMAIL
    }


def test_nobody_enrolled_is_nobody() -> None:
    assert profile(MEMBER, [at_clock(1, MemberFieldSet(MemberField.PHONE, "+13035550117"))]) is None
    assert profile(MEMBER, []) is None


def test_of_two_enrolments_the_first_gives_the_day() -> None:
    later = MemberEnrolled("Maria", "Garcia", date(2026, 5, 1), external="square:7")
    found = who(at_clock(1, MARIA), at_clock(2, later))
    assert (found.enrolled_on, found.external) == (date(2026, 3, 2), "square:7")


@pytest.mark.parametrize(
    ("first", "last", "short", "initials"),
    [("Maria", "Garcia", "Maria G.", "M. G."), ("Cher", "", "Cher", "C."), ("", "Garcia", "G.", "G.")],
)
def test_others_see_a_first_name_and_an_initial(first: str, last: str, short: str, initials: str) -> None:
    member = Member(MEMBER, first, last, None, phone="+13035554417")
    assert (member.short_name, member.initials, member.phone_ends) == (short, initials, "4417")


@given(st.lists(st.integers(0, 2**44), min_size=1, max_size=20))
def test_the_clock_never_runs_back_even_when_the_wall_clock_does(walls: list[int]) -> None:
    last = 0
    for wall in walls:
        now = tick(last, wall)
        assert now > last
        assert now >> COUNTER_BITS >= wall
        last = now
    assert last < 2**53  # exact in every reader of JSON


def test_257_events_in_one_millisecond_borrow_from_the_next() -> None:
    clock = 0
    for _ in range(257):
        clock = tick(clock, 1000)
    assert clock >> COUNTER_BITS == 1001
