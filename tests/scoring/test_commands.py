"""`kula score`: the table of the example file, its order, its cost, and the same lines as JSON."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kula.protocol.records.content import parse_content
from kula.protocol.types import KINDS
from kula.scoring.commands import score
from kula.scoring.reasons import REASONS

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "records.jsonl"
_EXPECTED = {
    "conversation": (99, "Accepted."),
    "conversation-zh": (142, "Accepted."),
    "correction": (128, "Accepted."),
    "preference": (210, "Accepted."),
    "rating": (131, "Accepted."),
    "copy": (0, "Most of it stands in an earlier record."),
    "spam": (31, "It reads like advertising, keywords or stock phrases."),
    "spam-zh": (39, "It reads like advertising, keywords or stock phrases."),
    "garbage": (38, "It does not read like language."),
    "repetition": (38, "It repeats itself."),
    "wrong-answer": (54, "The answer does not seem to belong to the question."),
    "disguised": (8, "It hides characters or uses look-alike letters."),
    "too-short": (60, "Too short to learn from."),
    "malformed": (0, "The record is not well formed. rating: must be one of (1, 2, 3, 4, 5) in the range 1..5"),
}
_LATE = ("conversation", "correction", "preference", "rating", "copy", "wrong-answer")
"""Rows that wait for the encoder."""


def _kula(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kula.protocol.program.main", "score", *map(str, words), "--device", "cpu"]
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True, check=False
    )


def _score(*words: object) -> str:
    """What `kula score` prints, run in this process."""
    return CliRunner().invoke(score, [*map(str, words), "--device", "cpu"]).stdout


def _rows(table: str) -> dict[str, tuple[int, str]]:
    """Score and reason by record, in the table's order."""
    rows = [line.split(maxsplit=4) for line in table.splitlines()[1:] if line[:4].strip().isdigit()]
    return {name: (int(score), reason.strip()) for _, name, _, score, reason in (row for row in rows if len(row) == 5)}


@pytest.fixture(scope="module")
def table() -> subprocess.CompletedProcess[str]:
    return _kula(EXAMPLES)


def test_score__the_examples__their_scores_and_reasons(table: subprocess.CompletedProcess[str]):
    assert table.returncode == 0, table.stderr
    assert table.stdout.split("\n")[0].split() == ["line", "record", "kind", "score", "reason"]
    assert _rows(table.stdout) == _EXPECTED
    assert "5 of 14 records earn: they score above 64 of 255." in table.stdout


def test_score__the_examples__rows_of_stage_1_come_first(table: subprocess.CompletedProcess[str]):
    early = [name for name in _EXPECTED if name not in _LATE]
    assert [*_rows(table.stdout)] == [*early, *_LATE]
    assert "6 more need the encoder" in table.stderr


def test_score__no_encoder__rows_of_stage_1_then_what_is_missing(tmp_path: Path):
    run = _kula(EXAMPLES, KULA_ENCODER=str(tmp_path))
    assert [*_rows(run.stdout)] == [name for name in _EXPECTED if name not in _LATE]
    assert run.returncode == 1
    assert f"KULA_ENCODER is {str(tmp_path)!r}; expected a folder with model.safetensors" in run.stderr


def test_score__json__each_line_alone_in_the_order_of_the_file():
    rows = [json.loads(line) for line in _score(EXAMPLES, "--json").splitlines()]
    assert [row["id"] for row in rows] == [*_EXPECTED]
    assert all([*row] == ["id", "score", "stage", "reasons", "milliseconds"] for row in rows)
    scores = {row["id"]: row["score"] for row in rows}
    assert scores == {name: score for name, (score, _) in _EXPECTED.items()} | {"copy": scores["conversation"]}
    assert {row["stage"] for row in rows} == {0, 1, 2}
    assert all(code in REASONS for row in rows for code in row["reasons"])


def test_score__chinese__words_and_heading():
    printed = _score(EXAMPLES, "--language", "zh")
    assert printed.split("\n")[0].split() == ["行", "记录", "类型", "得分", "原因"]
    assert "大部分内容已出现在更早的记录中。" in printed
    assert "14 条记录中有 5 条可获报酬" in printed


def test_score__against_itself__all_well_formed_lines_are_duplicates(tmp_path: Path):
    (tmp_path / "earlier.jsonl").write_bytes(EXAMPLES.read_bytes())
    rows = [json.loads(line) for line in _score(EXAMPLES, "--json", "--against", tmp_path).splitlines()]
    assert {row["id"]: row["reasons"][0] for row in rows if row["reasons"] != ["duplicate"]} == {
        "malformed": "malformed"
    }
    assert not any(row["score"] for row in rows)


def test_score__lines_that_are_no_records__zero_with_what_is_wrong(tmp_path: Path):
    path = tmp_path / "odd.jsonl"
    path.write_text('not json\n[1]\n\n{"kind": "poem"}\n')
    printed = _score(path)
    assert printed.count("The record is not well formed.") == 4
    assert printed.count("The line is not JSON.") == 2
    assert "The line is not a JSON object." in printed
    assert "kind: must be one of" in printed


@pytest.mark.slow
def test_score__the_examples__at_most_ten_seconds_of_processor_time():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert _kula(EXAMPLES).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) <= 10


def test_examples__all_four_kinds_and_one_malformed_line():
    lines = [json.loads(line) for line in EXAMPLES.read_text().splitlines()]
    well_formed = [{k: v for k, v in line.items() if k != "id"} for line in lines if line["id"] != "malformed"]
    assert {parse_content(content)["kind"] for content in well_formed} == set(KINDS)
