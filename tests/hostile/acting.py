"""What the seats do that no program acts for: they commit, and reveal what they like."""

import secrets
from collections.abc import Sequence

from kula.protocol.chain.sender import Sender
from kula.protocol.chain.settlement import commitment
from kula.protocol.types import ZERO_HASH
from tests.hostile.conftest import Scene

SALT = secrets.token_bytes(32)


def best(scene: Scene, epoch: int) -> bytes:
    """The best score for every record."""
    return b"\xff" * scene.local.network.scores.epoch(epoch).records


def commit(scene: Scene, epoch: int, sender: Sender, scores: bytes) -> None:
    """Commits a seat to its scores."""
    network = scene.local.network
    state = network.scores.epoch(epoch)
    sealed = commitment(network, epoch, state, operator=sender.address, scores=scores, salt=SALT)
    sender.send(network.scores.commit(epoch, scene.seat(epoch, sender.address), sealed))


def reveal(scene: Scene, epoch: int, sender: Sender, scores: bytes, files: bytes = ZERO_HASH) -> None:
    """Reveals the scores of a seat, which names `files` as its reasons and leaves."""
    seat = scene.seat(epoch, sender.address)
    sender.send(scene.local.network.scores.reveal(epoch, seat, SALT, scores, files))


def score_all(scene: Scene, epoch: int, senders: Sequence[Sender]) -> None:
    """These seats commit to and reveal the best score for every record, and the time of the others passes."""
    parameters, scores = scene.local.network.parameters, best(scene, epoch)
    for sender in senders:
        commit(scene, epoch, sender, scores)
    scene.local.anvil.pass_time(parameters.commit_seconds)
    for sender in senders:
        reveal(scene, epoch, sender, scores)
    scene.local.anvil.pass_time(parameters.reveal_seconds)
