"""Model and dataset manifests on IPFS: a model is its parent plus one adapter. Reads and checks, trains nothing."""

from pathlib import Path
from typing import Any

from kula.protocol.errors import IntegrityError
from kula.protocol.ipfs.store import Store

_LONGEST_LINE = 256


def lineage(store: Store, manifest: str) -> list[tuple[str, dict[str, Any]]]:
    """The manifests from the base to this model, as (content id, node). Raises IntegrityError for a line without end."""
    line: list[tuple[str, dict[str, Any]]] = []
    cid: str | None = manifest
    while cid:
        node = store.get_node(cid)
        line.append((cid, node))
        cid = node.get("parent")
        if len(line) > _LONGEST_LINE:
            raise IntegrityError(manifest, f"has more than {_LONGEST_LINE} ancestors")
    return line[::-1]


def adapter_files(store: Store, manifest: str, folder: Path) -> list[Path]:
    """The adapters of a model's line, in order, fetched into `folder` and checked against their content ids."""
    files: list[Path] = []
    for _, node in lineage(store, manifest):
        if not node.get("adapter"):
            continue
        path = folder / f"{node['adapter']}.safetensors"
        if not path.exists():
            store.save_file(node["adapter"], path)
        files.append(path)
    return files
