"""The gateway's Celery worker. A task carries no data: it only says that it is time to look at the rows and the chain.

So a broker may lose or repeat a task, and the next tick finds the same work.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from filelock import FileLock, Timeout
from structlog import get_logger

from kula.node.celery_app import celery_app
from kula.node.gateway.database.outcomes import mirror
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.pinning import pin_waiting
from kula.node.gateway.duties.policing import Police
from kula.node.gateway.duties.posting import Poster
from kula.node.gateway.duties.relaying import Relayer
from kula.node.gateway.queue import SCHEME
from kula.node.settings import GatewaySettings
from kula.protocol.chain.presets import post_seconds_of
from kula.protocol.errors import KulaError
from kula.protocol.parameters import TOKEN
from kula.protocol.reading.ledgers import Ledgers

log = get_logger("worker")
app = celery_app()


def configure(settings: GatewaySettings) -> None:
    """Sets the app's broker and its periodic tasks. `kula gateway work` calls it once, before the worker runs."""
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


@dataclass(slots=True)
class Duties:
    """The duties of a gateway, and the parts that they work with."""

    settings: GatewaySettings
    ledgers: Ledgers
    repository: Repository
    poster: Poster
    relayer: Relayer
    relayed_upto: int = 0
    """The last epoch whose claims this process has relayed."""

    def pin(self) -> None:
        """Pins the blocks of the records that were acknowledged since the last time."""
        pin_waiting(self.ledgers.store, self.repository)

    def post(self) -> None:
        """Does what is due on chain: post, close, finalise, answer accusations, fine absentees."""
        self.poster.turn()

    def mirror_outcomes(self) -> None:
        """Copies the outcomes of reports into the rows."""
        mirror(self.ledgers, self.repository)

    def relay_claims(self) -> None:
        """Relays the claims of final epochs. A process that starts goes through all of them once."""
        final_upto = self.ledgers.network.reports.final_upto()
        for epoch in self.ledgers.epochs():
            if self.relayed_upto < epoch <= final_upto:
                self.relayer.relay(epoch)
                self.relayed_upto = epoch


@lru_cache(maxsize=1)
def duties() -> Duties:
    """Returns the duties of this process, built at the first call from the settings in its environment."""
    settings = GatewaySettings()
    ledgers = settings.ledgers()
    network, store = ledgers.network, ledgers.store
    repository = Repository(open_database(settings.database_url))
    sender = settings.sender(network)
    post_seconds = settings.post_seconds or post_seconds_of(network.addresses.chain_id)
    return Duties(
        settings=settings,
        ledgers=ledgers,
        repository=repository,
        poster=Poster(
            network,
            sender,
            repository,
            store,
            Police(network),
            url=settings.page_origin,
            post_seconds=post_seconds,
            spend_bond=settings.spend_bond * TOKEN,
        ),
        relayer=Relayer(ledgers, sender, settings.relay_threshold),
    )


@app.task(name="kula.pin")
def pin() -> None:
    """Pins what was acknowledged since the last time."""
    _one_at_a_time(duties().pin)


@app.task(name="kula.post")
def post() -> None:
    """Pins the rest, then does what is due on chain: post, close, finalise, answer accusations, fine absentees."""
    _one_at_a_time(duties().pin, duties().post)


@app.task(name="kula.claim")
def claim() -> None:
    """Copies the outcomes of reports into the rows, then relays the claims of final epochs."""
    _one_at_a_time(duties().mirror_outcomes, duties().relay_claims)


@app.task(name="kula.train")
def train() -> None:
    """Runs the trainer for one round, unless a round is running."""
    try:
        with FileLock(duties().settings.data / "train.lock", timeout=0):
            command = [sys.executable, "-m", "kula.protocol.program.main", "trainer", "run", "--once"]
            subprocess.run(command, check=True)
    except Timeout:
        log.info("train", skipped="a round is running")


def _one_at_a_time(*steps: Callable[[], object]) -> None:
    """Takes the steps while no other task on this machine takes any. A step that fails waits for the next tick."""
    with FileLock(duties().settings.data / "tick.lock"), duties().ledgers.network.connection.turn():
        for step in steps:
            try:
                step()
            except KulaError as error:
                log.warning("tick", step=step.__name__, problem=str(error))
