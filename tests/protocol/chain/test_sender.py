"""A Sender's transactions arrive exactly once: whatever the chain, the pool, the endpoint or another process does."""

import sqlite3
import time
from itertools import pairwise
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount
from structlog.testing import capture_logs
from web3.exceptions import ContractLogicError

from kula.node.local.anvil import Anvil
from kula.protocol.chain.connection import Connection
from kula.protocol.chain.rpc.fees import GWEI
from kula.protocol.chain.rpc.journal import SendJournal, State
from kula.protocol.chain.sender import Sender
from kula.protocol.errors import ChainRefused, Unavailable
from kula.protocol.program.keys import new_key
from kula.protocol.types import Address
from tests.support.chain import TestNet, launch
from tests.support.rpc.front import Front, every, loses_answers, too_many_requests
from tests.support.rpc.sending import ask, offer_until, received, sender_of, states, transfer


class _Overtaken:
    """A call that goes through when it is tried, and reverts when its gas is estimated: another one came between."""

    def call(self, _: object) -> None:
        return None

    def estimate_gas(self, _: object) -> int:
        raise ContractLogicError("execution reverted: pay: nobody is due")


@pytest.fixture(scope="module")
def net(anvil: Anvil, tmp_path_factory: pytest.TempPathFactory) -> TestNet:
    return launch(anvil, tmp_path_factory.mktemp("net"))


def test_send__overtaken_between_try_and_estimate__refused_and_nothing_sent(net: TestNet):
    sender = net.sender("overtaken")
    with pytest.raises(ChainRefused, match="nobody is due"):
        sender.send(_Overtaken())  # type: ignore[arg-type]
    assert net.network.connection.web3.eth.get_transaction_count(sender.account.address) == 0


def test_send__not_mined_in_time__is_unavailable_and_the_next_send_of_it_does_not_double_it(
    paused: TestNet, account: LocalAccount, tmp_path: Path
):
    sender, before = sender_of(paused, account, tmp_path), received(paused)
    started = time.monotonic()
    with pytest.raises(Unavailable, match="stays in the journal"):
        sender.send(transfer(paused, sender, 7), seconds=0.5)
    assert time.monotonic() - started < 30
    with pytest.raises(Unavailable):
        sender.send(transfer(paused, sender, 7), seconds=0.2)
    paused.anvil.mine(1)
    sender.resume()
    assert sender.send(transfer(paused, sender, 7), seconds=1)["status"] == 1
    assert received(paused) == before + 7
    assert states(tmp_path) == {0: State.FINAL}
    with pytest.raises(Unavailable):
        sender.send(transfer(paused, sender, 7), seconds=0.2)
    assert states(tmp_path) == {0: State.FINAL, 1: State.SENT}, "the same call once more is a second one"


def test_send__it_does_not_move__is_replaced_with_both_fees_raised_by_an_eighth(
    paused: TestNet, account: LocalAccount, tmp_path: Path
):
    sender = sender_of(paused, account, tmp_path, replace_seconds=0.3)
    journal = SendJournal(tmp_path / "sent.sqlite")
    offer_until(sender, transfer(paused, sender, 7), lambda: len(journal.open()[0].versions) >= 3)
    versions = journal.open()[0].versions
    for dearer, cheaper in pairwise(versions):
        assert dearer.fees.tip * 8 >= cheaper.fees.tip * 9
        assert dearer.fees.most * 8 >= cheaper.fees.most * 9
    assert {version.nonce for version in versions} == {0}
    before = received(paused)
    paused.anvil.mine(1)
    sender.resume()
    assert received(paused) == before + 7
    mined = paused.anvil.web3.eth.get_block("latest", full_transactions=True)["transactions"]  # type: ignore[typeddict-item]
    assert [bytes(one["hash"]) for one in mined if one["from"] == account.address] == [versions[0].hash]  # type: ignore[index]


def test_send__an_earlier_version_is_mined__counts(paused: TestNet, account: LocalAccount, tmp_path: Path):
    with Front(paused.anvil.url) as front:
        sender = Sender(Connection([front.url]), account, tmp_path / "sent.sqlite", replace_seconds=0.2)
        with pytest.raises(Unavailable):
            sender.send(transfer(paused, sender, 9), seconds=0.1)
        front.quirks = [every(1, too_many_requests, ("eth_sendRawTransaction",))]
        journal = SendJournal(tmp_path / "sent.sqlite")
        offer_until(sender, transfer(paused, sender, 9), lambda: len(journal.open()[0].versions) > 1, 4)
        first = journal.open()[0].versions[-1]
        paused.anvil.mine(1)
        assert sender.send(transfer(paused, sender, 9))["transactionHash"] == first.hash


def test_send__the_cap_is_reached__offers_no_more_and_says_so(paused: TestNet, account: LocalAccount, tmp_path: Path):
    cap = 2 * GWEI
    sender = sender_of(paused, account, tmp_path, replace_seconds=0.1, most_fee=cap)
    with capture_logs() as logs:
        offer_until(sender, transfer(paused, sender, 7), lambda: "fee limit" in [entry["event"] for entry in logs])
    versions = SendJournal(tmp_path / "sent.sqlite").open()[0].versions
    assert max(version.fees.most for version in versions) <= cap
    paused.anvil.mine(1)
    sender.resume()


def test_send__the_base_fee_rises_beyond_the_offer__is_mined_by_a_replacement(
    paused: TestNet, account: LocalAccount, tmp_path: Path
):
    sender = sender_of(paused, account, tmp_path, replace_seconds=0.2)
    with pytest.raises(Unavailable):
        sender.send(transfer(paused, sender, 7), seconds=0.1)
    offered = SendJournal(tmp_path / "sent.sqlite").open()[0].versions[0].fees.most
    ask(paused, "anvil_setNextBlockBaseFeePerGas", hex(3 * offered))
    paused.anvil.mine(1)
    before = received(paused)
    assert states(tmp_path) == {0: State.SENT}
    journal = SendJournal(tmp_path / "sent.sqlite")
    offer_until(sender, transfer(paused, sender, 7), lambda: len(journal.open()[0].versions) > 1)
    paused.anvil.mine(1)
    sender.resume()
    assert received(paused) == before + 7


def test_resume__a_pool_lost_it__the_same_bytes_are_sent_again(paused: TestNet, account: LocalAccount, tmp_path: Path):
    sender, before = sender_of(paused, account, tmp_path), received(paused)
    with pytest.raises(Unavailable):
        sender.send(transfer(paused, sender, 7), seconds=0.1)
    versions = SendJournal(tmp_path / "sent.sqlite").sending(0).versions
    ask(paused, "anvil_dropAllTransactions")
    sender_of(paused, account, tmp_path).resume()
    paused.anvil.mine(1)
    assert received(paused) == before + 7
    assert SendJournal(tmp_path / "sent.sqlite").sending(0).versions == versions


def test_send__nothing_counts_before_finality__and_what_a_reorganisation_undid_is_sent_again(
    net: TestNet, account: LocalAccount, tmp_path: Path
):
    sender, before = sender_of(net, account, tmp_path, "finalized"), received(net)
    receipt = sender.send(transfer(net, sender, 7))
    assert states(tmp_path) == {0: State.MINED}
    ask(net, "anvil_reorg", 1, [])
    assert received(net) == before, "the reorganisation undid it"
    with capture_logs() as logs:
        sender.resume()
    assert "undone" in [entry["event"] for entry in logs]
    assert net.anvil.web3.eth.wait_for_transaction_receipt(receipt["transactionHash"])["status"] == 1
    assert received(net) == before + 7
    net.anvil.mine(4)
    sender.resume()
    assert states(tmp_path) == {0: State.FINAL}


def test_send__after_a_reorganisation__waits_for_what_was_undone_and_leaves_no_gap(
    net: TestNet, account: LocalAccount, tmp_path: Path
):
    sender, before = sender_of(net, account, tmp_path, "finalized"), received(net)
    for amount in (1, 2, 3):
        sender.send(transfer(net, sender, amount))
    ask(net, "anvil_reorg", 2, [])
    sender.send(transfer(net, sender, 4))
    assert received(net) == before + 1 + 2 + 3 + 4
    assert net.anvil.web3.eth.get_transaction_count(account.address) == 4


def test_resume__everything_is_final__costs_no_call(net: TestNet, account: LocalAccount, tmp_path: Path):
    with Front(net.anvil.url) as front:
        sender = Sender(Connection([front.url]), account, tmp_path / "sent.sqlite")
        sender.send(transfer(net, sender, 7))
        asked = front.total
        sender.resume()
        assert front.total == asked


def test_send__the_answer_is_lost__arrives_once(net: TestNet, account: LocalAccount, tmp_path: Path):
    before = received(net)
    with Front(net.anvil.url, loses_answers(("eth_sendRawTransaction",))) as front:
        sender = Sender(Connection([front.url]), account, tmp_path / "sent.sqlite")
        sender.send(transfer(net, sender, 7))
    assert received(net) == before + 7
    assert net.anvil.web3.eth.get_transaction_count(account.address) == 1


def test_send__without_coin__is_refused_and_blocks_nothing(net: TestNet, tmp_path: Path):
    poor = new_key()
    net.bank.send(net.network.token.transfer(Address(poor.address), 100))
    ask(net, "anvil_setBalance", poor.address, hex(10**12))
    sender = sender_of(net, poor, tmp_path)
    with pytest.raises((ChainRefused, Unavailable)):
        sender.send(transfer(net, sender, 7), seconds=2)
    assert states(tmp_path) == {}
    net.anvil.give_coin(poor.address, 10**20)
    assert sender.send(transfer(net, sender, 7))["status"] == 1


def test_send__another_process_used_the_nonce__is_noticed_and_said(
    paused: TestNet, account: LocalAccount, tmp_path: Path
):
    sender, other = sender_of(paused, account, tmp_path / "ours"), sender_of(paused, account, tmp_path / "theirs")
    with pytest.raises(Unavailable):
        sender.send(transfer(paused, sender, 7), seconds=0.1)
    ask(paused, "anvil_dropAllTransactions")
    with pytest.raises(Unavailable):
        other.send(transfer(paused, other, 1), seconds=0.1)
    paused.anvil.mine(1)
    with capture_logs() as logs, pytest.raises(Unavailable, match="used by another process"):
        sender.send(transfer(paused, sender, 7), seconds=60)
    assert "foreign transaction" in [entry["event"] for entry in logs]
    assert states(tmp_path / "ours") == {0: State.REPLACED}


def test_send__behind_a_nonce_that_another_process_lost__fills_the_gap_and_says_so(
    paused: TestNet, account: LocalAccount, tmp_path: Path
):
    other = sender_of(paused, account, tmp_path / "theirs")
    with pytest.raises(Unavailable):
        other.send(transfer(paused, other, 1), seconds=0.1)
    sender, before = sender_of(paused, account, tmp_path / "ours", replace_seconds=0.3), received(paused)
    with pytest.raises(Unavailable, match="another process holds"):
        sender.send(transfer(paused, sender, 7), seconds=0.2)
    ask(paused, "anvil_dropAllTransactions")
    with capture_logs() as logs:
        offer_until(sender, transfer(paused, sender, 7), lambda: "gap" in [entry["event"] for entry in logs])
    paused.anvil.mine(1)
    sender.resume()
    assert received(paused) == before + 7


def test_journal__of_the_earlier_form__is_taken_over(paused: TestNet, account: LocalAccount, tmp_path: Path):
    sender, before = sender_of(paused, account, tmp_path / "new"), received(paused)
    with pytest.raises(Unavailable):
        sender.send(transfer(paused, sender, 7), seconds=0.1)
    version = SendJournal(tmp_path / "new" / "sent.sqlite").open()[0].versions[0]
    ask(paused, "anvil_dropAllTransactions")
    with sqlite3.connect(tmp_path / "sent.sqlite") as rows:
        rows.execute("CREATE TABLE sent (nonce INTEGER PRIMARY KEY, hash TEXT, raw BLOB, mined INTEGER)")
        rows.execute("INSERT INTO sent VALUES (0, ?, ?, 0)", (version.hash.hex(), version.raw))
    sender_of(paused, account, tmp_path).resume()
    paused.anvil.mine(1)
    assert received(paused) == before + 7
