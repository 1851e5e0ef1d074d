"""What the seats measured of adopted models: it is what they posted, a reorganisation undoes it, and it is read once."""

from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median_low
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from kula.bench.gas.learning import NUMBERS
from kula.node.gateway.database.chain_tables import ModelRow
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.index import losses
from kula.node.gateway.index.losses import LossReader
from kula.node.local.anvil import Anvil
from kula.node.settings import GatewaySettings
from kula.protocol.chain.clients.judgements import Judgements, RoundState
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.endpoint import Endpoint
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import Unavailable
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.judging import Failure
from kula.protocol.program.edge import Edge
from kula.protocol.reading.verdict import Loss
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateways import STRANGER, Worker
from tests.support.judging.rounds import (
    by_seat,
    keep_up,
    launch_rounds,
    new_trainer,
    propose_candidate,
    settle_epoch,
)

POSTED = ((2_440, 2_250), (2_410, 2_236), (2_430, 2_248), (2_450, 2_260))
"""The losses that the first seats post. The last one posts a failure."""


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch_rounds(anvil, tmp_path_factory.mktemp("net"))


@pytest.fixture
def http(settings: GatewaySettings) -> Http:
    """The API without its own indexer's thread, which could look between the steps of a reorganisation."""
    return Http(settings)


@pytest.fixture(scope="module")
def gateway(net: TestNet) -> Sender:
    return net.gateway()


@dataclass(frozen=True)
class Vote:
    """A vote that is open."""

    net: TestNet
    model: int
    number: int

    def post(self, posted: tuple[tuple[int, int], ...] = POSTED) -> None:
        """Posts losses from the first seats, and a failure from the next one."""
        judgements = self.net.network.judgements
        judged = judgements.round(self.number)
        seats = by_seat(self.net, judged.epoch)
        for seat, (before, after) in enumerate(posted):
            numbers = replace(NUMBERS, loss_before=before, loss_after=after)
            seats[seat].send(judgements.post_numbers(self.model, seat, judged.attempt, numbers))
        last = len(posted)
        seats[last].send(judgements.post_failure(self.model, last, judged.attempt, Failure.BROKEN))

    def conclude(self) -> None:
        """Ends the round."""
        self.net.bank.send(self.net.network.judgements.conclude(self.number))
        assert self.net.network.registry.served() == self.model


def _candidate(net: TestNet) -> tuple[int, int]:
    """Proposes a candidate. Returns its number, and that of its round."""
    manifest = (1_000 + net.network.registry.last_model()).to_bytes(32, "big")
    return propose_candidate(net, new_trainer(net), manifest), net.network.judgements.last_round()


def _open(net: TestNet, gateway: Sender, number: int) -> None:
    """Plays an epoch of a round, and opens its vote."""
    settle_epoch(net, gateway, [STRANGER], BlockDirectory(net.folder / "blocks"))
    keep_up(net)
    assert net.network.judgements.round(number).state == RoundState.VOTING


@pytest.fixture
def vote(net: TestNet, gateway: Sender) -> Vote:
    """A vote on one candidate, after an earlier attempt that did not count."""
    judgements = net.network.judgements
    model, number = _candidate(net)
    _open(net, gateway, number)
    seats = by_seat(net, judgements.round(number).epoch)
    seats[0].send(judgements.post_numbers(model, 0, 1, replace(NUMBERS, loss_before=9_000, loss_after=9_000)))
    for seat in range(3):
        seats[seat].send(judgements.post_sample(number, seat, 1, 0, 0))
    _open(net, gateway, number)
    assert judgements.round(number).attempt == 2
    return Vote(net, model, number)


@pytest.fixture(scope="module")
def adopted(net: TestNet, gateway: Sender) -> int:
    """A model that a vote has adopted."""
    vote = Vote(net, *_candidate(net))
    _open(net, gateway, vote.number)
    vote.post()
    vote.conclude()
    return vote.model


def _loss(http: Http, model: int) -> dict[str, int] | None:
    rows = http.get("/v1/network/models").json()["models"]
    return next(row["loss"] for row in rows if row["version"] == model)


def _middle(posted: tuple[tuple[int, int], ...]) -> dict[str, int]:
    before, after = (median_low(one) for one in zip(*posted, strict=True))
    return {"before": before, "after": after, "seats": len(posted)}


@pytest.mark.slow
def test_losses__of_an_adopted_model__are_the_middle_of_the_posts_on_chain_and_follow_a_reorganisation(
    net: TestNet, http: Http, worker: Worker, vote: Vote
):
    web3 = net.network.connection.web3
    http.context.indexer.turn()
    snapshot = web3.provider.make_request("evm_snapshot", [])["result"]  # type: ignore[arg-type]
    vote.post()
    worker.duties.read_losses()
    assert _loss(http, vote.model) is None, "the vote is not over"
    vote.conclude()
    worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.read_losses)
    kept = _loss(http, vote.model)
    judged = net.network.judgements.round(vote.number)
    posts = [one.posted for one in net.network.judgements.judgements(vote.model) if one.attempt == judged.attempt]
    on_chain = tuple((one.loss_before, one.loss_after) for one in posts if not isinstance(one, Failure))
    assert kept == _middle(on_chain) == {"before": 2_430, "after": 2_248, "seats": 4}

    web3.provider.make_request("evm_revert", [snapshot])  # type: ignore[arg-type]
    web3.provider.make_request("anvil_mine", ["0x40"])  # type: ignore[arg-type]
    assert _loss(http, vote.model) is None
    worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.read_losses)
    assert _loss(http, vote.model) is None
    others = tuple((before + 100, after + 50) for before, after in POSTED)
    vote.post(others)
    vote.conclude()
    worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.read_losses)
    assert _loss(http, vote.model) == _middle(others)


@pytest.mark.slow
def test_losses__while_the_endpoint_hides_a_post__are_not_told(
    net: TestNet, http: Http, worker: Worker, adopted: int, monkeypatch: pytest.MonkeyPatch
):
    judgements, chain = Judgements.judgements, worker.duties.repository.chain
    worker.duties.tick(worker.duties.mirror_outcomes)
    row = chain.row(ModelRow, adopted)
    assert row is not None
    chain.put_loss(row, Loss(0, 0, 0))  # Another test may have read them.
    with monkeypatch.context() as hiding:
        hiding.setattr(Judgements, "judgements", lambda self, model: judgements(self, model)[:-1])
        worker.duties.tick(worker.duties.mirror_outcomes, worker.duties.read_losses)
        assert _loss(http, adopted) is None
    again = Worker(net, worker.settings)
    again.duties.tick(again.duties.mirror_outcomes, again.duties.read_losses)
    assert _loss(http, adopted) == _middle(POSTED)
    assert chain.unmeasured() == []
    asked: list[str] = []
    monkeypatch.setattr(Endpoint, "ask", lambda _, method, *__: asked.append(method))
    again.duties.read_losses()
    assert asked == [], "once they are here, a turn costs no request"


@pytest.fixture
def many(tmp_path: Path) -> Repository:
    """A database with 30 adopted models that an older release copied, the base, and a candidate."""
    repository = Repository(open_database(f"sqlite:///{tmp_path}/rows.sqlite"))
    fixed = {"manifest": bytes(32), "parent": 0, "trainer": STRANGER, "datasets": [], "block": 1}
    rows = [
        ModelRow(number=1, round=0, state="adopted", **fixed),
        ModelRow(number=32, round=32, state="candidate", **fixed),
    ]
    rows += [ModelRow(number=number, round=number, state="adopted", **fixed) for number in range(2, 32)]
    with Session(repository.chain._engine) as session, session.begin():
        session.add_all(rows)
    return repository


def test_losses__of_many_old_models__come_a_few_at_a_time_and_one_that_is_hidden_holds_up_no_other(
    many: Repository, monkeypatch: pytest.MonkeyPatch
):
    now, read, hidden = [0.0], list[int](), {31, 30, 5}

    def verdict_of(_: Network, model: int) -> Any:
        read.append(model)
        if model in hidden:
            raise Unavailable(f"the RPC hides 1 posts on model {model}")
        return SimpleNamespace(loss=Loss(3 * model, 2 * model, 5))

    monkeypatch.setattr(losses, "verdict_of", verdict_of)
    reader = LossReader(cast(Network, None), many.chain, Edge(clock=lambda: now[0]))
    for turn in range(4):
        reader.turn()
        assert read == list(range(31, max(31 - 8 * (turn + 1), 1), -1)), "the newest first, eight in a turn"
    reader.turn()
    assert len(read) == 30, "the hidden ones wait"
    now[0] += 60
    hidden.clear()
    for _ in range(2):
        reader.turn()
    assert read[30:] == [31, 30, 5], "each is read once"
    row = many.chain.row(ModelRow, 30)
    assert row is not None
    assert (row.loss_before, row.loss_after, row.loss_seats) == (90, 60, 5)


def test_losses__of_a_row_that_was_read_again_meanwhile__are_not_kept(many: Repository):
    (row, *_) = many.chain.unmeasured()
    with Session(many.chain._engine) as session, session.begin():
        session.get_one(ModelRow, row.number).block = 2
    many.chain.put_loss(row, Loss(3, 2, 1))
    assert row.number in {one.number for one in many.chain.unmeasured()}
