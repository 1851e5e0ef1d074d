"""What a validator computes of an epoch: whose seat it has, and how long it waits for records."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kula.node.adopted import AdoptedScorers
from kula.node.contributor.direct import DirectContributor
from kula.node.validator.journal import EPOCHS_KEPT, Journal
from kula.node.validator.scores.pieces import LocalScorer
from kula.node.validator.work import EpochWork
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateways import AllGateways
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import UNAVAILABLE, ZERO_HASH, Address
from tests.support.chain import TestNet
from tests.support.gateway.person import CONTENT

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "validator") as journal:
        yield journal


@pytest.fixture
def work(net: TestNet, store: BlockDirectory, journal: Journal, tmp_path: Path) -> EpochWork:
    sender = net.validators[0]
    return EpochWork(
        ledgers=Ledgers(net.network, store),
        gateways=AllGateways(NOBODY, net.network, sender.account),
        journal=journal,
        scorers=AdoptedScorers(net.network, store, tmp_path / "scorers", lambda weights: LocalScorer("cpu", weights)),
        folder=tmp_path,
        operator=sender.address,
        owner=sender.address,
    )


def _close(net: TestNet, sender: Sender) -> int:
    epoch = net.network.batches.current()
    net.anvil.pass_time(net.network.parameters.open_seconds)
    sender.send(net.network.batches.close())
    return epoch


def _scores(net: TestNet, journal: Journal, epoch: int) -> bytes:
    own = journal.scores(epoch, net.network.scores.epoch(epoch).batches_root)
    assert own
    return own.scores


def test_material__a_gateway_is_silent__is_waited_for_during_half_of_the_window(
    net: TestNet, work: EpochWork, journal: Journal
):
    gateway = net.gateway(NOBODY)
    gateway.send(net.network.batches.post_batch(0, 2, b"\x01" * 32, ZERO_HASH))
    epoch = _close(net, gateway)
    with pytest.raises(Unavailable, match="records that are not served yet"):
        work.score(epoch)
    net.anvil.pass_time(net.network.parameters.commit_seconds // 2)
    work.score(epoch)
    assert _scores(net, journal, epoch) == bytes([UNAVAILABLE] * 2)


def test_score__a_direct_record_is_not_served__is_waited_for_during_half_of_the_window(
    net: TestNet, work: EpochWork, journal: Journal, tmp_path: Path
):
    owner = net.sender("owner", 5 * TOKEN)
    away = BlockDirectory(tmp_path / "away")
    DirectContributor(net.network, away, owner, owner.account, folder=tmp_path / "own").contribute(CONTENT)
    epoch = _close(net, owner)
    with pytest.raises(Unavailable, match="1 records that are not served yet"):
        work.score(epoch)
    net.anvil.pass_time(net.network.parameters.commit_seconds // 2)
    work.score(epoch)
    assert _scores(net, journal, epoch) == bytes([UNAVAILABLE])


def test_material__a_direct_record_is_served_meanwhile__is_read(
    net: TestNet, work: EpochWork, store: BlockDirectory, tmp_path: Path
):
    owner = net.sender("later", 5 * TOKEN)
    contributor = DirectContributor(net.network, store, owner, owner.account, folder=tmp_path / "own")
    contributor.contribute(CONTENT)
    epoch = _close(net, owner)
    with pytest.raises(Unavailable):
        work.score(epoch)
    assert contributor.serve() == 0
    work.score(epoch)
    material = work.material(epoch)
    assert material.lacking == 0
    assert material.records[0].content == CONTENT


def test_seat__two_owners_name_one_key__is_that_of_our_stake(net: TestNet, work: EpochWork):
    hot, network = Address(new_key().address), net.network
    for owner in net.validators[:2]:
        owner.send(network.validators.set_operator(hot))
    gateway = net.gateway(NOBODY)
    gateway.send(network.batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH))
    state = network.scores.epoch(_close(net, gateway))
    owners = network.validators.owners(state.set_id)
    assert [seat.operator for seat in network.validators.seats(state.set_id)].count(hot) == 2
    work.operator = hot
    for owner in net.validators[:2]:
        work.owner = owner.address
        assert work.seat(state) == owners.index(owner.address)
    work.owner = net.validators[2].address
    assert work.seat(state) is None, "this owner named another key"
    work.owner = hot
    assert work.seat(state) is None, "the key itself has no stake"


def test_disk__over_many_epochs__holds_what_may_still_be_disputed(
    net: TestNet, work: EpochWork, journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    pinned: set[str] = set()
    monkeypatch.setattr(BlockDirectory, "unpin", lambda _, cid: pinned.remove(cid))
    sizes: list[int] = []
    for epoch in range(1, 4 * EPOCHS_KEPT):
        root = epoch.to_bytes(32, "big")
        journal.put_scores(epoch, root, bytes(512), [["short"]] * 512)
        journal.put_leaves(epoch, root, bytes([epoch]) * 512 * 116)
        for what in ("leaves", "node"):
            pinned.add(cid := cid_of(f"{what} {epoch}".encode(), RAW))
            journal.note_pin(epoch, cid)
        work.forget(epoch)
        sizes.append((tmp_path / "validator" / "journal.sqlite").stat().st_size)
        assert len(pinned) <= 2 * (EPOCHS_KEPT + 1)
    assert max(sizes) <= 1.2 * max(sizes[: EPOCHS_KEPT + 2]), "what is dropped makes room"


def test_unpin__a_store_that_is_away__is_asked_again(
    work: EpochWork, journal: Journal, monkeypatch: pytest.MonkeyPatch
):
    def away(_: BlockDirectory, cid: str) -> None:
        raise Unavailable(f"the store did not answer for {cid}")

    journal.note_pin(1, "bafy")
    with monkeypatch.context() as patch:
        patch.setattr(BlockDirectory, "unpin", away)
        work.forget(100)
    assert journal.pins_before(100, 9) == ["bafy"]
    work.forget(100)
    assert journal.pins_before(100, 9) == []
