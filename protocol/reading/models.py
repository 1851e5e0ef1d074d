"""Manifests and sample answers of models on IPFS. A model is its parent plus one adapter. This module only reads and checks.

Strangers write these manifests. Each reader raises only Unavailable, if the store does not hold a block, and MalformedInput.
"""

from dataclasses import dataclass
from pathlib import Path

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES, MAX_DATASETS
from kula.protocol.canonical import loads_strict
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.nodes import link_shape
from kula.protocol.ipfs.store import Store
from kula.protocol.shapes import fields, many, number, optional, text, versioned

MAX_MANIFEST_BYTES = 65_536
MAX_CARD_BYTES = 65_536
MAX_SAMPLES_BYTES = 65_536
MAX_SAMPLES = 16
_MOST_PROMPT, _MOST_ANSWER = 1_000, 4_000
"""Most characters of a sample's question, and of each of its answers."""
_LONGEST_LINE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelManifest:
    """What a model's manifest says. All links are content ids."""

    parent: str | None
    """None for the base."""
    adapter: str | None
    card: str | None
    datasets: tuple[str, ...]
    training: str | None
    """What the trainer says of the run. Nothing reads it."""
    samples: str | None
    """The file of sample answers; None in manifests of trainers that publish none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A question, and the greedy answers of a model and of its parent."""

    prompt: str
    parent: str
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What a trainer says that its model and the parent answer. Whoever has the adapters can repeat it."""

    tokens: int
    """The most tokens of an answer."""
    samples: tuple[Sample, ...]


_manifest = versioned(
    ModelManifest,
    parent=optional(link_shape),
    adapter=optional(link_shape),
    card=optional(link_shape),
    datasets=many(link_shape, MAX_DATASETS),
    training=optional(text(MAX_MANIFEST_BYTES)),
    samples=optional(link_shape),
)
_sample = fields(Sample, prompt=text(_MOST_PROMPT), parent=text(_MOST_ANSWER), own=text(_MOST_ANSWER))
_samples = versioned(Samples, tokens=number(16), samples=many(_sample, MAX_SAMPLES))


def read_model(store: Store, cid: str) -> ModelManifest:
    """Reads one model's manifest."""
    return _manifest(store.get_node(cid, MAX_MANIFEST_BYTES), cid)


def read_samples(store: Store, cid: str) -> Samples:
    """Reads a file of sample answers: one block of JSON."""
    return _samples(loads_strict(store.get_block(cid, MAX_SAMPLES_BYTES)), cid)


def lineage(store: Store, manifest: str) -> list[tuple[str, ModelManifest]]:
    """Returns the manifests from the base to this model, with their content ids.

    Raises MalformedInput also for more than _LONGEST_LINE ancestors.
    """
    line: list[tuple[str, ModelManifest]] = []
    cid: str | None = manifest
    while cid:
        node = read_model(store, cid)
        line.append((cid, node))
        cid = node.parent
        if len(line) > _LONGEST_LINE:
            raise MalformedInput(manifest, f"has more than {_LONGEST_LINE} ancestors")
    return line[::-1]


def require_parent(store: Store, manifest: bytes, parent: bytes) -> None:
    """Raises MalformedInput unless a candidate's manifest names the parent that the chain names. Both are digests.

    Otherwise, a candidate could make its judges fetch ancestors without end.
    """
    cid, wanted = bytes32_to_cid(manifest), bytes32_to_cid(parent)
    if read_model(store, cid).parent != wanted:
        raise MalformedInput(cid, f"does not name its parent {wanted}")


def adapter_name(cid: str) -> str:
    """Returns the name of an adapter's file in the folder of `adapter_files`."""
    return f"{cid}.safetensors"


def adapter_files(store: Store, manifest: str, folder: Path, most: int | None = None) -> list[Path]:
    """Fetches the adapters of a model and its ancestors into `folder`. Returns their paths, oldest first.

    Checks each file against its content id, also those that are there: bytes on a disk may be spoiled or swapped later. So
    call it before each load. With `most`, raises MalformedInput if the model's own adapter has more bytes.
    """
    files: list[Path] = []
    for cid, node in lineage(store, manifest):
        if not node.adapter:
            continue
        path = folder / adapter_name(node.adapter)
        allowed = most if most is not None and cid == manifest else MAX_ADAPTER_BYTES
        store.save_file(node.adapter, path, allowed)
        files.append(path)
    return files
