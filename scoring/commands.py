"""`kula score` and `kula scorer`: the scorer without a network, and the votes on scorers."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from kula.protocol.program.settings import Settings
    from kula.scoring.ballots import Ballots
    from kula.scoring.offline import Row

score = typer.Typer(help="Score the records of a file offline.")
scorer = typer.Typer(no_args_is_help=True, help="Make a scorer, measure one, vote on one.")

_HEADS = "Folder that `kula scorer fit` wrote; default: the shipped scorer."
_AGAINST = "Folder of .jsonl(.gz) files whose records count as earlier ones."


@score.command()
def score_file(
    file: Path = typer.Argument(exists=True, dir_okay=False, help="Records, one JSON object per line (.jsonl, .gz)."),
    against: Path | None = typer.Option(None, exists=True, file_okay=False, help=_AGAINST),
    within: bool | None = typer.Option(
        None,
        "--within/--no-within",
        help="Whether lines of FILE above the floor count as earlier records too. Default: yes for the table, no for --json.",
    ),
    heads: Path | None = typer.Option(None, help=_HEADS),
    as_json: bool = typer.Option(
        False, "--json", help="Print {id, score, stage, reasons, milliseconds} per line, in the file's order."
    ),
    language: Literal["en", "zh"] = typer.Option("en", help="Language of the table."),
    device: str = typer.Option("auto", help="Where the encoder runs: auto, cpu or cuda."),
) -> None:
    """Print score and reason per record. A record earns if it scores above 64 of 255; malformed lines and duplicates score 0.

    Rows appear in the order of decision: cheap rules decide some at once, an encoder reads the others.
    """
    from kula.scoring.console import print_rows, print_wait
    from kula.scoring.gates.heads import SHIPPED
    from kula.scoring.lines import read_records
    from kula.scoring.offline import Copies, in_order, index_of, score_lines
    from kula.scoring.scorer import Scorer

    copies = Copies(index_of(against), within=not as_json if within is None else within)
    loaded = Scorer.load(heads or SHIPPED, device)
    if as_json:
        for row in in_order(score_lines(loaded, copies, read_records(file))):
            sys.stdout.write(json.dumps(_fields(row)) + "\n")
        return
    rows = score_lines(loaded, copies, read_records(file), lambda count: print_wait(count, language, sys.stderr))
    print_rows(rows, language, sys.stdout)


@scorer.command("fit")
def fit_command(
    data: Path = typer.Option(help="Folder with conversation, rating, correction and preference .jsonl.gz"),
    out: Path = typer.Option(help="Where the heads and their card go"),
    records: int = typer.Option(
        1_000, help="Honest records of each kind that the encoder reads for the deep gate; each is attacked twice"
    ),
    known: Path | None = typer.Option(
        None,
        exists=True,
        file_okay=False,
        help="Folder of .jsonl(.gz) files: public records whose upload earns nothing",
    ),
) -> None:
    """Make heads, tables and calibration with fixed seeds; ends in a card with figures, sources and licences."""
    from kula.scoring.fit.fit import fit

    figures = fit(data, out, records, lambda step: print(step, file=sys.stderr), known)  # noqa: T201 - progress
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
    against: Path | None = typer.Option(None, help=_AGAINST),
    heads: Path | None = typer.Option(None, help=_HEADS),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """AUC pooled and by family, recall where 2 % of the honest are rejected, false rejects, calibration error, cost."""
    from kula.scoring.gates.heads import SHIPPED
    from kula.scoring.lines import read_records
    from kula.scoring.measure.evaluation import evaluate
    from kula.scoring.offline import Copies, in_order, index_of, score_lines
    from kula.scoring.scorer import Scorer

    lines = list(read_records(data))
    began = time.monotonic()
    copies = Copies(index_of(against), within=False)
    rows = list(in_order(score_lines(Scorer.load(heads or SHIPPED), copies, lines)))
    families = [str(line.fields.get("family", "honest")) for line in lines]
    figures = evaluate(families, [row.verdict for row in rows], time.monotonic() - began)
    text = json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items())
    sys.stdout.write(text + "\n")


@scorer.command("propose")
def propose_command(
    folder: Path = typer.Argument(exists=True, file_okay=False, help="Folder that `kula scorer fit` wrote."),
) -> None:
    """Publish the scorer in a folder and open the vote on it. You need a seat, and KULA_KEYSTORE of its operator."""
    from kula.protocol.program.console import say

    settings, ballots = _ballots()
    proposal = ballots.propose(folder, settings.sender(ballots.network))
    say(f"proposal {proposal.number}: scorer 0x{proposal.scorer_id.hex()}")


@scorer.command("vote")
def vote_command(
    number: int = typer.Argument(help="The proposal's number, as `kula scorer status` lists it."),
    yes: bool = typer.Option(False, "--yes", help="Vote for it. There is no vote against a scorer."),
) -> None:
    """Vote for a proposed scorer with your seats. It is fetched, verified and tried on one record before."""
    from kula.protocol.errors import MalformedInput
    from kula.protocol.program.console import say

    if not yes:
        raise MalformedInput("--yes", "is missing; a vote cannot be taken back, so give it once you have decided")
    settings, ballots = _ballots()
    proposal = ballots.vote(number, settings.sender(ballots.network))
    say(f"voted for proposal {proposal.number}: scorer 0x{proposal.scorer_id.hex()}")


@scorer.command("status")
def status_command(as_json: bool = typer.Option(False, "--json")) -> None:
    """Show the scorer of the open epoch, the one that follows, and all proposals with their votes."""
    from kula.protocol.program.console import say

    say(_ballots()[1].status(), as_json)


def _ballots() -> "tuple[Settings, Ballots]":
    from kula.protocol.program.settings import Settings
    from kula.scoring.ballots import Ballots

    settings = Settings()
    return settings, Ballots(settings.network(), settings.store())


def _fields(row: "Row") -> dict[str, object]:
    verdict = row.verdict
    return {
        "id": row.line.fields.get("id"),
        "score": verdict.score,
        "stage": verdict.stage,
        "reasons": list(verdict.reasons),
        "milliseconds": round(row.milliseconds, 2),
    }
