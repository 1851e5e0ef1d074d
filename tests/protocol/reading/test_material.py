"""Gathering an epoch's records: what uses up a grant's quota, and what one wrong batch costs the others. On a real chain."""

import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from web3.types import RPCEndpoint

from kula.protocol.chain.sender import Sender
from kula.protocol.encoding import batch_leaf
from kula.protocol.encryption import encrypt
from kula.protocol.hex import hex0
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, codec_of
from kula.protocol.ipfs.kubo import Kubo
from kula.protocol.merkle import root
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.material import Material, gather
from kula.protocol.records.content import Content
from kula.protocol.records.corrections import corrected_turn
from kula.protocol.records.entry import Entry
from kula.protocol.records.new import new_grant, new_record
from kula.protocol.signatures import (
    answer_digest,
    answer_hash,
    grant_digest,
    prompt_hash,
    record_hash,
    revoke_digest,
    sign,
)
from kula.protocol.types import DEFAULT_LICENCE, MAX_DIRECT, ZERO_HASH, Address, Answer
from tests.support.chain import TestNet
from tests.support.gateway.person import CONTENT


class Writer:
    """A person whose grant allows one record per epoch, if no other number is given."""

    def __init__(self, net: TestNet, store: BlockDirectory, max_per_epoch: int = 1) -> None:
        self._net, self._store, self._account = net, store, new_key()
        self.owner = Address(self._account.address)
        self._now = net.network.connection.now()
        self._grant = new_grant(
            self.owner, self.owner, licences=(DEFAULT_LICENCE,), origin="x", now=self._now, max_per_epoch=max_per_epoch
        )

    def belong_to(self, wallet: Address) -> None:
        """Lets a contract wallet own what follows. Its grant has no signature."""
        self.owner = wallet
        self._grant = replace(self._grant, owner=wallet)

    def register(self, relayer: Sender) -> None:
        """Asks the wallet on chain whether it agrees to the grant."""
        network = self._net.network
        relayer.send(network.grants.register(self.owner, grant_digest(network.signing, self._grant), b""))

    def end_grant_at(self, expiry: int) -> None:
        """Lets the grant of later entries end then."""
        self._grant = replace(self._grant, expiry=expiry)

    def revoke(self, relayer: Sender) -> None:
        """Ends the session key on chain."""
        signed = sign(revoke_digest(self._net.network.signing, self.owner, self.owner), bytes(self._account.key))
        relayer.send(self._net.network.grants.revoke_for(self.owner, self.owner, signed))

    def entry(self, content: Content = CONTENT, parent: bytes = ZERO_HASH) -> Entry:
        """A new record with its block in the store."""
        signing, key = self._net.network.signing, bytes(self._account.key)
        new = new_record(self.owner, content, DEFAULT_LICENCE, parent, now=self._now)
        content_key, block = encrypt(new.raw, new.record.commitment)
        agreed = sign(grant_digest(signing, self._grant), key) if self.owner == self._account.address else b""
        return Entry(
            seq=0,
            record=new.record,
            grant=self._grant,
            grant_signature=agreed,
            signature=sign(record_hash(signing, new.record), key),
            content_key=content_key,
            salt=new.salt,
            link=self._store.put_block(block, RAW),
        )


AGREES = "0x7f1626ba7e" + "00" * 28 + "60005260206000f3"
"""Code of a contract wallet that agrees to everything."""
ASKED = {"role": "user", "content": "How do I boil an egg?"}
THANKS = {"role": "user", "content": "And how do I peel it?"}


def _answered(net: TestNet, gateway: Sender, writer: Writer, talk: list[Any], text: str) -> dict[str, Any]:
    """An answer that the gateway signed for the writer's key."""
    answer = Answer(
        prompt_hash=prompt_hash(talk), answer_hash=answer_hash(text), model_id=b"\x07" * 32, key=writer.owner
    )
    signature = sign(answer_digest(net.network.signing, answer), bytes(gateway.account.key))
    signed = {"model": hex0(answer.model_id), "signature": hex0(signature)}
    return {"role": "assistant", "content": text, "answer": signed}


def _corrected(net: TestNet, gateway: Sender, writer: Writer) -> tuple[Entry, list[Any]]:
    """A correction of a signed answer, and the talk that goes on from it with another signed answer."""
    first = _answered(net, gateway, writer, [ASKED], "Boil it.")
    content = {"kind": "correction", "messages": [ASKED, first], "corrected": "Boil it for six minutes."}
    entry = writer.entry(content)
    talk = [ASKED, corrected_turn(content, entry.record, entry.salt), THANKS]
    return entry, [*talk, _answered(net, gateway, writer, talk, "Under cold water.")]


class Hanging(BlockDirectory):
    """A store that asks a Kubo that never answers for each node, and holds the records itself."""

    def __init__(self, records: BlockDirectory, kubo: Kubo) -> None:
        self._records, self._kubo = records, kubo

    def read_block(self, cid: str) -> bytes:
        return self._records.read_block(cid) if codec_of(cid) == RAW else self._kubo.read_block(cid)


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


def _lose(net: TestNet, sender: Sender, epoch: int) -> None:
    """Lets a closed epoch end without a commit. Its batches move to the open epoch."""
    net.anvil.pass_time(net.network.parameters.commit_seconds + net.network.parameters.reveal_seconds)
    sender.send(net.network.reports.expire(epoch))


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


@pytest.mark.parametrize("since", ["a full quota", "a revoked key", "an ended grant"])
def test_lost_epoch__whose_records_come_together_with_later_ones__voids_no_record_that_was_in_time(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer, since: str
):
    network, parameters = net.network, net.network.parameters
    if since == "an ended grant":
        writer.end_grant_at(network.connection.now() + 2 * parameters.open_seconds)
    carried, entries = _post(net, gateway, writer.entry())
    lost = network.batches.batch(carried).epoch
    _lose(net, gateway, lost)
    if since == "a revoked key":
        writer.revoke(gateway)
        net.anvil.pass_time(parameters.open_seconds)
        gateway.send(network.batches.close())
        _lose(net, gateway, lost + 1)
    later = writer if since == "a full quota" else Writer(net, store)
    number, more = _post(net, gateway, later.entry())
    epoch = network.batches.batch(number).epoch
    assert network.batches.batch(carried).epoch == epoch > lost, "both batches are in one epoch"
    material = gather(network, store, lambda _: {carried: entries, number: more}, epoch)
    assert _problems(material) == ["", ""]


@pytest.mark.parametrize("in_time", [True, False])
def test_wallet__whose_grant_is_registered_while_seats_score__is_read_in_one_way_by_all_of_them(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer, in_time: bool
):
    wallet = Address(new_key().address)
    net.anvil.web3.provider.make_request(RPCEndpoint("anvil_setCode"), [wallet, AGREES])
    writer.belong_to(wallet)
    if in_time:
        writer.register(gateway)
    number, entries = _post(net, gateway, writer.entry())
    looks = []
    for _ in range(2):
        epoch = net.network.batches.batch(number).epoch
        looks.append(_problems(gather(net.network, store, lambda _: {number: entries}, epoch)))
        if not in_time:
            writer.register(gateway)
    assert looks == [[""] if in_time else ["unsigned"]] * 2


def test_gather__entries_of_another_batch__withheld_and_the_record_is_unavailable(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer
):
    number, _ = _post(net, gateway, writer.entry())
    material = gather(net.network, store, lambda _: {number: [writer.entry()]}, net.network.batches.batch(number).epoch)
    assert _problems(material) == ["unavailable"]
    assert not material.leaves[0].known


def test_sixteen_invented_manifests__that_hang_in_kubo__take_one_budget_for_all(
    net: TestNet, gateway: Sender, writer: Writer, store: BlockDirectory
):
    network, owner = net.network, net.sender("liar", 2**17 * TOKEN)
    owner.send(network.token.approve(network.batches.address, 2**17 * TOKEN))
    invented = writer.entry()
    for seq in range(MAX_DIRECT):
        leaf = replace(invented, seq=seq).leaf(network.signing, network.batches.address)
        owner.send(network.batches.submit_direct(leaf, bytes([seq]) * 32, 2**17 * TOKEN))
    number, entries = _post(net, gateway, writer.entry())
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = Hanging(store, Kubo("127.0.0.1", silent.getsockname()[1]))
        material = gather(
            network, hanging, lambda _: {number: entries}, network.batches.batch(number).epoch, seconds=10
        )
    assert time.monotonic() - started < 80, "one after the other they would take 160 s"
    assert sorted(_problems(material)) == ["", *["unavailable"] * MAX_DIRECT]


def test_record__that_was_away_at_the_first_look__is_read_at_the_next_one_and_no_other_again(
    net: TestNet, store: BlockDirectory, gateway: Sender, tmp_path: Path
):
    one, other = Writer(net, store).entry(), Writer(net, BlockDirectory(tmp_path / "away")).entry()
    number, entries = _post(net, gateway, one, other)
    epoch, network = net.network.batches.batch(number).epoch, net.network
    first = gather(network, store, lambda _: {number: entries}, epoch)
    assert (_problems(first), first.lacking) == (["", "unavailable"], 1)
    later = BlockDirectory(tmp_path / "away")
    second = gather(network, later, lambda _: {}, epoch, before=first)
    assert (_problems(second), second.lacking) == (["", ""], 0)
    assert second.leaves == first.leaves


def test_entry__whose_check_breaks__costs_its_own_batch_alone(
    net: TestNet, store: BlockDirectory, gateway: Sender, writer: Writer
):
    number, entries = _post(net, gateway, writer.entry())
    torn = net.gateway()
    first = net.network.batches.next_seq(torn.address)
    torn.send(net.network.batches.post_batch(first, 1, b"\x01" * 32, ZERO_HASH))
    bent = replace(entries[0], record=replace(entries[0].record, nonce=2**64))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    torn.send(net.network.batches.close())
    epoch, last = net.network.batches.current() - 1, net.network.batches.last_batch()
    assert _problems(gather(net.network, store, lambda _: {last: [bent]}, epoch)) == ["unavailable"]
    assert _problems(gather(net.network, store, lambda _: {number: entries}, epoch - 1)) == [""]


@pytest.mark.parametrize("broken", ["", "unposted", "withheld", "no parent", "other text", "of another owner"])
def test_talk__that_goes_on_from_a_correction__is_signed_if_the_correction_was_posted(
    net: TestNet, store: BlockDirectory, gateway: Sender, broken: str
):
    writer, network = Writer(net, store, max_per_epoch=9), net.network
    correction, talk = _corrected(net, gateway, Writer(net, store, 9) if broken == "of another owner" else writer)
    if broken == "of another owner":
        talk[-1] = _answered(net, gateway, writer, talk[:-1], "Under cold water.")
        talk[1]["correction"]["answer"] = _answered(net, gateway, writer, [ASKED], "Boil it.")["answer"]
    if broken == "other text":
        talk[1] = {**talk[1], "content": "Boil it for an hour."}
        talk[-1] = _answered(net, gateway, writer, talk[:-1], "Under cold water.")
    parent = ZERO_HASH if broken == "no parent" else record_hash(network.signing, correction.record)
    later = writer.entry({"kind": "conversation", "messages": talk}, parent)
    served = replace(correction, content_key=ZERO_HASH) if broken == "withheld" else correction
    number, entries = _post(net, gateway, *([] if broken == "unposted" else [served]), later)
    epoch = network.batches.batch(number).epoch
    material = gather(network, store, lambda _: {number: entries}, epoch)
    assert material.records[-1].problem == ""
    assert material.records[-1].imported is bool(broken)
    if broken == "unposted":
        earlier = {record_hash(network.signing, correction.record)}
        again = gather(network, store, lambda _: {number: entries}, epoch, seen=earlier, before=material)
        assert not again.records[-1].imported, "it stands in an earlier ledger"
