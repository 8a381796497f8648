"""What OpenAPI says of the hub is what it does, whatever is asked; and no question makes it fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from posdesk.counter.ports import Clock
from posdesk.hub.limits import Limits, Rate
from posdesk.sync import signing, wire
from tests.hub.hubs import House, Stranger, shown

ANY = Rate(1e9, 10**9)
"""So much that nobody is ever put off."""
UNLIMITED = Limits(hello=ANY, push=ANY, pull=ANY, have=ANY, tally=ANY, snapshot=ANY, pairing=ANY, tries=10**9)
ROUTES = {
    "/v1/facts": ["get", "post"],
    "/v1/have": ["post"],
    "/v1/health": ["get"],
    "/v1/hello": ["post"],
    "/v1/metrics": ["get"],
    "/v1/pair": ["post"],
    "/v1/registers": ["post"],
    "/v1/share": ["post"],
    "/v1/snapshot/head": ["get"],
    "/v1/snapshot/{sha256}": ["get"],
    "/v1/tally": ["get"],
}
GOOD_ANSWERS = {route: {200} for route in ROUTES} | {
    "/v1/facts": {200, 400, 409},  # a witness that is made up is of no history of ours
    "/v1/have": {200, 400, 409},
    "/v1/tally": {200, 400, 409},
    "/v1/snapshot/head": {404, 400, 409},  # this hub has none
    "/v1/snapshot/{sha256}": {404},
    "/v1/hello": {200, 400},  # of an epoch that this hub cannot have got to
    "/v1/pair": {403, 400},
    "/v1/registers": {403},  # it is a register that asks
    "/v1/share": {200, 400, 409},
}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@schemathesis.serializer(wire.LINES)
def _as_lines(_context: Any, value: Any) -> bytes:
    """A body of lines is the text itself."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Described:
    """A hub that listens, its description as it gives it, and the secret of a register it let in."""

    house: House
    url: str
    schema: Any
    secret: str


@pytest.fixture
def hub_as_described(house: House) -> Iterator[Described]:
    """One that puts nobody off."""
    with house.serving(UNLIMITED) as hub:
        schema = schemathesis.openapi.from_dict(Stranger(hub.url).ask("GET", "/openapi.json").json())
        yield Described(house, hub.url, schema, house.token())


@dataclass(frozen=True)
class Showing:
    """Puts a register's token and signature on a request that is ready to be sent (an `auth` of requests)."""

    secret: str
    clock: Clock

    def __call__(self, request: Any) -> Any:
        """Sign it."""
        body = request.body or b""
        body = body if isinstance(body, bytes) else body.encode("utf-8")
        seen = request.headers.get(wire.WITNESS_HEADER, "")
        seen = seen if isinstance(seen, str) else seen.decode("latin-1")
        what = signing.Request(request.method, request.path_url.encode("ascii"), seen, body)
        request.headers.update(shown(self.secret, self.clock, what))
        return request


def questions(described: Described, route: str, method: str, mode: GenerationMode, secret: str | None) -> set[int]:
    """Ask what a program makes up from the description, that shows a secret and signs, or does neither; yields the
    statuses of the answers."""
    statuses = set()
    said = {} if secret is None else {wire.HEADER: "1"}
    showing = None if secret is None else Showing(secret, described.house.clock)

    @settings(
        max_examples=40 if mode is GenerationMode.NEGATIVE else 12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=described.schema[route][method].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        statuses.add(case.call_and_validate(described.url, headers=said, checks=CHECKS, auth=showing).status_code)

    ask()
    return statuses


@pytest.mark.parametrize(("route", "method"), [(path, method) for path in ROUTES for method in ROUTES[path]])
def test_every_question_a_program_can_make_up_is_answered_as_described(
    hub_as_described: Described, route: str, method: str
) -> None:
    secret = hub_as_described.secret
    answers = questions(hub_as_described, route, method, GenerationMode.POSITIVE, secret)
    assert answers <= GOOD_ANSWERS[route]
    assert answers & {200, 403, 404, 409}  # what is as described gets past the door; 404: there is no snapshot
    if route not in ("/v1/health", "/v1/metrics"):
        assert 400 in questions(hub_as_described, route, method, GenerationMode.NEGATIVE, secret)
        assert questions(hub_as_described, route, method, GenerationMode.POSITIVE, None) <= {401, 403, 426}
    assert [line for line in hub_as_described.house.logged() if "bug" in line] == []


def test_the_description_names_each_route_and_no_status_of_others(hub_as_described: Described) -> None:
    described = hub_as_described.schema.raw_schema["paths"]
    paths = {path: methods for path, methods in described.items() if not path.startswith("/v1/open")}
    assert {path: sorted(methods) for path, methods in paths.items()} == ROUTES
    for methods in paths.values():
        for operation in methods.values():
            assert "422" not in operation["responses"]
            assert operation["summary"]
