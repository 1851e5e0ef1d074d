"""The gateway's Celery worker. A task carries no data: it only says that it is time to look at the rows and the chain.

So a broker may lose or repeat a task, and the next tick finds the same work.
"""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Event, Thread

from filelock import FileLock, Timeout
from structlog import get_logger

from kula.node.celery_app import celery_app
from kula.node.gateway import schedule
from kula.node.gateway.database.repository import Repository, open_database
from kula.node.gateway.duties.accusing import Accuser, start_accusing
from kula.node.gateway.duties.budget import GasBudget
from kula.node.gateway.duties.grants import GrantKeeper
from kula.node.gateway.duties.pinning import AT_ONCE, pin_waiting
from kula.node.gateway.duties.posting import Poster
from kula.node.gateway.duties.relaying import ClaimsLine, Relayer
from kula.node.gateway.index.estimating import Estimator, start_estimating
from kula.node.gateway.index.indexer import Indexer
from kula.node.gateway.index.losses import LossReader
from kula.node.gateway.index.mirror import Mirror
from kula.node.gateway.index.published import Publications
from kula.node.gateway.index.roster import RosterReader
from kula.node.gateway.opinions.ending import AT_ONCE as ERASED_AT_ONCE
from kula.node.gateway.opinions.ending import Ending
from kula.node.gateway.opinions.filling import fill
from kula.node.gateway.queue import SCHEME
from kula.node.settings import GatewaySettings
from kula.protocol.chain.presets import post_seconds_of
from kula.protocol.parameters import TOKEN
from kula.protocol.program.edge import Edge
from kula.protocol.reading.ledgers import Ledgers

log = get_logger("worker")
app = celery_app()
_TRAIN = (sys.executable, "-m", "kula.protocol.program.main", "trainer", "run", "--once")
_TRAIN_SECONDS = 30.0
"""Pause between two looks for a round to train."""
_MOST_SECONDS = 30
"""The longest wait before a failed step is tried again: much less than an epoch takes records."""
_start = Edge(most_seconds=_MOST_SECONDS)
"""Around the start of this process, which needs an endpoint of the chain."""


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
    app.conf.beat_schedule = {name: {"task": f"kula.{name}", **every} for name in ("pin", "post", "claim", "accuse")}
    if settings.estimate:
        app.conf.beat_schedule["estimate"] = {"task": "kula.estimate", **every}
    if settings.train:
        look = {"schedule": _TRAIN_SECONDS, "options": {"expires": _TRAIN_SECONDS}}
        app.conf.beat_schedule["train"] = {"task": "kula.train", **look}
    app.conf.beat_scheduler = f"{schedule.__name__}:Schedule"


@dataclass(slots=True)
class Duties:
    """The duties of a gateway, and the parts that they work with."""

    settings: GatewaySettings
    ledgers: Ledgers
    repository: Repository
    poster: Poster
    claims: ClaimsLine
    grants: GrantKeeper
    mirror: Mirror
    indexer: Indexer
    roster: RosterReader
    losses: LossReader
    publications: Publications
    estimator: Estimator | None
    """None if the settings want no estimates."""
    ending: Ending
    accuser: Accuser
    edge: Edge
    """Around the steps of a tick, which are soon tried again."""
    patient: Edge
    """Around single epochs and accounts, which are tried again less and less often."""
    stop: Event = field(default_factory=Event)
    """Ends the threads that estimate."""

    def tick(self, *steps: Callable[[], object]) -> None:
        """Takes the steps while no other task on this machine takes any. A step that fails waits; the others are taken."""
        with FileLock(self.settings.data / "tick.lock"), self.ledgers.network.connection.turn():
            for step in steps:
                self.edge.take((step.__name__,), step)

    def pin(self) -> None:
        """Pins the blocks of the records that were acknowledged since the last time."""
        now = self.ledgers.network.connection.now()
        while pin_waiting(self.ledgers.store, self.repository, now) == AT_ONCE:
            pass

    def post(self) -> None:
        """Does what is due on chain: post, close, finalise, answer accusations, fine absentees."""
        self.poster.turn()

    def erase(self) -> None:
        """Erases the records of final epochs whose erasure waits."""
        while self.ending.finish() == ERASED_AT_ONCE:
            pass

    def fill_tasks(self) -> None:
        """Adds the tasks of one new dataset to the queue."""
        curators = (*self.settings.curators, self.settings.account().address)
        fill(self.ledgers.network, self.ledgers.store, self.repository, curators)

    def mirror_outcomes(self) -> None:
        """Copies the chain, then the outcomes of reports, into the rows."""
        self.indexer.turn()
        self.mirror.turn()

    def read_roster(self) -> None:
        """Copies who validates into the database."""
        self.roster.turn()

    def read_losses(self) -> None:
        """Copies what the seats measured of adopted models into the database."""
        self.losses.turn()

    def copy_published(self) -> None:
        """Copies small public files into the database."""
        self.publications.turn()

    def estimate(self) -> list[Thread]:
        """Starts the threads that estimate the scores of what comes in, unless they run or no estimates are wanted."""
        if not self.estimator:
            return []
        return start_estimating(self.estimator, self.settings.data, self.patient, self.stop)

    def accuse(self) -> Thread:
        """Starts a thread that accuses other gateways with the proofs that people handed in, unless it runs."""
        return start_accusing(self.accuser, self.settings.data, self.patient)

    def relay_claims(self) -> None:
        """Relays the claims of final epochs. An epoch that fails is tried again later, also after a restart."""
        self.claims.turn()

    def drop_grants(self) -> None:
        """Drops some of the grants that nobody used."""
        self.grants.turn(self.ledgers.network.connection.now())


@lru_cache(maxsize=1)
def duties() -> Duties:
    """Returns the duties of this process, built at the first call from the settings in its environment."""
    return compose(GatewaySettings())


def play(task: Callable[[Duties], object]) -> None:
    """Plays a task, unless the duties cannot be built, for example because no endpoint answers. That is tried again later."""
    if _start.take(("start",), duties):
        task(duties())


def compose(settings: GatewaySettings) -> Duties:
    """Returns the duties of the gateway with these settings."""
    ledgers = settings.ledgers()
    network, store = ledgers.network, ledgers.store
    repository = Repository(open_database(settings.database_url))
    sender = settings.sender(network)
    per_day, per_account = settings.relay_gas_per_day, settings.relay_gas_per_account
    budget = GasBudget(sender, repository, per_day=per_day, per_account=per_account)
    edge = Edge(most_seconds=_MOST_SECONDS, count=repository.tallies.count_failure)
    patient = Edge(count=repository.tallies.count_failure)
    curators = {sender.address, *settings.curators}
    return Duties(
        settings=settings,
        ledgers=ledgers,
        repository=repository,
        poster=Poster(
            network,
            sender,
            repository,
            store,
            url=settings.page_origin,
            post_seconds=settings.post_seconds or post_seconds_of(network.addresses.chain_id),
            spend_bond=settings.spend_bond * TOKEN,
            edge=edge,
        ),
        claims=ClaimsLine(Relayer(ledgers, sender, repository, settings.relay_threshold), ledgers, repository, patient),
        grants=GrantKeeper(repository.accounts),
        ending=Ending(repository, ledgers, sender.account),
        accuser=Accuser(network, repository.accusations, budget, sender.address, settings.accuse_deposits * TOKEN),
        mirror=Mirror(ledgers, repository, sender.address, patient),
        indexer=Indexer(network, repository, sender.address),
        roster=RosterReader(network, repository.chain),
        losses=LossReader(network, repository.chain, patient),
        publications=Publications(store, repository.chain, patient, curators, network.registry.datasets),
        estimator=Estimator(network, store, repository, sender.address, settings.data / "scorers")
        if settings.estimate
        else None,
        edge=edge,
        patient=patient,
    )


@app.task(name="kula.pin")
def pin() -> None:
    """Pins what was acknowledged since the last time."""
    play(lambda now: now.tick(now.pin))


@app.task(name="kula.post")
def post() -> None:
    """Pins the rest, then does what is due on chain: post, close, finalise, answer accusations, fine absentees."""
    play(lambda now: now.tick(now.pin, now.post))


@app.task(name="kula.claim")
def claim() -> None:
    """Copies the outcomes of reports into the rows, erases what waits for it, then relays the claims of final epochs.

    At last it copies what only public pages show, and drops grants that nobody used.
    """
    play(
        lambda now: now.tick(
            now.mirror_outcomes,
            now.erase,
            now.relay_claims,
            now.fill_tasks,
            now.read_roster,
            now.read_losses,
            now.copy_published,
            now.drop_grants,
        )
    )


@app.task(name="kula.estimate")
def estimate() -> None:
    """Sees to it that threads estimate the scores of what comes in. No task waits for them."""
    play(Duties.estimate)


@app.task(name="kula.accuse")
def accuse() -> None:
    """Sees to it that a thread goes on with accusations for other people. No task waits for it."""
    play(Duties.accuse)


@app.task(name="kula.train")
def train() -> None:
    """Starts the trainer for one round, unless a round is running. Nothing waits for it: records must be posted meanwhile."""
    play(lambda now: start_round(now.settings.data, now.patient))


def start_round(folder: Path, edge: Edge) -> Thread:
    """Starts a round of the trainer in a thread, which is returned. It does nothing if a round runs or failed lately."""

    def play() -> None:
        try:
            with FileLock(folder / "train.lock", timeout=0):
                edge.take(("train",), lambda: subprocess.run(_TRAIN, check=True))
        except Timeout:
            log.info("train", skipped="a round is running")

    thread = Thread(target=play, name="train", daemon=True)
    thread.start()
    return thread
