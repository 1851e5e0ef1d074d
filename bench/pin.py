"""Pinning a batch on a Kubo that the bench starts: one archive import beside one call per record, in records per second.

Blocks have the sizes of real records after encryption. Both ways end with every block pinned. The sides take turns, with
new blocks each time. The import carries the batch's manifest too, and the time to make the archive counts.
"""

import secrets
import subprocess
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlparse

from kula.bench.figures import Figures
from kula.bench.records import contents
from kula.bench.servers import kubo
from kula.protocol.ipfs.cid import DAG_CBOR, RAW, cid_of, link
from kula.protocol.ipfs.nodes import encode_node
from kula.protocol.ipfs.open import open_store
from kula.protocol.ipfs.store import Store
from kula.protocol.records.content import canonical_bytes

_SEED = 31
_TURNS = 3
_IMPORTED = 8_000
_ADDED = 200
_OVERHEAD = 28
"""Bytes that encryption adds to a record: nonce and tag."""


def run() -> Figures:
    """Records per second both ways, and their ratio. Builds Kubo first if it is missing (scripts/install-kubo)."""
    installer = Path(__file__).resolve().parents[1] / "scripts" / "install-kubo"
    binary = Path(subprocess.run([installer], capture_output=True, text=True, check=True).stdout.split()[-1])
    sizes = [len(canonical_bytes(content)) + _OVERHEAD for content in contents(_SEED, _IMPORTED // 4)]
    with tempfile.TemporaryDirectory() as folder, kubo(binary, Path(folder)) as url:
        store, client = open_store(url), _client(url)
        imports, adds = [], []
        for _ in range(_TURNS):
            imports.append(_import(store, sizes))
            adds.append(_add(client, sizes[:_ADDED]))
    figures = {"ratio": round(median(imports) / median(adds), 1)}
    beside = {"records_per_second_import": round(median(imports)), "records_per_second_add": round(median(adds))}
    return Figures(figures, beside)


def _blocks(sizes: Sequence[int]) -> list[tuple[str, bytes]]:
    blocks = [secrets.token_bytes(size) for size in sizes]
    return [(cid_of(block, RAW), block) for block in blocks]


def _import(store: Store, sizes: Sequence[int]) -> float:
    blocks = _blocks(sizes)
    manifest = encode_node({"v": 1, "records": [link(cid) for cid, _ in blocks]})
    root = cid_of(manifest, DAG_CBOR)
    began = time.perf_counter()
    store.write_blocks([*blocks, (root, manifest)], [root])
    took = time.perf_counter() - began
    if not store.pinned(root):
        raise RuntimeError(f"Kubo imported {root} but does not pin it")
    return len(blocks) / took


def _add(client: Any, sizes: Sequence[int]) -> float:
    blocks = _blocks(sizes)
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _, block in blocks:
            client.add_bytes(block)
    return len(blocks) / (time.perf_counter() - began)


def _client(url: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ipfshttpclient

        parsed = urlparse(url)
        return ipfshttpclient.Client(f"/ip4/{parsed.hostname}/tcp/{parsed.port}/http", session=True)
