"""Attacks with keys and contracts: reveals that nobody can read, rotated operators, borrowed and stolen keys."""

from dataclasses import replace

import pytest

from kula.protocol.encoding import commit_hash
from kula.protocol.signatures import sign
from kula.protocol.types import ZERO_HASH, Address
from tests.redteam.gateways.crowds import lose
from tests.redteam.plots import GOOD, PEOPLE, reported, two_epochs
from tests.support.actors import Actor, actor, salt_of
from tests.support.challenger import challenge, covered, fault_of, leaf_at
from tests.support.evm import Contract, Reverted, calldata, chain_id, create, pass_time
from tests.support.evm_network import STAKE, Network


@pytest.fixture
def relay(net: Network) -> Contract:
    """A contract that passes a call on."""
    return create("Relay", (), net.owner.address)


def through(relay: Contract, target: Contract, function: str, arguments: tuple, sender: Address) -> None:
    """Calls a function of a contract through the relay."""
    relay.pass_on(target.address, calldata(target, function, *arguments), sender=sender)


def signed_twice(net: Network, epoch: int, seat: int, key: bytes) -> tuple:
    """The arguments that prove that a key signed two reports of an epoch."""
    reports = [replace(net.report(net.settle(epoch)), root=root) for root in (b"\x01" * 32, b"\x02" * 32)]
    signed = [(r.root, r.records, r.sum_credit, r.files, sign(net.digest(r), key)) for r in reports]
    return epoch, seat, reports[0].attempt, reports[0].parent, *signed


# --- plain accounts


def test_reveal__through_a_contract__refused(net: Network, gateway: Actor, relay: Contract):
    """A contract could show its bytes to one reader, and other bytes to the next."""
    net.validators.set_operator(relay.address, sender=actor("validator 0").address)
    net.post(gateway, PEOPLE)
    epoch = net.close()
    state = net.scores.epoch(epoch)
    hashed = commit_hash(
        chain_id(),
        net.scores.address,
        epoch,
        batches_root=state.batches_root,
        operator=relay.address,
        scorer_id=state.scorer_id,
        scores=GOOD[0],
        salt=ZERO_HASH,
    )
    owner = net.owner.address
    through(relay, net.scores, "commit", (epoch, 0, hashed), owner)
    pass_time(net.parameters.commit_seconds)
    with pytest.raises(Reverted, match="not a plain account in a call of its own"):
        through(relay, net.scores, "reveal", (epoch, 0, ZERO_HASH, GOOD[0], ZERO_HASH), owner)


def test_answer__to_a_demand_through_a_contract__refused(net: Network, gateway: Actor, relay: Contract):
    """The rows must stand in a transaction, where everybody finds them."""
    ledger = net.settle(net.open_epoch(gateway, PEOPLE, GOOD))
    net.propose(ledger)
    asker = net.fund(actor("asker")).address
    net.demands.demand_rows(1, 0, sender=asker)
    net.demands.demand_leaf(1, *ledger.proven(0), sender=asker)
    pos = ledger.rows[0].pos
    number, leaf, proof = leaf_at(net, 1, pos)
    rows, answer = (1, 0, list(ledger.rows), []), (1, pos, number, covered(leaf), proof)
    for function, arguments in (("answer_rows", rows), ("answer_leaf", answer)):
        with pytest.raises(Reverted, match="not a plain account in a call of its own"):
            through(relay, net.demands, function, arguments, asker)
        getattr(net.demands, function)(*arguments, sender=asker)


# --- owners and operators


def test_rotation__after_a_lie__saves_neither_the_old_owner_nor_its_seat(net: Network, gateway: Actor, watcher: Actor):
    """The snapshot keeps who held the seat. The fine goes to the owner's stake."""
    honest = two_epochs(net, gateway)
    lie = reported(net, [replace(row, before=row.t) for row in honest.rows], honest)
    owner = actor("validator 0").address
    net.add_operator("validator 0", "fresh")
    fault = fault_of(net, lie)
    assert fault
    challenge(net, lie, fault, watcher)
    assert net.validators.stake_of(owner) == STAKE - STAKE // 100


def test_rotation__to_sign_one_place_under_two_keys__counts_the_snapshots_key_only(net: Network, gateway: Actor):
    honest = two_epochs(net, gateway)
    old, new = actor("validator 0"), net.add_operator("validator 0", "fresh")
    digest = net.digest(net.report(honest))
    last, proof = honest.proven(3)
    rest = b"".join(sign(digest, net.holder(2, seat).key) for seat in range(1, 5))
    with pytest.raises(Reverted, match="wrong signer"):
        net.reports.propose(2, honest.root, ZERO_HASH, last, proof, 31, sign(digest, new.key) + rest)
    with pytest.raises(Reverted, match="wrong signer"):
        net.challenges.challenge_equivocation(*signed_twice(net, 2, 0, new.key))
    net.reports.propose(2, honest.root, ZERO_HASH, last, proof, 31, sign(digest, old.key) + rest)


def test_rotation__in_an_open_epoch__holds_from_the_next_snapshot(net: Network, gateway: Actor):
    net.post(gateway, PEOPLE)
    before = net.close()
    hot = net.add_operator("validator 0", "hot")
    net.commit(before, 0, GOOD[0])
    with pytest.raises(Reverted, match="does not hold the seat"):
        net.scores.commit(before, 1, ZERO_HASH, sender=hot.address)
    net.post(gateway, PEOPLE)
    after = net.close()
    with pytest.raises(Reverted, match="does not hold the seat"):
        net.scores.commit(after, 0, ZERO_HASH, sender=actor("validator 0").address)
    net.commit(after, 0, GOOD[0])


def test_stolen_operator__that_signs_twice_in_each_epoch__takes_five_percent_a_window_and_nothing_final(
    net: Network, gateway: Actor, thief: Actor
):
    """Before, it took 5 % for each epoch that ever was, and they compounded."""
    two_epochs(net, gateway)
    net.open_epoch(gateway, PEOPLE, GOOD)
    key, owner = net.holder(2, 0).key, actor("validator 0").address
    with pytest.raises(Reverted, match="the epoch is final"):
        net.challenges.challenge_equivocation(*signed_twice(net, 1, 0, key), sender=thief.address)
    net.challenges.challenge_equivocation(*signed_twice(net, 2, 0, key), sender=thief.address)
    pass_time(net.parameters.challenge_seconds - 1)
    with pytest.raises(Reverted, match="slashed in this window"):
        net.challenges.challenge_equivocation(*signed_twice(net, 3, 0, key), sender=thief.address)
    assert net.validators.stake_of(owner) == STAKE - STAKE // 20
    net.validators.set_operator(actor("fresh").address, sender=owner)
    pass_time(1)
    net.challenges.challenge_equivocation(*signed_twice(net, 3, 0, key), sender=thief.address)
    with pytest.raises(Reverted, match="paid for already"):
        net.challenges.challenge_equivocation(*signed_twice(net, 3, 0, key), sender=thief.address)


def test_stolen_operator__has_no_way_to_the_stake(net: Network):
    hot, owner = net.add_operator("validator 0", "hot").address, actor("validator 0").address
    with pytest.raises(Reverted, match="more than the stake"):
        net.validators.unstake(1, sender=hot)
    with pytest.raises(Reverted, match="nothing to withdraw"):
        net.validators.withdraw(sender=hot)
    net.validators.set_operator(hot, sender=hot)
    assert net.validators.operator_of(owner) == hot
    net.validators.set_operator("0x" + "00" * 20, sender=owner)
    assert net.validators.active()[0].operator == owner


def test_borrowed_key__of_a_victim_as_ones_operator__gives_the_victim_the_vote(net: Network, gateway: Actor):
    """Two seats with one operator: whoever named the key gave its stake's say away, and nobody can copy a commit."""
    victim = actor("validator 1")
    net.add_operator("validator 0", "validator 1")
    net.post(gateway, PEOPLE)
    epoch = net.close()
    assert [seat.operator for seat in net.seats(epoch)][:2] == [victim.address] * 2
    with pytest.raises(Reverted, match="does not hold the seat"):
        net.scores.commit(epoch, 0, ZERO_HASH, sender=actor("validator 0").address)
    net.play_scores(epoch, GOOD)
    ledger = net.settle(epoch)
    net.propose(ledger)
    net.finalise(epoch)
    pool, before = net.reports.allotted_of(epoch) // 10, net.token.balanceOf(actor("validator 0").address)
    net.pay.claim_pay(epoch)
    assert net.token.balanceOf(actor("validator 0").address) - before == pool // 5, "the owner is paid"


def test_borrowed_key__that_uses_one_salt_for_two_seats__shows_its_commit_to_nobody_else(net: Network, gateway: Actor):
    """The hash of a commit covers the operator, so another operator cannot reveal it."""
    net.add_operator("validator 0", "validator 1")
    net.post(gateway, PEOPLE)
    epoch = net.close()
    net.commit(epoch, 0, GOOD[0])
    copier = net.holder(epoch, 2).address
    net.scores.commit(epoch, 2, net.scores.commit_of(epoch, 0), sender=copier)
    pass_time(net.parameters.commit_seconds)
    with pytest.raises(Reverted, match="not what was committed"):
        net.scores.reveal(epoch, 2, salt_of(epoch, 0), GOOD[0], ZERO_HASH, sender=copier)


def test_absence__of_an_operator__costs_the_owner(net: Network, gateway: Actor):
    owner = actor("validator 4").address
    hot = net.add_operator("validator 4", "hot").address
    for _ in range(20):
        net.post(gateway, PEOPLE[:1])
        lose(net, revealed=2)
    with pytest.raises(Reverted, match="not its seat"):
        net.validators.jail(hot, list(range(1, 21)), [4] * 20)
    net.validators.jail(owner, list(range(1, 21)), [4] * 20)
    assert hot not in [seat.operator for seat in net.validators.active()]
