"""Manifests of models on IPFS. A model is its parent plus one adapter. This module only reads and checks.

Strangers write these manifests. Each reader raises only Unavailable, if the store does not hold a block, and MalformedInput.
"""

from dataclasses import dataclass
from pathlib import Path

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES, MAX_DATASETS
from kula.protocol.errors import MalformedInput
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.nodes import link_shape
from kula.protocol.ipfs.store import Store
from kula.protocol.shapes import many, optional, text, versioned

MAX_MANIFEST_BYTES = 65_536
MAX_CARD_BYTES = 65_536
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


_manifest = versioned(
    ModelManifest,
    parent=optional(link_shape),
    adapter=optional(link_shape),
    card=optional(link_shape),
    datasets=many(link_shape, MAX_DATASETS),
    training=optional(text(MAX_MANIFEST_BYTES)),
)


def read_model(store: Store, cid: str) -> ModelManifest:
    """Reads one model's manifest."""
    return _manifest(store.get_node(cid, MAX_MANIFEST_BYTES), cid)


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


def adapter_files(store: Store, manifest: str, folder: Path, most: int | None = None) -> list[Path]:
    """Fetches the adapters of a model and its ancestors into `folder`. Returns their paths, oldest first.

    Checks each file against its content id. With `most`, raises MalformedInput if the model's own adapter has more bytes.
    """
    files: list[Path] = []
    for cid, node in lineage(store, manifest):
        if not node.adapter:
            continue
        path = folder / f"{node.adapter}.safetensors"
        allowed = most if most is not None and cid == manifest else MAX_ADAPTER_BYTES
        if not path.exists():
            store.save_file(node.adapter, path, allowed)
        if path.stat().st_size > allowed:
            raise MalformedInput(cid, f"has an adapter of more than {allowed} bytes")
        files.append(path)
    return files
