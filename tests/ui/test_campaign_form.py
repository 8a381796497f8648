"""A campaign in a form: what is shown, what is kept, and the document that comes out."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.campaign_document import parse
from posdesk.domain.campaigns import Campaign, Question, Renewal, Trigger
from posdesk.domain.facts import MemberField
from posdesk.domain.refusals import Refused
from posdesk.domain.rewards import RewardKind
from posdesk.domain.segments import Group, Node
from tests.domain.campaigners import FIVE, document
from ui.viewmodels.campaign_form import (
    CampaignForm,
    ClauseRow,
    document_of,
    form_of,
    id_of,
    new_form,
    usual_renewal,
)

READY = sorted((Path(__file__).resolve().parents[2] / "resources" / "campaigns").glob("*.toml"))


def bare(campaign: Campaign) -> Campaign:
    """Without the places that clauses had in a document."""

    def of(node: Node) -> Node:
        return Group(node.joined, tuple(map(of, node.parts))) if isinstance(node, Group) else replace(node, at=())

    where = campaign.where
    return campaign if where is None else replace(campaign, where=Group(where.joined, tuple(map(of, where.parts))))


def filled(**values: str) -> CampaignForm:
    form = new_form()
    for name, text in {"id": "spring", "title": "Spring", "say": "Hi {name}", **values}.items():
        form = form.with_value(name, text)
    return form


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_each_ready_campaign_goes_through_the_form_unchanged(path: Path) -> None:
    campaign = parse(path.read_text(encoding="utf-8"))
    assert bare(parse(document_of(form_of(campaign)))) == bare(campaign)


@pytest.mark.parametrize(
    "more",
    [
        'hours = ["10:00", "12:00"]\nweekdays = ["friday"]\nstores = ["denver-1"]\ngroup = "g"\nnot_yet = false',
        'channels = ["counter", "text"]\nmessage = "Hi {name}"',
    ],
)
def test_what_the_form_does_not_show_is_kept(more: str) -> None:
    question = '[campaign.question]\nfield = "email"\nwords = "E-mail?"\n'
    free = '[campaign.reward]\nkind = "free_item"\ncategories = ["Pre-rolls"]\ncap = "$9"\n'
    nested = (
        '[campaign.where]\nall = [{ any = [{ field = "visits", is = 1 }, { all = [{ field = "visits", is = 3 }] }] }]\n'
    )
    campaign = parse(document(more, question + nested + free))
    form = form_of(campaign)
    assert form.clauses is None
    changed = parse(document_of(form.with_value("title", "Summer").with_value("version", "2")))
    reward = replace(campaign.reward, id="campaign:spring:2") if campaign.reward else None
    assert bare(changed) == bare(replace(campaign, title="Summer", version=2, reward=reward))


@pytest.mark.parametrize(
    "where",
    [
        'none = [{ all = [{ field = "visits", is = 1 }, { field = "visits", is = 2 }] }]',
        'all = [{ any = [{ field = "visits", is = 1 }] }, { any = [{ field = "visits", is = 2 }] }]',
        'any = [{ all = [{ field = "visits", is = 1 }, { field = "visits", is = 2 }] }, { field = "visits", is = 3 }]',
        'all = [{ field = "home_store", one_of = ["Denver, north", "Boulder"] }]',
    ],
)
def test_an_audience_that_rows_would_say_otherwise_is_kept_as_it_is(where: str) -> None:
    campaign = parse(document("", f"[campaign.where]\n{where}\n"))
    form = form_of(campaign)
    assert form.clauses is None
    assert bare(parse(document_of(form))) == bare(campaign)


def test_one_group_of_clauses_without_a_comma_in_them_is_shown_in_rows() -> None:
    where = 'all = [{ field = "home_store", one_of = ["denver-1", "boulder-1"] }]'
    campaign = parse(document("", f"[campaign.where]\n{where}\n"))
    (row,) = form_of(campaign).clauses or ()
    assert (row.joined, row.field, row.comparison, row.value) == ("all", "home_store", "one_of", "denver-1, boulder-1")


def test_a_hundred_percent_off_is_shown_and_held() -> None:
    free = '[campaign.reward]\nkind = "percent_off"\npercent = 100\ncap = "$9"\n'
    form = form_of(parse(document("", free)))
    assert form.values["percent_off"] == "100"
    reward = parse(document_of(form)).reward
    assert reward is not None
    assert (reward.kind, reward.percent, reward.cap_cents) == (RewardKind.PERCENT_OFF, 100, 9_00)


@pytest.mark.parametrize(("own", "salts"), [("", ("summer", "spring")), ('salt = "s"', ("s", "s"))])
def test_a_copy_under_a_new_id_holds_out_others_unless_its_salt_was_chosen(own: str, salts: tuple[str, str]) -> None:
    form = form_of(parse(document(f"{own}\nholdout_percent = 10")))
    copy, version = form.with_value("id", "summer"), form.with_value("version", "2")
    assert (parse(document_of(copy)).salt, parse(document_of(version)).salt) == salts


def test_goods_of_a_reward_are_kept_while_its_amount_changes() -> None:
    campaign = parse(document("", FIVE + 'brands = ["Wyld"]\n'))
    changed = parse(document_of(form_of(campaign).with_value("amount", "$7"))).reward
    assert changed is not None
    assert (changed.cents, changed.goods.brands) == (7_00, {"wyld"})


def test_a_form_filled_in_makes_a_document() -> None:
    form = filled(
        trigger=Trigger.BIRTHDAY, first="3", last="4", kind="percent_off", percent_off="15", cap="$20", total="1,000",
        renews=Renewal.OCCASION, first_day="2026-12-01",
    )  # fmt: skip
    rows = (
        ClauseRow("all", "spend", window="last month", comparison="between", value="$0.01, $50"),
        ClauseRow("any", "tier", comparison="one_of", value="gold, platinum"),
        ClauseRow("any", "brand.always", of="Wyld", comparison="is", value="yes"),
        ClauseRow("none", "score", comparison="unknown"),
    )
    campaign = parse(document_of(replace(form, clauses=rows)))
    assert campaign.reward is not None
    assert (campaign.reward.percent, campaign.reward.cap_cents, campaign.limits.total) == (15, 20_00, 1000)
    assert form_of(campaign).clauses == (
        replace(rows[0], value="$0.01, $50.00"),
        rows[1],
        replace(rows[2], of="wyld"),
        rows[3],
    )


def test_a_text_and_a_question_are_made_in_the_form_too() -> None:
    text = parse(document_of(filled(channels="text,email", message="Hi {name}", say="", question="email", words="E?")))
    assert (text.channels, text.message, text.question, text.say) == ({"text", "email"}, "Hi {name}", None, "")
    asks = parse(document_of(filled(say="", question="interests", words="What?", kind="custom", gift="A sticker")))
    assert asks.question == Question(MemberField.INTERESTS, "What?")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (filled(total="0"), "campaign.limits.total: 0 would be nobody"),
        (filled(last_day="soon"), "campaign.last_day: must be a date like"),
        (filled(kind="amount_off", amount="much"), "campaign.reward.amount"),
        (filled(kind="amount_off"), "campaign.reward.amount: is missing"),
        (filled(trigger="joined", first="5", last="x"), "campaign.when.last: must be a whole number"),
        (replace(filled(), clauses=(ClauseRow(value="many"),)), "where.all.1.at_least: Visits is compared with"),
        (replace(filled(), clauses=(ClauseRow(field="segment", value="vip"),)), "there is no segment “vip”"),
        (filled(title=""), "campaign.title: must be text"),
    ],
)
def test_what_is_typed_wrong_is_refused_with_its_place(form: CampaignForm, words: str) -> None:
    with pytest.raises(Refused) as no:
        document_of(form)
    assert words in no.value.refusal.words


@given(st.dictionaries(st.sampled_from(sorted(new_form().values)), st.text(max_size=12)))
def test_whatever_is_typed_is_read_or_refused(values: dict[str, str]) -> None:
    form = new_form()
    for name, text in values.items():
        if name not in ("trigger", "renews", "kind", "channels", "question"):  # these are chosen, not typed
            form = form.with_value(name, text)
    with suppress(Refused):
        parse(document_of(form))


def test_ids_and_renewals_follow_from_what_is_chosen() -> None:
    assert id_of("Spring on flower, 20 % off!") == "spring-on-flower-20-off"
    assert id_of("Ünïcode") == "n-code"
    assert (usual_renewal("birthday"), usual_renewal("visit")) == (Renewal.OCCASION, Renewal.NEVER)
