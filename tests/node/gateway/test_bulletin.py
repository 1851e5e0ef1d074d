"""Entries over HTTP: curators and validators get every record as the protocol's reader expects it; nobody else does."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient

from kula.node.gateway.api.bulletin import MOST_DIGESTS
from kula.node.gateway.api.shapes.responses import Entry
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.pinning import pin_waiting
from kula.node.gateway.duties.posting import Poster
from kula.node.settings import GatewaySettings
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.hex import hex0
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.merkle import root
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import authorization
from kula.protocol.records.entry import entry_from_json, entry_to_json, verify_entry
from kula.protocol.signatures import SigningDomain, sign
from kula.protocol.types import Address, Report
from tests.support.chain import TestNet
from tests.support.gateway.person import Person
from tests.support.gateway.rows import grant_row, record_row

DOMAIN = SigningDomain(31_337, Address("0x" + "11" * 20))


def test_entry__as_the_gateway_writes_it__is_the_protocol_s_json():
    row = record_row(seq=3, nonce=2**64 - 1, grant=grant_row(signature=b"w" * 700))
    text = Entry.of(row.entry()).model_dump_json(by_alias=True)
    assert json.loads(text) == entry_to_json(row.entry())
    assert entry_from_json(json.loads(text)) == row.entry()


def test_entries__of_a_posted_batch__open_for_a_seat_and_give_the_root_on_chain(
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
    seat = net.validators[0].account
    header = authorization(network.signing, seat, gateway=us, path=path, now=now)
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
    elsewhere = authorization(network.signing, seat, gateway=Address(new_key().address), path=path, now=now)
    for refused in (stranger, elsewhere):
        assert http.get(path, headers={"authorization": refused}).status_code == 403


def _signed(net: TestNet, epoch: int, number: int, signer: LocalAccount, seat: int) -> dict[str, Any]:
    """Returns the body of a seat's signature under one of many invented reports of an epoch."""
    network = net.network
    report = Report(
        epoch=epoch,
        attempt=network.reports.attempt(),
        parent=network.reports.standing(network.reports.tip()).digest,
        root=bytes([number]) * 32,
        records=network.batches.records(epoch),
        sum_credit=number,
        files=bytes(32),
    )
    return {
        "seat": seat,
        "attempt": report.attempt,
        "root": hex0(report.root),
        "files": hex0(report.files),
        "sum_credit": report.sum_credit,
        "signature": hex0(sign(signed_digest(network, report), bytes(signer.key))),
    }


def test_bulletin__of_a_seat_that_signs_everything_or_for_others__stays_short_and_true(net: TestNet, http: TestClient):
    epoch = net.network.batches.current() - 1
    state = net.network.scores.epoch(epoch)
    seats = [seat.operator for seat in net.network.validators.seats(state.set_id)]
    liar, other = (next(v.account for v in net.validators if v.address == seats[i]) for i in (0, 1))
    path = f"/v1/epochs/{epoch}/signatures"
    forged = http.post(path, json=_signed(net, epoch, 99, signer=liar, seat=1))
    assert (forged.status_code, http.get(path).json()["signatures"]) == (401, [])
    answers = [http.post(path, json=_signed(net, epoch, i, liar, 0)) for i in range(MOST_DIGESTS + 3)]
    assert [answer.status_code for answer in answers] == [201] * MOST_DIGESTS + [409] * 3
    assert answers[-1].json()["type"].endswith("/bulletin-full")
    assert http.post(path, json=_signed(net, epoch, 1, other, 1)).status_code == 201, "it hinders no other seat"
    bulletin = http.get(path)
    assert len(bulletin.json()["signatures"]) == MOST_DIGESTS + 1
    assert len(bulletin.content) < 600 * (MOST_DIGESTS + 1)


@pytest.mark.parametrize("number", [-1, 2**32, 2**256, 10**100])
def test_number__in_a_path_that_no_contract_holds__is_refused(http: TestClient, number: int):
    for path in (f"/v1/epochs/{number}", f"/v1/epochs/{number}/signatures", f"/v1/batches/{number}/leaves"):
        answer = http.get(path)
        assert (answer.status_code, answer.json()["field"]) == (422, "number"), answer.text
    assert http.get("/v1/accounts/0x" + "zz" * 20).status_code == 422
