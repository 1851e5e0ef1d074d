"""File helpers: writes a file whole or not at all, and reads text from plain or gzipped files."""

import gzip
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast


def write_whole(path: Path, content: bytes | str, mode: int = 0o644) -> None:
    """Writes a file, or replaces it. A kill at any line leaves the old file or the new one, never a part of one.

    Creates the folder if it is missing. Writes text as UTF-8. `mode` holds the permissions before the process's umask.
    """
    raw = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def open_text(path: Path) -> TextIO:
    """Opens a UTF-8 file for reading. A file whose name ends in .gz is unpacked."""
    return (
        cast(TextIO, gzip.open(path, "rt", encoding="utf-8")) if path.suffix == ".gz" else path.open(encoding="utf-8")
    )


def read_lines(path: Path) -> Iterator[str]:
    """Yields the lines of a UTF-8 file, plain or .gz, without blank lines.

    Raises OSError, EOFError or UnicodeDecodeError.
    """
    with open_text(path) as file:
        yield from (line for line in file if line.strip())
