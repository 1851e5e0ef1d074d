"""Accuses gateways with the proofs that people handed in, on this gateway's own account, and has them convicted.

Each step is noted in the rows, and decided from the final chain anew. A proof is noted as `accusing` before its accusation
is sent, so its deposit counts as at risk from then on. The contract takes one accusation per receipt, so a kill at any line
costs no second deposit.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from threading import Thread

from filelock import FileLock, Timeout
from structlog import get_logger

from kula.node.gateway.database.accusations import AccusationRow, Accusations, Step
from kula.node.gateway.duties.budget import GasBudget, Relayed
from kula.node.gateway.duties.proofs import barred_until
from kula.node.gateway.problems import Problem
from kula.protocol.chain.network import Network
from kula.protocol.errors import ChainRefused, KulaError
from kula.protocol.program.edge import Edge
from kula.protocol.promises.leaves import leaf_shown_by, leaves_from_gateways
from kula.protocol.promises.state import PromiseReader, State
from kula.protocol.types import Address

_DAY = 86_400
_AGAIN_SECONDS = 600
"""How long a proof rests after a look that asked its gateway, or after a refusal (block time)."""
_ASKED_AT_ONCE = 4
"""Proofs of one turn whose gateways are asked. Each may be silent for a minute."""
_IN_FLIGHT = (Step.ACCUSING, Step.SENT)

log = get_logger("accuser")


class Accuser:
    """Looks after the open proofs of this gateway. At most one accusation against each gateway is open at a time."""

    def __init__(
        self, network: Network, accusations: Accusations, budget: GasBudget, us: Address, most_at_risk: int
    ) -> None:
        """`most_at_risk` is the most coin that deposits may put at risk at once, in the token's smallest unit."""
        self._network = network
        self._rows = accusations
        self._budget = budget
        self._us = us
        self._most_at_risk = most_at_risk
        self._rests_until: dict[bytes, int] = {}
        self._asked_at: dict[Address, int] = {}
        """When each gateway was asked last (block time, seconds)."""
        self._reader = PromiseReader(network, leaves_from_gateways(network))
        self._asked = 0

    def turn(self, edge: Edge) -> None:
        """Takes the next step with each open proof. One that fails waits, and costs the others nothing."""
        rows = self._rows.open()
        if not rows:
            return
        with self._network.connection.turn():
            self._reader = PromiseReader(self._network, lru_cache(maxsize=8)(leaves_from_gateways(self._network)))
            self._asked = 0
            self._rests_until = {row.digest: self._rests_until.get(row.digest, 0) for row in rows}
            self._asked_at = {row.gateway: self._asked_at.get(row.gateway, 0) for row in rows}
            for row in self._in_turn(rows):
                edge.take(("accuse", row.digest.hex()), partial(self._advance, row))

    def _in_turn(self, rows: Sequence[AccusationRow]) -> list[AccusationRow]:
        """The rows by gateway in turn, so that no crowd of proofs against a silent gateway keeps those against others waiting.

        First comes the proof of each gateway that has rested longest, and first among them that of the gateway that was
        asked longest ago.
        """
        rested = sorted(rows, key=lambda row: self._rests_until[row.digest])
        places: dict[Address, count[int]] = defaultdict(count)
        return sorted(rested, key=lambda row: (next(places[row.gateway]), self._asked_at[row.gateway]))

    def _advance(self, row: AccusationRow) -> None:
        if self._now() < self._rests_until[row.digest]:
            return
        state = self._reader.accused(row.promise().receipt)
        if state:
            self._follow(row, state)
        elif row.step != Step.WAITING and self._now() >= row.at + _DAY:
            self._move(row, Step.WAITING)
        elif row.step in (Step.SENT, Step.ACCUSED):
            return
        elif row.step == Step.WAITING and not self._network.gateways.pays_fine(row.gateway):
            self._move(row, Step.DROPPED)
        else:
            self._consider(row)

    def _follow(self, row: AccusationRow, state: State) -> None:
        """Notes how far the accusation is, whoever made it, and convicts when it is due."""
        gateways = self._network.gateways
        if state is State.ANSWERED:
            accuser = gateways.accuser_with(row.gateway, row.digest)
            convicted = gateways.was_convicted(row.gateway, row.digest)
            self._move(row, Step.CONVICTED if convicted else Step.ANSWERED, accuser, row.until)
            return
        accusation = gateways.accusation(row.digest)
        if accusation and (row.step, row.until) != (Step.ACCUSED, accusation.until):
            self._move(row, Step.ACCUSED, accusation.accuser, accusation.until)
        if state is State.CONVICTABLE:
            self._rest(row)
            self._budget.send(Relayed.ACCUSATION, row.gateway, gateways.convict(row.promise().receipt))

    def _consider(self, row: AccusationRow) -> None:
        state = self._state(row)
        if state is State.KEPT and row.step == Step.WAITING:
            self._move(row, Step.KEPT)
        elif state is State.BROKEN and (row.step == Step.ACCUSING or self._may_accuse(row)):
            self._move(row, Step.ACCUSING)
            self._accuse(row)

    def _state(self, row: AccusationRow) -> State:
        """Returns what became of a promise that nobody accused of. A gateway that shows its record's leaf kept it."""
        promise = row.promise()
        if not self._reader.is_posted(promise.receipt):
            return self._reader.state(promise)
        if self._asked >= _ASKED_AT_ONCE:
            return State.LATE
        self._asked += 1
        self._asked_at[row.gateway] = self._now()
        self._rest(row)
        state = self._reader.state(promise)
        if state is not State.BROKEN:
            return state
        try:
            pay_to, signatures_hash = leaf_shown_by(self._network, promise.receipt)
        except KulaError as error:
            log.info("no leaf", gateway=row.gateway, seq=row.seq, problem=str(error))
            return State.BROKEN if self._now() >= row.at + _DAY else State.LATE
        return self._reader.state(replace(promise, pay_to=pay_to, signatures_hash=signatures_hash))

    def _may_accuse(self, row: AccusationRow) -> bool:
        """Tells whether a deposit is free, and may be put at risk with this gateway."""
        ours = [one for one in self._rows.open() if one.step in _IN_FLIGHT or one.accuser == self._us]
        deposit = self._network.gateways.deposit()
        if any(one.gateway == row.gateway for one in ours) or (len(ours) + 1) * deposit > self._most_at_risk:
            return False
        if self._now() < barred_until(self._rows, row.gateway, self._us):
            return False
        has_coin = self._network.token.balance_of(self._us) >= deposit
        if not has_coin:
            log.warning("no deposit", account=self._us, problem="it holds too little KULA to accuse")
            self._rest(row)
        return has_coin

    def _accuse(self, row: AccusationRow) -> None:
        """Sends the deposit's approval and the accusation."""
        gateways, promise = self._network.gateways, row.promise()
        deposit = gateways.deposit()
        try:
            if self._network.token.allowance(self._us, gateways.address) < deposit:
                approve = self._network.token.approve(gateways.address, deposit)
                self._budget.send(Relayed.ACCUSATION, row.gateway, approve)
            self._budget.send(Relayed.ACCUSATION, row.gateway, gateways.accuse(promise.receipt, promise.signature))
        except Problem:
            self._move(row, Step.WAITING)
            raise
        except ChainRefused as refused:
            # The contract may know an accusation already that is not final: ours, or another's.
            self._move(row, Step.SENT if "accused already" in refused.reason else Step.WAITING)
            self._rest(row)
            log.warning("refused", gateway=row.gateway, seq=row.seq, reason=refused.reason)
            return
        self._move(row, Step.SENT)

    def _move(self, row: AccusationRow, step: Step, accuser: Address | None = None, until: int = 0) -> None:
        self._rows.move(row.digest, step, self._now(), accuser, until)
        row.step = step
        log.info("proof", gateway=row.gateway, seq=row.seq, step=step.value)

    def _rest(self, row: AccusationRow) -> None:
        self._rests_until[row.digest] = self._now() + _AGAIN_SECONDS

    def _now(self) -> int:
        return self._network.connection.now()


def start_accusing(accuser: Accuser, folder: Path, edge: Edge) -> Thread:
    """Takes one turn in a thread, which is returned, so that no duty waits for silent gateways. One turn runs at a time."""

    def play() -> None:
        try:
            with FileLock(folder / "accuse.lock", timeout=0):
                edge.take(("accusations",), partial(accuser.turn, edge))
        except Timeout:
            log.debug("accusations", skipped="a turn is running")

    thread = Thread(target=play, name="accuse", daemon=True)
    thread.start()
    return thread
