"""A contributor holds gateways to their receipts: what is broken is accused and convicted, and what is kept costs nothing."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from kula.node.commands.receipts import app
from kula.node.contributor.accusing.promises import Promises
from kula.protocol.chain.sender import Sender
from kula.protocol.encoding import batch_leaf
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.promises.leaves import leaves_from_gateways
from kula.protocol.promises.state import State, read_promise, row_of
from kula.protocol.reading.gateway_client import GatewayApi
from tests.support.chain import BOND, TestNet
from tests.support.gateway.places import Clock, Place

pytestmark = pytest.mark.slow
DAY = 86_400


@pytest.fixture(scope="module")
def filler(net: TestNet) -> Place:
    """Another gateway, so that epochs go on."""
    return Place(net, net.gateway())


@pytest.fixture
def gateway(net: TestNet) -> Place:
    return Place(net, net.gateway())


@pytest.fixture(scope="module")
def person(net: TestNet) -> Sender:
    return net.sender("person", 100 * TOKEN)


def _pass_epochs(net: TestNet, filler: Place, count: int) -> None:
    Clock(net, filler).pass_epochs(count)


def _nobody(number: int) -> list[bytes]:
    raise Unavailable(f"nobody serves batch {number}")


def test_receipt__of_a_number_that_is_never_posted__costs_the_gateway_bond_once_there_was_room(
    net: TestNet, filler: Place, gateway: Place, person: Sender
):
    promise, keeper = gateway.promise(), Promises(net.network, _nobody)
    before = net.network.token.balance_of(person.address)
    assert keeper.hold([promise], person, TOKEN) == {State.WAITING: 1}
    _pass_epochs(net, filler, 2)
    assert keeper.hold([promise], person, TOKEN) == {State.LATE: 1}, "its last epoch is closed, and no later one"
    _pass_epochs(net, filler, 2)
    assert keeper.hold([promise], person, 0) == {State.BROKEN: 1}
    assert net.network.gateways.open_against(gateway.address) == 0, "no deposit is allowed"
    keeper.hold([promise], person, TOKEN)
    assert net.network.gateways.open_against(gateway.address) == 1
    net.anvil.pass_time(DAY)
    assert keeper.hold([promise], person, TOKEN) == {State.ACCUSED: 1}, "no epoch since the accusation had room"
    _pass_epochs(net, filler, 3)
    assert keeper.hold([promise], person, TOKEN) == {State.CONVICTABLE: 1}
    assert keeper.hold([promise], person, TOKEN) == {State.ANSWERED: 1}
    assert net.network.gateways.bond_of(gateway.address) == BOND - 100 * TOKEN
    assert net.network.token.balance_of(person.address) == before + 50 * TOKEN


def test_receipt__whose_number_holds_another_record__costs_the_gateway_bond(
    net: TestNet, filler: Place, gateway: Place, person: Sender
):
    promise, other, kept = gateway.promise(), gateway.promise(name=b"other"), gateway.promise(ahead=1)
    posted = gateway.post([other, kept])
    keeper = Promises(net.network, lambda _: [batch_leaf(net.network.dom, leaf) for leaf in posted])
    _pass_epochs(net, filler, 2)
    before = net.network.token.balance_of(person.address)
    assert keeper.hold([promise, kept], person, TOKEN) == {State.BROKEN: 1, State.KEPT: 1}
    net.anvil.pass_time(DAY)
    assert keeper.hold([promise, kept], person, TOKEN) == {State.CONVICTABLE: 1, State.KEPT: 1}
    assert keeper.states([promise, kept]) == {State.ANSWERED: 1, State.KEPT: 1}
    assert net.network.token.balance_of(person.address) == before + 50 * TOKEN


def test_receipt__whose_batch_is_hidden__is_accused_after_a_day_and_costs_the_accuser_one_deposit(
    net: TestNet, filler: Place, gateway: Place, person: Sender
):
    promises = [gateway.promise(ahead=i) for i in range(3)]
    leaves = gateway.post(promises)
    keeper = Promises(net.network, _nobody)
    _pass_epochs(net, filler, 2)
    assert keeper.hold(promises, person, 2 * TOKEN) == {State.LATE: 3}, "the gateway may be away for a while"
    net.anvil.pass_time(DAY)
    before = net.network.token.balance_of(person.address)
    assert keeper.hold(promises, person, 2 * TOKEN) == {State.BROKEN: 3}
    assert keeper.hold(promises, person, 2 * TOKEN) == {State.ACCUSED: 2, State.BROKEN: 1}, "two deposits are allowed"
    assert net.network.token.balance_of(person.address) == before - 2 * TOKEN
    assert net.network.token.allowance(person.address, net.network.gateways.address) == 0
    for promise in promises[:2]:
        gateway.answer(promise, leaves)
    assert keeper.states(promises) == {State.ANSWERED: 2, State.BROKEN: 1}
    assert net.network.gateways.bond_of(gateway.address) == BOND


@pytest.mark.parametrize("fault", ["signature", "record", "seq", "pay_to", "last_epoch"])
def test_row__that_proves_nothing__is_told_from_a_receipt(net: TestNet, filler: Place, fault: str):
    promise = filler.promise()
    row = row_of(promise)
    assert read_promise(net.network, row) == promise
    junk = {"signature": "0x" + "00" * 65, "record": None, "seq": "x", "pay_to": filler.address, "last_epoch": 2**31}
    bad = {**row, fault: junk[fault]}
    if fault == "pay_to":
        del bad["signatures_hash"]
    with pytest.raises(IntegrityError):
        read_promise(net.network, bad)


def test_command__over_a_file_of_receipts__counts_them_and_fails_for_a_worthless_one(
    net: TestNet, filler: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("KULA_RPC", net.anvil.url)
    monkeypatch.setenv("KULA_ADDRESSES", str(net.folder / "addresses.json"))
    promise = filler.promise()
    row = {
        "line": 1,
        "gateway": filler.address,
        "record": hex0(promise.receipt.record),
        "seq": promise.receipt.seq,
        "last_epoch": promise.receipt.last_epoch,
        "signature": hex0(promise.signature),
    }
    direct = {"line": 2, "record": row["record"], "batch": 1}
    file = tmp_path / "receipts.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in (row, direct)))
    good = CliRunner().invoke(app, [str(file)])
    assert (good.exit_code, good.output.strip()) == (0, "1 waiting")
    file.write_text(json.dumps({**row, "seq": row["seq"] + 1}) + "\n")
    bad = CliRunner().invoke(app, [str(file), "--json"])
    assert bad.exit_code == 1
    assert json.loads(bad.stdout) == {"worthless": 1}


def test_leaves__of_a_gateway_that_hangs__are_asked_for_once_however_many_receipts_it_broke(
    monkeypatch: pytest.MonkeyPatch,
):
    asked: list[str] = []

    def hangs(_: GatewayApi, path: str, *__: object) -> None:
        asked.append(path)
        raise Unavailable("it hangs")

    monkeypatch.setattr(GatewayApi, "read", hangs)
    network = SimpleNamespace(
        addresses=SimpleNamespace(chain_id=1),
        batches=SimpleNamespace(batch=lambda _: SimpleNamespace(gateway="0x")),
        gateways=SimpleNamespace(url_of=lambda _: "https://gateway.example"),
    )
    leaves = leaves_from_gateways(network)  # type: ignore[arg-type]
    for _ in range(100):
        with pytest.raises(Unavailable):
            leaves(7)
    assert asked == ["/v1/batches/7/leaves"]
