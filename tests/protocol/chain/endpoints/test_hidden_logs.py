"""An endpoint that keeps logs to itself: a view says that some are missing, so nobody acts on the others. They are read again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from eth_utils.abi import event_abi_to_log_topic

from kula.node.gateway.receipts import open_accusations
from kula.node.validator.epoch import epoch_medians
from kula.node.validator.watching.demands import answer_demands
from kula.node.validator.watching.deposits import Budget, Deposits
from kula.protocol.chain import connection
from kula.protocol.chain.client import Client
from kula.protocol.chain.clients.demands import DemandKind
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.network import Network
from kula.protocol.errors import Unavailable
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.program.keys import new_key
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import Address, Receipt
from tests.support.chain import FAST, TestNet, launch
from tests.support.epochs import Played, honest_ledger, material_of, play_scores, propose
from tests.support.rpc.front import Call, Front, Quirk, Reply, result

pytestmark = pytest.mark.slow
PEOPLE = [Address(new_key().address) for _ in range(3)]


@pytest.fixture(scope="module")
def net(anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    net = launch(anvil, tmp_path_factory.mktemp("net"), FAST)
    for _ in range(3):
        net.add_validator()
    return net


@pytest.fixture(scope="module")
def played(net: TestNet) -> Played:
    return play_scores(net, net.gateway(), PEOPLE, [b"\x64\x65\x66", b"\x64\x65\x66", b"\xff\x41\xff"])


def hides(client: Client, event: str, only: Callable[[dict], bool] = lambda _: True) -> Quirk:
    """Leaves the logs of an event out of every answer."""
    topic = "0x" + event_abi_to_log_topic(client.contract.events[event]().abi).hex()

    def quirk(call: Call, front: Front) -> Reply | None:
        if call["method"] != "eth_getLogs":
            return None
        logs = front.forward(call)["result"]
        return result(call, [log for log in logs if log["topics"][0] != topic or not only(log)])

    return quirk


@pytest.fixture
def front(net: TestNet) -> Iterator[Front]:
    with Front(net.anvil.url) as front:
        yield front


def _network(net: TestNet, *urls: str) -> Network:
    return Network(Connection(urls, 31_337), net.network.addresses)


def _last_seat() -> Callable[[dict], bool]:
    return lambda log: int(log["data"][2:66], 16) == 2


def test_reveal__that_the_only_endpoint_hides_for_a_while__makes_no_other_medians(
    net: TestNet, played: Played, front: Front, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "READ_AGAIN_SECONDS", 0.0)
    network, true = _network(net, front.url), epoch_medians(net.network, played.epoch)
    front.quirks = [hides(network.scores, "Revealed", _last_seat())]
    for _ in range(2):
        with network.connection.turn(), pytest.raises(Unavailable, match="hides 1 reveals"):
            epoch_medians(network, played.epoch)
    front.quirks = []
    with network.connection.turn():
        assert epoch_medians(network, played.epoch) == true, "it is read again, from the close of the epoch on"


def test_reveal__that_one_endpoint_hides__is_read_at_another(net: TestNet, played: Played, front: Front):
    network = _network(net, front.url, net.anvil.url)
    front.quirks = [hides(network.scores, "Revealed", _last_seat())]
    with pytest.raises(Unavailable, match="hides 1 reveals"):
        epoch_medians(network, played.epoch)
    assert epoch_medians(network, played.epoch) == epoch_medians(net.network, played.epoch)


def test_close__that_an_endpoint_hides__is_read_at_another(net: TestNet, played: Played, front: Front):
    network = _network(net, front.url, net.anvil.url)
    front.quirks = [hides(network.batches, "EpochClosed")]
    with pytest.raises(Unavailable, match="hides the close"):
        network.batches.closed_in(played.epoch)
    assert network.batches.closed_in(played.epoch) == net.network.batches.closed_in(played.epoch)


def test_demand__that_an_endpoint_hides__is_read_at_another_and_answered(
    net: TestNet, played: Played, front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ledger: Ledger = honest_ledger(net, played, {})
    propose(net, ledger, net.validators[0])
    asker, demands = net.sender("asker", 16 * TOKEN), net.network.demands
    asker.send(net.network.token.approve(demands.address, 16 * TOKEN))
    asker.send(demands.demand_rows(played.epoch, 0))
    network, state = _network(net, front.url, net.anvil.url), net.network.reports.standing(played.epoch)
    front.quirks = [hides(demands, "RowsDemanded")]
    assert network.demands.waiting(state.digest, state.proposed_at) == [], "it is hidden for now"
    calls = list(answer_demands(network, ledger, material_of(net, played)))
    assert [call.fn_name for call in calls] == ["answer_rows"]
    net.validators[0].send(calls[0])

    late = _network(net, front.url, net.anvil.url)
    front.quirks = [hides(demands, "RowsOpened")]
    assert [one.place for one in late.demands.waiting(state.digest, state.proposed_at)] == [0]
    assert late.demands.waiting(state.digest, state.proposed_at) == []

    monkeypatch.setattr(connection, "READ_AGAIN_SECONDS", 0.0)
    deposits = Deposits(_network(net, front.url), tmp_path, Budget(epoch=16 * TOKEN, whole=16 * TOKEN, leaves=0))
    deposits.note(state.digest, DemandKind.ROWS, 0, played.epoch)
    assert list(deposits.calls()) == []
    assert deposits.lost() == 0
    assert len(deposits.open()) == 1, "a hidden answer frees no part of the budget"
    front.quirks = []
    assert list(deposits.calls()) == []
    assert deposits.lost() == deposits.deposit(DemandKind.ROWS)


def test_accusation__that_an_endpoint_hides__is_read_at_another_so_that_an_honest_gateway_can_answer(
    net: TestNet, played: Played, front: Front
):
    gateways, gateway = net.network.gateways, net.gateway()
    seq = net.network.batches.next_seq(Address(gateway.address))
    receipt = Receipt(gateway=Address(gateway.address), seq=seq, record=b"r" * 32, last_epoch=played.epoch)
    signature = sign(receipt_digest(net.network.signing, receipt), bytes(gateway.account.key))
    accuser = net.sender("accuser", gateways.deposit())
    accuser.send(net.network.token.approve(gateways.address, gateways.deposit()))
    accuser.send(gateways.accuse(receipt, signature))
    network = _network(net, front.url, net.anvil.url)
    front.quirks = [hides(gateways, "Accused")]
    with pytest.raises(Unavailable, match="hides 1 accusations"):
        list(open_accusations(network, receipt.gateway))
    assert [event["args"]["seq"] for event in open_accusations(network, receipt.gateway)] == [seq]
