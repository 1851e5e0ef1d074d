"""Withholds what the operator refuses, before anything of it is pinned."""

from collections.abc import Sequence

from kula.node.gateway.database.repository import Repository
from kula.node.gateway.database.tables import RecordRow
from kula.protocol.ipfs.cid import RAW, cid_of


def screen(repository: Repository, rows: Sequence[RecordRow], now: int) -> int:
    """Quarantines those of the records that the operator refuses; returns how many. The rows come with their blocks."""
    accounts = set(repository.refusals.all_of("account"))
    contents = set(repository.refusals.all_of("content"))
    refused = [
        row
        for row in rows
        if row.is_served and ({row.owner, row.key} & accounts or (contents and _ids(row) & contents))
    ]
    return sum(repository.withholding.quarantine(row.hash, now) for row in refused)


def _ids(row: RecordRow) -> set[str]:
    """The content ids of a record: that of its block, and that of its text."""
    if row.block is None:
        return {row.link}
    return {row.link, cid_of(row.plaintext(row.block), RAW)}
