"""What an endpoint's refusal means, from its HTTP status, error code and words. Pure.

JSON-RPC has no common error codes, and the same code means different things at different providers. So the words
decide first. Each list holds words of real providers, in lower case.
"""

from collections.abc import Sequence
from enum import StrEnum

LOGS = "eth_getLogs"
_CHAINS_ANSWER = (
    "revert",
    "nonce too",
    "already known",
    "already imported",
    "known transaction",
    "underpriced",
    "insufficient funds",
    "gas required exceeds",
    "intrinsic gas",
    "out of gas",
    "exceeds block gas limit",
    "max fee per gas less than block base fee",
    "invalid opcode",
    "stack underflow",
)
_THROTTLED = (
    "rate limit",
    "rate-limit",
    "ratelimit",
    "too many requests",
    "requests per",
    "request limit",
    "request count",
    "per second",
    "compute unit",
    "capacity",
    "throughput",
    "quota",
    "credits",
    "throttl",
    "slow down",
    "daily limit",
    "monthly limit",
    "try again later",
)
_LACKS = (
    "header not found",
    "unknown block",
    "block not found",
    "could not find block",
    "cannot find block",
    "missing trie node",
    "state not available",
    "state is not available",
    "state already discarded",
    "no state available",
    "historical state",
    "pruned",
    "after last accepted block",
    "beyond current head",
    "beyond the head",
    "greater than latest",
    "greater than the latest",
    "head is behind",
    "still syncing",
    "block is out of range",
    "blockoutofrange",
    "method not found",
    "not supported",
    "does not exist/is not available",
)
_BROKEN = (
    "internal error",
    "internal server error",
    "upstream",
    "backend",
    "unavailable",
    "bad gateway",
    "gateway timeout",
    "timeout",
    "timed out",
    "no response",
    "unauthorized",
    "forbidden",
    "api key",
    "authenticat",
)
_ALWAYS_ANSWERED = (
    "eth_blockNumber",
    "eth_chainId",
    "eth_gasPrice",
    "eth_getBalance",
    "eth_getCode",
    "eth_getTransactionByHash",
    "eth_getTransactionCount",
    "eth_getTransactionReceipt",
    "eth_maxPriorityFeePerGas",
)
"""Methods that no chain refuses. An error to one of them is the endpoint's own."""
_THROTTLED_CODES = (429, -32_007, -32_029)
_BROKEN_CODES = (-32_603, -32_002)


class Problem(StrEnum):
    """What kept an endpoint from a result."""

    REFUSED = "refused"
    """The chain's own answer, such as a revert. Every endpoint would give it."""
    THROTTLED = "throttled"
    """Too many requests. Ask later, or another endpoint."""
    LACKS = "lacks"
    """The endpoint does not know the block, its state or the method. Another endpoint may."""
    TOO_WIDE = "too wide"
    """Too many blocks, or too many logs in them. Ask for fewer."""
    BROKEN = "broken"
    """No JSON-RPC answer, or one that says that the endpoint itself has failed."""


def problem_of(method: str, code: int, message: str) -> Problem:
    """Returns what a JSON-RPC error means. An error to a request for logs that nothing else explains is TOO_WIDE."""
    words = message.lower()
    if method != LOGS and method not in _ALWAYS_ANSWERED and _says(words, _CHAINS_ANSWER):
        return Problem.REFUSED
    if code in _THROTTLED_CODES or _says(words, _THROTTLED):
        return Problem.THROTTLED
    if code == -32_601 or _says(words, _LACKS):
        return Problem.LACKS
    if method == LOGS:
        return Problem.TOO_WIDE
    if code in _BROKEN_CODES or _says(words, _BROKEN):
        return Problem.BROKEN
    # -32005 is "limit exceeded". Without a range, only the rate of requests can be meant.
    if code == -32_005:
        return Problem.THROTTLED
    return Problem.LACKS if method in _ALWAYS_ANSWERED else Problem.REFUSED


def problem_of_status(method: str, status: int) -> Problem:
    """Returns what an HTTP status means whose body is no JSON-RPC answer."""
    if status in (429, 503):
        return Problem.THROTTLED
    if method == LOGS and status in (400, 408, 413, 504):
        return Problem.TOO_WIDE
    return Problem.BROKEN


def is_unknown_tag(message: str) -> bool:
    """Tells whether an error says that an endpoint does not know a block tag such as `finalized`."""
    return _says(message.lower(), ("unknown block", "not found", "invalid", "unsupported", "not supported", "unknown"))


def _says(words: str, patterns: Sequence[str]) -> bool:
    return any(pattern in words for pattern in patterns)
