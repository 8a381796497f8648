"""Decides which requests of other systems the hub answers under /v1/open, and how each goes on.

Same rules, other doors: what a member has and may use comes from the counter's own use cases (posdesk.hub.open_desk),
and so does what is recorded (posdesk.hub.open_intake). Refuses to know either.
"""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from db.hub.idempotency import MOST_KEY
from db.hub.looked_up import By
from db.rows import is_uuid
from posdesk.counter.card_values import Json
from posdesk.domain.codec import MAX_TEXT, canonical
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub import open_described as described
from posdesk.hub.answers import answer_of
from posdesk.hub.door import at_the_database, front_of, text_of
from posdesk.hub.open_door import Exporter, Reader, Writer, in_time, intake_of, open_of, streamed
from posdesk.hub.open_exports import Exports
from posdesk.hub.open_intake import Done
from posdesk.sync import wire
from posdesk.sync.wire_values import MOST_NUMBER

REPLAYED = "idempotency-replayed"
"""The header of an answer that was given before under the same key."""
ONE_OF = f"Ask by exactly one of {', '.join(By)}."
NOT_AN_ID = "after: is no member's id"

v1_open = APIRouter(prefix="/v1/open")
Value = Annotated[str | None, Query(min_length=1, max_length=254)]
Store = Annotated[
    str | None, Query(min_length=1, max_length=MAX_TEXT, description="Where she stands; her own without it.")
]
After = Annotated[int, Query(ge=0, le=MOST_NUMBER, description="The position after which facts are wanted.")]
AfterMember = Annotated[str | None, Query(max_length=MAX_TEXT, description="The last member that was had.")]
Seen = Annotated[
    str | None, Header(alias=wire.WITNESS_HEADER, max_length=120, description="The head of the export before.")
]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]+$",
        min_length=1,
        max_length=MOST_KEY,
        description="Of the asker's choosing: the same for the same request, and for no other.",
    ),
]


class Form(StrEnum):
    """How standings are written."""

    LINES = "lines"
    CSV = "csv"


@v1_open.get("/members", **described.LOOK_UP)
async def members(
    request: Request, key: Reader, phone: Value = None, card: Value = None, email: Value = None, external: Value = None
) -> Response:
    """Who has exactly this phone, card, e-mail or external id. Names cannot be looked up."""
    front = front_of(request)
    in_time(front, "look_up", key)
    given = {By.PHONE: phone, By.CARD: card, By.EMAIL: email, By.EXTERNAL: external}
    ((by, value), *more) = [(by, value) for by, value in given.items() if value is not None] or [(By.PHONE, "")]
    if more or not value:
        raise Refused(Refusal(RefusalCode.BAD_FACT, ONE_OF))
    found = await at_the_database(front, lambda: open_of(request).members(by, value))
    return _json(request, {"members": found})


@v1_open.get("/members/{member}/standing", **described.STANDING)
async def standing(request: Request, key: Reader, member: str, store: Store = None) -> Response:
    """A member's tier, points, milestones, awards and offers, with the reasons that the counter gives."""
    front = front_of(request)
    in_time(front, "read", key)
    return _json(request, await at_the_database(front, lambda: open_of(request).standing(key, member, store)))


@v1_open.get("/members/{member}/offers", **described.MEMBERS_OFFERS)
async def offers(request: Request, key: Reader, member: str, store: Store = None) -> Response:
    """What a member can use now, what each campaign means for her, and why what is not to be had is not."""
    front = front_of(request)
    in_time(front, "read", key)
    return _json(request, await at_the_database(front, lambda: open_of(request).offers(key, member, store)))


@v1_open.get("/facts", **described.FACTS)
async def facts(request: Request, key: Exporter, after: After = 0, seen: Seen = None) -> Response:
    """Every fact after a position, in order, a line each. The header posdesk-witness names the end; shown again with
    the next export, it finds out whether the hub was put back to an older copy in between."""
    front = front_of(request)
    in_time(front, "export", key)
    exports = Exports(open_of(request), key)
    known = None if seen is None else wire.read_witness(seen)
    head = await at_the_database(front, lambda: exports.head(known))
    pages = streamed(front, exports.facts(after, head.position))
    return StreamingResponse(pages, headers=_of(described.NDJSON) | {wire.WITNESS_HEADER: wire.write_witness(head)})


@v1_open.get("/standings", **described.STANDINGS)
async def standings(
    request: Request,
    key: Exporter,
    form: Annotated[Form, Query(alias="format")] = Form.LINES,
    after: AfterMember = None,
) -> Response:
    """Every member's card, in the order of their ids: all as of the same moment."""
    front = front_of(request)
    in_time(front, "export", key)
    if after is not None and not is_uuid(after):
        raise Refused(Refusal(RefusalCode.BAD_FACT, NOT_AN_ID))
    exports, now = Exports(open_of(request), key), front.service.clock.now()
    if form is Form.CSV:
        return StreamingResponse(
            streamed(front, exports.standing_table(after, now)), headers=_of(f"{described.CSV}; header=present")
        )
    return StreamingResponse(streamed(front, exports.standing_lines(after, now)), headers=_of(described.NDJSON))


@v1_open.post("/visits", **described.POST_VISIT)
async def visit(request: Request, key: Writer, idempotency_key: Key) -> Response:
    """Record a visit that another system saw, exactly as a register would have."""
    front = front_of(request)
    in_time(front, "write", key)
    text = await text_of(request, described.JSON)
    intake = intake_of(request)
    return _done(request, await at_the_database(front, lambda: intake.visit(key, idempotency_key, text)))


@v1_open.post("/members", **described.POST_MEMBER)
async def member(request: Request, key: Writer, idempotency_key: Key) -> Response:
    """Enrol a member whom another system knows."""
    front = front_of(request)
    in_time(front, "write", key)
    text = await text_of(request, described.JSON)
    intake = intake_of(request)
    return _done(request, await at_the_database(front, lambda: intake.member(key, idempotency_key, text)))


def _json(request: Request, value: dict[str, Json]) -> Response:
    return answer_of(canonical(value), described.JSON, request.headers.get("accept-encoding", ""))


def _done(request: Request, done: Done) -> Response:
    answer = answer_of(done.text, described.JSON, request.headers.get("accept-encoding", ""), done.status)
    if done.replayed:
        answer.headers[REPLAYED] = "true"
    return answer


def _of(kind: str) -> dict[str, str]:
    return {"content-type": f"{kind}; charset=utf-8", "cache-control": "no-store"}
