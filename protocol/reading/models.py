"""Manifests of models on IPFS. A model is its parent plus one adapter. This module only reads and checks."""

from pathlib import Path
from typing import Any

from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.store import Store

_LONGEST_LINE = 256


def lineage(store: Store, manifest: str) -> list[tuple[str, dict[str, Any]]]:
    """Returns the manifests from the base to this model, as (content id, node).

    Raises IntegrityError for more than _LONGEST_LINE ancestors.
    """
    line: list[tuple[str, dict[str, Any]]] = []
    cid: str | None = manifest
    while cid:
        node = store.get_node(cid)
        line.append((cid, node))
        cid = node.get("parent")
        if len(line) > _LONGEST_LINE:
            raise IntegrityError(manifest, f"has more than {_LONGEST_LINE} ancestors")
    return line[::-1]


def adapter_files(store: Store, manifest: str, folder: Path, most: int | None = None) -> list[Path]:
    """Fetches the adapters of a model and its ancestors into `folder`. Returns their paths, oldest first.

    Checks each file against its content id. With `most`, raises IntegrityError if the model's own adapter has more bytes.
    """
    files: list[Path] = []
    for cid, node in lineage(store, manifest):
        if not node.get("adapter"):
            continue
        path = folder / f"{node['adapter']}.safetensors"
        if not path.exists():
            store.save_file(node["adapter"], path, most if cid == manifest else None)
        files.append(path)
    return files
