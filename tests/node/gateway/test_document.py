"""The OpenAPI document is the contract: it is fresh, it is whole, and the page is typed from it."""

import ast
import inspect
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.routing import APIRoute

from kula.node.gateway.answers import turns
from kula.node.gateway.api import feed
from kula.node.gateway.api.app import routes
from kula.node.gateway.api.documented import EXAMPLES, problems_of, routes_of
from kula.node.gateway.api.opinions import tasks
from kula.node.gateway.limits import BY_ACCOUNT, BY_ADDRESS, BY_KEY, SITE
from kula.node.gateway.problems import PROBLEMS, RETRY_SECONDS
from kula.node.settings import GatewaySettings

ROOT = Path(__file__).parents[3]
WEB = ROOT / "web"
APP = routes()
DOCUMENT = APP.openapi()
OPERATIONS = [(method, route) for route in routes_of(APP) for method in route.methods or ()]
EVERYWHERE = {"method-not-allowed"}
"""Problems of requests that reach no endpoint."""
LIMITED = {
    "rate-limited": "open_at_once_per_address",
    "network-limited": "open_at_once_per_address",
    "too-large": "body_bytes",
    "too-slow": "body_seconds",
    "quota-used-up": "records_per_epoch",
    "backlog-full": "records_waiting",
    "gas-used-up": "gas_per_day",
    "bulletin-full": "reports_per_seat",
    "accusations-full": "proofs_waiting_per_gateway",
    "answered-lately": "seconds_after_an_answer",
    "busy": "chats_waiting",
    "too-long": "tokens",
    "unknown-pair": "choice_seconds",
}
"""What in `x-limits` tells the limit behind a refusal."""
PASSING = {"no-place", "no-deposit", "unavailable"}
"""Refusals that pass, and come from no limit of the gateway's own."""

each_operation = pytest.mark.parametrize(
    ("method", "route"), OPERATIONS, ids=[f"{method} {route.path}" for method, route in OPERATIONS]
)


def _operation(method: str, route: APIRoute) -> dict[str, Any]:
    return DOCUMENT["paths"][route.path_format][method.lower()]


def _events(text: str) -> list[Any]:
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]


def _require_valid(schema: dict[str, Any], value: Any) -> bool:
    jsonschema_rs.validator_for({**schema, "components": DOCUMENT["components"]}).validate(value)
    return True


def test_document__web_openapi_json__is_what_the_gateway_says():
    fresh = json.dumps(DOCUMENT, indent=1, ensure_ascii=False) + "\n"
    assert (WEB / "openapi.json").read_text(encoding="utf-8") == fresh, (
        "run `kula gateway openapi > web/openapi.json && cd web && npm run generate`"
    )


def test_document__every_reference__leads_somewhere():
    text = json.dumps(DOCUMENT)
    for kind in ("schemas", "examples"):
        wanted = set(re.findall(rf"#/components/{kind}/([\w.-]+)", text))
        assert wanted <= set(DOCUMENT["components"][kind])
    assert "HTTPValidationError" not in text


@each_operation
def test_operation__its_example__has_the_documented_form(method: str, route: APIRoute):
    operation = _operation(method, route)
    assert f"{method} {route.path_format}" in EXAMPLES, "add it to node/gateway/api/examples.json"
    for parameter in operation.get("parameters", []):
        _require_valid(parameter["schema"], parameter["example"])
    if method == "POST":
        body = operation["requestBody"]["content"]["application/json"]
        _require_valid(body["schema"], body["example"])
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    for media_type, media in [item for answer in answers for item in answer["content"].items()]:
        assert media["example"]
        if media_type == "text/event-stream":
            shape = media["schema"]["properties"]["data"]["anyOf"][1]["contentSchema"]
            assert all(_require_valid(shape, value) for value in _events(media["example"]))
        else:
            assert _require_valid(media["schema"], media["example"])


@each_operation
def test_operation__every_status_of_a_success__is_documented(method: str, route: APIRoute):
    written = inspect.getsource(route.endpoint)
    own = re.findall(r"\d{3}", " ".join(re.findall(r"response\.status_code = (.*)", written)))
    documented = {status for status in _operation(method, route)["responses"] if status.startswith("2")}
    assert documented == {str(route.status_code or 200), *own}


def test_operations__that_read_an_authorization_header__name_the_scheme():
    """The scheme may be optional: then its list has an empty entry too."""
    named = {
        f"{method} {route.path_format}"
        for method, route in OPERATIONS
        if {"Kula": []} in _operation(method, route).get("security", [])
    }
    assert named == {"GET /v1/epochs/{number}/entries", "GET /v1/trace/{record}"}
    api = ROOT / "node" / "gateway" / "api"
    readers = {path.name for path in api.rglob("*.py") if 'headers.get("authorization")' in path.read_text("utf-8")}
    assert readers == {"bulletin.py", "trace.py"}
    assert DOCUMENT["components"]["securitySchemes"]["Kula"]["scheme"] == "Kula"


@each_operation
def test_operation__its_errors__are_all_there_with_an_example_of_each(method: str, route: APIRoute):
    responses = _operation(method, route)["responses"]
    openai = route.path.startswith(("/v1/models", "/v1/chat/completions"))
    named: set[str] = set()
    for status, response in responses.items():
        if not status.startswith(("4", "5")):
            continue
        [(media, content)] = response["content"].items()
        assert media == ("application/json" if openai else "application/problem+json")
        assert all(str(PROBLEMS[slug][0]) == status for slug in content["examples"])
        assert ("headers" in response) == any(slug in RETRY_SECONDS for slug in content["examples"])
        for reference in content["examples"].values():
            example = DOCUMENT["components"]["examples"][reference["$ref"].rsplit("/", 1)[1]]
            _require_valid(content["schema"], example["value"])
        named |= set(content["examples"])
    assert named == set(problems_of(route))


def test_problems__every_one__belongs_to_an_operation():
    named = {slug for _, route in OPERATIONS for slug in problems_of(route)}
    assert set(PROBLEMS) - named == EVERYWHERE


def test_problems__every_one_that_an_endpoint_raises_itself__is_declared():
    """Endpoints raise Problem("slug"); what the rooms below raise is checked on each answer of the other tests."""
    for path in (ROOT / "node" / "gateway" / "api").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        declared = set(re.findall(r'"([\w-]+)"', "".join(re.findall(r"@raises\(([^)]*)\)", text))))
        for function in re.split(r"\n(?=@router)", text)[1:]:
            assert set(re.findall(r'Problem\(\s*"([\w-]+)"', function)) - {"incomplete", "malformed"} <= declared, (
                path.name
            )


def test_problems__that_say_when_to_come_back__have_the_header_in_the_document():
    later: set[str] = set()
    for path in (ROOT / "node" / "gateway").rglob("*.py"):
        raised = [call for call in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(call, ast.Call)]
        for call in raised:
            if getattr(call.func, "id", "") == "Problem" and any(word.arg == "retry_after" for word in call.keywords):
                later |= {str(part.value) for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant)}
    assert {"gas-used-up", "rate-limited", "network-limited"} <= later & set(PROBLEMS) <= set(RETRY_SECONDS)


def test_limits__each_refusal_that_passes__has_its_limit_named():
    assert set(RETRY_SECONDS) - PASSING <= set(LIMITED)


@each_operation
def test_operation__each_limit_that_it_refuses_by__is_told(method: str, route: APIRoute):
    limits = _operation(method, route)["x-limits"]
    assert {LIMITED[slug] for slug in problems_of(route) if slug in LIMITED} <= set(limits)
    for rate in ("address", "guest_address"):
        if f"per_{rate}" in limits:
            own, network = limits[f"per_{rate}"], limits[f"per_{rate.replace('address', 'network')}"]
            assert network == {name: SITE * number for name, number in own.items()}


def test_limits__every_word__is_explained_on_the_page_of_limits():
    page = (ROOT / "docs" / "api" / "limits.md").read_text(encoding="utf-8")
    named = {name for method, route in OPERATIONS for name in _operation(method, route)["x-limits"]}
    explained = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]*)\|", page, re.MULTILINE))))
    assert named | set(DOCUMENT["x-limits"]) == explained


@each_operation
def test_operation__its_limits__are_those_that_the_gateway_counts(method: str, route: APIRoute):
    limits = _operation(method, route)["x-limits"]
    path = route.path.removeprefix("/v1/").split("/")[0]
    tables = {"per_address": BY_ADDRESS, "per_account": BY_ACCOUNT, "per_key": BY_KEY}
    for subject, table in tables.items():
        if method == "POST" and path in table:
            rate = table[path]
            assert limits[subject] == {"per_minute": rate.per_minute, "at_once": rate.at_once}
    assert ("body_bytes" in limits) == (method == "POST")
    assert limits["open_at_once_per_address"]


def test_operation__its_own_limits__are_those_of_turns_streams_and_budgets():
    limits = {f"{method} {route.path_format}": _operation(method, route)["x-limits"] for method, route in OPERATIONS}
    settings = {name: field.default for name, field in GatewaySettings.model_fields.items()}
    for answering in ("POST /v1/chat/completions", "POST /v1/pairs"):
        assert limits[answering]["chats_at_once_per_asker"] == turns.MOST_OF_ONE
        assert limits[answering]["chats_waiting"] == turns.MOST_WAITING
        tokens = {"prompt": settings["prompt_tokens"], "answer": settings["answer_tokens"]}
        assert limits[answering]["tokens"] == tokens
    streams = {"per_address": feed.MOST_OF_ADDRESS, "per_account": feed.MOST_OF_ACCOUNT, "of_all": feed.MOST_OF_ALL}
    assert limits["GET /v1/accounts/{address}/events"]["streams"] == streams
    held = {"held_at_once": tasks.MOST_HELD, "held_seconds": tasks.HOLD_SECONDS}
    assert limits["GET /v1/tasks"].items() >= held.items()
    spending = {f"{method} {route.path_format}" for method, route in OPERATIONS if "gas-used-up" in problems_of(route)}
    assert spending
    for relaying in spending:
        gas = {"of_all": settings["relay_gas_per_day"], "per_account": settings["relay_gas_per_account"]}
        assert limits[relaying]["gas_per_day"] == gas, relaying


@pytest.mark.slow
def test_document__the_page_types__are_generated_from_it(tmp_path: Path):
    before = (WEB / "client" / "src" / "openapi.ts").read_text(encoding="utf-8")
    subprocess.run(["node", "generate-api.mjs", str(tmp_path / "openapi.ts")], cwd=WEB, check=True, timeout=60)
    assert (tmp_path / "openapi.ts").read_text(encoding="utf-8") == before
