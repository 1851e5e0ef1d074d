"""Publishes a trained adapter as a candidate: first the manifest's digest on chain, later its files on IPFS.

The files stay on the trainer's disk until no more record of the candidate's round can come. Otherwise anybody could put
noise on a copy and propose that beside it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock
from structlog import get_logger

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.network import Network
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import KulaError, MalformedInput, Unavailable
from kula.protocol.files import write_whole
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import DAG_CBOR, bytes32_to_cid, cid_to_bytes32, link
from kula.protocol.ipfs.store import Store
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.models import MAX_CARD_BYTES, MAX_SAMPLES_BYTES, read_model
from kula.protocol.types import Address
from kula.scoring.models.adapters import base_weights, read_adapter_file
from kula.trainer.config import TrainConfig
from kula.trainer.loop import Trained
from kula.trainer.samples import SAMPLES_FILE

ADAPTER_FILE = "adapter.safetensors"
HIDDEN = "hidden"
"""The folder of candidates' files that nobody may read yet, in the trainer's folder."""
MOST_FEE = 40 * TOKEN
"""The highest fee that a trainer pays: that of a round's third candidate."""


@dataclass(frozen=True)
class Candidate:
    """The description of a trained adapter. `kula trainer train` writes it beside the adapter."""

    parent: int
    datasets: list[int]
    config: TrainConfig
    trained: Trained

    def write(self, folder: Path) -> None:
        """Writes candidate.json, with the hash of the adapter beside it."""
        body = {**asdict(self), "config": asdict(self.config), "trained": asdict(self.trained)}
        body["adapter"] = _sha256(folder / ADAPTER_FILE)
        write_whole(folder / "candidate.json", json.dumps(body, indent=1) + "\n")


def read_candidate(folder: Path) -> Candidate:
    """Reads candidate.json.

    Raises MalformedInput if the folder holds none, or if the adapter beside it is not the one that was trained.
    """
    try:
        body = json.loads((folder / "candidate.json").read_text())
        candidate = Candidate(
            body["parent"], body["datasets"], TrainConfig(**body["config"]), Trained(**body["trained"])
        )
        # Earlier releases wrote no hash.
        trained = body.get("adapter")
    except FileNotFoundError as error:
        raise MalformedInput("candidate", f"{folder} holds no candidate; run `kula trainer train` first") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedInput("candidate", f"{folder} holds a broken candidate.json; train it again") from error
    if trained and trained != _sha256(folder / ADAPTER_FILE):
        raise MalformedInput("candidate", f"the adapter in {folder} is not the one that was trained; train it again")
    return candidate


def is_trained(folder: Path) -> bool:
    """Tells whether a folder holds a whole candidate. One that was spoiled since is trained again."""
    try:
        read_candidate(folder)
    except MalformedInput as error:
        if folder.exists():
            get_logger("trainer").info("not trained", folder=folder.name, problem=str(error))
        return False
    return True


def publish(network: Network, hidden: Store, sender: Sender, folder: Path) -> int:
    """Publishes the candidate in a folder and returns its number. Adds to the bond first if it is too small.

    Its files are written to `hidden`, a store that nobody else reads. `serve` moves them later.

    Raises MalformedInput if the validators would call the adapter broken, and Unavailable if the fee of the next round's candidates has
    risen above MOST_FEE.
    """
    candidate, adapter, samples = read_candidate(folder), folder / ADAPTER_FILE, folder / SAMPLES_FILE
    size = adapter.stat().st_size
    read_adapter_file(adapter, base_weights())
    fee = network.registry.fee()
    if fee > MOST_FEE:
        raise Unavailable(f"the fee is {fee // TOKEN} KULA, above {MOST_FEE // TOKEN}; wait for the next round")
    bond(network, sender, network.registry.waiting_of(sender.address) + 1, fee)
    parent = bytes32_to_cid(network.registry.model(candidate.parent).manifest)
    datasets = [bytes32_to_cid(network.registry.dataset(n).manifest) for n in candidate.datasets]
    manifest = hidden.put_node(
        {
            "v": 1,
            "parent": link(parent),
            "base": None,
            "adapter": link(hidden.add_file(adapter)),
            "datasets": [link(cid) for cid in datasets],
            "card": link(hidden.add_file(_card(candidate, datasets).encode())),
            "samples": link(hidden.add_file(samples)) if samples.exists() else None,
            "training": json.dumps({**asdict(candidate.config), **asdict(candidate.trained)}, sort_keys=True),
        }
    )
    digest = cid_to_bytes32(manifest)
    sender.send(network.registry.propose_candidate(digest, size, candidate.parent, candidate.datasets, fee))
    return network.registry.last_model()


def serve(network: Network, folder: Path, store: Store, trainer: Address) -> list[int]:
    """Copies the files of the trainer's candidates whose rounds take no more records to `store`. Returns their numbers.

    `folder` holds what `publish` hid. A file there marks each candidate that is served. One that is judged needs no file
    more. One whose files are spoiled keeps no other one back.
    """
    hidden, served = BlockDirectory(folder), list[int]()
    for number, model in network.registry.models().items():
        done = mark_of(folder, number)
        if model.trainer != trainer or model.state != ModelState.CANDIDATE or done.exists():
            continue
        if network.judgements.round(model.round).last < network.batches.current():
            try:
                _show(hidden, store, bytes32_to_cid(model.manifest))
            except KulaError as error:
                get_logger("trainer").warning("not here", number=number, folder=str(folder), problem=str(error))
                continue
            done.touch()
            served.append(number)
    return served


def mark_of(folder: Path, number: int) -> Path:
    """Returns the file that marks a candidate as served."""
    return folder / f"{number}.served"


def lock_of(folder: Path) -> FileLock:
    """Returns the lock of a trainer's folder. Whoever publishes or deletes candidates there holds it."""
    return FileLock(folder / "candidates.lock")


def _show(hidden: Store, store: Store, manifest: str) -> None:
    """Copies a candidate's files, the manifest last. Each block is hashed on the way."""
    node = read_model(hidden, manifest)
    small = ((node.card, MAX_CARD_BYTES), (node.samples, MAX_SAMPLES_BYTES))
    for cid, most in ((node.adapter, MAX_ADAPTER_BYTES), *small):
        if cid:
            store.add_file(hidden.read_file(cid, most))
    store.put_block(hidden.get_block(manifest), DAG_CBOR)


def bond(network: Network, sender: Sender, bonds: int = 1, fee: int = 0) -> None:
    """Adds what is missing to so many minimum bonds of the trainer, and lets the Registry take a fee."""
    missing = max(0, bonds * network.registry.minimum_bond() - network.registry.bond_of(sender.address))
    if missing or fee:
        sender.send(network.token.approve(network.registry.address, missing + fee))
    if missing:
        sender.send(network.registry.bond(missing))


def _sha256(path: Path) -> str | None:
    """Returns the hash of a file in hex; None if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def _card(candidate: Candidate, datasets: list[str]) -> str:
    t = candidate.trained
    return "\n".join(
        [
            "# A Kula candidate",
            "",
            f"Model {candidate.parent} plus one low-rank adapter, trained on {t.examples} paid records "
            f"and {t.pairs} pairs ({t.tokens} tokens, {t.steps} steps).",
            f"Training loss {t.loss_first} → {t.loss_last} milli-nats. What it is worth, the validators' judgement says.",
            f"Datasets: {', '.join(datasets)}.",
            "Base: SmolLM2-135M-Instruct (Apache-2.0). English; it may be wrong and it may offend.",
            "",
        ]
    )
