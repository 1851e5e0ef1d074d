"""The index of duplicates beside two MinHash libraries: speed, recall of planted copies, and cost at a million records.

Both libraries run as their documentation shows: 128 permutations in 16 bands over runs of five words. They get folded words,
because they fold nothing, and one record after the other, like the index. Times are processor time of one thread. The sides
take turns.
"""

import random
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from kula.bench.copies import Copy, edited, excerpt, long_enough, padded, runs, spliced
from kula.bench.figures import Figures
from kula.bench.records import Text, texts
from kula.protocol.parameters import Parameters
from kula.scoring.duplicates import DuplicateIndex, Shingles, shingles_of_all
from kula.scoring.features.text import fold, words

_SEED = 5
_TURNS = 3
_TIMED = 6_000
_COPIES = 4_000
_BRUTE = 6_000
_MILLION = 1_000_000
_EARLY = 50_000
_LAST = 10_000
_OLDEST = 10_000
_MEAN = 130
"""About the number of shingles of a spliced text."""
_THETA = Parameters().duplicate_permille

Flags = list[bool]


def run() -> Figures:
    """Speed, recall, false merges, and size and cost at a million records."""
    for peer in ("rensa", "datasketch"):
        import_module(peer)
    records = texts(_SEED, 20_000)
    million = _at_a_million(records)
    speed = _speeds(records)
    return Figures(
        {"documents_per_second": speed.pop("ours"), **_recalls(records), **_merges(records), **million},
        {f"documents_per_second_{name}": rate for name, rate in speed.items()} | _recalls_beside(records),
    )


def _speeds(records: Sequence[Text]) -> dict[str, int]:
    """Documents per second of each side: the median of the turns."""
    sides: dict[str, Callable[[Sequence[Text]], Flags]] = {"ours": _flag, "rensa": _rensa, "datasketch": _datasketch}
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side(records[:500])
    for turn in range(_TURNS):
        part = records[turn * _TIMED : (turn + 1) * _TIMED]
        for name, side in sides.items():
            began = time.process_time()
            side(part)
            rates[name].append(len(part) / (time.process_time() - began))
    return {name: round(median(turns)) for name, turns in rates.items()}


def _flag(records: Sequence[Text]) -> Flags:
    index, flags = DuplicateIndex(), []
    for number, shingles in enumerate(shingles_of_all(records)):
        flags.append(index.containing(shingles, _THETA) is not None)
        if not flags[-1]:
            index.add(shingles, _key(number))
    return flags


def _rensa(records: Sequence[Text]) -> Flags:
    rensa: Any = import_module("rensa")
    index, flags = rensa.RMinHashDeduplicator(threshold=0.7, num_perm=128, use_lsh=True, num_bands=16), []
    for number, text in enumerate(records):
        sketch = rensa.RMinHash(num_perm=128, seed=42)
        sketch.update(_runs_of_five(text))
        flags.append(not index.add(str(number), sketch))
    return flags


def _datasketch(records: Sequence[Text]) -> Flags:
    datasketch: Any = import_module("datasketch")
    index, flags = datasketch.MinHashLSH(params=(16, 8), num_perm=128), []
    for number, text in enumerate(records):
        sketch = datasketch.MinHash(num_perm=128)
        sketch.update_batch([run.encode() for run in _runs_of_five(text)])
        flags.append(bool(index.query(sketch)))
        if not flags[-1]:
            index.insert(number, sketch)
    return flags


def _runs_of_five(text: Text) -> set[str]:
    spoken = words(fold(text[1]))
    return {" ".join(spoken[i : i + 5]) for i in range(max(1, len(spoken) - 4))}


def _copies(records: Sequence[Text]) -> dict[str, list[Copy]]:
    """Planted copies in groups. Excerpts and padded copies count only if they are duplicates by the protocol's rule."""
    rng = random.Random(_SEED)
    copies: dict[str, list[Copy]] = {}
    for make, least in ((edited, 20), (excerpt, 200), (padded, 40)):
        originals = [i for i, text in enumerate(records) if long_enough(text, least)]
        copies[make.__name__] = [make(records, original, rng) for original in rng.choices(originals, k=_COPIES)]
    by_rule = {name: [c for c in copies[name] if c.contained_permille >= _THETA] for name in ("excerpt", "padded")}
    return {
        "j70": [c for c in copies["edited"] if c.jaccard >= 0.7],
        "j85": [c for c in copies["edited"] if c.jaccard >= 0.85],
        "contained": [c for c in copies["edited"] if c.contained_permille >= _THETA],
        **by_rule,
    }


def _recalls(records: Sequence[Text]) -> dict[str, float]:
    index = DuplicateIndex()
    for number, shingles in enumerate(shingles_of_all(records)):
        index.add(shingles, _key(number))
    return {f"recall_{name}": _recall(index, copies) for name, copies in _copies(records).items()}


def _recall(index: DuplicateIndex, copies: Sequence[Copy]) -> float:
    copied = shingles_of_all(copy.text for copy in copies)
    return round(sum(index.containing(shingles, _THETA) is not None for shingles in copied) / len(copies), 4)


def _recalls_beside(records: Sequence[Text]) -> dict[str, float]:
    """Recall of the better peer on the same copies."""
    recalls: dict[str, float] = {}
    for name, copies in _copies(records).items():
        some = copies[:1_000]
        pairs = [records[copy.original] for copy in some] + [copy.text for copy in some]
        recalls[f"recall_{name}_rensa"] = round(sum(_rensa(pairs)[len(some) :]) / len(some), 4)
    return recalls


def _merges(records: Sequence[Text]) -> dict[str, float]:
    """On real records: the share that the index flags against brute force, and its recall of those that brute force flags."""
    some = records[:_BRUTE]
    index, every = DuplicateIndex(), [runs(text) for text in some]
    holders: dict[tuple[str, str], list[int]] = {}
    false = missed = true = 0
    for number, shingles in enumerate(shingles_of_all(some)):
        counts: dict[int, int] = {}
        for one in every[number]:
            for holder in holders.setdefault((some[number][0], one), []):
                counts[holder] = counts.get(holder, 0) + 1
            holders[some[number][0], one].append(number)
        copied = any(1000 * count >= _THETA * len(every[number]) for count in counts.values())
        flagged = index.containing(shingles, _THETA) is not None
        false, missed, true = false + (flagged and not copied), missed + (copied and not flagged), true + copied
        index.add(shingles, _key(number))
    return {"false_merges": false / len(some), "recall_real": round(1 - missed / max(1, true), 4)}


def _at_a_million(records: Sequence[Text]) -> dict[str, float]:
    """Size, costs early and late, and recall of copies of the oldest records, in an index on disk."""
    with tempfile.TemporaryDirectory() as folder:
        before = _resident()
        index, began = DuplicateIndex(Path(folder)), time.process_time()
        costs = _costs("", index, shingles_of_all(spliced(records, _SEED)))
        seconds = time.process_time() - began
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        memory = _resident() - before
        index.close()
        oldest, rng = list(islice(spliced(records, _SEED), _OLDEST)), random.Random(_SEED)
        copies = [edited(oldest, number, rng) for number in range(2_000)]
        recall = _recall(DuplicateIndex(Path(folder)), [copy for copy in copies if copy.jaccard >= 0.85])
    with tempfile.TemporaryDirectory() as folder:
        costs |= _costs("unlike_", DuplicateIndex(Path(folder)), _unlike())
    return {
        "gib_at_1m": round((size + memory) / 2**30, 3),
        **costs,
        "recall_j85_oldest_at_1m": recall,
        "seconds_for_1m": round(seconds),
    }


def _unlike() -> Iterator[Shingles]:
    """An endless stream of records that share shingles by chance only."""
    rng = np.random.default_rng(_SEED)
    while True:
        yield np.unique(rng.integers(0, 1 << 32, _MEAN, dtype=np.uint32))


def _costs(name: str, index: DuplicateIndex, records: Iterator[Shingles]) -> dict[str, float]:
    """Median microseconds of the last look-ups and of the last inserts before 50,000 records and before a million."""
    stream, medians = enumerate(records), {}
    for mark, count in (("50k", _EARLY), ("1m", _MILLION - _EARLY)):
        lookup, insert = _insert(index, islice(stream, count))
        medians |= {f"{name}lookup_microseconds_at_{mark}": lookup, f"{name}insert_microseconds_at_{mark}": insert}
    return medians


def _insert(index: DuplicateIndex, stream: Iterator[tuple[int, Shingles]]) -> tuple[float, float]:
    took: deque[tuple[int, int]] = deque(maxlen=_LAST)
    for number, shingles in stream:
        began = time.perf_counter_ns()
        index.containing(shingles, _THETA)
        sought = time.perf_counter_ns()
        index.add(shingles, _key(number))
        took.append((sought - began, time.perf_counter_ns() - sought))
    lookup, insert = (round(median(times) / 1000, 1) for times in zip(*took, strict=True))
    return lookup, insert


def _resident() -> int:
    """This process's own memory in bytes, without mapped files."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon")))


def _key(number: int) -> bytes:
    return number.to_bytes(32, "big")
