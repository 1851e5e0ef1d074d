"""Publishes a trained adapter as a candidate: its manifest and files on IPFS, the manifest's digest on chain."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32, link
from kula.protocol.ipfs.store import Store
from kula.trainer.config import TrainConfig
from kula.trainer.loop import Trained


@dataclass(frozen=True)
class Candidate:
    """The description of a trained adapter. `kula trainer train` writes it beside the adapter."""

    parent: int
    datasets: list[int]
    config: TrainConfig
    trained: Trained

    def write(self, folder: Path) -> None:
        """Writes candidate.json."""
        body = {**asdict(self), "config": asdict(self.config), "trained": asdict(self.trained)}
        (folder / "candidate.json").write_text(json.dumps(body, indent=1) + "\n")


def read_candidate(folder: Path) -> Candidate:
    """Reads candidate.json. Raises MalformedInput if the folder holds none."""
    try:
        body = json.loads((folder / "candidate.json").read_text())
    except FileNotFoundError as error:
        raise MalformedInput("candidate", f"{folder} holds no candidate; run `kula trainer train` first") from error
    return Candidate(body["parent"], body["datasets"], TrainConfig(**body["config"]), Trained(**body["trained"]))


def publish(network: Network, store: Store, sender: Sender, folder: Path) -> int:
    """Publishes the candidate in a folder and returns its number. Adds to the bond first if it is too small.

    The same files always get the same content id, so it is safe to call this again. The chain refuses a second
    candidate for an epoch.
    """
    candidate = read_candidate(folder)
    bond(network, sender)
    parent = bytes32_to_cid(network.registry.model(candidate.parent).manifest)
    datasets = [bytes32_to_cid(network.registry.dataset(n).manifest) for n in candidate.datasets]
    manifest = store.put_node(
        {
            "v": 1,
            "parent": link(parent),
            "base": None,
            "adapter": link(store.add_file(folder / "adapter.safetensors")),
            "datasets": [link(cid) for cid in datasets],
            "card": link(store.add_file(_card(candidate, datasets).encode())),
            "training": json.dumps({**asdict(candidate.config), **asdict(candidate.trained)}, sort_keys=True),
        }
    )
    sender.send(network.registry.propose_candidate(cid_to_bytes32(manifest), candidate.parent, candidate.datasets))
    return network.registry.last_model()


def bond(network: Network, sender: Sender) -> None:
    """Adds what is missing to the trainer's bond."""
    missing = network.registry.minimum_bond() - network.registry.bond_of(sender.address)
    if missing > 0:
        sender.send(network.token.approve(network.registry.address, missing))
        sender.send(network.registry.bond(missing))


def _card(candidate: Candidate, datasets: list[str]) -> str:
    t = candidate.trained
    return "\n".join(
        [
            "# A Kula candidate",
            "",
            f"Model {candidate.parent} plus one low-rank adapter, trained on {t.examples} paid records "
            f"and {t.pairs} pairs ({t.tokens} tokens, {t.steps} steps).",
            f"Training loss {t.loss_first} → {t.loss_last} milli-nats. What it is worth, the validators' vote says.",
            f"Datasets: {', '.join(datasets)}.",
            "Base: SmolLM2-135M-Instruct (Apache-2.0). English; it may be wrong and it may offend.",
            "",
        ]
    )
