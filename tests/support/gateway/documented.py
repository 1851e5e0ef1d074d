"""Checks each answer of a gateway's app against its OpenAPI document, while other tests ask."""

import json
from functools import cache
from typing import Any

from starlette.routing import compile_path

from kula.node.gateway.api.app import routes
from kula.node.gateway.api.documented import problems_of, routes_of
from kula.node.gateway.problems import BASE


@cache
def _routes() -> list[tuple[Any, Any]]:
    return [(compile_path(route.path)[0], route) for route in routes_of(routes())]


@cache
def _paths() -> dict[str, Any]:
    return routes().openapi()["paths"]


def require_documented(response: Any) -> None:
    """Takes a response of httpx or of Starlette's client. Fails if its status, or its problem, is not in the endpoint's document."""
    path, method = response.request.url.path, response.request.method
    route = next((route for pattern, route in _routes() if pattern.match(path) and method in route.methods), None)
    if not route:
        return
    answers = _paths()[route.path_format][method.lower()]["responses"]
    assert str(response.status_code) in answers, f"{method} {route.path} answers {response.status_code}, undocumented"
    if response.status_code < 400:
        return
    response.read()
    body = json.loads(response.text)
    slug = body["error"]["code"] if "error" in body else str(body["type"]).removeprefix(BASE)
    assert slug in problems_of(route), f"{method} {route.path} answers {slug}, which it does not declare with `raises`"
