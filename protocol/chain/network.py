"""A deployment as one object: the connection, one client for each contract and what ties signatures and leaves to it."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from protocol.chain.addresses import Addresses, read_addresses
from protocol.chain.batches import Batches
from protocol.chain.challenges import Challenges
from protocol.chain.claims import Claims
from protocol.chain.connection import Connection
from protocol.chain.demands import Demands
from protocol.chain.gateways import Gateways
from protocol.chain.grants import Grants
from protocol.chain.pay import Pay
from protocol.chain.presets import finality_of
from protocol.chain.registry import Registry
from protocol.chain.reports import Reports
from protocol.chain.royalties import Royalties
from protocol.chain.scorers import Scorers
from protocol.chain.scores import Scores
from protocol.chain.token import Token
from protocol.chain.validators import Validators
from protocol.encoding import domain
from protocol.parameters import Parameters
from protocol.signatures import SigningDomain


class Network:
    """What a program needs to know of the chain."""

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
        self.scores = Scores(connection, addresses.scores, block)
        self.reports = Reports(connection, addresses.reports, block)
        self.challenges = Challenges(connection, addresses.challenges, block)
        self.demands = Demands(connection, addresses.demands, block)
        self.pay = Pay(connection, addresses.pay, block)
        self.claims = Claims(connection, addresses.claims, block)
        self.registry = Registry(connection, addresses.registry, block)
        self.royalties = Royalties(connection, addresses.royalties, block)
        self.signing = SigningDomain(addresses.chain_id, addresses.grants)
        self.dom = domain(addresses.chain_id, addresses.reports)

    @cached_property
    def parameters(self) -> Parameters:
        """The numbers of this deployment; they never change."""
        return self.batches.parameters()


def connect(urls: Sequence[str], addresses: Path, finality: str = "") -> Network:
    """Connect to a deployment, at its chain's finality unless told another. Raises Unavailable for an RPC of another chain."""
    known = read_addresses(addresses)
    return Network(Connection(urls, known.chain_id, finality or finality_of(known.chain_id)), known)
