"""A scorer on IPFS: published as a node with its files, and fetched only if everything about it is as its id says."""

import json
import shutil
from pathlib import Path

import pytest

from kula.protocol.errors import IntegrityError, KulaError, MalformedInput, RefusedByPolicy, Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32, link
from kula.protocol.parameters import Parameters
from kula.scoring.gates.heads import SHIPPED, heads_hash
from kula.scoring.manifest import fetch, publish
from kula.scoring.scorer import RULES, scorer_id

OURS = scorer_id(Parameters())


def _node(store: BlockDirectory, **changed: object) -> bytes:
    """The digest of the shipped scorer's node with some fields changed; None takes a field away."""
    node = store.get_node(bytes32_to_cid(publish(store, SHIPPED)))
    changed_node = {name: value for name, value in {**node, **changed}.items() if value is not None}
    return cid_to_bytes32(store.put_node(changed_node))


def test_fetch__what_was_published__the_same_files(store: BlockDirectory, tmp_path: Path):
    manifest = publish(store, SHIPPED)
    fetch(store, manifest, OURS, Parameters(), tmp_path / "scorer")
    assert heads_hash(tmp_path / "scorer") == heads_hash(SHIPPED)
    assert sorted(path.name for path in tmp_path.glob("scorer*")) == ["scorer"]
    assert publish(store, SHIPPED) == manifest


def test_publish__a_folder_without_a_scorer__refused(store: BlockDirectory, tmp_path: Path):
    with pytest.raises(MalformedInput, match=r"heads\.safetensors"):
        publish(store, tmp_path)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"rules": "rules 0"}, RefusedByPolicy),
        ({"encoder": b"\x01" * 32}, RefusedByPolicy),
        ({"rules": 5}, MalformedInput),
        ({"rules": "r" * 41}, MalformedInput),
        ({"rules": "r" * 5_000}, MalformedInput),
        ({"encoder": b"\x01"}, MalformedInput),
        ({"v": 2}, MalformedInput),
        ({"heads": None}, MalformedInput),
        ({"heads": "../heads"}, MalformedInput),
        ({"calibration": [1]}, MalformedInput),
    ],
)
def test_fetch__a_node_of_another_form__refused_and_nothing_kept(
    store: BlockDirectory, tmp_path: Path, changed: dict[str, object], error: type[KulaError]
):
    with pytest.raises(error):
        fetch(store, _node(store, **changed), OURS, Parameters(), tmp_path / "scorer")
    assert not (tmp_path / "scorer").exists()


def test_fetch__a_file_that_is_too_large__stopped(store: BlockDirectory, tmp_path: Path):
    large = tmp_path / "large"
    large.write_bytes(bytes(1 << 20))
    calibration = link(store.add_file(large))
    with pytest.raises(MalformedInput, match="more than 65536 bytes"):
        fetch(store, _node(store, calibration=calibration), OURS, Parameters(), tmp_path / "scorer")
    assert not (tmp_path / "scorer").exists()


def test_fetch__files_of_another_scorer__refused_and_fetched_anew_from_the_right_node(
    store: BlockDirectory, tmp_path: Path
):
    other = tmp_path / "other"
    shutil.copytree(SHIPPED, other)
    thresholds = json.loads((other / "calibration.json").read_text())
    thresholds["kinds"]["rating"]["reject"] -= 1
    (other / "calibration.json").write_text(json.dumps(thresholds))
    with pytest.raises(IntegrityError, match="describes scorer"):
        fetch(store, publish(store, other), OURS, Parameters(), tmp_path / "scorer")
    fetch(store, publish(store, SHIPPED), OURS, Parameters(), tmp_path / "scorer")
    assert heads_hash(tmp_path / "scorer") == heads_hash(SHIPPED)


def test_fetch__blocks_that_nobody_has__unavailable(store: BlockDirectory, tmp_path: Path):
    with pytest.raises(Unavailable):
        fetch(store, b"\x09" * 32, OURS, Parameters(), tmp_path / "scorer")
    assert RULES.startswith("rules ")
