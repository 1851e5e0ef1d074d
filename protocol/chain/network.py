"""A deployment as one object: the connection, the six clients and what ties signatures and leaves to it."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from protocol.chain.addresses import Addresses, read_addresses
from protocol.chain.batches import Batches
from protocol.chain.connection import Connection
from protocol.chain.registry import Registry
from protocol.chain.reports import Reports
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
        self.validators = Validators(connection, addresses.validators, block)
        self.batches = Batches(connection, addresses.batches, block)
        self.scores = Scores(connection, addresses.scores, block)
        self.reports = Reports(connection, addresses.reports, block)
        self.registry = Registry(connection, addresses.registry, block)
        self.signing = SigningDomain(addresses.chain_id, addresses.batches)
        self.dom = domain(addresses.chain_id, addresses.reports)

    @cached_property
    def parameters(self) -> Parameters:
        """The numbers of this deployment; they never change."""
        return self.batches.parameters()


def connect(urls: Sequence[str], addresses: Path, finality: str = "latest") -> Network:
    """Connect to a deployment. Raises Unavailable when the RPC serves another chain."""
    known = read_addresses(addresses)
    return Network(Connection(urls, known.chain_id, finality), known)
