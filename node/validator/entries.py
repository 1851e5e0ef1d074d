"""The entries of records, on disk while they are needed: gateways give their keys only until an epoch is final.

A seat scores with them, also after a restart, and draws samples of the epochs of a round of candidates. Then they go.
"""

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from structlog import get_logger

from kula.protocol.errors import KulaError
from kula.protocol.files import write_whole
from kula.protocol.reading.material import Material
from kula.protocol.records.entry import Entry, entry_from_json, entry_to_json

_MODE = 0o600
"""Nobody else reads the files, because they hold the keys to what people wrote."""


@dataclass(frozen=True, slots=True)
class KeptEntries:
    """Files in `folder`, one per epoch and root of its batches."""

    folder: Path

    def keep(self, material: Material) -> None:
        """Writes the entries of all batches that are known whole."""
        batches: dict[int, list[Entry]] = {}
        for record in material.records:
            if record.entry:
                batches.setdefault(record.batch, []).append(record.entry)
        if not batches:
            return
        whole = {number: [entry_to_json(entry) for entry in entries] for number, entries in batches.items()}
        path = self._path(material.epoch, material.batches_root)
        write_whole(path, gzip.compress(json.dumps(whole).encode()), _MODE)

    def of(self, epoch: int, batches_root: bytes) -> dict[int, list[Entry]]:
        """Returns the kept entries of an epoch by batch number. A file that cannot be read counts as none."""
        path = self._path(epoch, batches_root)
        try:
            batches = json.loads(gzip.decompress(path.read_bytes()))
            return {int(number): [entry_from_json(one) for one in entries] for number, entries in batches.items()}
        except FileNotFoundError:
            return {}
        except (
            OSError,
            EOFError,
            zlib.error,
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
            KulaError,
        ) as error:
            get_logger("entries").warning("broken", epoch=epoch, file=path.name, problem=str(error))
            return {}

    def drop_before(self, epoch: int) -> None:
        """Deletes the files of earlier epochs, and those that a kill left half written."""
        for path in self.folder.glob("*.gz*"):
            of_epoch = path.name.removeprefix(".").split("-")[0]
            if of_epoch.isdecimal() and int(of_epoch) < epoch:
                path.unlink()

    def _path(self, epoch: int, batches_root: bytes) -> Path:
        return self.folder / f"{epoch}-{batches_root.hex()[:16]}.gz"
