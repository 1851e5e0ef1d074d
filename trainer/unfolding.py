"""`kula dataset unfold`: a pulled dataset in the form that a training method reads."""

import json
from enum import StrEnum
from pathlib import Path

import typer

from kula.protocol.program.console import say


class Form(StrEnum):
    """The form of training rows."""

    DPO = "dpo"
    KTO = "kto"


def unfold(
    folder: Path = typer.Argument(help="What `pull` wrote."),
    form: Form = typer.Option(help="dpo: prompt, chosen, rejected. kto: prompt, completion, label."),
) -> None:
    """Print a pulled version as JSON lines in the form that a training method reads, as TRL names the fields."""
    from kula.trainer.dataset import read_rows
    from kula.trainer.rows import content_of, dpo_rows, kto_rows

    rows_of = dpo_rows if form is Form.DPO else kto_rows
    for row in read_rows(folder):
        for one in rows_of(content_of(row)):
            say(one, text=json.dumps(one, ensure_ascii=False))
