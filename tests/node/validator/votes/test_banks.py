"""Banks of checks: committed before the round, opened by the seed in its vote, read by every seat, never trusted."""

import threading
from pathlib import Path

import pytest

from kula.node.local.anvil import Anvil
from kula.node.validator.judging.banks import Banks, bank_of
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.ipfs.nodes import MAX_NODE_BYTES
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import ZERO_HASH
from kula.scoring.models.banks import read_bank
from tests.support.chain import TestNet
from tests.support.judging.rounds import (
    by_seat,
    keep_up,
    launch_rounds,
    new_trainer,
    propose_candidate,
    settle_epoch,
)

SETS = 3
"""Checks of a set."""


class Slow(BlockDirectory):
    """A store that gives no block before it was asked for three at once."""

    _asked = threading.Barrier(3, timeout=60)

    def get_block(self, cid: str, most: int = MAX_NODE_BYTES) -> bytes:
        """Returns a block, once all are asked for."""
        self._asked.wait()
        return super().get_block(cid, most)


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch_rounds(anvil, tmp_path_factory.mktemp("net"), set_seats=5, set_checks=SETS)


@pytest.fixture
def gateway(net: TestNet) -> Sender:
    return net.gateway()


def _banks(net: TestNet, store: BlockDirectory, sender: Sender, folder: Path) -> Banks:
    folder.mkdir(exist_ok=True)
    return Banks(Ledgers(net.network, store), sender, folder)


def test_banks__committed_before_the_round__are_opened_in_its_vote_and_read_by_all(
    net: TestNet, gateway: Sender, store: BlockDirectory, tmp_path: Path
):
    judgements = net.network.judgements
    epoch = settle_epoch(net, gateway, [gateway.address], store).epoch
    keep_up(net)
    seats = by_seat(net, epoch)
    banks = [_banks(net, store, sender, tmp_path / str(seat)) for seat, sender in enumerate(seats[:3])]
    for seat, bank in enumerate(banks):
        for _ in range(2):
            bank.commit(seat)
    owners = net.network.validators.owners(net.network.scores.epoch(epoch).set_id)
    number = judgements.last_round() + 1
    assert [judgements.bank(number, owner) != ZERO_HASH for owner in owners] == [True] * 3 + [False] * 2
    assert propose_candidate(net, new_trainer(net), b"\x01" * 32)
    settle_epoch(net, gateway, [gateway.address], store)
    assert "open_vote" in keep_up(net)
    judged = judgements.round(number)
    own = {bank.sender.address: bank for bank in banks}
    voting = {seat: own[s.address] for seat, s in enumerate(by_seat(net, judged.epoch)) if s.address in own}
    reader = banks[0]
    assert reader.awaited(number, judged)
    liar, *honest = voting
    garbage = cid_to_bytes32(store.put_node({"v": 1, "set": "0x00"}))
    voting[liar].sender.send(judgements.open_set(number, liar, judged.attempt, garbage))
    for seat in honest:
        for _ in range(2):
            voting[seat].open(number, judged, seat)
    assert not reader.awaited(number, judged)
    sets = reader.opened(number, judged)
    assert [len(one.checks) for one in sets] == [SETS] * 2, "a set that is not of its bank counts for nothing"
    weights = [seat.weight for seat in net.network.validators.seats(judged.set_id)]
    assert [one.stake for one in sets] == [weights[seat] for seat in honest]

    slow = Banks(Ledgers(net.network, Slow(tmp_path / "blocks")), reader.sender, reader.folder)
    assert len(slow.opened(number, judged)) == 2, "sets are waited for side by side"


def test_bank_of__a_file_of_questions__hides_them_and_names_a_wrong_line(tmp_path: Path):
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "What is two and two?", "accepted": ["4", "four"]}\n' * 2)
    bank = read_bank(bank_of(file))
    assert [one.check.question for one in bank] == ["What is two and two?"] * 2
    assert len({one.salt for one in bank}) == 2
    file.write_text('{"question": "Why?", "accepted": ["so"]}\n{"question": "Why?"}\n')
    with pytest.raises(MalformedInput, match="line 2"):
        bank_of(file)
