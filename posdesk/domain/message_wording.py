"""Decides how a message reads: its wording with the words in braces filled in.

A name is filled in when the message is sent and kept in no fact; everything else when it is queued.
"""

import re
from collections.abc import Sequence

from posdesk.domain.member import Member
from posdesk.domain.message_facts import Variable

AT_SENDING = frozenset({"name"})
"""What is not known to the fact of a message: it is looked up when the message is sent."""
_BRACED = re.compile(r"\{([^{}]*)\}")


def gaps(wording: str, variables: Sequence[Variable]) -> list[str]:
    """The words in braces that nothing is known for, in the order in which they stand."""
    known = AT_SENDING | {variable.name for variable in variables}
    return list(dict.fromkeys(name for name in _BRACED.findall(wording) if name not in known))


def used(wording: str, variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Those variables that the wording has."""
    return tuple(variable for variable in variables if f"{{{variable.name}}}" in wording)


def worded(wording: str, variables: Sequence[Variable], member: Member) -> str:
    """The message as it is sent to a member. Raises KeyError for a word in braces that nothing is known for: `gaps`
    is asked before."""
    known = {variable.name: variable.text for variable in variables} | {"name": member.first_name}
    return _BRACED.sub(lambda braced: known[braced[1]], wording)
