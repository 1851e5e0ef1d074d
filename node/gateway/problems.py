"""Everything that can be wrong with a request: one stable slug, status and title each (RFC 9457)."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from kula.protocol.errors import (
    ChainRefused,
    InvalidSignature,
    KulaError,
    MalformedInput,
    RefusedByPolicy,
    Unavailable,
)

BASE = "https://kula.network/problems/"

PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed": (422, "A field is missing or wrong"),
    "invalid-json": (400, "The body is not strict JSON"),
    "unsupported-media-type": (415, "The body must be application/json"),
    "too-large": (413, "The body is too large"),
    "incomplete": (400, "The body is not complete"),
    "too-slow": (408, "The body took too long"),
    "wrong-host": (400, "The request names another host"),
    "invalid-signature": (401, "A signature is wrong"),
    "access-denied": (403, "This path is not for this account"),
    "unknown-grant": (404, "The grant is not known here"),
    "grant-expired": (403, "The grant has expired"),
    "key-revoked": (403, "The session key was revoked"),
    "key-out-of-scope": (403, "The record lies outside the grant"),
    "foreign-origin": (403, "The grant names another page"),
    "quota-used-up": (429, "The grant's records of this epoch are used up"),
    "nonce-repeated": (409, "This session key has used the nonce for another record"),
    "commitment-mismatch": (422, "The content is not what the record commits to"),
    "unknown-record": (404, "The record is not known here"),
    "unknown-epoch": (404, "The epoch is not known"),
    "not-found": (404, "There is nothing here"),
    "chain-refused": (409, "The contracts refuse this"),
    "rate-limited": (429, "Too many requests"),
    "busy": (503, "The model is busy"),
    "unavailable": (503, "A part that this needs does not answer"),
    "method-not-allowed": (405, "This path does not take this method"),
}


@dataclass
class Problem(KulaError):
    """A refusal with its slug."""

    slug: str
    detail: str
    field: str | None = None

    def __post_init__(self) -> None:
        super().__init__(self.detail)


def problem_of(error: KulaError) -> Problem:
    """The problem that an expected error is."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, MalformedInput):
        slug = "invalid-json" if error.field == "body" else "malformed"
        return Problem(slug, str(error), error.field)
    if isinstance(error, InvalidSignature):
        return Problem("invalid-signature", str(error))
    if isinstance(error, RefusedByPolicy):
        return Problem(error.rule, str(error))
    if isinstance(error, ChainRefused):
        return Problem("chain-refused", error.reason)
    return Problem("unavailable", str(error))


def document(problem: Problem) -> dict[str, Any]:
    """The problem document."""
    status, title = PROBLEMS[problem.slug]
    body: dict[str, Any] = {
        "type": BASE + problem.slug,
        "title": title,
        "status": status,
        "detail": problem.detail[:500],
    }
    return {**body, "field": problem.field} if problem.field else body


def response(problem: Problem) -> JSONResponse:
    """The problem document as an answer."""
    return JSONResponse(document(problem), PROBLEMS[problem.slug][0], media_type="application/problem+json")


async def render(_: Request, error: Exception) -> JSONResponse:
    """FastAPI's handler for expected errors."""
    known = error if isinstance(error, KulaError) else Unavailable(str(error))
    return response(problem_of(known))
