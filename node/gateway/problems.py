"""Everything that can be wrong with a request. Each problem has a stable slug, a status and a title (RFC 9457)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from kula.protocol.errors import (
    ChainRefused,
    InvalidSignature,
    KulaError,
    MalformedInput,
    RefusedByPolicy,
    Unavailable,
)

BASE = "https://kula.network/problems/"
MEDIA_TYPE = "application/problem+json"
_MOST_DETAIL = 500

# Clients switch on the slugs: a slug may be added, and none is renamed.
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
    "unknown-account": (403, "The gateway does not know this account"),
    "unknown-grant": (404, "The grant is not known here"),
    "grant-expired": (403, "The grant has expired"),
    "key-revoked": (403, "The session key was revoked"),
    "key-out-of-scope": (403, "The record lies outside the grant"),
    "foreign-origin": (403, "The grant names another page"),
    "quota-used-up": (429, "The grant's records of this epoch are used up"),
    "fee-too-low": (402, "The fee is below what this gateway takes"),
    "no-place": (503, "The gateway may not post records now"),
    "backlog-full": (503, "Too many records of this gateway wait to be posted"),
    "bulletin-full": (409, "This seat has signed too many reports"),
    "nonce-repeated": (409, "This session key has used the nonce for another record"),
    "signed-in-future": (422, "The record's signing time has not come yet"),
    "commitment-mismatch": (422, "The content is not what the record commits to"),
    "account-refused": (403, "This gateway takes nothing of this account"),
    "content-refused": (403, "This gateway does not take this content"),
    "sold-before": (409, "Most of it stands in a record that was erased"),
    "already-posted": (409, "The record is posted"),
    "unknown-pair": (404, "The pair is not known here, or its time is over"),
    "pair-not-ready": (409, "An answer of the pair is not made to its end"),
    "pair-chosen": (409, "The pair has another choice"),
    "pair-mismatch": (409, "The record does not say what was chosen of the pair"),
    "no-preference": (422, "Both answers are the same words"),
    "accusations-off": (403, "This gateway accuses nobody for others"),
    "own-receipt": (409, "The gateway does not accuse itself"),
    "not-a-gateway": (409, "The receipt is by an account without a place"),
    "not-broken": (409, "The receipt is not broken"),
    "answered-lately": (409, "The gateway answered an accusation lately"),
    "no-deposit": (503, "The gateway has no coin for a deposit"),
    "accusations-full": (503, "Too many proofs against this gateway wait"),
    "unknown-accusation": (404, "The proof is not known here"),
    "unknown-record": (404, "The record is not known here"),
    "unknown-epoch": (404, "The epoch is not known"),
    "not-found": (404, "There is nothing here"),
    "chain-refused": (409, "The contracts refuse this"),
    "rate-limited": (429, "You ask too often"),
    "network-limited": (429, "Your network asks too often"),
    "gas-used-up": (429, "The gateway spends no more gas for this today"),
    "nothing-due": (409, "Too little is due to be claimed"),
    "busy": (503, "The model is busy"),
    "too-long": (400, "The talk is too long for the model"),
    "unknown-model": (404, "The model is not served here"),
    "unavailable": (503, "A part that this needs does not answer"),
    "failed": (500, "The gateway made a mistake"),
    "method-not-allowed": (405, "This path does not take this method"),
}

RETRY_SECONDS = {
    "quota-used-up": 60,
    "rate-limited": 30,
    "network-limited": 30,
    "gas-used-up": 3_600,
    "no-place": 60,
    "backlog-full": 60,
    "answered-lately": 86_400,
    "no-deposit": 3_600,
    "accusations-full": 3_600,
    "busy": 2,
    "unavailable": 5,
}
"""After how many seconds a client may try again, if the problem does not say it."""


F = TypeVar("F", bound=Callable[..., Any])


def raises(*slugs: str) -> Callable[[F], F]:
    """Says which problems an endpoint has of its own, for the OpenAPI document. Stands between route and function."""

    def mark(endpoint: F) -> F:
        endpoint.problems = slugs  # type: ignore[attr-defined]
        return endpoint

    return mark


class ProblemDocument(BaseModel):
    """RFC 9457: `type` is stable, `field` names what is wrong in the request.

    `least_fee` comes with `fee-too-low`: what the same transfer has to pay, in the token's smallest unit as decimal text.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    least_fee: str | None = None


@dataclass
class Problem(KulaError):
    """A refusal: its slug, its reason, and the path of the field that is wrong."""

    slug: str
    detail: str
    field: str | None = None
    retry_after: int = 0
    """Seconds until the same request may succeed; 0 takes the number of RETRY_SECONDS."""
    least_fee: int = 0
    """Of `fee-too-low`: the fee that is enough, in the token's smallest unit."""

    def __post_init__(self) -> None:
        super().__init__(self.detail)


def problem_of(error: KulaError) -> Problem:
    """Returns the problem of an expected error."""
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
    """Returns the problem document as JSON values."""
    status, title = PROBLEMS[problem.slug]
    shape = ProblemDocument(
        type=BASE + problem.slug,
        title=title,
        status=status,
        detail=problem.detail[:_MOST_DETAIL],
        field=problem.field or None,
        least_fee=str(problem.least_fee) if problem.least_fee else None,
    )
    return shape.model_dump(exclude_none=True)


def retry_headers(problem: Problem) -> dict[str, str]:
    """Returns the header that says when to try again, for problems that pass."""
    seconds = problem.retry_after or RETRY_SECONDS.get(problem.slug, 0)
    return {"retry-after": str(seconds)} if seconds else {}


def response(problem: Problem) -> JSONResponse:
    """Returns the problem document as an HTTP response."""
    status, _ = PROBLEMS[problem.slug]
    return JSONResponse(document(problem), status, retry_headers(problem), media_type=MEDIA_TYPE)


async def render(_: Request, error: Exception) -> JSONResponse:
    """Answers with the problem of an expected error: FastAPI's handler for KulaError."""
    known = error if isinstance(error, KulaError) else Unavailable(str(error))
    return response(problem_of(known))
