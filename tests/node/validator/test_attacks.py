"""Attacks on a validator that runs: its real loop, on a real chain whose challenge window holds many epochs."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kula.node.contributor.direct import DirectContributor
from kula.node.local.anvil import Anvil
from kula.node.settings import ValidatorSettings
from kula.node.validator.failures import read_failures
from kula.node.validator.plan import Act
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import RefusedByPolicy
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ipfs.cid import cid_to_bytes32
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.records.content import Content
from kula.protocol.types import UNAVAILABLE, Phase
from kula.scoring.scorer import Verdict
from tests.support.chain import FAST, TestNet, launch
from tests.support.validators import Bulletin, Generous, drive, process, use_scorer, validator_settings

LONG = 100_000
POISONS = [{"v": 1}, {"v": 1, "records": 5}, {"v": 1, "records": [[1, 2, 3]]}, {"v": 1, "records": [[b"\x01", 5]]}]


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """One validator, whose signature suffices, and windows for challenges that are longer than all tests."""
    parameters = replace(FAST, challenge_seconds=LONG, answer_seconds=LONG // 8, budget=TOKEN)
    net = launch(anvil, tmp_path_factory.mktemp("net"), parameters)
    net.add_validator()
    return net


@pytest.fixture(scope="module")
def owner(net: TestNet) -> Sender:
    return net.sender("owner", 200 * TOKEN)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blocks")


@pytest.fixture
def settings(net: TestNet, blocks: Path, data: Path, gateway_url: str) -> ValidatorSettings:
    return validator_settings(net, net.validators[0], blocks, data, gateway_url)


def _close(net: TestNet, owner: Sender) -> int:
    epoch = net.network.batches.current()
    net.anvil.pass_time(net.network.parameters.open_seconds)
    owner.send(net.network.batches.close())
    return epoch


def _content() -> Content:
    """A record that duplicates no other one."""
    words = [new_key().address[2:].lower() for _ in range(12)]
    messages = [{"role": "user", "content": " ".join(words[:6])}, {"role": "assistant", "content": " ".join(words[6:])}]
    return {"kind": "conversation", "messages": messages}


def _write(net: TestNet, owner: Sender, folder: Path, blocks: Path) -> int:
    """Closes an epoch with one direct record, which its author serves. Returns its number."""
    author = DirectContributor(net.network, BlockDirectory(blocks), owner, owner.account, folder=folder / "author")
    author.contribute(_content())
    epoch = _close(net, owner)
    assert author.serve() == 0
    return epoch


def _demand_leaf(net: TestNet, owner: Sender, epoch: int, blocks: Path) -> None:
    ledger = Ledgers(net.network, BlockDirectory(blocks)).at(epoch)
    owner.send(net.network.token.approve(net.network.demands.address, 100 * TOKEN))
    owner.send(net.network.demands.demand_leaf(epoch, *ledger.proven(0)))
    owner.send(net.network.demands.demand_rows(epoch, 0))


def test_error__that_nobody_expected__is_counted_and_costs_no_other_epoch(
    net: TestNet, owner: Sender, settings: ValidatorSettings, blocks: Path, tmp_path: Path, planted: list[str]
):
    planted.append("ZeroDivisionError")

    class Broken:
        def score(self, contents: Sequence[Content]) -> list[Verdict]:
            raise ZeroDivisionError

    epoch = _write(net, owner, tmp_path, blocks)
    with process(settings) as validator:
        use_scorer(validator, Broken())
        for _ in range(3):
            assert validator.turn().act in (Act.SCORE, Act.COLLECT, Act.WAIT)
        assert validator.failures.tracebacks
        (failing,) = read_failures(settings.data)["failing"]
        assert (failing["act"], failing["subject"]) == ("score", epoch)
        use_scorer(validator, Generous())
        drive(validator, Act.PROPOSE)
        assert read_failures(settings.data)["failing"] == []


def test_demand__with_the_gateway_and_the_store_gone_after_a_restart__is_answered_from_disk(
    net: TestNet, owner: Sender, settings: ValidatorSettings, blocks: Path, tmp_path: Path
):
    epoch = _write(net, owner, tmp_path, blocks)
    with process(settings) as validator:
        drive(validator, Act.PROPOSE)
    digest = net.network.reports.standing(epoch).digest
    _demand_leaf(net, owner, epoch, blocks)
    nothing = validator_settings(net, net.validators[0], tmp_path / "empty", settings.data)
    with process(nothing) as validator:
        for _ in range(2):
            drive(validator, Act.ANSWER)
    assert net.network.demands.open_of(digest) == 0


@pytest.mark.slow
def test_demand__on_the_first_of_ten_unfinal_epochs__is_answered_and_all_pay_is_collected(
    net: TestNet, owner: Sender, settings: ValidatorSettings, blocks: Path, tmp_path: Path
):
    epochs = []
    with process(settings) as validator:
        for number in range(10):
            epochs.append(_write(net, owner, tmp_path / str(number), blocks))
            drive(validator, Act.PROPOSE)
        _demand_leaf(net, owner, epochs[0], blocks)
        for _ in range(2):
            drive(validator, Act.ANSWER)
        assert net.network.demands.open_of(net.network.reports.standing(epochs[0]).digest) == 0
        net.anvil.pass_time(LONG * 2)
        for epoch in range(net.network.reports.final_upto() + 1, epochs[-1] + 1):
            if net.network.reports.phase(epoch) is not Phase.FINAL:
                owner.send(net.network.reports.finalise(epoch))
        for _ in range(60):
            validator.turn()
        unpaid = [epoch for epoch in epochs if not net.network.pay.paid(epoch)]
        assert unpaid == []


@pytest.mark.slow
def test_place__that_a_gateway_makes_us_sign_again_after_a_restart__has_one_digest(
    net: TestNet, owner: Sender, bulletin: Bulletin, settings: ValidatorSettings, blocks: Path, tmp_path: Path
):
    epoch = _write(net, owner, tmp_path, blocks)
    bulletin.hides = True
    with process(settings) as validator:
        drive(validator, Act.SIGN)
    (first,) = bulletin.taken[epoch]
    empty = settings.model_copy(update={"ipfs": f"dir://{tmp_path}/empty"})
    for _ in range(2):
        with process(empty) as validator:
            root = net.network.scores.epoch(epoch).batches_root
            validator.steps.journal.put_leaves(epoch, root, bytes(84))
            for _ in range(6):
                validator.turn()
    assert len(bulletin.taken[epoch]) > 1, "it shows its signature again"
    assert all(row == first for row in bulletin.taken[epoch])
    bulletin.hides = False
    with process(settings) as validator:
        drive(validator, Act.PROPOSE)


@pytest.mark.slow
def test_restored_folder__of_before_the_commit__stops_until_the_next_report_and_loses_nothing(
    net: TestNet, owner: Sender, bulletin: Bulletin, settings: ValidatorSettings, blocks: Path, tmp_path: Path
):
    backup = tmp_path / "backup"
    old = settings.model_copy(update={"data": backup})
    with process(settings) as validator:
        validator.turn()
    shutil.copytree(settings.data, backup)
    epoch = _write(net, owner, tmp_path, blocks)
    network = net.network
    for act in (Act.COMMIT, Act.REVEAL, Act.PROPOSE):
        with process(settings) as validator:
            drive(validator, act)
        with process(old) as validator, pytest.raises(RefusedByPolicy, match="put the newest one back"):
            validator.turn()
        assert network.reports.phase(epoch) in (Phase.REVEAL, Phase.REPORT, Phase.CHALLENGE)
    next_epoch = _write(net, owner, tmp_path / "next", blocks)
    with process(settings) as validator:
        drive(validator, Act.PROPOSE)
    last = _write(net, owner, tmp_path / "last", blocks)
    with process(old) as validator, pytest.raises(RefusedByPolicy, match=f"epoch {next_epoch}: "):
        validator.turn()
    with process(settings) as validator:
        drive(validator, Act.PROPOSE)
    assert len({row["digest"] for row in bulletin.taken[epoch]}) == 1
    assert last == network.reports.head()


def test_keys__that_the_gateway_gives_no_more__stay_on_disk_until_no_round_needs_them(
    net: TestNet, owner: Sender, settings: ValidatorSettings, blocks: Path, tmp_path: Path
):
    epoch = _write(net, owner, tmp_path, blocks)
    root = net.network.scores.epoch(epoch).batches_root
    with process(settings) as validator:
        drive(validator, Act.PROPOSE)
        (kept,) = validator.steps.work.entries.of(epoch, root).values()
        assert len(kept) == 1
        validator.steps.work.forget(epoch - 1)
        assert validator.steps.work.entries.of(epoch, root)
        (text,) = validator.steps.work.texts(epoch).records
        assert text.content, "a sample needs neither the gateway's keys nor an index of all earlier records"
        validator.steps.work.forget(epoch)
        assert not validator.steps.work.entries.of(epoch, root)
        assert validator.steps.journal.leaves(epoch, root), "leaves stay longer"
        assert not validator.steps.journal.leaves(epoch - 40, root)


def test_poison__manifests_that_break_every_form__cost_their_own_records_alone(
    net: TestNet, owner: Sender, settings: ValidatorSettings, blocks: Path, tmp_path: Path
):
    gateways = [net.gateway() for _ in POISONS]
    author = DirectContributor(net.network, BlockDirectory(blocks), owner, owner.account, folder=tmp_path / "author")
    author.contribute(_content())
    for gateway, poison in zip(gateways, POISONS, strict=True):
        manifest = cid_to_bytes32(BlockDirectory(blocks).put_node(poison))
        gateway.send(net.network.batches.post_batch(0, 1, b"\x01" * 32, manifest))
    epoch = _close(net, owner)
    author.serve()
    with process(settings) as validator:
        net.anvil.pass_time(net.network.parameters.commit_seconds // 2)
        drive(validator, Act.REVEAL)
        (reveal,) = net.network.scores.reveals(epoch)
        assert sorted(reveal.scores) == [*[UNAVAILABLE] * len(POISONS), 132], "the import's half of 200 above the floor"
        drive(validator, Act.PROPOSE)
