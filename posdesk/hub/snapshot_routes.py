"""Decides under which addresses a register finds a snapshot and its parts, and what it is told where there is none.

Refuses to know how snapshots are made (posdesk.hub.snapshots).
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from posdesk.hub import described
from posdesk.hub.answers import Rejected, answer_of
from posdesk.hub.door import Front, Speaker, asks, at_the_database, witness_of
from posdesk.sync import snapshot_wire, wire

NONE = "This hub has no snapshot: facts come page by page."
GONE = "This snapshot is not here any more: ask for the newest one."
BEYOND = "The snapshot ends before that byte."

routes = APIRouter(prefix="/v1/snapshot")
Name = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The SHA-256 of the packed snapshot.")]


@routes.get("/head", **described.SNAPSHOT)
async def head(request: Request, device: Speaker) -> Response:
    """What there is to fetch for a register that is far behind."""
    front = await asks(request, "snapshot", device)
    seen = witness_of(request)

    def work() -> Response:
        offered = front.snapshots.offered() if front.snapshots is not None else None
        if offered is None or not front.service.of(device).may_have(seen, offered.witness):
            raise Rejected(404, "no_snapshot", NONE)
        return answer_of(snapshot_wire.write_snapshot(offered), wire.JSON, "")

    return await at_the_database(front, work)


@routes.get("/{sha256}", **described.PART)
async def part(request: Request, device: Speaker, sha256: Name) -> Response:
    """A part of a packed snapshot; of a larger one than an answer holds, its beginning."""
    front = await asks(request, "snapshot", device)
    start, most = snapshot_wire.read_range(request.headers.get("range", ""))
    return await at_the_database(front, lambda: _part(front, sha256, start, most))


def _part(front: Front, sha256: str, start: int, most: int) -> Response:
    found = front.snapshots.part(sha256, start, most) if front.snapshots is not None else None
    if found is None:
        raise Rejected(404, "no_snapshot", GONE)
    bytes_, size = found
    if not bytes_:
        raise Rejected(416, "beyond", BEYOND)
    told = {"content-type": wire.PACKED, "cache-control": "no-store", "accept-ranges": "bytes"}
    return Response(bytes_, 206, told | {"content-range": f"bytes {start}-{start + len(bytes_) - 1}/{size}"})
