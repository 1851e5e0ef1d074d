"""What commands print: one JSON value, or lines for people."""

import json
import re
from importlib.metadata import EntryPoint
from io import StringIO

import pytest
import structlog
from structlog import get_logger

from kula.protocol.errors import Unavailable
from kula.protocol.program import main
from kula.protocol.program.console import say, warn
from kula.protocol.program.main import GROUP
from kula.scoring.console import print_rows
from kula.scoring.lines import Line
from kula.scoring.offline import Row
from kula.scoring.scorer import Verdict


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ({"epoch": 3, "records": 7}, "epoch: 3\nrecords: 7\n"),
        ([{"version": 1, "rows": 5}, {"version": 2, "rows": 6}], "version 1  rows 5\nversion 2  rows 6\n"),
        (["a", "b"], "a\nb\n"),
        ("done", "done\n"),
    ],
)
def test_say__any_value__json_or_lines(capsys: pytest.CaptureFixture[str], value, lines: str):
    say(value)
    assert capsys.readouterr().out == lines
    say(value, as_json=True)
    assert json.loads(capsys.readouterr().out) == value


def test_say__own_text__only_where_no_json_is_wanted(capsys: pytest.CaptureFixture[str]):
    say([], text="nothing was found")
    say([], True, "nothing was found")
    warn("this is not a result")
    printed = capsys.readouterr()
    assert printed.out == "nothing was found\n[]\n"
    assert printed.err == "this is not a result\n"


HOSTILE = "a\x1b]0;owned\x07\x1b[2J\rok\x9b31m\u202eb\tc"
SHOWN = "a\\u001b]0;owned\\u0007\\u001b[2J\\u000dok\\u009b31m\\u202eb\tc"
"""It sets the window's title, clears the screen, writes over the line, and turns the text around."""


def refused(*_: object, **__: object) -> None:
    """A command that a gateway refuses, in words of its own."""
    get_logger("gateway").warning("refused", problem=HOSTILE)
    raise Unavailable(f"{HOSTILE}\nkula: all is well")


def test_terminal__gets_words_of_strangers__only_as_text(capsys: pytest.CaptureFixture[str]):
    say({"reason": HOSTILE})
    warn(HOSTILE)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (f"reason: {SHOWN}\n", f"{SHOWN}\n")
    say({"reason": HOSTILE}, as_json=True)
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"reason": HOSTILE}
    assert not set(printed.out) & {"\x1b", "\x9b", "\u202e"}


def test_terminal__an_error_or_a_warning_quotes_a_stranger__shows_it_as_text_on_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    point = EntryPoint("refused", f"{__name__}:refused", GROUP)
    monkeypatch.setattr(main, "entry_points", lambda group: [point])
    before = structlog.get_config()
    try:
        with pytest.raises(SystemExit):
            main.run(["refused"])
    finally:
        structlog.configure(**before)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == f"kula refused: {SHOWN} kula: all is well"
    warned = "".join(re.sub(r"\x1b\[\d*m", "", line) for line in lines[:-1])
    assert "]0;owned" in warned
    assert not set(warned) & {"\x1b", "\x07", "\x9b", "\u202e"}, "structlog's own colours aside"


def test_terminal__the_table_of_scores__shows_ids_of_foreign_files_as_text():
    row = Row(Line(1, {"id": HOSTILE, "kind": HOSTILE}, None, HOSTILE), Verdict(0, 0, ()), 0.0)
    print_rows([row], "en", stream := StringIO())
    assert not set(stream.getvalue()) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "a\\u001b]0;owned" in stream.getvalue()
