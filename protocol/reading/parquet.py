"""Reads Parquet files of strangers. Their parser is native code that bounds nothing, so it runs in a process of its own.

The child has limits on memory and time. It writes each row as one line of JSON, and the parent bounds these lines.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any

from kula.protocol.canonical import loads_strict
from kula.protocol.errors import MalformedInput

MAX_ROW_BYTES = 2**20
"""Most bytes of one row as JSON. A record has at most 64 KiB, and JSON text in JSON may take some times more."""
_MEMORY_BYTES = 6 * 2**30
"""Most memory that the child may reserve. Most of it is code and reserves of the allocator."""
_CPU_SECONDS = 300
_ROWS_AT_ONCE = 256


def read_parquet(file: IO[bytes], columns: Sequence[str], most_rows: int) -> Iterator[dict[str, Any]]:
    """Yields the rows of a Parquet file with these columns only, in the file's order. `file` has a descriptor.

    Raises MalformedInput if the file is none, lacks a column, has more rows, or takes more than the child's limits.
    """
    command = [sys.executable, "-m", "kula.protocol.reading.parquet", str(most_rows), *columns]
    with subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        assert child.stdout
        read_line = partial(child.stdout.readline, MAX_ROW_BYTES + 1)
        try:
            for count, line in enumerate(iter(read_line, b"")):
                if len(line) > MAX_ROW_BYTES or count >= most_rows:
                    raise MalformedInput(
                        "Parquet", f"has more than {most_rows} rows, or a row above {MAX_ROW_BYTES} bytes"
                    )
                yield loads_strict(line)
        finally:
            child.kill()
            child.stdout.close()
    if child.returncode:
        raise MalformedInput("Parquet", "is no Parquet file of these columns, or takes too much memory or time")


def main() -> None:
    """Is the child: reads the file on its standard input, writes rows to its standard output."""
    if sys.platform == "linux":  # Other systems do not bound a process's memory.
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    import pyarrow.parquet as pq

    most_rows, *columns = sys.argv[1:]
    with pq.ParquetFile(sys.stdin.buffer, pre_buffer=False) as parquet:
        if parquet.metadata.num_rows > int(most_rows):
            raise SystemExit(1)
        for batch in parquet.iter_batches(_ROWS_AT_ONCE, columns=columns, use_threads=False):
            for row in batch.to_pylist():
                sys.stdout.write(json.dumps({name: row[name] for name in columns}, allow_nan=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
