"""Attacks on a gateway's worker on a real chain. Each may cost the records that it is about, and never any other."""

import threading
import time
from pathlib import Path
from threading import Thread

import pytest
from eth_utils.address import to_checksum_address
from fastapi.testclient import TestClient
from web3.contract.contract import ContractFunction
from web3.types import TxReceipt

import kula.node.gateway.index.mirror
from kula.node.settings import GatewaySettings
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_CBOR, bytes32_to_cid, cid_of, cid_to_bytes32
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.parameters import TOKEN
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.gateway.person import Person
from tests.support.gateways import STRANGER, Worker, gateway_settings, sent, stranger_leaf


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    return gateway_settings(net, tmp_path_factory.mktemp("gateway"))


@pytest.fixture
def worker(net: TestNet, settings: GatewaySettings, http: TestClient) -> Worker:
    return Worker(net, settings)


@pytest.fixture(scope="module")
def stranger(net: TestNet) -> Sender:
    """Somebody with coin for direct records."""
    sender = net.sender("stranger", 1_000 * TOKEN)
    sender.send(net.network.token.approve(net.network.batches.address, 1_000 * TOKEN))
    return sender


def _submit(net: TestNet, stranger: Sender, manifest: bytes) -> None:
    batches = net.network.batches
    stranger.send(batches.submit_direct(stranger_leaf(batches.address), manifest, 100 * TOKEN))


def test_unfetchable_manifest__of_one_direct_record__hides_no_outcome(
    net: TestNet, worker: Worker, person: Person, stranger: Sender
):
    record = sent(person)
    _submit(net, stranger, b"\x99" * 32)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    assert worker.outcome(record) == (epoch, 120)


def test_manifest__of_a_stranger_that_names_our_record__does_not_change_its_outcome(
    net: TestNet, worker: Worker, person: Person, stranger: Sender
):
    record = sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    forged = encode_node({"v": 1, "records": [[bytes.fromhex(record[2:]), b"\x01" * 36]]})
    worker.store.put_block(forged, DAG_CBOR)
    _submit(net, stranger, cid_to_bytes32(cid_of(forged, DAG_CBOR)))
    sent(person)
    worker.report(worker.post(), median=1)
    worker.duties.mirror_outcomes()
    assert worker.outcome(record) == (epoch, 120)


def test_our_own_manifest__lost_from_the_store__hides_no_outcome(net: TestNet, worker: Worker, person: Person):
    record = sent(person)
    epoch = worker.post()
    for batch in net.network.batches.batches_of(epoch):
        _forget(worker, bytes32_to_cid(batch.manifest))
    worker.report(epoch)
    worker.duties.mirror_outcomes()
    assert worker.outcome(record) == (epoch, 120)


def test_reasons__of_a_seat_in_another_form__hide_no_other_epoch_and_stop_no_claim(
    net: TestNet, worker: Worker, person: Person
):
    for shape in ({"reasons": 5}, {"reasons": [None]}, {}):
        files = encode_node(shape)
        worker.store.put_block(files, DAG_CBOR)
        first, second = sent(person), ""
        poisoned = worker.post()
        worker.report(poisoned, files=cid_to_bytes32(cid_of(files, DAG_CBOR)))
        second = sent(person)
        clean = worker.post()
        worker.report(clean)
        worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.relay_claims)
        assert worker.outcome(first) in (None, (poisoned, 120))
        assert worker.outcome(second) == (clean, 120)
        worker.finalise(poisoned)
        worker.finalise(clean)
        worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.relay_claims)
        assert _paid(net, person) > 0
        person = _another(net, person)


def test_reasons__of_seats_whose_files_hang__hold_the_worker_up_for_one_budget_in_all(
    worker: Worker, person: Person, monkeypatch: pytest.MonkeyPatch
):
    record = sent(person)
    epoch = worker.post()
    hidden = b"\x97" * 32
    worker.report(epoch, files=hidden)
    monkeypatch.setattr(kula.node.gateway.index.mirror, "REASONS_SECONDS", 0.5)
    read, ended = type(worker.store).read_block, threading.Event()

    def hang(store: BlockDirectory, cid: str) -> bytes:
        if cid == bytes32_to_cid(hidden):
            ended.wait(60)
        return read(store, cid)

    monkeypatch.setattr(type(worker.store), "read_block", hang)
    began = time.monotonic()
    worker.duties.mirror_outcomes()
    took = time.monotonic() - began
    ended.set()
    assert took < 60, "five seats that hang one after the other would take 300 s"
    assert worker.outcome(record) == (epoch, 120)


def test_ledger__of_an_epoch_that_nobody_serves__hides_no_later_one_and_stops_no_later_claim(
    net: TestNet, worker: Worker, person: Person
):
    first = sent(person)
    hidden = worker.post()
    worker.report(hidden)
    other = _another(net, person)
    second = sent(other)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(hidden)
    worker.finalise(epoch)
    proposed = net.network.reports.proposed(hidden)
    assert proposed
    block = _forget(worker, bytes32_to_cid(proposed["args"]["files"]))
    looking = Worker(net, worker.settings)
    looking.duties.tick(looking.duties.mirror_outcomes, looking.duties.relay_claims)
    assert (looking.outcome(first), looking.outcome(second)) == (None, (epoch, 120))
    assert _paid(net, person) == 0 < _paid(net, other)
    steps = {row.step for row in looking.duties.repository.tallies.failures() if row.error == "Unavailable"}
    assert steps == {"mirror", "relay"}, "monitors see what fails"
    worker.store.put_block(block, DAG_CBOR)
    again = Worker(net, worker.settings)
    again.duties.tick(again.duties.mirror_outcomes, again.duties.relay_claims)
    assert again.outcome(first) == (hidden, 120)
    assert _paid(net, person) > 0, "a restart tries the hidden epoch again"


def test_account__whose_claim_always_fails__bars_no_other_account(
    net: TestNet, worker: Worker, person: Person, monkeypatch: pytest.MonkeyPatch
):
    unlucky = _another(net, person)
    for one in (person, unlucky):
        sent(one)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    send = Sender.send

    def refusing(sender: Sender, call: ContractFunction) -> TxReceipt:
        if any(unlucky.owner.address in str(argument) for argument in call.args):
            raise ChainRefused("no coin for this one")
        return send(sender, call)

    monkeypatch.setattr(Sender, "send", refusing)
    worker.duties.tick(worker.duties.relay_claims)
    assert _paid(net, person) > 0
    assert _paid(net, unlucky) == 0
    monkeypatch.setattr(Sender, "send", send)
    Worker(net, worker.settings).duties.relay_claims()
    assert _paid(net, unlucky) > 0, "after a restart the account is tried again"


def test_late_duplicate__of_every_task__changes_nothing(net: TestNet, worker: Worker, person: Person):
    record = sent(person)
    epoch = worker.post()
    worker.report(epoch)
    worker.finalise(epoch)
    tasks = (worker.duties.pin, worker.duties.post, worker.duties.mirror_outcomes, worker.duties.relay_claims)
    worker.duties.tick(*tasks)
    worker.duties.tick(*tasks)
    before = _everything(net, worker, record)
    for duplicate in (worker, Worker(net, worker.settings)):
        duplicate.duties.tick(*tasks)
        assert _everything(net, worker, record) == before


def test_two_workers__that_take_one_tick_at_once__post_once(net: TestNet, worker: Worker, person: Person):
    sent(person)
    epoch = net.network.batches.current()
    net.anvil.pass_time(net.network.parameters.open_seconds)
    both = [worker, Worker(net, worker.settings)]
    ticks = [Thread(target=one.duties.tick, args=(one.duties.pin, one.duties.post)) for one in both]
    for tick in ticks:
        tick.start()
    for tick in ticks:
        tick.join()
    assert len(net.network.batches.batches_of(epoch)) == 1
    assert net.network.batches.current() == epoch + 1
    worker.report(epoch)


def _everything(net: TestNet, worker: Worker, record: str) -> tuple[object, ...]:
    web3 = net.network.connection.web3
    return (
        web3.eth.get_transaction_count(to_checksum_address(worker.us)),
        net.network.batches.current(),
        worker.outcome(record),
        worker.duties.repository.last_seq(),
        worker.duties.repository.pinned_upto(),
    )


def _paid(net: TestNet, person: Person) -> int:
    return net.network.token.earned_of(Address(person.owner.address))


def _another(net: TestNet, person: Person) -> Person:
    one = Person(net, person.http)
    assert one.grant().status_code == 201
    return one


def _forget(worker: Worker, cid: str) -> bytes:
    """Takes a block out of the store; returns it."""
    file = Path(worker.settings.ipfs.removeprefix("dir://")) / cid[-2:] / cid
    block = file.read_bytes()
    file.unlink()
    return block


def test_claims__of_a_stranger__cost_the_gateway_nothing(
    net: TestNet, worker: Worker, person: Person, stranger: Sender
):
    sent(person)
    _submit(net, stranger, b"\x98" * 32)
    epoch = worker.post()
    ledger = worker.report(epoch)
    worker.finalise(epoch)
    before = net.network.connection.web3.eth.get_transaction_count(to_checksum_address(worker.us))
    answer = person.http.post("/v1/claims", json={"account": STRANGER})
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (403, "unknown-account")
    assert net.network.connection.web3.eth.get_transaction_count(to_checksum_address(worker.us)) == before
    worker.duties.tick(worker.duties.mirror_outcomes)
    assert person.http.post("/v1/claims", json={"account": person.owner.address}).status_code == 202
    assert _paid(net, person) == ledger.earned(ledger.last_rows()[Address(person.owner.address)])
    worker.duties.tick(worker.duties.relay_claims)
    assert net.network.token.earned_of(STRANGER) == 0
