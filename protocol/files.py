"""Files: written so that a reader sees all of one or nothing of it, and lines read from plain or gzipped files."""

import gzip
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast


def write_whole(path: Path, content: bytes | str, mode: int = 0o644) -> None:
    """Write a file, or replace it. A kill at any line leaves the old file or the new one, never a part.

    Makes the folder if it is missing. Text is written as UTF-8. `mode` are the permissions, less the process's umask.
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
    """Open a UTF-8 file for reading; one whose name ends in .gz is unpacked."""
    return (
        cast(TextIO, gzip.open(path, "rt", encoding="utf-8")) if path.suffix == ".gz" else path.open(encoding="utf-8")
    )


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file, plain or .gz, that are not blank. Raises OSError, EOFError or UnicodeDecodeError."""
    with open_text(path) as file:
        yield from (line for line in file if line.strip())
