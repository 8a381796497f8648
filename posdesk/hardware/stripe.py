"""Decides what the magnetic stripe of a licence says: name and address on track 1, number and dates on 2, sex on 3.

Source: the annex on magnetic stripes of the AAMVA Card Design Standard. Track 2 alone is enough for age and validity;
what is on the others is taken where it came through. Refuses to know barcodes, and whether the dates are possible
(aamva.py checks them).
"""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from posdesk.domain.id_card import Document, IdCard
from posdesk.domain.refusals import RefusalCode
from posdesk.hardware.aamva_issuers import country_of, jurisdiction_of
from posdesk.hardware.aamva_values import Order, eye_color, height, postal_code, read_date, refuse, said, sex

_BEGINS: Final = re.compile(r"[\s\x00-\x1f]*(?:%[A-Z]{2}[A-Z .'-]*\^|;(?:636|604)\d{3})")
_TRACK_1: Final = re.compile(r"%([A-Z]{2})([A-Z .'-]{1,13})\^?([^^?;]{0,40})\^([^^?;]{0,40})")
_TRACK_2: Final = re.compile(r";((?:636|604)\d{3})(\d{1,13})=(\d{2})(\d{2})(\d{8})(\d{0,6})(?:=|\?)", re.ASCII)
_TRACK_3: Final = re.compile(r"\?[\s]*[#%+](.{2})(.{11}).{16}([129MFX ])(.{3}).{3}.{3}(.{3})", re.DOTALL)
_NEVER, _END_OF_BIRTH_MONTH, _BIRTHDAY = 77, 88, 99
_HALF = "Only a part of the stripe came through. Swipe it again, or check the ID by hand."


def looks_like_stripe(text: str) -> bool:
    """Whether a scan begins as the stripe of a licence does."""
    return _BEGINS.match(text) is not None


def read(text: str) -> IdCard:
    """The card that a stripe holds; its dates not yet checked against each other. Raises Refused (HALF_SCAN,
    TWO_SCANS, BAD_ID_DATE)."""
    tracks = _TRACK_2.findall(text)
    if not tracks:
        raise refuse(RefusalCode.HALF_SCAN, _HALF)
    if len(tracks) > 1 or text.count(";") > 1:
        raise refuse(RefusalCode.TWO_SCANS, "Two swipes ran together. Swipe one ID again.")
    iin, number, year, month, birth, more = tracks[0]
    born = read_date(birth, Order.YEAR_FIRST)
    if born is None:
        words = "The dates on this stripe cannot be right as they were read. Swipe it again, or check the ID by hand."
        raise refuse(RefusalCode.BAD_ID_DATE, words)
    first_track, third = _TRACK_1.search(text), _TRACK_3.search(text)
    state, city, name, street = (None, None, "", None) if first_track is None else first_track.groups()
    last, first, middle, suffix = (*[said(part) for part in (name or "").split("$")], None, None, None, None)[:4]
    jurisdiction = state or jurisdiction_of(iin)
    return IdCard(
        Document.STRIPE,
        born,
        expires_on=_expires(int(year), int(month), born),
        never_expires=int(month) == _NEVER,
        issuer_iin=iin,
        jurisdiction=jurisdiction,
        country=country_of(jurisdiction),
        first=first,
        middle=middle,
        last=last,
        suffix=suffix,
        sex=None if third is None else sex(third[3]),
        street=said((street or "").split("$")[0]),
        street2=said((street or "").partition("$")[2]),
        city=said(city),
        postal_code=None if third is None else postal_code(third[2]),
        id_number=number + more,
        eye_color=None if third is None else eye_color(third[5]),
        height=None if third is None else height(third[4]),
    )


def _expires(year: int, month: int, born: date) -> date | None:
    """The last valid day of `YYMM`: the month's last; month 88 is the birth month, 99 the birthday itself. Raises
    Refused(BAD_ID_DATE) for a month that is none; 77 never expires."""
    century = 2000 + year
    if month == _NEVER:
        return None
    if month == _BIRTHDAY:
        day = min(born.day, monthrange(century, born.month)[1])
        return date(century, born.month, day)
    month = born.month if month == _END_OF_BIRTH_MONTH else month
    if not 1 <= month <= 12:
        words = "The expiry on this stripe is no date as it was read. Swipe it again, or check the ID by hand."
        raise refuse(RefusalCode.BAD_ID_DATE, words)
    return date(century, month, monthrange(century, month)[1])
