"""Small SQLite files in the validator's and the watcher's folder: each row is on disk when its statement returns."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kula.protocol.errors import Unavailable


@contextmanager
def open_table(path: Path) -> Iterator[sqlite3.Connection]:
    """Opens a file. Raises Unavailable if the disk is full, or the file is broken, locked or cannot be written."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            yield database
    except sqlite3.Error as error:
        raise Unavailable(f"{path} cannot be used: {error}; look at its disk and its owner") from error
