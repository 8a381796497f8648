"""Decides how an answer of the hub looks from outside: bytes, content type, compression, and one shape for every no.

Refuses to know what was asked.
"""

import gzip
import math
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.sync import wire
from posdesk.sync.signing import TIME_HEADER
from posdesk.sync.trouble import HistoryChanged, HubBusy, NotTaken, SyncTrouble

WORTH_PACKING = 1024
"""Bytes from which an answer is compressed."""
REFUSED = {
    RefusalCode.BAD_CODE: 403,
    RefusalCode.ALREADY_PAIRED: 409,
    RefusalCode.NO_MEMBER: 404,
    RefusalCode.AMBIGUOUS_MEMBER: 409,
    RefusalCode.PHONE_TAKEN: 409,
    RefusalCode.CARD_TAKEN: 409,
    RefusalCode.FACT_CONFLICT: 409,
    RefusalCode.NO_STORE_YET: 409,
}
"""The status of a refusal; 400 of every other."""
NO_DATABASE = "The hub's database does not answer. It is tried again."


class Rejected(Exception):
    """A request goes no further. code: for programs; words: for people; after: seconds, where waiting helps. time: the
    hub's, where signing it again by that helps."""

    def __init__(
        self, status: int, code: str, words: str, after: float | None = None, *, time: Instant | None = None
    ) -> None:
        super().__init__(words)
        self.status, self.code, self.words, self.after = status, code, words, after
        self.headers = {} if time is None else {TIME_HEADER: str(time)}


def answer_of(text: str, kind: str, accepts: str, status: int = 200) -> Response:
    """An answer of one of our content types, compressed where that is wanted and worth it."""
    body = text.encode("utf-8")
    headers = {"content-type": f"{kind}; charset=utf-8", "cache-control": "no-store", "vary": "accept-encoding"}
    if len(body) > WORTH_PACKING and takes_gzip(accepts):
        body = gzip.compress(body, compresslevel=4, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(body, status, headers)


def takes_gzip(accepts: str) -> bool:
    """Whether an accept-encoding header names gzip, and not to refuse it."""
    for part in accepts.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def no(status: int, code: str, words: str, headers: Mapping[str, str] | None = None) -> Response:
    """A no, in the shape all of them have."""
    answer = answer_of(wire.write_error(code, words), wire.JSON, "", status)
    answer.headers.update(headers or {})
    return answer


def no_to(request: Request, error: Exception) -> Response:
    """The answer to whatever a route raised; notes its code for the log. Raises what is no answer but a bug."""
    status, code, words, after = _meaning(error)
    request.state.noted["error"] = code
    headers = dict(getattr(error, "headers", None) or {})
    if after is not None:
        headers["retry-after"] = str(max(1, math.ceil(after)))
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    if status == HTTPStatus.UPGRADE_REQUIRED:
        headers["upgrade"] = f"posdesk/{wire.PROTOCOL}"
    if status in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT):
        headers["connection"] = "close"  # the rest of the body is not waited for
    return no(status, code, words, headers)


def _meaning(error: Exception) -> tuple[int, str, str, float | None]:
    """Status, code, words and how long to wait."""
    match error:
        case Rejected():
            return error.status, error.code, error.words, error.after
        case Refused():
            code = error.refusal.code
            return REFUSED.get(code, 400), code.value, error.refusal.words, None
        case SyncTrouble():
            return _trouble(error)
        case RequestValidationError():
            return 400, RefusalCode.BAD_FACT.value, _first_fault(error), None
        case HTTPException():
            return error.status_code, "no_such_thing", "This hub has no such page. It may be the older of both.", None
        case DBAPIError() | NoConnection():
            return 503, "busy", NO_DATABASE, 5.0
    raise error


def _trouble(error: SyncTrouble) -> tuple[int, str, str, float | None]:
    match error:
        case HistoryChanged():
            return 409, "history_changed", error.words, None
        case HubBusy():
            return 503, "busy", error.words, error.after
        case NotTaken():
            return 413, "too_large", error.words, None
    raise error


def _first_fault(error: RequestValidationError) -> str:
    """Which value of the query is wrong, and why; without the value."""
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'][1:])}: {first['msg']}"
