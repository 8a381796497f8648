"""Who may speak to the hub: codes that are good once, for ten minutes; tokens that nobody finds in the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from db.hub import devices, history, tables
from posdesk.domain.campaign_facts import CampaignPublished
from posdesk.domain.codec import encode_fact
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.replication import Welcome
from posdesk.hub.rulebook import Asker
from tests.builders import PUBLIC
from tests.db.hub.hubs import STORE, AHub, a_hub
from tests.db.hub.postgres import Postgres

MINUTE = 60_000


def a_code(hub: AHub, store: str = STORE) -> str:
    with hub.database.writing() as connection:
        return devices.make_code(connection, store, hub.clock.now())


def pair(hub: AHub, code: str, register: str = "register 1", store: str = STORE) -> devices.Paired:
    with hub.database.writing() as connection:
        return devices.pair(connection, code, register, store, hub.clock.now(), public=PUBLIC)


def refused(hub: AHub, code: str, register: str = "register 1", store: str = STORE) -> RefusalCode:
    with pytest.raises(Refused) as no:
        pair(hub, code, register, store)
    return no.value.refusal.code


def test_a_code_lets_one_register_in_once(hub: AHub) -> None:
    code = a_code(hub)
    paired = pair(hub, code)
    assert (paired.device.store, paired.device.register) == (STORE, "register 1")
    assert refused(hub, code, "register 2") is RefusalCode.BAD_CODE


@pytest.mark.parametrize("code", ["", "????-????", "ABCD-EFG", "AAAA-AAAA", "\0" * 8, "é" * 8, "\ud800"])
def test_a_code_that_was_never_given_lets_nobody_in_and_takes_nothing_from_the_right_one(hub: AHub, code: str) -> None:
    right = a_code(hub)
    assert refused(hub, code) is RefusalCode.BAD_CODE
    assert pair(hub, right)


def test_a_code_is_good_for_ten_minutes(hub: AHub) -> None:
    code, late = a_code(hub), a_code(hub)
    hub.clock.set(hub.clock.now() + 10 * MINUTE - 1)
    assert pair(hub, code)
    hub.clock.set(hub.clock.now() + 1)
    assert refused(hub, late, "register 2") is RefusalCode.BAD_CODE


def test_a_code_may_be_typed_in_small_letters_without_the_dash_and_with_look_alikes(hub: AHub) -> None:
    code = a_code(hub)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert pair(hub, f" {typed} ")


def test_a_code_is_for_one_store(hub: AHub) -> None:
    code = a_code(hub)
    assert refused(hub, code, store="boulder-1") is RefusalCode.BAD_STORE
    assert pair(hub, code)  # the mistake took nothing away


def test_a_name_that_is_paired_in_a_store_is_not_given_twice_unless_the_first_was_revoked(hub: AHub) -> None:
    pair(hub, a_code(hub))
    code = a_code(hub)
    assert refused(hub, code) is RefusalCode.ALREADY_PAIRED
    assert pair(hub, a_code(hub, "boulder-1"), store="boulder-1")
    with hub.database.writing() as connection:
        assert devices.revoke(connection, STORE, "register 1", hub.clock.now())
    assert pair(hub, code)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "till\n1", "\u202etill"])
def test_a_name_that_cannot_be_shown_is_refused(hub: AHub, name: str) -> None:
    code = a_code(hub)
    assert refused(hub, code, name) is RefusalCode.BAD_STORE
    with pytest.raises(Refused), hub.database.writing() as connection:
        devices.make_code(connection, name, hub.clock.now())


def test_a_code_has_forty_bits_and_a_thousand_guesses_let_nobody_in(hub: AHub) -> None:
    codes = {a_code(hub) for _ in range(20)}
    assert len(codes) == 20
    assert all(len(code.replace("-", "")) == 8 for code in codes)
    signs = set("".join(codes)) - {"-"}
    assert signs <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    known = {code.replace("-", "") for code in codes}
    with hub.database.writing() as connection:
        for number in range(1000):
            guess = f"{number:08d}"
            if guess not in known:
                with pytest.raises(Refused):
                    devices.pair(connection, guess, "register 1", STORE, hub.clock.now(), public=PUBLIC)
    assert hub.rows(tables.devices) == []


def test_neither_codes_nor_tokens_are_found_in_the_database(hub: AHub) -> None:
    code, other = a_code(hub), a_code(hub)
    token = pair(hub, code).token
    with hub.database.reading() as connection:
        held = repr([list(connection.execute(select(table))) for table in tables.metadata.sorted_tables])
    for secret in (code, code.replace("-", ""), other, other.replace("-", ""), token):
        assert secret not in held
    assert len(token) >= 43  # 256 bits


def test_of_several_that_use_one_code_at_once_one_is_let_in(hub: AHub) -> None:
    code, hubs = a_code(hub), [hub, hub.another(), hub.another()]

    def attempt(number: int) -> bool:
        try:
            pair(hubs[number % 3], code, f"register {number}")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert len(hub.rows(tables.devices)) == 1
    for other in hubs[1:]:
        other.close()


def test_of_several_that_ask_for_one_name_at_once_one_is_let_in(hub: AHub) -> None:
    codes, other = [a_code(hub) for _ in range(4)], hub.another()

    def attempt(number: int) -> RefusalCode | None:
        try:
            pair((hub, other)[number % 2], codes[number])
        except Refused as no:
            return no.refusal.code
        return None

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(attempt, range(4)))
    assert said.count(None) == 1
    assert said.count(RefusalCode.ALREADY_PAIRED) == 3
    other.close()


def test_who_shows_a_token_is_known_until_it_is_revoked_and_named_after(hub: AHub) -> None:
    paired = pair(hub, a_code(hub))
    with hub.database.writing() as connection:
        assert devices.device_of(connection, paired.token) == (paired.device, True, PUBLIC)
        assert devices.device_of(connection, paired.token + "x") is None
        assert devices.device_of(connection, "") is None
        assert devices.revoke(connection, STORE, "register 1", hub.clock.now())
        assert not devices.revoke(connection, STORE, "register 1", hub.clock.now())
        assert not devices.revoke(connection, STORE, "nobody", hub.clock.now())
    with hub.database.reading() as connection:
        assert devices.device_of(connection, paired.token) == (paired.device, False, PUBLIC)


def test_a_register_paired_anew_has_another_token_and_the_old_one_stays_revoked(hub: AHub) -> None:
    first = pair(hub, a_code(hub))
    with hub.database.writing() as connection:
        devices.revoke(connection, STORE, "register 1", hub.clock.now())
    second = pair(hub, a_code(hub))
    with hub.database.reading() as connection:
        assert devices.device_of(connection, first.token) == (first.device, False, PUBLIC)
        assert devices.device_of(connection, second.token) == (second.device, True, PUBLIC)
    assert second.device.key != first.device.key


def test_the_list_says_when_each_was_seen_its_version_and_its_clock(hub: AHub) -> None:
    till = hub.register()
    hub.register("register 2")
    hub.clock.advance(3)
    till.hello(off=5000)
    with hub.database.reading() as connection:
        seen, never = devices.all_devices(connection)
    assert (seen.register, seen.seen_at, seen.version, seen.clock_off) == ("register 1", hub.clock.now(), "0.4.0", 5000)
    assert (never.register, never.seen_at, never.version) == ("register 2", None, None)
    assert hub.attention() == []


def test_a_clock_that_is_off_is_said_to_the_owner_once_a_day(hub: AHub) -> None:
    till, other = hub.register(), hub.register("register 2")
    for _ in range(3):
        till.hello(off=-400_000)
    other.hello(off=400_000)
    assert hub.attention() == ["clock", "clock"]
    assert "400 seconds off" in hub.rows(tables.attention)[0].words
    hub.clock.advance(24 * 60 + 1)
    till.hello(off=-400_000)
    assert len(hub.attention()) == 3


LIMITED = '[campaign]\nid = "few"\ntitle = "Few"\n[campaign.limits]\ntotal = 90\n[campaign.reward]\nkind = "custom"\n'


def test_several_that_greet_at_once_wait_for_each_other_and_each_is_told_its_own(hub: AHub) -> None:
    """Some of them leave something to be looked at, which takes a lock, and all share out what is limited, which takes
    two: were these taken in another order by some, they would wait for each other until the database gave up."""
    hubs = [hub, hub.another(), hub.another()]
    tills = [hub.register(f"register {number}") for number in range(6)]
    tills[0].push(encode_fact(tills[0].fact(CampaignPublished(LIMITED))))

    def greet(number: int) -> Welcome:
        speaker = hub.twin_of(tills[number % 6])
        speaker.hub = hubs[number // 6].service.of(speaker.hub.device)
        return speaker.hello(off=400_000 if number % 2 else 0)

    with ThreadPoolExecutor(9) as pool:
        welcomes = list(pool.map(greet, range(18)))
    by_register = [{each.incarnation for each in welcomes[number::6]} for number in range(6)]
    assert [len(given) for given in by_register] == [3] * 6
    assert {(each.allowances or {})["campaign:few"] for each in welcomes} == {15}
    assert hub.attention() == ["clock"] * 3
    for other in hubs[1:]:
        other.close()


def test_whoever_holds_the_hubs_lock_may_look_into_the_rulebook_while_another_waits_for_the_lock(
    postgres: Postgres,
) -> None:
    url = postgres.database()
    hub = a_hub(url)
    tills = [hub.register(f"register {number}") for number in range(2)]
    tills[0].push(encode_fact(tills[0].fact(CampaignPublished(LIMITED))))
    with ThreadPoolExecutor(1) as pool:
        with hub.database.writing() as connection:
            history.locked(connection)
            other = pool.submit(tills[1].hello)
            while not waits_for_a_lock(hub):
                continue
            service, device = hub.service, tills[0].hub.device
            told = service.rulebook.allowances(service.programs, connection, Asker(device, hub.clock.now(), 1, 0), {})
        assert [(each or {})["campaign:few"] for each in (told, other.result().allowances)] == [45, 45]
    hub.close()
    postgres.drop(url)


def waits_for_a_lock(hub: AHub) -> bool:
    """Whether a connection of this PostgreSQL database does."""
    with hub.database.reading() as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(connection.execute(text(asked)).scalar_one())
