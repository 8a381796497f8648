"""Facts as lines, for a hub that has never heard of them."""

import json
from itertools import count
from typing import Any

from posdesk.domain.business_day import business_day
from posdesk.domain.codec import canonical
from tests.builders import CALENDAR, REGISTER, STORE
from tests.fakes.clock import FakeClock

NOW = FakeClock().now()
_numbers = count(1)


def a_line(number: int | None = None, /, body: object = None, **other: Any) -> str:
    """A visit's fact as one line; `other` replaces what is in its envelope."""
    n = next(_numbers) if number is None else number
    fact = {
        "body": body or {"lines": [{"cents": 2500}]},
        "business_day": business_day(NOW, CALENDAR).isoformat(),
        "clock": NOW,
        "id": f"019ac1d0-0000-7000-8000-{n:012x}",
        "incarnation": 1,
        "kind": "visit.recorded",
        "occurred_at": NOW,
        "register": REGISTER,
        "sequence": n,
        "staff": "Dana",
        "store": STORE,
        "subject": None,
        "version": 1,
    }
    return canonical(fact | other)


def id_of(line: str) -> str:
    """The id in a line."""
    return str(json.loads(line)["id"])
