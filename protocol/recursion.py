"""Keeps Python's limit of recursion. py_ecc, which web3 imports, raises it to 100,000 for the whole process.

Beyond a few ten thousand levels the C stack overflows: 100 kB of `[` to any JSON parser would end the process. With
the limit of before, the parser raises RecursionError. Nothing of ours uses py_ecc.
"""

import importlib.util
import sys

_DEFAULT = 1_000
_RAISED = 100_000


def keep_limit() -> None:
    """Imports py_ecc, if it is installed, and sets the limit of before again, or Python's own if it was raised already."""
    limit = sys.getrecursionlimit()
    if importlib.util.find_spec("py_ecc"):
        importlib.import_module("py_ecc")
        sys.setrecursionlimit(limit if limit < _RAISED else _DEFAULT)
