"""Entries over HTTP: curators and validators get every record as the protocol's reader expects it; nobody else does."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kula.node.gateway.api.app import create_app
from kula.node.gateway.api.shapes.responses import Entry
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.pinning import pin_waiting
from kula.node.gateway.duties.posting import Poster
from kula.node.settings import GatewaySettings
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.merkle import root
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import authorization
from kula.protocol.records.entry import entry_from_json, entry_to_json, verify_entry
from kula.protocol.signatures import SigningDomain
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.person import Person
from tests.support.rows import grant_row, record_row

CURATOR = new_key()
DOMAIN = SigningDomain(31_337, Address("0x" + "11" * 20))


def test_entry__as_the_gateway_writes_it__is_the_protocol_s_json():
    row = record_row(seq=3, nonce=2**64 - 1, grant=grant_row(signature=b"w" * 700))
    text = Entry.of(row.entry()).model_dump_json(by_alias=True)
    assert json.loads(text) == entry_to_json(row.entry())
    assert entry_from_json(json.loads(text)) == row.entry()


@pytest.fixture(scope="module")
def http(settings: GatewaySettings):
    with TestClient(create_app(settings.model_copy(update={"curators": (CURATOR.address,)}))) as client:
        yield client


def test_entries__of_a_posted_batch__open_for_a_curator_and_give_the_root_on_chain(
    net: TestNet, http: TestClient, person: Person, settings: GatewaySettings
):
    network, us = net.network, Address(settings.account().address)
    hashes = [person.send().json()["record"] for _ in range(3)]
    epoch = network.batches.current()
    repository = Repository(open_database(settings.database_url))
    store = BlockDirectory(Path(settings.ipfs.removeprefix("dir://")))
    net.anvil.pass_time(network.parameters.open_seconds)
    pin_waiting(store, repository)
    sender = net.sender("poster", account=settings.account())
    Poster(network, sender, repository, store, url="https://gateway.example", post_seconds=10).turn()
    batch = network.batches.batches_of(epoch)[-1]

    path = f"/v1/epochs/{epoch}/entries"
    now = network.connection.now()
    header = authorization(network.signing, CURATOR, gateway=us, path=path, now=now)
    answer = http.get(path, headers={"authorization": header})
    assert answer.status_code == 200, answer.text
    entries = [entry_from_json(entry) for entry in answer.json()["batches"][-1]["entries"]]
    for entry in entries:
        verify_entry(network.signing, entry, closed_at=now, registered=network.grants.registered)
    leaves = http.get(f"/v1/batches/{batch.number}/leaves").json()["leaves"]
    assert root([bytes.fromhex(leaf[2:]) for leaf in leaves]) == batch.root
    assert {entry.leaf(network.signing, us).record_hash.hex() for entry in entries} >= {h[2:] for h in hashes}

    trace = http.get(f"/v1/trace/{hashes[0]}").json()
    assert (trace["hash"], trace["gateway"]) == (hashes[0], us)
    assert not {"salt", "content_key", "content"} & set(trace)
    assert trace["record"] in [entry_to_json(entry)["record"] for entry in entries]

    stranger = authorization(network.signing, person.owner, gateway=us, path=path, now=now)
    elsewhere = authorization(network.signing, CURATOR, gateway=Address(new_key().address), path=path, now=now)
    for refused in (stranger, elsewhere):
        assert http.get(path, headers={"authorization": refused}).status_code == 403
