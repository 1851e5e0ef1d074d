"""Whether splitting pays: one contributor's pay under m accounts over the pay under one account.

Real records of many contributors go through the scoring of an epoch and the computation of its ledger. The contributor has
two ways to split: it spreads its records over m accounts, or it sends all of them again from each account. `max_ratio` is
the larger ratio of the two. Beside it stand copies with one word in 25 changed, some of which are no longer duplicates.
"""

import random
from collections.abc import Sequence

from kula.bench.figures import Figures
from kula.bench.records import contents
from kula.protocol.ledgers.ledger import compute_ledger
from kula.protocol.parameters import Parameters
from kula.protocol.records.entry import OpenedRecord
from kula.protocol.types import Address, Leaf
from kula.scoring.duplicates import DuplicateIndex
from kula.scoring.epoch import score_epoch
from kula.scoring.features.text import Content
from kula.scoring.scorer import Scorer

_SEED = 29
_OTHERS = 12
"""Records of each kind that others send."""
_OWN = 4
"""Records of each kind that the contributor sends."""
_SPREAD = (2, 3, 4, 8, 16, 32, 64)
_COPIED = (2, 8)
_GATEWAY = Address("0x" + "99" * 20)

Sent = tuple[Content, Address]


def run() -> Figures:
    """The largest ratio of pays; beside it, all ratios and the pay of one account in tokens."""
    records = contents(_SEED, _OTHERS + _OWN)
    own, others = records[: 4 * _OWN], [(content, _account(1)) for content in records[4 * _OWN :]]
    scorer = Scorer.load(device="cpu")
    alone = _pay(scorer, others, [(content, _account(2)) for content in own])
    ratios: dict[str, float] = {}
    for m in _SPREAD:
        accounts = [_account(2 + i) for i in range(m)]
        ratios[f"spread_{m}"] = _pay(scorer, others, [(c, accounts[i % m]) for i, c in enumerate(own)], m) / alone
    for name, change in (("copied", _same), ("edited", _edited)):
        for m in _COPIED:
            sent = [(change(c, random.Random(i)) if i else c, _account(2 + i)) for i in range(m) for c in own]
            ratios[f"{name}_{m}"] = _pay(scorer, others, sent, m) / alone
    rounded = {name: round(ratio, 6) for name, ratio in ratios.items()}
    split = [ratio for name, ratio in rounded.items() if not name.startswith("edited")]
    return Figures({"max_ratio": max(split)}, {**rounded, "pay_of_one_account_tokens": alone / 10**18})


def _pay(scorer: Scorer, others: Sequence[Sent], sent: Sequence[Sent], seed: int = 0) -> int:
    """What all accounts but the others' earn in one epoch. The order of its records follows from the seed."""
    ours = list(sent)
    random.Random(seed).shuffle(ours)
    places = sorted(random.Random(seed).sample(range(len(others) + len(ours)), len(ours)))
    mixed = list(others)
    for place, one in zip(places, ours, strict=True):
        mixed.insert(place, one)
    parameters = Parameters()
    records = [
        OpenedRecord(record_hash=i.to_bytes(32, "big"), parent=bytes(32), content=content, imported=False)
        for i, (content, _) in enumerate(mixed)
    ]
    leaves = [
        Leaf(gateway=_GATEWAY, seq=i, record_hash=r.record_hash, pay_to=pay_to, signatures_hash=bytes(32))
        for i, (r, (_, pay_to)) in enumerate(zip(records, mixed, strict=True))
    ]
    scores = score_epoch(scorer, DuplicateIndex(), records, parameters).scores
    ledger = compute_ledger(
        bytes(32), 1, leaves, scores, floor=parameters.floor, earlier={}, budget=parameters.budget, cap=parameters.cap
    )
    return sum(ledger.earned(row) for account, row in ledger.last_rows().items() if account != _account(1))


def _same(content: Content, rng: random.Random) -> Content:
    return content


def _edited(content: Content, rng: random.Random) -> Content:
    """The record with one word in 25 changed, in each of its texts."""
    edited = dict(content)
    for field in ("corrected", "a", "b"):
        if field in edited:
            edited[field] = _reworded(edited[field], rng)
    for field in ("messages", "prompt"):
        if field in edited:
            edited[field] = [{**m, "content": _reworded(m["content"], rng)} for m in edited[field]]
    return edited


def _reworded(text: str, rng: random.Random) -> str:
    return " ".join(word if rng.random() > 1 / 25 else rng.choice(("well", "also", "then")) for word in text.split())


def _account(number: int) -> Address:
    return Address("0x" + number.to_bytes(20, "big").hex())
