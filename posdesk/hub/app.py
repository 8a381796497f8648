"""Decides which requests the hub answers, under which address, and how each goes on to the service.

Refuses to know what a fact is. OpenAPI tells the same to programs (posdesk.hub.described).
"""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from db.new_ids import RandomIds
from posdesk import __version__
from posdesk.counter.ports import Ids
from posdesk.domain.codec import canonical, refuse
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.replication import Outcome, Verdict
from posdesk.hub import described, snapshot_routes
from posdesk.hub.answers import NO_DATABASE, Rejected, answer_of, no_to
from posdesk.hub.door import (
    Front,
    Speaker,
    a_push,
    asks,
    at_the_database,
    check_protocol,
    front_of,
    may_pair,
    says,
    text_of,
    witness_of,
)
from posdesk.hub.limits import Limits, Seconds
from posdesk.hub.logs import Log, to_stderr
from posdesk.hub.metrics import TEXT, prometheus
from posdesk.hub.open import v1_open
from posdesk.hub.open_desk import OpenDesk
from posdesk.hub.open_intake import OpenIntake
from posdesk.hub.service import NO_HUB, HubService
from posdesk.hub.snapshots import Snapshots
from posdesk.hub.telling import Manner, telling_of
from posdesk.hub.watching import watch
from posdesk.sync import sharing_wire, wire
from posdesk.sync.trouble import SyncTrouble
from posdesk.sync.wire_values import MOST_NUMBER

HEALTH_SECONDS = 5.0
"""How long the database may take to answer before the hub calls itself ill."""

v1 = APIRouter(prefix="/v1")
Position = Annotated[int, Query(ge=0, le=MOST_NUMBER, description="The position after which facts are wanted.")]
HowMany = Annotated[int, Query(ge=1, le=wire.MOST_FACTS, description="How many facts at most.")]
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
Day = Annotated[str, Query(pattern=DAY, description="A business day.", json_schema_extra={"format": "date"})]


def make_app(
    service: HubService,
    limits: Limits = Limits(),  # noqa: B008  # a frozen value
    *,
    snapshots: Snapshots | None = None,
    log: Log = to_stderr,
    seconds: Seconds = time.monotonic,
    closing: Callable[[], None] = lambda: None,
    ids: Ids | None = None,
    manner: Manner | None = Manner(),  # noqa: B008  # a frozen value
) -> FastAPI:
    """The hub as an ASGI app. snapshots: for registers that are far behind; None: there are none. log: takes a line of
    JSON for each request. seconds: never goes back. closing: called once, after the last request. ids: of facts that
    other systems send. manner: in which webhooks are told while it runs; None: they are not."""
    front, opened = Front(service, limits, seconds, log, snapshots), OpenDesk(service, ids or RandomIds())

    @asynccontextmanager
    async def while_it_runs(_app: FastAPI) -> AsyncIterator[None]:
        async with telling_of(opened, manner, log):
            yield
        closing()

    app = FastAPI(
        title="PosDesk hub",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=while_it_runs,
    )
    app.state.front = front
    app.state.intake = OpenIntake(opened)
    app.include_router(v1)
    app.include_router(snapshot_routes.routes)
    app.include_router(v1_open)
    app.add_api_route("/openapi.json", openapi, include_in_schema=False)
    kinds = Rejected, Refused, SyncTrouble, RequestValidationError, HTTPException, DBAPIError, NoConnection
    for kind in kinds:
        app.add_exception_handler(kind, no_to)
    watch(app, front)
    return app


async def openapi(request: Request) -> Response:
    """What this hub answers, for programs."""
    return answer_of(canonical(described.of_app(request.app)), "application/json", _accepts(request))


@v1.post("/pair", **described.PAIR)
async def pair(request: Request) -> Response:
    """Let a register in that shows a code, once."""
    check_protocol(request)
    front, name = front_of(request), may_pair(request)
    asking = wire.read_asking(await text_of(request, wire.JSON))
    try:
        admitted = await at_the_database(front, lambda: front.service.let_in(asking))
    except Refused as no:
        if no.refusal.code is RefusalCode.BAD_CODE:
            front.lockout.failed(name)
        raise
    front.lockout.succeeded(name)
    request.state.noted["device"] = admitted.device
    return answer_of(wire.write_admitted(admitted), wire.JSON, _accepts(request))


@v1.post("/hello", **described.HELLO)
async def hello(request: Request, device: Speaker) -> Response:
    """A register introduces itself, and learns what both have in common."""
    front, said = front_of(request), wire.read_hello(await says(request, "hello", device, wire.JSON))
    return await _answered(request, wire.JSON, lambda: wire.write_welcome(front.service.of(device).hello(said)))


@v1.post("/facts", **described.PUSH)
async def push(request: Request, device: Speaker) -> Response:
    """A register offers facts; each gets a verdict of its own."""
    front, text = front_of(request), await says(request, "push", device, wire.LINES)
    seen, lines = witness_of(request), wire.read_lines(text)
    with a_push(front):
        answered = await at_the_database(front, lambda: front.service.of(device).push(seen, lines))
    _count(request, answered.verdicts)
    return answer_of(wire.write_answered(answered), wire.JSON, _accepts(request))


@v1.get("/facts", **described.PULL)
async def pull(request: Request, device: Speaker, after: Position = 0, limit: HowMany = wire.MOST_FACTS) -> Response:
    """The facts that follow a position, in order."""
    front = await asks(request, "pull", device)
    seen = witness_of(request)

    def work() -> str:
        page = front.service.of(device).pull(seen, after, limit)
        request.state.noted["facts"] = len(page.facts)
        return wire.write_page(page)

    return await _answered(request, wire.LINES, work)


@v1.post("/have", **described.HAVE)
async def have(request: Request, device: Speaker) -> Response:
    """Where each of these facts stands, 0 for one the hub lacks."""
    front, text = front_of(request), await says(request, "have", device, wire.LINES)
    seen, ids = witness_of(request), wire.read_ids(text)
    request.state.noted["ids"] = len(ids)
    return await _answered(request, wire.JSON, lambda: wire.write_positions(front.service.of(device).have(seen, ids)))


@v1.post("/share", **described.SHARE)
async def share(request: Request, device: Speaker) -> Response:
    """Which of the facts that wait at a register the hub lacks, and which wait here besides."""
    front, text = front_of(request), await says(request, "have", device, wire.LINES)
    seen, (after, upto, ids) = witness_of(request), sharing_wire.read_sharing(text)
    request.state.noted["ids"] = len(ids)
    return await _answered(
        request, wire.LINES, lambda: sharing_wire.write_shared(front.service.of(device).share(seen, after, upto, ids))
    )


@v1.post("/registers", **described.VOUCH)
async def vouch(request: Request, device: Speaker) -> Response:
    """A store's hub says which registers it let in."""
    front, registers = front_of(request), sharing_wire.read_vouched(await says(request, "hello", device, wire.JSON))
    if not device.for_hub:
        raise Rejected(403, "no_hub", NO_HUB)
    return await _answered(
        request, wire.JSON, lambda: sharing_wire.write_standings(front.service.of(device).vouch(registers))
    )


@v1.get("/tally", **described.TALLY_OF_DAYS)
async def tally(request: Request, device: Speaker, first: Day, last: Day) -> Response:
    """How many facts each store's days hold, and a mark of them; both days included."""
    front = await asks(request, "tally", device)
    seen = witness_of(request)
    request.state.noted["days"] = _days(first, last)
    return await _answered(
        request, wire.JSON, lambda: wire.write_tally(front.service.of(device).tally(seen, first, last))
    )


@v1.get("/health", **described.HEALTH)
async def health(request: Request) -> Response:
    """Whether the hub can do its work. Anybody may ask."""
    front = front_of(request)
    with anyio.move_on_after(HEALTH_SECONDS):
        await anyio.to_thread.run_sync(front.service.counts, abandon_on_cancel=True)
        text = canonical({"ok": True, "version": __version__, "protocol": wire.PROTOCOL})
        return answer_of(text, wire.JSON, _accepts(request))
    raise Rejected(503, "busy", NO_DATABASE, 5.0)


@v1.get("/metrics", **described.METRICS)
async def metrics(request: Request) -> Response:
    """Counts of the hub's work as Prometheus text. Anybody may ask: it names nobody."""
    front = front_of(request)
    devices, head = await at_the_database(front, front.service.counts)
    return answer_of(prometheus(front.metrics, devices, head, front.pushing), TEXT, _accepts(request))


async def _answered(request: Request, kind: str, work: Callable[[], str]) -> Response:
    """Work at the database that ends in an answer; it is packed in the same thread."""
    accepts = _accepts(request)
    return await at_the_database(front_of(request), lambda: answer_of(work(), kind, accepts))


def _accepts(request: Request) -> str:
    return request.headers.get("accept-encoding", "")


def _days(first: str, last: str) -> int:
    """How many days are asked for. Raises Refused."""
    try:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    except ValueError:
        refuse("first, last", "are not two dates like 2026-11-23")
    return days if days <= wire.MOST_DAYS else refuse("last", f"is more than {wire.MOST_DAYS} days after first")


def _count(request: Request, verdicts: Sequence[Verdict]) -> None:
    noted: dict[str, Any] = request.state.noted
    noted["facts"] = len(verdicts)
    for outcome in Outcome:
        number = sum(verdict.outcome is outcome for verdict in verdicts)
        if number:
            noted[outcome.value] = number
            front_of(request).metrics.facts[outcome.value] += number
