"""The commands `kula trainer`, `kula dataset` and `kula model`. Each builds its objects and starts them."""

import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from kula.protocol.program.console import say
from kula.trainer.unfolding import unfold

trainer = typer.Typer(no_args_is_help=True, help="Train candidates and publish them.")
dataset = typer.Typer(no_args_is_help=True, help="List, pull and verify published datasets.")
_EVALUATED = 64  # Records and checks of `kula model evaluate`.
_JSON = typer.Option(False, "--json", help="One JSON value on stdout.")
dataset.command("unfold")(unfold)
model = typer.Typer(no_args_is_help=True, help="List, pull and export published models.")


@trainer.command("run")
def trainer_run(once: bool = typer.Option(False, help="Do what is due, then stop.")) -> None:
    """Curate (KULA_CURATE=true), train and publish until SIGTERM."""
    from structlog import get_logger

    from kula.protocol.errors import KulaError
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    _log_json()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    work = _trainer(settings)
    while not stop.is_set():
        try:
            busy = work.turn()
        except KulaError as error:
            get_logger("trainer").warning("turn", problem=str(error))
            busy = False
        if once and not busy:
            return
        stop.wait(0 if busy else settings.turn_seconds)


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
    from kula.trainer.publish import HIDDEN, publish
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    network = settings.network()
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


@model.command("list")
def model_list(as_json: bool = _JSON) -> None:
    """List all models with their state."""
    from kula.protocol.chain.clients.registry import ModelState
    from kula.protocol.ipfs.cid import bytes32_to_cid
    from kula.trainer.settings import TrainerSettings

    registry = TrainerSettings().network().registry
    served = registry.served()
    versions = [
        {
            "version": number,
            "cid": bytes32_to_cid(one.manifest),
            "state": ModelState(one.state).name.lower(),
            "served": number == served,
        }
        for number, one in registry.models().items()
    ]
    say(versions, as_json)


@model.command("show")
def model_show(number: int = typer.Argument(help="The candidate's number"), as_json: bool = _JSON) -> None:
    """Show each criterion of a candidate's judgement: its number, its limit, the seats behind it, and what to change."""
    from kula.protocol.reading.verdict import verdict_of
    from kula.trainer.settings import TrainerSettings

    verdict = verdict_of(TrainerSettings().network(), number)
    failures = "".join(f", {count} {name}" for name, count in verdict.failures.items())
    rows = [f"{verdict.posted} of {verdict.seats} seats posted{failures}"]
    rows += [
        f"{'ok  ' if line.passes else 'FAIL'} {line.criterion:<14} {line.number:<20} {line.limit:<34} "
        f"{line.seats} seats, {line.stake_percent} % of the stake" + (f"\n     {line.advice}" if line.advice else "")
        for line in verdict.lines
    ]
    say(asdict(verdict), as_json, "\n".join(rows))


@model.command("pull")
def model_pull(number: int = typer.Argument(0), out: Path = typer.Option(Path("model")), as_json: bool = _JSON) -> None:
    """Fetch a model's adapters and check every byte (0: the served model)."""
    paths = [str(path) for path in _adapters(number, out)]
    say(paths, as_json, "\n".join(paths) or "the base model has no adapters")


@model.command("export")
def model_export(number: int = typer.Argument(0), out: Path = typer.Option(Path("model"))) -> None:
    """Write the merged model as a Hugging Face directory with model.safetensors (0: the served model)."""
    from kula.scoring.models.chat_model import ChatModel

    loaded = ChatModel.load(_adapters(number, out / ".adapters"))
    loaded.model.save_pretrained(out)
    loaded.tokenizer.save_pretrained(out)
    say(out / "model.safetensors")


@model.command("evaluate")
def model_evaluate(
    number: int = typer.Argument(0), folder: Path = typer.Option(Path("dataset")), as_json: bool = _JSON
) -> None:
    """Measure a model's loss on a pulled dataset and its generation checks. Sends nothing."""
    from kula.scoring.models.chat_model import ChatModel
    from kula.scoring.models.checks import draw_checks
    from kula.scoring.models.drawing import Choices
    from kula.scoring.models.judgement import Questions, example_of, measure
    from kula.trainer.dataset import read_rows
    from kula.trainer.rows import content_of
    from kula.trainer.settings import TrainerSettings

    examples = [e for row in read_rows(folder) if (e := example_of(content_of(row)))]
    sample = Choices(b"evaluate").some(examples, min(_EVALUATED, len(examples)))
    checks = draw_checks(b"evaluate", _EVALUATED)
    loaded = ChatModel.load(_adapters(number, TrainerSettings().data / "models"))
    measured = measure(loaded, Questions(sample, checks))
    loss, passed = sum(measured.losses) // max(1, len(measured.losses)), sum(measured.passed)
    text = f"loss {loss} milli-nats on {len(sample)} records, {passed} of {len(checks)} checks"
    say({"records": len(sample), "loss": loss, "checks": passed}, as_json, text)


def _adapters(number: int, folder: Path) -> list[Path]:
    from kula.protocol.ipfs.cid import bytes32_to_cid
    from kula.protocol.reading.models import adapter_files
    from kula.trainer.settings import TrainerSettings

    settings, registry = TrainerSettings(), TrainerSettings().network().registry
    return adapter_files(settings.store(), bytes32_to_cid(registry.model(number or registry.served()).manifest), folder)


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
