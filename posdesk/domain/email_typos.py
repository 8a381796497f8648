"""Decides which e-mail address may have been meant by one with a slip in its domain. It is suggested, never changed.

Refuses to know whether anybody has either address: nobody asks a network here.
"""

COMMON = (
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "aol.com", "comcast.net", "live.com"),
    *("msn.com", "verizon.net", "sbcglobal.net", "att.net", "protonmail.com", "proton.me"),
)
"""Where most people here have their mail."""
_REAL = frozenset(
    """aim.com bol.com email.com gmx.com gmx.net live.ca live.co.uk mac.com mail.com me.com pm.me proton.com yahoo.ca
    yahoo.co.uk yahoo.es hotmail.es hotmail.co.uk hotmail.fr outlook.es ymail.com rocketmail.com cox.net""".split()
)
"""Domains that look like a slip of one above and are none."""
_ENDINGS = {
    **dict.fromkeys(("con", "cmo", "ocm", "comm", "vom", "xom", "cim", "clm", "coom", "com.com", "comcom"), "com"),
    **dict.fromkeys(("nte", "ner", "nett", "bet"), "net"),
    **dict.fromkeys(("edi", "eduu", "ede"), "edu"),
    **dict.fromkeys(("ogr", "orgg", "prg"), "org"),
}
_ONLY_COM = frozenset(domain.rpartition(".")[0] for domain in COMMON if domain.endswith(".com"))


def meant(email: str) -> str | None:
    """The address that this one, in its normal form, may be a slip for; None when there is nothing to suggest."""
    name, _, domain = email.rpartition("@")
    if domain in COMMON or domain in _REAL or not name:
        return None
    close = [each for each in COMMON if _one_slip(domain, each)]
    if len(close) == 1:
        return f"{name}@{close[0]}"
    front, _, ending = domain.rpartition(".")
    if ending in _ENDINGS:
        return meant(f"{name}@{front}.{_ENDINGS[ending]}") or f"{name}@{front}.{_ENDINGS[ending]}"
    if front in _ONLY_COM and ending in ("co", "cm", "om"):
        return f"{name}@{front}.com"
    return None


def _one_slip(typed: str, right: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two neighbours are swapped."""
    if abs(len(typed) - len(right)) > 1 or typed == right:
        return False
    start = next((at for at, pair in enumerate(zip(typed, right, strict=False)) if pair[0] != pair[1]), None)
    if start is None:  # one of them is the beginning of the other
        return True
    one, other = typed[start:], right[start:]
    swapped = len(one) > 1 and len(other) > 1 and one[1] + one[0] + one[2:] == other
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped
