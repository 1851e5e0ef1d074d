"""A seat's sample comes from every ledger of its round, also beside a lost epoch; one that is too small posts its size."""

from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from kula.node.commands.validator import compose
from kula.node.local.anvil import Anvil
from kula.node.validator.journal import Journal
from kula.node.validator.judging.sampling import Sampling
from kula.node.validator.plan import Act, Step
from kula.protocol.chain.clients.judgements import Round, RoundState
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.program.keys import new_key
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.material import Material
from kula.protocol.types import Address
from tests.support.chain import TestNet
from tests.support.epochs import play_scores
from tests.support.judging.paid import Written, material_with, plain_content
from tests.support.judging.rounds import by_seat, keep_up, launch_rounds, new_trainer, propose_candidate, settle_epoch
from tests.support.validators import validator_settings

ANNA, BEN = new_key(), new_key()
NUMBER = 1
"""The round."""


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    """Rounds of three epochs, judged by samples of at least five records of two accounts."""
    return launch_rounds(
        anvil, tmp_path_factory.mktemp("net"), sample_records=5, sample_accounts=2, round_epochs=3, round_limit=4
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("blocks")


class Epochs:
    """The played epochs of one round, with the material that a validator would gather of each."""

    def __init__(self, net: TestNet, folder: Path) -> None:
        self.net = net
        self.store = BlockDirectory(folder)
        self.gateway = net.gateway()
        self.trainer: Sender = new_trainer(net)
        self.model = propose_candidate(net, self.trainer, b"\x01" * 32)
        self.materials: dict[int, Material] = {}

    def play(self, *written: tuple[LocalAccount, str, int]) -> int:
        """Settles an epoch of records by owner, subject and seconds between the candidate and their signature."""
        fixed = self.net.network.registry.fixed_at(self.model)
        rows = [Written(owner, plain_content(subject), fixed + seconds) for owner, subject, seconds in written]
        played = settle_epoch(self.net, self.gateway, [Address(row.owner.address) for row in rows], self.store)
        self.materials[played.epoch] = material_with(self.net.network, played, rows)
        return played.epoch

    def lose(self) -> None:
        """Plays an epoch whose seats do not reveal."""
        play_scores(self.net, self.gateway, [self.gateway.address], [b"\x64"] * 5, reveals=1)
        self.net.anvil.pass_time(self.net.network.parameters.reveal_seconds)
        assert "expire" in keep_up(self.net)


@pytest.fixture(scope="module")
def epochs(net: TestNet, folder: Path) -> Epochs:
    return Epochs(net, folder)


@pytest.fixture(scope="module")
def judged(net: TestNet, epochs: Epochs) -> Round:
    """A round of three epochs, the last one lost, whose vote is open."""
    epochs.play((ANNA, "bees", 5), (BEN, "clouds", -5), (ANNA, "rivers", 5), (epochs.trainer.account, "wheels", 5))
    epochs.play((BEN, "bread", 9), (ANNA, "iron", 9))
    epochs.lose()
    assert "open_vote" in keep_up(net, 2)
    return net.network.judgements.round(NUMBER)


def test_draw__a_round_with_a_lost_epoch__takes_what_may_judge_of_the_others(
    net: TestNet, epochs: Epochs, judged: Round
):
    assert (judged.first, judged.last, judged.epoch) == (1, 3, 2)
    assert net.network.reports.lost(3)
    sampling = Sampling(Ledgers(net.network, epochs.store), epochs.materials.__getitem__)
    samples = [sampling.draw(NUMBER, judged, seat) or () for seat in range(5)]
    for sample in samples:
        places = {(record.epoch, record.pos) for record in sample}
        assert places == {(1, 0), (1, 2), (2, 0), (2, 1)}, "none that is older than the candidate or of its trainer"
        assert {record.owner for record in sample} == {ANNA.address, BEN.address}
    assert len({tuple((r.epoch, r.pos) for r in sample) for sample in samples}) > 1, "each seat draws for itself"


def test_vote__samples_of_most_stake_are_too_small__the_round_grows(
    net: TestNet, epochs: Epochs, judged: Round, folder: Path, tmp_path: Path
):
    judgements = net.network.judgements
    for seat, sender in enumerate(by_seat(net, judged.epoch)[:3]):
        settings = validator_settings(net, sender, folder, tmp_path / str(seat))
        with Journal(settings.data) as journal:
            validator = compose(settings, journal)
            validator.steps.voting.sampling.material_of = epochs.materials.__getitem__
            assert [step.subject for step in validator.view.votes_due()] == [NUMBER]
            validator.steps.take(Step(Act.VOTE, NUMBER))
            assert validator.view.votes_due() == [], "it owes nothing more"
    posted = [event["args"] for event in judgements.events("SamplePosted", round=NUMBER)]
    assert [(one["records"], one["accounts"]) for one in posted] == [(4, 2)] * 3
    grown = judgements.round(NUMBER)
    assert (grown.state, grown.last) == (RoundState.WAITING, 4)
