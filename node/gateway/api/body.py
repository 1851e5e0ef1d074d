"""JSON bodies: parsed once by the protocol's strict rules, and a problem that names the field that is wrong."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute

from kula.node.gateway.api.shapes.requests import MANY, ONE
from kula.node.gateway.problems import Problem, response
from kula.protocol.canonical import loads_strict

_MOST_NAME = 64
"""Most characters of a field's name in an error."""
_NOT_AN_OBJECT = ("model_type", "model_attributes_type", "dict_type")
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this request",
    **dict.fromkeys(_NOT_AN_OBJECT, "must be a JSON object"),
}
"""Our words for pydantic's kinds of errors; for every other kind its own message is good."""


class StrictRoute(APIRoute):
    """A route whose body must be strict JSON.

    NaN, fractions, duplicate keys, deep nesting, lone surrogates and other encodings never reach an endpoint.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Returns FastAPI's handler behind the strict parser. Raises MalformedInput for the body of a request."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def handle_parsed(request: Request) -> Response:
            parsed = ParsedRequest(request.scope, request.receive)
            await parsed.parse(loads_strict)
            return await handle(parsed)

        return handle_parsed


class ParsedRequest(Request):
    """A request that parses its body once."""

    async def parse(self, loads: Callable[[bytes], Any]) -> None:
        """Parses the body with `loads`. Raises what it raises."""
        self._value = loads(await self.body())

    async def json(self) -> Any:
        """Returns the parsed body."""
        return self._value


async def refuse(_: Request, error: Exception) -> JSONResponse:
    """Answers a request whose shape is wrong: FastAPI's handler for RequestValidationError."""
    assert isinstance(error, RequestValidationError)
    return response(problem_of_shape(error.errors()))


def problem_of_shape(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Returns the problem of pydantic's first error, or of the first one that names what is not supported.

    `field` is a path such as `record.owner` or `messages[2].role`.
    """
    first = min(errors, key=lambda error: error["type"] != "unsupported")
    place = [part for part in first["loc"][1:] if part not in (ONE, MANY)]
    message = _WORDS.get(first["type"], first["msg"])
    if not place:
        slug = "invalid-json" if first["type"] in _NOT_AN_OBJECT else "malformed"
        return Problem(slug, f"body: {message}", "body")
    steps = (f"[{part}]" if isinstance(part, int) else f".{part[:_MOST_NAME]}" for part in place)
    field = "".join(steps).removeprefix(".")
    return Problem("malformed", f"{field}: {message}", field)
