"""Schemathesis asks the shipped app, on a real chain, whatever its own OpenAPI document allows, and things close to it."""

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
