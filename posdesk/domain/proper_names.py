"""Decides how a name that was read in capitals only is written: `MCDONALD`, `O'BRIEN`, `DE LA CRUZ`, `SMITH JR`.

An ID says every name in capitals, so nothing is known of its case; a name with one small letter was typed by somebody
and stays. Refuses to know which characters a name may hold (identity.py).
"""

import re

_SMALL = frozenset("da das de del della di do dos du e el la las los y".split())
"""Words inside a name that Spanish, Portuguese, Italian and French write small."""
_DUTCH = frozenset({"van", "von"})
_SMALL_AFTER_DUTCH = frozenset("de den der het ten ter".split())
_ENDINGS = {"JR": "Jr.", "SR": "Sr.", "JNR": "Jr.", "SNR": "Sr.", "1ST": "1st", "2ND": "2nd", "3RD": "3rd"}
_NUMERALS = frozenset("II III IV VI VII VIII IX".split())
_MAC = frozenset(
    """alister allister arthur aulay bride callum coll cormack donald donnell dougall dougal dowell duff farlane gregor
    innes intosh intyre kay kenna kenzie kinnon lachlan laren lean leod mahon manus millan murray namara naughton neil
    neill nicol niven phail phee pherson quarrie queen rae tavish vicar""".split()
)
"""What follows `Mac` in the names that go on with a capital; `Mackey`, `Macias` and `Machado` do not."""
_APOSTROPHES = re.compile(r"(['’‘ʼ`])")


def proper(name: str, *, last: bool = False) -> str:
    """A name that has capitals only as people write it; any other as it is. last: it is a last name, which may begin
    with a small word (`de la Cruz`). The same number of words comes back."""
    if name != name.upper() or not any(c.isalpha() for c in name):
        return name
    words = name.split(" ")
    written = []
    for at, word in enumerate(words):
        follows = at + 1 < len(words) and words[at + 1].strip(".,").upper() not in (*_ENDINGS, *_NUMERALS)
        inside = (at > 0 or last) and follows
        written.append(_word(word, words[at - 1] if at else "", inside=inside))
    return " ".join(written)


def _word(word: str, before: str, *, inside: bool) -> str:
    """One word between blanks. inside: another word of the name follows, and one may stand before it."""
    bare = word.strip(".,")
    if bare in _ENDINGS:
        return _ENDINGS[bare]
    if bare in _NUMERALS:
        return word
    small = word.lower()
    if inside and (small in _SMALL or (small in _SMALL_AFTER_DUTCH and before.lower() in _DUTCH)):
        return small
    return "-".join(_part(part) for part in word.split("-"))


def _part(part: str) -> str:
    """What stands between two hyphens."""
    pieces = _APOSTROPHES.split(part)
    if len(pieces) == 3 and 0 < len(pieces[0]) <= 2 and len(pieces[2]) > 1:  # O'Brien, D'Angelo, De'Shawn
        return f"{pieces[0].capitalize()}{pieces[1]}{_capital(pieces[2])}"
    return _capital(part)


def _capital(word: str) -> str:
    small = word.lower()
    if small.startswith("mc") and len(small) > 3:
        return f"Mc{small[2:].capitalize()}"
    if small.startswith("mac") and small[3:] in _MAC:
        return f"Mac{small[3:].capitalize()}"
    return small[:1].upper() + small[1:]
