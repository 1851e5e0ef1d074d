"""A gateway accuses another one for somebody without coin, and loses at most one deposit to a gateway that farms it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kula.node.commands.receipts import app
from kula.node.contributor.blocking import Contributor
from kula.node.gateway.database.accusations import Accusations, Step
from kula.node.gateway.duties import accusing
from kula.node.gateway.duties.accusing import Accuser
from kula.node.gateway.duties.budget import GasBudget
from kula.node.gateway.problems import PROBLEMS
from kula.protocol.encoding import batch_leaf
from kula.protocol.errors import MalformedInput, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.parameters import TOKEN
from kula.protocol.program.edge import Edge
from kula.protocol.program.keys import new_key
from kula.protocol.promises.state import row_of
from kula.protocol.signatures import SigningDomain, receipt_digest, sign
from kula.protocol.types import Address, Receipt
from tests.node.gateway.duties.conftest import Relayer
from tests.support.chain import BOND, TestNet
from tests.support.gateway.places import Clock, Place
from tests.support.gateway.served import listening

pytestmark = pytest.mark.slow
DAY = 86_400


def _is(answer: Any, slug: str) -> None:
    assert answer.json()["type"].endswith(f"/{slug}"), answer.text
    assert answer.status_code == PROBLEMS[slug][0]


def _against(net: TestNet, gateway: Place) -> int:
    return net.network.gateways.open_against(gateway.address)


def test_proof__of_somebody_without_coin__costs_the_gateway_bond_and_pays_whoever_accused(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer
):
    promise = gateway.promise()
    _is(relayer.post(promise), "not-broken")
    clock.pass_epochs(2)
    _is(relayer.post(promise), "not-broken")
    clock.pass_epochs(2)
    before = relayer.balance()
    answer = relayer.post(promise)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert relayer.post(promise).status_code == 200, "the same again changes nothing"
    relayer.turn()
    relayer.turn()
    assert (_against(net, gateway), relayer.balance()) == (1, before - TOKEN)
    accused = relayer.state(promise)
    assert (accused["state"], accused["accuser"]) == ("accused", relayer.us)
    assert accused["until"] > net.network.connection.now()
    net.anvil.pass_time(DAY)
    relayer.turn()
    assert _against(net, gateway) == 1, "no epoch since the accusation had room"
    clock.pass_epochs(3)
    for _ in range(2):
        relayer.turn()
    assert relayer.state(promise)["state"] == "convicted"
    assert net.network.gateways.bond_of(gateway.address) == BOND - 100 * TOKEN
    assert relayer.balance() == before + 50 * TOKEN
    assert net.network.token.allowance(relayer.us, net.network.gateways.address) == 0


def test_proof__of_a_number_that_gets_another_record_meanwhile__convicts_a_day_after_the_first_try(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer
):
    promise = gateway.promise(name=b"broken", last_epoch=1)
    assert relayer.post(promise).status_code == 202
    for _ in range(2):
        relayer.turn()
    until = relayer.state(promise)["until"]
    gateway.post([gateway.promise(name=b"another")])
    net.anvil.pass_time(DAY)
    for _ in range(2):
        relayer.turn()
    assert relayer.state(promise)["state"] == "accused"
    assert relayer.state(promise)["until"] > max(until, net.network.connection.now()), "it has a day more"
    net.anvil.pass_time(DAY)
    for _ in range(2):
        relayer.turn()
    assert relayer.state(promise)["state"] == "convicted"


def test_proof__that_proves_nothing__is_refused_by_name_and_kept_nowhere(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer
):
    own, stranger = Place(net, relayer.worker.duties.poster._sender), Place(net, net.sender("stranger"))
    broken, of_own, of_stranger = (one.promise(last_epoch=1) for one in (gateway, own, stranger))
    kept = gateway.promise(name=b"kept", last_epoch=1)
    _is(relayer.post(of_own), "own-receipt")
    _is(relayer.post(of_stranger), "not-a-gateway")
    _is(relayer.post(broken, seq=broken.receipt.seq + 1), "invalid-signature")
    elsewhere = receipt_digest(SigningDomain(1, net.network.addresses.grants), broken.receipt)
    signed = hex0(sign(elsewhere, bytes(gateway.sender.account.key)))
    _is(relayer.post(broken, signature=signed), "invalid-signature")
    _is(relayer.post(broken, seq=2**64), "malformed")
    _is(relayer.post(broken, signatures_hash=None), "malformed")
    gateway.post([kept])
    _is(relayer.post(kept, pay_to=None, signatures_hash=None), "not-broken")
    assert relayer.http.context.repository.accusations.open() == []
    _is(relayer.http.get("/v1/accusations/0x12"), "unknown-accusation")
    _is(relayer.http.get(f"/v1/accusations/{hex0(bytes(32))}"), "unknown-accusation")


def test_flight__of_a_gateway_that_broke_its_receipts__costs_it_the_bond_that_is_on_its_way_out(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer
):
    early, late = (gateway.promise(ahead=ahead, last_epoch=1) for ahead in range(2))
    assert relayer.post(early).status_code == 202
    gateways = net.network.gateways
    gateway.sender.send(gateways.unbond(gateway.address, gateways.bond_of(gateway.address)))
    assert not gateways.term_of(gateway.address).starts
    assert relayer.post(late).status_code == 202, "its bond still pays for 30 days"
    for _ in range(3):
        relayer.turn()
    assert _against(net, gateway) == 1
    assert {relayer.state(promise)["state"] for promise in (early, late)} == {"accused", "waiting"}


def test_farm__of_deposits__gets_one_and_then_nothing_for_a_month(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer
):
    first, second, third = (gateway.promise(ahead=ahead, last_epoch=1) for ahead in range(3))
    before = relayer.balance()
    for promise in (first, second):
        assert relayer.post(promise).status_code == 202
        relayer.turn()
    assert _against(net, gateway) == 1, "one deposit at a time"
    gateway.answer(first, gateway.post([first]))
    for _ in range(3):
        relayer.turn()
    assert relayer.state(first)["state"] == "answered"
    barred = relayer.post(third)
    _is(barred, "answered-lately")
    assert 0 < int(barred.headers["retry-after"]) <= 30 * DAY
    relayer.turn()
    assert (_against(net, gateway), relayer.balance()) == (0, before - TOKEN)
    net.anvil.pass_time(30 * DAY)
    relayer.turn()
    assert _against(net, gateway) == 1, "the bar is over, and the second proof still waits"


def test_deposits__at_risk__stay_within_the_setting_and_no_coin_is_said(
    net: TestNet, clock: Clock, gateway: Place, tmp_path: Path
):
    other = Place(net, net.gateway())
    promises = [gateway.promise(last_epoch=1), other.promise(last_epoch=1)]
    for folder in ("one", "off", "poor"):
        (tmp_path / folder).mkdir()
    with (one := Relayer(net, tmp_path / "one", accuse_deposits=1)).http:
        for promise in promises:
            assert one.post(promise).status_code == 202
        for _ in range(3):
            one.turn()
        assert _against(net, gateway) + _against(net, other) == 1
    with (off := Relayer(net, tmp_path / "off", accuse_deposits=0)).http:
        _is(off.post(promises[0]), "accusations-off")
    with (poor := Relayer(net, tmp_path / "poor")).http:
        assert poor.post(promises[1]).status_code == 202
        sender = poor.worker.duties.poster._sender
        sender.send(net.network.token.transfer(gateway.address, poor.balance()))
        poor.turn()
        assert poor.state(promises[1])["state"] in ("waiting", "accused"), "it waits for coin, and nothing fails"
        _is(poor.post(promises[0]), "no-deposit")


def _build(relayer: Relayer, rows: Accusations) -> Accuser:
    """Another process's accuser on the same rows and the same journal."""
    settings, network = relayer.settings, relayer.worker.duties.ledgers.network
    sender = settings.sender(network)
    budget = GasBudget(sender, relayer.worker.duties.repository, per_day=10**7, per_account=10**6)
    return Accuser(network, rows, budget, relayer.us, 3 * TOKEN)


class _Killed(Exception):
    """Stands for kill -9."""


@pytest.mark.parametrize("killed_at", [Step.ACCUSING, Step.SENT])
def test_kill__around_the_accusation__costs_one_deposit_and_no_more(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer, killed_at: Step
):
    promise = gateway.promise(last_epoch=1)
    before = relayer.balance()
    assert relayer.post(promise).status_code == 202

    class Killing(Accusations):
        def move(self, digest: bytes, step: Step, at: int, accuser: Address | None = None, until: int = 0) -> None:
            if step != Step.SENT:
                super().move(digest, step, at, accuser, until)
            if step == killed_at:
                raise _Killed

    repository = relayer.worker.duties.repository
    net.anvil.pass_time(601)
    _build(relayer, Killing(repository._engine)).turn(Edge())
    assert repository.accusations.open()[0].step == Step.ACCUSING
    assert _against(net, gateway) == (killed_at == Step.SENT)
    for _ in range(3):
        net.anvil.pass_time(601)
        _build(relayer, repository.accusations).turn(Edge())
    assert (_against(net, gateway), relayer.balance()) == (1, before - TOKEN)
    assert relayer.state(promise)["state"] == "accused"


def test_other_record__under_the_number__is_accused_unless_the_gateway_shows_the_leaf(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer, monkeypatch: pytest.MonkeyPatch
):
    stolen, honest = gateway.promise(last_epoch=1), gateway.promise(ahead=1, last_epoch=1)
    posted = gateway.post([gateway.promise(name=b"another"), honest])
    hashes = [batch_leaf(net.network.dom, leaf) for leaf in posted]
    monkeypatch.setattr(accusing, "leaves_from_gateways", lambda _: lambda _: hashes)

    def shown(_: Any, receipt: Receipt) -> tuple[Address, bytes]:
        if receipt.record == honest.receipt.record:
            return gateway.address, honest.signatures_hash
        raise Unavailable("no such record here")

    monkeypatch.setattr(accusing, "leaf_shown_by", shown)
    for promise, signatures in ((stolen, stolen.signatures_hash), (honest, b"x" * 32)):
        answer = relayer.post(promise, signatures_hash=hex0(signatures))
        assert answer.status_code == 202, answer.text
    relayer.turn()
    assert relayer.state(honest)["state"] == "kept", "a stranger's false leaf costs an honest gateway nothing"
    assert (relayer.state(stolen)["state"], _against(net, gateway)) == ("waiting", 0), "its gateway may be away"
    net.anvil.pass_time(DAY)
    for _ in range(2):
        relayer.turn()
    assert (relayer.state(stolen)["state"], _against(net, gateway)) == ("accused", 1)


def test_journey__of_an_owner_without_coin__through_library_and_command(
    net: TestNet, clock: Clock, gateway: Place, relayer: Relayer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    promise, kept = gateway.promise(last_epoch=1), gateway.promise()
    owner = new_key()
    person = Contributor("http://127.0.0.1:9", bytes(owner.key))
    with listening(relayer.http.app) as url:
        taken, refused = person.accuse_through(url, [{"line": 1, **row_of(promise)}, row_of(kept)])
        assert (taken.state, refused.state, refused.problem) == ("waiting", "refused", "not-broken")
        assert taken.id == receipt_digest(net.network.signing, promise.receipt)
        with pytest.raises(MalformedInput):
            person.accuse_through(url, [{"record": hex0(bytes(32))}])
        monkeypatch.setenv("KULA_RPC", net.anvil.url)
        monkeypatch.setenv("KULA_ADDRESSES", str(net.folder / "addresses.json"))
        file = tmp_path / "receipts.jsonl"
        file.write_text(json.dumps(row_of(promise)) + "\n")
        command = CliRunner().invoke(app, [str(file), "--through", url])
        assert command.exit_code == 1
        assert "the proof of number 0 is waiting" in command.output
    relayer.turn()
    assert _against(net, gateway) == 1
    assert net.network.token.balance_of(Address(owner.address)) == 0
    assert net.network.connection.coin_of(Address(owner.address)) == 0
