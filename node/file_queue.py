"""The worker's queue in files, for a machine without a broker: kombu's, but a file appears only when it is whole.

kombu opens a file under its last name and then writes it, so that another process may read it empty and stop.
"""

import json
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME = "whole-files"
"""Of broker URLs that ask for this queue."""


class _Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:
        """Put a message onto a queue; its name is as kombu's `_get` expects it."""
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        message = Path(self.data_folder_out) / name
        _write_aside(message, dumps(payload)).rename(message)

    def _queue_bind(self, exchange: str, *binding: Any, **options: Any) -> None:
        """Bind a queue to an exchange, whose table is empty before the first."""
        table: Path = self._exchange_file(exchange)  # pyright: ignore[reportAttributeAccessIssue] (stubs are of an older kombu)
        table.parent.mkdir(exist_ok=True)
        if not table.exists():
            aside = _write_aside(table, json.dumps([]))
            with suppress(FileExistsError):
                os.link(aside, table)
            aside.unlink()
        super()._queue_bind(exchange, *binding, **options)


class Transport(filesystem.Transport):
    """kombu's transport over files with whole ones."""

    Channel = _Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def _write_aside(file: Path, text: str) -> Path:
    """Write what will be a file under a name that no reader takes."""
    aside = file.with_name(f"{file.name}.{uuid.uuid4()}.part")
    aside.write_text(text)
    return aside
