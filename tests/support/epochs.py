"""Whole epochs against the contracts, with scores that a test chooses."""

import secrets
from dataclasses import dataclass

from protocol.chain.sender import Sender
from protocol.encoding import batch_leaf, commit_hash, report_digest
from protocol.ledger import Earlier, Ledger, settle_epoch
from protocol.merkle import root
from protocol.scores import medians
from protocol.signatures import sign
from protocol.types import ZERO_HASH, Address, Leaf, Report
from tests.support.chain import TestNet


@dataclass
class Played:
    """An epoch up to its revealed scores."""

    epoch: int
    leaves: list[Leaf]
    scores: list[bytes]


def play_scores(net: TestNet, gateway: Sender, payees: list[Address], scores: list[bytes]) -> Played:
    """Post one batch, close, commit and reveal: `scores` by seat."""
    network = net.network
    first = network.batches.next_seq(gateway.address)
    leaves = [
        Leaf(
            gateway=gateway.address,
            seq=first + i,
            record_hash=bytes([i % 256]) * 32,
            pay_to=p,
            signatures_hash=ZERO_HASH,
        )
        for i, p in enumerate(payees)
    ]
    epoch = network.batches.current()
    batch_root = root([batch_leaf(network.dom, leaf) for leaf in leaves])
    gateway.send(network.batches.post_batch(first, len(leaves), batch_root, ZERO_HASH))
    net.anvil.pass_time(network.parameters.open_seconds)
    gateway.send(network.batches.close())
    state = network.scores.epoch(epoch)
    seats = [seat.validator for seat in network.validators.seats(state.set_id)]
    order = sorted(net.validators, key=lambda sender: seats.index(sender.address))
    salts = [secrets.token_bytes(32) for _ in order]
    for sender, mine, salt in zip(order, scores, salts, strict=True):
        shown = commit_hash(
            network.addresses.chain_id,
            network.addresses.scores,
            epoch,
            batches_root=state.batches_root,
            validator=sender.address,
            scorer_id=state.scorer_id,
            scores=mine,
            salt=salt,
        )
        sender.send(network.scores.commit(epoch, shown))
    for sender, mine, salt in zip(order, scores, salts, strict=True):
        sender.send(network.scores.reveal(epoch, salt, mine, ZERO_HASH))
    return Played(epoch, leaves, scores)


def honest_ledger(net: TestNet, played: Played, earlier: dict[Address, Earlier]) -> Ledger:
    """What every honest validator computes."""
    parameters = net.network.parameters
    seats = net.network.validators.seats(net.network.scores.epoch(played.epoch).set_id)
    return settle_epoch(
        net.network.dom,
        played.epoch,
        played.leaves,
        medians(list(zip(seats, played.scores, strict=True)), len(played.leaves)),
        floor=parameters.floor,
        earlier=earlier,
        budget=parameters.budget,
        cap=parameters.cap,
    )


def propose(net: TestNet, ledger: Ledger, proposer: Sender, signers: int | None = None) -> None:
    """Sign a ledger with the first `signers` seats (all by default) and propose it."""
    network = net.network
    state = network.scores.epoch(ledger.epoch)
    seats = [seat.validator for seat in network.validators.seats(state.set_id)]
    report = Report(
        epoch=ledger.epoch,
        attempt=network.reports.attempt(ledger.epoch),
        parent=network.reports.standing(network.reports.tip()).digest,
        root=ledger.root,
        records=len(ledger.rows),
        sum_credit=ledger.sum_credit,
        files=ZERO_HASH,
    )
    digest = report_digest(network.dom, report, network.batches.parameters_hash())
    keys = {sender.address: bytes(sender.account.key) for sender in net.validators}
    signatures = {i: sign(digest, keys[v]) for i, v in enumerate(seats[: signers or len(seats)])}
    last = len(ledger.rows) - 1
    proof = ledger.tree.proof(last)
    call = network.reports.propose(
        ledger.epoch, ledger.root, ZERO_HASH, ledger.rows[last], proof, signatures=signatures
    )
    proposer.send(call)
