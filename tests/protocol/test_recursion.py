"""No text from outside ends the process, however deep it is nested."""

import json
import subprocess
import sys

import pytest

_DEEP = "[" * 300_000
_PROGRAM = """
import json, sys
import kula.node.gateway.api.app, kula.protocol.chain.connection
print(sys.getrecursionlimit())
try:
    json.loads("[" * 300_000)
except RecursionError:
    print("refused")
"""


def test_nested__with_all_libraries_imported__is_an_error_of_the_parser():
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.split() == ["1000", "refused"]


def test_nested__in_this_process__is_an_error_of_the_parser():
    assert sys.getrecursionlimit() < 15_000, "a library has raised the limit; the next line would end this process"
    with pytest.raises(RecursionError):
        json.loads(_DEEP)
