"""The table that `kula score` prints: one row per record, printed when it is decided. Decides nothing."""

from collections.abc import Iterable
from typing import Literal, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kula.protocol.program.console import plain
from kula.scoring.features.text import whole_text
from kula.scoring.offline import Row
from kula.scoring.reasons import REASONS
from kula.scoring.scorer import FLOOR

Language = Literal["en", "zh"]

_HEADS = {"en": ("line", "record", "kind", "score", "reason"), "zh": ("行", "记录", "类型", "得分", "原因")}
_SUM = {
    "en": f"{{paid}} of {{rows}} records earn: they score above {FLOOR} of 255.",
    "zh": f"{{rows}} 条记录中有 {{paid}} 条可获报酬：得分高于 {FLOOR}（满分 255）。",
}
_ENCODER = {
    "en": "{count} more need the encoder; loading it takes a few seconds …",
    "zh": "还有 {count} 条需要由编码器读取，加载需要几秒钟……",
}
_WIDTHS = (4, 20, 12, 5)
"""Columns of the terminal for all but the reason, which takes the rest."""
_PIPE = 240
"""The width where no terminal says its own: no reason is cut or wrapped."""


def print_rows(rows: Iterable[Row], language: Language, stream: TextIO) -> None:
    """Print a heading, every row as soon as it comes, and how many records earn."""
    console = Console(file=stream, highlight=False, width=None if stream.isatty() else _PIPE)
    console.print(_row(*(Text(word, style="bold") for word in _HEADS[language])))
    count = paid = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the count outlives the loop
        score = row.verdict.score
        paid += score > FLOOR
        console.print(
            _row(
                Text(str(row.line.number)),
                Text(plain(_name(row))),
                Text(plain(str(row.line.fields.get("kind", "")))),
                Text(str(score), style="green" if score > FLOOR else "red"),
                Text(plain(_reason(row, language))),
            )
        )
    console.print(Text("\n" + _SUM[language].format(paid=paid, rows=count)))


def print_wait(count: int, language: Language, stream: TextIO) -> None:
    """Say that the encoder is about to read some records."""
    stream.write(_ENCODER[language].format(count=count) + "\n")
    stream.flush()


def _row(*cells: Text) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, width in zip(_HEADS["en"], _WIDTHS, strict=False):
        justify = "right" if name in ("line", "score") else "left"
        table.add_column(width=width, no_wrap=True, overflow="ellipsis", justify=justify)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(*cells)
    return table


def _name(row: Row) -> str:
    """The record's id, or its first words."""
    text = whole_text(row.line.content) if row.line.content else ""
    return str(row.line.fields.get("id") or " ".join(text[:80].split()))


def _reason(row: Row, language: Language) -> str:
    return " ".join([*(_words(code, language) for code in row.verdict.reasons), row.line.problem]).strip()


def _words(code: str, language: Language) -> str:
    english, chinese = REASONS[code]
    return chinese if language == "zh" else english
