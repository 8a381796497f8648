"""How the state of the line to the hub reads, in words."""

from dataclasses import replace

from posdesk.counter.hub_line import LineState, WaitingKind, Way
from posdesk.domain.replication import Done, Lineage, Welcome, Witness
from tests.ui.hub import URL
from ui.viewmodels.line_words import LineNow, connection, lines, progress


def test_a_first_pull_says_how_far_it_has_come() -> None:
    welcome = Welcome("hub", 1, Witness(1, 12_000, "t"), 0, Lineage.SAME, 0, 2, 0, "1")
    state = LineState(URL, "", (), (), 0, None)
    now = LineNow(state=state, running=True, under_way=Done(came=3_000, welcome=welcome))
    assert progress(now) == ("3,000 of about 12,000 entries of the shop have come…", 0.25)
    assert progress(replace(now, under_way=Done(came=13_000, welcome=welcome)))[1] == 1.0
    later = replace(now, state=replace(state, reached_at=1))
    assert progress(later) == ("Speaking with the hub… 0 sent, 3,000 came.", None)
    assert progress(replace(now, running=False)) == ("", None)
    assert progress(replace(now, under_way=None)) == ("", None), "nobody waits for what moves nothing"
    assert progress(replace(now, under_way=None, asked=True)) == ("Speaking with the hub…", None)


def test_a_ready_file_says_how_much_of_it_has_come_and_then_that_it_is_made_ready() -> None:
    state = LineState(URL, "", (), (), 0, None)
    now = LineNow(state=state, running=True, under_way=Done(loaded=(12_300_000, 49_200_000)))
    assert progress(now) == ("The shop is coming: 12.3 of 49.2 MB…", 0.25)
    ready = replace(now, under_way=Done(loaded=(49_200_000, 49_200_000)))
    assert progress(ready) == ("All of the shop has come, and is made ready. The counter goes on meanwhile…", None)
    after = replace(now, under_way=Done(loaded=(49_200_000, 49_200_000), came=7))
    assert progress(after)[0].startswith("7 entries of the shop")
    assert progress(replace(now, running=False)) == ("", None)


def test_a_register_below_a_stores_hub_says_what_it_reached() -> None:
    office = "https://office.example"
    through = LineState(URL, "", (WaitingKind("visit.recorded", 2, 0),), (), 0, 1, Way.STORE_HUB, office)
    now = LineNow(state=through)
    assert lines(now)[2:] == [
        "Reached: the store's hub, which passes everything on",
        f"Head office: {office}",
        "The store's hub was in step with head office: not reached yet",
    ]
    assert (
        connection(now, 2, lasting=False).words == "2 entries are shared in the store, and on the way to head office."
    )
    past = LineNow(state=replace(through, waiting=(), way=Way.HEAD_OFFICE))
    assert lines(past)[2] == "Reached: head office. The store's hub did not answer"
    assert len(lines(LineNow(state=replace(through, way=Way.HUB)))) == 2
