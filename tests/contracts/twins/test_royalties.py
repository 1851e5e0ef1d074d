"""Royalties: after any order of sales, claims and erasures, both sides owe the same, and never more than was sold."""

from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.ledgers.ledger import Ledger, credit
from kula.protocol.ledgers.royalties import Accumulator, Share, claim, erase, sell
from kula.protocol.parameters import TOKEN
from kula.protocol.types import ZERO_HASH, Address
from tests.contracts.twins.inputs import ACCOUNTS, TWINS
from tests.support.actors import actor
from tests.support.challenger import with_row
from tests.support.evm import Reverted, undone
from tests.support.evm_network import Network, deploy

BUYER = actor("buyer")
amounts = st.integers(10 * TOKEN, 300 * TOKEN)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), amounts, st.integers(0, 3)),
        st.tuples(st.just("claim"), st.integers(0, 2), st.integers(0, 7)),
        st.tuples(st.just("erase"), st.integers(0, 2), st.integers(0, 7)),
    ),
    min_size=1,
    max_size=7,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sold() -> Iterator[tuple[Network, list[Ledger]]]:
    """Three final epochs of eight records with open ledgers, and four datasets over them. The third ledger is false."""
    with undone():
        net = deploy(validators=1)
        gateway = net.add_gateway()
        net.fund(BUYER, 10_000 * TOKEN)
        trainer = net.fund(actor("trainer"), 1_000 * TOKEN)
        payees = [ACCOUNTS[i % 3] for i in range(8)]
        ledgers = [net.turn(gateway, payees, [bytes(60 + 9 * (i + e) for i in range(8))]) for e in range(2)]
        ledgers.append(unwatched_lie(net, net.settle(net.open_epoch(gateway, payees, [bytes(range(100, 108))]))))
        for ledger in ledgers:
            net.royalties.open_ledger(ledger.epoch, ledger.proven(len(ledger.rows) - 1))
        net.registry.bond(1_000 * TOKEN, sender=trainer.address)
        for first, last in ((1, 1), (2, 2), (1, 2), (3, 3)):
            net.registry.publish_dataset(ZERO_HASH, 0, 8, first, last, sender=trainer.address)
        yield net, ledgers


def unwatched_lie(net: Network, honest: Ledger) -> Ledger:
    """A false final ledger.

    It pays a row at the floor, gives a row too little credit, and sums up less than its rows have.
    """
    lie = with_row(with_row(honest, 1, credits=1), 4, median=net.parameters.floor)
    lie = with_row(lie, 7, sum_credit=honest.sum_credit // 3)
    net.propose(lie)
    net.finalise(lie.epoch)
    return lie


class Model:
    """The Python twin's state, as the contract stores it."""

    def __init__(self, ledgers: list[Ledger]) -> None:
        self.ledgers = [Accumulator(revenue=0, live=ledger.sum_credit, unpaid=0) for ledger in ledgers]
        self.shares: dict[tuple[int, Address], Share] = {}
        self.gone: set[tuple[int, int]] = set()


def play(net: Network, ledgers: list[Ledger], model: Model, step: tuple[str, int, int]) -> None:
    kind, first, second = step
    if kind == "sell":
        play_sale(net, model, first, second)
        return
    row, proof = ledgers[first].proven(second)
    proven, epoch = (row, proof), ledgers[first].epoch
    if int(row.pay_to, 16) == 0:
        return
    key = (first, row.pay_to)
    share, accumulator = model.shares.get(key, Share()), model.ledgers[first]
    if kind == "erase" and (first, row.pos) in model.gone:
        with pytest.raises(Reverted, match="erased already"):
            net.royalties.erase(epoch, proven, sender=row.pay_to)
        return
    call = partial(net.royalties.claim_royalties, row.pay_to, [epoch], [proven])
    before, due = net.token.balanceOf(row.pay_to), 0
    try:
        if kind == "claim":
            changed, mine, due = claim(accumulator, share, row.credits)
        else:
            call = partial(net.royalties.erase, epoch, proven, sender=row.pay_to)
            changed, mine = erase(accumulator, share, row.credits, credit(row.median, net.parameters.floor))
    except ValueError as wrong:
        with pytest.raises(Reverted, match=str(wrong)):
            call()
        return
    call()
    assert net.token.balanceOf(row.pay_to) - before == due
    model.ledgers[first], model.shares[key] = changed, mine
    if kind == "erase":
        model.gone.add((first, row.pos))


def play_sale(net: Network, model: Model, amount: int, dataset: int) -> None:
    held = net.token.balanceOf(net.royalties.address)
    places = [[0], [1], [0, 1], [2]][dataset]
    try:
        changed, burnt = sell([model.ledgers[i] for i in places], amount)
    except ValueError:
        with pytest.raises(Reverted, match="no live credit"):
            net.royalties.buy_dataset(dataset + 1, BUYER.address, amount, sender=BUYER.address)
        return
    net.royalties.buy_dataset(dataset + 1, BUYER.address, amount, sender=BUYER.address)
    assert net.token.balanceOf(net.royalties.address) - held == amount - burnt
    for i, accumulator in zip(places, changed, strict=True):
        model.ledgers[i] = accumulator


@TWINS
@given(steps=steps)
def test_royalties__any_sequence__same_state_and_never_more_than_sold(
    sold: tuple[Network, list[Ledger]], steps: list[tuple[str, int, int]]
):
    net, ledgers = sold
    model = Model(ledgers)
    with undone():
        for step in steps:
            play(net, ledgers, model, step)
        for i, accumulator in enumerate(model.ledgers):
            held = net.royalties.ledger(i + 1)
            assert (held.revenue, held.live, held.left) == (accumulator.revenue, accumulator.live, accumulator.unpaid)
        for (i, account), share in model.shares.items():
            on_chain = net.royalties.share(i + 1, account)
            assert Share(**vars(on_chain)) == share


def test_royalties__everybody_claims_everything__what_stays_is_dust(sold: tuple[Network, list[Ledger]]):
    net, ledgers = sold
    with undone():
        for amount in (10 * TOKEN, 33 * TOKEN + 1, 77 * TOKEN + 7):
            net.royalties.buy_dataset(3, BUYER.address, amount, sender=BUYER.address)
        for ledger in ledgers[:2]:
            for account, row in ledger.last_rows().items():
                net.royalties.claim_royalties(account, [ledger.epoch], [ledger.proven(row.t)])
        assert net.token.balanceOf(net.royalties.address) < 10
