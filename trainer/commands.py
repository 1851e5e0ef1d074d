"""The commands `kula trainer` and `kula dataset`. Each builds its objects and starts them."""

import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kula.protocol.program.console import say
from kula.trainer.model_commands import model as model
from kula.trainer.unfolding import unfold

if TYPE_CHECKING:
    from kula.protocol.program.edge import Edge

trainer = typer.Typer(no_args_is_help=True, help="Train candidates and publish them.")
dataset = typer.Typer(no_args_is_help=True, help="List, pull and verify published datasets.")
_JSON = typer.Option(False, "--json", help="One JSON value on stdout.")
dataset.command("unfold")(unfold)


@trainer.command("run")
def trainer_run(once: bool = typer.Option(False, help="Do what is due, then stop.")) -> None:
    """Curate (KULA_CURATE=true), train and publish until SIGTERM."""
    from kula.protocol.program.edge import Edge
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    _log_json()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    play(_trainer(settings).turn, stop, Edge(first_seconds=settings.turn_seconds), settings.turn_seconds, once=once)


def play(turn: Callable[[], bool], stop: threading.Event, edge: "Edge", seconds: float, *, once: bool = False) -> None:
    """Turns until `stop` is set, with pauses of `seconds`. After each turn that fails in a row, the pause is twice as long.

    `turn` returns whether there may be more to do at once. With `once`, stops when there is not.
    """
    while not stop.is_set():
        busy = list[bool]()
        edge.take(("turn",), lambda busy=busy: busy.append(turn()))
        if once and not any(busy):
            return
        stop.wait(0 if any(busy) else seconds)


@trainer.command("train")
def trainer_train(
    number: int = typer.Option(0, "--dataset", help="Version; 0 takes the newest of trusted curators."),
) -> None:
    """Pull a dataset, train a candidate from the served model and print its folder."""
    from rich.progress import Progress

    from kula.protocol.errors import Unavailable
    from kula.trainer.settings import TrainerSettings

    work = _trainer(TrainerSettings())
    if not (chosen := number or work.next_dataset()):
        raise Unavailable("no curator that you trust (KULA_CURATORS) has a dataset that you have not trained on yet")
    with Progress(console=_terminal()) as progress:
        task = progress.add_task("training", total=None)
        folder = work.train(chosen, lambda done, steps: progress.update(task, completed=done, total=steps))
    say(folder)


@trainer.command("serve")
def trainer_serve(as_json: bool = _JSON) -> None:
    """Show the files of candidates whose rounds have ended, so that validators can judge them."""
    from kula.protocol.types import Address
    from kula.trainer.publish import HIDDEN, serve
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    numbers = serve(settings.network(), settings.data / HIDDEN, settings.store(), Address(settings.account().address))
    say({"served": numbers}, as_json, f"served: {', '.join(map(str, numbers)) or 'none'}")


@trainer.command("publish")
def trainer_publish(folder: Path = typer.Argument(help="What `train` printed."), as_json: bool = _JSON) -> None:
    """Propose a trained candidate on chain. `kula trainer run` or `serve` shows its files when its round has ended."""
    from kula.protocol.ipfs.blocks import BlockDirectory
    from kula.trainer.publish import HIDDEN, lock_of, publish
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    network = settings.network()
    with lock_of(settings.data):
        number = publish(network, BlockDirectory(settings.data / HIDDEN), settings.sender(network), folder)
    number_of_round = network.registry.model(number).round
    judged = network.judgements.round(number_of_round)
    epochs = f"epochs {judged.first} to {judged.last}"
    body = {"candidate": number, "round": number_of_round, "first": judged.first, "last": judged.last}
    say(body, as_json, f"candidate {number}, judged in round {number_of_round}, {epochs}")


@trainer.command("status")
def trainer_status(as_json: bool = _JSON) -> None:
    """Show bond, candidates and the served model."""
    from kula.protocol.types import Address
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    registry, account = settings.network().registry, settings.account()
    own = [number for number, one in registry.models().items() if number > 1 and one.trainer == account.address]
    body = {
        "trainer": account.address,
        "bond": registry.bond_of(Address(account.address)),
        "models": own,
        "served": registry.served(),
    }
    say(body, as_json)


@dataset.command("list")
def dataset_list(as_json: bool = _JSON) -> None:
    """List all versions."""
    from kula.protocol.ipfs.cid import bytes32_to_cid
    from kula.trainer.settings import TrainerSettings

    registry = TrainerSettings().network().registry
    listed = registry.datasets().items()
    say(
        [{"version": n, "cid": bytes32_to_cid(d.manifest), "rows": d.rows, "parent": d.parent} for n, d in listed],
        as_json,
    )


@dataset.command("pull")
def dataset_pull(
    number: int = typer.Argument(0, help="Version; 0 takes the newest of the curators in KULA_CURATORS."),
    out: Path = typer.Option(Path("dataset"), help="Folder; load it with datasets.load_dataset."),
    as_json: bool = _JSON,
) -> None:
    """Write a version and its ancestors to a folder. Checks every byte, and continues an earlier call."""
    from rich.progress import track

    from kula.protocol.errors import Unavailable
    from kula.trainer.dataset import newest, pull
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    network = settings.network()
    if not (number := number or newest(network, settings.curators)):
        raise Unavailable("no curator that KULA_CURATORS names has published a dataset; set it, or give a number")
    pulled = pull(network, settings.store(), number, out)
    say([str(path) for path in track(pulled, "pulling", console=_terminal(), disable=as_json)], as_json)


@dataset.command("verify")
def dataset_verify(number: int, folder: Path, as_json: bool = _JSON) -> None:
    """Check a pulled version. Lists files that are missing or changed, and then exits with code 1."""
    from kula.trainer.dataset import verify
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    wrong = verify(settings.network(), settings.store(), number, folder)
    lines = [f"{name} is missing or changed" for name in wrong]
    say({"version": number, "wrong": wrong}, as_json, "\n".join(lines) or "every byte is right")
    raise typer.Exit(1 if wrong else 0)


@dataset.command("diff")
def dataset_diff(old: int, new: int, as_json: bool = _JSON) -> None:
    """Count the rows that a version adds to another one and removes from it."""
    from kula.trainer.dataset import row_ids
    from kula.trainer.settings import TrainerSettings

    network, store = TrainerSettings().network(), TrainerSettings().store()
    before, after = row_ids(network, store, old), row_ids(network, store, new)
    change = {"added": len(after - before), "removed": len(before - after)}
    say(change, as_json, f"{change['added']} added, {change['removed']} removed")


def _trainer(settings: Any) -> Any:
    from kula.protocol.reading.gateway_client import GatewayClient
    from kula.trainer.config import TrainConfig
    from kula.trainer.curate import Curator
    from kula.trainer.round import Trainer

    ledgers = settings.ledgers()
    sender = settings.sender(ledgers.network)
    client = GatewayClient(settings.gateway, ledgers.network, settings.account())
    return Trainer(
        ledgers,
        sender,
        Curator(ledgers, client, sender) if settings.curate else None,
        folder=settings.data,
        device=settings.device,
        config=TrainConfig(
            tokens=settings.tokens,
            rank=settings.rank,
            first_layer=settings.first_layer,
            pair_percent=settings.pair_percent,
        ),
        curators=settings.curators,
        last_epoch=settings.last_epoch,
    )


def _terminal() -> Any:
    """Returns a console on stderr, so that progress does not mix with results."""
    from rich.console import Console

    return Console(stderr=True)


def _log_json() -> None:
    import structlog

    structlog.configure(
        processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
