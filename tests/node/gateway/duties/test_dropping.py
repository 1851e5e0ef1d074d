"""A batch is dropped after three lost epochs. Its gateway sends its records again, because no ledger will hold the batch."""

import secrets
from pathlib import Path

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.duties.dropping import Dropping
from kula.node.gateway.duties.posting import Poster
from kula.node.gateway.receipts import signer
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import record_hash
from kula.protocol.types import Receipt
from tests.support.chain import TestNet
from tests.support.gateway.rows import grant_row, record_row

QUOTA = 3


def _take(net: TestNet, gateway: Sender, rows: Repository) -> RecordRow:
    """Keeps one more record."""
    epoch, block = net.network.batches.current(), secrets.token_bytes(40)
    row = record_row(nonce=secrets.randbits(64), link=cid_of(block, RAW), block=block, epoch=epoch, last_epoch=epoch)
    row.hash = record_hash(net.network.signing, row.record())
    return rows.next_record(row, signer(net.network.signing, gateway.account, row.hash, epoch))


def _post(net: TestNet, rows: Repository, poster: Poster) -> None:
    """Posts all that waits. Nobody reads these blocks."""
    rows.mark_pinned(rows.last_seq())
    net.anvil.pass_time(net.network.parameters.open_seconds)
    poster._post()


def _close(net: TestNet, gateway: Sender) -> int:
    """Closes the open epoch and returns it."""
    epoch = net.network.batches.current()
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateway.send(net.network.batches.close())
    return epoch


def _lose(net: TestNet, gateway: Sender) -> None:
    """Closes the open epoch, in which nobody commits. Its batches move on, or are dropped."""
    epoch, parameters = _close(net, gateway), net.network.parameters
    net.anvil.pass_time(parameters.commit_seconds + parameters.reveal_seconds)
    gateway.send(net.network.reports.expire(epoch))


def test_dropped__batch_of_three_lost_epochs__has_its_records_sent_again_within_their_quota(
    net: TestNet, tmp_path: Path
):
    network, gateway = net.network, net.gateway()
    rows = Repository(open_database(f"sqlite:///{tmp_path / 'gateway.sqlite'}"))
    rows.add_grant(grant_row(pay_to=new_key().address, max_per_epoch=QUOTA))
    poster = Poster(network, gateway, rows, BlockDirectory(tmp_path), url="https://gateway.example", post_seconds=10)
    dropping = Dropping(network, rows, gateway.account)
    taken = [_take(net, gateway, rows) for _ in range(QUOTA + 1)]
    _post(net, rows, poster)
    assert network.batches.next_seq(gateway.address) == QUOTA + 1
    for _ in range(2):
        _lose(net, gateway)
        assert dropping.turn() == 0, "it is carried"
    _lose(net, gateway)
    assert [dropping.turn() for _ in range(2)] == [QUOTA, 0], "each one once"
    again = rows.records_from(QUOTA + 1, 9)
    assert [row.hash for row in again] == [row.hash for row in taken[:QUOTA]]
    _post(net, rows, poster)
    _close(net, gateway)
    assert dropping.turn() == 1, "its grant's quota was used up"
    accuser = net.sender("accuser", 2 * TOKEN)
    accuser.send(network.token.approve(network.gateways.address, 2 * TOKEN))
    first = rows.records_from(0, 1)[0]
    receipt = Receipt(gateway=gateway.address, seq=0, record=first.hash, last_epoch=first.last_epoch)
    accuser.send(network.gateways.accuse(receipt, first.receipt))
    poster._answer_all()
    assert network.gateways.open_against(gateway.address) == 0, "the leaf in the dropped batch answers"
