"""A network changes its scorer: proposed and voted for by commands, scored with from its epoch on, refused by who lacks it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from kula.node.commands.checks import Check, validator_checks
from kula.node.commands.validator import compose
from kula.node.contributor.direct import DirectContributor
from kula.node.settings import ValidatorSettings
from kula.node.validator.journal import Journal
from kula.node.validator.loop import Validator
from kula.node.validator.plan import Act
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import MalformedInput, RefusedByPolicy
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.ledgers.scores import value_of
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import ZERO_HASH
from kula.scoring.ballots import Ballots
from kula.scoring.commands import scorer as scorer_app
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, scorer_id
from tests.support.chain import TestNet
from tests.support.gateway.person import CONTENT

_TURNS = 12


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scorer that gives every conversation another byte than the shipped one."""
    folder = tmp_path_factory.mktemp("other") / "scorer"
    shutil.copytree(SHIPPED, folder)
    thresholds = json.loads((folder / "calibration.json").read_text())
    for limits in thresholds["kinds"].values():
        limits["marks"] = [mark - 4_000 for mark in limits["marks"]]
    (folder / "calibration.json").write_text(json.dumps(thresholds))
    return folder


def _settings(net: TestNet, sender: Sender, folder: Path, blocks: Path) -> ValidatorSettings:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "key.json").exists():
        save_keystore(folder / "key.json", sender.account, "password", rounds=1_000)
    return ValidatorSettings(
        rpc=net.anvil.url,
        addresses=net.folder / "addresses.json",
        ipfs=f"dir://{blocks}",
        gateway="http://127.0.0.1:9",
        keystore=folder / "key.json",
        password=SecretStr("password"),
        data=folder,
        device="cpu",
    )


@pytest.fixture
def validators(net: TestNet, tmp_path: Path) -> Iterator[list[Validator]]:
    """Two validators as `kula validator run` runs them. The store of the second one has the records, but no scorer."""
    with ExitStack() as stack:
        composed: list[Validator] = []
        for sender, blocks in zip(net.validators, ("blocks", "alone"), strict=False):
            settings = _settings(net, sender, tmp_path / f"validator-{blocks}", tmp_path / blocks)
            composed.append(compose(settings, stack.enter_context(Journal(settings.data))))
        yield composed


def _command(net: TestNet, sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What `kula scorer …` prints for the operator of a stake."""
    folder = tmp_path / f"operator-{sender.address}"
    settings = _settings(net, sender, folder, tmp_path / "blocks")
    for name in ("rpc", "addresses", "ipfs", "keystore", "data"):
        monkeypatch.setenv(f"KULA_{name.upper()}", str(getattr(settings, name)))
    monkeypatch.setenv("KULA_PASSWORD", "password")
    done = CliRunner().invoke(scorer_app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def _close(net: TestNet, tmp_path: Path) -> int:
    """An epoch with one direct record, closed. Both stores have the record."""
    epoch = net.network.batches.current()
    owner = net.sender(f"owner-{epoch}", 20 * TOKEN)
    store = BlockDirectory(tmp_path / "alone")
    author = DirectContributor(net.network, store, owner, owner.account, folder=tmp_path / f"author-{epoch}")
    author.contribute(CONTENT)
    net.anvil.pass_time(net.network.parameters.open_seconds)
    owner.send(net.network.batches.close())
    author.serve()
    shutil.copytree(tmp_path / "alone", tmp_path / "blocks", dirs_exist_ok=True)
    return epoch


def _lose(net: TestNet, epoch: int) -> None:
    """Ends an epoch that nobody revealed in, so that the next one is in line."""
    parameters = net.network.parameters
    net.anvil.pass_time(parameters.commit_seconds + parameters.reveal_seconds)
    net.bank.send(net.network.reports.expire(epoch))


def _turn(validator: Validator) -> None:
    """Lets a validator do all that is due."""
    assert any(validator.turn().act is Act.WAIT for _ in range(_TURNS))


def _committed(net: TestNet, epoch: int) -> list[bool]:
    """Whether each of the five validators committed to its scores of an epoch."""
    scores = net.network.scores
    owners = net.network.validators.owners(scores.epoch(epoch).set_id)
    return [scores.commit_of(epoch, owners.index(v.address)) != ZERO_HASH for v in net.validators]


@pytest.mark.slow
def test_scorer__adopted_by_vote__scores_from_its_epoch_on_and_who_lacks_it_does_not_commit(
    net: TestNet, validators: list[Validator], other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = _close(net, tmp_path)
    wanted = scorer_id(net.network.parameters, other)
    proposed = _command(net, net.validators[0], tmp_path, monkeypatch, "propose", str(other))
    assert proposed == f"proposal 1: scorer 0x{wanted.hex()}\n"
    assert "voted" in _command(net, net.validators[0], tmp_path, monkeypatch, "vote", "1", "--yes")
    owners = net.network.validators.owners(net.network.scores.epoch(first).set_id)
    manifest = net.network.scorers.proposals()[0].manifest
    for sender in net.validators[1:4]:
        sender.send(net.network.scorers.vote(wanted, manifest, owners.index(sender.address)))
    status = json.loads(_command(net, net.validators[4], tmp_path, monkeypatch, "status", "--json"))
    _lose(net, first)
    open_epoch = net.network.batches.current()
    assert (status["next"], status["next_from_epoch"]) == (f"0x{wanted.hex()}", open_epoch + 3)
    assert [(p["number"], p["adopted"], p["open_until"]) for p in status["proposals"]] == [(1, True, None)]

    scores = {folder: Scorer.load(folder, "cpu").score([CONTENT])[0].score for folder in (SHIPPED, other)}
    bytes_of = {folder: value_of(score, True, net.network.parameters) for folder, score in scores.items()}
    assert len(set(bytes_of.values())) == 2
    for ahead, named in enumerate((SHIPPED, SHIPPED, SHIPPED, other)):
        epoch = _close(net, tmp_path)
        assert epoch == open_epoch + ahead
        if ahead > 1:
            for validator in validators:
                _turn(validator)
            assert _committed(net, epoch)[:2] == [True, named is SHIPPED]
            root = net.network.scores.epoch(epoch).batches_root
            journals = [validator.steps.journal.scores(epoch, root) for validator in validators]
            # A lost epoch's record is carried into the next one, where it is a duplicate and scores 0.
            highest = [own and max(own.scores) for own in journals]
            assert highest == [bytes_of[named], bytes_of[named] if named is SHIPPED else None]
        _lose(net, epoch)
    assert _scorer_check(net, 0, tmp_path, "blocks").ok
    assert not _scorer_check(net, 1, tmp_path, "alone").ok
    ballots = Ballots(net.network, BlockDirectory(tmp_path / "blocks"))
    with pytest.raises(MalformedInput, match="must be one of 1 to 1"):
        ballots.vote(2, net.validators[0])
    with pytest.raises(RefusedByPolicy, match="is over"):
        ballots.vote(1, net.validators[0])
    with pytest.raises(RefusedByPolicy, match="holds no seat"):
        ballots.propose(SHIPPED, net.bank)


def test_vote__without_yes__not_cast():
    assert isinstance(CliRunner().invoke(scorer_app, ["vote", "1"]).exception, MalformedInput)


def _scorer_check(net: TestNet, number: int, tmp_path: Path, blocks: str) -> Check:
    settings = _settings(net, net.validators[number], tmp_path / f"validator-{blocks}", tmp_path / blocks)
    return next(check for check in validator_checks(settings) if check.name == "scorer")
