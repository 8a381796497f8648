"""Decides what the barcode (PDF417) or the magnetic stripe of a driving licence or identity card of North America says.

Source: the Card Design Standards of the American Association of Motor Vehicle Administrators, versions 01 to 12, and
cards of version 00 from before them. Written for what scanners deliver: lost and doubled control characters, `DL` glued
to the first element, wrong offsets, no terminators (G04, G06). Strict about dates: the order follows from version and
country, the dates of one card are checked against each other, and nothing is guessed (G05).

Refuses to know what the law makes of it (posdesk.domain.gate), and keeps nothing: whoever calls drops the text (G13).
Nothing it raises holds any of the text. Work is bounded: a longer text than MAX_SCAN is not read at all.
"""

import re
from datetime import date
from typing import Final

from posdesk.domain.id_card import Document, IdCard
from posdesk.domain.identity import OLDEST_AGE
from posdesk.domain.refusals import RefusalCode
from posdesk.hardware import aamva_values, stripe
from posdesk.hardware.aamva_elements import Elements, elements_of
from posdesk.hardware.aamva_issuers import CANADA, USA, country_of, jurisdiction_of
from posdesk.hardware.aamva_values import Order, read_date, refuse, said
from posdesk.hardware.scanner import looks_like_id

MAX_SCAN: Final = 4096
"""No ID holds more characters; what is longer is no ID, or several."""

_HEAD: Final = re.compile(r"(?:ANSI|AAMVA)\s{0,2}(\d{6})(\d{2})(?:\d{2})?(\d{2})(?=[A-Z]{2})", re.ASCII)
_DESIGNATORS: Final = re.compile(r"\s*(?:[A-Z]{2}\d{6,8}\s*)*")
_HEAD_WITHIN: Final = 64
_NEVER: Final = frozenset({"99999999", "NONE"})
_UNSAID: Final = frozenset({"", "00000000"})

_HALF = "Only a part of the ID came through. Hold it still and scan it again, or check it by hand."
_TWO = "Two scans ran together. Scan one ID again."
_DATES = "The dates on this ID cannot be right as they were read. Scan it again, or check the ID by hand."


def read(text: str, today: date) -> IdCard:
    """The card that a scan holds. today: the store-local day, against which its dates have to be possible.

    Raises Refused: LONG_SCAN, NOT_AN_ID, HALF_SCAN, TWO_SCANS, NO_BIRTH_DATE, BAD_ID_DATE. The words hold nothing of
    the text.
    """
    if len(text) > MAX_SCAN:
        raise refuse(RefusalCode.LONG_SCAN, "This scan is longer than any ID. Nothing of it was kept. Scan again.")
    if stripe.looks_like_stripe(text):
        return _checked(stripe.read(text), today)
    head = _HEAD.search(text, 0, _HEAD_WITHIN)
    if head is None:
        if looks_like_id(text):
            raise refuse(RefusalCode.HALF_SCAN, _HALF)
        raise refuse(RefusalCode.NOT_AN_ID, "This is not the barcode of an ID. It is the large one on the back.")
    if ("ANSI" in text[head.end() :] or "AAMVA" in text[head.end() :]) and _HEAD.search(text, head.end()):
        raise refuse(RefusalCode.TWO_SCANS, _TWO)
    designators = _DESIGNATORS.match(text, head.end())
    start = head.end() if designators is None else designators.end()
    version = int(head[2])
    found = elements_of(text[start:], version)
    return _checked(_card(found, head[1], version, _document(text[head.end() : head.end() + 24])), today)


def _document(designators: str) -> Document:
    """Driving licence or identity card, by the first subfile of either kind."""
    licence, identity = designators.find("DL"), designators.find("ID")
    return Document.IDENTITY if identity >= 0 and not 0 <= licence < identity else Document.LICENCE


def _card(found: Elements, iin: str, version: int, document: Document) -> IdCard:
    values = found.values
    issuer = jurisdiction_of(iin)
    jurisdiction = said(values.get("DAJ")) or issuer
    country = _country(values.get("DCG")) or country_of(issuer) or country_of(said(values.get("DAJ")))
    order = _order(version, country)
    if found.twice & {"DBB", "DBA"}:
        raise refuse(RefusalCode.TWO_SCANS, _TWO)
    born, expires, never = _born(values, order), None, values.get("DBA") in _NEVER
    if "DBA" not in values:
        raise refuse(RefusalCode.HALF_SCAN, _HALF)
    if not never and values["DBA"] not in _UNSAID:
        expires = read_date(values["DBA"], order)
        if expires is None:
            raise refuse(RefusalCode.BAD_ID_DATE, _DATES)
    first, middle, last, suffix = aamva_values.names(values)
    return IdCard(
        document,
        born,
        expires_on=expires,
        never_expires=never,
        issued_on=read_date(values.get("DBD", ""), order),
        aamva_version=version,
        issuer_iin=iin,
        jurisdiction=jurisdiction,
        country=country,
        first=first,
        middle=middle,
        last=last,
        suffix=suffix,
        first_truncated=True if found.doubtful else aamva_values.flag(values.get("DDF")),
        middle_truncated=True if found.doubtful else aamva_values.flag(values.get("DDG")),
        last_truncated=True if found.doubtful else aamva_values.flag(values.get("DDE")),
        sex=aamva_values.sex(values.get("DBC")),
        street=said(values.get("DAG")),
        street2=said(values.get("DAH")),
        city=said(values.get("DAI")),
        postal_code=aamva_values.postal_code(values.get("DAK")),
        id_number=said(values.get("DAQ")) or said(values.get("DBJ")),
        under_18_until=read_date(values.get("DDH", ""), order),
        under_19_until=read_date(values.get("DDI", ""), order),
        under_21_until=read_date(values.get("DDJ", ""), order),
        eye_color=aamva_values.eye_color(values.get("DAY")),
        height=aamva_values.height(values.get("DAU")),
    )


def _country(value: str | None) -> str | None:
    return value[:3] if value is not None and value[:3] in (USA, CANADA) else None


def _order(version: int, country: str | None) -> Order:
    """In which order dates are written: Canada year first. In the USA month first from version 02 on; before it the
    standard said year first and offices wrote both, which cannot be mistaken for each other."""
    if country == CANADA:
        return Order.YEAR_FIRST
    return Order.EITHER if version <= 1 or country is None else Order.MONTH_FIRST


def _born(values: dict[str, str], order: Order) -> date:
    """The birth date. Raises Refused where there is none, or what there is is no date."""
    text = values.get("DBB")
    if text is None:
        whole = "DAQ" in values and ("DCS" in values or "DAA" in values) and "DBA" in values
        if whole:
            words = "This ID came through without a birth date. Scan it again, or check the ID by hand."
            raise refuse(RefusalCode.NO_BIRTH_DATE, words)
        raise refuse(RefusalCode.HALF_SCAN, _HALF)
    if text in _UNSAID or text in _NEVER:
        words = "This ID holds no birth date. Check the ID by hand."
        raise refuse(RefusalCode.NO_BIRTH_DATE, words)
    born = read_date(text, order)
    if born is None:
        raise refuse(RefusalCode.BAD_ID_DATE, _DATES)
    return born


def _checked(card: IdCard, today: date) -> IdCard:
    """The card, if its dates can be those of one person (G05). Raises Refused(BAD_ID_DATE)."""
    born, expires, issued = card.date_of_birth, card.expires_on, card.issued_on
    possible = (
        born <= today
        and born.year >= today.year - OLDEST_AGE
        and (issued is None or born <= issued <= today.replace(month=12, day=31))
        and (expires is None or born <= expires)
        and (expires is None or issued is None or issued <= expires)
        and all(
            until is None or _agrees(born, years, until)
            for until, years in ((card.under_18_until, 18), (card.under_19_until, 19), (card.under_21_until, 21))
        )
    )
    if not possible:
        raise refuse(RefusalCode.BAD_ID_DATE, _DATES)
    return card


def _agrees(born: date, years: int, until: date) -> bool:
    """Whether the day that the card gives for an age is the one its birth date gives. A day to either side is how
    `until` is counted."""
    try:
        reached = born.replace(year=born.year + years)
    except ValueError:
        reached = date(born.year + years, 3, 1)
    return abs((until - reached).days) <= 1
