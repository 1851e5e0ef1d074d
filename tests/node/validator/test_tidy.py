"""What votes leave on a validator's disk: the adapters of the served line, and of no candidate that was not adopted."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from kula.node.validator.judging.banks import Banks
from kula.node.validator.judging.sampling import Sampling
from kula.node.validator.judging.voting import Voting
from kula.protocol.chain.clients.judgements import Round
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import RAW, cid_of, cid_to_bytes32, link

SERVED, OTHER = cid_of(b"served", RAW), cid_of(b"other", RAW)


def test_vote__begins__deletes_adapters_that_no_served_model_needs(tmp_path: Path):
    store = BlockDirectory(tmp_path / "blocks")
    base = store.put_node({"v": 1, "parent": None, "adapter": None, "card": None, "datasets": [], "training": None})
    node = {"v": 1, "parent": link(base), "adapter": link(SERVED), "card": None, "datasets": [], "training": None}
    manifest = cid_to_bytes32(store.put_node(node))
    registry = SimpleNamespace(served=lambda: 1, model=lambda _: SimpleNamespace(manifest=manifest))
    ledgers = SimpleNamespace(network=SimpleNamespace(registry=registry), store=store)
    sampling = SimpleNamespace(ledgers=ledgers, draw=lambda *_: [])
    folder = tmp_path / "models"
    folder.mkdir()
    for name in (f"{SERVED}.safetensors", f"{OTHER}.safetensors", f"{OTHER}.safetensors.partial"):
        (folder / name).write_bytes(bytes(9))
    voting = Voting(cast(Sampling, sampling), cast(Banks, None), folder, "cpu")
    voting.sample(1, cast(Round, SimpleNamespace(attempt=1)), 0)
    assert [path.name for path in folder.iterdir()] == [f"{SERVED}.safetensors"]
    (folder / f"{OTHER}.safetensors").touch()
    voting.sample(1, cast(Round, SimpleNamespace(attempt=1)), 0)
    assert len(list(folder.iterdir())) == 2, "only a vote's first look deletes"
