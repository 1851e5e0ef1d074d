"""A deployment as one object: the connection, one client per contract, and the domains of signatures and leaves."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from kula.protocol.chain.addresses import Addresses, read_addresses
from kula.protocol.chain.clients.batches import Batches
from kula.protocol.chain.clients.challenges import Challenges
from kula.protocol.chain.clients.claims import Claims
from kula.protocol.chain.clients.demands import Demands
from kula.protocol.chain.clients.gateways import Gateways
from kula.protocol.chain.clients.grants import Grants
from kula.protocol.chain.clients.judgements import Judgements
from kula.protocol.chain.clients.pay import Pay
from kula.protocol.chain.clients.registry import Registry
from kula.protocol.chain.clients.reports import Reports
from kula.protocol.chain.clients.royalties import Royalties
from kula.protocol.chain.clients.scorers import Scorers
from kula.protocol.chain.clients.scores import Scores
from kula.protocol.chain.clients.token import Token
from kula.protocol.chain.clients.validators import Validators
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.presets import finality_of
from kula.protocol.chain.rounds import OpenRounds
from kula.protocol.encoding import domain
from kula.protocol.parameters import Parameters
from kula.protocol.signatures import SigningDomain


class Network:
    """One deployment, as programs use it."""

    def __init__(self, connection: Connection, addresses: Addresses) -> None:
        self.connection = connection
        self.addresses = addresses
        block = addresses.block
        self.token = Token(connection, addresses.token, block)
        self.grants = Grants(connection, addresses.grants, block)
        self.gateways = Gateways(connection, addresses.gateways, block)
        self.batches = Batches(connection, addresses.batches, block)
        self.validators = Validators(connection, addresses.validators, block)
        self.scorers = Scorers(connection, addresses.scorers, block)
        self.scores = Scores(connection, addresses.scores, block, self.batches.parameters)
        self.reports = Reports(connection, addresses.reports, block, self.scores.changes_at)
        self.challenges = Challenges(connection, addresses.challenges, block)
        self.demands = Demands(connection, addresses.demands, block)
        self.pay = Pay(connection, addresses.pay, block)
        self.claims = Claims(connection, addresses.claims, block)
        self.registry = Registry(connection, addresses.registry, block)
        self.judgements = Judgements(connection, addresses.judgements, block)
        self.royalties = Royalties(connection, addresses.royalties, block)
        self.signing = SigningDomain(addresses.chain_id, addresses.grants)
        self.coin_signing = SigningDomain(addresses.chain_id, addresses.token)
        self.dom = domain(addresses.chain_id, addresses.reports)
        folder = connection.folder
        self.rounds = OpenRounds(self.judgements, folder / f"rounds-{self.dom.hex()[:16]}.json" if folder else None)

    @cached_property
    def parameters(self) -> Parameters:
        """The numbers of this deployment, which never change."""
        return self.batches.parameters()


def connect(urls: Sequence[str], addresses: Path, finality: str | int = "", *, events: Path | None = None) -> Network:
    """Connects to the deployment of an addresses file.

    Without `finality`, the chain's preset decides. A number reads everything as it was at that block. `events` is the
    file that keeps events; None keeps them in memory. Raises Unavailable if the RPC serves another chain.
    """
    known = read_addresses(addresses)
    chosen = finality_of(known.chain_id) if finality == "" else finality
    return Network(Connection(urls, known.chain_id, chosen, events=events), known)
