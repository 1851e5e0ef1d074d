"""Which record the demo traces for its report, and which trace it saves on request."""

from pathlib import Path
from typing import Any

from kula.node.demo.run import DemoRun
from kula.node.local.network import LocalNetwork
from kula.node.trace.follow import Trace, trace_record
from kula.node.trace.pages import HttpPages
from kula.node.trace.recording import save_trace
from kula.protocol.chain.network import Network
from kula.protocol.hex import hex0, unhex
from kula.protocol.ipfs.store import Store
from kula.protocol.ledgers.ledger import Ledger
from kula.protocol.reading.published import epochs_with_ledger, read_ledger, read_manifest
from kula.protocol.types import ZERO_ADDRESS, Row

_TRIES = 12
"""Records that are traced before the best of them is saved."""


def rows_by_record(network: Network, store: Store, epoch: int, ledger: Ledger) -> dict[str, Row]:
    """An epoch's ledger rows by record hash."""
    hashes = [digest for batch in network.batches.batches_of(epoch) for digest, _ in read_manifest(store, batch)]
    return {hex0(hashes[row.pos]): row for row in ledger.rows}


def choose_record(local: LocalNetwork, run: DemoRun, ledgers: dict[int, Ledger]) -> str:
    """A paid correction of a served model's answer, else the first paid record."""
    paid = _paid_records(local, ledgers)
    return next((sent.record for sent in run.people.corrections if sent.record in paid), paid[0])


def trace_of(record: str, local: LocalNetwork, run: DemoRun) -> dict[str, Any]:
    """A record's trace as report.json holds it."""
    trace = trace_record(local.network, local.store, HttpPages(local.gateway), record, _salt(run, record))
    return {"record": record, "verified": trace.verified, "steps": [step.__dict__ for step in trace.steps]}


def save_longest_trace(local: LocalNetwork, run: DemoRun, folder: Path) -> Trace:
    """Save the trace of a paid record that the served model has learned from; without one, the trace with most steps."""
    network, store, pages = local.network, local.store, HttpPages(local.gateway)
    ledgers = {
        epoch: read_ledger(network, store, epoch) for epoch in epochs_with_ledger(network, network.reports.tip())
    }
    traces = [
        trace_record(network, store, pages, record, _salt(run, record))
        for record in _paid_records(local, ledgers)[:_TRIES]
    ]
    longest = max(traces, key=lambda trace: (len(trace.steps), "is this record" in str(trace.steps)))
    return save_trace(network, store, pages, longest.record, _salt(run, longest.record), folder)


def _paid_records(local: LocalNetwork, ledgers: dict[int, Ledger]) -> list[str]:
    """The hashes of all paid records, oldest epoch first."""
    return [
        record
        for epoch, ledger in ledgers.items()
        for record, row in rows_by_record(local.network, local.store, epoch, ledger).items()
        if row.pay_to != ZERO_ADDRESS
    ]


def _salt(run: DemoRun, record: str) -> bytes:
    return unhex(run.people.accepted[record].salt, 32)
