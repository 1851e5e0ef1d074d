"""A scorer as a node on IPFS: what it needs of a program, and its files. Publishes and fetches; adopts nothing.

    {"v": 1, "rules": text, "encoder": bytes32, "files": {name: link}}

`rules` is the version of the rules in the program that made it, and `encoder` the hash of the encoder's files. A program
with other rules or another encoder cannot run the scorer. The scorer's id covers both, its files and the parameters.
"""

import os
import shutil
from pathlib import Path
from typing import Any

from kula.protocol.errors import IntegrityError, MalformedInput, RefusedByPolicy
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32, link
from kula.protocol.ipfs.store import Store
from kula.protocol.parameters import Parameters
from kula.scoring.features.encoder_files import ingredients_hash
from kula.scoring.scorer import RULES, scorer_id

_VERSION = 1
_FILES = {"heads.safetensors": 1 << 26, "calibration.json": 1 << 16}
"""The files of a scorer, and the most bytes of each."""
_FIELDS = {"v", "rules", "encoder", "files"}


def publish(store: Store, folder: Path) -> bytes:
    """Writes a scorer's files and its node to a store. Returns the node's digest, for the chain.

    Raises MalformedInput if a file is missing or too large.
    """
    for name, most in _FILES.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size > most:
            raise MalformedInput(name, f"is missing in {folder} or has more than {most} bytes")
    files = {name: link(store.add_file(folder / name)) for name in _FILES}
    node = {"v": _VERSION, "rules": RULES, "encoder": ingredients_hash(), "files": files}
    return cid_to_bytes32(store.put_node(node))


def fetch(store: Store, manifest: bytes, wanted: bytes, parameters: Parameters, folder: Path) -> None:
    """Fetches the scorer with the id `wanted` into `folder`, which appears only once everything is verified.

    Raises Unavailable if the store lacks a block, MalformedInput for a node of another form, RefusedByPolicy if this program
    cannot run the scorer, and IntegrityError if the files are of another scorer.
    """
    files = _files_of(store.get_node(bytes32_to_cid(manifest)))
    partial = folder.with_name(f"{folder.name}.partial")
    for name, cid in files.items():
        store.save_file(cid, partial / name, _FILES[name])
        if (partial / name).stat().st_size > _FILES[name]:
            raise IntegrityError(cid, f"has more than {_FILES[name]} bytes")
    made = scorer_id(parameters, partial)
    if made != wanted:
        shutil.rmtree(partial)
        raise IntegrityError(bytes32_to_cid(manifest), f"describes scorer 0x{made.hex()}, not 0x{wanted.hex()}")
    os.replace(partial, folder)


def _files_of(node: Any) -> dict[str, str]:
    """The content id of each file. Raises as `fetch`."""
    if not isinstance(node, dict) or node.get("v") != _VERSION or set(node) != _FIELDS:
        raise MalformedInput("manifest", f"is no scorer's node of version {_VERSION}")
    if node["rules"] != RULES:
        raise RefusedByPolicy(
            "scorer", f"the scorer needs {str(node['rules'])[:40]!r}, this program has {RULES!r}; install its release"
        )
    if node["encoder"] != ingredients_hash():
        raise RefusedByPolicy("scorer", "the scorer needs another encoder than this program's; install its release")
    files = node["files"]
    if not isinstance(files, dict) or set(files) != set(_FILES) or not all(isinstance(f, str) for f in files.values()):
        raise MalformedInput("manifest.files", f"must be links to {' and '.join(_FILES)}")
    return {name: str(cid) for name, cid in files.items()}
