"""Decides the one form in which a name, phone, e-mail and birthday are kept, and what cannot be one.

Refuses to know who already has them (the directory) and whether a phone is in service (nobody asks a network here).
Every `normal_...` function takes what a person typed or a file held and returns the value to store, or raises Refused
with words that say what is wrong and what would be right.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import NoReturn

from posdesk.domain import country_codes
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MAX_NAME = 64
MAX_EMAIL = 254
FEWEST_ABROAD = 8
"""With so many digits behind a `+` a number may be looked up, though no country has such a one."""
OLDEST_AGE = 120
"""Nobody older than this many years is enrolled: the year is a slip of the hand."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PHONE_SIGNS = re.compile(r"[\s().\-/\u2010-\u2015\u00a0]+")
_EXTENSION = re.compile(r"(?:ext\.?|x|#)\s*\d{1,6}$", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?=.{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_FULL_BIRTHDAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT_BIRTHDAY = re.compile(r"\d{2}-\d{2}")


# ------------------------------------------------------------------------------------------------------------ phone


def normal_phone(text: str, region: str = "US", own: Collection[str] = ()) -> str:
    """The E.164 form of a phone, `+13035551234` (rule I01). Raises Refused (BAD_PHONE).

    region: where a number without a country code is read; US and CA share one plan, elsewhere the country code must be
    typed. A number of another country is taken where phones have so many digits (country_codes.py). own: the store's
    own numbers in E.164, which are nobody's. Numbers people make up (one digit throughout, the fictional 555-0100 to
    555-0199) are refused with that reason.
    """
    digits, international = _phone_digits(text)
    if not digits:
        _refuse(RefusalCode.BAD_PHONE, f"“{shown(text)}” is not a phone number. Type the ten digits.")
    if len(set(_subscriber(digits, international))) == 1:
        _refuse(RefusalCode.BAD_PHONE, "This phone is one digit throughout, so it is nobody's. Leave it empty instead.")
    phone = _e164(digits, international, region)
    if phone is None or _trouble_abroad(phone) is not None:
        _refuse(RefusalCode.BAD_PHONE, _what_is_wrong(digits, international, region))
    if is_fictional(phone):
        _refuse(RefusalCode.BAD_PHONE, "555-01xx numbers are made up for films. Leave the phone empty instead.")
    if phone in own:
        _refuse(RefusalCode.BAD_PHONE, "This is the store's own phone. Leave the phone empty instead.")
    return phone


def whole_phone(text: str, region: str = "US") -> str | None:
    """The E.164 form of a text that is a whole phone number, placeholders too, else None. For looking up: a number from
    abroad that is impossible there may be a member's from before that was looked at."""
    digits, international = _phone_digits(text)
    return _e164(digits, international, region) if digits else None


def is_fictional(phone: str) -> bool:
    """Whether an E.164 phone lies in the range 555-0100 to 555-0199 that the numbering plan keeps for fiction."""
    return re.fullmatch(r"\+1\d{3}55501\d\d", phone) is not None


def _phone_digits(text: str) -> tuple[str, bool]:
    """The digits, and whether a country code leads them; no digits when anything else stands in the text."""
    if len(text) > 60:
        return "", False
    bare = _PHONE_SIGNS.sub("", _EXTENSION.sub("", _visible(unicodedata.normalize("NFKC", text)).strip()))
    international = bare.startswith("+")
    bare = bare.removeprefix("+")
    if not (bare.isascii() and bare.isdigit()):
        return "", False
    for exit_code in ("011", "00"):
        if not international and bare.startswith(exit_code):
            return bare.removeprefix(exit_code), True
    return bare, international


def _e164(digits: str, international: bool, region: str) -> str | None:
    if international and not digits.startswith("1"):
        return _e164_abroad(digits)
    if not international and region not in ("US", "CA"):
        return None
    national = _national(digits, international)
    return f"+1{national}" if _trouble_of_national(national) is None else None


def _e164_abroad(digits: str) -> str | None:
    known = country_codes.parted(digits)
    if known is None:
        return f"+{digits}" if FEWEST_ABROAD <= len(digits) <= country_codes.MOST_DIGITS and digits[0] != "0" else None
    code, national = known[0], country_codes.from_abroad(*known)
    whole = country_codes.is_possible(code, national) or len(code + national) >= FEWEST_ABROAD
    return f"+{code}{national}" if whole and len(code + national) <= country_codes.MOST_DIGITS else None


def _national(digits: str, international: bool) -> str:
    """Without the 1 of the North American plan in front."""
    return digits[1:] if digits.startswith("1") and (international or len(digits) == 11) else digits


def _trouble_of_national(national: str) -> str | None:
    """What is wrong with ten digits of the North American plan, or None.

    Its rules: area and exchange begin with 2-9, neither is N11, the area's second digit is not 9.
    """
    if len(national) != 10:
        return f"A phone here has ten digits; this one has {len(national)}."
    if national[0] in "01" or national[1] == "9" or national[1:3] == "11":
        return f"No phone has the area code {national[:3]}. Look at the first three digits again."
    if national[3] in "01" or national[4:6] == "11":
        return f"No phone has {national[3:6]} after the area code. Look at the middle three digits again."
    return None


def _subscriber(digits: str, international: bool) -> str:
    """Without any country code."""
    abroad = country_codes.parted(digits) if international and not digits.startswith("1") else None
    return _national(digits, international) if abroad is None else abroad[1]


def _trouble_abroad(phone: str) -> str | None:
    """What is wrong with an E.164 phone of another country, or None."""
    if phone.startswith("+1"):
        return None
    known = country_codes.parted(phone[1:])
    if known is None:
        return f"No country has the code +{phone[1:4]}. Look at the digits after the + again."
    code, national = known
    if country_codes.is_possible(code, national):
        return None
    many = country_codes.lengths_in_words(code)
    return f"A phone there has {many} digits after +{code}; this one has {len(national)}."


def _what_is_wrong(digits: str, international: bool, region: str) -> str:
    if international and not digits.startswith("1"):
        return _trouble_abroad(f"+{digits}") or "This is not a phone number."
    if not international and region not in ("US", "CA"):
        return "Type the phone with its country code, like +44 20 7946 0000."
    return _trouble_of_national(_national(digits, international)) or "This is not a phone number."


# ------------------------------------------------------------------------------------------------------------ names


def normal_name(text: str) -> str:
    """One name as it is kept: composed (NFC), trimmed, blanks single, nothing unseen (bidi overrides, zero-width).

    Raises Refused (BAD_NAME) when no letter or digit, or more than MAX_NAME characters, is left.
    """
    name = " ".join(_visible(unicodedata.normalize("NFC", text)).split())
    if not any(character.isalnum() for character in name):
        _refuse(RefusalCode.BAD_NAME, "A name needs at least one letter.")
    if len(name) > MAX_NAME:
        _refuse(RefusalCode.BAD_NAME, f"This name has {len(name)} characters; {MAX_NAME} are the most.")
    return name


def split_name(text: str) -> tuple[str, str]:
    """First and last name of a whole one: `Maria Garcia` and `Garcia, Maria` are the same; one word is a first name.

    With more than two words the last one is the last name. Raises Refused (BAD_NAME).
    """
    last, comma, first = text.partition(",")
    if comma and any(c.isalnum() for c in first) and any(c.isalnum() for c in last):
        return normal_name(first), normal_name(last)
    words = " ".join(_visible(text).replace(",", " ").split()).rsplit(" ", 1)
    return normal_name(words[0]), normal_name(words[1]) if len(words) == 2 else ""


_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_JOINING = frozenset("'’‘ʼʻ`´′＇")
_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def name_words(text: str) -> tuple[str, ...]:
    """The words by which a name is found, in the order typed: small letters, no accents, only letters and digits.

    `D’Angelo Ruíz-Łuczak` has `dangelo ruiz luczak`. An apostrophe joins, everything else that is no letter divides.
    Han, Kana and Hangul are one word a character, because such names have no blanks. Any text is taken; none raises.
    """
    if text.isascii():
        return tuple(_NOT_A_WORD.sub(" ", text.replace("'", "").replace("`", "").lower()).split())
    words: list[str] = []
    word = ""
    for character in _without_accents(text):
        if character in _JOINING:
            continue
        category = unicodedata.category(character)
        if _stands_alone(character):
            words += [word, character]
            word = ""
        elif category[0] in "LMN":
            word += character
        elif category != "Cf":  # a soft hyphen or a direction mark inside a word is not its end
            words.append(word)
            word = ""
    return tuple(w for w in [*words, word] if w)


def indexed_words(first_name: str, last_name: str) -> tuple[str, ...]:
    """The words under which a member is kept: name_words, and for a name with an apostrophe or a hyphen also its pieces
    and the whole (`O'Brien`: obrien, brien; `Smith-Jones`: smith, jones, smithjones). Each word once."""
    name = f"{first_name} {last_name}"
    if name.isascii() and name.replace(" ", "").isalpha():  # nearly every name here, and many times as fast
        return tuple(dict.fromkeys(name.lower().split()))
    words: list[str] = []
    for part in name.split():
        whole = name_words(part)
        words += whole
        pieces = name_words("".join(" " if c in _JOINING else c for c in part))
        words += [piece for piece in pieces if len(piece) > 1]
        if len(whole) > 1 and not any(_stands_alone(word) for word in whole):
            words.append("".join(whole))
    return tuple(dict.fromkeys(words))


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_NOT_DECOMPOSED)
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)  # Hangul is whole again


def _stands_alone(word: str) -> bool:
    """Whether this is one sign of Han, Hiragana, Katakana or Hangul."""
    point = ord(word[0])
    return len(word) == 1 and (
        0x3040 <= point <= 0x30FF
        or 0x3400 <= point <= 0x4DBF
        or 0x4E00 <= point <= 0x9FFF
        or 0xAC00 <= point <= 0xD7A3
        or 0x20000 <= point <= 0x323AF
    )


# ----------------------------------------------------------------------------------------------- e-mail and birthday


def normal_email(text: str) -> str:
    """An e-mail address in small letters. Strict: no quotes, no comments, ASCII. Raises Refused (BAD_EMAIL)."""
    email = _visible(text).strip().lower()
    if len(email) > MAX_EMAIL or _EMAIL.fullmatch(email) is None:
        _refuse(RefusalCode.BAD_EMAIL, f"“{shown(text)}” is not an e-mail address. One looks like maria@example.com.")
    return email


def normal_birthday(text: str, today: date | None = None) -> str:
    """`2001-05-30`, or `05-30` when the year is not known. Raises Refused (BAD_BIRTHDAY).

    today: the business day, when given: no birthday lies after it or more than OLDEST_AGE years before it. Other orders
    are never guessed.
    """
    typed = _visible(text).strip()
    short, full = _SHORT_BIRTHDAY.fullmatch(typed), _FULL_BIRTHDAY.fullmatch(typed)
    if not typed.isascii() or not (short or full):
        words = f"“{shown(text)}” is not a birthday. Type 2001-05-30, or 05-30 without a year."
        _refuse(RefusalCode.BAD_BIRTHDAY, words)
    try:
        born = date.fromisoformat(f"2000-{typed}" if short else typed)
    except ValueError:
        _refuse(RefusalCode.BAD_BIRTHDAY, f"“{shown(text)}” is on no calendar.")
    if short:
        return typed
    if born.year < 1900 or (today is not None and born.year < today.year - OLDEST_AGE):
        _refuse(RefusalCode.BAD_BIRTHDAY, f"Nobody is that old. Look at the year {born.year} again.")
    if today is not None and born > today:
        _refuse(RefusalCode.BAD_BIRTHDAY, "This birthday is still to come. Look at the year again.")
    return typed


# ------------------------------------------------------------------------------------------------------------ pieces


def _visible(text: str) -> str:
    """Without the characters nobody sees; tabs and line ends become blanks."""
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)


def shown(text: str) -> str:
    """What was typed, as a refusal may show it: without what is not seen, and short."""
    seen = " ".join(_visible(text).split())
    return seen if len(seen) <= 40 else f"{seen[:39]}…"


def _refuse(code: RefusalCode, words: str) -> NoReturn:
    raise Refused(Refusal(code, words))
