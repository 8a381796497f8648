"""What OpenAPI says of the open API is what it does, whatever a program makes up; and no question makes it fail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.hub.hubs import House, Stranger
from tests.hub.open_house import OpenHouse, an_open_house
from tests.hub.test_openapi import CHECKS

ROUTES = {
    "/v1/open/members": ["get", "post"],
    "/v1/open/members/{member}/standing": ["get"],
    "/v1/open/members/{member}/offers": ["get"],
    "/v1/open/facts": ["get"],
    "/v1/open/standings": ["get"],
    "/v1/open/visits": ["post"],
}
GOOD_ANSWERS = {
    "/v1/open/members": {200, 201, 400, 403, 409},  # most of what is made up is no phone and no name
    "/v1/open/members/{member}/standing": {403, 404},  # of another store; of nobody
    "/v1/open/members/{member}/offers": {403, 404},
    "/v1/open/facts": {200, 409, 400},  # a witness that is made up is of no history of ours
    "/v1/open/standings": {200, 400},
    "/v1/open/visits": {201, 200, 400, 403, 404, 409},
}


@dataclass
class Described:
    """A hub open for programs, and its description as it gives it."""

    house: OpenHouse
    schema: Any
    secret: str
    keys: Iterator[int] = field(default_factory=lambda: count(1))


@pytest.fixture
def described(house: House, tmp_path: Path) -> Iterator[Described]:
    """One that puts nobody off."""
    with an_open_house(house, tmp_path) as opened:
        url = str(opened.http.base_url)
        schema = schemathesis.openapi.from_dict(Stranger(url).ask("GET", "/openapi.json").json())
        yield Described(opened, schema, opened.key(store="denver-1"))


def questions(described: Described, route: str, method: str, mode: GenerationMode, secret: str | None) -> set[int]:
    """Ask what a program makes up from the description; yields the statuses of the answers."""
    statuses = set()
    said = {} if secret is None else {"authorization": f"Bearer {secret}"}
    url = str(described.house.http.base_url)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(case=described.schema[route][method].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        statuses.add(case.call_and_validate(url, headers=said, checks=CHECKS).status_code)

    ask()
    return statuses


@pytest.mark.parametrize(("route", "method"), [(path, method) for path in ROUTES for method in ROUTES[path]])
def test_every_question_a_program_can_make_up_is_answered_as_described(
    described: Described, route: str, method: str
) -> None:
    answers = questions(described, route, method, GenerationMode.POSITIVE, described.secret)
    assert answers <= GOOD_ANSWERS[route]
    assert questions(described, route, method, GenerationMode.NEGATIVE, described.secret) & {400, 404}
    assert questions(described, route, method, GenerationMode.POSITIVE, None) <= {401}
    assert [line for line in described.house.house.logged() if "bug" in line] == []


def test_the_description_names_each_route_with_its_scopes_and_no_status_of_others(described: Described) -> None:
    paths = described.schema.raw_schema["paths"]
    ours = {path: sorted(methods) for path, methods in paths.items() if path.startswith("/v1/open")}
    assert ours == ROUTES
    for path in ours:
        for operation in paths[path].values():
            assert "422" not in operation["responses"]
            assert operation["summary"]
            assert operation["security"] == [{"ApiKey": []}]
