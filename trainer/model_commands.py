"""The commands `kula model`. Each builds its objects and starts them."""

from dataclasses import asdict
from pathlib import Path

import typer

from kula.protocol.program.console import say

model = typer.Typer(no_args_is_help=True, help="List, pull and export published models.")
_EVALUATED = 64  # Records and checks of `kula model evaluate`.
_JSON = typer.Option(False, "--json", help="One JSON value on stdout.")


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
    if verdict.loss:
        rows += [
            f"loss {verdict.loss.before} → {verdict.loss.after} milli-nats, the middle of {verdict.loss.seats} seats"
        ]
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


@model.command("samples")
def model_samples(number: int = typer.Argument(0), as_json: bool = _JSON) -> None:
    """Make a model's sample answers and its parent's again, and name those that differ (0: the served model)."""
    from kula.protocol.errors import RefusedByPolicy
    from kula.protocol.reading.models import adapter_files, read_model, read_samples
    from kula.trainer.samples import answers_of, differing
    from kula.trainer.settings import TrainerSettings

    settings = TrainerSettings()
    store, folder, cid = settings.store(), settings.data / "models", _manifest(number)
    node = read_model(store, cid)
    if not node.samples or not node.parent:
        raise RefusedByPolicy("samples", "this model's trainer published no sample answers")
    published = read_samples(store, node.samples)
    prompts = [sample.prompt for sample in published.samples]
    lines = [adapter_files(store, one, folder) for one in (node.parent, cid)]
    parent, own = (answers_of(files, settings.device, prompts, published.tokens) for files in lines)
    differ = differing(published, parent, own)
    rows = [
        f"{'DIFFERS' if place in differ else 'same'}: {sample.prompt}" for place, sample in enumerate(published.samples)
    ]
    say({"samples": len(prompts), "differ": differ}, as_json, "\n".join(rows))


def _adapters(number: int, folder: Path) -> list[Path]:
    from kula.protocol.reading.models import adapter_files
    from kula.trainer.settings import TrainerSettings

    return adapter_files(TrainerSettings().store(), _manifest(number), folder)


def _manifest(number: int) -> str:
    """The content id of a model's manifest; 0 stands for the served model."""
    from kula.protocol.ipfs.cid import bytes32_to_cid
    from kula.trainer.settings import TrainerSettings

    registry = TrainerSettings().network().registry
    return bytes32_to_cid(registry.model(number or registry.served()).manifest)
