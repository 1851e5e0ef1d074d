"""Rounds of candidates on a real chain: trainers with their candidates, epochs with a ledger, and what is due after them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kula.node.local.anvil import Anvil
from kula.protocol.chain.sender import Sender
from kula.protocol.chain.upkeep import Upkeep
from kula.protocol.ipfs.store import Store
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.types import Address
from tests.support.chain import FAST, TestNet, launch
from tests.support.epochs import Played, honest_ledger, play_scores, propose

WINDOW = 900
"""Seconds of the windows that a slow machine must not outlast."""


def launch_rounds(anvil: Anvil, folder: Path, base_manifest: bytes = b"\x06" * 32, **changes: int) -> TestNet:
    """Deploys with five validators and long windows. `changes` are further parameters."""
    windows = {"report_seconds": WINDOW, "challenge_seconds": WINDOW, "vote_seconds": WINDOW // 3}
    net = launch(anvil, folder, replace(FAST, **{**windows, **changes}), base_manifest=base_manifest)
    for _ in range(5):
        net.add_validator()
    return net


def new_trainer(net: TestNet, candidates: int = 3) -> Sender:
    """Makes a trainer with the bond for some candidates. The Registry may take its fees."""
    registry = net.network.registry
    bond = candidates * registry.minimum_bond()
    sender = net.sender("trainer", bond + 1_000 * TOKEN)
    sender.send(net.network.token.approve(registry.address, bond + 1_000 * TOKEN))
    sender.send(registry.bond(bond))
    return sender


def propose_candidate(net: TestNet, trainer: Sender, manifest: bytes, size: int = 1) -> int:
    """Proposes a candidate of the served model. Returns its number."""
    registry = net.network.registry
    trainer.send(registry.propose_candidate(manifest, size, registry.served(), [], registry.fee()))
    return registry.last_model()


def settle_epoch(net: TestNet, gateway: Sender, payees: Sequence[Address], store: Store) -> Played:
    """Plays an epoch whose records are all paid, up to its ledger, and mines the block of its seed."""
    played = play_scores(net, gateway, list(payees), [b"\x64" * len(payees)] * 5)
    earlier = Ledgers(net.network, store).payments_upto(net.network.reports.tip())
    propose(net, honest_ledger(net, played, dict(earlier)), net.bank, store=store)
    net.anvil.mine(net.network.parameters.seed_blocks + 1)
    return played


def keep_up(net: TestNet, turns: int = 1) -> list[str]:
    """Sends all that is due, and returns the names of the calls."""
    sent: list[str] = []
    for _ in range(turns):
        for call in Upkeep(net.network).calls():
            net.bank.send(call)
            sent.append(call.fn_name)
    return sent


def by_seat(net: TestNet, epoch: int) -> list[Sender]:
    """The validators' senders in the order of the epoch's seats."""
    seats = net.network.validators.seats(net.network.scores.epoch(epoch).set_id)
    senders = {sender.address: sender for sender in net.validators}
    return [senders[seat.operator] for seat in seats]
