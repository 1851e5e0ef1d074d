"""Makes a scorer's file of known public records from a folder of such records."""

from hashlib import blake2b
from pathlib import Path

from kula.protocol.errors import MalformedInput
from kula.scoring.duplicates import DuplicateIndex, Shingles
from kula.scoring.duplicates.known import KNOWN_FILE, KNOWN_PERMILLE, MOST_KNOWN_BYTES, known_shingles
from kula.scoring.features.text import whole_text
from kula.scoring.lines import read_folder


def write_known(folder: Path, out_folder: Path) -> int:
    """Writes the file beside the scorer in `out_folder`, from all .jsonl and .jsonl.gz files of a folder; returns how many.

    Lines hold records, as for `fit`. Lines that are none are left out, as is what another known record holds already. The
    bytes follow from the set of records, not from their order or the names of files. Raises MalformedInput if none is left,
    or if there are too many for the file.
    """
    texts = (whole_text(line.content) for _, line in read_folder(folder) if line.content)
    different = {_key(shingles): shingles for text in texts if len(shingles := known_shingles(text))}
    # The long ones come first, so that their excerpts are left out.
    ordered = sorted(different.items(), key=lambda one: (-len(one[1]), one[0]))
    path = out_folder / KNOWN_FILE
    index, count = DuplicateIndex(), 0
    for key, shingles in ordered:
        if index.containing(shingles, KNOWN_PERMILLE) is None:
            index.add(shingles, key)
            count += 1
    log = index.log_bytes()
    if not count:
        raise MalformedInput(str(folder), "holds no record; its .jsonl(.gz) files have one record per line")
    if len(log) > MOST_KNOWN_BYTES:
        raise MalformedInput(str(folder), f"makes {len(log)} bytes of fingerprints; at most are {MOST_KNOWN_BYTES}")
    path.write_bytes(log)
    return count


def _key(shingles: Shingles) -> bytes:
    return blake2b(shingles.astype("<u4").tobytes(), digest_size=32).digest()
