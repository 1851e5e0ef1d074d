"""Random walks against a gateway that follows the rules: it posts its share at least every second epoch. Whatever others
do, with crowds, bids, places that come and go, and accusations of everything that is late, nobody can convict it.
"""

from functools import cache

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from kula.contracts.modules.constants import MAX_AHEAD, SURE_RECORDS
from kula.protocol.parameters import TOKEN
from kula.protocol.signatures import receipt_digest, sign
from kula.protocol.types import MAX_PLACES, Receipt
from tests.redteam.gateways.crowds import MINIMUM, lose, post, submit
from tests.support.actors import actor
from tests.support.evm import Reverted, pass_time, undone
from tests.support.evm_network import Network, deploy

HONEST, ACCUSER = actor("honest gateway"), actor("accuser")
EVIL = [actor(f"evil {i}") for i in range(MAX_PLACES + 4)]
DEEDS = ("join", "leave", "crowd", "fill", "swarm", "flee")
ROOM_OF_MINIMUM = 2_048
deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, len(EVIL) - 1)), max_size=4)


@cache
def network() -> Network:
    """An honest gateway with little more than the smallest bond, and many others with coin."""
    net = deploy()
    net.add_gateway(HONEST.name, 1_100 * TOKEN)
    for person in (*EVIL, ACCUSER, net.owner):
        net.fund(person, 10**6 * TOKEN)
    return net


class Receipts(RuleBasedStateMachine):
    """One walk. Epochs are one to three hours long."""

    @initialize(hours=st.integers(1, 3), joined=st.sampled_from([0, 0, 31]))
    def begin(self, hours: int, joined: int) -> None:
        start = network()
        self.undo = undone()
        self.undo.__enter__()
        self.net: Network = start.copy()
        self.seconds, self.away = 3_600 * hours, False
        self.signed: list[int] = []
        """The last epoch of each number that the honest gateway has signed."""
        self.accused: dict[int, Receipt] = {}
        self.refusals: set[str] = set()
        for i in range(joined):
            self.join(i, 2 * MINIMUM)

    @rule(numbers=st.sampled_from([0, 10, 255, 600, 3_060]), away=st.booleans(), before=deeds, after=deeds)
    def epoch_passes(self, numbers: int, away: bool, before: list, after: list) -> None:
        """Others act before and after the honest gateway, which is away in every second epoch at most."""
        net = self.net
        term = net.gateways.term_of(HONEST.address)
        if term.starts and not term.ends:
            more = min(numbers, MAX_AHEAD - (len(self.signed) - self.posted()))
            self.signed += [net.batches.current() + 1] * more
        self.others(before)
        self.away = away and not self.away
        if not self.away:
            self.post_share()
        self.others(after)
        submit(net, net.owner, 0 if net.batches.records(net.batches.current()) else 1)
        lose(net)
        pass_time(self.seconds)
        self.nobody_can_convict()

    @rule(picked=st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
    def somebody_accuses(self, picked: list[int]) -> None:
        """Accuses of numbers whose last epoch is closed, and of the last of them all."""
        net = self.net
        due = [seq for seq, last in enumerate(self.signed) if last < net.batches.current() and seq not in self.accused]
        for seq in {due[at % len(due)] for at in picked} | {due[-1]} if due else ():
            receipt = Receipt(gateway=HONEST.address, seq=seq, record=b"\x01" * 32, last_epoch=self.signed[seq])
            proof = sign(receipt_digest(net.signing, receipt), HONEST.key)
            net.gateways.accuse(receipt, proof, sender=ACCUSER.address)
            self.accused[seq] = receipt
        self.nobody_can_convict()

    def posted(self) -> int:
        return self.net.batches.next_seq(HONEST.address)

    def post_share(self) -> None:
        """The honest gateway posts as much of its backlog as its share takes, in one batch."""
        net, epoch = self.net, self.net.batches.current()
        if not net.gateways.room_of(HONEST.address, epoch):
            return
        places = net.batches.kept(epoch).places if net.batches.records(epoch) else net.gateways.places()
        count = min(SURE_RECORDS // places, ROOM_OF_MINIMUM, len(self.signed) - self.posted())
        if count:
            post(net, HONEST, count)

    def nobody_can_convict(self) -> None:
        """A number that is not posted convicts nobody yet. One that is gives the gateway a day, in which it answers."""
        gateways, bond = self.net.gateways, self.net.gateways.bond_of(HONEST.address)
        for seq, receipt in self.accused.items():
            accusation = gateways.accusation(receipt_digest(self.net.signing, receipt))
            is_posted = seq < self.posted()
            with undone():
                if is_posted and accusation.ahead:
                    gateways.convict(receipt)
                if not is_posted or accusation.ahead:
                    with pytest.raises(Reverted, match=r"too little room|time to answer"):
                        gateways.convict(receipt)
                assert gateways.bond_of(HONEST.address) == bond

    def others(self, deeds: list[tuple[str, int]]) -> None:
        for deed, who in deeds:
            try:
                getattr(self, deed)(who)
            except Reverted as refused:
                self.refusals.add(refused.reason)

    def join(self, who: int, bond: int = 3 * MINIMUM) -> None:
        """Takes a free place or the smallest bond's."""
        self.net.gateways.bond(EVIL[who].address, bond, sender=EVIL[who].address)
        self.net.gateways.take_place("", sender=EVIL[who].address)

    def leave(self, who: int) -> None:
        """Gives a place up."""
        bond = self.net.gateways.bond_of(EVIL[who].address)
        self.net.gateways.unbond(EVIL[who].address, bond, sender=EVIL[who].address)

    def crowd(self, who: int) -> None:
        """Posts many small batches."""
        for _ in range(20):
            post(self.net, EVIL[who], 1)

    def fill(self, who: int) -> None:
        """Posts as many records as fit."""
        for _ in range(20):
            post(self.net, EVIL[who], 2_000)

    def swarm(self, who: int) -> None:
        """Takes all places that are free, for as little as they cost."""
        for other in range(who, MAX_PLACES + who - self.net.gateways.places()):
            self.others([("join", other % len(EVIL))])

    def flee(self, who: int) -> None:
        """Gives all places up, so that the share grows."""
        for other in range(len(EVIL)):
            if self.net.gateways.bond_of(EVIL[other].address):
                self.leave(other)

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            assert self.net.gateways.bond_of(HONEST.address) == 1_100 * TOKEN
            assert "" not in self.refusals, "a call was refused without a reason"
            self.undo.__exit__(None, None, None)
