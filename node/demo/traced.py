"""Which record the demo traces for its report, and which trace it saves on request."""

from pathlib import Path
from typing import Any

from kula.node.demo.run import DemoRun
from kula.node.local.network import LocalNetwork
from kula.node.trace.follow import Trace, trace_record
from kula.node.trace.pages import HttpPages
from kula.node.trace.recording import save_trace
from kula.protocol.hex import hex0, unhex
from kula.protocol.reading.ledgers import Ledgers
from kula.protocol.reading.published import read_manifest
from kula.protocol.types import ZERO_ADDRESS, Row

_TRIES = 12
"""Records that are traced before the best of them is saved."""


def rows_by_record(ledgers: Ledgers) -> dict[str, Row]:
    """The ledger rows of all records by record hash, oldest epoch first."""
    rows: dict[str, Row] = {}
    for epoch, ledger in ledgers.line().items():
        batches = ledgers.network.batches.batches_of(epoch)
        hashes = [digest for batch in batches for digest, _ in read_manifest(ledgers.store, batch)]
        rows |= {hex0(hashes[row.pos]): row for row in ledger.rows}
    return rows


def choose_record(ledgers: Ledgers, run: DemoRun) -> str:
    """A paid correction of a served model's answer, else the first paid record."""
    paid = _paid_records(ledgers)
    return next((sent.record for sent in run.people.corrections if sent.record in paid), paid[0])


def trace_of(record: str, local: LocalNetwork, run: DemoRun) -> dict[str, Any]:
    """A record's trace as report.json holds it."""
    trace = trace_record(local.ledgers, HttpPages(local.gateway), record, _salt(run, record))
    return {"record": record, "verified": trace.verified, "steps": [step.__dict__ for step in trace.steps]}


def save_longest_trace(local: LocalNetwork, run: DemoRun, folder: Path) -> Trace:
    """Save the trace of a paid record that the served model has learned from; without one, the trace with most steps."""
    ledgers, pages = local.ledgers, HttpPages(local.gateway)
    traces = [trace_record(ledgers, pages, record, _salt(run, record)) for record in _paid_records(ledgers)[:_TRIES]]
    longest = max(traces, key=lambda trace: (len(trace.steps), "is this record" in str(trace.steps)))
    return save_trace(ledgers, pages, longest.record, _salt(run, longest.record), folder)


def _paid_records(ledgers: Ledgers) -> list[str]:
    """The hashes of all paid records, oldest epoch first."""
    return [record for record, row in rows_by_record(ledgers).items() if row.pay_to != ZERO_ADDRESS]


def _salt(run: DemoRun, record: str) -> bytes:
    return unhex(run.people.accepted[record].salt, 32)
