"""Every GET of a gateway that took a hundred thousand records of one account, on SQLite and PostgreSQL."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session, make_transient

from kula.node.gateway.api.app import create_app
from kula.node.gateway.api.context import GatewayContext
from kula.node.gateway.database.chain_tables import EpochRow, EstimateRow
from tests.support.chain import TestNet
from tests.support.gateway.rows import KEY, OWNER, emptied, fill, hash_of
from tests.support.gateways import gateway_settings
from tests.support.speed import is_done_within

MANY = 100_000
TIMES = int(os.environ.get("KULA_TIMES", "5"))
"""Answers per path. Figures in docs/testing/figures.md are of 20."""
MOST_SECONDS = 0.3
"""Of a processor, for one answer."""


@dataclass(frozen=True)
class Gateway:
    """A gateway's parts, and a client of its app."""

    context: GatewayContext
    client: TestClient


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def gateway(request: pytest.FixtureRequest, net: TestNet, tmp_path: Path) -> Iterator[Gateway]:
    """A gateway with that many records, whose copy of the chain stands still. Reports up to epoch 150 are final."""
    url = emptied(request.getfixturevalue("postgres")) if request.param == "postgres" else ""
    app = create_app(gateway_settings(net, tmp_path, database=url))
    context: GatewayContext = app.state.gateway
    context.indexer.turn()
    fill(context.repository, MANY, lambda i: 0 if i % 50 == 7 else 20 if i % 3 == 0 else 64 + i % 100)
    estimate = {"score": 80, "reasons": ["good"], "language": "en", "scorer": bytes(32), "at": 1, "again": False}
    with Session(context.repository._engine) as session, session.begin():
        rows = [{"hash": hash_of(i), "state": "done", **estimate} for i in range(MANY)]
        session.execute(insert(EstimateRow), rows)
    with context.repository._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    state = context.chain()
    with Session(context.repository._engine) as session, session.begin():
        opened = session.get_one(EpochRow, state.epoch)
        session.expunge(opened)
        make_transient(opened)
        opened.number = 200
        session.add(opened)
    moved = replace(state, epoch=200, final_upto=150, next_seq=MANY - 100)
    context.repository.chain.put_fact("chain", asdict(moved))
    yield Gateway(context, TestClient(app))
    if url:
        emptied(url)


def _paths() -> list[str]:
    """Every GET that is answered at once, pages from the start and from the middle, and of each state and kind."""
    middle = "?cursor=NTAwMDA"
    pages = ["", middle, *(f"?state={one}" for one in ("received", "posted", "reported", "final", "void"))]
    pages += ["?kind=rating", "?state=final&kind=correction", "?limit=100"]
    account = f"/v1/accounts/{OWNER}"
    paths = [account, *(f"{account}/records{one}" for one in pages), f"{account}/days", f"{account}/keys"]
    paths += [f"/v1/records/0x{hash_of(MANY // 2).hex()}", f"/v1/trace/0x{hash_of(MANY - 50).hex()}"]
    return [
        *paths,
        f"/v1/tasks?key={KEY}",
        "/v1/network",
        "/v1/erasures",
        "/v1/datasets",
        "/healthz",
        "/metrics",
    ]


def _cpu_seconds(engine: Engine) -> float:
    """The processor time of this process and of the servers of its database, however busy the machine is."""
    if engine.dialect.name == "sqlite":
        return time.process_time()
    with engine.connect() as connection:
        servers = connection.execute(text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"))
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for (pid,) in servers]
    return time.process_time() + sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_gets__at_a_gateway_with_a_hundred_thousand_records__are_quick(gateway: Gateway):
    engine, slow = gateway.context.repository._engine, dict[str, float]()
    for path in _paths():
        assert gateway.client.get(path).status_code == 200, path
        waited, before = list[float](), _cpu_seconds(engine)
        for _ in range(TIMES):
            began = time.perf_counter()
            gateway.client.get(path)
            waited.append(time.perf_counter() - began)
        used = (_cpu_seconds(engine) - before) / TIMES
        p95 = sorted(waited)[TIMES * 95 // 100 - 1]
        sys.stdout.write(f"{1_000 * used:7.1f} ms of a core, {1_000 * p95:7.1f} ms (p95)  {path}\n")
        quick = is_done_within(MOST_SECONDS, lambda path=path: gateway.client.get(path), lambda: _cpu_seconds(engine))
        slow |= {} if quick else {path: used}
    assert not slow
