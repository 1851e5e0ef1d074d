"""What the endpoints share: the parts of one gateway, built once in app.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from eth_account.signers.local import LocalAccount
from fastapi import Depends, Request

from kula.node.gateway.answers.embedded import Embedded
from kula.node.gateway.answers.running import Answers
from kula.node.gateway.api.feed import Feed
from kula.node.gateway.api.kept import Kept
from kula.node.gateway.database.chain import ChainState
from kula.node.gateway.database.repository import Repository
from kula.node.gateway.duties.budget import GasBudget
from kula.node.gateway.duties.proofs import Proofs
from kula.node.gateway.duties.relaying import Relayer
from kula.node.gateway.index.indexer import Indexer
from kula.node.gateway.index.languages import ScorerLanguages
from kula.node.gateway.intake import Intake
from kula.node.gateway.limits import RateLimits
from kula.node.gateway.opinions.ending import Ending
from kula.node.gateway.opinions.pairing import Pairing
from kula.node.gateway.owners import Owners
from kula.node.settings import GatewaySettings
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.store import Store
from kula.protocol.types import Address


@dataclass(frozen=True, kw_only=True)
class GatewayContext:
    """The parts of one gateway."""

    settings: GatewaySettings
    network: Network
    store: Store
    account: LocalAccount
    repository: Repository
    budget: GasBudget
    limits: RateLimits
    intake: Intake
    relayer: Relayer
    owners: Owners
    ending: Ending
    proofs: Proofs
    pairing: Pairing
    kept: Kept
    indexer: Indexer
    languages: ScorerLanguages
    feed: Feed
    answers: Answers | None
    """None if this gateway serves no model."""
    embedded: Embedded | None
    """The model, if it is loaded here."""

    def chain(self) -> ChainState:
        """Returns the state of the chain as the database has it. Raises Unavailable before the first look."""
        state = self.repository.chain.state()
        if state is None:
            raise Unavailable("this gateway has not read the chain yet; try again in a moment")
        return state

    @property
    def address(self) -> Address:
        """The account that signs receipts and answers."""
        return Address(self.account.address)


def _context(request: Request) -> GatewayContext:
    return cast(GatewayContext, request.app.state.gateway)


Context = Annotated[GatewayContext, Depends(_context)]
"""An endpoint's parameter of this type receives the context."""


def charge_of(request: Request, context: GatewayContext) -> Callable[[int], None]:
    """Returns what counts further requests for entries of whoever asks. It raises Problem `rate-limited` or `network-limited`."""
    limits, asker = context.limits, request.state
    return lambda units: limits.take_for_address("entries", asker.address, asker.site, units)
