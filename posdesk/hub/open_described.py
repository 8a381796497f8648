"""Decides how OpenAPI describes the requests and answers of the open API. Refuses to check anything."""

from typing import Any

from pydantic import BaseModel

from posdesk.hub.described import ERROR, NUMBER, UUID, WORDS, Schema, object_of
from posdesk.hub.open_forms import MemberForm, VisitForm
from posdesk.sync import wire

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
FLAG: Schema = {"type": "boolean"}
MAYBE_WORDS: Schema = {"type": ["string", "null"]}
MEMBERS = object_of({"members": {"type": "array", "items": UUID, "maxItems": 20}})
CARD = object_of(
    {
        "member": UUID,
        "name": WORDS,
        "as_of": WORDS,
        "program": WORDS,
        "tier": {"type": "object"},
        "visits": NUMBER,
        "spend_cents": {"type": "integer"},
        "points": {"type": "integer"},
        "points_available": {"type": "integer"},
        **{each: {"type": "array"} for each in ("milestones", "awards", "offers", "history", "lots")},
        "say": WORDS,
    }
)
OFFERS = object_of(
    {"member": UUID, "say": WORDS, **{each: {"type": "array"} for each in ("personas", "offers", "campaigns")}}
)
VISIT = object_of(
    {"visit": UUID, "member": {"anyOf": [UUID, {"type": "null"}]}, "already": FLAG, "words": WORDS},
    {
        "visits": NUMBER,
        "counted": FLAG,
        "why_not": MAYBE_WORDS,
        "points": {"type": "integer"},
        "points_after": {"type": "integer"},
        "tier": WORDS,
    },
)
ENROLLED = object_of(
    {"member": UUID, "name": WORDS, "card_code": MAYBE_WORDS, "already": FLAG},
    {"brought_by": UUID, "no_reward": MAYBE_WORDS},
)
LINES: Schema = {"type": "string", "description": "Each line is a JSON value of its own."}

NOS = {
    400: "The request is not what it has to be; the words begin with the path of the value that is wrong.",
    401: "No key, or one that is unknown or revoked.",
    403: "The key is not for that, or not for that store.",
    404: "There is no such member.",
    408: "The body took too long to arrive.",
    409: "It contradicts what is known: the words say what, and what to do.",
    413: "The request is too large.",
    415: "The body is of another type or encoding.",
    429: "Too much in too short a time; wait as long as Retry-After says.",
    503: "The hub cannot do it now; wait as long as Retry-After says.",
}
_ASKED = (400, 401, 403, 429, 503)
_SENT = (*_ASKED, 404, 408, 409, 413, 415)


def _says(says: str, shapes: dict[str, Schema], nos: tuple[int, ...], statuses: tuple[int, ...] = (200,)) -> Schema:
    content = {kind: {"schema": shape} for kind, shape in shapes.items()}
    responses: dict[int | str, dict[str, Any]] = {each: {"description": says, "content": content} for each in statuses}
    for status in nos:
        responses[status] = {"description": NOS[status], "content": {wire.JSON: {"schema": ERROR}}}
    return {"responses": responses}


def _sends(form: type[BaseModel], described: Schema) -> Schema:
    shape = _flat(form.model_json_schema())
    return described | {"openapi_extra": {"requestBody": {"required": True, "content": {JSON: {"schema": shape}}}}}


def _flat(schema: Any, known: Schema | None = None) -> Any:
    """The schema with what it refers to put in its place: OpenAPI keeps definitions elsewhere."""
    if isinstance(schema, list):
        return [_flat(each, known) for each in schema]
    if not isinstance(schema, dict):
        return schema
    known = schema.get("$defs", known) or {}
    if "$ref" in schema:
        return _flat(known[schema["$ref"].rpartition("/")[2]], known)
    return {name: _flat(value, known) for name, value in schema.items() if name != "$defs"}


LOOK_UP = _says("The ids of the members with exactly this value; often none.", {JSON: MEMBERS}, _ASKED)
STANDING = _says("The member's card, as `show --json` writes it.", {JSON: CARD}, (*_ASKED, 404, 409))
MEMBERS_OFFERS = _says("What can be used, what not, and why.", {JSON: OFFERS}, (*_ASKED, 404, 409))
FACTS = _says("A fact with its position in each line.", {NDJSON: LINES}, (*_ASKED, 409))
STANDINGS = _says("A member's card in each line, or a row.", {NDJSON: LINES, CSV: LINES}, (*_ASKED, 409))
POST_VISIT = _sends(VisitForm, _says("The visit is recorded.", {JSON: VISIT}, _SENT, (200, 201)))
POST_MEMBER = _sends(MemberForm, _says("The member is enrolled.", {JSON: ENROLLED}, _SENT, (200, 201)))
