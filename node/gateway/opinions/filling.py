"""Fills the queue of tasks: from rows of published datasets, and never from a talk that is not published."""

import json
from collections.abc import Iterator
from typing import Any

from eth_utils.crypto import keccak
from structlog import get_logger

from kula.node.gateway.database.opinion_tables import TaskRow
from kula.node.gateway.database.repository import Repository
from kula.protocol.chain.network import Network
from kula.protocol.errors import KulaError
from kula.protocol.ipfs.cid import bytes32_to_cid
from kula.protocol.ipfs.store import Store
from kula.protocol.reading.datasets import opened, read_dataset
from kula.protocol.reading.parquet import read_parquet
from kula.protocol.signatures import prompt_hash
from kula.protocol.types import MAX_RECORDS

_COLUMNS = ("kind", "messages", "prompt", "rating", "range", "model", "signed")
_MOST_TASKS = 4_096
"""Tasks of one dataset."""
_MOST_MESSAGES, _MOST_CHARACTERS = 16, 4_000
"""Longer talks make no tasks."""


def fill(network: Network, store: Store, repository: Repository, curators: tuple[str, ...]) -> int:
    """Adds the tasks of the next dataset of a curator that the operator trusts; returns its number, or 0 if there is none.

    A dataset that cannot be read makes no tasks.
    """
    filled = repository.tasks.filled_upto()
    if network.registry.last_dataset() <= filled:
        return 0
    datasets = {n: one for n, one in network.registry.datasets(filled).items() if one.publisher in curators}
    if not datasets:
        return 0
    number = min(datasets)
    tasks: dict[bytes, TaskRow] = {}
    try:
        for file in read_dataset(store, bytes32_to_cid(datasets[number].manifest)).files:
            if file.holds_rows and len(tasks) < _MOST_TASKS:
                with opened(store, file) as content:
                    rows = read_parquet(content, _COLUMNS, MAX_RECORDS)
                    tasks |= {task.task: task for row in rows for task in tasks_of(row, number)}
    except KulaError as error:
        get_logger("tasks").warning("unreadable", dataset=number, problem=str(error))
    repository.tasks.fill(list(tasks.values())[:_MOST_TASKS], number)
    return number


def tasks_of(row: dict[str, Any], dataset: int) -> Iterator[TaskRow]:
    """Yields the task that a row makes: a bad answer is to be corrected; other talks are for pairs, or to be answered."""
    try:
        messages = [{"role": m["role"], "content": m["content"]} for m in json.loads(row["messages"] or row["prompt"])]
    except (TypeError, ValueError, KeyError):
        return
    last = max((i for i, message in enumerate(messages) if message["role"] == "user"), default=-1)
    talk, answer = messages[: last + 1], messages[last + 1 :]
    if not talk or len(talk) > _MOST_MESSAGES or sum(len(m["content"]) for m in messages) > _MOST_CHARACTERS:
        return
    hashed = prompt_hash(talk)
    is_bad = row["kind"] == "rating" and (row["rating"] or 0) <= (2 if row["range"] == "1..5" else -1)
    kind = "correct" if is_bad and len(answer) == 1 else ("pair", "answer")[hashed[0] % 2]
    signed_by = row["model"] if kind == "correct" and row["signed"] else None
    yield TaskRow(
        task=keccak(kind.encode() + hashed),
        kind=kind,
        prompt_hash=hashed,
        messages=[*talk, *answer] if kind == "correct" else talk,
        dataset=dataset,
        model=bytes.fromhex(signed_by.removeprefix("0x")) if signed_by else None,
    )
