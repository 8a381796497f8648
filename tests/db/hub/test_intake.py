"""What becomes of facts that are offered: a verdict each, positions without gaps, and one bad fact blocks nothing."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import IntegrityError

from db.hub import intake, tables
from db.hub.rows import mark_of
from db.rows import blob_of
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import Line, VisitRecorded
from posdesk.domain.replication import Outcome, Verdict
from posdesk.sync import wire
from posdesk.sync.trouble import NotTaken
from tests.db.hub.hubs import AHub, positions_of

ACCEPTED, ALREADY, PARKED, FORKED, REFUSED, HELD = Outcome
POISON = (
    ("", "json: cannot be read"),
    ("[]", "fact: is not an object"),
    ("{}", "fact: has no id"),
    ("1e999", "json: 1e999 is a number"),
    ("[" * 100_000, "json: cannot be read"),
    ('{"id": NaN}', "json: NaN is not a number"),
    ('{"id": "\ud800"}', "json: holds a character"),
)


def changed(line: str, **parts: object) -> str:
    """The same line with other values."""
    return json.dumps(json.loads(line) | parts)


def test_new_facts_are_accepted_and_stand_in_the_order_in_which_they_came(hub: AHub) -> None:
    till = hub.register()
    lines = till.visits(3)
    assert till.push(*lines) == [Verdict(ACCEPTED, 1), Verdict(ACCEPTED, 2), Verdict(ACCEPTED, 3)]
    assert till.seen[:2] == (1, 3)
    assert [tuple(placed) for placed in till.pull()] == list(enumerate(lines, 1))
    assert [position for position, _ in hub.told] == [1, 2, 3]


def test_a_fact_offered_again_is_there_already_whoever_brings_it(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    lines = till.visits(2)
    till.push(*lines)
    head = till.seen
    assert till.push(*lines, lines[0]) == [Verdict(ALREADY, 1), Verdict(ALREADY, 2), Verdict(ALREADY, 1)]
    assert other.push(*reversed(lines)) == [Verdict(ALREADY, 2), Verdict(ALREADY, 1)]
    assert till.seen == head
    assert hub.positions() == [1, 2]
    assert len(hub.told) == 2


def test_a_fact_twice_in_one_request_is_stored_once(hub: AHub) -> None:
    till = hub.register()
    line = till.visit()
    assert till.push(line, line) == [Verdict(ACCEPTED, 1), Verdict(ALREADY, 1)]


def test_a_fact_is_the_same_in_another_spelling_and_under_another_sealing(hub: AHub) -> None:
    till = hub.register()
    line = till.visit()
    till.push(line)
    resealed = encode_fact(decode_fact(line)._replace(incarnation=9, sequence=4))
    assert till.outcomes(json.dumps(json.loads(line), indent=None), resealed) == [ALREADY, ALREADY]


def test_the_same_id_with_other_content_is_parked_and_answered_alike_ever_after(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    line, following = till.visits(2)
    till.push(line)
    lie = encode_fact(decode_fact(line)._replace(body=VisitRecorded((Line(999_99),))))
    said = [Verdict(PARKED, 0, intake.CONTRADICTS), Verdict(ACCEPTED, 2)]
    assert till.push(lie, following) == said
    assert other.push(lie) == said[:1]
    assert till.push(lie) == said[:1]
    (kept,) = hub.rows(tables.parked)
    assert (bytes(kept.id), kept.line, kept.words) == (blob_of(decode_fact(line).id), lie, intake.CONTRADICTS)
    assert [placed.line for placed in till.pull()] == [line, following]


def test_two_facts_of_one_id_in_one_request_do_not_both_stand(hub: AHub) -> None:
    till = hub.register()
    line = till.visit()
    lie = encode_fact(decode_fact(line)._replace(body=VisitRecorded((Line(1),))))
    assert till.outcomes(line, lie) == [ACCEPTED, PARKED]


def test_what_cannot_be_read_is_parked_under_its_id_with_words_and_holds_up_nothing(hub: AHub) -> None:
    till = hub.register()
    first, bad, last = till.visits(3)
    bad = changed(bad, body={"lines": [{"cents": "many"}]})
    verdicts = till.push(first, bad, last)
    assert positions_of(verdicts) == [1, 0, 2]
    assert verdicts[1].outcome is PARKED
    assert verdicts[1].words == "body.lines[0].cents: is not a whole number"
    assert till.push(bad) == [verdicts[1]]
    assert [row.words for row in hub.rows(tables.parked)] == [verdicts[1].words]


@pytest.mark.parametrize(("line", "words"), POISON)
def test_what_is_no_fact_at_all_is_refused_and_nothing_of_it_kept(hub: AHub, line: str, words: str) -> None:
    till = hub.register()
    sound = till.visit()
    verdicts = till.push(line, sound)
    assert [verdict.outcome for verdict in verdicts] == [REFUSED, ACCEPTED]
    assert verdicts[0].words.startswith(words)
    assert hub.rows(tables.parked) == []


@pytest.mark.parametrize(
    "parts",
    [
        {"store": "den\0ver"},
        {"staff": "\ud800"},
        {"subject": "nobody"},
        {"sequence": 2**63},
        {"clock": 10**400},
        {"occurred_at": -1},
        {"business_day": "10000-01-01"},
        {"body": {"lines": [{"cents": -(10**30)}]}},
        {"body": {"lines": [], "receipt": "\0"}},
        {"body": None},
        {"kind": "x" * 1000},
    ],
    ids=str,
)
def test_poison_is_parked_on_either_database_and_its_neighbours_stand(hub: AHub, parts: dict[str, object]) -> None:
    till = hub.register()
    first, bad, last = till.visits(3)
    assert till.outcomes(first, changed(bad, **parts), last) == [ACCEPTED, PARKED, ACCEPTED]
    assert till.outcomes(changed(bad, **parts)) == [PARKED]
    assert len(hub.rows(tables.parked)) == 1


def test_a_line_that_is_too_long_is_refused_unread(hub: AHub) -> None:
    (verdict,) = hub.register().push("{" + " " * intake.MOST_LINE)
    assert verdict.outcome is REFUSED
    assert "are the most" in verdict.words


def test_a_kind_of_a_newer_posdesk_is_accepted_and_given_on_as_it_came(hub: AHub) -> None:
    till = hub.register()
    newer = changed(till.visit(), kind="visit.dreamt", version=7, body={"z": [1, {"a": None}], "b": 1.5})
    assert till.outcomes(newer) == [ACCEPTED]
    (placed,) = till.pull()
    assert json.loads(placed.line) == json.loads(newer)


def test_where_the_database_itself_takes_one_fact_not_that_one_is_parked(hub: AHub) -> None:
    till = hub.register()
    lines = till.visits(3)
    forbid_sequence(hub, 2)
    verdicts = till.push(*lines)
    assert positions_of(verdicts) == [1, 0, 2]
    assert verdicts[1].outcome is PARKED
    assert verdicts[1].words.startswith("The hub's database cannot hold it (")
    assert till.push(lines[1]) == [verdicts[1]]
    assert [placed.line for placed in till.pull()] == [lines[0], lines[2]]


def forbid_sequence(hub: AHub, sequence: int) -> None:
    """Let the database take no fact of this sequence."""
    rule = "ALTER TABLE facts ADD CONSTRAINT no_such CHECK (sequence <> 2)"
    if hub.url.startswith("sqlite"):
        rule = (
            "CREATE TRIGGER no_such BEFORE INSERT ON facts WHEN NEW.sequence = 2 BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    assert sequence == 2
    with hub.database.writing() as connection:
        connection.execute(text(rule))


def allow_again(hub: AHub) -> None:
    """Take the rule away."""
    of_file = hub.url.startswith("sqlite")
    with hub.database.writing() as connection:
        connection.execute(text("DROP TRIGGER no_such" if of_file else "ALTER TABLE facts DROP CONSTRAINT no_such"))


def test_what_was_parked_is_judged_anew_by_a_newer_hub(hub: AHub) -> None:
    till = hub.register()
    good, held, lie = till.visits(3)
    forbid_sequence(hub, 2)
    till.push(good, held)
    lie = changed(good, body={"lines": [{"cents": 1}]})
    till.push(lie)
    assert hub.service.read_again() == 0
    allow_again(hub)
    assert till.outcomes(held) == [PARKED]  # a verdict stays until the hub begins anew
    assert hub.service.read_again() == 1
    assert [placed.line for placed in till.pull()] == [good, held]
    assert till.outcomes(held, lie) == [ALREADY, PARKED]
    assert [position for position, _ in hub.told] == [1, 2]
    assert hub.service.read_again() == 0


def test_what_an_older_hub_could_not_read_stands_once_this_one_can(hub: AHub) -> None:
    till = hub.register()
    line = till.visit()
    row = {"key": 1, "id": blob_of(decode_fact(line).id), "mark": mark_of(line), "line": line, "words": "Unknown."}
    with hub.database.writing() as connection:
        connection.execute(insert(tables.parked), row | {"received_at": 0, "device": till.hub.device.key})
    assert hub.service.read_again() == 1
    assert hub.rows(tables.parked) == []
    assert [placed.line for placed in till.pull()] == [line]


def test_a_request_that_fails_half_way_leaves_nothing_and_succeeds_when_sent_again(hub: AHub) -> None:
    till = hub.register()
    lines = till.visits(3)
    with hub.database.writing() as connection:  # its witness will not go in, after all facts did
        connection.execute(insert(tables.heads), {"position": 3, "epoch": 1, "tag": "x"})
    with pytest.raises(IntegrityError):
        till.push(*lines)
    assert hub.positions() == []
    assert hub.told == []
    with hub.database.writing() as connection:
        connection.execute(delete(tables.heads))
    assert positions_of(till.push(*lines)) == [1, 2, 3]


def test_a_request_beyond_the_limits_is_not_taken_as_a_whole(hub: AHub) -> None:
    till = hub.register()
    line = till.visit()
    with pytest.raises(NotTaken):
        till.push(*[line] * (wire.MOST_FACTS + 1))
    with pytest.raises(NotTaken):
        till.push(line, " " * wire.MOST_BYTES)
    assert hub.positions() == []


def test_a_twin_is_found_out_none_of_its_new_facts_is_taken_and_the_rest_is(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    till.push(*till.visits(2))
    twin = hub.twin_of(till)
    ours, theirs = till.visits(2), twin.visits(3)
    till.push(*ours)
    foreign = other.visit()
    assert twin.outcomes(ours[0], *theirs, foreign) == [ALREADY, FORKED, FORKED, FORKED, ACCEPTED]
    assert hub.positions() == [1, 2, 3, 4, 5]
    resealed = [
        encode_fact(decode_fact(line)._replace(incarnation=7, sequence=place)) for place, line in enumerate(theirs, 1)
    ]
    assert positions_of(twin.push(*resealed)) == [6, 7, 8]


def test_two_facts_in_one_place_of_a_row_are_a_twin_also_within_one_request(hub: AHub) -> None:
    till = hub.register()
    first = till.visit()
    second = encode_fact(decode_fact(till.visit())._replace(sequence=1))
    assert till.outcomes(first, second) == [FORKED, FORKED]


def test_another_registers_facts_that_it_relays_are_no_twins(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    lines = other.visits(2)
    clash = encode_fact(decode_fact(other.visit())._replace(sequence=1))
    assert till.outcomes(*lines, clash) == [ACCEPTED, ACCEPTED, ACCEPTED]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=6), max_size=8))
def test_in_whatever_requests_facts_come_the_first_of_an_id_stands_once_without_gaps(
    hub: AHub, requests: list[list[tuple[int, bool]]]
) -> None:
    with hub.database.writing() as connection:
        for table in (tables.facts, tables.parked, tables.heads):
            connection.execute(delete(table))
        connection.execute(tables.hub.update().values(head=0))
    till = hub.register(f"register {len(hub.rows(tables.devices))}")
    lines = till.visits(8)
    lies = [changed(line, staff="Nobody") for line in lines]
    stands: dict[int, tuple[bool, int]] = {}
    for request in requests:
        verdicts = till.push(*[(lies if lie else lines)[which] for which, lie in request])
        for (which, lie), verdict in zip(request, verdicts, strict=True):
            is_new = which not in stands
            said = stands.setdefault(which, (lie, len(stands) + 1))
            if said[0] is lie:
                assert verdict == Verdict(ACCEPTED if is_new else ALREADY, said[1])
            else:
                assert verdict.outcome is PARKED
    assert hub.positions() == list(range(1, len(stands) + 1))
