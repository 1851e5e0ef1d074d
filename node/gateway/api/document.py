"""The OpenAPI document: what FastAPI finds, plus the request bodies, which the endpoints read by themselves."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kula.node.gateway.api import chat_shapes, requests, responses

_REFERENCE = "#/components/schemas/{model}"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {
        "description": "a problem document (RFC 9457)",
        "content": {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="ProblemDocument")}}},
    }
    for code in ("4XX", "5XX")
}


def takes(*shapes: type[BaseModel]) -> dict[str, Any]:
    """The `openapi_extra` of an endpoint whose body has one of these shapes."""
    found = [{"$ref": _REFERENCE.format(model=shape.__name__)} for shape in shapes]
    schema = found[0] if len(found) == 1 else {"anyOf": found}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document with every shape among its components; the same for every gateway."""
    if not app.openapi_schema:
        found = FastAPI.openapi(app)
        told: list[type[BaseModel]] = [
            *_asked(requests),
            *_asked(chat_shapes),
            chat_shapes.CompletionChunk,
            responses.ProblemDocument,
        ]
        _, shapes = models_json_schema([(s, "validation") for s in told], ref_template=_REFERENCE)
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        found["components"]["schemas"] = dict(sorted({**shapes["$defs"], **schemas}.items()))
        app.openapi_schema = found
    return app.openapi_schema


def _asked(module: Any) -> list[type[BaseModel]]:
    named = [getattr(module, name) for name in sorted(vars(module)) if name.startswith("Post")]
    return [shape for shape in named if issubclass(shape, BaseModel)]
