"""Reads from the chain what the database lacks: the state, and rows that are new, changed, or were never read.

What can no longer change is read once. Old rows that are missing come a few at a time, the newest first.
"""

from collections import Counter
from dataclasses import dataclass

from structlog import get_logger

from kula.node.gateway.database.chain import ChainCopy, ChainState, Look
from kula.node.gateway.database.chain_tables import BatchRow, DatasetRow, EpochRow, ModelRow, RevocationRow
from kula.protocol.chain.clients.judgements import RoundState
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.chain.network import Network
from kula.protocol.chain.rpc.eventlog import OVERLAP
from kula.protocol.chain.rpc.heads import Head
from kula.protocol.errors import KulaError, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.types import ZERO_ADDRESS, Address

_AT_ONCE = 64
"""Missing rows of each kind, and accounts, that one look reads."""
_ROUNDS = 8
"""The newest rounds of candidates. Older ones are over."""

log = get_logger("index")


@dataclass(frozen=True, slots=True)
class Looking:
    """Looks at the chain for a gateway, `us`. Its reads belong to one turn of the connection."""

    network: Network
    copy: ChainCopy
    us: Address

    def state(self, head: Head) -> ChainState:
        """Returns the state as of a head."""
        network = self.network
        reports, registry, batches = network.reports, network.registry, network.batches
        return ChainState(
            block=head.number,
            hash=head.hash.hex(),
            now=head.now,
            epoch=batches.current(),
            head=reports.head(),
            tip=reports.tip(),
            final_upto=reports.final_upto(),
            attempt=reports.attempt(),
            turned_at=reports.turned_at(),
            paused_until=reports.paused_until(),
            next_seq=batches.next_seq(self.us),
            served=registry.served(),
            last_dataset=registry.last_dataset(),
            last_model=registry.last_model(),
            last_batch=batches.last_batch(),
            claimed=str(network.claims.paid()),
            scorer=hex0(network.scorers.scorer_of(batches.current())),
            judges=self._judges(),
        )

    def paid_since(self, before: ChainState, state: ChainState) -> set[Address] | None:
        """Returns the accounts that claims have paid since a state; None if they are not all known.

        If each claim of a stranger made us ask for every account that ever had a record here, anybody could use up our
        requests.
        """
        network, minted = self.network, Counter[Address]()
        try:
            events = network.claims.events("Claimed", from_block=before.block + 1)
            claims = {bytes(event["transactionHash"]) for event in events}
            for claim in claims if len(claims) <= _AT_ONCE else ():
                minted.update(network.token.minted_in(claim))
        except KulaError as error:
            log.info("claims", problem=str(error))
        # An endpoint may hide some of it.
        return set(minted) if minted.total() == int(state.claimed) - int(before.claimed) else None

    def read(self, before: ChainState | None, state: ChainState, read_upto: int) -> Look:
        """Returns what has changed since `before`. Events are read after the block `read_upto`."""
        look = Look(state)
        self._read_epochs(before, look)
        self._read_batches(look)
        self._read_registry(look)
        self._read_revocations(read_upto, look)
        stale = self.copy.stale_payees(_AT_ONCE)
        look.payees = {account: self.network.token.earned_of(Address(account)) for account in stale}
        return look

    def _read_epochs(self, before: ChainState | None, look: Look) -> None:
        """Reads the epochs that are not settled, those that were settled since, and some that were never read."""
        state = look.state
        has_fallen = before is None or before.attempt != state.attempt or before.head > state.head
        start = state.final_upto if has_fallen or before is None else min(before.head, state.head)
        numbers = {*range(start + 1, state.epoch + 1), *self.copy.missing(EpochRow, state.epoch, _AT_ONCE)}
        for number in sorted(numbers):
            row = self._epoch(number, state)
            look.rows.append(row)
            if row.lost:
                # Its batches have moved on to the open epoch.
                look.dropped.append((BatchRow, [batch.number for batch in self.copy.batches_of(number)]))

    def _epoch(self, number: int, state: ChainState) -> EpochRow:
        network = self.network
        scores, report = network.scores.epoch(number), network.reports.standing(number)
        seats = network.validators.seats(scores.set_id) if scores.closed_at else []
        return EpochRow(
            number=number,
            opened_at=network.batches.opened_at(number),
            closed_at=scores.closed_at,
            reveal_from=scores.reveal_from,
            report_from=scores.report_from,
            proposed_at=report.proposed_at,
            records=network.batches.records(number),
            lost=network.reports.lost(number),
            digest=report.digest,
            root=report.root,
            price=report.price,
            parent=report.parent,
            seats=[seat.operator for seat in seats],
            owners=network.validators.owners(scores.set_id) if seats else [],
            revealed=[place for place in range(len(seats)) if scores.has_revealed(place)],
            block=state.block,
        )

    def _read_batches(self, look: Look) -> None:
        moved = {number for _, numbers in look.dropped for number in numbers}
        for number in sorted(moved.union(self.copy.missing(BatchRow, look.state.last_batch, _AT_ONCE))):
            batch = self.network.batches.batch(number)
            _require(batch.gateway != ZERO_ADDRESS, "batch", number)
            look.rows.append(
                BatchRow(
                    number=number,
                    epoch=batch.epoch,
                    posted_in=batch.posted_in,
                    gateway=batch.gateway,
                    offset=batch.offset,
                    first_seq=batch.first_seq,
                    count=batch.count,
                    root=batch.root,
                    manifest=batch.manifest,
                    block=look.state.block,
                )
            )

    def _read_registry(self, look: Look) -> None:
        registry, state, copy = self.network.registry, look.state, self.copy
        for number in copy.missing(DatasetRow, state.last_dataset, _AT_ONCE):
            dataset = registry.dataset(number)
            _require(dataset.publisher != ZERO_ADDRESS, "dataset", number)
            look.rows.append(
                DatasetRow(
                    number=number,
                    manifest=dataset.manifest,
                    rows=dataset.rows,
                    parent=dataset.parent,
                    first_epoch=dataset.first_epoch,
                    last_epoch=dataset.last_epoch,
                    block=state.block,
                )
            )
        for number in sorted({*copy.candidates()}.union(copy.missing(ModelRow, state.last_model, _AT_ONCE))):
            model = registry.model(number)
            look.rows.append(
                ModelRow(
                    number=number,
                    manifest=model.manifest,
                    parent=model.parent,
                    trainer=model.trainer,
                    round=model.round,
                    state=ModelState(model.state).name.lower(),
                    datasets=registry.datasets_of(number),
                    block=state.block,
                )
            )

    def _read_revocations(self, read_upto: int, look: Look) -> None:
        """Reads the keys that have ended since. The number of the event's block lets it be undone."""
        first = max(0, read_upto + 1 - OVERLAP)
        for event in self.network.grants.events("KeyRevoked", from_block=first):
            ended, block = event["args"], event["blockNumber"]
            look.rows.append(RevocationRow(owner=ended["owner"], key=ended["key"], epoch=ended["epoch"], block=block))

    def _judges(self) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
        """Returns who votes now on candidates that are judged on which epochs."""
        network = self.network
        last = network.judgements.last_round()
        rounds = [network.judgements.round(number) for number in range(max(1, last - _ROUNDS + 1), last + 1)]
        return tuple(
            (one.first, one.last, tuple(seat.operator for seat in network.validators.seats(one.set_id)))
            for one in rounds
            if one.state == RoundState.VOTING
        )


def _require(exists: bool, what: str, number: int) -> None:
    """Raises Unavailable for a row that is counted but empty: its endpoint has answered by the states of two blocks.

    Such rows are read once, so an empty one would hide a batch of ours for ever. An empty model is read again anyway: it looks
    like a candidate. `exists` rests on what no transaction can leave empty: who sent it.
    """
    if not exists:
        raise Unavailable(f"{what} {number} is counted and empty: the endpoint mixes two blocks; looking again")
