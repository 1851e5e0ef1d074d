"""Who may read private paths. A reader signs the gateway, the path and a deadline; which accounts may depends on the epoch."""

import base64
from collections.abc import Callable, Collection

from pydantic import ValidationError

from kula.node.gateway.api.shapes.requests import AccessHeader
from kula.node.gateway.database.chain import ChainCopy, ChainState
from kula.node.gateway.database.chain_tables import EpochRow
from kula.node.gateway.owners import RequireOwner
from kula.node.gateway.problems import Problem
from kula.node.settings import GatewaySettings
from kula.protocol.errors import InvalidSignature
from kula.protocol.reading.gateway_client import SCHEME
from kula.protocol.records.wallets import normal_signature
from kula.protocol.signatures import SigningDomain, access_digest, has_signed
from kula.protocol.types import Address

SIGNED: dict[str, list[str]] = {SCHEME: []}
"""How the OpenAPI document says that an endpoint reads the header."""
SCHEMES = {
    SCHEME: {
        "type": "http",
        "scheme": SCHEME,
        "description": (
            "`Authorization: Kula X`. X is base64 (RFC 4648, URL-safe) of the JSON object {account, deadline, signature}. "
            "The account signs the EIP-712 type Access(account, gateway, path, deadline) of the Grants contract's domain. "
            "The deadline is block time in seconds, and at most 300 s ahead."
        ),
    }
}
_MAX_AHEAD_SECONDS = 300
_MAX_LATE_SECONDS = 5


def check_access(
    domain: SigningDomain,
    header: str | None,
    *,
    gateway: Address,
    path: str,
    now: int,
    allowed: Callable[[], Collection[str]],
    newest: Callable[[], int] | None = None,
    require_wallet: RequireOwner | None = None,
) -> Address:
    """Returns the account that asks. Raises Problem unless an allowed account signed this path for this moment.

    `gateway` is our account. A header for another gateway is refused, so nobody can use here what was sent there.
    `allowed` is called only for a header that is well formed and signed. `now` is the time of our copy of the chain, which
    lags a little. `newest` asks the chain, once for an allowed account whose time does not fit the copy's.
    `require_wallet` asks a contract wallet, for an allowed account whose key has not signed; without it only keys may read.
    """
    access = _parsed(header)
    digest = access_digest(domain, access.account, gateway, path, access.deadline)
    is_key = has_signed(access.account, digest, normal_signature(access.signature))
    if not is_key and not require_wallet:
        raise Problem("access-denied", "the signature is of another account, or for another gateway")
    if access.account not in allowed():
        raise Problem(
            "access-denied",
            f"{access.account} may not read this here: it is no seat of this epoch, or the epoch is final and it is no curator",
        )
    if not _fits(access.deadline, now) and not (newest and _fits(access.deadline, newest())):
        raise Problem("access-denied", "the signature's time is over, or too far ahead")
    if not is_key and require_wallet:
        try:
            require_wallet(access.account, digest, access.signature, "the header")
        except InvalidSignature as error:
            raise Problem("access-denied", f"neither the account's key nor its wallet signed: {error}") from error
    return access.account


def _parsed(header: str | None) -> AccessHeader:
    if not header or not header.startswith(f"{SCHEME} "):
        raise Problem("access-denied", "this path needs an Authorization header of the scheme Kula")
    try:
        return AccessHeader.model_validate_json(base64.urlsafe_b64decode(header.removeprefix(f"{SCHEME} ")))
    except (ValidationError, ValueError) as error:
        raise Problem("access-denied", "the Authorization header is not well formed") from error


def _fits(deadline: int, now: int) -> bool:
    return now - _MAX_LATE_SECONDS <= deadline <= now + _MAX_AHEAD_SECONDS


def readers_of(chain: ChainCopy, state: ChainState, settings: GatewaySettings, epoch: int) -> set[Address]:
    """Returns the accounts that may read the entries of a closed epoch.

    1. Until the epoch is final: its seats, who score and report it.
    2. When it is final: the curators that the settings name, and the seats that judge candidates on its records.
       Its seats that still sit too, because their index of earlier records may lack it.
    3. If the settings take newcomers: every seat of the newest closed epoch, when it is final.
    """
    own = set(seats_of(chain, epoch))
    if epoch > state.final_upto:
        return own
    sitting = set(seats_of(chain, state.epoch - 1))
    curators = {Address(account) for account in settings.curators}
    judges = {
        Address(account) for first, last, accounts in state.judges if first <= epoch <= last for account in accounts
    }
    return curators | judges | (sitting if settings.newcomers else own & sitting)


def seats_of(chain: ChainCopy, epoch: int) -> list[Address]:
    """Returns the operators of an epoch's seats, in order; none while it is open."""
    row = chain.row(EpochRow, epoch)
    return [Address(operator) for operator in row.seats] if row else []
