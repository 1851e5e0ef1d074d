"""A network changes its scorer: proposed and voted for by commands, scored with from its epoch on, refused by who lacks it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from kula.node.commands.checks import validator_checks
from kula.node.commands.validator import compose
from kula.node.contributor.direct import DirectContributor
from kula.node.settings import ValidatorSettings
from kula.node.validator.journal import Journal
from kula.node.validator.loop import Validator
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import KulaError
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import ZERO_HASH
from kula.scoring.commands import scorer as scorer_app
from kula.scoring.gates.heads import SHIPPED
from kula.scoring.scorer import Scorer, scorer_id
from tests.support.chain import TestNet
from tests.support.person import CONTENT

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
    """Three validators as `kula validator run` runs them. The last one's store has other people's records, and no scorer."""
    with ExitStack() as stack:
        composed: list[Validator] = []
        for number, sender in enumerate(net.validators[:3]):
            folder = tmp_path / f"validator-{number}"
            blocks = tmp_path / ("alone" if number == 2 else "blocks")
            settings = _settings(net, sender, folder, blocks)
            composed.append(compose(settings, stack.enter_context(Journal(folder))))
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


def _close(net: TestNet, tmp_path: Path, stores: list[BlockDirectory]) -> int:
    """An epoch with one direct record, closed, and the record served in every store."""
    epoch = net.network.batches.current()
    owner = net.sender(f"owner-{epoch}", 20 * TOKEN)
    authors = [DirectContributor(net.network, store, owner, owner.account, folder=tmp_path / "own") for store in stores]
    authors[0].contribute(CONTENT)
    net.anvil.pass_time(net.network.parameters.open_seconds)
    owner.send(net.network.batches.close())
    for author in authors:
        author.serve()
    return epoch


def _lose(net: TestNet, epoch: int) -> None:
    """Ends an epoch that nobody revealed in, so that the next one is in line."""
    parameters = net.network.parameters
    net.anvil.pass_time(parameters.commit_seconds + parameters.reveal_seconds)
    net.bank.send(net.network.reports.expire(epoch))


def _turn(validator: Validator) -> None:
    for _ in range(_TURNS):
        try:
            r = validator.turn(); print('TURN', r)
        except Exception as e: print('ERR', repr(e)[:300])


def _committed(net: TestNet, epoch: int) -> list[bool]:
    """Whether each of the five validators committed to its scores of an epoch."""
    scores = net.network.scores
    owners = net.network.validators.owners(scores.epoch(epoch).set_id)
    return [scores.commit_of(epoch, owners.index(v.address)) != ZERO_HASH for v in net.validators]


def test_scorer__adopted_by_vote__scores_from_its_epoch_on_and_who_lacks_it_does_not_commit(
    net: TestNet, validators: list[Validator], other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stores = [BlockDirectory(tmp_path / name) for name in ("blocks", "alone")]
    first = _close(net, tmp_path, stores)
    wanted = scorer_id(net.network.parameters, other)
    proposed = _command(net, net.validators[0], tmp_path, monkeypatch, "propose", str(other))
    assert proposed == f"proposal 1: scorer 0x{wanted.hex()}\n"
    for sender in net.validators[:4]:
        assert "voted" in _command(net, sender, tmp_path, monkeypatch, "vote", "1", "--yes")
    status = json.loads(_command(net, net.validators[4], tmp_path, monkeypatch, "status", "--json"))
    _lose(net, first)
    open_epoch = net.network.batches.current()
    assert (status["next"], status["next_from_epoch"]) == (f"0x{wanted.hex()}", open_epoch + 3)
    assert [(p["number"], p["adopted"], p["open_until"]) for p in status["proposals"]] == [(1, True, None)]

    bytes_of = {folder: Scorer.load(folder, "cpu").score([CONTENT])[0].score for folder in (SHIPPED, other)}
    assert len(set(bytes_of.values())) == 2
    for ahead in range(4):
        epoch = _close(net, tmp_path, stores)
        assert epoch == open_epoch + ahead
        for validator in validators:
            _turn(validator)
        assert _committed(net, epoch) == [True, True, ahead < 3, False, False]
        root = net.network.scores.epoch(epoch).batches_root
        own = [validator.steps.journal.scores(epoch, root) for validator in validators]
        assert all(o and o.scores == bytes([bytes_of[other if ahead == 3 else SHIPPED]]) for o in own[:2])
        assert (own[2] is None) == (ahead == 3)
        _lose(net, epoch)

    checks = {check.name: check for number in (0, 2) for check in _checks(net, number, tmp_path)}
    assert not checks["scorer 2"].ok
    assert checks["scorer 0"].ok
    assert wanted.hex() in checks["scorer 0"].detail


def _checks(net: TestNet, number: int, tmp_path: Path):
    blocks = tmp_path / ("alone" if number == 2 else "blocks")
    settings = _settings(net, net.validators[number], tmp_path / f"validator-{number}", blocks)
    for check in validator_checks(settings):
        yield type(check)(f"{check.name} {number}", check.ok, check.detail)
