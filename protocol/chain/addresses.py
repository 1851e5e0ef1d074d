"""The addresses of a deployment's contracts: one JSON file. With it and an RPC, anyone can use the deployment."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kula.contracts import NAMES
from kula.protocol.errors import MalformedInput
from kula.protocol.files import write_whole
from kula.protocol.types import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of one deployment."""

    chain_id: int
    token: Address
    grants: Address
    gateways: Address
    batches: Address
    validators: Address
    scorers: Address
    scores: Address
    reports: Address
    challenges: Address
    demands: Address
    pay: Address
    claims: Address
    registry: Address
    judgements: Address
    royalties: Address
    block: int
    """The newest block before the first contract was created. The deployment's events come after it."""
    parties: dict[str, list[Address]] = field(default_factory=dict)
    """Who founded the deployment: the accounts of each party of its genesis."""

    def contracts(self) -> dict[str, Address]:
        """Returns the address of each contract by its name in this file."""
        return {name.lower(): getattr(self, name.lower()) for name in NAMES}

    def write(self, path: Path) -> None:
        """Writes the file so that a reader sees all of it or nothing."""
        write_whole(path, json.dumps(asdict(self), indent=1) + "\n")


def read_addresses(path: Path) -> Addresses:
    """Reads the file. Raises MalformedInput if it is missing or is no addresses file."""
    try:
        return Addresses(**json.loads(path.read_text()))
    except FileNotFoundError as error:
        raise MalformedInput("addresses", f"{path} does not exist; `kula chain deploy` writes it") from error
    except (ValueError, TypeError) as error:
        raise MalformedInput("addresses", f"{path} is not an addresses file: {error}") from error
