"""The indexer on a real chain that is reorganised under it."""

import threading
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from kula.node.gateway.database.accounts import Progress
from kula.node.gateway.database.chain_tables import BatchRow, DatasetRow, EpochRow, PayeeRow
from kula.protocol.chain.clients.batches import Batches
from kula.protocol.chain.clients.registry import Registry
from kula.protocol.chain.clients.token import Token
from kula.protocol.errors import Unavailable
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateway.person import Person
from tests.support.gateways import Worker, sent


def _changes(http: Http, person: Person, after: int) -> list[tuple[str, str]]:
    rows = http.context.repository.events.after(after, 1_000, person.owner.address)
    return [
        (row.change["change"], row.change.get("state") or row.change.get("amount") or row.change["phase"])
        for row in rows
    ]


def test_reorganisation__that_undoes_a_batch_and_a_closed_epoch__is_undone_here_too(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    record = sent(person)
    index, chain = http.context.indexer, http.context.repository.chain
    before, start = index.turn(), http.context.repository.events.last()
    web3 = net.network.connection.web3
    snapshot = web3.provider.make_request("evm_snapshot", [])["result"]  # type: ignore[arg-type]
    epoch = worker.post()
    after = index.turn()
    assert (after.epoch, after.next_seq) == (epoch + 1, before.next_seq + 1)
    assert chain.row(BatchRow, after.last_batch) is not None
    web3.provider.make_request("evm_revert", [snapshot])  # type: ignore[arg-type]
    web3.provider.make_request("anvil_mine", [hex(after.block - before.block + 2)])  # type: ignore[arg-type]
    again = index.turn()
    assert (again.epoch, again.next_seq, again.last_batch) == (epoch, before.next_seq, before.last_batch)
    assert chain.row(BatchRow, after.last_batch) is None
    assert chain.row(EpochRow, epoch + 1) is None
    closed = chain.row(EpochRow, epoch)
    assert closed is not None
    assert closed.closed_at == 0
    assert http.get(f"/v1/records/{record}").json()["state"] == "received"
    changes = _changes(http, person, start)
    assert [state for change, state in changes if change == "record"] == ["posted", "received"]
    assert worker.post() == epoch, "and the records are posted again"
    assert http.get(f"/v1/records/{record}").json()["state"] == "posted"
    worker.report(epoch)


def test_reorganisation__first_seen_at_the_last_block_that_both_chains_have__is_undone_too(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    """There, an endpoint looks as if it were only behind. What was read of later blocks stands until another chain is seen."""
    sent(person)
    index, chain = http.context.indexer, http.context.repository.chain
    before, web3 = index.turn(), net.network.connection.web3
    snapshot = web3.provider.make_request("evm_snapshot", [])["result"]  # type: ignore[arg-type]
    worker.post()
    after = index.turn()
    web3.provider.make_request("evm_revert", [snapshot])  # type: ignore[arg-type]
    assert index.turn() == after
    assert chain.row(BatchRow, after.last_batch) is not None
    web3.provider.make_request("anvil_mine", ["0x1"])  # type: ignore[arg-type]
    assert index.turn().last_batch == before.last_batch
    assert chain.row(BatchRow, after.last_batch) is None
    worker.report(worker.post())


@pytest.mark.parametrize(
    ("client", "count", "kind"),
    [(Batches, "last_batch", BatchRow), (Registry, "last_dataset", DatasetRow)],
    ids=["batch", "dataset"],
)
def test_endpoint__that_counts_by_a_later_block_than_it_shows__leaves_no_empty_row(
    net: TestNet,
    http: Http,
    worker: Worker,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    client: type,
    count: str,
    kind: type,
):
    sent(person)
    epoch = worker.post()
    index, chain = http.context.indexer, http.context.repository.chain
    last = getattr(client, count)
    with monkeypatch.context() as mixed:
        mixed.setattr(client, count, lambda self: last(self) + 1)
        net.anvil.mine(1)  # The gateway's own indexer may have looked at the block before, which nobody reads again.
        with pytest.raises(Unavailable, match="mixes two blocks"):
            index.turn()
    state = index.turn()
    assert chain.row(kind, getattr(state, count) + 1) is None
    assert getattr(state, count) == 0 or chain.row(kind, getattr(state, count)) is not None
    worker.report(epoch)


def test_report__that_a_reorganisation_undoes__takes_scores_and_pay_along(
    net: TestNet, http: Http, worker: Worker, person: Person
):
    record, start = sent(person), http.context.repository.events.last()
    epoch = worker.post()
    web3 = net.network.connection.web3
    http.context.indexer.turn()
    snapshot = web3.provider.make_request("evm_snapshot", [])["result"]  # type: ignore[arg-type]
    worker.report(epoch)
    worker.duties.tick(worker.duties.mirror_outcomes)
    path = f"/v1/accounts/{person.owner.address}"
    assert int(http.get(path).json()["pending"]) > 0
    web3.provider.make_request("evm_revert", [snapshot])  # type: ignore[arg-type]
    web3.provider.make_request("anvil_mine", ["0x40"])  # type: ignore[arg-type]
    worker.duties.tick(worker.duties.mirror_outcomes)
    account = http.get(path).json()
    assert (account["pending"], account["records"]["posted"]) == ("0", 1)
    assert http.get(f"/v1/records/{record}").json()["score"] is None
    worker.report(epoch)
    worker.duties.tick(worker.duties.mirror_outcomes)
    assert http.get(f"/v1/records/{record}").json()["score"] == 120
    states = [state for change, state in _changes(http, person, start) if change == "record"]
    assert states == ["posted", "reported", "posted", "reported"]


def test_two_indexers__at_once__tell_everything_once(net: TestNet, http: Http, worker: Worker, person: Person):
    http.context.indexer.turn()
    start = http.context.repository.events.last()
    sent(person)
    epoch = worker.post()
    other = Worker(net, worker.settings).duties.indexer
    threads = [threading.Thread(target=one.turn) for one in (http.context.indexer, other) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [change for change in _changes(http, person, start) if change[0] == "record"] == [("record", "posted")]
    worker.report(epoch)


@pytest.mark.parametrize("is_hidden", [False, True])
def test_claim__of_one_account__costs_no_call_for_each_other_account_that_has_records(
    net: TestNet, http: Http, worker: Worker, person: Person, monkeypatch: pytest.MonkeyPatch, is_hidden: bool
):
    index, chain = http.context.indexer, http.context.repository.chain
    earned_of = Token.earned_of
    if is_hidden:
        monkeypatch.setattr(Token, "minted_in", lambda *_: Counter())

    def asked_for_a_claim() -> list[str]:
        sent(person)
        epoch = worker.post()
        worker.report(epoch)
        worker.finalise(epoch)
        worker.duties.mirror_outcomes()
        with Session(chain._engine) as session, session.begin():
            for number in range(200):
                session.merge(PayeeRow(account=f"0x{number:040d}", paid=0, stale=False))
        worker.duties.tick(worker.duties.relay_claims)
        asked: list[str] = []
        with monkeypatch.context() as counting:
            counting.setattr(Token, "earned_of", lambda token, one: asked.append(one) or earned_of(token, one))
            for _ in range(6):
                index.turn()
        return asked

    # On a busy machine, a look may fall between a claim and what it is compared to. Then all are asked, as if it were hidden.
    counts = (len(asked_for_a_claim()) for _ in range(3))
    assert any(count > 200 if is_hidden else count < 8 for count in counts)
    assert chain.stale_payees(1) == []
    paid = chain.paid([person.owner.address])
    assert paid == {person.owner.address: earned_of(net.network.token, Address(person.owner.address))}


def test_states__of_a_record__follow_the_chain():
    progress = Progress(next_seq=5, final_upto=7)
    assert [progress.state_by(score, epoch) for score, epoch in ((0, 3), (90, 7), (90, 8), (1, 2))] == [
        "void",
        "final",
        "reported",
        "final",
    ]
