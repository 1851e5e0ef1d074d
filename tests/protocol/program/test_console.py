"""What commands print: one JSON value, or lines for people."""

import json

import pytest

from kula.protocol.program.console import say, warn


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
