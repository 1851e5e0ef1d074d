"""A gateway stands by its receipts: what it posted answers for it, what it did not post costs bond."""

import secrets

import pytest

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.duties.posting import ANSWERS_AT_ONCE, Poster
from kula.node.gateway.receipts import open_accusations, signer
from kula.protocol.chain.clients.gateways import Gateways
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import record_hash
from kula.protocol.types import Receipt
from tests.support.chain import BOND, TestNet
from tests.support.gateway.rows import grant_row, record_row


@pytest.fixture(scope="module")
def gateway(net: TestNet):
    return net.gateway()


@pytest.fixture(scope="module")
def accuser(net: TestNet):
    sender = net.sender("accuser", 100 * TOKEN)
    sender.send(net.network.token.approve(net.network.gateways.address, 100 * TOKEN))
    return sender


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = Repository(open_database(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'gateway.sqlite'}"))
    repository.add_grant(grant_row(pay_to=new_key().address))
    return repository


@pytest.fixture(scope="module")
def poster(net: TestNet, gateway, rows: Repository, tmp_path_factory: pytest.TempPathFactory) -> Poster:
    store = BlockDirectory(tmp_path_factory.mktemp("blocks"))
    return Poster(net.network, gateway, rows, store, url="https://gateway.example", post_seconds=10)


def _take(net: TestNet, gateway, rows: Repository) -> RecordRow:
    epoch, block = net.network.batches.current(), secrets.token_bytes(40)
    row = record_row(nonce=secrets.randbits(64), link=cid_of(block, RAW), block=block, epoch=epoch, last_epoch=epoch)
    row.hash = record_hash(net.network.signing, row.record())
    kept = rows.next_record(row, signer(net.network.signing, gateway.account, row.hash, epoch))
    # Nobody reads these blocks: only what the chain says of their receipts is tried here.
    rows.mark_pinned(kept.seq + 1)
    return kept


def _receipt(row: RecordRow, gateway) -> Receipt:
    return Receipt(gateway=gateway.address, seq=row.seq, record=row.hash, last_epoch=row.last_epoch)


def test_answer__a_record_that_was_posted__keeps_the_bond(
    net: TestNet, gateway, accuser, rows: Repository, poster: Poster
):
    taken = [_take(net, gateway, rows) for _ in range(3)]
    net.anvil.pass_time(net.network.parameters.open_seconds)
    poster.turn()
    poster.turn()
    gateways = net.network.gateways
    before = net.network.token.balance_of(gateway.address)
    accuser.send(gateways.accuse(_receipt(taken[1], gateway), taken[1].receipt))
    assert gateways.open_against(gateway.address) == 1
    poster.turn()
    assert gateways.open_against(gateway.address) == 0
    assert gateways.bond_of(gateway.address) == BOND
    assert net.network.token.balance_of(gateway.address) == before + gateways.deposit(), "doubt without reason pays it"


def test_accusations__in_a_flood__leave_each_turn_time_to_post(
    net: TestNet, gateway, accuser, rows: Repository, poster: Poster
):
    taken = [_take(net, gateway, rows) for _ in range(ANSWERS_AT_ONCE + 2)]
    net.anvil.pass_time(net.network.parameters.open_seconds)
    poster.turn()
    poster.turn()
    gateways = net.network.gateways
    for row in taken:
        accuser.send(gateways.accuse(_receipt(row, gateway), row.receipt))
    poster.turn()
    assert [event["args"]["seq"] for event in open_accusations(net.network, gateway.address)] == [
        row.seq for row in taken[ANSWERS_AT_ONCE:]
    ]
    poster.turn()
    assert gateways.open_against(gateway.address) == 0
    assert gateways.bond_of(gateway.address) == BOND


def test_accusations__in_a_flood__ask_the_chain_about_those_alone_that_are_answered(
    net: TestNet, gateway, accuser, rows: Repository, poster: Poster, monkeypatch: pytest.MonkeyPatch
):
    taken = [_take(net, gateway, rows) for _ in range(6)]
    net.anvil.pass_time(net.network.parameters.open_seconds)
    poster.turn()
    poster.turn()
    gateways, asked = net.network.gateways, []
    for row in taken:
        accuser.send(gateways.accuse(_receipt(row, gateway), row.receipt))
    monkeypatch.setattr(gateways, "settled", lambda digest: asked.append(digest) or Gateways.settled(gateways, digest))
    first = next(open_accusations(net.network, gateway.address))
    assert (first["args"]["seq"], len(asked)) == (taken[0].seq, 1)
    for _ in range(2):
        poster.turn()
    assert gateways.open_against(gateway.address) == 0
    assert len(asked) <= len(taken) + 2, "once for each answer, and for the next one of a turn"


def test_convict__two_receipts_for_one_number__cost_bond(
    net: TestNet, gateway, accuser, rows: Repository, poster: Poster
):
    posted = rows.records_from(0, 1)[0]
    other = secrets.token_bytes(32)
    double = Receipt(gateway=gateway.address, seq=posted.seq, record=other, last_epoch=posted.last_epoch)
    gateways, token = net.network.gateways, net.network.token
    before = token.balance_of(accuser.address)
    accuser.send(gateways.accuse(double, signer(net.network.signing, gateway.account, other, posted.last_epoch)(0)))
    poster.turn()
    net.anvil.pass_time(86_400)
    accuser.send(gateways.convict(double))
    assert gateways.bond_of(gateway.address) < BOND
    assert token.balance_of(accuser.address) > before, "who proves it gains"
