"""Gas that a gateway spends for others: calls that wait to be mined take only some of the threads of all requests."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.budget import MOST_GAS, MOST_WAITING, GasBudget, Relayed
from kula.node.gateway.problems import Problem
from kula.protocol.types import Address

OWNER = Address("0x" + "11" * 20)


class SlowChain:
    """A sender whose transactions are mined once `block` is set."""

    account = SimpleNamespace(address=OWNER)

    def __init__(self) -> None:
        self.block, self.waiting = threading.Event(), threading.Semaphore(0)
        self.connection = SimpleNamespace(now=lambda: 0)

    def send(self, _: object, *, most_gas: int) -> dict[str, Any]:
        """Waits for the block."""
        assert most_gas == MOST_GAS
        self.waiting.release()
        assert self.block.wait(30)
        return {"gasUsed": 21_000, "transactionHash": b"t" * 32}


def test_relays__that_wait_for_a_block__leave_threads_for_other_requests(tmp_path: Path):
    chain = SlowChain()
    repository = Repository(open_database(f"sqlite:///{tmp_path / 'gateway.sqlite'}"))
    budget = GasBudget(chain, repository, per_day=10**9, per_account=10**9)  # type: ignore[arg-type]
    call: Any = object()
    with ThreadPoolExecutor(MOST_WAITING) as threads:
        sent = [threads.submit(budget.send, Relayed.CLAIM, OWNER, call) for _ in range(MOST_WAITING)]
        assert chain.waiting.acquire(timeout=30)
        while budget._places.acquire(blocking=False):
            budget._places.release()
        with pytest.raises(Problem) as refused:
            budget.send(Relayed.TRANSFER, OWNER, call)
        assert (refused.value.slug, refused.value.retry_after) == ("unavailable", 15)
        chain.block.set()
        assert {one.result() for one in sent} == {b"t" * 32}
    assert budget.send(Relayed.TRANSFER, OWNER, call) == b"t" * 32
