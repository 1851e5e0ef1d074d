"""Attacks on royalties and adoption: erase and be paid twice, buy from oneself, false credits, many candidates."""

from dataclasses import replace

import pytest

from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH
from tests.redteam.plots import GOOD, PEOPLE
from tests.support.actors import Actor, actor
from tests.support.evm import Reverted
from tests.support.evm_network import Network


def on_sale(net: Network, *ledgers: Ledger) -> list[int]:
    """Opens the ledgers and publishes a dataset over each."""
    trainer = net.fund(actor("trainer"))
    net.registry.bond(1_000 * TOKEN, sender=trainer.address)
    numbers = []
    for ledger in ledgers:
        epoch = ledger.epoch
        net.royalties.open_ledger(epoch, ledger.proven(len(ledger.rows) - 1))
        numbers.append(net.registry.publish_dataset(ZERO_HASH, 0, 4, epoch, epoch, sender=trainer.address))
    return numbers


def bought(net: Network, number: int, amount: int = 100 * TOKEN) -> None:
    buyer = actor("buyer").address
    net.royalties.buy_dataset(number, buyer, amount, sender=buyer)


def paid(net: Network, ledger: Ledger, account: str) -> int:
    before = net.token.balanceOf(account)
    row = ledger.last_rows()[account]  # type: ignore[index]
    net.royalties.claim_royalties(account, [ledger.epoch], [ledger.proven(row.t)])
    return net.token.balanceOf(account) - before


def test_erase__and_claim_in_any_order__pays_once_what_was_sold_before(net: Network, gateway: Actor):
    """If an erasure lowered the known credits, 2,000 would be paid on 1,000 of revenue."""
    ledger = net.turn(gateway, PEOPLE, GOOD)
    (number,) = on_sale(net, ledger)
    bought(net, number)
    account = PEOPLE[0]
    last_row = ledger.proven(ledger.last_rows()[account].t)
    net.royalties.erase(1, last_row, sender=account)
    with pytest.raises(Reverted, match="erased already"):
        net.royalties.erase(1, last_row, sender=account)
    assert 90 * TOKEN // 4 - 1 <= paid(net, ledger, account) <= 90 * TOKEN // 4
    bought(net, number)
    assert paid(net, ledger, account) == 0, "erased earns nothing more"
    others = sum(paid(net, ledger, other) for other in PEOPLE[1:])
    assert others + 90 * TOKEN // 4 <= 180 * TOKEN


def test_erase__of_another_account__refused(net: Network, gateway: Actor, thief: Actor):
    ledger = net.turn(gateway, PEOPLE, GOOD)
    on_sale(net, ledger)
    with pytest.raises(Reverted, match="row of another account"):
        net.royalties.erase(1, ledger.proven(0), sender=thief.address)
    with pytest.raises(Reverted, match="wrong signer"):
        net.royalties.erase_for(ledger.rows[0].pay_to, 1, ledger.proven(0), b"\x1b" * 65, sender=thief.address)


def test_wash_sale__to_oneself__loses_the_burnt_share(net: Network, gateway: Actor):
    buyer = actor("buyer").address
    ledger = net.turn(gateway, [buyer] * 4, GOOD)
    (number,) = on_sale(net, ledger)
    before = net.token.balanceOf(buyer)
    bought(net, number)
    paid(net, ledger, buyer)
    assert 10 * TOKEN <= before - net.token.balanceOf(buyer) <= 10 * TOKEN + 1


def test_sale__below_the_price_or_to_nobody__refused(net: Network, gateway: Actor):
    ledger = net.turn(gateway, PEOPLE, GOOD)
    (number,) = on_sale(net, ledger)
    with pytest.raises(Reverted, match="less than the price"):
        bought(net, number, 10 * TOKEN - 1)
    with pytest.raises(Reverted, match="no such dataset"):
        bought(net, 9)
    for row in ledger.rows:
        net.royalties.erase(1, ledger.proven(row.t), sender=row.pay_to)
    with pytest.raises(Reverted, match="no live credit"):
        bought(net, number)


def test_unwatched_lie__credits_out_of_nothing__takes_no_other_ledgers_royalties(
    net: Network, gateway: Actor, thief: Actor
):
    """The royalties of all ledgers are in one contract. A false final ledger may take only its own."""
    first = net.turn(gateway, PEOPLE, GOOD)
    honest = net.settle(net.open_epoch(gateway, [*PEOPLE[:3], thief.address], GOOD))
    rows = [replace(row, credits=4 * row.credits) if row.pay_to == thief.address else row for row in honest.rows]
    lie = Ledger(honest.dom, 2, tuple(rows), honest.price)
    net.propose(lie)
    net.finalise(2)
    numbers = on_sale(net, first, lie)
    bought(net, numbers[0])
    bought(net, numbers[1])
    bought(net, numbers[1])
    with pytest.raises(Reverted, match="more than its ledger took in"):
        [paid(net, lie, account) for account in (thief.address, *PEOPLE[:3])]
    assert 90 * TOKEN - 4 <= sum(paid(net, first, other) for other in PEOPLE) <= 90 * TOKEN
