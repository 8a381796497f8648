"""A damaged file: the shop opens, what can be read is there, what cannot is told in words (F17)."""

from pathlib import Path
from random import Random

import pytest

from db import backup
from db.keys import KEY_FILE
from db.recovery import Recovered, open_or_recover
from db.store import DB_FILE, Store, open_store
from db.trouble import DAMAGE_MARK
from posdesk.domain.facts import Line, VisitRecorded
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from tests.db.tills import Till

PAGE = 4096
VISIT = VisitRecorded(tuple(Line(1500, brand) for brand in ("Moonridge", "Tall Pine", "Sunny Hollow")))


def a_year(till: Till) -> list[str]:
    """Members and visits enough for a file of some hundred pages; yields every fact's id."""
    till.opened()
    members = [till.member(f"Maria {number}") for number in range(20)]
    random = Random(5)
    drafts = [
        till.draft(VISIT, random.choice([*members, None]), at=till.clock.now() - number * 3_600_000)
        for number in range(2000)
    ]
    till.store.ledger.append(drafts)
    return [row[0] for row in till.writer.execute("SELECT hex(id) FROM facts")]


def damage(folder: Path, pages: range | list[int]) -> None:
    """Flip a byte in the middle of some pages of the closed file (0 is the first)."""
    content = bytearray((folder / DB_FILE).read_bytes())
    for page in pages:
        content[page * PAGE + 700] ^= 0x55
    (folder / DB_FILE).write_bytes(content)


def pages_of(folder: Path) -> int:
    """How many pages the file has."""
    return (folder / DB_FILE).stat().st_size // PAGE


def opened_again(till: Till) -> tuple[Store, Recovered | None]:
    """The next start."""
    return open_or_recover(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0)


def opened_store(till: Till) -> Store:
    """The next start of a command that looks for no damage."""
    return open_store(till.store.folder, clock=till.clock, ids=till.ids, ballast_bytes=0)


def test_a_sound_store_is_just_opened(till: Till) -> None:
    till.visit(None)
    till.close()
    store, recovered = opened_again(till)
    assert recovered is None
    assert not (till.store.folder / "damaged").exists()
    store.close()


def test_flipped_bytes_at_random_pages_cost_what_was_on_them_and_no_more(till: Till) -> None:
    everything = a_year(till)
    incarnation = till.visit(None).incarnation
    till.close()
    bad = sorted(Random(3).sample(range(1, pages_of(till.store.folder)), 6))
    damage(till.store.folder, bad)
    (till.store.folder / DAMAGE_MARK).touch()
    till.clock.advance(1)
    store, recovered = opened_again(till)
    assert recovered is not None
    saved = store.ledger.waiting().count
    assert recovered.saved == saved > len(everything) // 2
    assert not recovered.exact or recovered.saved + recovered.lost == len(everything) + 1
    assert f"{saved:,} facts" in recovered.words
    assert (recovered.kept / DB_FILE).exists()
    assert recovered.words in (store.notice() or "")
    assert store.programs.timeline().at(0).name
    again = Till(store, till.clock, till.ids).visit(None)
    assert (again.incarnation > incarnation, again.sequence) == (True, 1)
    store.close()
    store, recovered = opened_again(till)
    assert recovered is None
    store.close()


def test_damage_met_while_the_shop_is_open_is_said_in_words_and_healed_at_the_next_start(till: Till) -> None:
    a_year(till)
    till.close()
    damage(till.store.folder, range(pages_of(till.store.folder) - 12, pages_of(till.store.folder)))
    store, recovered = opened_again(till)
    assert recovered is None
    with pytest.raises(EnvironmentTrouble, match="recover the store") as trouble:
        Till(store, till.clock, till.ids).visit(None)
    assert trouble.value.code is TroubleCode.DAMAGED
    store.close()
    store, recovered = opened_again(till)
    assert recovered is not None
    assert store.ledger.waiting().count == recovered.saved > 0
    store.close()


def test_a_copy_fills_what_the_bad_file_lost(till: Till) -> None:
    everything = a_year(till)
    backup.hourly(till.store)
    after_the_copy = till.visit(None)
    till.close()
    damage(till.store.folder, [0])
    store, recovered = opened_again(till)
    assert recovered is not None
    assert recovered.from_copies == len(everything)
    assert store.ledger.fact(after_the_copy.id) is None
    assert not recovered.exact
    assert "more missing than can be told" in recovered.words
    store.close()


def test_what_a_hub_had_confirmed_is_offered_to_it_again(till: Till) -> None:
    facts = a_year(till)
    till.writer.execute("UPDATE facts SET hub_epoch = 1, hub_position = key")
    till.close()
    (till.store.folder / DAMAGE_MARK).touch()
    store, recovered = opened_again(till)
    assert recovered is not None
    assert store.ledger.waiting().count == len(facts)
    store.close()


def test_a_file_of_which_nothing_is_left_is_not_touched(till: Till) -> None:
    till.visit(None)
    till.close()
    path = till.store.folder / DB_FILE
    path.write_bytes(b"no database at all" * 1000)
    before = path.read_bytes()
    with pytest.raises(EnvironmentTrouble, match="Nothing in the store's file could be read") as trouble:
        opened_again(till)
    assert trouble.value.code is TroubleCode.DAMAGED
    assert path.read_bytes() == before
    assert list((till.store.folder / "damaged").iterdir()) == []


def test_a_wrong_key_is_no_damage_and_the_right_one_opens_the_store_as_it_was(till: Till) -> None:
    visit = till.visit(None)
    till.close()
    key = till.store.folder / KEY_FILE
    right = key.read_text("ascii")
    key.write_text("ab" * 32, encoding="ascii")
    with pytest.raises(EnvironmentTrouble, match="bring it back"):
        opened_again(till)
    key.write_text(right, encoding="ascii")
    store, recovered = opened_again(till)
    assert recovered is None
    assert store.ledger.fact(visit.id) == visit
    store.close()


def test_a_recovery_cut_short_is_done_again_from_the_file_as_it_was(till: Till) -> None:
    everything = a_year(till)
    till.close()
    (till.store.folder / DAMAGE_MARK).touch()
    store, recovered = opened_again(till)
    assert recovered is not None
    store.close()
    kept = recovered.kept.name
    (till.store.folder / DAMAGE_MARK).write_text(kept)  # as if the power had gone before the mark did
    visit = Till(store := opened_store(till), till.clock, till.ids).visit(None)
    store.close()
    store, recovered = opened_again(till)
    assert recovered is not None
    assert (recovered.saved, recovered.lost) == (len(everything) + 1, 0)
    assert store.ledger.fact(visit.id) is not None
    assert "Nothing is missing" in recovered.words
    store.close()
    (till.store.folder / DAMAGE_MARK).write_text(kept)
    (till.store.folder / DB_FILE).write_bytes(b"half a file")
    store, recovered = opened_again(till)
    assert recovered is not None
    assert recovered.saved == len(everything)
    store.close()


def test_facts_are_found_even_when_the_page_that_leads_to_all_of_them_is_gone(till: Till) -> None:
    everything = a_year(till)
    (root,) = till.writer.execute("SELECT rootpage FROM sqlite_master WHERE name = 'facts'").fetchone()
    till.close()
    damage(till.store.folder, [root - 1])
    (till.store.folder / DAMAGE_MARK).touch()
    store, recovered = opened_again(till)
    assert recovered is not None
    assert (recovered.saved, recovered.lost, recovered.exact) == (len(everything), 0, True)
    assert sorted(path.name for path in till.store.folder.glob("posdesk.db.*")) == []
    store.close()
