"""A person at a gateway, and the worker that posts for it, on one chain and one set of rows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kula.node.settings import GatewaySettings
from kula.protocol.hex import hex0, unhex
from kula.protocol.program.keys import new_key
from kula.protocol.records.opinions import EraseContent, TakeBack, erase_content_digest, take_back_digest
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Address
from tests.support.chain import TestNet
from tests.support.gateway.person import Person
from tests.support.gateways import Worker

NOTHING_AT_ALL = "0x" + ZERO_HASH.hex()


@dataclass
class Ender:
    """Signs what ends a person's records."""

    person: Person
    gateway: Address

    def take_back(self, record: str, signer: Any = None, **changes: Any) -> Any:
        message = TakeBack(owner=Address(self.person.owner.address), gateway=self.gateway, record=unhex(record, 32))
        digest = take_back_digest(self.person.domain, message)
        signature = sign(digest, bytes((signer or self.person.session).key))
        return self.person.http.post("/v1/take-backs", json={"record": record, "signature": hex0(signature), **changes})

    def erase(
        self, record: str = NOTHING_AT_ALL, *, until: int = 2**40, signer: Any = None, royalties: Any = ()
    ) -> Any:
        owner = Address(self.person.owner.address)
        message = EraseContent(owner=owner, gateway=self.gateway, record=unhex(record, 32), until=until)
        signature = sign(erase_content_digest(self.person.domain, message), bytes((signer or self.person.owner).key))
        body = {"owner": owner, "record": record, "until": until, "signature": hex0(signature)}
        return self.person.http.post("/v1/erasures", json={**body, "royalties": list(royalties)})


@pytest.fixture(scope="session")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of all gateways here, so that each finds the ledgers to which another one's records led."""
    return tmp_path_factory.mktemp("shared") / "blocks"


@pytest.fixture(scope="module")
def settings(settings: GatewaySettings, blocks: Path) -> GatewaySettings:
    return settings.model_copy(update={"ipfs": f"dir://{blocks}"})


@pytest.fixture
def ender(person: Person, settings: GatewaySettings) -> Ender:
    return Ender(person, Address(settings.account().address))


@pytest.fixture
def worker(net: TestNet, settings: GatewaySettings) -> Worker:
    while len(net.validators) < 4:
        net.add_validator()
    return Worker(net, settings)


@pytest.fixture
def stranger() -> Any:
    return new_key()
