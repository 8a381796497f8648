"""Who asked to be told is told of every new fact, in order and signed; whoever cannot be told holds up nobody."""

import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from db.hub import api_keys, webhooks
from db.hub.api_keys import Scope
from db.hub.webhooks import LEASE_MS, MOST_FACTS, PATIENCE_MS, Hook
from posdesk.domain.refusals import Refused
from posdesk.domain.staff_facts import Role, StaffAdded, StaffPinSet
from posdesk.hub.serving import Serving
from posdesk.hub.telling import LONGEST_PAUSE, Manner, pause_after
from tests.db.tills import Till, a_till
from tests.fakes.people import PLAIN
from tests.hub.hubs import House
from tests.hub.names import leading_to
from tests.hub.open_house import Program, exchange
from tests.hub.receiver import PATIENCE, Message, Receiver, garbage, hang_up, status

MINUTE = 60_000


@dataclass
class Street:
    """A hub that tells, a register that has something to tell, and whoever listens."""

    house: House
    till: Till
    url: str = ""

    def hook(self, url: str, *kinds: str, bodies: bool = False, inside: bool = False) -> tuple[int, str]:
        """Tell this address from now on; its number and its secret."""
        with self.house.database.writing() as connection:
            return webhooks.add(connection, url, kinds, bodies=bodies, inside=inside, now=self.house.clock.now())

    def hooks(self) -> list[Hook]:
        """As they stand."""
        with self.house.database.reading() as connection:
            return webhooks.listed(connection)

    def visits(self, number: int = 1) -> list[str]:
        """So many visits reach the hub; their ids."""
        ids = [self.till.visit(None, 1000 + each).id for each in range(number)]
        exchange(self.house, self.till)
        return ids

    def until(self, come: Callable[[Hook], bool]) -> Hook:
        """The one webhook, once it is so; fails when that never comes."""
        end = monotonic() + PATIENCE
        while monotonic() < end:
            (hook,) = self.hooks()
            if come(hook):
                return hook
            sleep(0.005)
        raise AssertionError(self.hooks())


@pytest.fixture
def street(house: House, tmp_path: Path) -> Iterator[Street]:
    """A hub that has synced with a register, and does not serve yet."""
    till = a_till(tmp_path / "till").opened()
    exchange(house, till)
    yield Street(house, till)
    till.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who listens."""
    with Receiver() as listening:
        yield listening


def serving(street: Street, **other: Any) -> Serving:
    """The hub, serving and telling without pauses between looks."""
    manner = replace(Manner(every=0.01, patience=5.0, chance=lambda: 1.0), **other)
    return Serving(street.house.service, log=street.house.log.append, seconds=street.house.seconds, manner=manner)


def hmac_sha256(key: bytes, text: bytes) -> str:
    """After RFC 2104, written anew here: the outer hash over the inner one."""
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()


def told(message: Message) -> list[tuple[int, str]]:
    """Positions and ids."""
    return [(fact["position"], fact["id"]) for fact in json.loads(message.body)["facts"]]


# ----------------------------------------------------------------------------------------------------- what is told


def test_a_new_fact_is_told_with_id_kind_position_and_subject_and_no_more(street: Street, receiver: Receiver) -> None:
    key, _ = street.hook(receiver.url)
    member = street.till.member(phone="+13035557700")
    exchange(street.house, street.till)
    with serving(street):
        message = receiver.next()
    (fact,) = street.till.store.ledger.facts_about(member)
    said = {
        "position": 3,
        "id": fact.id,
        "kind": "member.enrolled",
        "version": 1,
        "subject": member,
        "store": fact.store,
    }
    whole = json.loads(message.body)
    assert whole["facts"] == [said]
    assert (whole["webhook"], whole["upto"], whole["epoch"]) == (key, 3, 1)
    assert b"5557700" not in message.body
    assert message.path == "/posdesk?from=hub"
    assert message.headers["host"] == receiver.url.split("/")[2]


def test_how_people_sign_in_is_told_to_nobody(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url, bodies=True)
    person = "00000000-0000-7000-8000-0000000000aa"
    street.till.happened(StaffAdded(person, "Ana", Role.OWNER))
    street.till.happened(StaffPinSet(person, PLAIN.format("A" * 43)))
    street.visits()
    with serving(street):
        message = receiver.next()
    assert [fact["kind"] for fact in json.loads(message.body)["facts"]] == ["staff.added", "visit.recorded"]
    assert b"argon2id" not in message.body


def test_whole_facts_are_told_to_who_asked_for_them(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url, bodies=True)
    street.visits()
    with serving(street):
        (fact,) = json.loads(receiver.next().body)["facts"]
    assert fact["fact"] == json.loads(street.house.lines()[-1])


def test_a_message_is_signed_with_its_time_and_the_secret(street: Street, receiver: Receiver) -> None:
    _, secret = street.hook(receiver.url)
    street.visits()
    with serving(street):
        message = receiver.next()
    at, v1 = (part.partition("=")[2] for part in message.headers["posdesk-signature"].split(","))
    assert int(at) == street.house.clock.now() // 1000
    assert v1 == hmac_sha256(secret.encode(), f"{at}.".encode() + message.body)
    assert v1 != hmac_sha256(secret.encode(), f"{at}.".encode() + message.body + b" ")


def test_only_what_is_new_and_of_its_kinds_is_told(street: Street, receiver: Receiver) -> None:
    street.visits()
    street.hook(receiver.url, "member.enrolled", "consent.set")
    street.visits(2)
    with serving(street):
        assert street.until(lambda hook: hook.position == 5).failures == 0
        street.till.member()
        exchange(street.house, street.till)
        assert [position for position, _ in told(receiver.next())] == [6]
        street.visits()
        street.until(lambda hook: hook.position == 7)
    assert receiver.heard.empty()


def test_everything_is_told_in_order_in_messages_of_bounded_size(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    ids = street.visits(MOST_FACTS * 2 + 30)
    with serving(street):
        messages = [receiver.next() for _ in range(3)]
        street.until(lambda hook: hook.position == 2 + len(ids))
    assert [len(told(message)) for message in messages] == [MOST_FACTS, MOST_FACTS, 30]
    assert [id for message in messages for _, id in told(message)] == ids
    assert [json.loads(message.body)["upto"] for message in messages] == [102, 202, 232]


def test_what_a_program_sends_is_told_too(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    with street.house.database.writing() as connection:
        secret = api_keys.make(connection, "pos", "denver-1", [Scope.WRITE], street.house.clock.now())
    with serving(street) as hub, httpx.Client(base_url=hub.url, trust_env=False) as http:
        sent = Program(http, secret).post("/visits", {"member": None, "amount_cents": 900}).json()
        assert [id for _, id in told(receiver.next())] == [sent["visit"]]


# ------------------------------------------------------------------------------------------------------ what goes wrong

FAULTS = {
    "It answered with status 500.": status(500),
    "It answered with status 302.": status(302, location="http://127.0.0.1:9/"),
    "What it answers is not HTTP.": garbage,
}


@pytest.mark.parametrize("words", FAULTS)
def test_who_answers_badly_is_told_the_same_again_later(street: Street, receiver: Receiver, words: str) -> None:
    street.hook(receiver.url)
    street.visits()
    receiver.manners.append(FAULTS[words])
    with serving(street):
        first = receiver.next()
        hook = street.until(lambda hook: hook.failures == 1)
        assert (hook.words, hook.position, hook.next_at) == (words, 2, street.house.clock.now() + 1000)
        assert receiver.heard.empty()
        street.house.clock.advance(1 / 60)
        assert told(receiver.next()) == told(first)
        well = street.until(lambda hook: hook.position == 3)
    assert (well.failures, well.words, well.failing_since) == (0, None, None)


def test_who_hangs_up_is_told_again(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    street.visits()
    receiver.manners.append(hang_up)
    with serving(street):
        receiver.next()
        street.until(lambda hook: hook.failures == 1)
        street.house.clock.advance(1)
        receiver.next()
        street.until(lambda hook: hook.position == 3)


def test_a_slow_one_holds_up_neither_others_nor_the_registers(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    receiver.manners.append(receiver.wait)
    with Receiver() as other, serving(street, patience=60.0) as hub:
        street.hook(other.url)
        street.visits()
        receiver.next()  # and does not answer
        other.next()
        ids = street.visits(3)
        assert [id for _, id in told(other.next())] == ids
        assert httpx.get(f"{hub.url}/v1/health", trust_env=False).status_code == 200
        receiver.go_on.set()


def test_who_does_not_answer_in_time_has_not_heard(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    street.visits()
    receiver.manners.append(receiver.wait)
    with serving(street, patience=0.2):
        hook = street.until(lambda hook: hook.failures == 1)
        receiver.go_on.set()
    assert hook.words == "It took longer than 0.2 seconds to answer."


def test_nobody_there_is_nobody_there(street: Street) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    street.hook(f"http://127.0.0.1:{port}/")
    street.visits()
    with serving(street):
        assert street.until(lambda hook: hook.failures == 1).words == "Nobody answers at its address."


def test_whoever_has_not_answered_for_days_is_paused_and_the_owner_told_and_goes_on_where_it_was(
    street: Street, receiver: Receiver
) -> None:
    key, _ = street.hook(receiver.url)
    ids = street.visits()
    receiver.manners += [status(500), status(500)]
    with serving(street):
        street.until(lambda hook: hook.failures == 1)
        street.house.clock.advance(PATIENCE_MS / MINUTE)
        hook = street.until(lambda hook: hook.failures == 2)
        assert hook.paused_at == street.house.clock.now()
        ids += street.visits()
        street.house.clock.advance(24 * 60)
        (words,) = street.house.attention("webhook")
        assert f"hub webhook resume {key}" in words
        assert "whsec" not in words
        assert "posdesk?from" not in words
        while not receiver.heard.empty():
            receiver.next()
        with street.house.database.writing() as connection:
            webhooks.resume(connection, key, street.house.clock.now())
        assert [id for _, id in told(receiver.next())] == ids


def test_a_process_that_died_while_telling_is_followed_by_another_when_its_lease_is_over(
    street: Street, receiver: Receiver
) -> None:
    key, _ = street.hook(receiver.url)
    street.visits()
    now = street.house.clock.now()
    with street.house.database.writing() as connection:
        assert webhooks.take(connection, key, "somebody who died", now) is not None
    with street.house.database.writing() as connection:
        assert webhooks.take(connection, key, "another", now + LEASE_MS - 1) is None
    with serving(street):
        street.house.clock.advance(LEASE_MS / MINUTE)
        receiver.next()
        street.until(lambda hook: hook.position == 3)


def test_of_two_processes_one_tells(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    with serving(street), serving(street):
        ids = street.visits(5)
        heard: list[str] = []
        while len(heard) < 5:
            heard += [id for _, id in told(receiver.next())]
        street.until(lambda hook: hook.position == 7)
    assert heard == ids
    assert receiver.heard.empty()


def test_who_lost_the_lease_cannot_move_the_position(street: Street) -> None:
    key, _ = street.hook("https://example.com/")
    street.visits()
    now = street.house.clock.now()
    with street.house.database.writing() as connection:
        taken = webhooks.take(connection, key, "slow", now)
        assert taken is not None
        hook, batch = taken
        assert webhooks.take(connection, key, "next", now + LEASE_MS) is not None
        webhooks.delivered(connection, hook, "slow", batch.upto, now + LEASE_MS)
        webhooks.failed(connection, hook, "slow", "late", now, now + LEASE_MS)
    (hook,) = street.hooks()
    assert (hook.position, hook.failures) == (2, 0)


def test_a_hub_that_ends_lets_go_of_what_it_was_telling(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url)
    street.visits()
    receiver.manners.append(receiver.wait)
    with serving(street, patience=600.0):
        receiver.next()
    with street.house.database.reading() as connection:
        assert webhooks.due(connection, street.house.clock.now()) == [1]


def test_pauses_double_up_to_an_hour_and_are_spread(street: Street) -> None:
    assert [pause_after(failures, 1.0) for failures in (0, 1, 2, 11)] == [1.0, 2.0, 4.0, 2048.0]
    assert {pause_after(failures, 1.0) for failures in (12, 13, 1000)} == {LONGEST_PAUSE}
    assert pause_after(3, 0.0) == 4.0


def test_neither_secret_nor_address_is_in_the_log(street: Street, receiver: Receiver) -> None:
    _, secret = street.hook(receiver.url)
    street.visits()
    receiver.manners.append(status(500))
    with serving(street):
        street.until(lambda hook: hook.failures == 1)
    text = "\n".join(street.house.log)
    assert secret not in text
    assert "posdesk?from" not in text
    (line,) = [line for line in street.house.logged() if line["event"] == "webhook"]
    assert (line["hook"], line["facts"], line["status"], line["error"]) == (1, 1, 500, "not_heard")


def test_a_kind_that_is_none_is_refused(street: Street) -> None:
    with pytest.raises(Refused, match="no kind of fact"):
        street.hook("https://example.com/", "visit.imagined")


@pytest.mark.parametrize("act", [webhooks.remove, lambda connection, key: webhooks.resume(connection, key, 0)])
def test_a_webhook_that_is_none_can_be_neither_removed_nor_resumed(street: Street, act: Any) -> None:
    with street.house.database.writing() as connection, pytest.raises(Refused, match="no webhook 7"):
        act(connection, 7)


def test_a_name_that_leads_inside_is_said_so_and_nothing_is_sent(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url.replace("127.0.0.1", "localhost").replace("http:", "https:"))
    street.visits()
    with serving(street, resolve=leading_to("10.0.0.5")):
        hook = street.until(lambda hook: hook.failures == 1)
    assert "private network" in (hook.words or "")
    assert receiver.heard.empty()


def test_who_speaks_no_tls_or_is_not_trusted_is_told_nothing(street: Street, receiver: Receiver) -> None:
    street.hook(receiver.url.replace("http:", "https:"))
    street.visits()
    with serving(street):
        street.until(lambda hook: hook.failures == 1)
    assert receiver.heard.empty()
