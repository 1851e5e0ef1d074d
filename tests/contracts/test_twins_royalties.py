"""Royalties: any order of sales, claims and erasures owes the same on both sides, and never more than was sold."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.ledger import Ledger, credit
from protocol.parameters import TOKEN
from protocol.royalties import Accumulator, Share, claim, erase, sell
from protocol.types import ZERO_HASH, Address
from tests.contracts.twins import ACCOUNTS, TWINS
from tests.support.actors import actor
from tests.support.evm import Reverted, undone
from tests.support.evm_network import Network, deploy

BUYER = actor("buyer")
amounts = st.integers(10 * TOKEN, 300 * TOKEN)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), amounts, st.integers(0, 2)),
        st.tuples(st.just("claim"), st.integers(0, 1), st.integers(0, 7)),
        st.tuples(st.just("erase"), st.integers(0, 1), st.integers(0, 7)),
    ),
    min_size=1,
    max_size=7,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sold() -> Iterator[tuple[Network, list[Ledger]]]:
    """Two final epochs of eight records, their ledgers open, and three datasets over them."""
    with undone():
        net = deploy(validators=1)
        gateway = net.add_gateway()
        net.fund(BUYER, 10_000 * TOKEN)
        trainer = net.fund(actor("trainer"), 1_000 * TOKEN)
        payees = [ACCOUNTS[i % 3] for i in range(8)]
        ledgers = [net.turn(gateway, payees, [bytes(60 + 9 * (i + e) for i in range(8))]) for e in range(2)]
        for ledger in ledgers:
            net.royalties.open_ledger(ledger.epoch, ledger.proven(len(ledger.rows) - 1))
        net.registry.bond(1_000 * TOKEN, sender=trainer.address)
        for first, last in ((1, 1), (2, 2), (1, 2)):
            net.registry.publish_dataset(ZERO_HASH, 0, 8, first, last, sender=trainer.address)
        yield net, ledgers


class Model:
    """The Python twin's state, as the contract's storage holds it."""

    def __init__(self, ledgers: list[Ledger]) -> None:
        self.ledgers = [Accumulator(revenue=0, live=ledger.sum_credit) for ledger in ledgers]
        self.shares: dict[tuple[int, Address], Share] = {}
        self.gone: set[tuple[int, int]] = set()


def play(net: Network, ledgers: list[Ledger], model: Model, step: tuple[str, int, int]) -> None:
    kind, first, second = step
    if kind == "sell":
        play_sale(net, model, first, second)
        return
    row, proof = ledgers[first].proven(second)
    shown, epoch = (row, proof), ledgers[first].epoch
    if int(row.pay_to, 16) == 0:
        return
    key = (first, row.pay_to)
    share, accumulator = model.shares.get(key, Share()), model.ledgers[first]
    if kind == "claim":
        before = net.token.balanceOf(row.pay_to)
        net.royalties.claim_royalties(row.pay_to, [epoch], [shown])
        model.shares[key], due = claim(accumulator, share, row.credits)
        assert net.token.balanceOf(row.pay_to) - before == due
    elif (first, row.pos) in model.gone:
        with pytest.raises(Reverted, match="erased already"):
            net.royalties.erase(epoch, shown, sender=row.pay_to)
    else:
        net.royalties.erase(epoch, shown, sender=row.pay_to)
        model.gone.add((first, row.pos))
        own = credit(row.median, net.parameters.floor)
        model.ledgers[first], model.shares[key] = erase(accumulator, share, row.credits, own)


def play_sale(net: Network, model: Model, amount: int, dataset: int) -> None:
    held = net.token.balanceOf(net.royalties.address)
    places = [[0], [1], [0, 1]][dataset]
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
            assert (held.revenue, held.live) == (accumulator.revenue, accumulator.live)
        for (i, account), share in model.shares.items():
            shown = net.royalties.share(i + 1, account)
            assert Share(**vars(shown)) == share


def test_royalties__everybody_claims_everything__what_stays_is_dust(sold: tuple[Network, list[Ledger]]):
    net, ledgers = sold
    with undone():
        for amount in (10 * TOKEN, 33 * TOKEN + 1, 77 * TOKEN + 7):
            net.royalties.buy_dataset(3, BUYER.address, amount, sender=BUYER.address)
        for ledger in ledgers:
            for account, row in ledger.last_rows().items():
                net.royalties.claim_royalties(account, [ledger.epoch], [ledger.proven(row.t)])
        assert net.token.balanceOf(net.royalties.address) < 10
