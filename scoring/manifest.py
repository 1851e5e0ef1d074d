"""A scorer as a node on IPFS: what it needs of a program, and its files. Publishes and fetches; adopts nothing.

    {"v": 1, "rules": text, "encoder": bytes32, "heads": link, "calibration": link, "known": link or missing}

`rules` is the version of the rules in the program that made it, and `encoder` the hash of the encoder's files. A program
with other rules or another encoder cannot run the scorer. The scorer's id covers both, its files and the parameters.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kula.protocol.errors import IntegrityError, MalformedInput, RefusedByPolicy
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32, link
from kula.protocol.ipfs.nodes import link_shape
from kula.protocol.ipfs.store import Store
from kula.protocol.parameters import Parameters
from kula.protocol.shapes import optional, raw, text, versioned
from kula.scoring.duplicates.known import KNOWN_FILE, MOST_KNOWN_BYTES
from kula.scoring.features.encoder_files import ingredients_hash
from kula.scoring.scorer import RULES, scorer_id

_MAX_NODE_BYTES = 1_024
_MAX_FILE_BYTES = {"heads.safetensors": 1 << 26, "calibration.json": 1 << 16}
"""The files that every scorer has, and the most bytes of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorerManifest:
    """What a scorer's node says."""

    rules: str
    encoder: bytes
    heads: str
    """The content id of `heads.safetensors`."""
    calibration: str
    """The content id of `calibration.json`."""
    known: str | None = None
    """The content id of `known.records`, if the scorer knows public records."""

    @property
    def files(self) -> list[tuple[str, str, int]]:
        """Each file's name, content id and most bytes."""
        links = zip(_MAX_FILE_BYTES.items(), (self.heads, self.calibration), strict=True)
        files = [(name, file, most) for (name, most), file in links]
        return [*files, (KNOWN_FILE, self.known, MOST_KNOWN_BYTES)] if self.known else files


_manifest = versioned(
    ScorerManifest,
    rules=text(40),
    encoder=raw(32),
    heads=link_shape,
    calibration=link_shape,
    known=optional(link_shape),
)


def publish(store: Store, folder: Path) -> bytes:
    """Writes a scorer's files and its node to a store. Returns the node's digest, for the chain.

    Raises MalformedInput if a file is missing or too large.
    """
    known = {KNOWN_FILE: MOST_KNOWN_BYTES} if (folder / KNOWN_FILE).exists() else {}
    for name, most in {**_MAX_FILE_BYTES, **known}.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size > most:
            raise MalformedInput(name, f"is missing in {folder} or has more than {most} bytes")
    heads, calibration = (link(store.add_file(folder / name)) for name in _MAX_FILE_BYTES)
    node = {"v": 1, "rules": RULES, "encoder": ingredients_hash(), "heads": heads, "calibration": calibration}
    if known:
        node["known"] = link(store.add_file(folder / KNOWN_FILE))
    return cid_to_bytes32(store.put_node(node))


def fetch(store: Store, manifest: bytes, wanted: bytes, parameters: Parameters, folder: Path) -> None:
    """Fetches the scorer with the id `wanted` into `folder`, which appears only once everything is verified.

    1. Raises Unavailable if the store lacks a block.
    2. Raises MalformedInput for a node or a file of another form.
    3. Raises RefusedByPolicy if this program cannot run the scorer.
    4. Raises IntegrityError if the files are of another scorer.
    """
    cid = bytes32_to_cid(manifest)
    node = _manifest(store.get_node(cid, _MAX_NODE_BYTES), cid)
    if node.rules != RULES:
        raise RefusedByPolicy(
            "scorer", f"the scorer needs {node.rules!r}, this program has {RULES!r}; install the scorer's release"
        )
    if node.encoder != ingredients_hash():
        raise RefusedByPolicy("scorer", "the scorer needs another encoder than this program's; install its release")
    partial = folder.with_name(f"{folder.name}.partial")
    for name, file, most in node.files:
        store.save_file(file, partial / name, most)
    computed = scorer_id(parameters, partial)
    if computed != wanted:
        shutil.rmtree(partial)
        raise IntegrityError(cid, f"describes scorer 0x{computed.hex()}, not 0x{wanted.hex()}")
    os.replace(partial, folder)
