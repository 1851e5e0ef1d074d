"""What validators get from a gateway and give to each other through it: entries, and signatures under reports."""

import json
from typing import Any

from fastapi import APIRouter, Request

from kula.node.gateway.api.access import check_access
from kula.node.gateway.api.context import Body, Gateway, Parts
from kula.node.gateway.api.document import takes
from kula.node.gateway.api.requests import PostSignature
from kula.node.gateway.api.responses import Bulletin, Signed
from kula.node.gateway.database.tables import RecordRow, SignatureRow
from kula.node.gateway.problems import Problem
from kula.protocol.chain.settlement import signed_digest
from kula.protocol.errors import MalformedInput
from kula.protocol.hex import hex0, unhex
from kula.protocol.records.entry import Entry, entry_to_json, grant_from_json, record_from_json
from kula.protocol.signatures import require_signer
from kula.protocol.types import Batch, Report

router = APIRouter(prefix="/v1/epochs")


@router.get("/{number}/entries")
def get_entries(number: int, request: Request, parts: Parts) -> dict[str, Any]:
    """The keys, salts and signatures of an epoch's records of this gateway, for validators and curators only."""
    network = parts.network

    def allowed() -> set[str]:
        seats = [*network.validators.active(), *_seats(parts, number)]
        return {seat.validator for seat in seats} | set(parts.settings.curators)

    header = request.headers.get("authorization")
    check_access(network.signing, header, request.url.path, network.connection.now(), allowed)
    ours = [b for b in network.batches.batches_of(number) if b.gateway == parts.address]
    return {"batches": [{"number": b.number, "entries": _entries(parts, b)} for b in ours]}


@router.post("/{number}/signatures", status_code=201, response_model=Signed, openapi_extra=takes(PostSignature))
def post_signature(number: int, body: Body, parts: Parts) -> dict[str, Any]:
    """Put a seat's signature on the bulletin. Only a valid one of a seat of that epoch is kept."""
    seats = _seats(parts, number)
    try:
        seat, attempt = int(body["seat"]), int(body["attempt"])
        root, files = unhex(body["root"], 32), unhex(body["files"], 32)
        sum_credit, signature = int(body["sum_credit"]), unhex(body["signature"], 65)
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedInput("signature", f"is not well formed: {error!r}") from error
    if not 0 <= seat < len(seats) or attempt != parts.network.reports.attempt():
        raise Problem("access-denied", "no such seat, or another attempt")
    digest = epoch_digest(parts, number, attempt, root, files, sum_credit)
    require_signer(digest, signature, seats[seat].validator, "the report")
    row = SignatureRow(epoch=number, attempt=attempt, seat=seat, digest=hex0(digest), signature=signature)
    parts.repository.add_signature(row)
    return {"digest": hex0(digest)}


@router.get("/{number}/signatures", response_model=Bulletin)
def get_signatures(number: int, parts: Parts) -> dict[str, Any]:
    """The bulletin of the epoch's current attempt."""
    attempt = parts.network.reports.attempt()
    rows = parts.repository.signatures(number, attempt)
    shown = [{"seat": r.seat, "digest": r.digest, "signature": hex0(r.signature)} for r in rows]
    return {"attempt": attempt, "signatures": shown}


def epoch_digest(parts: Gateway, epoch: int, attempt: int, root: bytes, files: bytes, sum_credit: int) -> bytes:
    """The digest that a report of the next epoch in line would have."""
    network = parts.network
    report = Report(
        epoch=epoch,
        attempt=attempt,
        parent=network.reports.standing(network.reports.tip()).digest,
        root=root,
        records=network.batches.records(epoch),
        sum_credit=sum_credit,
        files=files,
    )
    return signed_digest(network, report)


def _seats(parts: Gateway, epoch: int) -> list[Any]:
    state = parts.network.scores.epoch(epoch)
    return parts.network.validators.seats(state.set_id) if state.closed_at else []


def _entries(parts: Gateway, batch: Batch) -> list[dict[str, Any]]:
    rows = parts.repository.records_from(batch.first_seq, batch.count)
    return [entry_to_json(entry_of(parts, row)) for row in rows]


def entry_of(parts: Gateway, row: RecordRow) -> Entry:
    """A row as validators get it."""
    grant = parts.repository.grant(row.grant)
    assert grant, "records refer to grants by foreign key"
    return Entry(
        seq=row.seq,
        record=record_from_json(json.loads(row.message)),
        grant=grant_from_json(json.loads(grant.message)),
        grant_signature=grant.signature,
        signature=row.signature,
        content_key=row.content_key,
        salt=row.salt,
        link=row.link,
    )
