"""What the open API rests on, on both databases: keys, one answer a key, a row without gaps, look-up, leases."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date

import pytest

from db.hub import api_keys, looked_up, webhooks
from db.hub.api_keys import ApiKey, Scope
from db.hub.looked_up import By
from db.hub.open_tables import idempotency
from db.hub.open_tables import looked_up as found_by
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import MemberEnrolled, MemberErased, ProgramPublished
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hub.open_desk import OpenDesk
from posdesk.hub.open_intake import Done, OpenIntake
from tests.builders import SAMPLE_PROGRAM
from tests.db.hub.hubs import STORE, AHub, Speaker

PHONE, TODAY = "+13035557700", date(2026, 11, 23)
GUEST = json.dumps({"member": None, "amount_cents": 900})


def opened(hub: AHub) -> tuple[OpenIntake, ApiKey, Speaker]:
    """A hub that knows a store and its program, a program of another system, and the register that told of them."""
    at = hub.register()
    document = ProgramPublished(SAMPLE_PROGRAM.read_text("utf-8"))
    at.push(at.opening(), encode_fact(at.fact(document)))
    desk = OpenDesk(hub.service, hub.ids)
    with hub.database.writing() as connection:
        secret = api_keys.make(connection, "pos", STORE, tuple(Scope), hub.clock.now())
    key = desk.key_of(secret)
    assert key is not None
    return OpenIntake(desk), key, at


def sequences(hub: AHub, at: Speaker) -> list[int]:
    """Of what the program sent, in the order of positions."""
    facts = [decode_fact(placed.line) for placed in at.pull()]
    return [fact.sequence for fact in facts if fact.register == "api pos"]


def test_two_at_once_under_one_key_are_one(hub: AHub) -> None:
    intake, key, at = opened(hub)
    with ThreadPoolExecutor(6) as several:
        done: Sequence[Done] = list(several.map(lambda _: intake.visit(key, "1", GUEST), range(6)))
    assert len({one.text for one in done}) == 1
    assert sum(one.replayed for one in done) == 5
    assert sequences(hub, at) == [1]
    assert len(hub.rows(idempotency)) == 1


def test_several_at_once_in_two_processes_leave_no_gap_and_lose_nothing(hub: AHub) -> None:
    intake, key, at = opened(hub)
    with closing(hub.another()) as second, ThreadPoolExecutor(6) as several:
        other = OpenIntake(OpenDesk(second.service, hub.ids))
        list(several.map(lambda n: (intake, other)[n % 2].visit(key, str(n), GUEST), range(20)))
    facts = [decode_fact(placed.line) for placed in at.pull()]
    rows: dict[int, list[int]] = {}
    for fact in facts:
        if fact.register == "api pos":
            rows.setdefault(fact.incarnation, []).append(fact.sequence)
    assert sum(map(len, rows.values())) == 20
    assert all(row == list(range(1, len(row) + 1)) for row in rows.values())


def test_members_are_found_by_what_stands_of_them_and_no_more_once_erased(hub: AHub) -> None:
    intake, key, at = opened(hub)
    member = hub.ids.new(hub.clock.now())
    joined = at.fact(MemberEnrolled("Ann", "Lee", TODAY, PHONE, external="POS:1"), member)
    at.push(encode_fact(joined))
    assert intake.open.members(By.PHONE, PHONE) == intake.open.members(By.EXTERNAL, "POS:1") == [member]
    visit = json.dumps({"member": {"phone": PHONE}, "amount_cents": 900})
    assert json.loads(intake.visit(key, "1", visit).text)["member"] == member
    at.push(encode_fact(at.fact(MemberErased(), member)))
    assert hub.rows(found_by) == []
    assert intake.visit(key, "1", visit).text == '{"erased":true}'
    with pytest.raises(Refused) as no:
        intake.visit(key, "2", visit)
    assert no.value.refusal.code is RefusalCode.NO_MEMBER


def test_one_of_several_processes_tells_a_webhook(hub: AHub) -> None:
    _, _, at = opened(hub)
    now = hub.clock.now()
    with hub.database.writing() as connection:
        key, _ = webhooks.add(connection, "https://example.com/", (), bodies=True, inside=False, now=now)
    at.push(*at.visits(3))

    def take(holder: int) -> bool:
        with hub.database.writing() as connection:
            return webhooks.take(connection, key, str(holder), now) is not None

    with ThreadPoolExecutor(6) as several:
        assert sum(several.map(take, range(6))) == 1
    with hub.database.reading() as connection:
        assert webhooks.due(connection, now) == []
        assert webhooks.due(connection, now + webhooks.LEASE_MS) == [key]


def test_whole_facts_are_told_in_messages_of_bounded_size(hub: AHub) -> None:
    _, _, at = opened(hub)
    now = hub.clock.now()
    with hub.database.writing() as connection:
        key, _ = webhooks.add(connection, "https://example.com/", (), bodies=True, inside=False, now=now)
    document = SAMPLE_PROGRAM.read_text("utf-8") + "#" * 200_000
    for _ in range(4):
        at.push(encode_fact(at.fact(ProgramPublished(document))))
    told, holder = [], "one"
    while True:
        with hub.database.writing() as connection:
            taken = webhooks.take(connection, key, holder, now)
            if taken is None:
                break
            told.append([position for position, _, _ in taken[1].facts])
            webhooks.delivered(connection, taken[0], holder, taken[1].upto, now)
    assert told == [[3, 4], [5, 6]]


def test_the_look_up_made_anew_is_the_same(hub: AHub) -> None:
    intake, _, at = opened(hub)
    for number in range(5):
        joined = MemberEnrolled("Ann", "Lee", TODAY, f"+1303555770{number}", "ann@example.com")
        at.push(encode_fact(at.fact(joined, hub.ids.new(hub.clock.now()))))
        intake.open.catch_up(3)
    before = hub.rows(found_by)
    hub.service.write(looked_up.start_anew)
    intake.open.catch_up(3)
    assert hub.rows(found_by) == before
    assert len(before) == 10
    assert len(intake.open.members(By.EMAIL, "Ann@Example.com")) == 5
