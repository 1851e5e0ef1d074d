"""The gateway's Celery worker: tasks carry no data, only the order to look again. Rows and chain are the truth.

The broker may lose or repeat a task: the next tick finds the same work. Queues: io (chain and IPFS), gpu (scoring), train.
"""

import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from celery import Celery
from filelock import FileLock, Timeout
from structlog import get_logger

from kula.node.gateway.database.outcomes import mirror
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.pinning import pin_waiting
from kula.node.gateway.duties.posting import Poster
from kula.node.gateway.duties.relaying import Relayer
from kula.node.gateway.queue import SCHEME
from kula.node.settings import GatewaySettings, ValidatorSettings
from kula.protocol.errors import KulaError

log = get_logger("worker")
app = Celery("kula", set_as_current=False)
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    worker_soft_shutdown_timeout=10,
    task_default_queue="io",
    task_routes={"kula.score": {"queue": "gpu"}, "kula.train": {"queue": "train"}},
    broker_transport_options={"visibility_timeout": 3_600},
)


def configure(settings: GatewaySettings) -> None:
    """Point the app at the broker and set the periodic tasks. Called once by `kula gateway work`."""
    if settings.broker:
        app.conf.update(broker_url=settings.broker)
    else:
        queue = settings.data.absolute() / "queue"
        queue.mkdir(parents=True, exist_ok=True)
        app.conf.update(broker_url=f"{SCHEME}://")
        app.conf.broker_transport_options = {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(queue / "control"),
        }
    every = {"schedule": settings.tick_seconds, "options": {"expires": settings.tick_seconds * 5}}
    app.conf.beat_schedule = {name: {"task": f"kula.{name}", **every} for name in ("pin", "post", "claim")}
    if settings.train:
        app.conf.beat_schedule["train"] = {"task": "kula.train", "schedule": 30.0}
    app.conf.beat_schedule_filename = str(settings.data.absolute() / "beat")


def run_worker(*words: str) -> None:
    """Be a worker of the app until SIGTERM."""
    quiet = ("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat")
    app.worker_main(["worker", *quiet, *words])


def run_scorers(broker: str, processes: int) -> None:
    """Be so many scoring processes; a single one does without a parent, as a GPU wants it."""
    app.conf.update(broker_url=broker)
    pool = ("--pool", "solo") if processes == 1 else ("--pool", "prefork", "--concurrency", str(processes))
    run_worker(*pool, "--queues", "gpu")


class Desk:
    """What the tasks share: built once in the worker's process."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.ledgers = settings.ledgers()
        self.network = self.ledgers.network
        self.store = self.ledgers.store
        self.repository = Repository(open_database(settings.database_url))
        self.sender = settings.sender(self.network)
        self.crank = Poster(
            self.network,
            self.sender,
            self.repository,
            self.store,
            post_seconds=settings.post_seconds,
        )
        self.claims = Relayer(self.ledgers, self.sender, settings.relay_threshold)
        self._claimed = 0

    def claim_final(self) -> None:
        """Relay the claims of epochs that became final since this process began (claims of older ones are repeated once)."""
        final = self.network.reports.final_upto()
        for epoch in range(self._claimed + 1, final + 1):
            if self.network.reports.standing(epoch).exists:
                self.claims.relay(epoch)
            self._claimed = epoch


@lru_cache(maxsize=1)
def desk() -> Desk:
    """The process's desk."""
    return Desk(GatewaySettings())


@app.task(name="kula.pin")
def pin() -> None:
    """Pin what was acknowledged since the last time."""
    _one_at_a_time(_pin)


@app.task(name="kula.post")
def post() -> None:
    """Turn the crank: post what is pinned, and that is all by now; close, finalise, answer, punish."""
    _one_at_a_time(_pin, desk().crank.turn)


@app.task(name="kula.claim")
def claim() -> None:
    """Mirror the outcomes of reports and relay the claims of final ones."""
    _one_at_a_time(_mirror, desk().claim_final)


@app.task(name="kula.train")
def train() -> None:
    """Start the trainer for one round, unless one is running."""
    try:
        with FileLock(desk().settings.data / "train.lock", timeout=0):
            words = [sys.executable, "-m", "kula.protocol.program.main", "trainer", "run", "--once"]
            subprocess.run(words, check=True)
    except Timeout:
        log.info("train", skipped="a round is running")


@app.task(name="kula.score")
def score(piece: str) -> None:
    """Score a piece of an epoch that a validator wrote to a shared folder (queue gpu)."""
    from kula.node.validator.pieces import score_piece

    score_piece(Path(piece), ValidatorSettings().device)


def _one_at_a_time(*steps: Callable[[], object]) -> None:
    """Take steps that no other task of this machine is in the middle of; what fails is tried again at the next tick."""
    with FileLock(desk().settings.data / "tick.lock"):
        for step in steps:
            try:
                step()
            except KulaError as error:
                log.warning("tick", step=step.__name__, problem=str(error))


def _pin() -> None:
    pin_waiting(desk().store, desk().repository)


def _mirror() -> None:
    mirror(desk().ledgers, desk().repository)
