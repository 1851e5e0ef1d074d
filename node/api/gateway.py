"""What the endpoints share: the parts of one gateway."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

from eth_account.signers.local import LocalAccount
from fastapi import Depends, Request

from node.crank import Claims
from node.intake import Intake
from node.repository import Repository
from node.serving import Serving
from node.settings import GatewaySettings
from protocol.canonical import loads_strict
from protocol.chain.network import Network
from protocol.chain.sender import Sender
from protocol.errors import MalformedInput
from protocol.store import Store
from protocol.types import Address


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """The parts, built once."""

    settings: GatewaySettings
    network: Network
    store: Store
    account: LocalAccount
    repository: Repository
    sender: Sender
    intake: Intake
    claims: Claims
    serving: Serving | None

    @property
    def address(self) -> Address:
        """Who signs receipts and answers."""
        return Address(self.account.address)


def _gateway(request: Request) -> Gateway:
    return cast(Gateway, request.app.state.gateway)


async def _json_object(request: Request) -> dict[str, Any]:
    value = loads_strict(await request.body())
    if not isinstance(value, dict):
        raise MalformedInput("body", "must be a JSON object")
    return value


Parts = Annotated[Gateway, Depends(_gateway)]
Body = Annotated[dict[str, Any], Depends(_json_object)]
