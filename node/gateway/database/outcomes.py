"""Copies what became of each record from chain and IPFS into the gateway's rows, so that requests read it at once."""

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import OutcomeRow
from kula.protocol.errors import IntegrityError, Unavailable
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ledgers.ledger import credit
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.published import read_manifest
from kula.protocol.types import ZERO_ADDRESS


def mirror(ledgers: Ledgers, repository: Repository) -> None:
    """Copies the outcomes of every epoch whose live report is another one than last time."""
    for epoch in ledgers.epochs():
        report_digest = ledgers.state(epoch).digest
        if repository.outcomes_report(epoch) != report_digest:
            repository.put_outcomes(epoch, outcomes(ledgers, epoch, report_digest))
            repository.drop_blocks(epoch)


def outcomes(ledgers: Ledgers, epoch: int, report_digest: bytes) -> list[OutcomeRow]:
    """Returns one row per record of an epoch with a ledger."""
    network, store, ledger = ledgers.network, ledgers.store, ledgers.at(epoch)
    floor = network.parameters.floor
    hashes = [h for batch in network.batches.batches_of(epoch) for h, _ in read_manifest(store, batch)]
    medians = {row.pos: row.median for row in ledger.rows}
    reasons = reasons_of(ledgers, epoch, medians)
    return [
        OutcomeRow(
            hash=hashes[row.pos],
            epoch=epoch,
            position=row.pos,
            score=row.median,
            reasons=reasons.get(row.pos, []),
            credit=credit(row.median, floor) if row.pay_to != ZERO_ADDRESS else 0,
            price=ledger.price,
            report_digest=report_digest,
        )
        for row in ledger.rows
    ]


def reasons_of(ledgers: Ledgers, epoch: int, medians: dict[int, int]) -> dict[int, list[str]]:
    """Returns, per position, the reasons of the first seat whose score is the median."""
    reasons: dict[int, list[str]] = {}
    for reveal in ledgers.network.scores.reveals(epoch):
        try:
            of_seat = ledgers.store.get_node(bytes32_to_cid(reveal.files))["reasons"]
        except (Unavailable, IntegrityError, KeyError):
            # A seat that withholds its reasons loses nothing: another seat's reasons serve as well.
            continue
        for pos, median in medians.items():
            if pos not in reasons and reveal.scores[pos] == median and pos < len(of_seat):
                reasons[pos] = [str(code) for code in of_seat[pos]]
    return reasons
