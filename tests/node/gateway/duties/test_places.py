"""A gateway takes a place by itself, and posts no more than its share for free."""

import secrets

import pytest

from kula.contracts.modules.constants import SURE_RECORDS
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.posting import Poster
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import record_hash
from kula.protocol.types import MAX_PLACES
from tests.support.chain import BOND, POCKET, TestNet
from tests.support.gateway.rows import grant_row, record_row

URL = "https://gateway.example"
SHARE = SURE_RECORDS // MAX_PLACES
WAITING = SHARE + 5


@pytest.fixture(scope="module")
def gateway(net: TestNet) -> Sender:
    """A gateway whose bond is paid, and that holds no place yet."""
    sender = net.sender("poster", BOND + POCKET)
    sender.send(net.network.token.approve(net.network.gateways.address, BOND))
    sender.send(net.network.gateways.bond(sender.address, BOND))
    return sender


@pytest.fixture(scope="module")
def rows(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """More acknowledged and pinned records than one of all places is sure of."""
    repository = Repository(open_database(f"sqlite:///{tmp_path_factory.mktemp('rows') / 'gateway.sqlite'}"))
    repository.add_grant(grant_row(pay_to=new_key().address))
    for nonce in range(WAITING):
        block = secrets.token_bytes(8)
        row = record_row(nonce=nonce, link=cid_of(block, RAW), block=block)
        row.hash = record_hash(net.network.signing, row.record())
        repository.next_record(row, lambda _: bytes(65))
    repository.mark_pinned(WAITING)
    return repository


@pytest.fixture(scope="module")
def poster(net: TestNet, gateway: Sender, rows: Repository, tmp_path_factory: pytest.TempPathFactory) -> Poster:
    store = BlockDirectory(tmp_path_factory.mktemp("blocks"))
    return Poster(net.network, gateway, rows, store, url=URL, post_seconds=10)


def test_turn__bonded_without_a_place__takes_one_and_names_its_url(net: TestNet, gateway: Sender, poster: Poster):
    for number in range(MAX_PLACES - 1):
        net.gateway(f"https://{number}.example")
    gateways = net.network.gateways
    assert gateways.term_of(gateway.address).starts == 0
    poster.turn()
    assert gateways.term_of(gateway.address).covers(net.network.batches.current())
    assert gateways.url_of(gateway.address) == URL
    assert gateways.places() == MAX_PLACES


def test_turn__more_waits_than_the_share__posts_the_share_and_keeps_the_bond(
    net: TestNet, gateway: Sender, poster: Poster
):
    network = net.network
    batches, epoch = network.batches, network.batches.current()
    for _ in range(2):
        poster.turn()
    assert batches.posted(epoch, gateway.address) == SHARE, "the rest would cost bond"
    net.anvil.pass_time(network.parameters.open_seconds)
    poster.turn()
    assert batches.current() == epoch + 1, "what does not fit does not keep the epoch open"
    poster.turn()
    net.anvil.pass_time(network.parameters.open_seconds)
    poster.turn()
    assert batches.next_seq(gateway.address) == WAITING
    assert network.gateways.bond_of(gateway.address) == BOND


def test_turn__its_bond_is_too_small_for_a_place__is_asked_no_more(
    net: TestNet, gateway: Sender, poster: Poster, rows: Repository
):
    gateways = net.network.gateways
    gateway.send(gateways.unbond(gateway.address, BOND))
    assert gateways.term_of(gateway.address).starts == 0, "a place needs the least bond"
    before = net.network.connection.newest_block()
    poster.turn()
    assert net.network.connection.newest_block() == before
