"""The validators' Celery worker: scores the pieces of epochs that wait on queue gpu."""

from pathlib import Path

from kula.node.celery_app import celery_app, run_worker
from kula.node.settings import ValidatorSettings
from kula.node.validator.scores.pieces import score_piece
from kula.scoring.gates.heads import SHIPPED

app = celery_app()


@app.task(name="kula.score")
def score(piece: str, weights: str, program: str) -> None:
    """Score one piece of an epoch. `piece` is the path of its file in a folder that validator and workers share.

    `weights` is the folder of the scorer's files, empty for the shipped one. `program` is the hash of the validator's scorer.
    """
    score_piece(Path(piece), ValidatorSettings().device, Path(weights) if weights else SHIPPED, bytes.fromhex(program))


def run_scorers(broker: str, processes: int) -> None:
    """Score until SIGTERM, in `processes` processes. A single one has no parent process, because CUDA does not survive a fork."""
    app.conf.update(broker_url=broker)
    pool = ("--pool", "solo") if processes == 1 else ("--pool", "prefork", "--concurrency", str(processes))
    run_worker(app, *pool, "--queues", "gpu")
