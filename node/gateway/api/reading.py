"""GET: the network, records, accounts, epochs, datasets, models, traces, health."""

import json
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from kula.node.gateway.api import responses
from kula.node.gateway.api.bulletin import entry_of
from kula.node.gateway.api.context import Gateway, Parts
from kula.node.gateway.database.tables import RecordRow
from kula.node.gateway.problems import Problem
from kula.protocol.chain.clients.registry import ModelState
from kula.protocol.encoding import batch_leaf
from kula.protocol.hex import hex0
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.types import VOID, Address, Phase

router = APIRouter()
_LATEST = 50


@router.get("/v1/network", response_model=responses.Network)
def get_network(parts: Parts) -> dict[str, Any]:
    """What a client needs before its first signature."""
    network, settings = parts.network, parts.settings
    served = network.registry.served()
    return {
        "chain_id": network.addresses.chain_id,
        "addresses": asdict(network.addresses),
        "gateway": parts.address,
        "origin": settings.page_origin,
        "licences": list(settings.licences),
        "rpc": settings.public_rpc or settings.rpc.split(",")[0],
        "epoch": network.batches.current(),
        "now": network.connection.now(),
        "parameters": {k: str(v) for k, v in asdict(network.parameters).items()},
        "served": {"model": served, "manifest": hex0(network.registry.model(served).manifest)},
    }


@router.get("/v1/records/{digest}", response_model=responses.RecordStatus)
def get_record(digest: str, parts: Parts) -> dict[str, Any]:
    """Where a record stands, its score, why, and its pay."""
    row = parts.repository.record(digest)
    if not row:
        raise Problem("unknown-record", f"no record {digest[:70]} came in here")
    return record_status(parts, row)


@router.get("/v1/accounts/{address}", response_model=responses.AccountStatus)
def get_account(address: str, parts: Parts) -> dict[str, Any]:
    """An account's earnings, grants and newest records."""
    rows = parts.repository.records_of(address, _LATEST)
    earned = parts.network.token.earned_of(Address(address)) if len(address) == 42 else 0
    records = [record_status(parts, row) for row in rows]
    known = sum(int(r["pay"]["amount"]) for r in records if r["pay"])
    return {
        "account": address,
        "earned": str(earned),
        "pending": str(max(0, known - earned)),
        "grants": [{"hash": g.hash, **json.loads(g.message)} for g in parts.repository.grants_of(address)],
        "records": records,
    }


@router.get("/v1/epochs/{number}", response_model=responses.EpochStatus)
def get_epoch(number: int, parts: Parts) -> dict[str, Any]:
    """An epoch's phase, batches and report."""
    network = parts.network
    if not 1 <= number <= network.batches.current():
        raise Problem("unknown-epoch", f"epochs run from 1 to {network.batches.current()}")
    report = network.reports.standing(number)
    batches = network.batches.batches_of(number)
    return {
        "epoch": number,
        "phase": network.reports.phase(number).name.lower(),
        "records": network.batches.records(number),
        "batches": [{"number": b.number, "manifest": bytes32_to_cid(b.manifest), "count": b.count} for b in batches],
        "report": {
            "digest": hex0(report.digest),
            "root": hex0(report.root),
            "price": str(report.price),
        }
        if report.exists
        else None,
    }


@router.get("/v1/datasets", response_model=responses.Datasets)
def get_datasets(parts: Parts) -> dict[str, Any]:
    """All dataset versions."""
    registry = parts.network.registry
    found: list[dict[str, Any]] = []
    for number in range(1, registry.last_dataset() + 1):
        d = registry.dataset(number)
        span = {"first_epoch": d.first_epoch, "last_epoch": d.last_epoch}
        found.append(
            {
                "version": number,
                "cid": bytes32_to_cid(d.manifest),
                "rows": d.rows,
                "parent": d.parent,
                **span,
            }
        )
    return {"datasets": found}


@router.get("/v1/models", response_model=responses.Models)
def get_models(parts: Parts) -> dict[str, Any]:
    """All models with their votes."""
    registry = parts.network.registry
    served = registry.served()
    found: list[dict[str, Any]] = []
    for number in range(1, registry.last_model() + 1):
        m = registry.model(number)
        found.append(
            {
                "version": number,
                "cid": bytes32_to_cid(m.manifest),
                "parent": m.parent,
                "trainer": m.trainer,
                "judged_on": m.judged_on,
                "state": ModelState(m.state).name.lower(),
                "datasets": registry.datasets_of(number),
                "served": number == served,
            }
        )
    return {"models": found}


@router.get("/v1/trace/{digest}", response_model=responses.TraceStart)
def get_trace(digest: str, parts: Parts) -> dict[str, Any]:
    """What a trace starts from: the public parts of a record. Neither salt, nor key, nor content."""
    row = parts.repository.record(digest)
    if not row:
        raise Problem("unknown-record", f"no record {digest[:70]} came in here")
    grant = parts.repository.grant(row.grant)
    assert grant, "records refer to grants by foreign key"
    return {
        "record": json.loads(row.message),
        "hash": row.hash,
        "grant": json.loads(grant.message),
        "grant_signature": hex0(grant.signature),
        "signature": hex0(row.signature),
        "gateway": parts.address,
        "seq": row.seq,
        "link": row.link,
        "receipt": hex0(row.receipt),
        "last_epoch": row.last_epoch,
    }


@router.get("/v1/batches/{number}/leaves", response_model=responses.Leaves)
def get_leaves(number: int, parts: Parts) -> dict[str, Any]:
    """A batch's leaf hashes, so that anybody can check a leaf against the root on chain."""
    batch = parts.network.batches.batch(number)
    if batch.gateway != parts.address:
        raise Problem("not-found", f"batch {number} is not of this gateway")
    rows = parts.repository.records_from(batch.first_seq, batch.count)
    leaves = [
        batch_leaf(parts.network.dom, entry_of(parts, row).leaf(parts.network.signing, parts.address)) for row in rows
    ]
    return {"leaves": [hex0(leaf) for leaf in leaves]}


@router.get("/healthz", response_model=responses.Status)
def get_health() -> dict[str, str]:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz", response_model=responses.Status)
def get_ready(parts: Parts) -> dict[str, str]:
    """Chain, database and model answer."""
    parts.network.connection.now()
    parts.repository.last_seq()
    if parts.serving and not parts.settings.chat_url:
        parts.serving.served  # noqa: B018 - raises until the model is loaded
    return {"status": "ready"}


@router.get("/metrics", response_class=PlainTextResponse)
def get_metrics(parts: Parts) -> Response:
    """Prometheus text: what was acknowledged and what of it is on chain."""
    posted = parts.network.batches.next_seq(parts.address)
    lines = [
        "# TYPE kula_records_acknowledged counter",
        f"kula_records_acknowledged {parts.repository.last_seq()}",
        "# TYPE kula_records_posted counter",
        f"kula_records_posted {posted}",
        "# TYPE kula_open_epoch gauge",
        f"kula_open_epoch {parts.network.batches.current()}",
        "# TYPE kula_final_epoch gauge",
        f"kula_final_epoch {parts.network.reports.final_upto()}",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def record_status(parts: Gateway, row: RecordRow) -> dict[str, Any]:
    """A record's state from our rows and the chain."""
    message = json.loads(row.message)
    outcome = parts.repository.outcome(row.hash)
    status: dict[str, Any] = {
        "record": row.hash,
        "owner": row.owner,
        "kind": message["kind"],
        "parent": message["parent"],
        "state": "received",
        "epoch": None,
        "position": None,
        "score": None,
        "reasons": [],
        "pay": None,
        "receipt": {"seq": row.seq, "last_epoch": row.last_epoch, "signature": hex0(row.receipt)},
    }
    if not outcome:
        posted = parts.network.batches.next_seq(parts.address) > row.seq
        return {**status, "state": "posted" if posted else "received"}
    final = parts.network.reports.phase(outcome.epoch) is Phase.FINAL
    amount = outcome.credit * int(outcome.price)
    pay = {"credit": outcome.credit, "price": outcome.price, "amount": str(amount), "final": final}
    return {
        **status,
        "state": "void" if outcome.score == VOID else "final" if final else "reported",
        "epoch": outcome.epoch,
        "position": outcome.position,
        "score": outcome.score,
        "reasons": json.loads(outcome.reasons),
        "pay": pay,
    }
