"""Whole epochs against the contracts on a real chain, with scores that a test chooses."""

import secrets
from collections.abc import Iterable
from contextlib import suppress

from web3.contract.contract import ContractFunction

from kula.bench.gas.played import Played, propose_call, tree_of
from kula.bench.gas.played import honest_ledger as ledger_of
from kula.protocol.chain.sender import Sender
from kula.protocol.chain.settlement import commitment
from kula.protocol.encoding import pack_rows
from kula.protocol.errors import ChainRefused
from kula.protocol.ipfs.cid import DAG_CBOR, cid_to_bytes32, link
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Earlier, Ledger
from kula.protocol.reading.leaves import pack_leaves
from kula.protocol.reading.material import Material, withheld
from kula.protocol.reading.published import files_digest, report_files
from kula.protocol.types import ZERO_HASH, Address, Leaf
from tests.support.chain import TestNet

__all__ = ["Played", "honest_ledger", "material_of", "play_scores", "propose", "send_all"]


def play_scores(
    net: TestNet,
    gateway: Sender,
    payees: list[Address],
    scores: list[bytes],
    reveals: int | None = None,
    store: Store | None = None,
) -> Played:
    """Posts one batch, closes the epoch, and plays its scores as `play_reveals` does.

    With a `store`, the seats publish the leaves there.
    """
    network = net.network
    first = network.batches.next_seq(gateway.address)
    leaves = [
        Leaf(
            gateway=gateway.address,
            seq=first + i,
            record_hash=bytes([i % 256]) * 32,
            pay_to=p,
            signatures_hash=b"\x07" * 32,
        )
        for i, p in enumerate(payees)
    ]
    epoch = network.batches.current()
    batch_root = tree_of(network, leaves).root
    gateway.send(network.batches.post_batch(first, len(leaves), batch_root, ZERO_HASH, most=10**24))
    net.anvil.pass_time(network.parameters.open_seconds)
    gateway.send(network.batches.close())
    files = ZERO_HASH
    if store:
        leaves_file = link(store.add_file(pack_leaves(leaves)))
        files = cid_to_bytes32(store.put_node({"v": 1, "epoch": epoch, "leaves": leaves_file}))
    play_reveals(net, epoch, scores, reveals, files)
    return Played(epoch, leaves, scores)


def play_reveals(
    net: TestNet, epoch: int, scores: list[bytes], reveals: int | None = None, files: bytes = ZERO_HASH
) -> None:
    """Commits and reveals `scores` by seat in a closed epoch. `files` names what each seat publishes beside them.

    With `reveals`, only that many seats reveal, the last ones.
    """
    network = net.network
    state = network.scores.epoch(epoch)
    seats = [seat.operator for seat in network.validators.seats(state.set_id)]
    order = sorted(net.validators, key=lambda sender: seats.index(sender.address))
    salts = [secrets.token_bytes(32) for _ in order]
    for sender, mine, salt in zip(order, scores, salts, strict=True):
        commit_hash = commitment(network, epoch, state, operator=sender.address, scores=mine, salt=salt)
        sender.send(network.scores.commit(epoch, seats.index(sender.address), commit_hash))
    revealing = list(zip(order, scores, salts, strict=True))[-(reveals or len(order)) :]
    for sender, mine, salt in revealing:
        sender.send(network.scores.reveal(epoch, seats.index(sender.address), salt, mine, files))


def honest_ledger(net: TestNet, played: Played, earlier: dict[Address, Earlier]) -> Ledger:
    """The ledger that every honest validator computes."""
    return ledger_of(net.network, played, earlier)


def material_of(net: TestNet, played: Played) -> Material:
    """The epoch as a validator gathers it, without its records."""
    root_of = net.network.scores.epoch(played.epoch).batches_root
    return Material(played.epoch, root_of, [withheld(leaf, 1) for leaf in played.leaves], net.network.addresses.batches)


def propose(
    net: TestNet, ledger: Ledger, proposer: Sender, signers: int | None = None, store: Store | None = None
) -> None:
    """Signs a ledger with the first `signers` seats (all by default), publishes its file and proposes it."""
    network = net.network
    state = network.scores.epoch(ledger.epoch)
    seats = [seat.operator for seat in network.validators.seats(state.set_id)]
    files = ZERO_HASH
    if store:
        rows_file = store.add_file(pack_rows(ledger.rows))
        store.put_block(report_files(ledger, rows_file), DAG_CBOR)
        files = files_digest(ledger, rows_file)
    keys = {sender.address: bytes(sender.account.key) for sender in net.validators}
    signing = [keys[validator] for validator in seats[: signers or len(seats)]]
    proposer.send(propose_call(network, ledger, files, signing))


def send_all(sender: Sender, calls: Iterable[ContractFunction]) -> None:
    """Sends calls one after the other. One that the chain refuses is left out, because somebody else sent it first."""
    for call in calls:
        with suppress(ChainRefused):
            sender.send(call)
