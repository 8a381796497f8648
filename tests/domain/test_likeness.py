"""How likely two profiles are one person: what speaks for it, what against it, and who is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.likeness import LIKELY, MAYBE, WEIGHTS, Likeness, Sign, Traits, likeness
from posdesk.domain.nicknames import are_alike
from posdesk.domain.spelling import errors, near, sound

PHONE, OTHER_PHONE, NEAR_PHONE = "+13038675309", "+17202345678", "+13038675390"
BORN = "1990-05-30"


def between(one: Traits, other: Traits) -> Likeness:
    """Either way round it is the same."""
    there, back = likeness(one, other), likeness(other, one)
    assert there == back
    return there


# -------------------------------------------------------------------------------------------------- who is one person


@pytest.mark.rule("I02")
@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [
        (Traits("Maria", "Garcia-Lopez", PHONE), Traits("María", "Lopez", PHONE), {Sign.PART_OF_LAST_NAME}),
        (Traits("Maria", "Lopez", PHONE), Traits("Maria", "Keller", PHONE), {Sign.OTHER_LAST_NAME}),
        (Traits("Bob", "Miller", PHONE), Traits("Robert", "Miller", PHONE), {Sign.NICKNAME}),
        (Traits("Lopez", "Maria", PHONE), Traits("Maria", "Lopez", PHONE), {Sign.SWAPPED_NAMES}),
        (Traits("Catherine", "Lopez", birthday=BORN), Traits("Katheryn", "Lopes", birthday=BORN), {Sign.SAME_BIRTHDAY}),
        (Traits("Maria", "Lopez", OTHER_PHONE, birthday=BORN), Traits("Maria", "Lopez", PHONE, birthday=BORN), set()),
        (Traits("Maria", "Lopez", PHONE), Traits("Maria", "Lopez", NEAR_PHONE), {Sign.NEAR_PHONE}),
        (Traits("Maria", "Lopez", email="m@x.org"), Traits("M", "Lopez", email="M@x.org"), {Sign.SAME_EMAIL}),
        (
            Traits("Maria", "Lopez", PHONE, None, "1990-05-03"),
            Traits("Maria", "Lopez", PHONE, None, "1990-03-05"),
            set(),
        ),
        (Traits("Maria", "Lopez", birthday="05-30"), Traits("Maria", "Lopez", birthday=BORN), {Sign.SAME_DAY_OF_YEAR}),
        (Traits("Lee Ann", "Kim", PHONE), Traits("Ann", "Kim", PHONE), {Sign.NEAR_FIRST_NAME}),
        (Traits("Marai", "Gonzales", PHONE), Traits("Maria", "Gonzalez", PHONE), {Sign.NEAR_LAST_NAME}),
        (Traits("Maria", "", PHONE), Traits("Maria", "Lopez", PHONE), set()),
    ],
)
def test_these_are_suggested(one: Traits, other: Traits, signs: set[Sign]) -> None:
    found = between(one, other)
    assert found.suggested, found
    assert signs <= set(found.signs)


@pytest.mark.rule("I02")
@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        # twins at one address
        (Traits("Jayden", "Smith", PHONE, None, BORN), Traits("Kayden", "Smith", PHONE, None, BORN), Sign.SHARED_PHONE),
        (Traits("Anna", "Lopez", PHONE, None, BORN), Traits("Hanna", "Lopez", PHONE, None, BORN), Sign.SHARED_PHONE),
        (Traits("Mario", "Lopez", PHONE, None, BORN), Traits("Maria", "Lopez", PHONE, None, BORN), Sign.SHARED_PHONE),
        # father and son of one name and one phone
        (
            Traits("John", "Smith", PHONE, None, "1960-01-12"),
            Traits("John", "Smith", PHONE, None, BORN),
            Sign.OTHER_BIRTHDAY,
        ),
        (Traits("John", "Smith Sr.", PHONE), Traits("John", "Smith Jr.", PHONE), Sign.OTHER_GENERATION),
        # a family that shares all it has
        (Traits("Rosa", "Lopez", PHONE, "l@x.org"), Traits("Peter", "Lopez", PHONE, "l@x.org"), Sign.SHARED_EMAIL),
        # two of one name, and nothing else
        (Traits("Maria", "Lopez"), Traits("Maria", "Lopez"), Sign.SAME_NAME),
        (Traits("Maria", "Lopez", PHONE), Traits("Maria", "Lopez", OTHER_PHONE), Sign.OTHER_PHONE),
        # two born on one day
        (Traits("Maria", "Lopez", birthday=BORN), Traits("Ann", "Miller", birthday=BORN), Sign.OTHER_FIRST_NAME),
        # two of one name and birthday, and each with an ID of her own
        (
            Traits("Maria", "Lopez", birthday=BORN, id_hash="a1"),
            Traits("Maria", "Lopez", birthday=BORN, id_hash="b2"),
            Sign.OTHER_ID,
        ),
    ],
)
def test_these_are_left_alone(one: Traits, other: Traits, sign: Sign) -> None:
    found = between(one, other)
    assert not found.suggested, found
    assert sign in found.signs


def test_the_same_id_outweighs_whatever_speaks_against_it() -> None:
    one = Traits("Maria", "Lopez", PHONE, "m@x.org", BORN, "a1")
    found = between(one, Traits("Ann", "Miller", OTHER_PHONE, "a@x.org", "1960-01-12", "a1"))
    assert found.likely
    assert found.reasons == (Sign.SAME_ID,)
    assert found.against == (Sign.OTHER_BIRTHDAY, Sign.OTHER_FIRST_NAME, Sign.OTHER_LAST_NAME, Sign.OTHER_PHONE)


def test_the_reasons_come_in_the_order_of_their_weight() -> None:
    found = between(Traits("Bob", "Miller", PHONE, None, BORN), Traits("Robert", "Miller", PHONE, None, BORN))
    assert found.reasons == (Sign.SAME_PHONE, Sign.SAME_BIRTHDAY, Sign.SAME_LAST_NAME, Sign.NICKNAME)
    assert found.score == 16 + 14 + 9 + 5
    assert found.likely


def test_every_sign_has_a_weight_and_a_name_alone_is_never_enough() -> None:
    assert set(WEIGHTS) == set(Sign)
    assert WEIGHTS[Sign.SAME_NAME] < MAYBE < LIKELY


people = st.builds(
    Traits,
    st.sampled_from(["Maria", "María José", "Bob", "", "Ann-Lee", "雪"]),
    st.sampled_from(["Lopez", "Garcia-Lopez", "O'Brien Jr.", "", "de la Cruz"]),
    st.none() | st.sampled_from([PHONE, OTHER_PHONE, NEAR_PHONE]),
    st.none() | st.sampled_from(["m@x.org", "M@x.org", "a@x.org"]),
    st.none() | st.sampled_from([BORN, "05-30", "1990-05-03", "1990-03-05"]),
    st.none() | st.sampled_from(["a1", "b2"]),
)


@given(people, people)
def test_it_is_the_same_either_way_and_nobody_is_against_herself(one: Traits, other: Traits) -> None:
    found = between(one, other)
    assert found.score == sum(WEIGHTS[sign] for sign in found.signs)
    assert len(set(found.signs)) == len(found.signs)
    assert not likeness(one, one).against


# ------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("maria", "maria", 0), ("marai", "maria", 1), ("mara", "maria", 1), ("maria", "mario", 1), ("peter", "maria", 3)],
)
def test_errors_are_counted_no_further_than_asked(one: str, other: str, number: int) -> None:
    assert errors(one, other, 2) == number


def test_short_words_are_never_near_and_the_first_letter_is_hardly_ever_wrong() -> None:
    assert not near("ann", "amy")
    assert near("gonzales", "gonzalez")
    assert near("hernandez", "hernadez")
    assert not near("jayden", "kayden")


def test_what_sounds_alike_is_near_whatever_the_first_letter() -> None:
    assert sound("katheryn") == sound("catherine")
    assert near("catherine", "katherine")
    assert near("sepeda", "zepeda")
    assert not near("lee", "lou")
    assert not near("jamal", "jamila")


def test_nicknames_go_both_ways_and_a_name_may_be_short_for_several() -> None:
    assert are_alike("bob", "robert")
    assert are_alike("roberto", "bob")
    assert are_alike("chris", "christina")
    assert are_alike("chris", "christopher")
    assert not are_alike("christina", "christopher")
    assert not are_alike("bob", "bill")
