"""Commits, digests, phases and prices: what the contracts store is what Python computes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from kula.protocol.chain.genesis import local_genesis
from kula.protocol.encoding import commit_hash, ledger_leaf, scores_hash
from kula.protocol.ledgers.draw import seat_seed
from kula.protocol.ledgers.epochs import EpochClock, budget_of, phase
from kula.protocol.ledgers.ledger import price_of
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Phase, Report
from tests.contracts.twins.inputs import ACCOUNTS, TWINS, bytes32, uint64
from tests.support.actors import Actor, actor
from tests.support.challenger import NO_ROW
from tests.support.evm import Reverted, chain_id, now, pass_time, undone
from tests.support.evm_network import FAST, Network, deploy

pytestmark = pytest.mark.slow

RECORDS = 3
RICH = local_genesis(actor("owner").address, 10**29)
delays = st.sampled_from([0, 1, 30, 59, 60, 61, 89, 90, 91, 120, 200])


@pytest.fixture(scope="module")
def alone() -> Iterator[Network]:
    """One validator and an epoch that has just closed over three records."""
    with undone():
        net = deploy(validators=1)
        net.post(net.add_gateway(), ACCOUNTS[:RECORDS])
        net.close()
        yield net


@TWINS
@given(salt=bytes32, scores=st.binary(min_size=RECORDS, max_size=RECORDS), other=st.binary(max_size=4))
def test_reveal__the_python_commit__is_what_the_chain_expects(alone: Network, salt: bytes, scores: bytes, other: bytes):
    validator = actor("validator 0")
    state = alone.scores.epoch(1)
    commitment = commit_hash(
        chain_id(),
        alone.scores.address,
        1,
        batches_root=state.batches_root,
        operator=validator.address,
        scorer_id=state.scorer_id,
        scores=scores,
        salt=salt,
    )
    with undone():
        alone.scores.commit(1, 0, commitment, sender=validator.address)
        if other != scores:
            with pytest.raises(Reverted, match=r"not what was committed|one byte for each"):
                alone.scores.reveal(1, 0, salt, other, ZERO_HASH, sender=validator.address)
        alone.scores.reveal(1, 0, salt, scores, ZERO_HASH, sender=validator.address)
        assert alone.scores.commit_of(1, 0) == scores_hash(scores)
        assert alone.scores.epoch(1).seed == keccak(salt + ZERO_HASH)
        assert len(seat_seed(salt, 1, 0)) == 32


@TWINS
@given(committed=st.booleans(), revealed=st.booleans(), waits=st.lists(delays, min_size=4, max_size=4))
def test_phase__any_time__same(alone: Network, committed: bool, revealed: bool, waits: list[int]):
    with undone():
        closed = now()
        all_committed = all_revealed = 0
        pass_time(waits[0])
        if committed and waits[0] < alone.parameters.commit_seconds:
            alone.commit(1, 0, bytes(RECORDS))
            all_committed = now()
        pass_time(waits[1])
        if revealed and all_committed and waits[1] < alone.parameters.reveal_seconds:
            alone.reveal(1, 0)
            all_revealed = now()
        pass_time(waits[2])
        clock = EpochClock(
            closed_at=closed,
            all_committed_at=all_committed,
            all_revealed_at=all_revealed,
            settled=False,
            final=False,
        )
        assert alone.reports.phase(1) == phase(clock, now(), alone.parameters)
        if not all_revealed:
            ends_without_a_ledger(alone, clock)
            return
        alone.propose(alone.settle(1))
        assert alone.reports.phase(1) == phase(replace(clock, settled=True), now(), alone.parameters)
        pass_time(waits[3])
        if waits[3] >= alone.parameters.challenge_seconds:
            alone.reports.finalise(1)
            assert alone.reports.phase(1) == phase(replace(clock, final=True), now(), alone.parameters)


def ends_without_a_ledger(net: Network, clock: EpochClock) -> None:
    """The epoch is lost once its reveals are over, and not before. Then it is final for both."""
    if net.reports.phase(1) < Phase.REPORT:
        with pytest.raises(Reverted, match="not the time to expire"):
            net.reports.expire(1)
        return
    net.reports.expire(1)
    assert net.reports.lost(1)
    assert net.reports.phase(1) == phase(replace(clock, final=True), now(), net.parameters)


@pytest.fixture(scope="module")
def one_row() -> Iterator[Network]:
    """One validator and an epoch of a single record, ready to be reported."""
    with undone():
        net = deploy(validators=1)
        net.open_epoch(net.add_gateway(), ACCOUNTS[:1], [bytes([200])])
        yield net


@TWINS
@given(sum_credit=st.one_of(uint64, st.integers(0, 300), st.integers(10**4, 10**5)))
def test_price__any_credit__same(one_row: Network, sum_credit: int):
    net, parameters = one_row, one_row.parameters
    row = replace(NO_ROW, sum_credit=sum_credit)
    leaf = ledger_leaf(net.dom, 1, row)
    report = Report(epoch=1, attempt=0, parent=ZERO_HASH, root=leaf, records=1, sum_credit=sum_credit, files=ZERO_HASH)
    digest = net.digest(report)
    with undone():
        net.reports.propose(1, leaf, ZERO_HASH, row, [], 1, sign(digest, actor("validator 0").key))
        standing = net.reports.standing(1)
        assert standing.digest == digest
        assert standing.price == price_of(sum_credit, net.batches.budget_of(1), parameters.cap)
        assert standing.price * sum_credit <= parameters.budget


@TWINS
@given(
    roots=st.lists(bytes32, min_size=2, max_size=2, unique=True),
    attempt=st.integers(0, 3),
    parent=bytes32,
    records=st.integers(0, 2**32 - 1),
    sum_credit=uint64,
    files=bytes32,
    honest=st.booleans(),
)
def test_report_digest__two_that_one_seat_signed__are_the_chains(
    one_row: Network,
    roots: list[bytes],
    attempt: int,
    parent: bytes,
    records: int,
    sum_credit: int,
    files: bytes,
    honest: bool,
):
    net, validator = one_row, actor("validator 0")
    reports = [
        Report(
            epoch=1,
            attempt=attempt,
            parent=parent,
            root=root,
            records=records,
            sum_credit=sum_credit,
            files=files,
        )
        for root in roots
    ]
    signatures = [sign(net.digest(report), validator.key) for report in reports]
    if not honest:
        signatures[1] = sign(net.digest(reports[1]), actor("stranger").key)
    signed = [(r.root, r.records, r.sum_credit, r.files, s) for r, s in zip(reports, signatures, strict=True)]
    with undone():
        if honest:
            net.challenges.challenge_equivocation(1, 0, attempt, parent, *signed)
            assert net.challenges.equivocated(1) == 1
        else:
            with pytest.raises(Reverted, match="wrong signer"):
                net.challenges.challenge_equivocation(1, 0, attempt, parent, *signed)


turns = st.lists(
    st.one_of(
        st.just(("close", 0)),
        st.just(("final", 0)),
        st.tuples(st.just("stake"), st.integers(1, 10**27)),
        st.tuples(st.just("unstake"), st.integers(1, 10**27)),
    ),
    min_size=1,
    max_size=8,
)


@TWINS
@given(budget=st.one_of(st.integers(0, 10**25), st.integers(0, 2**120)), stake=st.integers(10**20, 10**27), moves=turns)
def test_budget__any_stake_and_money_in_flight__same_or_not_yet(budget: int, stake: int, moves: list[tuple[str, int]]):
    with undone():
        net = deploy(replace(FAST, budget=budget), validators=0, minimum_stake=1, genesis=RICH)
        validator, gateway = net.add_validator("validator 0", stake), net.add_gateway()
        net.fund(validator, 10**28)
        for move, amount in [("close", 0), *moves]:
            held = net.validators.stake_of(validator.address)
            if move == "close":
                closes_as_python_says(net, gateway, held)
            elif move == "final":
                end_without_ledger(net)
            elif move == "stake" or amount < held:
                getattr(net.validators, move)(amount, sender=validator.address)


def closes_as_python_says(net: Network, gateway: Actor, stake: int) -> None:
    """Closes the open epoch and compares its budget with the Python rule, or its refusal if there is no budget yet."""
    epoch = net.batches.current()
    net.post(gateway, ACCOUNTS[:1])
    pass_time(net.parameters.open_seconds)
    open_epochs = range(net.reports.final_upto() + 1, epoch)
    flying = sum(net.batches.budget_of(e) for e in open_epochs if not net.reports.lost(e))
    expected = budget_of(stake, flying, net.parameters)
    if expected is None:
        with pytest.raises(Reverted, match="too much money is in flight"):
            net.batches.close()
        return
    net.batches.close()
    assert net.batches.budget_of(epoch) == expected


def end_without_ledger(net: Network) -> None:
    """Lets the newest closed epoch end without a commit, if it can. Its budget is then no longer in flight."""
    epoch = net.batches.current() - 1
    if epoch > net.reports.head() and not net.reports.lost(epoch):
        pass_time(net.parameters.commit_seconds + net.parameters.reveal_seconds)
        net.reports.expire(epoch)
