"""A slip in the domain of an e-mail is seen, and what is somebody's domain is let be."""

import pytest

from posdesk.domain.email_typos import COMMON, meant


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.comm", "gmail.com"),
        ("yaho.com", "yahoo.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("comcast.nte", "comcast.net"),
        ("corner-leaf.con", "corner-leaf.com"),
    ],
)
def test_a_slip_is_suggested_right(typed: str, right: str) -> None:
    assert meant(f"maria.g@{typed}") == f"maria.g@{right}"


@pytest.mark.parametrize(
    "domain", [*COMMON, "ymail.com", "mail.com", "live.co.uk", "example.com", "corner-leaf.co", "aim.com", "cox.net"]
)
def test_a_real_domain_is_let_be(domain: str) -> None:
    assert meant(f"maria.g@{domain}") is None
