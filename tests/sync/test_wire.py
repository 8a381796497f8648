"""What pairing says travels whole, and what is cut or made up is noticed."""

import pytest

from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Admitted, Asking, Hello, Page, Placed, Witness
from posdesk.sync import wire
from tests.builders import PUBLIC

ASKING = Asking("ABCD-EFGH", "register 1", "denver-1", "1.0", public=PUBLIC)
ADMITTED = Admitted("hub", "to-ken_1", "denver-1", "register 1", 7, 2)


@pytest.mark.parametrize("asking", [ASKING, Asking("", "Zoë", None, "", public=PUBLIC)])
def test_who_asks_to_be_let_in_is_understood(asking: Asking) -> None:
    assert wire.read_asking(wire.write_asking(asking)) == asking


def test_who_is_let_in_hears_it_whole() -> None:
    assert wire.read_admitted(wire.write_admitted(ADMITTED)) == ADMITTED


def test_neither_code_nor_token_is_shown_by_accident() -> None:
    assert ASKING.code not in repr(ASKING)
    assert ADMITTED.token not in repr(ADMITTED)


@pytest.mark.parametrize("token", ["", "two words", "line\\nfeed", "ümlaut", "\\u0000"])
def test_a_token_that_no_header_can_carry_is_refused(token: str) -> None:
    with pytest.raises(Refused):
        wire.read_admitted(wire.write_admitted(ADMITTED).replace("to-ken_1", token))


def test_a_no_is_understood() -> None:
    assert wire.read_error(wire.write_error("busy", "Wait.")) == ("busy", "Wait.")


@pytest.mark.parametrize("cut", [1, 2, 5])
def test_a_page_that_was_cut_in_its_last_line_is_refused(cut: int) -> None:
    page = Page((Placed(1, "first"), Placed(2, "second")), Witness(1, 2, "tag"), True)
    assert wire.read_page(wire.write_page(page), 0) == page
    with pytest.raises(Refused):
        wire.read_page(wire.write_page(page)[:-cut], 0)


@pytest.mark.parametrize("text", ["1.2.", "1.2.ä", "1.2.a-b", "1.2.a.b", "1", "", f"1.2.{'a' * 65}"])
def test_a_witness_needs_a_tag_that_can_be_one(text: str) -> None:
    with pytest.raises(Refused):
        wire.read_witness(text)


@pytest.mark.parametrize("version", ["\\u0000", "\\ud800"])
def test_what_no_database_holds_is_refused(version: str) -> None:
    text = wire.write_hello(Hello(1, 0, None, (), 0, "~"))
    assert wire.read_hello(text).version == "~"
    with pytest.raises(Refused):
        wire.read_hello(text.replace("~", version))
