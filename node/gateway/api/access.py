"""Who may read private paths: accounts that sign the path and a deadline, and are validators or curators."""

import base64
import json
from collections.abc import Callable, Collection

from kula.node.gateway.problems import Problem
from kula.protocol.errors import InvalidSignature, MalformedInput
from kula.protocol.hex import unhex
from kula.protocol.reading.gateway_client import SCHEME
from kula.protocol.signatures import SigningDomain, access_digest, recover
from kula.protocol.types import Address

_MAX_AHEAD_SECONDS = 300


def check_access(
    domain: SigningDomain,
    header: str | None,
    path: str,
    now: int,
    allowed: Callable[[], Collection[str]],
) -> Address:
    """Who asks. Raises Problem unless the header is signed for this path and moment by an allowed account."""
    if not header or not header.startswith(f"{SCHEME} "):
        raise Problem("access-denied", "this path needs an Authorization header of the scheme Kula")
    try:
        claim = json.loads(base64.urlsafe_b64decode(header.removeprefix(f"{SCHEME} ")))
        account, deadline = Address(claim["account"]), int(claim["deadline"])
        signer = recover(access_digest(domain, account, path, deadline), unhex(claim["signature"], 65))
    except (ValueError, KeyError, TypeError, MalformedInput, InvalidSignature) as error:
        raise Problem("access-denied", "the Authorization header is not well formed or signed") from error
    if signer != account or not now - 5 <= deadline <= now + _MAX_AHEAD_SECONDS:
        raise Problem("access-denied", "the signature is of another account or its time is over")
    if account not in allowed():
        raise Problem("access-denied", f"{account} is neither an active validator nor a curator here")
    return account
