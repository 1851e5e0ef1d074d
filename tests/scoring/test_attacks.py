"""Attacks: every family makes well-formed records that differ from the honest ones, the same ones for the same seed."""

import os
import random
import subprocess
import sys

import pytest

from kula.node.demo.stream import read_stream
from kula.protocol.records.content import parse_content
from kula.scoring.attacks import FAMILIES, FLIPS, Pool
from kula.scoring.attacks.places import sentences_of
from kula.scoring.corpus.adversarial import attack_all, attacked

_LONG_TALK = {
    "kind": "conversation",
    "messages": [
        {"role": role, "content": f"{word} {place}."}
        for place, word in enumerate(["One", "Two", "Three", "Four"])
        for role in ("user", "assistant")
    ],
}
HONEST = [*(parse_content(arrival.content) for arrival in read_stream(None).arrivals), _LONG_TALK]
POOL = Pool(HONEST)


@pytest.mark.parametrize("family", sorted({**FAMILIES, **FLIPS}))
def test_family__records_it_applies_to__changed_and_well_formed(family: str):
    attack = {**FAMILIES, **FLIPS}[family]
    pairs = [(c, attacked(attack, random.Random(i), c, POOL)) for i, c in enumerate(HONEST)]
    attacks = [(before, after) for before, after in pairs if after is not None]
    assert attacks, "applies to nothing in the sample"
    assert all(before["kind"] == after["kind"] for before, after in attacks)
    assert sum(before != after for before, after in attacks) >= 0.9 * len(attacks)


def test_family__known_at_least_twenty_five():
    assert len(FAMILIES) >= 25


def test_attack_all__same_seed__same_attacks_and_nothing_changed_in_place():
    before = [repr(c) for c in HONEST]
    first = attack_all(HONEST[:20], FAMILIES, POOL, 2, seed=5)
    assert first == attack_all(HONEST[:20], FAMILIES, POOL, 2, seed=5)
    assert first != attack_all(HONEST[:20], FAMILIES, POOL, 2, seed=6)
    assert [repr(c) for c in HONEST] == before


_DIGESTS = """
from hashlib import sha256
from random import Random
from kula.scoring.corpus.adversarial import attacked
from tests.scoring.test_attacks import FAMILIES, FLIPS, HONEST, POOL
for name, attack in sorted({**FAMILIES, **FLIPS}.items()):
    rng = Random(5)
    print(name, sha256(repr([attacked(attack, rng, c, POOL) for c in HONEST[:60]]).encode()).hexdigest())
"""


def test_family__another_process_with_other_hashes__same_attacks():
    def digests(seed: str) -> list[str]:
        env = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", _DIGESTS], env=env, capture_output=True, check=True, text=True)
        return run.stdout.splitlines()

    first = digests("1")
    assert len(first) == len({**FAMILIES, **FLIPS})
    assert first == digests("2")


def test_sentences__cut_and_kept_whole():
    assert sentences_of("One. Two? 3.5 is three!\nFour") == ["One.", "Two?", "3.5 is three!", "Four"]
    assert sentences_of("好的。谢谢！") == ["好的。", "谢谢！"]
