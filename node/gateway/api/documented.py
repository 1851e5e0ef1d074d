"""The OpenAPI document: FastAPI's, with every error, every limit and one example of each endpoint.

An endpoint names its own problems with `problems.raises`. What the guard and the parsers refuse is added here. The examples are
in examples.json, by method and path: `parameters`, `request` and `response`.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from kula.contracts.modules.constants import MAX_AHEAD
from kula.node.gateway.answers.running import KEPT_SECONDS
from kula.node.gateway.answers.turns import MOST_OF_ONE, MOST_WAITING
from kula.node.gateway.api import feed
from kula.node.gateway.api.access import SCHEMES
from kula.node.gateway.api.bulletin import MOST_DIGESTS
from kula.node.gateway.api.front import guard, server
from kula.node.gateway.api.openai import PATHS, OpenAIProblem, error_body
from kula.node.gateway.api.opinions.tasks import HOLD_SECONDS, MOST_HELD
from kula.node.gateway.database.accusations import MOST_OF_GATEWAY
from kula.node.gateway.duties.budget import MOST_WAITING as MOST_RELAYED
from kula.node.gateway.duties.proofs import BARRED_SECONDS
from kula.node.gateway.limits import BY_ACCOUNT, BY_ADDRESS, BY_KEY, GUEST_CHATS, PART, SITE, Rate
from kula.node.gateway.opinions.pairing import PAIR_SECONDS
from kula.node.gateway.problems import MEDIA_TYPE, PROBLEMS, RETRY_SECONDS, Problem, ProblemDocument, document
from kula.node.settings import GatewaySettings
from kula.protocol.types import MAX_RECORD_BYTES

EXAMPLES: Mapping[str, dict[str, Any]] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
EVENTS = "2XX"
"""Where an endpoint's decorator describes its events. In the document they are one form of the success."""
_ALWAYS = ("wrong-host", "rate-limited", "network-limited", "unavailable", "failed")
_OF_BODIES = ("invalid-json", "unsupported-media-type", "too-large", "incomplete", "too-slow", "malformed")
_ABOUT = (
    "Chats, records and what became of them, at one gateway of a Kula network. Amounts are decimal strings in 10^-18 KULA. "
    "Times are block time, in seconds. `x-limits` says what each operation limits; docs/api/limits.md explains its words."
)
_RETRY = {
    "Retry-After": {"description": "seconds until the same request may succeed", "schema": {"type": "integer"}},
}


def routes_of(app: FastAPI) -> Iterator[APIRoute]:
    """Yields the routes that the document describes."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.route, APIRoute) and context.route.include_in_schema:
            yield context.route


def problems_of(route: APIRoute) -> tuple[str, ...]:
    """Returns the slugs of every problem that a route can answer with."""
    has_parameters = bool(route.dependant.path_params or route.dependant.query_params)
    of_request = _OF_BODIES if route.body_field else ("malformed",) if has_parameters else ()
    return tuple(dict.fromkeys((*_ALWAYS, *of_request, *getattr(route.endpoint, "problems", ()))))


def describe(app: FastAPI) -> dict[str, Any]:
    """Returns the whole document. It is made once per app."""
    if not app.openapi_schema:
        whole = FastAPI.openapi(app)
        components = whole["components"]
        components["schemas"] |= _with_parts(ProblemDocument) | _with_parts(OpenAIProblem)
        components["examples"] = dict(_examples())
        components["securitySchemes"] = SCHEMES
        whole["info"]["description"] = _ABOUT
        whole["x-limits"] = _of_connections()
        for name in ("HTTPValidationError", "ValidationError"):
            components["schemas"].pop(name, None)
        for route in routes_of(app):
            for method in route.methods or ():
                _complete(whole["paths"][route.path_format][method.lower()], route, method)
        app.openapi_schema = whole
    return app.openapi_schema


def _complete(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    """Adds errors, limits and the example to one operation."""
    example = EXAMPLES.get(f"{method} {route.path_format}", {})
    success = operation["responses"][str(route.status_code or 200)]
    success["content"] = _under_declared_type(success["content"])
    if events := operation["responses"].pop(EVENTS, None):
        shape = events["content"]["application/json"]["schema"]
        chunks = {"schema": _event_of(shape), "example": example.get("events")}
        media = success["content"].get("application/json", {})
        whole = {} if media.get("schema") == shape else success["content"]
        success |= {"content": {**whole, "text/event-stream": chunks}, "description": events["description"]}
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if "request" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    for media_type, media in [item for answer in answers for item in answer["content"].items()]:
        if media_type != "text/event-stream":
            media["example"] = example.get("response")
    operation["x-limits"] = _limits(method, route.path_format) | _own_limits(method, route)
    operation["responses"] |= _refusals(route)


def _event_of(shape: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema of one server-sent event whose data has this shape."""
    payload = {"type": "string", "contentMediaType": "application/json", "contentSchema": shape}
    return {
        "description": "one server-sent event; a stream of answers ends with the data `[DONE]`",
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "event": {"type": "string"},
            "data": {"anyOf": [{"const": "[DONE]"}, payload]},
        },
        "required": ["data"],
    }


def _refusals(route: APIRoute) -> dict[str, Any]:
    """Returns the responses of a route's problems, by their status."""
    by_status: dict[int, list[str]] = {}
    for slug in problems_of(route):
        by_status.setdefault(PROBLEMS[slug][0], []).append(slug)
    openai = route.path_format.startswith(PATHS)
    media, shape, prefix = (
        ("application/json", OpenAIProblem, "openai-") if openai else (MEDIA_TYPE, ProblemDocument, "")
    )
    return {
        str(status): {
            "description": "; ".join(f"`{slug}`: {PROBLEMS[slug][1]}" for slug in slugs),
            "content": {
                media: {
                    "schema": {"$ref": f"#/components/schemas/{shape.__name__}"},
                    "examples": {slug: {"$ref": f"#/components/examples/{prefix}{slug}"} for slug in slugs},
                }
            },
            **({"headers": _RETRY} if RETRY_SECONDS.keys() & set(slugs) else {}),
        }
        for status, slugs in sorted(by_status.items())
    }


def _limits(method: str, path: str) -> dict[str, Any]:
    """Returns how often an operation may be asked for, and how large its body may be, as the guard counts."""
    name = guard.limit_of(method, path)
    limits = _by_network("", BY_ADDRESS[name]) if name else {}
    for subject, table in (("account", BY_ACCOUNT), ("key", BY_KEY)):
        if name in table:
            limits[f"per_{subject}"] = _rate(table[name])
    if name in ("chat", "pairs"):
        limits |= _by_network("guest_", GUEST_CHATS)
    limits["open_at_once_per_address"] = guard.MOST_AT_ONCE
    of_body = {"body_bytes": guard.MAX_BODY_BYTES, "body_seconds": guard.BODY_SECONDS}
    return limits | (of_body if method == "POST" else {})


def _by_network(whose: str, rate: Rate) -> dict[str, Any]:
    """Returns a rate of one address, and that of an IPv6 network of 48 bits."""
    network = Rate(SITE * rate.per_minute, SITE * rate.at_once)
    return {f"per_{whose}address": _rate(rate), f"per_{whose}network": _rate(network)}


def _rate(rate: Rate) -> dict[str, int]:
    return {"per_minute": rate.per_minute, "at_once": rate.at_once}


def _own_limits(method: str, route: APIRoute) -> dict[str, Any]:
    """Returns what only some endpoints limit. Tokens and gas are those of the settings' defaults; an operator may set others."""
    of_gas = {}
    if "gas-used-up" in problems_of(route):
        per_day = {"of_all": _default("relay_gas_per_day"), "per_account": _default("relay_gas_per_account")}
        of_gas = {"gas_per_day": per_day, "relays_waiting": MOST_RELAYED}
    return of_gas | _OWN.get(f"{method} {route.path_format}", {})


def _of_connections() -> dict[str, int]:
    """Returns what is limited before a path is read, and while an answer is."""
    return {
        "header_bytes": server.HEADER_BYTES,
        "header_seconds": server.HEADER_SECONDS,
        "connections_per_network": server.MOST_OF_ONE,
        "connections_of_all": server.MOST_OF_ALL,
        "reading_seconds": guard.SEND_SECONDS,
    }


def _default(name: str) -> Any:
    return GatewaySettings.model_fields[name].default


def _examples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields an example of every problem, in our form and in OpenAI's."""
    for slug, (_, title) in PROBLEMS.items():
        problem = Problem(slug, title)
        yield slug, {"summary": title, "value": document(problem)}
        yield f"openai-{slug}", {"summary": title, "value": error_body(problem)}


def _with_parts(shape: type[BaseModel]) -> dict[str, Any]:
    """Returns a shape's schema and those of its parts, by their names."""
    schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), shape.__name__: schema}


def _under_declared_type(content: dict[str, Any]) -> dict[str, Any]:
    """Returns a response under the media type that it declares. FastAPI writes all under that of the endpoint."""
    declared = [media_type for media_type, body in content.items() if not body]
    written = next(body for body in content.values() if body)
    return {declared[0]: written} if declared else content


_MAKING = {
    "chats_at_once_per_asker": MOST_OF_ONE,
    "chats_waiting": MOST_WAITING,
    "answer_seconds": round(_default("chat_seconds")),
    "tokens": {"prompt": _default("prompt_tokens"), "answer": _default("answer_tokens")},
}
_OWN: Mapping[str, dict[str, Any]] = {
    "POST /v1/records": {
        "record_bytes": MAX_RECORD_BYTES,
        "records_per_epoch": {"per_grant": "maxPerEpoch"},
        "records_waiting": {"of_all": MAX_AHEAD, "per_network": MAX_AHEAD // PART},
    },
    "POST /v1/chat/completions": _MAKING,
    "GET /v1/chat/completions/{id}": {"kept_seconds": KEPT_SECONDS},
    "POST /v1/pairs": _MAKING,
    "GET /v1/pairs/{pair}": {"kept_seconds": KEPT_SECONDS},
    "POST /v1/pairs/{pair}/choice": {"choice_seconds": PAIR_SECONDS},
    "GET /v1/tasks": {"held_at_once": MOST_HELD, "held_seconds": HOLD_SECONDS},
    "GET /v1/accounts/{address}/events": {
        "streams": {
            "per_address": feed.MOST_OF_ADDRESS,
            "per_account": feed.MOST_OF_ACCOUNT,
            "of_all": feed.MOST_OF_ALL,
        }
    },
    "POST /v1/epochs/{number}/signatures": {"reports_per_seat": MOST_DIGESTS},
    "POST /v1/accusations": {
        "proofs_waiting_per_gateway": MOST_OF_GATEWAY,
        "seconds_after_an_answer": BARRED_SECONDS,
    },
}
"""What one operation alone limits."""
