"""Gathering an epoch's records: what uses up a grant's quota, and what one wrong batch costs the others. On a real chain."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kula.protocol.chain.sender import Sender
from kula.protocol.encoding import batch_leaf
from kula.protocol.encryption import encrypt
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW
from kula.protocol.merkle import root
from kula.protocol.program.keys import new_key
from kula.protocol.reading.material import Material, gather
from kula.protocol.records.entry import Entry
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import grant_digest, record_hash, sign
from kula.protocol.types import DEFAULT_LICENCE, ZERO_HASH, Address
from tests.support.chain import TestNet
from tests.support.person import CONTENT


class Writer:
    """A person whose grant allows one record per epoch."""

    def __init__(self, net: TestNet, store: BlockDirectory) -> None:
        self._net, self._store, self._account = net, store, new_key()
        self._owner = Address(self._account.address)
        self._now = net.network.connection.now()
        self._grant = new_grant(
            self._owner, self._owner, licences=(DEFAULT_LICENCE,), origin="x", now=self._now, max_per_epoch=1
        )

    def entry(self) -> Entry:
        """A new record with its block in the store."""
        signing, key = self._net.network.signing, bytes(self._account.key)
        new = new_record(self._owner, CONTENT, DEFAULT_LICENCE, now=self._now)
        content_key, block = encrypt(new.raw, new.record.commitment)
        return Entry(
            seq=0,
            record=new.record,
            grant=self._grant,
            grant_signature=sign(grant_digest(signing, self._grant), key),
            signature=sign(record_hash(signing, new.record), key),
            content_key=content_key,
            salt=new.salt,
            link=self._store.put_block(block, RAW),
        )


@pytest.fixture(scope="module")
def gateway(net: TestNet) -> Sender:
    return net.gateway()


@pytest.fixture
def writer(net: TestNet, store: BlockDirectory) -> Writer:
    return Writer(net, store)


def _post(net: TestNet, gateway: Sender, *entries: Entry) -> tuple[int, list[Entry]]:
    """Posts a batch and closes its epoch. Returns the batch's number and its entries with their numbers."""
    batches = net.network.batches
    first = batches.next_seq(gateway.address)
    numbered = [replace(entry, seq=first + i) for i, entry in enumerate(entries)]
    leaves = [batch_leaf(net.network.dom, e.leaf(net.network.signing, gateway.address)) for e in numbered]
    gateway.send(batches.post_batch(first, len(leaves), root(leaves), ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateway.send(batches.close())
    return batches.last_batch(), numbered


def _problems(material: Material) -> Sequence[str]:
    return [record.problem for record in material.records]


def test_gather__more_than_the_grant_allows__over_quota_but_not_for_a_record_that_came_before(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer
):
    number, entries = _post(net, gateway, writer.entry(), writer.entry())
    epoch, network = net.network.batches.batch(number).epoch, net.network
    assert _problems(gather(network, store, lambda _: {number: entries}, epoch)) == ["", "over_quota"]
    first = record_hash(network.signing, entries[0].record)
    again = gather(network, store, lambda _: {number: entries}, epoch, seen={first})
    assert _problems(again) == ["", ""], "a gateway that posts an old record again uses up nobody's quota"


def test_gather__one_record_twice_in_an_epoch__uses_the_quota_once(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer
):
    one, other = writer.entry(), writer.entry()
    number, entries = _post(net, gateway, one, one, other)
    material = gather(net.network, store, lambda _: {number: entries}, net.network.batches.batch(number).epoch)
    assert _problems(material) == ["", "", "over_quota"]


def test_gather__entries_of_another_batch__withheld_and_the_record_is_unavailable(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer
):
    number, _ = _post(net, gateway, writer.entry())
    material = gather(net.network, store, lambda _: {number: [writer.entry()]}, net.network.batches.batch(number).epoch)
    assert _problems(material) == ["unavailable"]
    assert not material.leaves[0].known
