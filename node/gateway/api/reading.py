"""GET the network, epochs, leaves, datasets, models and health: the chain as this gateway sees it."""

from dataclasses import asdict

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from kula.node.gateway.api.context import Context
from kula.node.gateway.api.shapes.fields import Number
from kula.node.gateway.api.shapes.responses import (
    BatchStatus,
    Deployed,
    EpochStatus,
    Leaves,
    Network,
    ReportStatus,
    ServedModel,
    Status,
)
from kula.node.gateway.problems import Problem, raises
from kula.protocol.ipfs.cid import bytes32_to_cid

router = APIRouter()


@router.get("/v1/network")
def get_network(context: Context) -> Network:
    """Serves what a client needs before its first signature."""
    network, settings = context.network, context.settings
    served = network.registry.served()
    return Network(
        chain_id=network.addresses.chain_id,
        addresses=Deployed(**asdict(network.addresses)),
        gateway=context.address,
        origin=settings.page_origin,
        licences=list(settings.licences),
        rpc=settings.page_rpc,
        epoch=network.batches.current(),
        now=network.connection.now(),
        parameters={name: str(value) for name, value in asdict(network.parameters).items()},
        served=ServedModel(model=served, manifest=network.registry.model(served).manifest),
        transfer_fee=settings.transfer_fee,
    )


@router.get("/v1/epochs/{number}")
@raises("unknown-epoch")
def get_epoch(number: Number, context: Context) -> EpochStatus:
    """Serves an epoch's phase, batches and live report."""
    network = context.network
    if not 1 <= number <= network.batches.current():
        raise Problem("unknown-epoch", f"epochs run from 1 to {network.batches.current()}")
    report = network.reports.standing(number)
    return EpochStatus(
        epoch=number,
        phase=network.reports.phase(number).name.lower(),
        records=network.batches.records(number),
        batches=[
            BatchStatus(number=batch.number, manifest=bytes32_to_cid(batch.manifest), count=batch.count)
            for batch in network.batches.batches_of(number)
        ],
        report=ReportStatus.of(report) if report.exists else None,
    )


@router.get("/v1/batches/{number}/leaves")
@raises("not-found")
def get_leaves(number: Number, context: Context) -> Leaves:
    """Serves a batch's leaf hashes, so that anybody can check a leaf against the root on chain."""
    batch = context.network.batches.batch(number)
    if batch.gateway != context.address:
        raise Problem("not-found", f"batch {number} is not of this gateway")
    return Leaves(leaves=context.kept.leaves(batch))


@router.get("/healthz")
def get_health() -> Status:
    """Says that the process is alive."""
    return Status(status="ok")


@router.get("/readyz")
def get_ready(context: Context) -> Status:
    """Says that chain, database and model answer."""
    context.network.connection.now()
    context.repository.last_seq()
    if context.embedded:
        context.embedded.served  # noqa: B018 - raises until the model is loaded
    return Status(status="ready")


@router.get("/metrics", response_class=PlainTextResponse)
def get_metrics(context: Context) -> Response:
    """Serves Prometheus text: records acknowledged and on chain, the epochs, and which steps of the worker failed."""
    network = context.network
    lines = [
        "# TYPE kula_records_acknowledged counter",
        f"kula_records_acknowledged {context.repository.last_seq()}",
        "# TYPE kula_records_posted counter",
        f"kula_records_posted {network.batches.next_seq(context.address)}",
        "# TYPE kula_open_epoch gauge",
        f"kula_open_epoch {network.batches.current()}",
        "# TYPE kula_final_epoch gauge",
        f"kula_final_epoch {network.reports.final_upto()}",
        "# TYPE kula_worker_failures counter",
    ]
    lines += [
        f'kula_worker_failures{{step="{row.step}",error="{row.error}"}} {row.count}'
        for row in context.repository.tallies.failures()
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")
