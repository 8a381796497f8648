"""A referral code: of the letters of card codes, checked, leading back to the member, saying nothing of her."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import referral_code
from posdesk.domain.scan_code import ALPHABET
from tests.domain.bodies import uuids

CODE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
MEMBER = "019ab697-e800-704f-a878-9f891899c1c8"


@given(uuids)
def test_a_code_leads_back_to_its_member(member: str) -> None:
    code = referral_code.code_of(member)
    assert CODE.fullmatch(code)
    leads = referral_code.leads_to(code)
    assert leads == (referral_code.beginning_of(member), referral_code.mark_of(member))


@given(uuids, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_found(member: str, place: int, other: str) -> None:
    code = referral_code.code_of(member).replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    assert (referral_code.leads_to(wrong) is None) == (wrong != code)


def test_what_a_scanner_says_before_it_is_no_part_of_it() -> None:
    code = referral_code.code_of("019ac1d0-0000-7000-8000-000000000001")
    assert referral_code.leads_to(f"]Q1{code}") == referral_code.leads_to(code)


def test_it_is_read_as_people_write_it() -> None:
    code = referral_code.code_of(MEMBER)
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert referral_code.leads_to(spoken) == referral_code.leads_to(code)


@pytest.mark.parametrize("text", ["", "MARIA-4417", "PD1:0123456789:A", "3038664417", "0000-0000-0000-0000", "ñ" * 12])
def test_what_is_no_code_leads_nowhere(text: str) -> None:
    assert referral_code.leads_to(text) is None


def test_codes_of_members_enrolled_one_after_the_other_do_not_look_alike() -> None:
    codes = [referral_code.code_of(f"019ab697-e8{n:02x}-704f-a878-9f891899c1c8") for n in range(64)]
    assert len({code[:4] for code in codes}) > 32
    assert len({code[5:9] for code in codes}) > 32
