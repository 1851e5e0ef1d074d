"""Schemathesis asks the shipped app, on a real chain, whatever its own OpenAPI document allows, and things close to it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
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

from kula.node.gateway.api.app import routes
from tests.support.gateway.served import Served

pytestmark = pytest.mark.slow
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12
"""Requests per endpoint and way to make them. With 34 endpoints they take less than a minute."""


DOCUMENT = routes().openapi()
ENDLESS = "/v1/accounts/{address}/events"
"""Its stream has no end, so it is asked below for its first event alone."""
OPERATIONS = [(path, method) for path, item in DOCUMENT["paths"].items() for method in item if path != ENDLESS]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_endpoint__whatever_its_document_allows__answers_as_documented(gateway: Served, path: str, method: str):
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.config.update(base_url=gateway.url)
    operation = schema[path][method.upper()]

    @given(case=operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, timeout=20)

    ask()


def test_events__stream_without_an_end__begins_as_documented(gateway: Served):
    operation = DOCUMENT["paths"][ENDLESS]["get"]
    headers = {"last-event-id": "999999999"}
    with httpx.stream("GET", _events_of(gateway, "0x" + "12" * 20), headers=headers, timeout=60) as answer:
        [(media, content)] = operation["responses"][str(answer.status_code)]["content"].items()
        assert answer.headers["content-type"].split(";")[0] == media == "text/event-stream"
        assert answer.headers["cache-control"] == "no-store"
        lines = answer.iter_lines()
        assert next(lines) == "retry: 3000"
        frame = dict(line.split(": ", 1) for line in _frame(lines))
    form = content["schema"]
    assert set(frame) == set(form["properties"])
    shape = form["properties"]["data"]["anyOf"][1]["contentSchema"]
    _require_valid(shape, change := json.loads(frame["data"]))
    assert frame["event"] == change["change"] == "reset", "no event has the number that the client read last"


def test_events__of_what_is_no_account__are_refused_as_documented(gateway: Served):
    answer = httpx.get(_events_of(gateway, "me"), timeout=60)
    [(media, content)] = DOCUMENT["paths"][ENDLESS]["get"]["responses"][str(answer.status_code)]["content"].items()
    assert answer.headers["content-type"] == media
    _require_valid(content["schema"], answer.json())
    assert answer.json()["type"].rsplit("/", 1)[1] in content["examples"]


def _events_of(gateway: Served, address: str) -> str:
    return gateway.url + ENDLESS.replace("{address}", address)


def _frame(lines: Iterator[str]) -> Iterator[str]:
    """Yields the lines of the first event that has any."""
    assert next(lines) == ""
    for line in lines:
        if not line:
            return
        yield line


def _require_valid(schema: dict[str, Any], value: Any) -> None:
    jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]}).validate(value)
