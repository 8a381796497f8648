"""Decides how the tables [welcome], [referral] and [enrolment] of a program document are read.

Refuses to know when an award is given (visiting.py, referrals.py) and how a form is checked (counter/enrolment.py).
"""

from collections.abc import Mapping

from posdesk.domain import identity
from posdesk.domain.document_values import Reading, Section, Table, award, flag, section, whole, word, words_in
from posdesk.domain.program import AwardRule, EnrolmentRules, ReferralRule, WelcomeRule
from posdesk.domain.refusals import Refused

KEYS: Mapping[str, frozenset[str]] = {
    "welcome": frozenset({"reward", "title", "valid_days", "external"}),
    "referral": frozenset({"reward", "title", "valid_days", "void_days", "most"}),
    "enrolment": frozenset({"own_phones", "birthdays", "minimum_age"}),
}
"""Every key of these tables."""


def welcome(reading: Reading, document: Table, titles: Mapping[str, str]) -> WelcomeRule | None:
    """What who enrols gets; None when the document has no such table."""
    at = section(reading, document, "welcome")
    if not isinstance(document.get("welcome"), dict):
        return None
    return WelcomeRule(award(at, titles), flag(at, "external"))


def referral(reading: Reading, document: Table, titles: Mapping[str, str]) -> ReferralRule | None:
    """What who brought a new member gets; None when the document has no such table. It is one of the rewards."""
    at, default = section(reading, document, "referral"), ReferralRule(AwardRule(""))
    if not isinstance(document.get("referral"), dict):
        return None
    if "reward" not in at.table:
        at.wrong("reward", "is missing: name one of the rewards. Words alone cannot be counted.")
    return ReferralRule(
        award=award(at, titles),
        void_days=whole(at, "void_days", default.void_days, least=0, most=366),
        most=whole(at, "most", default.most, least=1, most=1000),
    )


def enrolment(at: Section) -> EnrolmentRules:
    """How a form is read; what is not said has its default."""
    default = EnrolmentRules()
    return EnrolmentRules(
        own_phones=frozenset(_phones(at)),
        birthdays=word(at, "birthdays", type(default.birthdays), default.birthdays),
        minimum_age=whole(at, "minimum_age", default.minimum_age, least=0, most=99),
    )


def _phones(at: Section) -> list[str]:
    found = []
    for typed in words_in(at, "own_phones"):
        try:
            found.append(identity.normal_phone(typed))
        except Refused as refused:
            at.wrong("own_phones", refused.refusal.words)
    return found
