"""The errors that the protocol expects in normal operation.

KulaError
├── MalformedInput     bytes or fields that break a format; carries the field
├── InvalidSignature   a signature that does not recover to the expected signer
├── RefusedByPolicy    well-formed and signed, but outside a grant or limit
├── IntegrityError     bytes that do not match their content id, commitment or root
├── Unavailable        a store, chain or peer that did not answer; try again later
└── ChainRefused       a transaction that the contracts revert; carries the reason
"""


class KulaError(Exception):
    """Base of every expected error."""


def unexpected(error: Exception) -> Exception | None:
    """Returns an error whose traceback belongs into the log, because nobody expected it. None for a KulaError."""
    return None if isinstance(error, KulaError) else error


class MalformedInput(KulaError):
    """Raised when input breaks a format; `field` is a path such as ``messages[2].content``."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class InvalidSignature(KulaError):
    """Raised when a signature is malformed, malleable or made by another key."""


class RefusedByPolicy(KulaError):
    """Raised when a grant, quota or limit does not allow a request; `rule` is a stable name."""

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(problem)
        self.rule = rule


class IntegrityError(KulaError):
    """Raised when bytes do not hash to the expected value; `where` names the object with these bytes."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where


class Unavailable(KulaError):
    """Raised when a store, chain or peer does not answer, or does not hold the requested object."""


class ChainRefused(KulaError):
    """Raised when a contract reverts; `reason` is its text, such as ``batches: epoch is closed``.

    `gas_used` is what a transaction took that was mined and failed. 0 if nothing was sent.
    """

    def __init__(self, reason: str, gas_used: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.gas_used = gas_used
