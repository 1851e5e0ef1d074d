"""What ends on a trainer's disk: candidates whose judgement is over, and trained ones that can never be proposed.

Until its judgement is over, a candidate's files stay twice: in its folder, and in the hidden store. Then nobody asks the
trainer for them. Those of an adopted model stay in the store that all read.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from structlog import get_logger

from kula.contracts.modules.constants import MAX_ADAPTER_BYTES
from kula.protocol.chain.clients.registry import Model, ModelState
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.ipfs.unixfs import CHUNK_BYTES, blocks_of
from kula.protocol.reading.models import ModelManifest, read_model
from kula.protocol.types import Address
from kula.trainer.publish import ADAPTER_FILE, HIDDEN, mark_of

_FOLDER = re.compile(r"candidate-(\d+)-(\d+)")
"""A candidate's folder: the number of its parent, and of its dataset."""

log = get_logger("trainer")


def end_candidates(network: Network, folder: Path, store: Store, trainer: Address) -> list[str]:
    """Deletes what no judgement needs any more in a trainer's folder, and ends the pins of rejected adapters in `store`.

    Returns the names of what was deleted. One candidate that cannot be read costs the others nothing.
    """
    own = {number: one for number, one in network.registry.models().items() if one.trainer == trainer and one.round}
    waiting = {number: one for number, one in own.items() if one.state == ModelState.CANDIDATE}
    needed = {one.manifest for one in waiting.values()}
    hidden, ended = BlockDirectory(folder / HIDDEN), list[str]()
    for number, model in own.items():
        # The manifest goes last, so what a kill cut off is done in the next turn. The same one may be proposed again.
        if model.manifest not in needed and hidden.holds(bytes32_to_cid(model.manifest)):
            try:
                ended += _end_settled(folder, hidden, store, number, model, list(waiting.values()))
            except KulaError as error:
                log.warning("not ended", number=number, problem=str(error))
    return ended + _end_outdated(network, folder, waiting)


def _end_settled(
    folder: Path, hidden: BlockDirectory, store: Store, number: int, model: Model, waiting: list[Model]
) -> list[str]:
    """Deletes the folder and the hidden files of a settled candidate. Returns their names."""
    manifest = bytes32_to_cid(model.manifest)
    node = read_model(hidden, manifest)
    if model.state == ModelState.REJECTED:
        store.unpin(manifest)
        if node.adapter:
            store.unpin(node.adapter)
    ended = [path for path, _, _ in _folders(folder) if node.adapter and _adapter_of(path) == node.adapter]
    for path in ended:
        shutil.rmtree(path)
    needed = {cid for one in waiting for cid in _blocks(hidden, bytes32_to_cid(one.manifest))}
    for cid in reversed([cid for cid in _blocks(hidden, manifest) if cid not in needed]):
        hidden.remove(cid)
    mark_of(folder / HIDDEN, number).unlink(missing_ok=True)
    return [*(path.name for path in ended), f"{HIDDEN} {number}"]


def _end_outdated(network: Network, folder: Path, waiting: dict[int, Model]) -> list[str]:
    """Deletes trained candidates of a parent that is served no more. The Registry takes none of them."""
    registry, folders, ended = network.registry, list(_folders(folder)), list[str]()
    served = registry.served() if folders else 0
    for path, parent, dataset in folders:
        is_waiting = any(
            one.parent == parent and dataset in registry.datasets_of(number) for number, one in waiting.items()
        )
        if parent != served and not is_waiting:
            shutil.rmtree(path)
            ended.append(path.name)
    return ended


def _folders(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Yields the folders of trained candidates, each with the numbers of its parent and of its dataset."""
    for path in sorted(folder.glob("candidate-*")):
        if named := _FOLDER.fullmatch(path.name):
            yield path, int(named[1]), int(named[2])


def _adapter_of(path: Path) -> str | None:
    """The content id of the adapter in a candidate's folder; None if there is none."""
    try:
        whole = (path / ADAPTER_FILE).read_bytes()
    except OSError:
        return None
    chunks = [whole[at : at + CHUNK_BYTES] for at in range(0, len(whole), CHUNK_BYTES)]
    return list(blocks_of(chunks))[-1][0] if len(whole) <= MAX_ADAPTER_BYTES else None


def _blocks(hidden: BlockDirectory, manifest: str) -> list[str]:
    """The blocks of a candidate that the hidden store holds, the manifest first. A link to a file is followed to its end."""
    node = _node(hidden, manifest)
    named = [cid for cid in (node.adapter, node.card, node.samples) if cid] if node else []
    return [manifest, *(cid for file in named for cid in hidden.tree(file))]


def _node(hidden: BlockDirectory, manifest: str) -> ModelManifest | None:
    try:
        return read_model(hidden, manifest)
    except KulaError:
        return None
