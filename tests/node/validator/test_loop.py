"""The validator's loop on a real chain: it keeps what it committed, and stops when its key is used elsewhere."""

import threading
from pathlib import Path

import pytest
from eth_utils.address import to_checksum_address
from pydantic import SecretStr

from kula.node.commands.validator import compose
from kula.node.settings import ValidatorSettings
from kula.node.validator.failures import read_failures
from kula.node.validator.journal import Journal
from kula.node.validator.loop import Validator
from kula.node.validator.plan import Act, EpochView, Step
from kula.node.validator.scores.pieces import LocalScorer, QueuedScorer
from kula.node.validator.view import View
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import RefusedByPolicy, Unavailable
from kula.protocol.program.keys import save_keystore
from kula.protocol.types import ZERO_HASH
from tests.support.chain import TestNet

NOBODY = "http://127.0.0.1:9"


def _validator(net: TestNet, sender: Sender, journal: Journal, folder: Path, broker: str = "") -> Validator:
    """The validator that `kula validator run` runs with these settings; its gateway answers nothing."""
    if not (folder / "key.json").exists():
        save_keystore(folder / "key.json", sender.account, "password", rounds=1_000)
    settings = ValidatorSettings(
        rpc=net.anvil.url,
        addresses=net.folder / "addresses.json",
        ipfs=f"dir://{folder}/blocks",
        gateway=NOBODY,
        keystore=folder / "key.json",
        password=SecretStr("password"),
        data=folder,
        device="cpu",
        broker=broker,
    )
    return compose(settings, journal)


def _transactions(net: TestNet, sender: Sender) -> int:
    return net.network.connection.web3.eth.get_transaction_count(to_checksum_address(sender.address))


@pytest.fixture(scope="module")
def closed(net: TestNet) -> int:
    """An epoch with one record, closed."""
    gateway = net.gateway()
    epoch = net.network.batches.current()
    gateway.send(net.network.batches.post_batch(0, 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    gateway.send(net.network.batches.close())
    return epoch


def test_compose__with_a_broker__scores_by_workers_and_without_in_this_process(net: TestNet, tmp_path: Path):
    with Journal(tmp_path) as journal:
        alone = _validator(net, net.validators[0], journal, tmp_path)
        shared = _validator(net, net.validators[0], journal, tmp_path, broker="redis://127.0.0.1:9/0")
    scorer = net.network.scorers.scorer_of(net.network.batches.current())
    assert isinstance(alone.steps.work.scorers.of(scorer), LocalScorer)
    assert isinstance(shared.steps.work.scorers.of(scorer), QueuedScorer)
    assert alone.view.work is alone.steps.work, "what one part has gathered, the other reads"
    assert alone.view.journal is alone.steps.journal is alone.steps.work.journal
    assert alone.view.failures is alone.failures


def test_turn__a_commit_that_we_did_not_make__stops_and_sends_nothing(net: TestNet, closed: int, tmp_path: Path):
    sender = net.validators[0]
    sender.send(net.network.scores.commit(closed, 0, b"\x07" * 32))
    with Journal(tmp_path) as journal:
        journal.put_scores(closed, net.network.scores.epoch(closed).batches_root, b"\x09", [[]])
        validator = _validator(net, sender, journal, tmp_path)
        before = _transactions(net, sender)
        with pytest.raises(RefusedByPolicy, match="another process uses this key"):
            validator.run(threading.Event(), 0.01)
        assert _transactions(net, sender) == before


def test_turn__scored_then_killed__commits_what_the_journal_holds(net: TestNet, closed: int, tmp_path: Path):
    network, sender = net.network, net.validators[1]
    root = network.scores.epoch(closed).batches_root
    with Journal(tmp_path) as journal:
        journal.put_scores(closed, root, b"\x09", [["short"]])
    with Journal(tmp_path) as journal:
        validator = _validator(net, sender, journal, tmp_path)
        assert validator.turn().act is Act.COMMIT
        assert validator.turn().act is Act.WAIT, "one commit is enough"
        state = network.scores.epoch(closed)
        seat, own = validator.steps.work.seat(state), journal.scores(closed, root)
        assert seat is not None
        assert own is not None
        assert network.scores.commit_of(closed, seat) == validator.steps.work.commit_hash(closed, state, own)


def test_turn__the_journal_is_lost_after_the_commit__stops(net: TestNet, closed: int, tmp_path: Path):
    sender = net.validators[2]
    with Journal(tmp_path / "first") as journal:
        journal.put_scores(closed, net.network.scores.epoch(closed).batches_root, b"\x09", [[]])
        assert _validator(net, sender, journal, tmp_path / "first").turn().act is Act.COMMIT
    with Journal(tmp_path / "second") as journal, pytest.raises(RefusedByPolicy):
        _validator(net, sender, journal, tmp_path / "second").turn()


def test_turn__the_gateway_is_gone__tries_again_and_stays_alive(net: TestNet, closed: int, tmp_path: Path):
    stop = threading.Event()
    with Journal(tmp_path) as journal:
        validator = _validator(net, net.validators[3], journal, tmp_path)
        loop = threading.Thread(target=validator.run, args=(stop, 0.01))
        loop.start()
        loop.join(2)
        assert loop.is_alive(), "no records to score without a gateway, but no reason to die"
        stop.set()
        loop.join(30)
        assert not loop.is_alive()


def test_look__that_failed_at_an_epoch_that_is_final_since__is_forgotten(
    net: TestNet, closed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    view = View._view

    def failing(self: View, epoch: int, head: int, now: int) -> EpochView | None:
        if epoch == closed:
            raise Unavailable("an endpoint is away for a moment")
        return view(self, epoch, head, now)

    with Journal(tmp_path) as journal:
        validator = _validator(net, net.validators[4], journal, tmp_path)
        with monkeypatch.context() as patched:
            patched.setattr(View, "_view", failing)
            validator.turn()
        assert [one["subject"] for one in read_failures(tmp_path)["failing"] if one["act"] == "look"] == [closed]
        monkeypatch.setattr(type(net.network.reports), "final_upto", lambda _: closed)
        net.anvil.pass_time(1)
        validator.turn()
        failing_now = read_failures(tmp_path)["failing"]
        assert [one for one in failing_now if one["act"] == "look"] == [], "else each turn would look anew, for ever"


def test_look__that_fails_at_the_rounds_of_candidates__costs_no_commit(
    net: TestNet, closed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: list[str]
):
    planted.append("KeyError")

    def failing(_: View) -> list[Step]:
        raise KeyError("round")

    monkeypatch.setattr(View, "votes_due", failing)
    with Journal(tmp_path) as journal:
        journal.put_scores(closed, net.network.scores.epoch(closed).batches_root, b"\x09", [[]])
        validator = _validator(net, net.validators[4], journal, tmp_path)
        assert validator.turn().act is Act.COMMIT
        assert validator.failures.tracebacks == 1
