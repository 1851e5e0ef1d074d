"""The worker's queue in files, for a machine without a broker. Based on kombu's, whose files appear half written.

kombu opens a file under its last name and then writes it, so another process may read it while it is empty.
Here a file gets its last name only when it is whole.
"""

import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME = "whole-files"
"""The scheme of broker URLs that ask for this queue."""


class _Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:
        """Puts a message onto a queue, under a name that kombu's `_get` expects."""
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        _appear(Path(self.data_folder_out) / name, dumps(payload))

    def _queue_bind(self, exchange: str, *binding: Any, **options: Any) -> None:
        """Binds a queue to an exchange. The exchange's table is created empty for its first queue."""
        table: Path = self._exchange_file(exchange)  # pyright: ignore[reportAttributeAccessIssue] (stubs are of an older kombu)
        table.parent.mkdir(exist_ok=True)
        if not table.exists():
            _appear(table, dumps([]))
        super()._queue_bind(exchange, *binding, **options)


class Transport(filesystem.Transport):
    """kombu's transport over files, with files that are always whole."""

    Channel = _Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def _appear(file: Path, text: str) -> None:
    """Creates a file that holds its text from its first moment. A file that exists already stays as it is."""
    partial = file.with_name(f"{file.name}.{uuid.uuid4()}.partial")
    try:
        partial.write_text(text)
        with suppress(FileExistsError):
            os.link(partial, file)
    finally:
        # Else a full disk would have one more file with each tick.
        partial.unlink(missing_ok=True)
