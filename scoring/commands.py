"""`kula score` and `kula scorer`: the judge without a network."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

score = typer.Typer(help="Score records of a file offline with the shipped (or another) scorer.")
scorer = typer.Typer(no_args_is_help=True, help="Make a scorer, measure one.")

_BATCH = 32


@score.command()
def score_file(
    file: Path,
    against: Path | None = typer.Option(None, help="Folder of .jsonl(.gz) whose records count as earlier ones."),
    heads: Path | None = typer.Option(None, help="Heads that `kula scorer fit` wrote; default: the shipped ones."),
    as_json: bool = typer.Option(False, "--json"),
    device: str = typer.Option("auto"),
) -> None:
    """For every line {id, score, stage, reasons, milliseconds}; malformed ones 0. Duplicates are sought in DIR only."""
    from kula.scoring.gates.heads import SHIPPED
    from kula.scoring.scorer import Scorer

    judge = Scorer.load(heads or SHIPPED, device)
    index = _index(against)
    for row in _scored(judge, index, _lines(file)):
        row.pop("flops")
        line = json.dumps(row) if as_json else f"{row['score']:3d}  {row['id']}  {', '.join(row['reasons'])}"
        sys.stdout.write(line + "\n")


@scorer.command("fit")
def fit_command(
    data: Path = typer.Option(help="Folder with conversation, rating, correction and preference .jsonl.gz"),
    out: Path = typer.Option(help="Where the heads and their card go"),
    records: int = typer.Option(
        1_000, help="Honest records of each kind that the encoder reads for the deep gate; each is attacked twice"
    ),
) -> None:
    """Make heads, tables and calibration with fixed seeds; ends in a card with figures, sources and licences."""
    from kula.scoring.fit.fit import fit

    figures = fit(data, out, records, lambda step: print(step, file=sys.stderr))  # noqa: T201 - progress
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


@scorer.command("id")
def id_command() -> None:
    """Print the scorerId under the default parameters, for `kula chain deploy`."""
    from kula.protocol.parameters import Parameters
    from kula.scoring.scorer import scorer_id

    sys.stdout.write(f"0x{scorer_id(Parameters()).hex()}\n")


@scorer.command("evaluate")
def evaluate_command(
    data: Path = typer.Option(help="Lines carry `family`: honest or an attack's name"),
    against: Path | None = typer.Option(None),
    heads: Path | None = typer.Option(None),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """AUC pooled and by family, recall where 2 % of the honest are rejected, false rejects, calibration error, cost."""
    from kula.scoring.gates.heads import SHIPPED
    from kula.scoring.measure.evaluation import evaluate
    from kula.scoring.scorer import Scorer

    rows = list(_lines(data))
    began = time.monotonic()
    found = list(_scored(Scorer.load(heads or SHIPPED), _index(against), iter(rows)))
    figures = evaluate([row.get("family", "honest") for row in rows], found, time.monotonic() - began)
    lines = json.dumps(figures) if as_json else "\n".join(f"{k}: {v}" for k, v in figures.items())
    sys.stdout.write(lines + "\n")


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """Every line of a file; one that is no JSON object comes as an empty one, which scores 0."""
    import gzip

    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        for line in lines:
            try:
                value = json.loads(line)
            except ValueError:
                value = {}
            yield value if isinstance(value, dict) else {}


def _scored(
    judge: Any, index: Any, rows: Iterator[dict[str, Any]]
) -> Iterator[dict[str, Any]]:  # Scorer, DuplicateIndex
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _score_batch(judge, index, batch)
            batch = []
    yield from _score_batch(judge, index, batch)


def _score_batch(judge: Any, index: Any, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    from kula.protocol.errors import KulaError
    from kula.protocol.parameters import Parameters
    from kula.protocol.records.content import drop_unlisted, parse_content
    from kula.scoring.duplicates import shingles_of
    from kula.scoring.features.text import whole_text

    began = time.perf_counter()
    found: list[dict[str, Any]] = []
    judged: list[tuple[int, dict[str, Any]]] = []
    for row in rows:
        result = {"id": row.get("id"), "score": 0, "stage": 0, "reasons": ["malformed"], "flops": 0}
        found.append(result)
        try:
            content = parse_content(drop_unlisted(row))
        except KulaError:
            continue
        if index.containing(shingles_of(content["kind"], whole_text(content)), Parameters().duplicate_permille):
            result["reasons"] = ["duplicate"]
            continue
        judged.append((len(found) - 1, content))
    for (place, _), verdict in zip(judged, judge.score([content for _, content in judged]), strict=True):
        found[place] |= {"score": verdict.score, "stage": verdict.stage, "reasons": list(verdict.reasons)}
        found[place]["flops"] = verdict.flops
    each = 1000 * (time.perf_counter() - began) / max(1, len(rows))
    for result in found:
        yield {**result, "milliseconds": round(each, 2)}


def _index(folder: Path | None) -> Any:
    from kula.protocol.errors import KulaError
    from kula.protocol.records.content import drop_unlisted, parse_content
    from kula.scoring.corpus.samples import read_lines
    from kula.scoring.duplicates import DuplicateIndex, shingles_of
    from kula.scoring.features.text import whole_text

    index = DuplicateIndex()
    files = sorted(folder.glob("*.jsonl*")) if folder else []
    for path in files:
        for number, row in enumerate(read_lines(path)):
            try:
                content = parse_content(drop_unlisted(row))
            except KulaError:
                continue
            key = f"{path.name}:{number}".encode()[-32:].rjust(32, b"\0")
            index.add(shingles_of(content["kind"], whole_text(content)), key)
    return index
