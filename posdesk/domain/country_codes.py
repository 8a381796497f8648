"""Decides which numbers of other countries' phones are possible: by the country's code and how many digits follow it.

Source: the tables of libphonenumber (possible lengths by country code, metadata of 9.0), which rest on ITU-T E.164 and
the plans of the countries; a test holds this table against them. North America (+1) is not here: identity.py knows its
plan. Refuses to know whether a number is in service.
"""

from typing import Final

MOST_DIGITS: Final = 15
"""With the country code (E.164)."""
_BY_LENGTHS: Final = {
    "4-5": "290",
    "4-7": "690",
    "4-11": "352",
    "4-12": "598",
    "4-13": "43 49",
    "4-7 10": "98",
    "4 7": "683",
    "5": "500 682",
    "5-6": "247",
    "5-7": "688",
    "5-8": "386",
    "5-10": "27 64",
    "5-11": "31",
    "5-12": "358 971",
    "5-10 12": "61",
    "5-9 11": "852",
    "5-7 10": "685",
    "5-6 8-13": "82",
    "5 7": "676 677 678",
    "5 8": "47 686",
    "6": "298 299 672 687",
    "6-7": "597",
    "6-9": "252 355",
    "6-10": "48 95 880",
    "6-11": "375 595",
    "6-12": "39 381",
    "6-10 12": "46",
    "6-9 12": "359",
    "6-8 10": "53",
    "6-7 9": "421",
    "6 8-9": "376 689",
    "6 8-13": "63",
    "6 9": "40 508 681",
    "7": "238 239 246 248 269 291 297 592 673 674 680 691 692",
    "7-8": "241 599 670 675 853 961 965 975",
    "7-9": "231 385 967 968",
    "7-10": "84 243 254 353",
    "7-11": "886",
    "7-12": "86 882 972",
    "7-13": "62",
    "7-9 11": "974",
    "7-8 10": "230 267 372",
    "7-8 10-11": "507",
    "7-8 11": "503",
    "7 9": "220 245 265 354 423",
    "7 9-10": "44 263",
    "7 10": "960",
    "7 10 12-13": "90",
    "7 11": "501 679",
    "8": "45 216 222 223 226 227 228 232 235 236 253 257 266 350 356 357 370 371 373 374 389 505 509 800 808 973 993",
    "8-9": "32 36 51 213 224 233 237 250 258 264 268 377 382 387 591 962 963",
    "8-10": "20 60 855 856 964 970 976",
    "8-11": "55 593",
    "8-12": "92 383 883",
    "8-13": "81 91",
    "8-10 13": "66",
    "8 10": "378 506 850",
    "8 10-11": "57 65 977",
    "8 11": "502 504",
    "9": "33 34 93 94 211 212 218 221 240 242 244 249 251 255 256 260 261 262 351 590 594 596 979 992 994 995 998",
    "9-10": "380 881 966 996",
    "9-11": "56",
    "9-12": "420",
    "9 12": "41 870",
    "10": "52 58 225 229",
    "10-11": "54",
    "10-12": "30 234",
    "10 14": "7",
    "11": "888",
    "12": "878",
}
"""How many digits may follow the country code, and the codes of which that is true."""
_LENGTHS: Final = {code: lengths for lengths, codes in _BY_LENGTHS.items() for code in codes.split()}
_DIAL_0: Final = frozenset(
    (
        "20 27 31 32 33 40 41 43 44 46 49 51 53 54 55 57 58 60 61 62 63 64 66 81 82 84 86 90 91 92 93 94 95 98 211 212 "
        "213 218 231 232 233 234 243 249 250 251 252 254 255 256 260 261 262 263 264 265 291 353 355 358 359 370 373 "
        "374 377 380 381 382 383 385 386 387 389 421 423 508 590 591 593 594 595 596 598 686 850 855 856 880 886 961 "
        "962 963 964 966 967 970 971 972 976 977 994 995 996 "
    ).split()
)
"""Where a 0 is dialled before a number inside the country, and never from abroad."""
_MEXICO: Final = "52"


def parted(digits: str) -> tuple[str, str] | None:
    """The country code and the rest of a number that begins with one; None where no country has it. No code is the
    beginning of another."""
    for length in (1, 2, 3):
        if digits[:length] in _LENGTHS:
            return digits[:length], digits[length:]
    return None


def from_abroad(code: str, national: str) -> str:
    """The number as it is dialled from abroad: without the 0 that people write there all the same (`+44 (0)20 ...`),
    and in Mexico without the 1 of mobile phones, which has been no part of a number since 2019."""
    if code in _DIAL_0 and national.startswith("0") and is_possible(code, national[1:]):
        return national[1:]
    if code == _MEXICO and len(national) == 11 and national.startswith("1"):
        return national[1:]
    return national


def is_possible(code: str, national: str) -> bool:
    """Whether a number of that country may have so many digits, and does not begin with a 0 that nobody dials."""
    return len(national) in lengths(code) and not (code in _DIAL_0 and national.startswith("0"))


def lengths(code: str) -> frozenset[int]:
    """How many digits may follow a country code that `parted` knows."""
    found: set[int] = set()
    for part in _LENGTHS[code].split():
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def lengths_in_words(code: str) -> str:
    """`10`, `7, 9 or 10`, `4 to 13`."""
    parts: list[str] = []
    for part in _LENGTHS[code].split():
        first, _, last = part.partition("-")
        parts += [first, last] if last and int(last) == int(first) + 1 else [part.replace("-", " to ")]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"
