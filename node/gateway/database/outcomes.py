"""What became of each record, read from chain and IPFS into the gateway's rows, so that people can be told at once."""

import json

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import OutcomeRow
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ledgers.ledger import credit
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.published import read_manifest
from kula.protocol.types import ZERO_ADDRESS


def mirror(ledgers: Ledgers, repository: Repository) -> None:
    """Copy the outcomes of every settled epoch whose report is another one than last time."""
    for epoch in ledgers.epochs():
        digest = hex0(ledgers.state(epoch).digest)
        if repository.outcome_digest(epoch) != digest:
            repository.put_outcomes(epoch, outcomes(ledgers, epoch, digest))
            repository.drop_blocks(epoch)


def outcomes(ledgers: Ledgers, epoch: int, digest: str) -> list[OutcomeRow]:
    """One row a record of an epoch with a ledger."""
    network, store, ledger = ledgers.network, ledgers.store, ledgers.at(epoch)
    floor = network.parameters.floor
    hashes = [h for batch in network.batches.batches_of(epoch) for h, _ in read_manifest(store, batch)]
    medians = {row.pos: row.median for row in ledger.rows}
    reasons = reasons_of(ledgers, epoch, medians)
    return [
        OutcomeRow(
            hash=hex0(hashes[row.pos]),
            epoch=epoch,
            position=row.pos,
            score=row.median,
            reasons=json.dumps(reasons.get(row.pos, [])),
            credit=credit(row.median, floor) if row.pay_to != ZERO_ADDRESS else 0,
            price=str(ledger.price),
            digest=digest,
        )
        for row in ledger.rows
    ]


def reasons_of(ledgers: Ledgers, epoch: int, medians: dict[int, int]) -> dict[int, list[str]]:
    """For each position the reasons of the first seat whose score is the median."""
    found: dict[int, list[str]] = {}
    for reveal in ledgers.network.scores.reveals(epoch):
        try:
            side = ledgers.store.get_node(bytes32_to_cid(reveal.files))["reasons"]
        except (Unavailable, IntegrityError, KeyError):
            # A seat that withholds its reasons loses nothing; another seat's will do.
            continue
        for pos, median in medians.items():
            if pos not in found and reveal.scores[pos] == median and pos < len(side):
                found[pos] = [str(code) for code in side[pos]]
    return found
