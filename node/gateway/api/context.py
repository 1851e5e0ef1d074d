"""What the endpoints share: the parts of one gateway."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

from eth_account.signers.local import LocalAccount
from fastapi import Depends, Request

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.duties.relaying import Relayer
from kula.node.gateway.intake import Intake
from kula.node.gateway.serving import Serving
from kula.node.settings import GatewaySettings
from kula.protocol.canonical import loads_strict
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.store import Store
from kula.protocol.types import Address


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
    claims: Relayer
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
