"""Who scores a record holds its leaf on disk. Who lacks one asks the other seats, and signs nothing before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kula.bench.gas.played import STAKE
from kula.node.contributor.direct import DirectContributor
from kula.node.local.anvil import Anvil
from kula.node.settings import ValidatorSettings
from kula.node.validator.plan import Act
from kula.protocol.encoding import batch_leaf
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import bytes32_to_cid, cid_to_bytes32
from kula.protocol.merkle import root
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.leaves import LEAF_BYTES, pack_leaves, read_batch
from kula.protocol.types import UNAVAILABLE, ZERO_HASH, Address, Batch
from tests.support.actors import make_leaf
from tests.support.chain import FAST, TestNet, launch
from tests.support.gateway.person import CONTENT
from tests.support.validators import Bulletin, drive, process, validator_settings


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """Two validators: both must sign, and the scores of the first decide."""
    net = launch(anvil, tmp_path_factory.mktemp("net"), replace(FAST, challenge_seconds=10_000, budget=TOKEN))
    net.add_validator(STAKE * 3 // 2)
    net.add_validator(STAKE)
    return net


@pytest.fixture(scope="module")
def gateway_url(net: TestNet) -> Iterator[str]:
    with Bulletin(net).served() as url:
        yield url


def _settings(net: TestNet, number: int, folder: Path, url: str) -> ValidatorSettings:
    return validator_settings(net, net.validators[number], folder / f"blocks-{number}", folder / str(number), url)


def test_leaf__that_a_seat_lacks__comes_from_another_seats_reveal_before_it_signs(
    net: TestNet, gateway_url: str, tmp_path: Path
):
    network, owner = net.network, net.sender("owner", 10 * TOKEN)
    stores = [BlockDirectory(tmp_path / f"blocks-{number}") for number in range(2)]
    author = DirectContributor(network, stores[0], owner, owner.account, folder=tmp_path / "author")
    author.contribute(CONTENT)
    epoch = network.batches.current()
    net.anvil.pass_time(network.parameters.open_seconds)
    owner.send(network.batches.close())
    author.serve()
    with (
        process(_settings(net, 0, tmp_path, gateway_url)) as holder,
        process(_settings(net, 1, tmp_path, gateway_url)) as other,
    ):
        drive(holder, Act.COMMIT)
        net.anvil.pass_time(network.parameters.commit_seconds // 2)
        drive(other, Act.COMMIT)
        drive(holder, Act.REVEAL)
        drive(other, Act.REVEAL)
        first, second = sorted(
            network.scores.reveals(epoch), key=lambda reveal: reveal.operator != holder.sender.address
        )
        assert second.scores == bytes([UNAVAILABLE]), "what it cannot read it scores as unavailable"
        drive(holder, Act.SIGN)
        for _ in range(5):
            other.turn()
        assert not other.steps.journal.signed(epoch, 0, ZERO_HASH), "it lacks the leaf of a record above the floor"
        cid = bytes32_to_cid(first.files)
        published = [cid, stores[0].get_node(cid)["leaves"]]
        stores[1].write_blocks([(one, stores[0].get_block(one)) for one in published], [cid])
        drive(other, Act.SIGN)
        drive(holder, Act.PROPOSE)
        mine, its = (one.steps.journal.signed(epoch, 0, ZERO_HASH) for one in (holder, other))
        assert mine is not None
        assert its is not None
        assert mine.digest == its.digest == network.reports.standing(epoch).digest
        assert network.reports.standing(epoch).signers == 3


@pytest.mark.parametrize("node", [{}, {"leaves": "x"}, {"leaves": 5}, {"reasons": []}])
def test_files_of_a_reveal__of_another_form__cost_their_seat_alone(
    net: TestNet, gateway_url: str, tmp_path: Path, node: dict[str, object], monkeypatch: pytest.MonkeyPatch
):
    store = BlockDirectory(tmp_path / "blocks-0")
    with process(_settings(net, 0, tmp_path, gateway_url)) as validator:
        scores = validator.steps.ledgers.network.scores
        (reveal, *_) = scores.reveals(1)
        bent, asked = replace(reveal, files=cid_to_bytes32(store.put_node(node))), []
        monkeypatch.setattr(scores, "reveals", lambda epoch: asked.append(epoch) or [bent])
        held = validator.steps.work.holding.complete(1, [0])
        assert asked == [1]
        assert [leaf.known for leaf in held.leaves] == [False]


def test_leaves__bent_by_their_author__are_not_read():
    dom, gateway, people = b"\x01" * 32, Address("0x" + "11" * 20), [Address("0x" + f"{n:02d}" * 20) for n in (22, 33)]
    leaves = [make_leaf(gateway, seq, person) for seq, person in enumerate(people)]
    batch = Batch(
        number=1,
        epoch=1,
        posted_in=1,
        gateway=gateway,
        offset=0,
        first_seq=0,
        count=2,
        manifest=ZERO_HASH,
        root=root([batch_leaf(dom, leaf) for leaf in leaves]),
    )
    packed = pack_leaves(leaves)
    assert len(packed) == 2 * LEAF_BYTES
    assert read_batch(dom, packed, batch) == leaves
    for place in range(len(packed)):
        bent = bytearray(packed)
        bent[place] ^= 1
        assert read_batch(dom, bytes(bent), batch) is None
    assert read_batch(dom, packed[:-1], batch) is None
    assert read_batch(dom, packed, replace(batch, offset=1)) is None
