"""Decides what of a member is hidden from whoever may not see it: the kind of member, since it tells whether she is a
patient (G27).

It goes on counting: offers, rules and segments read it as ever. Refuses to know who may see it, and where it is shown.
What an owner names after it (a rule, a reward, a segment) is the owner's own word and is shown.
"""

from collections.abc import Mapping
from dataclasses import replace

from posdesk.domain.clauses import Clause, ClauseCode
from posdesk.domain.facts import MemberField
from posdesk.domain.segments import Asks, Group, In, Node, Segment
from posdesk.domain.strict_json import canonical, read_json

FIELD = str(MemberField.MEMBER_TYPE)
"""The field, as facts, segments and answers name it."""
LABEL = "Kind of member"
"""What a segment's clause about it is called."""


def veiled(clause: Clause) -> Clause:
    """A clause that tells nothing of what is hidden: neither what was seen nor, where that would tell it, what was
    needed. What does not hold for her kind still says for whom it is: that is the rule's word, not hers."""
    about_it = clause.code is ClauseCode.FIELD and clause.about == LABEL
    if about_it or (clause.code is ClauseCode.MEMBER_TYPE and clause.holds):
        return Clause(ClauseCode.HIDDEN, clause.holds, clause.rule, clause.law, about=clause.about)
    if clause.code is ClauseCode.MEMBER_TYPE:
        return replace(clause, seen=None)
    return replace(clause, parts=tuple(map(veiled, clause.parts))) if clause.parts else clause


def reads(node: Node, segments: Mapping[str, Segment]) -> bool:
    """Whether clauses ask about it. segments: those they may name."""
    match node:
        case Asks():
            return node.field == FIELD
        case In():
            return node.segment in segments and reads(segments[node.segment].root, segments)
        case Group():
            return any(reads(part, segments) for part in node.parts)


def veiled_line(line: str) -> str | None:
    """A fact's line, as codec.encode_fact writes it, for others: without it; None where it says nothing else. Raises
    Refused for what is no line of a fact."""
    if f'"{FIELD}"' not in line:
        return line
    fact = read_json(line)
    body = fact["body"]
    if not isinstance(body, dict):
        return line
    if body.get("field") == FIELD:
        return None
    return canonical(fact | {"body": {key: value for key, value in body.items() if key != FIELD}})
