"""GET the network, epochs, leaves and health: the chain as this gateway has read it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import cast, get_args

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from kula.node.gateway.api.context import Context, GatewayContext, charge_of
from kula.node.gateway.api.shapes.clocks import (
    Deployed,
    EpochTimes,
    Languages,
    Network,
    PhaseName,
    ServedModel,
    TypicalPay,
)
from kula.node.gateway.api.shapes.fields import Kind, Number
from kula.node.gateway.api.shapes.responses import (
    BatchStatus,
    EpochStatus,
    Leaves,
    ReportStatus,
    ScoreSpread,
    Status,
)
from kula.node.gateway.database.chain import ChainState
from kula.node.gateway.database.chain_tables import BatchRow, EpochRow, ModelRow
from kula.node.gateway.index.clock import phase_of, times_of
from kula.node.gateway.index.spread import spread_of
from kula.node.gateway.problems import Problem, raises
from kula.protocol.errors import Unavailable
from kula.protocol.hex import unhex
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.scoring.models.base import LANGUAGES

router = APIRouter()
_STALE_SECONDS = 60.0


@router.get("/v1/network")
def get_network(context: Context) -> Network:
    """Serves what a client needs before its first signature, the clock of each epoch, and what records usually earn."""
    network, settings, state = context.network, context.settings, context.chain()
    served = context.repository.chain.row(ModelRow, state.served)
    *closed, current = _times(context, state)
    return Network(
        chain_id=network.addresses.chain_id,
        addresses=Deployed(**asdict(network.addresses)),
        gateway=context.address,
        origin=settings.page_origin,
        licences=list(settings.licences),
        rpc=settings.page_rpc,
        walletconnect_project=settings.walletconnect_project,
        epoch=state.epoch,
        now=state.now,
        indexed=state.block,
        parameters={name: str(value) for name, value in asdict(network.parameters).items()},
        served=ServedModel(model=state.served, manifest=served.manifest if served else bytes(32)),
        transfer_fee=settings.transfer_fee,
        clock=current,
        epochs=closed,
        typical=[
            TypicalPay(**{**row, "amount": None if row["amount"] is None else int(row["amount"])})
            for row in context.repository.chain.fact("typical") or []
        ],
        languages=Languages(model=list(LANGUAGES), scorer=context.languages.of(unhex(state.scorer, 32))),
    )


@router.get("/v1/epochs/{number}")
@raises("unknown-epoch")
def get_epoch(number: Number, context: Context) -> EpochStatus:
    """Serves an epoch's phase and times, its batches, its live report, and how the scores of each kind lie."""
    state, chain = context.chain(), context.repository.chain
    if not 1 <= number <= state.epoch:
        raise Problem("unknown-epoch", f"epochs run from 1 to {state.epoch}")
    row = chain.row(EpochRow, number)
    if not row:
        raise Unavailable(f"this gateway has not read epoch {number} yet; try again in a minute")
    has_report = any(row.root) and number <= state.head
    return EpochStatus(
        epoch=number,
        phase=phase_of(row, state, context.network.parameters).name.lower(),
        records=row.records,
        batches=[
            BatchStatus(number=batch.number, manifest=bytes32_to_cid(batch.manifest), count=batch.count)
            for batch in chain.batches_of(number)
        ],
        report=ReportStatus.of(row) if has_report else None,
        times=_epoch_times(row, state, context),
        scores=_spreads(number, context),
    )


@router.get("/v1/batches/{number}/leaves")
@raises("not-found")
def get_leaves(number: Number, request: Request, context: Context) -> Leaves:
    """Serves a batch's leaf hashes, so that anybody can check a leaf against the root on chain.

    A large batch that nobody asked for lately counts as several requests.
    """
    batch = context.repository.chain.row(BatchRow, number)
    if not batch or batch.gateway != context.address:
        raise Problem("not-found", f"batch {number} is not of this gateway, or not read yet")
    return Leaves(leaves=context.kept.leaves(batch, charge_of(request, context)))


@router.get("/healthz")
def get_health() -> Status:
    """Says that the process is alive."""
    return Status(status="ok")


@router.get("/readyz")
def get_ready(context: Context) -> Status:
    """Says that database and model answer, and that the chain was read a moment ago."""
    context.repository.last_seq()
    if context.indexer.seconds_behind() > _STALE_SECONDS:
        raise Unavailable(f"the chain was not read for {context.indexer.seconds_behind():.0f} s")
    if context.embedded:
        context.embedded.served  # noqa: B018 - raises until the model is loaded
    return Status(status="ready")


@router.get("/metrics", response_class=PlainTextResponse)
def get_metrics(context: Context) -> Response:
    """Serves Prometheus text: records acknowledged and on chain, the epochs, and which steps of the worker failed."""
    state = context.chain()
    lines = [
        "# TYPE kula_records_acknowledged counter",
        f"kula_records_acknowledged {context.repository.last_seq()}",
        "# TYPE kula_records_posted counter",
        f"kula_records_posted {state.next_seq}",
        "# TYPE kula_open_epoch gauge",
        f"kula_open_epoch {state.epoch}",
        "# TYPE kula_final_epoch gauge",
        f"kula_final_epoch {state.final_upto}",
        "# TYPE kula_indexed_block gauge",
        f"kula_indexed_block {state.block}",
        "# TYPE kula_worker_failures counter",
    ]
    lines += [
        f'kula_worker_failures{{step="{row.step}",error="{row.error}"}} {row.count}'
        for row in context.repository.tallies.failures()
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _spreads(epoch: int, context: GatewayContext) -> list[ScoreSpread]:
    scores = context.repository.outcomes.scores_of(epoch)
    spreads = ((kind, spread_of(scores.get(kind, {}))) for kind in get_args(Kind))
    return [
        ScoreSpread(kind=kind, **{**asdict(spread), "bins": list(spread.bins)}) for kind, spread in spreads if spread
    ]


def _times(context: GatewayContext, state: ChainState) -> Sequence[EpochTimes]:
    """Returns the times of all epochs that are not final, the open one last."""
    rows = [row for row in context.repository.chain.epochs_after(state.final_upto) if not row.lost]
    if not rows:
        raise Unavailable("this gateway has not read the open epoch yet; try again in a moment")
    return [_epoch_times(row, state, context) for row in rows]


def _epoch_times(row: EpochRow, state: ChainState, context: GatewayContext) -> EpochTimes:
    times = times_of(row, state, context.network.parameters)
    return EpochTimes(**{**asdict(times), "phase": cast(PhaseName, times.phase.name.lower())})
