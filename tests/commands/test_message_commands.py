"""The commands of messages, over a shop in memory and at the door."""

from argparse import Namespace

from posdesk.commands import messages
from tests.builders import a_shop
from tests.commands.conftest import Door
from tests.office.test_messages import CAMPAIGN, a_mailroom


def test_a_run_is_told_with_what_was_held_and_why() -> None:
    shop = a_shop()
    room, (maria, out) = a_mailroom(shop, 2)
    room.audiences.kept_from.add(out)
    given = Namespace(campaign=CAMPAIGN.id, run=None, days=32)
    said = messages.run(shop.desk, room.ports, given)
    assert said.value == {
        "campaign": "win-back",
        "version": 2,
        "run": "once",
        "queued": 1,
        "held": {"held_out": 1},
        "already": 0,
    }
    assert said.text.splitlines() == [
        "1 message queued in run once.",
        "  1 held: One of those who get nothing, to compare with.",
    ]
    assert messages.run(shop.desk, room.ports, given).text.endswith("2 members met in this run before.")
    listed = messages.listing(shop.desk, given)
    by_member = {each["member"]: each for each in listed.value}
    assert (by_member[maria]["state"], by_member[maria]["reason"]) == ("queued", None)
    assert (by_member[maria]["due"], by_member[maria]["not_after"]) == (
        "2026-11-23T18:31:00.000Z",
        "2026-11-24T18:31:00.000Z",
    )
    assert (by_member[out]["state"], by_member[out]["reason"]) == ("held", "held_out")
    assert "text, 2026-11-23 11:31 to 2026-11-24 11:31" in listed.text


def test_a_check_tells_what_may_go_and_holds_the_rest() -> None:
    shop = a_shop()
    room, (_, left) = a_mailroom(shop, 2)
    given = Namespace(campaign=CAMPAIGN.id, run=None)
    messages.run(shop.desk, room.ports, given)
    room.audiences.members.remove(left)
    said = messages.check(shop.desk, room.ports, given)
    assert [len(said.value[part]) for part in ("ready", "later", "held")] == [1, 0, 1]
    assert said.value["held"][0]["words"] == "The campaign is not for this member any more."
    assert said.text.splitlines()[0] == "1 message may go now, 0 later."


def test_a_new_store_has_no_messages(shop: Door) -> None:
    assert shop("messages", "list").value == []
    assert shop("messages", "list", text=True).out == "No messages.\n"
