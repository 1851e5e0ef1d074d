"""Who reads the keys of an epoch over HTTP: its seats until it is final, then curators, judges, and seats that still sit."""

from collections.abc import Callable

import pytest
from eth_account.signers.local import LocalAccount

from kula.bench.gas.played import STAKE
from kula.node.local.anvil import Anvil
from kula.node.settings import GatewaySettings
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.chain.sender import Sender
from kula.protocol.ipfs.blocks import BlockDirectory
from kula.protocol.program.keys import new_key
from kula.protocol.reading.gateway_client import authorization
from kula.protocol.types import ZERO_HASH, Address
from tests.support.chain import TestNet
from tests.support.gateway.http import Http
from tests.support.gateways import STRANGER, gateway_settings
from tests.support.judging.rounds import keep_up, launch_rounds, new_trainer, propose_candidate, settle_epoch

CURATOR = new_key()
Reads = Callable[[LocalAccount, int], int]


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch_rounds(anvil, tmp_path_factory.mktemp("net"))


@pytest.fixture(scope="module")
def settings(net: TestNet, tmp_path_factory: pytest.TempPathFactory) -> GatewaySettings:
    return gateway_settings(net, tmp_path_factory.mktemp("gateway"), curators=(CURATOR.address,))


@pytest.fixture(scope="module")
def poster(net: TestNet, settings: GatewaySettings) -> Sender:
    return net.sender("poster", account=settings.account())


@pytest.fixture
def store(net: TestNet) -> BlockDirectory:
    return BlockDirectory(net.folder / "blocks")


def _reading(net: TestNet, settings: GatewaySettings) -> Reads:
    """Returns a function that asks for an epoch's entries with a key, and returns the status."""
    http = Http(settings)
    us = Address(settings.account().address)

    def status(account: LocalAccount, epoch: int) -> int:
        path, now = f"/v1/epochs/{epoch}/entries", net.network.connection.now()
        header = authorization(net.network.signing, account, gateway=us, path=path, now=now)
        return http.get(path, headers={"authorization": header}).status_code

    return status


@pytest.fixture(scope="module")
def reads(net: TestNet, settings: GatewaySettings) -> Reads:
    return _reading(net, settings)


@pytest.fixture(scope="module")
def newcomers_read(net: TestNet, settings: GatewaySettings) -> Reads:
    """The same gateway, whose settings take newcomers."""
    return _reading(net, settings.model_copy(update={"newcomers": True}))


def _close(net: TestNet, poster: Sender) -> int:
    """Closes an epoch of one record."""
    batches = net.network.batches
    epoch = batches.current()
    poster.send(batches.post_batch(batches.next_seq(poster.address), 1, b"\x01" * 32, ZERO_HASH))
    net.anvil.pass_time(net.network.parameters.open_seconds)
    poster.send(batches.close())
    return epoch


def _lose(net: TestNet, epoch: int) -> None:
    """Lets an epoch end without a report: it is final as well."""
    net.anvil.pass_time(net.network.parameters.commit_seconds + net.network.parameters.reveal_seconds)
    keep_up(net, turns=3)
    assert net.network.reports.final_upto() >= epoch


def test_keys__of_a_seat_that_left__open_a_final_epoch_while_it_judges_on_it(
    net: TestNet, poster: Sender, store: BlockDirectory, reads: Reads
):
    before = settle_epoch(net, poster, [STRANGER], store).epoch
    propose_candidate(net, new_trainer(net), b"\x01" * 32)
    judged = settle_epoch(net, poster, [STRANGER], store).epoch
    leaver = net.validators[0]
    leaver.send(net.network.validators.unstake(STAKE))
    number = net.network.judgements.last_round()
    keep_up(net, turns=2)
    assert net.network.judgements.round(number).state == RoundState.VOTING
    net.anvil.pass_time(net.network.parameters.challenge_seconds)
    for epoch in (before, judged):
        net.bank.send(net.network.reports.finalise(epoch))
    newest = _close(net, poster)
    assert reads(leaver.account, judged) == 200
    assert reads(leaver.account, before) == 403, "no vote needs that epoch"
    net.bank.send(net.network.judgements.conclude(number))
    assert reads(leaver.account, judged) == 403, "the vote is over"
    _lose(net, newest)


def test_keys__of_an_epoch_that_is_not_final__open_for_its_seats_only(
    net: TestNet, poster: Sender, reads: Reads, newcomers_read: Reads
):
    epoch = _close(net, poster)
    late = net.add_validator()
    assert late.address in {seat.operator for seat in net.network.validators.active()}
    for read in (reads, newcomers_read):
        assert read(net.validators[1].account, epoch) == 200
        assert read(late.account, epoch) == 403, "it did not sit there"
        assert read(CURATOR, epoch) == 403, "not before the epoch is final"
    assert reads(net.validators[1].account, net.network.batches.current()) == 403, "nobody sits in the open epoch"
    _lose(net, epoch)


def test_keys__bought_with_a_stake__open_no_final_epoch_unless_the_gateway_takes_newcomers(
    net: TestNet, poster: Sender, reads: Reads, newcomers_read: Reads
):
    old, late = net.network.reports.final_upto(), net.validators[-1].account
    assert reads(CURATOR, old) == 200
    assert reads(net.validators[1].account, old) == 200, "it sat there and still sits: its index may lack the epoch"
    assert newcomers_read(late, old) == 403, "its seat begins with the next close"
    _close(net, poster)
    assert reads(late, old) == 403
    assert newcomers_read(late, old) == 200
    assert newcomers_read(new_key(), old) == reads(new_key(), old) == 403


def test_bulletin__of_a_final_epoch__takes_no_signature(net: TestNet, settings: GatewaySettings):
    epoch = net.network.reports.final_upto()
    fields = {"seat": 0, "attempt": 0, "sum_credit": 1, **dict.fromkeys(("root", "files"), "0x" + "11" * 32)}
    with Http(settings) as http:
        answer = http.post(f"/v1/epochs/{epoch}/signatures", json={**fields, "signature": "0x" + "22" * 65})
    assert (answer.status_code, answer.json()["detail"]) == (403, f"epoch {epoch} is final: it takes no more reports")
