"""One member's profile as typed at a prompt, on a real encrypted store: enrolling with a referral, and consent."""

import pytest

from tests.commands.conftest import Door


@pytest.mark.rule("G21", "G23")
def test_consent_is_asked_given_in_a_language_and_withdrawn(shop: Door) -> None:
    enrolled = shop("enrol", "--name", "Ada Lovelace", "--phone", "303-866-4411", "--birthday", "May 30 1990").value
    member = enrolled["member"]
    asked = shop("consent", member).value
    assert asked["consents"] == {"text": False, "email": False}
    assert [(each["channel"], each["language"]) for each in asked["ask"]] == [("text", "en")]
    assert "Corner Leaf may send me marketing text messages" in asked["ask"][0]["text"]
    given = shop("consent", member, "--channel", "sms", "--give", "--language", "es").value
    assert (given["channel"], given["allowed"], given["language"]) == ("text", True, "es")
    assert given["source"] == f"counter, agreed, wording {given['wording']}, es"
    assert shop("show", member).value["consents"] == {"text": True, "email": False}
    stopped = shop("consent", member, "--channel", "sms", "--withdraw").value
    assert (stopped["allowed"], stopped["wording"]) == (False, None)
    assert shop("consent", member).value["ask"][0]["text"].startswith("Acepto")
    declined = shop("consent", member, "--channel", "text", "--decline", text=True)
    assert "text not allowed (counter, declined" in declined.out
    assert shop("show", member).value["language"] == "es"


def test_consent_says_what_is_missing(shop: Door) -> None:
    member = shop("enrol", "--name", "Ada Lovelace").value["member"]
    assert shop("consent", member, "--channel", "email", "--give").value["refused"] == "no_address"
    assert shop("consent", member, "--give").value["refused"] == "bad_text"
    assert shop("consent", member, "--channel", "email").value["refused"] == "bad_text"
    assert shop("consent", "nobody at all").value["refused"] == "no_member"


@pytest.mark.rule("LG10")
def test_who_brought_a_member_is_named_by_a_code_and_a_reason_is_said(shop: Door) -> None:
    maria = shop("enrol", "--name", "Maria Garcia", "--phone", "303-866-4417").value
    code = maria["referral_code"]
    luis = shop("enrol", "--name", "Luis Ortega", "--phone", "303-866-2222", "--referral", code.lower()).value
    assert (luis["brought_by"], luis["no_reward"]) == ("Maria G.", None)
    again = shop(
        "enrol", "--name", "Maria G", "--phone", "303-866-4417", "--share-phone", "--referral", code, text=True
    )
    assert "Brought by Maria G., without a reward: both have the same phone." in again.out
    shown = shop("show", maria["member"]).value
    assert shown["referral_code"] == code
    assert [(each["state"], each["why"]) for each in shown["referrals"]] == [
        ("waiting", None),
        ("nothing", "both have the same phone"),
    ]
    wrong = shop("enrol", "--name", "Kim Lee", "--referral", code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert wrong.value["refused"] == "bad_referral"


@pytest.mark.rule("DT04")
def test_a_birthday_off_an_id_is_locked(shop: Door) -> None:
    enrolled = shop("enrol", "--name", "Ada Lovelace", "--birthday", "1990-05-30", "--from-id").value
    assert enrolled["birthday_locked"]
    assert shop("profile", enrolled["member"], "birthday", "1990-05-31").value["refused"] == "field_locked"


@pytest.mark.rule("I04")
def test_a_new_member_has_the_welcome_of_the_sample_program(shop: Door) -> None:
    member = shop("enrol", "--name", "Ada Lovelace").value["member"]
    assert [(award["id"], award["title"]) for award in shop("show", member).value["awards"]] == [
        ("welcome", "Welcome: $5 off")
    ]
