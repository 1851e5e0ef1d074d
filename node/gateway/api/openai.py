"""What the paths of OpenAI's API do otherwise than ours.

Their JSON has fractions, and their errors have OpenAI's form. Any page may call them (CORS), because they read no cookie.
"""

import json
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from kula.node.gateway.api.body import ParsedRequest, problem_of_shape
from kula.node.gateway.problems import PROBLEMS, Problem, problem_of, response, retry_headers
from kula.protocol.canonical import check_depth
from kula.protocol.errors import KulaError, MalformedInput

PATHS = ("/v1/chat/completions", "/v1/models")
_NOT_SERVED = ("/v1/completions", "/v1/embeddings", "/v1/responses")
"""Paths of OpenAI's API that clients may try, and whose refusals they must read."""
_CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": "retry-after, kula-unused"}
_PREFLIGHT = {
    **_CORS,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "*, authorization",
    "access-control-max-age": "86400",
}


class OpenAIError(BaseModel):
    """What went wrong. `code` is one of our stable slugs, and `param` the field that is wrong."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAIProblem(BaseModel):
    """OpenAI's body of an error."""

    error: OpenAIError


class OpenAIRoute(APIRoute):
    """A route that speaks as OpenAI's API does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Returns FastAPI's handler between our parser and OpenAI's form of errors."""
        handle = super().get_route_handler()

        async def handle_parsed(request: Request) -> Response:
            try:
                parsed = ParsedRequest(request.scope, request.receive)
                if self.body_field is not None:
                    await parsed.parse(_loads)
                answer = await handle(parsed)
            except RequestValidationError as error:
                answer = error_of(problem_of_shape(error.errors()))
            except KulaError as error:
                answer = error_of(problem_of(error))
            answer.headers.update(_CORS)
            return answer

        return handle_parsed


def _loads(raw: bytes) -> Any:
    """Parses JSON with fractions, but without NaN, lone surrogates and fields that come twice. Raises MalformedInput."""
    check_depth(raw)
    try:
        value = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError as error:
        raise MalformedInput("body", f"is not JSON: {error}") from error
    return value


def preflight() -> Response:
    """Answers a browser that asks whether another page may call a path."""
    return Response(status_code=204, headers=_PREFLIGHT)


def error_body(problem: Problem) -> dict[str, Any]:
    """Returns a problem in OpenAI's form, as JSON values."""
    status, title = PROBLEMS[problem.slug]
    kind = "server_error" if status >= 500 else "rate_limit_error" if status == 429 else "invalid_request_error"
    error = OpenAIError(message=problem.detail or title, type=kind, param=problem.field, code=problem.slug)
    return OpenAIProblem(error=error).model_dump()


def error_of(problem: Problem) -> JSONResponse:
    """Returns a problem in OpenAI's form, as a response that says when to try again."""
    return JSONResponse(error_body(problem), PROBLEMS[problem.slug][0], retry_headers(problem))


def refusal(path: str, problem: Problem) -> JSONResponse:
    """Returns a problem as a response in the form of the path on which it arose."""
    if not path.startswith((*PATHS, *_NOT_SERVED)):
        return response(problem)
    answer = error_of(problem)
    answer.headers.update(_CORS)
    return answer


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Returns the fields of an object. One of two values would be ignored, so a name that comes twice is refused."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise MalformedInput("body", f"names {twice[:64]!r} twice")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")
